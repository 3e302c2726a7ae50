/**
 * Microsoft's tag for advertising (UET): it knows `ad_storage` alone.
 *
 * @type {Tell}
 */
function temoinMicrosoft(kind, state) {
  const page = /** @type {any} */ (window);
  (page.uetq ||= []).push("consent", kind, state);
}

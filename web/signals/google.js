/**
 * Google's Consent Mode, version 2: commands that its tags and containers find in
 * `dataLayer`, in the order in which they were put there.
 *
 * @type {Tell}
 */
function temoinGoogle(kind, state) {
  const page = /** @type {any} */ (window);
  // To these tags a command is an `arguments`; an array is something else.
  const gtag = /** @type {any} */ (function () { (page.dataLayer ||= []).push(arguments); });
  gtag("consent", kind, state);
}

/**
 * Matomo, which measures without cookies until they are consented to: the same tracker
 * goes on with them, and no page is counted twice.
 *
 * Its own memory of the consent would last thirty years: it is told the hours that the
 * choice has left. On the pages that follow, the choice itself is the memory.
 *
 * @param {number} hours how long a choice holds, at least
 * @returns {Tell}
 */
function temoinMatomo(hours) {
  return (kind, state, decided) => {
    const page = /** @type {any} */ (window);
    const paq = (/** @type {any[]} */ ...call) => (page._paq ||= []).push(call);
    if (kind === "default") paq("requireCookieConsent");
    else if (state.cookies === "denied") paq("forgetCookieConsentGiven");
    else if (!decided) paq("setCookieConsentGiven");
    // Zero would be thirty years again.
    else paq("rememberCookieConsentGiven", Math.max(1, Math.floor(hours + decided / 3600 - Date.now() / 3.6e6)));
  };
}

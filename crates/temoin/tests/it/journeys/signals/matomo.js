// What Matomo's tracker does with the commands that concern its cookies, as its
// documentation tells: those that stop cookies are heard first, and a consent that
// comes after the page was counted is told by a ping.
(() => {
  const sent = window.sent = [];
  let cookies = true;
  const keep = (name, seconds) => { document.cookie = name + "=1; Path=/; Max-Age=" + seconds; };
  const send = (kind) => {
    sent.push(kind);
    if (cookies) keep("_pk_id.1.2a", 33955200);
  };
  const commands = {
    disableCookies() {
      cookies = false;
      keep("_pk_id.1.2a", 0);
    },
    requireCookieConsent() {
      if (!document.cookie.includes("mtm_cookie_consent=")) commands.disableCookies();
    },
    setCookieConsentGiven() {
      if (cookies) return;
      cookies = true;
      if (sent.length) send("ping");
    },
    rememberCookieConsentGiven(hours) {
      commands.setCookieConsentGiven();
      keep("mtm_cookie_consent", hours ? hours * 3600 : 30 * 365 * 86400);
    },
    forgetCookieConsentGiven() {
      keep("mtm_cookie_consent", 0);
      commands.disableCookies();
    },
    trackPageView: () => send("page"),
  };
  const apply = ([name, ...args]) => commands[name](...args);
  const before = ["forgetCookieConsentGiven", "requireCookieConsent"];
  const asked = window._paq;
  for (const name of before) asked.filter((call) => call[0] === name).forEach(apply);
  asked.filter((call) => !before.includes(call[0])).forEach(apply);
  window._paq = { push: (...calls) => calls.forEach(apply) };
})();

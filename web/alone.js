/**
 * The notice, for pages that can only add a tag: markup and style come in the script.
 *
 * The markup is the server's own, whole, and the only one that our Trusted Types
 * policy ever gives; the style is a sheet made here, which needs no leave of the
 * page's content policy. The notice, or what says that an account's choice governs this
 * device now, comes first in the body as soon as there is one, the permanent link last in
 * a page that has none.
 *
 * @param {any} own our tag
 * @param {any} said what the server says to it
 * @param {string} style
 * @param {string} markup of what comes first, if there is anything to ask or to say, and of the link
 */
function temoinAlone(own, said, style, markup) {
  const rules = { createHTML: () => markup, createScript: String, createScriptURL: String };
  const trusted = /** @type {any} */ (window).trustedTypes?.createPolicy("temoin", rules) ?? rules;
  const ours = new DOMParser().parseFromString(trusted.createHTML(""), "text/html").body;
  // The page is on another host than we are.
  for (const name of ["action", "formaction", "href", "src"]) for (const each of ours.querySelectorAll("[" + name + "]"))
    each.setAttribute(name, new URL(/** @type {string} */ (each.getAttribute(name)), own.src).href);
  const box = ours.querySelector("#temoin");
  // Without our scripts, the form comes back to where it was sent from.
  const back = box?.querySelector("[name=return]");
  if (back && new URL(own.src).origin === location.origin) back.setAttribute("value", location.pathname + location.search);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  said.base = new URL(said.base, own.src).href;
  temoinNotice(own, said, box, trusted);

  // Who arrives from elsewhere was asked: no request for a script says where its page was come to from.
  const from = document.referrer && new URL(document.referrer).hostname;
  if (box && !(/** @type {any} */ (document)).prerendering && ![location.hostname, ...said.own].includes(from))
    navigator.sendBeacon(said.base + "v1/asked?lang=" + said.language);

  const first = box ?? ours.querySelector("#temoin-account");
  const place = () => {
    if (document.body && first) document.body.prepend(first);
    return document.body;
  };
  if (!place()) new MutationObserver((_, observer) => { if (place()) observer.disconnect(); })
    .observe(document.documentElement, { childList: true });
  const end = () => {
    const link = ours.querySelector(".temoin-link");
    if (link && !document.querySelector('body [data-temoin=preferences]:not(#temoin *),a[href="#temoin"]')) document.body.append(link);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", end);
  else end();
}

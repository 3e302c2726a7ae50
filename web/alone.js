/**
 * The notice, for pages that can only add a tag: markup and style come in the script.
 *
 * The markup is the server's own, whole, and the only one that our Trusted Types
 * policy ever gives; the style is a sheet made here, which needs no leave of the
 * page's content policy. The notice comes first in the body as soon as there is one.
 *
 * @param {any} own our tag
 * @param {any} said what the server says to it
 * @param {string} style
 * @param {string} markup of the notice; empty where nothing is to be asked
 */
function temoinAlone(own, said, style, markup) {
  const rules = { createHTML: () => markup, createScript: String, createScriptURL: String };
  const trusted = /** @type {any} */ (window).trustedTypes?.createPolicy("temoin", rules) ?? rules;
  const parsed = new DOMParser().parseFromString(trusted.createHTML(), "text/html");
  const box = document.adoptNode(parsed.body).firstElementChild;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  said.base = new URL(said.base, own.src).href;
  temoinNotice(own, said, box, trusted);
  const place = () => {
    if (!document.body) return false;
    if (box) document.body.prepend(box);
    return true;
  };
  if (!place()) new MutationObserver((_, observer) => { if (place()) observer.disconnect(); })
    .observe(document.documentElement, { childList: true });
}

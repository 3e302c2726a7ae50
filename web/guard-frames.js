/**
 * The guard's part that minds where frames are sent.
 *
 * A browser connects to where a frame is sent before it asks a content policy. So
 * what a script sends one to is judged before: by name, with a link, a form, its button or
 * `open`, wherever in the page's frames the name leads; and inside of a frame, when it leaves.
 *
 * What remains is an empty frame whose `location` a script sets.
 *
 * @param {any} page the window
 * @param {(owner: any, key: string, turn: (args: any[], on: any) => any) => void} before see `temoinNet`
 * @param {(address: any) => string | undefined} held
 */
function temoinFrames(page, before, held) {
  const nothing = () => {};
  // Where a visitor goes by a click is theirs.
  if (page !== page.top) page.navigation?.addEventListener("navigate", (/** @type {any} */ event) =>
    event.userInitiated || held(event.destination.url) != null && event.preventDefault());
  /** The frame that a name leads to, wherever among the page's it stands. @param {string} name @returns {any} */
  const framed = (name, from = page.top) => {
    try { if (from[name].parent === from) return from[name]; } catch { /* there is none, or it is not for us to see */ }
    return name === "_parent" ? page.parent : Array.from({ length: from.length }, (_, at) => framed(name, from[at])).find((each) => each);
  };
  /** Whether a frame, called by its name, is sent to who is held. A page by itself is where its visitor is. @param {string} name @param {string} address */
  const strays = (name, address) => {
    const frame = name && framed(name);
    return frame && frame !== page && frame !== page.top && held(address) != null;
  };
  /** The same of a link or a form, with the button that sends it. @param {any} on @param {any} [by] */
  const leads = (on, by) => {
    const said = (/** @type {string} */ name) => by?.getAttribute("form" + name) ?? on.getAttribute(name);
    return strays(said("target") ?? document.querySelector("base[target]")?.target, on.localName === "form" ? said("action") : said("href") ?? said("xlink:href"));
  };
  before(page, "open", ([address, name]) => strays(name, address) && nothing);
  before(page.HTMLFormElement.prototype, "submit", (_, on) => leads(on) && nothing);
  // A link that stands in no page is followed too, and no listener of ours hears of it.
  for (const [type, name] of [["HTMLElement", "click"], ["EventTarget", "dispatchEvent"]])
    before(page[type].prototype, name, (_, on) => !on.isConnected && leads(on) && nothing);
  for (const type of ["click", "submit"]) addEventListener(type, (/** @type {any} */ event) => {
    const on = event.submitter?.form ?? event.composedPath().find((/** @type {any} */ each) => /^a(rea)?$/.test(each.localName));
    try { if (leads(on, event.submitter)) event.preventDefault(); } catch { /* no link, or no address */ }
  }, true);
}

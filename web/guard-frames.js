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
    for (let at = 0; at < from.length; at++) {
      const each = from[at];
      let called;
      // Of a frame of another site, the page around it alone tells its name.
      try { called = each.name === name; } catch { try { called = from[name] === each; } catch { /* nor that one */ } }
      const found = called ? each : framed(name, each);
      if (found) return found;
    }
  };
  /** Whether a frame, called by its name, is sent to who is held. A page by itself is where its visitor is. @param {string} name @param {string} address */
  const strays = (name, address) => {
    const frame = name && (/^_parent$/i.test(name) ? page.parent : framed(name));
    return frame && frame !== page && frame !== page.top && held(address) != null;
  };
  // The fields of a form take the names of what it can do.
  const { getAttribute } = page.Element.prototype;
  const says = (/** @type {any} */ on, /** @type {string} */ name) => getAttribute.call(on, name);
  /** The same of a link, or of a form with the button that sends it. @param {any} on @param {string} address @param {any} [by] */
  const leads = (on, address, by) =>
    strays(by && says(by, "formtarget") || says(on, "target") || document.querySelector("base[target]")?.target, address);
  /** @param {any} form @param {any} [by] */
  const sends = (form, by) => leads(form, by && says(by, "formaction") || says(form, "action"), by);
  /** Whether a click on an element, or in one, follows such a link. @param {any} on */
  const follows = (on) => {
    const link = on.closest?.("a,area");
    return link && leads(link, says(link, "href") ?? says(link, "xlink:href"));
  };
  before(page, "open", ([address, name]) => strays(name, address) && nothing);
  for (const name of ["submit", "requestSubmit"]) before(page.HTMLFormElement.prototype, name, ([by], on) => sends(on, by) && nothing);
  // A link in no page, or in a shadow, is followed too, and no listener of ours hears of it.
  before(page.HTMLElement.prototype, "click", (_, on) => follows(on) && nothing);
  before(page.EventTarget.prototype, "dispatchEvent", ([event], on) => event.type === "click" && follows(on) && nothing);
  /** Has what a visitor does stay where it is, if it strays. @param {string} type @param {(event: any) => boolean} leaves */
  const heed = (type, leaves) => addEventListener(type, (event) => {
    try { if (leaves(event)) event.preventDefault(); } catch { /* no address */ }
  }, true);
  heed("submit", ({ target, submitter }) => sends(target, submitter));
  heed("click", (event) => event.composedPath().some(follows));
}

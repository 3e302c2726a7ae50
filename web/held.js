/**
 * What stands in the place of a frame that waits: whose it is, a link to see this one
 * there, a button to always allow it.
 *
 * The server puts it before what the HTML holds. This puts it before what scripts add,
 * what a page without a gateway marks, and what a choice took back: the server's own
 * markup, asked for once for each service that turns out to wait.
 *
 * @param {ReturnType<typeof temoinParts>} parts
 */
function temoinHeld({ part }) {
  /** The placeholder of each service, once it is here. @type {Map<string, () => Promise<any>>} */
  const ours = new Map();
  /** What stands before each frame. @type {WeakMap<Element, any>} */
  const placed = new WeakMap();

  /** Whether anybody would see a frame: a tracker's is not missed. @param {Element} frame */
  function isSeen(frame) {
    const { display, visibility, width, height } = getComputedStyle(frame);
    return display !== "none" && visibility === "visible" && !(parseFloat(width) < 9 || parseFloat(height) < 9);
  }

  /** What stands before a frame: ours, or the server's, which hid the frame when it put it there. @param {any} frame */
  function before(frame) {
    let near = placed.has(frame) || !frame.hidden ? null : frame.previousElementSibling;
    // A script may have put something between; a neighbour's own frame is not passed by.
    while (near && !near.matches(".temoin-held,[data-service][hidden]")) near = near.previousElementSibling;
    if (near?.matches(".temoin-held") && near.dataset.service === frame.dataset.service) placed.set(frame, near);
    return placed.get(frame);
  }

  /** Has a placeholder lead to where its frame would. @param {any} held @param {string} address */
  function lead(held, address) {
    const link = held.querySelector("[data-temoin=this-one]");
    if (/^https?:/.test(address)) link?.setAttribute("href", address);
    else link?.remove();
  }

  return {
    /** Puts a placeholder before a frame that waits at `address`, unless it has one. @param {any} frame @param {string} service @param {string} address */
    async place(frame, service, address) {
      const there = before(frame);
      // A player that is sent from one service to another waits for another.
      if (there && there.dataset.service !== service) this.clear(frame);
      else if (there) lead(there, address);
      if (there?.isConnected && there.nextElementSibling !== frame) frame.before(there);
      if (frame.hidden || placed.has(frame) || !isSeen(frame)) return;
      placed.set(frame, null);
      const made = ours.get(service) ?? part("held&service=" + encodeURIComponent(service), ".temoin-held");
      ours.set(service, made);
      const held = (await made().catch(console.error))?.cloneNode(true);
      // While it was fetched, the frame may have gone and come back, or been allowed, or sent to another.
      if (placed.get(frame) !== null) return;
      const waits = frame.matches("[data-src],[data-data]") && frame.dataset.service === service;
      if (!held || !frame.isConnected || !waits) return void placed.delete(frame);
      lead(held, address);
      placed.set(frame, held);
      frame.hidden = true;
      frame.before(held);
    },
    /** Takes away what stands in the place of a frame, and nobody else's. @param {any} frame */
    clear(frame) {
      const held = before(frame);
      placed.delete(frame);
      if (!held) return;
      held.remove();
      frame.removeAttribute("hidden");
    },
  };
}

/** @typedef {import("./temoin").Choice} Choice */
/** @typedef {import("./temoin").Facts} Facts */

/**
 * What waits in the page, and is started once a choice allows it.
 *
 * Scripts run one after the other, in the order of the page, each in a task of its
 * own; frames and images get their address back. What comes later is seen as it
 * comes, and a frame that waits says so. What a choice takes back is stopped as far as
 * a page can be: a frame is emptied, marked or not, a script that waits its turn does
 * not run.
 *
 * @param {any} core what `notice.js` hands over
 * @param {Facts} facts what the register says
 * @param {ReturnType<typeof temoinJudge>} judge
 * @param {ReturnType<typeof temoinHeld>} held
 */
function temoinWaiting(core, facts, judge, held) {
  const FRAMES = ":is(iframe,embed,object)";
  const MARKED = ":is([data-purpose],[data-service])";
  const ADDRESSES = ["src", "srcset", "href", "data", "poster", "background", "imagesrcset"];
  const HELD = [
    "script[type='text/plain']",
    ":not(script):is([data-src],[data-srcset],[data-data],[data-poster],[data-background],[data-imagesrcset])",
    ":is(link,image,use,feImage)[data-href]",
  ].map((each) => each + MARKED).join();

  const words = (text = "") => text.split(/\s+/).filter(Boolean);
  const { scheduler } = /** @type {any} */ (window);
  /** A task of its own; timers that follow each other are slowed down (HTML, §8.6). */
  const pause = () => scheduler?.postTask?.(() => {}) ?? new Promise((done) => { setTimeout(done); });

  /** The choice in force. @type {Choice | null} */
  let choice = null;
  /** The scripts already started or due, one after the other; never rejects. */
  let turn = Promise.resolve();
  /** What the guard holds although the choice allows it: it believes the cookie alone, which a browser may not keep. @type {WeakSet<Element>} */
  let refused = new WeakSet();

  /** Whether the choice lets an element start; what is said of a service precedes its purpose. @param {any} element */
  function allowed({ dataset: { service, purpose } }) {
    if (!choice) return false;
    const { granted, refused, exceptions } = choice;
    const sign = ["+", "-"].find((each) => exceptions.includes(each + service));
    // What is said of a service speaks of its own purpose alone, and no purpose beside it excuses it.
    const own = facts.services.find((each) => each[0] === service)?.[1];
    const ids = words(purpose);
    if (own && !ids.some((id) => id.replace("!", "") === own)) ids.push(own);
    const yes = (/** @type {string} */ id) => id === own && sign ? sign === "+" : granted.includes(id);
    return ids.length > 0 && ids.every((id) => id[0] === "!" ? refused.includes(id.slice(1)) : yes(id));
  }

  /** @param {Document | Element} root @param {string} css @returns {any[]} */
  function all(root, css) {
    const found = [...root.querySelectorAll(css)];
    if (root instanceof Element && root.matches(css)) found.unshift(root);
    return found;
  }

  /** Starts what waits under `root` and is allowed; what stays says so. @param {Document | Element} [root] */
  function scan(root = document) {
    for (const element of all(root, HELD)) {
      if (!allowed(element)) tell(element);
      else if (refused.has(element)) continue;
      else if (!(element instanceof HTMLScriptElement)) fill(element);
      else turn = turn.then(pause).then(() => run(element)).catch(console.error);
    }
  }

  /** Where an address leads, as a link says it: one that cannot be read leads nowhere. @param {string} address @returns {any} */
  const resolved = (address) => Object.assign(document.createElement("a"), { href: address });

  /** Has a frame that waits say for whom. @param {Element} element */
  function tell(element) {
    const { service, src, data } = /** @type {any} */ (element).dataset;
    const { href } = resolved(src ?? data ?? "");
    if (element.matches(FRAMES) && facts.services.some((each) => each[0] === service)) held.place(element, service, href);
  }

  /** Gives a frame or an image its address, and takes its placeholder away. @param {Element} element */
  function fill(element) {
    for (const name of ADDRESSES) {
      const address = element.getAttribute("data-" + name);
      element.removeAttribute("data-" + name);
      // Sanitisers let `data-*` through: what they let through must not run here.
      if (address && /^https?:$/.test(resolved(address).protocol)) element.setAttribute(name, address);
    }
    if (element.matches(HELD)) return void refused.add(element);
    held.clear(element);
    // These only look at their address when they come into the page.
    if (element.matches("embed,object,link[imagesrcset]")) element.replaceWith(element.cloneNode(true));
  }

  /** Runs a script that waited; resolves when the next may run. @param {HTMLScriptElement} old */
  async function run(old) {
    // While it waited its turn, another scan or another choice may have come.
    if (!old.isConnected || !old.matches(HELD) || !allowed(old)) return;
    const trusted = core.trusted ?? { createScript: String, createScriptURL: String };
    const script = document.createElement("script");
    const { src, type } = old.dataset;
    for (const { name, value } of old.attributes) {
      if (name === "src") script.src = trusted.createScriptURL(value);
      else if (name.startsWith("on")) script.setAttribute(name, trusted.createScript(value));
      else if (!/^(nonce|type|data-src|data-type)$/.test(name)) script.setAttribute(name, value);
    }
    if (src) script.src = trusted.createScriptURL(src);
    else script.text = trusted.createScript(old.text);
    if (type) script.type = type;
    script.nonce = old.nonce; // browsers hide it from the attribute
    script.async = old.hasAttribute("async");
    const ended = new Promise((done) => ["load", "error"].forEach((name) => script.addEventListener(name, done)));
    old.replaceWith(script);
    if (script.matches(HELD)) refused.add(script);
    else if (script.src && !script.async && !script.defer && !type) await ended;
  }

  /** Whom a frame without a mark waits for now: the gateway or the guard let it through while it could. @param {any} frame */
  function taken(frame) {
    const address = frame.getAttribute("src") ?? frame.getAttribute("data");
    if (frame.matches(MARKED)) return !allowed(frame);
    if (!address) return false;
    const [, service, verdict] = judge.meets(resolved(address)) ?? [];
    const purpose = facts.services.find((each) => each[0] === service)?.[1];
    if (!service || !purpose || judge.permits(verdict ?? "block")) return false;
    Object.assign(frame.dataset, { service, purpose });
    return true;
  }

  /** Empties the frames that the choice no longer allows. */
  function stop() {
    for (const frame of all(document, FRAMES).filter(taken)) {
      for (const name of ["src", "data"]) {
        const address = frame.getAttribute(name);
        if (address) frame.setAttribute("data-" + name, address);
        frame.removeAttribute(name);
      }
      frame.replaceWith(frame.cloneNode(true));
    }
  }

  new MutationObserver((records) => {
    // What came into a node that came is looked at with it.
    const came = new Set();
    for (const { attributeName, target, addedNodes, removedNodes } of records) {
      // A frame may come before its address.
      if (attributeName && !allowed(target)) tell(/** @type {Element} */ (target));
      for (const node of removedNodes) if (!node.isConnected) held.clear(node);
      for (const node of addedNodes) {
        if (node instanceof Element && !came.has(node.parentNode)) scan(node);
        came.add(node);
      }
    }
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-service"] });

  /** What the visitor says now; null where there is no choice any more. @param {Choice | null} next */
  function hear(next) {
    choice = next;
    refused = new WeakSet();
    judge.hear(next ? [...next.granted, ...next.exceptions] : [], !next && core.said.state === "gpc");
  }

  /** Follows what was heard. @param {Choice | null} before */
  function follow(before) {
    if (before) stop();
    scan();
  }
  return { hear, follow, scan };
}

/**
 * What the notice needs to answer, and nothing more.
 *
 * It stands in the page right after the notice, or alone in the pages of a visitor
 * who has answered. The server wrote the notice as a form that works without it; it
 * makes that form answer without leaving the page:
 *
 *   a click → the notice goes, the answer leaves → the browser paints → `temoin.js`
 *
 * and `temoin.js` does the rest: it hears what was recorded, starts what waits, opens
 * the preferences, serves the site's own calls. It is fetched when one of these is
 * needed: most visitors who have not answered yet download nothing.
 *
 * What cannot be done in the page, because a file of ours is blocked or away, is done
 * by leaving it, as without a script.
 *
 * @param {any} own our tag
 * @param {any} said what the server says to it
 * @param {any} box the notice, if this page has one
 * @param {any} [trusted] our Trusted Types policy, where one is made already
 */
function temoinNotice(own, said, box, trusted) {
  /** @type {any} */
  const page = window;
  const { base } = said;
  // A page that puts pieces of itself in again brings us again: once is enough. Neither
  // markup that takes our names nor what all objects say can be called.
  const there = page.temoin?.core;
  if (there?.cookie?.call) {
    there.box = box || there.box;
    return;
  }

  /** The value of the choice cookie. It is believed only where the server said that it holds. */
  const cookie = () => {
    try {
      return document.cookie.split("; ").find((/** @type {string} */ each) => each.startsWith(said.cookie + "="));
    } catch { /* a sandboxed frame has none */ }
  };

  /** What `temoin.js` takes over. @type {any} */
  const core = { said, base, box, cookie, trusted, last: cookie() };

  /** @type {Promise<any> | undefined} */
  let rest;
  /** Fetches `temoin.js`, once; resolves with the site's interface to it. */
  const load = () => rest ??= new Promise((done, fail) => {
    const script = /** @type {any} */ (document.createElement("script"));
    // Trusted Types, where a page asks for them: `temoin.js` lets through what the page itself wrote.
    core.trusted ??= page.trustedTypes?.createPolicy("temoin", { createScript: String, createScriptURL: String });
    const address = base + "temoin.js?" + said.version;
    script.src = core.trusted?.createScriptURL(address) ?? address;
    script.nonce = own.nonce; // browsers hide it from the attribute
    script.integrity = said.integrity ?? "";
    script.temoin = core;
    script.onload = () => done(core.api);
    script.onerror = (/** @type {any} */ event) => {
      rest = undefined; // the next click tries again
      fail(event);
    };
    document.head.append(script);
  });

  /** The button that leaves the page, as without a script. @type {any} */
  let native;
  // Capturing: a page that stops propagation must not cut its visitors off.
  document.addEventListener("click", (/** @type {any} */ event) => {
    const hit = event.target.closest?.('[data-temoin],a[href="#temoin"]');
    // A plain link asks for the preferences, as `data-temoin="preferences"` does.
    const verb = hit?.dataset.temoin ?? "pref";
    if (!hit || hit === native || !/-all$|^(pref|save|with|alw|close)/.test(verb) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    /** @type {Promise<Response> | undefined} */
    let reply;
    if (core.box?.contains(hit) && verb.endsWith("-all")) {
      core.box.hidden = true;
      const body = new URLSearchParams(/** @type {any} */ (new FormData(hit.form)));
      body.set("action", verb);
      // It outlives the page: an answer is not lost with it.
      reply = fetch(base + "v1/consents", { method: "POST", credentials: "include", keepalive: true, body });
    }
    load().then(() => core.act(hit, verb, reply)).catch(async () => {
      native = hit;
      if ((await reply?.catch(() => null))?.status === 201) location.reload();
      // A form of the site's own is not ours to send.
      else if (hit.closest(".temoin,.temoin-held")) hit.form.requestSubmit(hit);
      else location.href = base + "preferences?lang=" + said.language + "&return=" + encodeURIComponent(location.pathname + location.search) + (said.subject ? "&subject=" + said.subject : "");
    });
  }, true);

  const follow = () => location.hash === "#temoin" && load().then((api) => api.preferences());
  addEventListener("hashchange", follow);

  // A page that wakes up, out of memory (bfcache) or in another tab, has the choice it fell asleep with.
  const wake = () => document.hidden || core.last === cookie() || load().then(() => core.woken());
  document.addEventListener("visibilitychange", wake);

  // What the choice allows and the server did not start (a page without a gateway, what
  // scripts add), and frames that wait with nothing in their place.
  const due = (said.state === "known" ? "" : ":is([data-purpose*='!'],:is(iframe,embed,object):not([hidden]))") + ":is([data-purpose],[data-service]):not([src],[href],.temoin-held)";
  const some = (/** @type {any} */ node) => node.matches?.(due) || node.querySelector?.(due);
  // Once the page is there: to be told of each of its elements as it comes takes a long page's time.
  const settle = () => {
    if (some(document)) load();
    new MutationObserver((records, observer) => {
      if (rest || records.some((each) => (each.attributeName ? [each.target] : [...each.addedNodes]).some(some)) && load()) observer.disconnect();
    }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-service"] });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", settle, { capture: true, once: true });
  else settle();

  // `window.temoin` is the notice itself until someone assigns it, because of its id.
  const queue = Array.isArray(page.temoin) ? page.temoin : [];
  const call = (/** @type {any} */ each) => { load().then(each); };
  queue.push = (/** @type {any[]} */ ...calls) => calls.forEach(call);
  queue.forEach(call);
  queue.core = core;
  page.temoin = queue;
  follow();
}

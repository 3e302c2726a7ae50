/**
 * The visitor's choice, in the page.
 *
 * The server wrote the notice into the HTML, as forms that work without this
 * script, and left waiting whatever the choice does not allow. So this script
 * builds nothing: it makes the same forms answer without leaving the page, and
 * starts what waits once a choice allows it. One choice goes like this:
 *
 *   a click → POST v1/consents → 201: recorded, and the cookie is set → the
 *   notice goes → the browser paints → `temoin:choice` → what became allowed
 *   starts, in the order of the page.
 *
 * Three things it never does:
 *
 * - **decide**: whether a choice holds is the server's word, in the page or in
 *   its answer; a cookie alone is none, and all stays refused;
 * - **run early**: any answer but 201 shows the alert and starts nothing;
 * - **hold the page**: no scroll lock, no markup from strings, no inline style.
 *
 * What has run cannot be stopped: a choice that takes something back reloads
 * the page, unless `<html data-temoin-no-reload>` says it manages by itself.
 */
(() => {
  "use strict";

  /** @typedef {import("./temoin").Choice} Choice */
  /** @typedef {{action: string, granted: readonly string[], exceptions?: readonly string[]}} Answer */

  const MARKED = ":is([data-purpose],[data-service])";
  const HELD = ["script[type='text/plain']", ":not(script):is([data-src],[data-srcset],[data-data],[data-poster],[data-background],[data-imagesrcset])", ":is(link,image,use,feImage)[data-href]"].map((what) => what + MARKED).join();

  const own = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  /** @returns {any} */
  const notice = () => document.getElementById("temoin");
  /** @returns {any} */
  const dialog = () => document.getElementById("temoin-preferences");
  /** What the server says of this page: on the notice, else on our own tag. @param {string} name @returns {string | undefined} */
  const said = (name) => (notice() ?? own)?.dataset[name];
  const base = () => said("base") || (own?.src ? new URL(".", own.src).href : "/_temoin/");
  const words = (text = "") => text.split(/\s+/).filter(Boolean);
  const pause = () => new Promise((done) => { setTimeout(done); });

  /** The choice in force, as the cookie last read told it. @type {Choice | null} */
  let choice = null;
  /** The scripts already started or due, one after the other; never rejects. */
  let turn = Promise.resolve();
  /** Our Trusted Types policy, made by the first script that needs it. @type {any} */
  let trusted;

  /** The choice that the cookie carries, if the server found that it holds: only it can check the signature. @returns {Choice | null} */
  function read() {
    if ((notice()?.dataset.state ?? "known") !== "known") return null;
    let jar = "";
    try { jar = document.cookie; } catch { /* a sandboxed frame has none */ }
    for (const cookie of jar.split("; ")) {
      const cut = cookie.indexOf("=");
      if (cookie.slice(0, cut) !== said("cookie")) continue;
      // A query string reads `+` as a space, and exceptions may carry it bare.
      const value = new URLSearchParams(cookie.slice(cut + 1).replace(/\+/g, "%2B"));
      const revision = value.get("r");
      if (value.get("v") !== "1" || !revision || revision !== said("revision")) continue;
      const list = (/** @type {string} */ key) => (value.get(key) ?? "").split(".").filter(Boolean);
      return {
        id: value.get("i") ?? "", decidedAt: new Date(1000 * Number(value.get("t"))), revision,
        granted: list("a"), refused: list("d"), exceptions: list("s"),
      };
    }
    return null;
  }

  /** Whether the choice lets an element start; what is said of a service precedes its purpose. @param {any} element */
  function allowed({ dataset: { service, purpose } }) {
    if (!choice) return false;
    const { granted, refused, exceptions } = choice;
    const sign = ["+", "-"].find((each) => exceptions.includes(each + service));
    // What is said of a service speaks of its own purpose alone, and no purpose beside it excuses it.
    const own = words(said("services")).find((each) => each.startsWith(service + ":"))?.slice(service.length + 1);
    const ids = words(purpose);
    if (own && !ids.some((id) => id.replace("!", "") === own)) ids.push(own);
    const yes = (/** @type {string} */ id) => id === own && sign ? sign === "+" : granted.includes(id);
    return ids.length > 0 && ids.every((id) => id[0] === "!" ? refused.includes(id.slice(1)) : yes(id));
  }

  /** Whether `to` refuses something that `from` allowed. @param {Choice | null} from @param {Choice | null} to */
  function loses(from, to) {
    if (!from) return false;
    const { granted, refused, exceptions } = to ?? { ...from, granted: [], refused: ["all"], exceptions: [] };
    return (from.granted.some((id) => !granted.includes(id))
      || exceptions.some((id) => id[0] === "-" && !from.exceptions.includes(id))
      || from.exceptions.some((id) => id[0] === "+" && refused.length && !exceptions.includes(id)));
  }

  function reload() {
    const wanted = !document.documentElement.hasAttribute("data-temoin-no-reload");
    if (wanted) location.reload();
    return wanted;
  }

  /** Starts what waits under `root` and is allowed. @param {Document | Element} [root] */
  function scan(root = document) {
    if (!choice) return;
    const found = [...root.querySelectorAll(HELD)];
    if (root instanceof Element && root.matches(HELD)) found.unshift(root);
    for (const element of found.filter(allowed)) {
      if (!(element instanceof HTMLScriptElement)) fill(element);
      else turn = turn.then(pause).then(() => run(element)).catch(console.error);
    }
  }

  /** Gives a frame or an image its address, and takes its placeholder away. @param {Element} element */
  function fill(element) {
    for (const name of ["src", "srcset", "href", "data", "poster", "background", "imagesrcset"]) {
      const address = element.getAttribute("data-" + name);
      element.removeAttribute("data-" + name);
      // Sanitisers let `data-*` through: what they let through must not run here.
      const link = Object.assign(document.createElement("a"), { href: address });
      if (address && /^https?:$/.test(link.protocol)) element.setAttribute(name, address);
    }
    const before = element.previousElementSibling;
    if (before?.matches(".temoin-held")) {
      before.remove();
      element.removeAttribute("hidden");
    }
    // These only look at their address when they come into the page.
    if (element.matches("embed,object,link[imagesrcset]")) element.replaceWith(element.cloneNode(true));
  }

  /** Runs a script that waited; resolves when the next may run. @param {HTMLScriptElement} old */
  async function run(old) {
    // While it waited its turn, another scan or another choice may have come.
    if (!old.isConnected || !old.matches(HELD) || !allowed(old)) return;
    /** @type {any} */
    const rules = { createScript: String, createScriptURL: String };
    trusted ??= /** @type {any} */ (window).trustedTypes?.createPolicy("temoin", rules) ?? rules;
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
    if (script.src && !script.async && !script.defer && !type) await ended;
  }

  /** Makes the page agree with a choice that was just recorded. @param {Choice} next */
  async function settle(next) {
    const before = choice;
    choice = next;
    reveal(false);
    // A click is answered by a paint before anyone's script starts (INP). A hidden page paints nothing.
    if (!document.hidden) await new Promise(requestAnimationFrame);
    await pause();
    document.dispatchEvent(new CustomEvent("temoin:choice", { detail: choice }));
    if (loses(before, choice) && reload()) return;
    // The gateway's CSP came with the page and cannot widen in place: if it stops what
    // was just allowed, a reload brings the new one. A page that only arrived gained nothing: no loop.
    if (loses(choice, before)) document.addEventListener("securitypolicyviolation", (event) => {
      if (event.disposition === "enforce" && /^https?:/.test(event.blockedURI)) reload();
    });
    scan();
  }

  /** Records an answer, then settles. @param {Answer} answer @param {FormData} [form] */
  async function record({ action, granted, exceptions = [] }, form = new FormData()) {
    const reply = await fetch(base() + "v1/consents", {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      signal: AbortSignal.timeout?.(20_000), // our patience, then the visitor is told
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({
        granted, exceptions, action,
        surface: form.get("surface") ?? "page",
        language: form.get("language") ?? (notice()?.lang || document.documentElement.lang),
        notice: form.get("notice") ?? said("notice"),
      }),
    });
    if (reply.status !== 201) throw new Error("the choice was not recorded: HTTP " + reply.status);
    const { id, decided_at: decided, revision, granted: yes, refused, exceptions: apart } = await reply.json();
    dialog()?.close();
    await settle({ id, decidedAt: new Date(decided), revision, granted: yes, refused, exceptions: apart });
    return choice;
  }

  /** @param {readonly string[]} [list] @returns {Answer} */
  const acceptance = (list) => list ? { action: "custom", granted: list } : { action: "accept-all", granted: words(said("purposes")) };
  /** @param {string} action @returns {Answer} */
  const refusal = (action) => ({ action, granted: [] });
  /** @param {string} service @returns {Answer} */
  const addition = (service) => ({
    action: "custom", granted: choice?.granted ?? [],
    exceptions: [...(choice?.exceptions ?? []).filter((id) => id.slice(1) !== service), "+" + service],
  });

  /** What a button answers; nothing when it is not one that does. @param {any} button @param {FormData} form */
  function answerOf({ dataset: { temoin: verb }, value }, form) {
    const all = (/** @type {string} */ name) => form.getAll(name).map(String);
    if (verb === "accept-all") return acceptance();
    if (verb === "refuse-all" || verb === "withdraw") return refusal(verb);
    if (verb === "always") return addition(value);
    if (verb === "save") return { ...acceptance(all("granted")), exceptions: all("exceptions") };
  }

  /** Records what a button answers; a failure is told beside it. @param {any} button @param {HTMLFormElement | null} form @param {Answer} answer @param {FormData} data */
  async function send(button, form, answer, data) {
    const frame = button.closest(".temoin-held")?.nextElementSibling;
    const alert = form?.querySelector('[role="alert"]') ?? notice()?.querySelector('[role="alert"]');
    /** @type {any[]} */
    const buttons = [...form?.querySelectorAll("button:enabled") ?? []];
    for (const each of buttons) each.disabled = true;
    if (alert) alert.hidden = true;
    const error = await record(answer, data).then(() => null, (cause) => cause ?? "unknown");
    for (const each of buttons) each.disabled = false;
    if (error === null) return frame?.focus();
    console.error(error);
    if (notice()?.contains(alert)) reveal();
    if (alert) alert.textContent = alert.dataset.text ?? alert.textContent;
    if (alert) alert.hidden = false;
    button.focus();
  }

  function reveal(shown = true) {
    if (notice()) notice().hidden = !shown;
  }

  /** Opens the preferences as the choice stands; false where page or browser has no dialog. */
  function preferences() {
    const box = dialog();
    if (!box?.showModal) return false;
    for (const input of box.querySelectorAll("input[type=checkbox]:enabled")) {
      const list = choice?.[/** @type {"granted"} */ (input.name)];
      input.checked = list ? list.includes(input.value) : input.defaultChecked;
    }
    if (!box.open) box.showModal();
    return true;
  }

  /** @param {any} event */
  function click(event) {
    const hit = event.target.closest?.('[data-temoin],a[href="#temoin"]');
    if (!hit || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const verb = hit.dataset.temoin ?? "preferences";
    if (verb === "close") hit.closest("dialog")?.close();
    if (verb === "preferences") {
      if (preferences()) event.preventDefault();
      else if (hit.matches("a")) reveal();
    }
    const form = hit.closest("form");
    const data = new FormData(form ?? undefined);
    const answer = answerOf(hit, data);
    if (!answer || typeof fetch !== "function") return;
    event.preventDefault();
    send(hit, form, answer, data);
  }

  /** @type {import("./temoin").Temoin} */
  const temoin = {
    choice: () => choice,
    accept: (list) => record(acceptance(list)),
    refuse: () => record(refusal("refuse-all")),
    acceptService: (service) => record(addition(service)),
    withdraw: () => record(refusal("withdraw")),
    show: () => reveal(),
    preferences,
    when: (purpose) => new Promise((done) => {
      temoin.on("choice", (now) => { if (now?.granted.includes(purpose)) done(now); });
    }),
    on(name, listener) {
      const hear = (/** @type {any} */ event) => listener(event.detail);
      document.addEventListener("temoin:" + name, hear);
      if (choice) listener(choice);
      return () => document.removeEventListener("temoin:" + name, hear);
    },
    scan,
    proof: () => choice && base() + "v1/consents/" + choice.id,
    push(...calls) {
      for (const call of calls) try { call(temoin); } catch (error) { console.error(error); }
    },
  };

  function start() {
    // `window.temoin` is the notice itself until someone assigns it, because of its id.
    const queue = /** @type {any} */ (window.temoin);
    if (queue?.scan) return; // the script came twice
    window.temoin = temoin;
    const jar = document.cookie;
    choice = read();
    if (notice()) notice().dataset.live = ""; // `#temoin` in the address is ours to answer now
    if (choice) reveal(false);
    if (choice) document.dispatchEvent(new CustomEvent("temoin:choice", { detail: choice }));
    scan();
    new MutationObserver((records) => {
      if (!choice) return;
      for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) scan(node);
    }).observe(document, { childList: true, subtree: true });
    // Capturing: a page that stops propagation must not cut its visitors off.
    document.addEventListener("click", click, true);
    // Enter in a box submits by the form's first button, which here refuses everything.
    document.addEventListener("keydown", (/** @type {any} */ event) => {
      if (event.key === "Enter" && event.target.matches?.("#temoin-preferences [type=checkbox]")) event.preventDefault();
    }, true);
    const follow = () => location.hash === "#temoin" && (preferences() || reveal());
    addEventListener("hashchange", follow);
    follow();
    // A page kept in memory (bfcache) wakes up with the choice it fell asleep with.
    addEventListener("pageshow", (event) => { if (event.persisted && document.cookie !== jar) location.reload(); });
    if (Array.isArray(queue)) temoin.push(...queue);
  }

  // While the document loads, what waits may have only half arrived.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

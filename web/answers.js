/** @typedef {import("./temoin").Choice} Choice */
/** @typedef {import("./temoin").Answer} Answer */
/** @typedef {import("./temoin").Facts} Facts */

/**
 * A visitor's answers, from a button or from the site's own scripts.
 *
 * The server wrote every word of markup, as forms that work without a script. So this
 * builds nothing: it makes the same forms answer without leaving the page. Three
 * things it never does:
 *
 * - **decide**: whether a choice holds is the server's word, on our own tag or in its
 *   answer; a cookie alone is none, and all stays refused;
 * - **run early**: what was not answered 201 shows what went wrong, and starts nothing;
 * - **hold the page**: no scroll lock, no markup from strings, no inline style.
 *
 * What has run cannot be stopped. The frames that a choice takes back are emptied,
 * what was kept is removed, and a page that would rather be loaded again
 * says so: `<html data-temoin-reload="withdrawal">`.
 *
 * @param {any} core what `notice.js` hands over
 * @param {Facts} facts what the register says
 * @param {ReturnType<typeof temoinWaiting>} waiting
 * @param {ReturnType<typeof temoinParts>} parts
 * @param {() => void} reap
 */
function temoinAnswers(core, facts, waiting, { language, part }, reap) {
  const { said, base } = core;

  /** The choice in force, as the cookie last read told it. @type {Choice | null} */
  let choice = null;
  /** The preferences, once they were asked for. @type {any} */
  let dialog;

  const pause = (time = 0) => /** @type {Promise<void>} */ (new Promise((done) => { setTimeout(done, time); }));
  /** @param {string} wish */
  const reloads = (wish) => document.documentElement.dataset.temoinReload === wish;

  /** The choice that the cookie carries: only the server can check its signature. @returns {Choice | null} */
  function read() {
    // A query string reads `+` as a space, and exceptions may carry it bare.
    const value = new URLSearchParams(core.last?.slice(said.cookie.length + 1).replace(/\+/g, "%2B"));
    const revision = value.get("r");
    if (value.get("v") !== "1" || revision !== facts.revision) return null;
    const list = (/** @type {string} */ key) => (value.get(key) ?? "").split(".").filter(Boolean);
    return {
      id: value.get("i") ?? "", decidedAt: new Date(1000 * Number(value.get("t"))), revision,
      granted: list("a"), refused: list("d"), exceptions: list("s"),
    };
  }

  /** A record, as the server gives it. @param {any} record @returns {Choice} */
  const recorded = ({ id, decided_at: decided, revision, granted, refused, exceptions }) =>
    ({ id, decidedAt: new Date(decided), revision, granted, refused, exceptions });

  /** Whether `to` refuses something that `from` allowed. @param {Choice | null} from @param {Choice | null} to */
  function loses(from, to) {
    if (!from) return false;
    const { granted, refused, exceptions } = to ?? { ...from, granted: [], refused: ["all"], exceptions: [] };
    return (from.granted.some((id) => !granted.includes(id))
      || exceptions.some((id) => id[0] === "-" && !from.exceptions.includes(id))
      || from.exceptions.some((id) => id[0] === "+" && refused.length && !exceptions.includes(id)));
  }

  /** Has the site's service workers fetched again, behind a guard that knows the choice. @param {boolean} now whether that one does not wait until all pages of the former are closed */
  async function renew(now) {
    // With a tag alone, nothing of ours is in them.
    if (Object.hasOwn(core.said, "own")) return;
    for (const each of await navigator.serviceWorker?.getRegistrations() ?? []) {
      const { installing, waiting: next } = await each.update().catch(() => each);
      if (now) (installing ?? next)?.postMessage("temoin");
    }
  }

  /** Makes the page agree with a choice. @param {Choice | null} next */
  async function settle(next) {
    const before = choice;
    choice = next;
    core.last = core.cookie();
    if (core.box && choice) {
      core.box.hidden = true;
      // For who waits for it from outside: the answer is on record.
      core.box.dataset.recorded = "";
    }
    // A click is answered by a paint before anyone's script starts (INP). A hidden page paints nothing.
    if (!document.hidden) await new Promise(requestAnimationFrame);
    await pause();
    document.dispatchEvent(new CustomEvent("temoin:choice", { detail: choice }));
    waiting.hear(choice);
    reap();
    const lost = loses(before, choice);
    const renewed = renew(lost).catch(console.warn);
    // A worker that is long to come holds nothing up.
    const enough = new Promise((done) => setTimeout(done, 1000));
    if (lost && reloads("withdrawal")) Promise.race([renewed, enough]).then(() => location.reload());
    // The gateway's CSP came with the page and cannot widen in place: if it stops what
    // was just allowed, a reload brings the new one. A page that only arrived gained nothing: no loop.
    if (loses(choice, before) && !reloads("never")) document.addEventListener("securitypolicyviolation", (event) => {
      // What is ours (a logo) no choice allows.
      if (event.disposition === "enforce" && /^https?:/.test(event.blockedURI) && !event.blockedURI.includes(base)) location.reload();
    });
    waiting.follow(before);
    return choice;
  }

  /** Posts an answer. @param {Answer} answer @param {FormData} form */
  const post = (answer, form) => fetch(base + "v1/consents", {
    method: "POST",
    credentials: "include",
    keepalive: true,
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({
      surface: form.get("surface") ?? "page", language: form.get("language") ?? language(), notice: form.get("notice") ?? undefined,
      revision: facts.revision, subject: said.subject, ...answer,
    }),
  });

  /** Records an answer, then settles. One that finds no server is tried again. @param {Answer} answer @param {FormData} [form] @param {Promise<Response>} [first] */
  async function record(answer, form = new FormData(), first) {
    for (let left = 3; ; left--) try {
      // Our patience, then the visitor is told.
      const reply = await Promise.race([first ?? post(answer, form), pause(20000)]);
      if (!reply) left = 1;
      if (!reply) throw new Error("the choice was not recorded in time");
      if (reply.status === 201) {
        dialog?.close();
        return settle(recorded(await reply.json()));
      }
      // The page is from before the register's last change: what it asked is no longer what is asked.
      if (reply.status === 409) location.reload();
      if (reply.status < 500) left = 1;
      throw new Error("the choice was not recorded: HTTP " + reply.status);
    } catch (error) {
      first = undefined;
      if (left === 1 || core.blocked) throw error;
      await pause(1000);
    }
  }

  /** @param {readonly string[]} [list] @returns {Answer} */
  const acceptance = (list) => list ? { action: "custom", granted: list } : { action: "accept-all", granted: facts.purposes };
  /** @param {string} action @returns {Answer} */
  const refusal = (action) => ({ action, granted: [] });
  /** @param {string} service @returns {Answer} */
  const addition = (service) => ({
    action: "custom", granted: choice?.granted ?? [],
    exceptions: [...(choice?.exceptions ?? []).filter((id) => id.slice(1) !== service), "+" + service],
  });

  /** What a button answers; nothing when it is not one that does. @param {string} verb @param {any} button @param {FormData} form */
  function answerOf(verb, button, form) {
    const all = (/** @type {string} */ name) => form.getAll(name).map(String);
    if (verb === "accept-all") return acceptance();
    if (verb === "refuse-all" || verb === "withdraw") return refusal(verb);
    if (verb === "always") return addition(button.value);
    if (verb === "save") return { ...acceptance(all("granted")), exceptions: all("exceptions") };
  }

  /** The form of ours that a button stands in: a site may put our buttons into its own. @param {any} button @returns {HTMLFormElement | undefined} */
  const ours = (button) => button.closest(".temoin,.temoin-held") ? button.form : undefined;

  /** Records what a button answers; a failure is told beside it. @param {any} button @param {Answer} answer @param {Promise<Response>} [first] */
  async function send(button, answer, first) {
    const form = ours(button);
    const frame = button.closest(".temoin-held")?.nextElementSibling;
    const alert = (form ?? core.box)?.querySelector("[role=alert]");
    /** @type {any[]} */
    const buttons = [...form?.querySelectorAll("button:enabled") ?? []];
    for (const each of buttons) each.disabled = true;
    if (alert) alert.hidden = true;
    const error = await record(answer, new FormData(form), first).then(() => null, (cause) => cause ?? "unknown");
    for (const each of buttons) each.disabled = false;
    if (error === null) return frame?.focus();
    if (core.blocked) throw error;
    console.error(error);
    if (alert) {
      // A text that is put in is read out, one that was there is not.
      alert.textContent = alert.dataset.text;
      alert.hidden = false;
    }
    if (core.box?.contains(button)) show();
    button.focus();
  }

  const itsNotice = part("notice", "#temoin");
  const itsDialog = part("preferences", "#temoin-preferences");

  /** Shows the notice again; a page may have taken it out, or never had it. */
  async function show() {
    core.box ??= await itsNotice();
    if (!core.box.isConnected) document.body.prepend(core.box);
    core.box.hidden = false;
  }

  /** Opens the preferences as the choice stands. */
  async function preferences() {
    dialog = await itsDialog();
    if (!dialog.isConnected) document.body.prepend(dialog);
    for (const input of dialog.querySelectorAll("input[type=checkbox]:enabled")) {
      const list = choice?.[/** @type {"granted"} */ (input.name)];
      input.checked = list ? list.includes(input.value) : input.defaultChecked;
    }
    for (const each of dialog.querySelectorAll("[data-temoin=withdraw]")) each.parentNode.hidden = !choice?.granted[0] && !choice?.exceptions[0];
    if (!dialog.open) dialog.showModal();
    // What hides it (a content blocker) would leave a page that answers to nothing.
    if (dialog.getClientRects().length) return;
    dialog.close();
    throw new Error("the preferences cannot be shown in this page");
  }

  /** What was clicked, as `notice.js` heard it. @param {any} button @param {string} verb @param {Promise<Response>} [first] */
  core.act = async (button, verb, first) => {
    if (verb === "close") return dialog?.close();
    if (verb.startsWith("pref")) return preferences();
    const answer = answerOf(verb, button, new FormData(ours(button)));
    if (answer) await send(button, answer, first);
  };
  /** Another page of the visitor's left another cookie: the server tells what it stands for. */
  core.woken = async () => {
    core.last = core.cookie();
    const now = read();
    if (!now) return settle(null);
    const reply = await fetch(base + "v1/consents/" + now.id, { credentials: "include" });
    if (reply.ok) await settle(recorded(await reply.json()));
  };

  // A page whose policy forbids the call: the form leaves by itself, as without a script.
  document.addEventListener("securitypolicyviolation", (event) => {
    if (event.effectiveDirective === "connect-src" && event.blockedURI.includes(base)) core.blocked = true;
  });

  // Enter in a box submits by the form's first button, which here refuses everything.
  document.addEventListener("keydown", (/** @type {any} */ event) => {
    if (event.key === "Enter" && event.target.matches?.("#temoin-preferences [type=checkbox]")) event.preventDefault();
  }, true);

  /** @type {import("./temoin").Temoin} */
  const temoin = {
    choice: () => choice,
    accept: (list) => record(acceptance(list)),
    refuse: () => record(refusal("refuse-all")),
    acceptService: (service) => record(addition(service)),
    withdraw: () => record(refusal("withdraw")),
    show,
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
    scan: waiting.scan,
    proof: () => choice && base + "v1/consents/" + choice.id,
    push(...calls) {
      for (const call of calls) try { call(temoin); } catch (error) { console.error(error); }
    },
  };

  // A choice made before this page was, which the server found to hold.
  if (/known|refused/.test(said.state)) {
    // On another host of the site, the cookie is out of our sight: the server says what it holds.
    // The server, and no property that all objects have.
    choice = Object.hasOwn(said, "choice") && said.choice ? recorded(said.choice) : read();
    document.dispatchEvent(new CustomEvent("temoin:choice", { detail: choice }));
  }
  /** @type {any} */ (window).temoin = core.api = Object.assign(temoin, { core });
  // While the document loads, what waits may have only half arrived.
  waiting.hear(choice);
  const start = () => waiting.follow(null);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}

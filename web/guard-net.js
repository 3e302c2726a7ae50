/**
 * The guard's half that pages and workers share: who scripts may contact, and
 * who is told of what was seen.
 *
 * A script that may not contact a host meets what a browser would show it had
 * the host been unreachable: a promise rejected, an `error` event. Nothing here
 * throws by itself into the page. Each wrapped function is a proxy of the
 * browser's own: same name, same length, same prototype.
 *
 * What is seen is told in batches, names only: never a value, never a query; 64
 * of them for a page at most, which a report of 16 KiB can hold.
 *
 * @typedef {{ allow: string, gpc: boolean, base: string }} Said what the server says of the visitor
 * @param {any} scope the window, or the worker's global scope @param {Table} table @param {Said} said
 */
function temoinNet(scope, table, said) {
  const { fetch: send, location: place, document: paper, setTimeout: later } = scope;
  const judge = temoinJudge(table, place.hostname);
  judge.hear(said.allow.split(" "), said.gpc);
  /** @type {{kind: string, name: string, by: string, verdict: Verdict}[]} */
  let due = [];
  const told = new Set();

  /** The script at work, or the page, without its query. */
  const author = () => Error().stack?.match(/\bhttps?:[^\s)?#]+?(?=[?#]|:\d+:\d)/g)?.find((url) => !url.startsWith(said.base))?.slice(0, 99) ?? "";

  function tell() {
    const seen = due.splice(0);
    // A frame without an origin is a stranger to its own site.
    if (seen.length && origin !== "null") send(said.base + "v1/seen", {
      method: "POST", keepalive: true, headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ page: place.pathname, seen }),
    }).catch(() => {});
  }

  /** Whether this may be; remembers to tell of what is not "as it was asked for". @param {string} kind @param {string} name @param {Verdict} verdict */
  function passes(kind, name, verdict) {
    const word = +verdict ? "cap" : verdict;
    const key = kind + name + word;
    if (name && word !== "allow" && told.size < 64 && !told.has(key)) {
      told.add(key);
      // Soon, and together: a page's scripts start together.
      if (due.push({ kind, name: name.slice(0, 99), by: author(), verdict: word }) === 1) later(tell, 2000);
    }
    return judge.permits(verdict);
  }

  /** Whom an address contacts although it may not: a service, "" where nobody declared it; undefined where it may. @param {any} address @returns {string | undefined} */
  function held(address) {
    const met = judge.meets(new URL(address, paper?.baseURI ?? place.href));
    return !met || passes("host", met[0], met[2]) ? undefined : met[1] ?? "";
  }

  /**
   * Puts `turn` in front of a function, a constructor, a getter or a setter. It
   * may change the arguments, or give what answers in the browser's place.
   * @param {any} owner @param {string} key @param {(args: any[], on: any) => (() => unknown) | false | 0 | void} turn @param {"value" | "get" | "set"} [part] of an accessor, its setter unless it is said
   * @returns {(on: any, ...args: any[]) => any} the browser's own
   */
  function before(owner, key, turn, part) {
    const found = owner && Object.getOwnPropertyDescriptor(owner, key);
    part ??= found?.set ? "set" : "value";
    const native = found?.[part];
    const answer = (/** @type {any[]} */ args, /** @type {any} */ on) => {
      try { return turn(args, on); } catch { /* ours to bear: the browser's own goes on */ }
    };
    if (native && found.configurable) {
      found[part] = new Proxy(native, {
        apply: (_, on, args) => (answer(args, on) || (() => Reflect.apply(native, on, args)))(),
        construct: (_, args, target) => (answer(args, null), Reflect.construct(native, args, target)),
      });
      Object.defineProperty(owner, key, found);
      if (native.prototype?.constructor === native) native.prototype.constructor = found[part];
    }
    return (on, ...args) => Reflect.apply(native, on, args);
  }

  /** Sends what would contact a held host nowhere: to a scheme that every loader refuses. @param {any} owner @param {string} key @param {number} [at] which argument is the address */
  const divert = (owner, key, at = 0, nowhere = "about:invalid") => before(owner, key, (args) => {
    (key === "importScripts" ? args : [args[at]]).forEach((address, nth) => {
      if (held(address.url ?? address) != null) args[at + nth] = nowhere;
    });
  });
  // In a worker, functions are inherited.
  for (const owner of [scope, scope.WorkerGlobalScope?.prototype]) for (const key of ["fetch", "importScripts"]) divert(owner, key);
  divert(scope, "EventSource");
  divert(scope.XMLHttpRequest?.prototype, "open", 1);
  for (const key of ["Worker", "SharedWorker", "Audio"]) divert(scope, key, 0, "data:,");
  divert(scope.Worklet?.prototype, "addModule");
  // These know their own schemes only; no browser connects to this port (Fetch, "bad port").
  ["WebSocket", "WebSocketStream", "WebTransport", "fetchLater"].forEach((key, at) =>
    divert(scope, key, 0, (at > 1 ? "https://" : "wss://") + place.hostname + ":1"));

  return [judge, before, held, passes, tell];
}

/**
 * What may be, by the register: the verdict, for scripts.
 *
 * The same rules as the gateway's (`crates/consent/src/verdict.rs`), from the
 * same facts (`crates/enforce/src/guard.rs`): one table of cases is put to
 * both. Nothing here touches the page; the clock comes as an argument.
 *
 * A verdict is `allow`, `for-session` (written, for the session alone), a number
 * (written, for that many seconds), `strip` (not written, not read), `block`
 * (not contacted, not run) or `undeclared`.
 *
 * @typedef {"allow" | "for-session" | "strip" | "block" | "undeclared" | number} Verdict
 * @typedef {[kind: string, shape: string, purpose: string, service: string | null, lifetime: number | null]} Tracker
 * @typedef {{
 *   mode: "report" | "block", cookie: string, own: string[],
 *   purposes: [id: string, exemption: string][], services: [id: string, purpose: string, signatures: string[]][],
 *   hosts: [pattern: string, service: string][], paths: [prefix: string, service: string][], trackers: Tracker[],
 * }} Table
 *
 * @param {Table} table @param {string} site the page's own host
 */
function temoinJudge(table, site) {
  const MEASURED = "audience-measurement";
  const purposes = new Map(table.purposes);
  /** @type {Map<unknown, string>} */
  const services = new Map(table.services.map(([id, purpose]) => [id, purpose]));
  const hosts = new Map(table.hosts);
  /** What the visitor said: `audience`, `+youtube`, `-vimeo`. */
  /** @type {Set<string>} */
  let said = new Set();
  let objects = false;

  /** What is said of a service speaks of the purpose it serves alone. @param {string} purpose @param {unknown} service */
  function allows(purpose, service) {
    const exemption = purposes.get(purpose);
    if (exemption) return exemption !== MEASURED || !objects;
    const sign = services.get(service) === purpose && ["+", "-"].find((each) => said.has(each + service));
    return exemption === "" && (sign ? sign === "+" : said.has(purpose));
  }

  /** @param {string} kind @param {string} name */
  const tracker = (kind, name) => table.trackers.find((each) => each[0] === kind && RegExp(each[1]).test(name));

  /** @param {string} kind @param {string} name @returns {Verdict} */
  function read(kind, name) {
    const found = tracker(kind, name);
    return !found ? "undeclared" : allows(found[2], found[3]) ? "allow" : "strip";
  }

  /** When a lifetime that begins at `from` ends, both in milliseconds. @param {number} lifetime @param {number} from */
  function end(lifetime, from) {
    if (lifetime >= 0) return from + 1000 * lifetime;
    const date = new Date(from);
    const day = date.getUTCDate();
    date.setUTCMonth(date.getUTCMonth() - lifetime);
    // From 31 August, six months end on the last day of February.
    if (date.getUTCDate() !== day) date.setUTCDate(0);
    return +date;
  }

  /**
   * @param {string} kind @param {string} name
   * @param {number} [wanted] seconds, `NaN` for the session
   * @param {"now" | "unknown" | "changed"} [first] whether this is the first write; `unknown`: the same value is there
   * @param {number} [now] milliseconds
   * @returns {Verdict}
   */
  function write(kind, name, wanted = NaN, first = "now", now = 0) {
    if (wanted <= 0) return "allow";
    const verdict = read(kind, name);
    if (verdict !== "allow" || !(wanted > 0)) return verdict;
    const [, , purpose, , lifetime] = /** @type {Tracker} */ (tracker(kind, name));
    const exemption = purposes.get(purpose);
    if (lifetime === null || first === "changed" && !exemption) return "for-session";
    if (first === "unknown" || first === "changed" && exemption === MEASURED) return "strip";
    const left = Math.floor((end(lifetime, now) - now) / 1000);
    return wanted > left ? left : "allow";
  }

  /** @param {unknown} service @returns {Verdict} */
  const contact = (service) => service == null ? "undeclared" : allows(services.get(service) ?? "", service) ? "allow" : "block";

  /** Whom an address contacts: the host, the service and the verdict; nothing where it contacts nobody else. @param {URL} url @returns {[host: string, service: string | undefined, verdict: Verdict] | undefined} */
  function meets(url) {
    const host = url.hostname.replace(/\.$/, "");
    const own = host === site || table.own.includes(host);
    let found = own ? table.paths.find(([prefix]) => url.pathname.startsWith(prefix))?.[1] : hosts.get(host);
    for (let rest = host; !own && !found && rest; found = hosts.get("*." + rest)) rest = rest.replace(/^[^.]*\.?/, "");
    if (/^(http|ws|ftp)/.test(url.protocol) && (!own || found)) return [host, found, contact(found)];
  }

  /** The services that the text of a script names. @param {string} text */
  function recognised(text) {
    // A host in JSON, whose slashes are escaped, is data.
    const lower = text.toLowerCase().replace(/\\\/\\\/[\w.-]+/g, "");
    const stands = (/** @type {Table["services"][0]} */ [id, , signatures]) => signatures.some((each) => text.includes(each))
      || table.hosts.some(([host, service]) => service === id && lower.includes(host.replace("*.", "")));
    return table.services.filter(stands).map(([id]) => id);
  }

  return {
    read, write, contact, meets, recognised,
    /** What the visitor says now. @param {string[]} words @param {boolean} gpc whether the browser objects, and no choice holds */
    hear: (words, gpc) => {
      said = new Set(words);
      objects = gpc;
    },
    /** Whether what got this verdict may happen. @param {Verdict} verdict */
    permits: (verdict) => verdict === "undeclared" ? table.mode === "report" : verdict !== "strip" && verdict !== "block",
  };
}

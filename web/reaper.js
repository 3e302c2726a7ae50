/**
 * Removes what may not be kept any more, as the server's reaper does for what it is
 * sent (`crates/enforce/src/reaper.rs`): cookies of every parent domain and path that
 * this page has them of, keys of storage, databases.
 *
 * In a page that has the guard, that hides what may not be read, so nothing is found
 * here: it removes what it can itself, at `/` and under the first segment of the path.
 *
 * @param {ReturnType<typeof temoinJudge>} judge
 * @param {string} own the choice cookie
 * @param {string} [domain] its domain, where this host's own server does not see to it
 */
function temoinReaper(judge, own, domain) {
  const page = /** @type {any} */ (window);
  /** @param {string} kind @param {string} name */
  const keeps = (kind, name) => kind + name === "cookie" + own || judge.permits(judge.read(kind, name));

  function cookies() {
    const { hostname, pathname } = location;
    const labels = hostname.split(".");
    const domains = ["", ...labels.map((_, at) => ";Domain=" + labels.slice(at).join("."))];
    // `/moodle` and `/moodle/` are two.
    const paths = [...pathname].flatMap((sign, at) => sign === "/" || "/".includes(pathname[at + 1] ?? "/") ? pathname.slice(0, at + 1) : []);
    const pairs = document.cookie.split("; ");
    // One choice for all the site's hosts: what this one kept for itself from before would be another.
    if (domain && pairs.filter((pair) => pair.startsWith(own + "=")).length > 1) document.cookie = own + "=;Max-Age=0;Path=/";
    for (const pair of pairs) {
      const name = pair.replace(/=[^]*/, "");
      if (pair && !keeps("cookie", name)) for (const path of paths) for (const domain of domains)
        document.cookie = name + "=;Max-Age=0;Path=" + path + domain;
    }
  }
  /** @param {string} kind @param {Storage} store */
  function keys(kind, store) {
    for (const name of Object.keys(store)) if (!keeps(kind, name)) store.removeItem(name);
  }
  async function databases() {
    for (const { name } of await indexedDB.databases()) if (name && !keeps("indexed-db", name)) indexedDB.deleteDatabase(name);
  }

  return () => {
    // Where a browser keeps nothing, it may refuse to be asked.
    for (const reap of [cookies, () => keys("local-storage", page.localStorage), () => keys("session-storage", page.sessionStorage), databases])
      (async () => reap())().catch(() => {});
  };
}

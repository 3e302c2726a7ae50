/**
 * Says what the visitor allows to tools that have words of their own for it.
 *
 * A tool is told its `default`, what needs no consent, before anything of the page runs;
 * then one `update` each time that what is allowed has changed, at once for a visitor who
 * has answered before. Never a second default, and nothing twice.
 *
 * It holds nothing back: tags wait in the page until the choice allows them, and find
 * what was said when they come.
 *
 * A name without purposes is one that the register does not speak of: it stays denied.
 * Several purposes of one name are all asked for.
 *
 * @typedef {Record<string, "granted" | "denied">} State
 * @typedef {(kind: "default" | "update", state: State, decided?: number) => void} Tell
 * @typedef {[tell: Tell, names: [name: string, purposes: string[] | null][], services: [id: string, purpose: string][]]} Tool
 *
 * @param {string} [allow] what the visitor said before this page: `audience +youtube`
 * @param {string | null} name of the choice cookie, where this page has it
 * @param {Tool[]} tools
 */
function temoinSignals(allow, name, tools) {
  /** What each tool was told last. @type {string[]} */
  const last = [];

  /** @param {string[]} words what the visitor said: `audience`, `+youtube` @param {number} [decided] when, in seconds, if it was in this page */
  const signal = (words, decided) => tools.forEach(([tell, names, services], at) => {
    /** @param {string[]} said */
    const state = (said) => {
      // What is said of a service speaks of the purpose it serves, and precedes it.
      const allows = (/** @type {string} */ purpose) => {
        const served = services.filter((each) => each[1] === purpose);
        const granted = said.includes(purpose);
        return served.length ? served.some(([id]) => said.includes("+" + id) || granted && !said.includes("-" + id)) : granted;
      };
      return Object.fromEntries(names.map(([type, purposes]) => [type, purposes?.every(allows) ? "granted" : "denied"]));
    };
    /** @param {"default" | "update"} kind @param {any} now */
    const say = (kind, now) => {
      const text = JSON.stringify(now);
      if (last[at] !== text) tell(kind, now, decided);
      last[at] = text;
    };
    if (!last[at]) say("default", state([]));
    say("update", state(words));
  });

  signal(allow?.split(" ") ?? []);
  // The guard hears of it first: what a tool then keeps is judged by the new choice.
  document.addEventListener("temoin:choice", ({ detail }) => {
    // Without a guard, nothing keeps a script from saying all of this itself.
    if (name === null) return signal([...detail?.granted ?? [], ...detail?.exceptions ?? []], detail?.decidedAt / 1000);
    // What an event says counts as far as the cookie says so: no script makes a choice.
    const made = detail && document.cookie.split("; ").find((each) => each.startsWith(name + "="));
    const parts = new URLSearchParams(made?.slice(name.length + 1).replace(/\+/g, "%2B"));
    signal(["a", "s"].flatMap((key) => (parts.get(key) ?? "").split(".")), Number(parts.get("t")));
  });
}

/**
 * The guard: the register's word, in the page, before any script of it runs.
 *
 * The gateway judged what came in the page. This stands between the page's
 * scripts and what they do next: write a cookie or a key of storage, contact a
 * host, put a new element into the page. It is help, not the wall: the content
 * policy is, where it can be had.
 *
 * What may not be is treated as the gateway treats it. A cookie is not written,
 * or lives for as long as declared. An element that would load keeps its
 * address in `data-src`, beside the purpose and the service it waits for, until
 * `temoin.js` starts it: HTML is first parsed where nothing loads, elements are
 * looked at before they come into the page.
 *
 * It believes in a choice that the server put on its tag, then, each time that
 * `temoin:choice` announces one, in what the cookie says, which no script of the
 * page can write. What may no longer be kept is removed from the browser
 * then, and when a page comes and goes: so are keys of storage that a script
 * wrote without a call (`localStorage.key = …`).
 *
 * Not its business: style sheets, styles set by scripts, `import()` and module
 * graphs, what runs in frames and workers that have no address of the site's,
 * HTML that a page's own Trusted Types vouch for, attribute nodes, empty frames whose
 * `location` a script sets, servers given to a connection that is made, payments. The
 * content policy stops those; where there is none, they pass.
 *
 * @param {Table} table @param {any} own our tag @param {any} page the window
 */
function temoinGuard(table, own, page) {
  // The notice is called as its id until someone takes the name: a queue is what scripts expect.
  if (page.temoin?.push) return;
  page.temoin = [];

  const gpc = own.dataset.state === "gpc";
  /** @type {[ReturnType<typeof temoinJudge>, any, any, any, any]} */
  const [judge, before, held, passes, tell] = temoinNet(page, table, { allow: own.dataset.allow, gpc, base: new URL(".", own.src).href });
  /** The prototype of an interface that this browser may not have. @param {string} name */
  const proto = (name) => page[name]?.prototype;
  const words = (/** @type {string} */ text) => text.split(" ");
  const nothing = () => {};
  /** @param {string} kind @param {string} name */
  const keeps = (kind, name) => kind + name === "cookie" + table.cookie || judge.permits(judge.read(kind, name));
  /** @param {string} kind @param {string} name */
  const writes = (kind, name) => passes(kind, name, judge.write(kind, name));

  // Cookies.

  /** Both sides of the first `=`; without one, all of it is the name. @param {string} pair */
  const cut = (pair) => /** @type {any} */ (pair.match(/([^=]*)=?([^]*)/)).slice(1).map((/** @type {string} */ side) => side.trim());
  /** @param {string} name @param {string} value @param {number} wanted @returns {Verdict} */
  function cookie(name, value, wanted) {
    const there = jar().filter((each) => each[0] === name);
    const first = !there.length ? "now" : there.some((each) => each[1] === value) ? "unknown" : "changed";
    const verdict = name === table.cookie ? "strip" : judge.write("cookie", name, wanted, first, Date.now());
    return passes("cookie", name, verdict) ? verdict : "strip";
  }
  /** The cookie as it may be written; nothing where it may not. @param {string} text */
  function limited(text) {
    let [name, value] = cut(text.split(";")[0]);
    if (!name) [name, value] = cut(value);
    let age, end = NaN;
    const kept = text.split(";").filter((part, at) => {
      const [key, said] = cut(part.toLowerCase());
      if (at && key === "max-age" && /^[-+]?\d+$/.test(said)) age = +said;
      if (at && key === "expires" && said.includes(":")) end = Date.parse(said) + 1 || end; // the epoch is a date
      return !at || !/^(max-age|expires)$/.test(key);
    }).join(";");
    const wanted = age ?? (end - Date.now()) / 1000;
    const verdict = cookie(name, value, wanted);
    if (verdict === "strip") return;
    const seconds = wanted <= 0 ? 0 : +verdict;
    return seconds >= 0 ? kept + ";Max-Age=" + seconds : wanted > 0 && verdict !== "for-session" ? text : kept;
  }
  const cookies = before(proto("Document"), "cookie", (_, on) => {
    const text = cookies(on).split("; ").filter((/** @type {string} */ pair) => keeps("cookie", cut(pair)[0])).join("; ");
    return () => text;
  }, "get");
  /** @returns {string[][]} */
  const jar = () => cookies(document).split("; ").map(cut);
  /** The choice, as the cookie says it. */
  const chosen = () => jar().find(([name]) => name === table.cookie)?.[1];
  /** @type {string | undefined} */
  let met;
  try { met = chosen(); } catch { /* a sandboxed frame has none */ }
  const bake = before(proto("Document"), "cookie", (args) => (args[0] = limited(args[0] + "")) == null && nothing);
  before(proto("CookieStore"), "set", (args) => {
    const asked = args[0].name ? { ...args[0] } : { name: args[0], value: args[1] };
    const verdict = cookie(asked.name, asked.value, ((asked.expires || NaN) - Date.now()) / 1000);
    if (verdict === "strip") return async () => {};
    if (verdict === "for-session") asked.expires = null;
    if (+verdict) asked.expires = Date.now() + 1000 * +verdict;
    args.splice(0, 2, asked);
  });
  for (const name of words("get getAll")) {
    const ask = before(proto("CookieStore"), name, (args, on) => async () => {
      const found = [await ask(on, ...args)].flat().filter((each) => each && keeps("cookie", each.name));
      return name === "get" ? found[0] ?? null : found;
    });
  }

  // Storage.

  /** @type {[kind: string, store: () => Storage][]} */
  const stores = words("local session").map((each) => [each + "-storage", () => page[each + "Storage"]]);
  before(proto("Storage"), "setItem", ([name], on) =>
    !writes(stores.find(([, store]) => store() === on)[0], name + "") && nothing);
  before(proto("IDBFactory"), "open", ([name]) => !writes("indexed-db", name + "")
    // What browsers answer a site that may keep nothing.
    && (() => { throw new DOMException("", "SecurityError"); }));

  // What contacts others without an element.

  before(proto("Navigator"), "sendBeacon", ([address]) => held(address) != null && (() => false));
  before(proto("ServiceWorkerContainer"), "register", ([address]) => {
    passes("service-worker", new URL(address, document.baseURI).pathname, "undeclared");
  });
  before(page, "RTCPeerConnection", (args) => {
    // A server with one address less may be one with none, which browsers refuse.
    const iceServers = args[0].iceServers.filter((/** @type {any} */ server) =>
      [server.urls].flat().every((url) => held(url.replace(/^\w+:/, "https://")) == null));
    args[0] = { ...args[0], iceServers };
  });

  temoinFrames(page, before, held);

  // Elements.

  /** The attributes that load, on whatever element browsers have them on; `srcdoc` holds a page. */
  const loading = words("src srcset srcdoc data poster background ping imageSrcset");
  const loader = RegExp("^(href|" + loading.join("|") + ")$", "i");
  /** Whether a browser loads what the attribute names, there. @param {Element} element @param {string} name */
  const loads = (element, name) => !/^(xlink:)?href$/.test(name) ? loader.test(name)
    : /^(script|image|feImage|use)$/.test(element.localName) || /sheet|icon|pre[^v]/i.test(element.getAttribute("rel") ?? "");
  /** The first of these services that waits. @param {(string | null)[]} ids */
  const waiting = (ids) => ids.find((id) => judge.contact(id) === "block");

  /** The service for which an attribute has to wait, "" for one undeclared. @param {Element} element @param {string} name @param {string} value */
  function due(element, name, value) {
    if (!loads(element, name)) return;
    for (const each of /set$|ping/.test(name) ? value.split(/[\s,]+/) : [value]) try {
      // A page in an address: its text tells.
      const service = /^\s*data:[^,]*html/i.test(each) ? waiting(judge.recognised(unescape(each).replace(/^[^,]*;\s*base64,([^]*)/i, (_, coded) => atob(coded)))) : held(each);
      if (service != null) return service;
    } catch { /* no address at all */ }
  }

  /** Has an element wait, with the marks that the gateway gives. @param {Element} element @param {string} service */
  function hold(element, service) {
    const set = (/** @type {string} */ name, /** @type {string | null | undefined} */ value) => { if (value != null) element.setAttribute(name, value); };
    const type = element.getAttribute("type");
    set("data-purpose", table.services.find(([id]) => id === service)?.[1]);
    set(service ? "data-service" : "data-temoin-undeclared", service);
    if (element.localName !== "script" || type === "text/plain") return;
    set("data-type", type);
    set("type", "text/plain");
  }

  /** Has an address wait, if it must; says whether. @param {Element} element @param {string} name @param {string} value */
  function holds(element, name, value) {
    const service = due(element, name, value);
    if (service == null) return 0;
    element.removeAttribute(name);
    element.setAttribute("data-" + name.replace("xlink:", ""), value);
    hold(element, service);
    return 1;
  }

  /** Looks at one element; says how many things it held. @param {any} element */
  function look(element) {
    let count = 0;
    try {
      // A form's fields take the names of its properties: then it has no attributes.
      for (const { name, value } of Array.from(element.attributes)) {
        count += holds(element, name, value);
        if (name === "srcdoc" && !element.isConnected) element.srcdoc = value;
      }
      if (element.localName === "script" && !element.isConnected && !element.src && !/json|plain/.test(element.type)) {
        // Its own mark first: a script that waits may have been given its type again.
        const service = waiting([element.getAttribute("data-service"), ...judge.recognised(element.textContent)]);
        if (service) hold(element, service), count++;
      }
    } catch { /* made to look like none */ }
    return count;
  }

  /** Looks at all there is from a node down. @param {any} node @returns {number} */
  const tend = (node) => (node.attributes ? look(node) : 0)
    + [...node.querySelectorAll?.("[" + loading.join("],[") + "],link,script,image,use,feImage") ?? []]
      .reduce((count, each) => count + look(each), 0);
  /** @param {any[]} nodes */
  const tendAll = (nodes) => nodes.forEach((node) => { try { tend(node); } catch { /* no node, or made to look like none */ } });

  /** @param {any[]} args @param {Element} element @param {number} at which argument is the value; the name stands before it */
  function set(args, element, at, name = (args[at - 1] + "").toLowerCase()) {
    const value = args[at] + "";
    // What the page's own Trusted Types vouch for stays theirs.
    if (name === "srcdoc" && value === args[at] && !value.includes(own.src)) args[at] = own.outerHTML + cleaned(value);
    return holds(element, name, value) && nothing;
  }
  ["setAttribute", "setAttributeNS"].forEach((name, at) => before(proto("Element"), name, (args, on) => set(args, on, at + 1)));
  let watches = 0;
  /** Looks at what came by ways that are not ours, once the page is there: what comes in the page itself the gateway saw. */
  const watch = () => {
    if (watches++) return;
    tendAll([document]);
    new MutationObserver((records) => {
      // What came into a node that came is looked at with it.
      const came = new Set();
      for (const { addedNodes } of records) for (const node of addedNodes) {
        if (!came.has(node.parentNode)) tendAll([node]);
        came.add(node);
      }
    }).observe(document, { childList: true, subtree: true });
  };
  addEventListener("DOMContentLoaded", watch, true);

  // HTML from scripts: parsed first where nothing loads.

  // A browser makes a document in its own time: for the first that needs it.
  const { implementation } = document;
  const make = implementation.createHTMLDocument.bind(implementation);
  /** @type {any} */
  let inert;
  const parse = before(proto("Element"), "innerHTML", (args, on) => { args[0] = cleaned(args[0], on); });
  /** HTML with what has to wait held, as it came where nothing has. @param {any} html @param {Element} [context] where it goes */
  function cleaned(html, context) {
    if (typeof html !== "string" || !/src|href|data|script|poster|back|ping/i.test(html)) return html;
    inert ??= make();
    const place = context ? inert.importNode(context) : inert.createElement("template");
    // What it leaves open stays open, behind a mark of its end.
    parse(place, html + "<!--temoin-->");
    return tend(place.content ?? place) ? place.innerHTML.split(/(<|&lt;)!--temoin/)[0] : html;
  }
  /** @param {any[]} args of which one is HTML */
  const clean = (args) => args.forEach((each, at) => { args[at] = cleaned(each); });
  // By name: to ask an interface for all that it has takes its time.
  /** @param {string} types @param {string} names @param {(args: any[]) => void} [turn] none where it sets the attribute of that name */
  const stand = (types, names, turn) => words(types).forEach((type) => words(names).forEach((name) => before(
    proto(turn ? type : "HTML" + type + "Element"), name, turn ?? ((args, on) => set(args, on, 0, name.toLowerCase())))));
  stand("Script Image IFrame Frame Embed Source Media Track Input", "src");
  stand("Image Source", "srcset");
  stand("IFrame", "srcdoc");
  stand("Object", "data");
  stand("Video", "poster");
  stand("Link", "href imageSrcset");
  stand("Body", "background");
  stand("Anchor Area", "ping");
  stand("Node", "appendChild insertBefore replaceChild", tendAll);
  stand("Element CharacterData", "after before replaceWith", tendAll);
  stand("Element Document DocumentFragment", "append prepend moveBefore replaceChildren", tendAll);
  stand("Element", "insertAdjacentElement", tendAll);
  stand("Document", "adoptNode importNode", tendAll);
  stand("Range", "insertNode surroundContents", tendAll);
  stand("Range", "createContextualFragment", clean);
  stand("Element", "insertAdjacentHTML outerHTML", clean);
  stand("ShadowRoot", "innerHTML", clean);
  stand("Element ShadowRoot", "setHTML setHTMLUnsafe", clean);
  /** What writes left open, by document: never completed, it would load nothing. */
  const tails = new WeakMap();
  for (const name of words("write writeln")) before(proto("Document"), name, (args, on) => {
    if (args.some((each) => typeof each !== "string")) return;
    const text = (tails.get(on) ?? "") + args.join("");
    // A tag that is not whole, or a script, waits for the next write.
    const tail = text.match(/<(script\b(?![^]*<\/script)|\w[^>]*$)[^]*/i)?.[0] ?? "";
    tails.set(on, tail);
    args.splice(0, args.length, cleaned(text.slice(0, text.length - tail.length)));
  });
  for (const name of words("open close")) before(proto("Document"), name, (_, on) => {
    tails.delete(on);
    // One that is written anew forgets who listens.
    watch();
  });

  // A choice.

  /** Removes what may not be kept. */
  function sweep() {
    for (const [kind, store] of stores) for (const name of Object.keys(store())) if (!passes(kind, name, judge.read(kind, name))) store().removeItem(name);
    const labels = location.hostname.split("."), steps = location.pathname.split("/");
    const paths = new Set(steps.flatMap((_, at) => ["", "/"].map((end) => steps.slice(0, at + 1).join("/") + end)));
    for (const [name] of jar()) if (!keeps("cookie", name)) for (const path of paths)
      for (const domain of ["", ...labels.map((_, at) => ";Domain=" + labels.slice(at).join("."))])
        bake(document, name + "=;Max-Age=0;Path=" + path + domain);
    indexedDB.databases().then((/** @type {any[]} */ all) => {
      for (const { name } of all) if (!keeps("indexed-db", name)) indexedDB.deleteDatabase(name);
    }).catch(nothing);
  }
  const swept = () => { try { sweep(); } catch { /* a sandboxed frame keeps nothing */ } tell(); };
  document.addEventListener("temoin:choice", ({ detail }) => {
    const made = detail && chosen();
    // A query string reads `+` as a space, and exceptions may carry it bare.
    const parts = new URLSearchParams(made?.replace(/\+/g, "%2B"));
    // What the page came with, the server judged: a script that announces it changes nothing.
    if (made !== met) judge.hear(["a", "s"].flatMap((key) => parts.get(key)?.split(".")), gpc && !made);
    swept();
  }, true);
  addEventListener("load", swept);
  addEventListener("pagehide", swept);
}

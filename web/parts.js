/**
 * Parts of ours that the server renders when a page needs them: notice, preferences,
 * placeholders. They are parsed where nothing runs: no text becomes markup here.
 *
 * @param {any} core what `notice.js` hands over
 */
function temoinParts(core) {
  const { said, base } = core;
  const language = () => core.box?.lang || said.language || document.documentElement.lang;

  /** Makes something once, however often it is asked for; again after a failure. @param {() => Promise<any>} make */
  const once = (make) => {
    /** @type {Promise<any> | undefined} */
    let made;
    return () => made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
  };

  /** The style of all of them. A sheet made here needs no leave of the page's content policy. */
  const dress = once(async () => {
    const style = await (await fetch(base + "choice.css", { credentials: "omit" })).text();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });

  /** A page of the server's that holds one part. @param {string} name @returns {Promise<any>} */
  const fetched = (name) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("GET", base + "fragment?part=" + name + "&lang=" + language() + "&return=" + encodeURIComponent(location.pathname + location.search) + (said.subject ? "&subject=" + said.subject : ""));
    request.responseType = "document";
    request.withCredentials = true;
    request.onload = () => request.status === 200 ? done(request.response) : fail(new Error("HTTP " + request.status));
    request.onerror = fail;
    request.send();
  });

  return {
    language,
    /** A part, once it is here and dressed. @param {string} name @param {string} css */
    part: (name, css) => once(async () => {
      const source = await fetched(name);
      await dress();
      const part = source.querySelector(css);
      // A page whose own policy refuses our images.
      if ("bare" in said) part.querySelector("img")?.remove();
      // The page may be on another host than we are.
      for (const name of ["action", "formaction", "href", "src"]) for (const each of part.querySelectorAll("[" + name + "]"))
        each.setAttribute(name, new URL(each.getAttribute(name), source.URL).href);
      return document.adoptNode(part);
    }),
  };
}

//! The ways to contact somebody, one row each: see [`Vector`] for what stands for what.

use super::hostile::Vector;

const fn way(name: &'static str, code: &'static str) -> Vector {
    Vector { name, code }
}

/// What stands in the page's own HTML.
pub(crate) const IN_MARKUP: &[Vector] = &[
    way("script", "<script src=\"ADDRESS\"></script>"),
    way("script-async", "<script async src=\"ADDRESS\"></script>"),
    way("script-defer", "<script defer src=\"ADDRESS\"></script>"),
    way("script-module", "<script type=\"module\" src=\"ADDRESS\"></script>"),
    way("script-inline", "<script>new Image().src = \"ADDRESS\";</script>"),
    way("import-inline", "<script type=\"module\">import \"ADDRESS\";</script>"),
    way("import-dynamic", "<script>import(\"ADDRESS\").catch(() => {});</script>"),
    way("module-graph", "<script type=\"module\" src=\"/module.js?ZONE\"></script>"),
    way(
        "import-map",
        "<script type=\"importmap\">{\"imports\":{\"ID\":\"ADDRESS\"}}</script><script type=\"module\">import \"ID\";</script>",
    ),
    way(
        "speculation",
        "<script type=\"speculationrules\">{\"prefetch\":[{\"source\":\"list\",\"urls\":[\"ADDRESS\"]}]}</script>",
    ),
    way("iframe", "<iframe src=\"ADDRESS\"></iframe>"),
    way("srcdoc", "<iframe srcdoc=\"[[&lt;img src='ADDRESS'&gt;]]\"></iframe>"),
    way("srcdoc-script", "<iframe srcdoc=\"[[&lt;script src='ADDRESS'&gt;&lt;/script&gt;]]\"></iframe>"),
    way("data-frame", "<iframe src=\"data:text/html,<img src='ADDRESS'>\"></iframe>"),
    way("embed", "<embed src=\"ADDRESS\">"),
    way("object", "<object data=\"ADDRESS\"></object>"),
    way("img", "<img src=\"ADDRESS\">"),
    way("img-srcset", "<img srcset=\"ADDRESS 1x\">"),
    way("picture", "<picture><source srcset=\"ADDRESS\"><img src=\"/nothing\"></picture>"),
    way("img-entities", "<img src=\"&#104;ttps&colon;//HOST/\">"),
    way("img-backslashes", "<img src=\"HTTPS:\\\\HOST\\it\">"),
    way("img-relative-scheme", "<img src=\"//HOST:443/\">"),
    way("img-dot", "<img src=\"ADDRESS\">"),
    way("input", "<input type=\"image\" src=\"ADDRESS\">"),
    way("video", "<video src=\"ADDRESS\" preload=\"auto\"></video>"),
    way("video-source", "<video preload=\"auto\"><source src=\"ADDRESS\"></video>"),
    way("poster", "<video poster=\"ADDRESS\"></video>"),
    way("audio", "<audio src=\"ADDRESS\" preload=\"auto\"></audio>"),
    way("track", "<video crossorigin><track default kind=\"subtitles\" src=\"ADDRESS\"></video>"),
    way("svg-image", "<svg><image href=\"ADDRESS\"/></svg>"),
    way("svg-xlink", "<svg><image xlink:href=\"ADDRESS\"/></svg>"),
    way("svg-script", "<svg><script href=\"ADDRESS\"></script></svg>"),
    way(
        "svg-feimage",
        "<svg><filter id=\"ID\"><feImage href=\"ADDRESS\"/></filter><rect width=\"9\" height=\"9\" filter=\"url(#ID)\"/></svg>",
    ),
    way("table-background", "<table background=\"ADDRESS\"><tr><td>-</td></tr></table>"),
    way("stylesheet", "<link rel=\"stylesheet\" href=\"ADDRESS\">"),
    way("preload", "<link rel=\"preload\" as=\"script\" href=\"ADDRESS\">"),
    way("preload-image", "<link rel=\"preload\" as=\"image\" imagesrcset=\"ADDRESS 1x\">"),
    way("modulepreload", "<link rel=\"modulepreload\" href=\"ADDRESS\">"),
    way("prefetch", "<link rel=\"prefetch\" href=\"ADDRESS\">"),
    way("preconnect", "<link rel=\"preconnect\" href=\"ADDRESS\">"),
    way("style-import", "<style>@import \"ADDRESS\";</style>"),
    way("style-background", "<style>#ID { background: url(ADDRESS) }</style><p id=\"ID\">-</p>"),
    way(
        "style-font",
        "<style>@font-face { font-family: ID; src: url(ADDRESS) } #ID { font-family: ID }</style><p id=\"ID\">-</p>",
    ),
    way("style-attribute", "<p style=\"background: url(ADDRESS)\">-</p>"),
    way("sheet-import", "<link rel=\"stylesheet\" href=\"/sheet.css?ZONE\">"),
    way("sheet-background", "<p id=\"sheet-ZONE\">-</p>"),
    way("foreign-style", "<svg><style><img src=\"ADDRESS\"></style></svg>"),
    way("embed-type", "<embed type=\"text/html\" src=\"ADDRESS\">"),
    way("object-type", "<object type=\"image/svg+xml\" data=\"ADDRESS\"></object>"),
    way("data-frame-base64", "<iframe src=\"data:text/html;base64,BASE64\"></iframe>"),
    way("alternate-stylesheet", "<link rel=\"alternate stylesheet\" title=\"ID\" href=\"ADDRESS\">"),
    way("icon", "<link rel=\"icon\" href=\"ADDRESS\">"),
    way("manifest", "<link rel=\"manifest\" href=\"ADDRESS\">"),
    way("prerender", "<link rel=\"prerender\" href=\"ADDRESS\">"),
    way("dns-prefetch", "<link rel=\"dns-prefetch\" href=\"ADDRESS\">"),
    way("image-set", "<p style=\"background: image-set('ADDRESS' 1x)\">-</p>"),
    way("cross-fade", "<p style=\"background: -webkit-cross-fade(url(ADDRESS), url(/nothing), 50%)\">-</p>"),
    way("attributionsrc", "<img attributionsrc=\"ADDRESS\" src=\"/nothing\">"),
    way(
        "speculation-prerender",
        "<script type=\"speculationrules\">{\"prerender\":[{\"source\":\"list\",\"urls\":[\"ADDRESS\"]}]}</script>",
    ),
    way("ping", "<a href=\"#\" ping=\"ADDRESS\" data-click>-</a>"),
    way("redirected-img", "<img src=\"/go/HOST\">"),
    way("redirected-script", "<script src=\"/go/HOST\"></script>"),
    way("redirected-frame", "<iframe src=\"/go/HOST\"></iframe>"),
];

/// What a script of the site does, in a file of the site's: its text passes
/// through no parser of ours.
pub(crate) const BY_SCRIPT: &[Vector] = &[
    way("image-new", "new Image().src = 'ADDRESS';"),
    way("image-srcset", "new Image().srcset = 'ADDRESS 1x';"),
    way("audio-new", "new Audio('ADDRESS').preload = 'auto';"),
    way("video-set", "document.createElement('video').src = 'ADDRESS';"),
    way("script-insert", "const it = document.createElement('script'); it.src = 'ADDRESS'; document.head.append(it);"),
    way(
        "script-late",
        "const it = document.createElement('script'); document.head.appendChild(it); it.src = 'ADDRESS';",
    ),
    way(
        "script-text",
        "const it = document.createElement('script'); it.text = 'new Image().src = \"ADDRESS\"'; document.head.append(it);",
    ),
    way(
        "script-before",
        "const it = document.createElement('script'); it.async = true; it.src = 'ADDRESS'; const first = document.scripts[0]; first.parentNode.insertBefore(it, first);",
    ),
    way(
        "set-attribute",
        "const it = document.createElement('iframe'); it.setAttribute('SRC', 'ADDRESS'); place.append(it);",
    ),
    way("iframe-insert", "const it = document.createElement('iframe'); place.append(it); it.src = 'ADDRESS';"),
    way("embed-insert", "const it = document.createElement('embed'); it.src = 'ADDRESS'; place.append(it);"),
    way("object-insert", "const it = document.createElement('object'); it.data = 'ADDRESS'; place.append(it);"),
    way(
        "srcdoc-set",
        "const it = document.createElement('iframe'); it.srcdoc = '[[<img src=\"ADDRESS\">]]'; place.append(it);",
    ),
    way(
        "srcdoc-fetch",
        "const it = document.createElement('iframe'); it.srcdoc = '<script>setTimeout(() => { [[fetch(HIDDEN).catch(() => {});]] })<\\/script>'; place.append(it);",
    ),
    way(
        "link-insert",
        "const it = document.createElement('link'); it.rel = 'stylesheet'; it.href = 'ADDRESS'; document.head.append(it);",
    ),
    way(
        "preconnect-insert",
        "const it = document.createElement('link'); it.href = 'ADDRESS'; it.rel = 'preconnect'; document.head.append(it);",
    ),
    way(
        "svg-insert",
        "const ns = 'http://www.w3.org/2000/svg', svg = document.createElementNS(ns, 'svg'), it = document.createElementNS(ns, 'image'); it.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', 'ADDRESS'); svg.append(it); place.append(svg);",
    ),
    way(
        "ping-set",
        "const it = document.createElement('a'); it.href = '#'; it.ping = 'ADDRESS'; place.append(it); it.click();",
    ),
    way("background-set", "const it = document.createElement('body'); it.background = 'ADDRESS'; place.append(it);"),
    way("inner-html", "const it = document.createElement('div'); it.innerHTML = '<p><img src=\"ADDRESS\"></p>';"),
    way(
        "inner-svg",
        "const it = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); place.append(it); it.innerHTML = '<image href=\"ADDRESS\"/>';",
    ),
    way(
        "inner-table",
        "const it = document.createElement('tbody'); it.innerHTML = '<tr><td><img src=\"ADDRESS\"></td></tr>';",
    ),
    way(
        "outer-html",
        "const it = document.createElement('p'); place.append(it); it.outerHTML = '<img src=\"ADDRESS\">';",
    ),
    way(
        "adopt",
        "document.adoptNode(new DOMParser().parseFromString('<img src=\"ADDRESS\">', 'text/html').images[0]);",
    ),
    way("insert-adjacent", "place.insertAdjacentHTML('beforeend', '<iframe src=\"ADDRESS\"></iframe>');"),
    way(
        "shadow-html",
        "const it = document.createElement('div'); it.attachShadow({ mode: 'closed' }).innerHTML = '<img src=\"ADDRESS\">'; place.append(it);",
    ),
    way(
        "set-html-unsafe",
        "place.appendChild(document.createElement('p')).setHTMLUnsafe('<img src=\"ADDRESS\">', {});",
    ),
    way(
        "text-replace",
        "const text = place.appendChild(document.createTextNode('-')), it = document.createElement('script'); it.setAttributeNode(Object.assign(document.createAttribute('src'), { value: 'ADDRESS' })); text.replaceWith(it);",
    ),
    way(
        "range-insert",
        "const range = document.createRange(), it = document.createElement('script'); it.setAttributeNode(Object.assign(document.createAttribute('src'), { value: 'ADDRESS' })); range.setStart(place, 0); range.insertNode(it);",
    ),
    way(
        "fragment",
        "place.append(document.createRange().createContextualFragment('<script src=\"ADDRESS\"></script>'));",
    ),
    way(
        "template",
        "const it = document.createElement('template'); it.innerHTML = '<img src=\"ADDRESS\">'; place.append(it.content.cloneNode(true));",
    ),
    way(
        "dom-parser",
        "place.append(new DOMParser().parseFromString('<img src=\"ADDRESS\">', 'text/html').body.firstChild);",
    ),
    way(
        "clone",
        "const it = document.createElement('script'); it.src = 'ADDRESS'; document.head.append(it.cloneNode());",
    ),
    way("document-write", "document.write('<script src=\"ADDRESS\"><\\/script>');"),
    way("document-write-cut", "document.write('<im'); document.write('g src=\"ADDRESS\"><p>');"),
    way("fetch", "fetch('ADDRESS', { mode: 'no-cors' }).catch(() => {});"),
    way("fetch-request", "fetch(new Request('ADDRESS')).catch(() => {});"),
    way("xhr", "const it = new XMLHttpRequest(); it.open('GET', 'ADDRESS'); it.send();"),
    way("beacon", "navigator.sendBeacon('ADDRESS', 'x');"),
    way("event-source", "new EventSource('ADDRESS');"),
    way("web-socket", "new WebSocket('wss://HOST/');"),
    way(
        "stun",
        "const it = new RTCPeerConnection({ iceServers: [{ urls: 'turns:HOST:443?transport=tcp', username: 'u', credential: 'p' }] }); it.createDataChannel('x'); it.createOffer().then((offer) => it.setLocalDescription(offer));",
    ),
    way("fetch-later", "fetchLater('ADDRESS', { activateAfter: 0 });"),
    way("web-socket-stream", "new WebSocketStream('wss://HOST/').opened.catch(() => {});"),
    way("worklet", "CSS.paintWorklet.addModule('ADDRESS').catch(() => {});"),
    way(
        "payment",
        "new PaymentRequest([{ supportedMethods: 'ADDRESS' }], { total: { label: '-', amount: { currency: 'EUR', value: '1' } } }).canMakePayment().catch(() => {});",
    ),
    way("redirected-fetch", "fetch('/go/HOST', { mode: 'no-cors' }).catch(() => {});"),
    way("import-own", "import('ADDRESS').catch(() => {});"),
    way("style-set", "const it = document.createElement('p'); place.append(it); it.style.background = 'url(ADDRESS)';"),
    way(
        "style-sheet",
        "const it = document.createElement('style'); document.head.append(it); it.sheet.insertRule('.ID { border-image: url(ADDRESS) }'); place.append(Object.assign(document.createElement('p'), { className: 'ID' }));",
    ),
    way(
        "style-text",
        "const it = document.createElement('style'); it.textContent = '@import \"ADDRESS\";'; document.head.append(it);",
    ),
    way(
        "style-adopted",
        "const it = new CSSStyleSheet(); it.replaceSync('.ID { background: url(ADDRESS) }'); document.adoptedStyleSheets.push(it); place.append(Object.assign(document.createElement('p'), { className: 'ID' }));",
    ),
    way(
        "inner-style",
        "place.appendChild(document.createElement('div')).innerHTML = '<p style=\"background: url(ADDRESS)\">-</p>';",
    ),
    way("font-face", "new FontFace('away', 'url(ADDRESS)').load().catch(() => {});"),
    way(
        "blob-frame",
        "const it = document.createElement('iframe'); it.src = URL.createObjectURL(new Blob(['[[<img src=\"ADDRESS\">]]'], { type: 'text/html' })); place.append(it);",
    ),
    way("blob-worker", "new Worker(URL.createObjectURL(new Blob(['[[fetch(\"ADDRESS\").catch(() => {});]]'])));"),
    way("data-worker", "new Worker('data:text/javascript,[[fetch(\"ADDRESS\").catch(() => {});]]');"),
    way(
        "blank-frame",
        "const it = document.createElement('iframe'); place.append(it); [[it.contentWindow.fetch('ADDRESS').catch(() => {});]]",
    ),
    way(
        "frame-location",
        "const it = document.createElement('iframe'); place.append(it); it.contentWindow.location = 'ADDRESS';",
    ),
    way(
        "frame-navigated",
        "const it = document.createElement('iframe'); it.src = '/quiet'; it.onload = () => { it.onload = null; it.contentWindow.location = 'ADDRESS'; }; place.append(it);",
    ),
    way(
        "frame-form",
        "const it = document.createElement('form'), frame = document.createElement('iframe'); frame.name = it.target = 'ID'; it.action = 'ADDRESS'; place.append(frame, it); it.submit();",
    ),
    way(
        "frame-link",
        "const it = document.createElement('a'), frame = document.createElement('iframe'); frame.name = it.target = 'ID'; it.href = 'ADDRESS'; place.append(frame, it); it.click();",
    ),
    way(
        "frame-open",
        "const frame = document.createElement('iframe'); frame.name = 'ID'; place.append(frame); open('ADDRESS', 'ID');",
    ),
    way(
        "frame-button",
        "const it = document.createElement('form'), frame = document.createElement('iframe'); frame.name = 'ID'; it.innerHTML = '<button formtarget=\"ID\" formaction=\"ADDRESS\">'; place.append(frame, it); it.requestSubmit(it.firstChild);",
    ),
    way(
        "frame-base",
        "const it = document.createElement('base'), frame = document.createElement('iframe'), link = document.createElement('a'); frame.name = it.target = 'ID'; link.href = 'ADDRESS'; place.append(frame, link, it); link.click(); it.remove();",
    ),
    way(
        "frame-drawn-link",
        "const frame = document.createElement('iframe'); frame.name = 'ID'; place.append(frame); place.insertAdjacentHTML('beforeend', '<svg><a target=\"ID\" xlink:href=\"ADDRESS\"><text>-</text></a></svg>'); place.lastChild.firstChild.dispatchEvent(new MouseEvent('click'));",
    ),
    way(
        "frame-shadow-link",
        "const it = document.createElement('div'), frame = document.createElement('iframe'); frame.name = 'ID'; place.append(frame, it); const root = it.attachShadow({ mode: 'closed' }); root.innerHTML = '<a target=\"ID\" href=\"ADDRESS\">-</a>'; root.firstChild.click();",
    ),
    way(
        "frame-loose-link",
        "const it = document.createElement('a'), frame = document.createElement('iframe'); frame.name = it.target = 'ID'; it.href = 'ADDRESS'; place.append(frame); it.click();",
    ),
    way(
        "frame-loose-event",
        "const it = document.createElement('a'), frame = document.createElement('iframe'); frame.name = it.target = 'ID'; it.href = 'ADDRESS'; place.append(frame); it.dispatchEvent(new MouseEvent('click'));",
    ),
    way(
        "frame-loose-child",
        "const it = document.createElement('a'), frame = document.createElement('iframe'); frame.name = it.target = 'ID'; it.href = 'ADDRESS'; place.append(frame); it.append(document.createElement('span')); it.firstChild.click();",
    ),
    way(
        "frame-request",
        "const it = document.createElement('form'), frame = document.createElement('iframe'); frame.name = it.target = 'ID'; it.action = 'ADDRESS'; it.innerHTML = '<input name=\"getAttribute\">'; place.append(frame, it); it.requestSubmit();",
    ),
    way(
        "frame-same-name",
        "const frame = document.createElement('iframe'); frame.name = 'ID'; place.append(frame); window['ID'] = 0; open('ADDRESS', 'ID');",
    ),
    way(
        "frame-within",
        "const it = document.createElement('iframe'); it.srcdoc = '<iframe name=\"ID\"></iframe>'; it.onload = () => open('ADDRESS', 'ID'); place.append(it);",
    ),
    way(
        "data-frame-insert",
        "const it = document.createElement('iframe'); it.src = 'data:text/html;base64,BASE64'; place.append(it);",
    ),
    way(
        "speculation-insert",
        "const it = document.createElement('script'); it.type = 'speculationrules'; it.textContent = '{\"prefetch\":[{\"source\":\"list\",\"urls\":[\"ADDRESS\"]}]}'; document.head.append(it);",
    ),
];

/// What a worker of the site does, in a file of its own.
pub(crate) const WORKERS: &[Vector] = &[
    way("worker", "fetch('ADDRESS', { mode: 'no-cors' }).catch(() => {});"),
    way("import-scripts", "try { importScripts('ADDRESS'); } catch { }"),
    way("worker-socket", "try { new WebSocket('wss://HOST/'); } catch { }"),
    way("module-worker", "fetch('ADDRESS', { mode: 'no-cors' }).catch(() => {});"),
    way("service-worker", "onmessage = () => { [[fetch('ADDRESS', { mode: 'no-cors' }).catch(() => {});]] };"),
    way("shared-worker", "fetch('ADDRESS', { mode: 'no-cors' }).catch(() => {});"),
];

/// What a visitor follows, by a click on `#go`.
pub(crate) const FOLLOWED: &[Vector] = &[
    way("link", "<a id=\"go\" href=\"ADDRESS\">-</a>"),
    way("link-blank", "<a id=\"go\" href=\"ADDRESS\" target=\"_blank\" rel=\"opener\">-</a>"),
    way("location-set", "<button id=\"go\" onclick=\"location = 'ADDRESS'\">-</button>"),
    way("popup", "<button id=\"go\" onclick=\"window.open('ADDRESS')\">-</button>"),
    way("form-action", "<form action=\"ADDRESS\" method=\"post\"><button id=\"go\">-</button></form>"),
    way("form-formaction", "<form><button id=\"go\" formaction=\"ADDRESS\">-</button></form>"),
    way("form-blank", "<form action=\"ADDRESS\" target=\"_blank\"><button id=\"go\">-</button></form>"),
];

/// What a script of the site keeps in the browser. `NAME` stands for the name.
pub(crate) const KEPT: &[Vector] = &[
    way("cookie", "document.cookie = 'NAME=1; Path=/';"),
    way("cookie-store", "cookieStore.set('NAME', '1');"),
    way("cookie-frame", "frame.document.cookie = 'NAME=1; Path=/';"),
    way("local", "localStorage.setItem('NAME', 1);"),
    way("local-property", "localStorage.NAME = 1;"),
    way("local-frame", "frame.localStorage.setItem('NAME', 1);"),
    way("session", "sessionStorage.setItem('NAME', 1);"),
    way("session-property", "sessionStorage['NAME'] = 1;"),
    way("database", "indexedDB.open('NAME');"),
    way("database-frame", "frame.indexedDB.open('NAME');"),
];

// Stands beside each page, in a world of its own, and tells what its visitor saw.
(() => {
  if (window.top !== window) return;
  const BANNERS = `{banners}`;
  const bare = location.pathname === "/bare";
  const told = { first: null, banner: null, shift: 0 };
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) told.shift += each.value;
  }).observe({ type: "layout-shift", buffered: true });

  const shown = () => [...document.querySelectorAll(BANNERS)].some((element) => {
    const { width, height, top } = element.getBoundingClientRect();
    return width > 0 && height > 0 && top < innerHeight
      && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  });
  // A message sent while a frame is made comes when it has been.
  const painted = (then) => requestAnimationFrame((frame) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(frame, performance.now());
    port2.postMessage(null);
  });
  const loaded = new Promise((done) => addEventListener("load", () => setTimeout(done, 600)));

  const seen = new Promise((done) => {
    if (bare) return done();
    requestAnimationFrame(function look(frame) {
      if (!shown()) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { told.banner = { frame, painted: performance.now() }; done(); };
      port2.postMessage(null);
    });
  });
  Promise.all([loaded, seen]).then(() => {
    told.first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null;
    watcher(JSON.stringify(told));
  });

  addEventListener("click", ({ timeStamp }) => {
    const told = { next: null, gone: null };
    painted((_, now) => { told.next = now - timeStamp; });
    requestAnimationFrame(function look() {
      if (shown()) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        told.gone = performance.now() - timeStamp;
        watcher(JSON.stringify(told));
      };
      port2.postMessage(null);
    });
  }, true);
})();

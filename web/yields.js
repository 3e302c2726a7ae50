/**
 * Has a service worker take the place of the one before it at once, where a page says so.
 *
 * A worker's guard knows the choice that its script was fetched under. After a choice a page
 * has it fetched again (`answers.js`), but browsers let the former go on as long as a page
 * that it controls is open: after a withdrawal, that one contacts what it may no more.
 *
 * @param {any} scope the worker's global scope
 */
function temoinYields(scope) {
  const { skipWaiting } = scope;
  scope.addEventListener("message", (/** @type {any} */ event) => {
    if (event.data !== "temoin" || !skipWaiting) return;
    // It is not said to the site's own script.
    event.stopImmediatePropagation();
    skipWaiting.call(scope);
  });
}

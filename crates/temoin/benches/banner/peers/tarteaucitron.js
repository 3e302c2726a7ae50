var tarteaucitronForceLanguage = "fr";
var tarteaucitronCustomText = {
  alertBigPrivacy: "Ce site utilise des cookies et d’autres traceurs. Avec votre accord, ils servent à mesurer l’audience, à lire des vidéos et à présenter des offres. Refuser n’empêche pas d’utiliser le site.",
};
tarteaucitron.init({
  orientation: "bottom",
  groupServices: true,
  highPrivacy: true,
  AcceptAllCta: true,
  DenyAllCta: true,
  showIcon: false,
  showAlertSmall: false,
  cookieslist: false,
  handleBrowserDNTRequest: false,
  removeCredit: true,
  moreInfoLink: false,
  mandatory: true,
  googleConsentMode: false,
  bingConsentMode: false,
});
(() => {
  // `window.tags` are what the page wants started, if it wants something started.
  const kinds = { audience: "analytic", videos: "video", marketing: "ads" };
  const names = { audience: "Mesure d’audience", videos: "Vidéos", marketing: "Offres" };
  const wanted = Object.keys(kinds).map((key) => ({ key, type: kinds[key], name: names[key], js() {} }));
  for (const [number, js] of (window.tags ?? []).entries()) wanted.push({ key: "tag" + number, type: "analytic", name: "Balise " + number, js });
  for (const service of wanted) {
    tarteaucitron.services[service.key] = { uri: "", needConsent: true, cookies: [], ...service };
    (tarteaucitron.job = tarteaucitron.job || []).push(service.key);
  }
})();

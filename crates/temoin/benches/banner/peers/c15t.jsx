import "@c15t/react/styles.css";
import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from "@c15t/react";
import { createRoot } from "react-dom/client";

const consentBanner = {
  title: "Vos choix sur les cookies",
  description: "Ce site utilise des cookies et d’autres traceurs. Avec votre accord, ils servent à mesurer l’audience, à lire des vidéos et à présenter des offres. Refuser n’empêche pas d’utiliser le site.",
};
const options = {
  mode: "offline",
  consentCategories: ["necessary", "measurement", "functionality", "marketing"],
  i18n: { locale: "fr", messages: { fr: { cookieBanner: consentBanner, consentBanner } } },
  scripts: (window.tags ?? []).map((tag, number) => ({ id: "tag" + number, textContent: `(${tag})()`, category: "measurement" })),
};

const root = document.body.appendChild(document.createElement("div"));
createRoot(root).render(
  <ConsentManagerProvider options={options}>
    <ConsentBanner hideBranding />
    <ConsentDialog hideBranding />
  </ConsentManagerProvider>,
);

window.klaroConfig = {
  lang: "fr",
  acceptAll: true,
  translations: {
    fr: {
      consentNotice: {
        title: "Vos choix sur les cookies",
        description: "Ce site utilise des cookies et d’autres traceurs. Avec votre accord, ils servent à mesurer l’audience, à lire des vidéos et à présenter des offres. Refuser n’empêche pas d’utiliser le site.",
        learnMore: "Personnaliser",
      },
      ok: "Tout accepter",
      decline: "Tout refuser",
      purposes: { necessary: "Mémoire de votre choix", audience: "Mesure d’audience", videos: "Vidéos", marketing: "Offres" },
      choice: { description: "Retenir ce que vous avez accepté ou refusé." },
      audience: { description: "Compter les visites et les pages lues." },
      videos: { description: "Lire dans la page les vidéos d’un autre site." },
      marketing: { description: "Présenter des offres selon vos lectures." },
    },
  },
  services: [
    { name: "choice", title: "Mémoire de votre choix", purposes: ["necessary"], required: true },
    { name: "audience", title: "Mesure d’audience", purposes: ["audience"] },
    { name: "videos", title: "Vidéos", purposes: ["videos"] },
    { name: "marketing", title: "Offres", purposes: ["marketing"] },
  ],
};

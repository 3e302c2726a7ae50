CookieConsent.run({
  hideFromBots: false,
  categories: { necessary: { enabled: true, readOnly: true }, audience: {}, videos: {}, marketing: {} },
  language: {
    default: "fr",
    translations: {
      fr: {
        consentModal: {
          title: "Vos choix sur les cookies",
          description: "Ce site utilise des cookies et d’autres traceurs. Avec votre accord, ils servent à mesurer l’audience, à lire des vidéos et à présenter des offres. Refuser n’empêche pas d’utiliser le site.",
          acceptAllBtn: "Tout accepter",
          acceptNecessaryBtn: "Tout refuser",
          showPreferencesBtn: "Personnaliser",
        },
        preferencesModal: {
          title: "Gérer mes cookies",
          acceptAllBtn: "Tout accepter",
          acceptNecessaryBtn: "Tout refuser",
          savePreferencesBtn: "Enregistrer mes choix",
          closeIconLabel: "Fermer",
          sections: [
            { title: "Mémoire de votre choix", description: "Retenir ce que vous avez accepté ou refusé.", linkedCategory: "necessary" },
            { title: "Mesure d’audience", description: "Compter les visites et les pages lues.", linkedCategory: "audience" },
            { title: "Vidéos", description: "Lire dans la page les vidéos d’un autre site.", linkedCategory: "videos" },
            { title: "Offres", description: "Présenter des offres selon vos lectures.", linkedCategory: "marketing" },
          ],
        },
      },
    },
  },
});

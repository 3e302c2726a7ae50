//! Registers made of a text, and small arbitrary ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use temoin_register::Register;

/// The register whose sections after the first ones are `sections`.
#[track_caller]
pub(crate) fn register(sections: &str) -> Arc<Register> {
    temoin_testkit::register(&format!("{}{sections}", temoin_testkit::SCHOOL))
}

/// Two purposes that need consent, one exempt, a service of each.
pub(crate) const SCHOOL: &str = r#"
[[purpose]]
id = "sign-in"
exempt = "authentication"
title = "Connexion"
[[purpose]]
id = "audience"
consent = "required"
title = "Mesure d'audience"
[[purpose]]
id = "functional"
consent = "required"
title = "Vidéos"
[[service]]
id = "matomo"
title = "Matomo"
purpose = "audience"
paths = ["/matomo/"]
[[service]]
id = "youtube"
title = "YouTube"
purpose = "functional"
hosts = ["www.youtube.com"]
[[service]]
id = "vimeo"
title = "Vimeo"
purpose = "functional"
hosts = ["player.vimeo.com"]
[[tracker]]
name = "_pk_id.*"
service = "matomo"
lifetime = "13 months"
[[tracker]]
name = "session"
purpose = "sign-in"
lifetime = "session"
"#;

/// A tracker of an arbitrary register.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub(crate) service: Option<usize>,
    pub(crate) purpose: Option<usize>,
    pub(crate) lifetime: Option<String>,
}

/// An arbitrary register, with what it was made of.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// Whether purpose `p0`, `p1`… needs consent; else it is exempt for this.
    pub(crate) purposes: Vec<Option<&'static str>>,
    /// The purpose of service `s0`, `s1`….
    pub(crate) services: Vec<usize>,
    /// Trackers by kind and pattern.
    pub(crate) trackers: BTreeMap<(&'static str, String), Declared>,
}

impl Made {
    /// Its text: service `s1` answers at `h1.example`, below `w1.example`, at
    /// `/s1/`, and its scripts say `sign1`.
    pub(crate) fn sections(&self) -> String {
        let mut text = String::new();
        for (place, exempt) in self.purposes.iter().enumerate() {
            let regime = exempt.map_or("consent = \"required\"".to_owned(), |exempt| format!("exempt = \"{exempt}\""));
            let _ = writeln!(text, "[[purpose]]\nid = \"p{place}\"\n{regime}\ntitle = \"P\"");
        }
        for (place, purpose) in self.services.iter().enumerate() {
            let _ = writeln!(
                text,
                "[[service]]\nid = \"s{place}\"\ntitle = \"S\"\npurpose = \"p{purpose}\"\n\
                 hosts = [\"h{place}.example\", \"*.w{place}.example\"]\npaths = [\"/s{place}/\"]\ninline = [\"sign{place}\"]"
            );
        }
        for ((kind, name), tracker) in &self.trackers {
            let _ = writeln!(text, "[[tracker]]\nname = \"{name}\"\nkind = \"{kind}\"");
            for (key, place) in [("service", tracker.service), ("purpose", tracker.purpose)] {
                let _ = place.map(|place| writeln!(text, "{key} = \"{}{place}\"", &key[..1]));
            }
            let _ = tracker.lifetime.as_ref().map(|lifetime| writeln!(text, "lifetime = \"{lifetime}\""));
        }
        text
    }

    /// The purpose of a tracker: its own first.
    pub(crate) fn purpose_of(&self, tracker: &Declared) -> usize {
        tracker.purpose.or(tracker.service.map(|service| self.services[service])).expect("one of the two")
    }
}

/// Small arbitrary registers: few names, so that patterns overlap.
pub(crate) fn any_register() -> impl Strategy<Value = Made> {
    let exempt = prop_oneof![
        3 => Just(None),
        1 => Just(Some("authentication")),
        1 => Just(Some("audience-measurement")),
    ];
    (vec(exempt, 1..4), vec(0..4usize, 0..4)).prop_flat_map(|(purposes, services)| {
        let services: Vec<usize> = services.into_iter().map(|place| place % purposes.len()).collect();
        let (last_purpose, last_service) = (purposes.len(), services.len().max(1));
        let lifetime = prop_oneof![
            1 => Just(None),
            1 => Just(Some("session".to_owned())),
            4 => (1..40u32, prop::sample::select(vec!["seconds", "minutes", "hours", "days", "weeks", "months", "years"]))
                .prop_map(|(count, unit)| Some(format!("{count} {unit}"))),
        ];
        let has_services = !services.is_empty();
        let tracker = (0..3u8, 0..last_service, 0..last_purpose, lifetime).prop_map(move |(which, service, purpose, lifetime)| {
            let service = (which != 0 && has_services).then_some(service);
            let purpose = (which != 1 || service.is_none()).then_some(purpose);
            Declared { service, purpose, lifetime }
        });
        let kind = prop::sample::select(vec!["cookie", "local-storage"]);
        let name = "[ab*]{0,2}[ab][ab*]{0,2}";
        btree_map((kind, name), tracker, 0..6)
            .prop_map(move |trackers| Made { purposes: purposes.clone(), services: services.clone(), trackers })
    })
}

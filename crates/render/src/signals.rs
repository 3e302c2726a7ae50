//! What the guard says to tools that have words of their own for a choice.
//!
//! `web/signals.js` and one module for each tool that the register names: a register
//! that names none has none of it. They go into the guard, which is the first script
//! of each page and knows the choice: what has to come before any tag does, whatever
//! lets the guard run lets them run, and no page carries more. A page that only has our
//! tag has them in it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use temoin_register::{ConsentType, Exemption, Id, Purpose, Regime, Register, Service, Signals};

const CORE: &str = include_str!("../../../web/signals.js");
const GOOGLE: &str = include_str!("../../../web/signals/google.js");
const MICROSOFT: &str = include_str!("../../../web/signals/microsoft.js");
const MATOMO: &str = include_str!("../../../web/signals/matomo.js");

/// What says it, for a register that names such tools.
pub(crate) struct Says {
    /// The modules.
    pub(crate) source: String,
    /// The tools, as the modules want them.
    tools: String,
}

impl Says {
    /// What says it to the tools of `register`, if it names any.
    pub(crate) fn of(register: &Register) -> Option<Self> {
        let (mut source, mut tools) = (CORE.to_owned(), Vec::new());
        for tool in Signals::ALL {
            let services: Vec<&Service> =
                register.declared.service.iter().filter(|service| service.signals == Some(*tool)).collect();
            if services.is_empty() {
                continue;
            }
            let (module, tell, names) = match tool {
                Signals::Google => (GOOGLE, "temoinGoogle".to_owned(), of_types(register, ConsentType::ALL)),
                Signals::Microsoft => {
                    (MICROSOFT, "temoinMicrosoft".to_owned(), of_types(register, &[ConsentType::AdStorage]))
                }
                Signals::Matomo => {
                    // Zero would be Matomo's own thirty years.
                    let hours = register.declared.consent.valid_for.fewest_hours().max(1);
                    (MATOMO, format!("temoinMatomo({hours})"), json!([["cookies", of_cookies(register, &services)]]))
                }
            };
            source.push_str(module);
            let services: Value = services.iter().map(|service| json!([service.id, service.purpose])).collect();
            tools.push(format!("[{tell}, {names}, {services}]"));
        }
        (!tools.is_empty()).then(|| Self { source, tools: tools.join(",") })
    }

    /// The call that begins: with what the visitor said before, and where what they say
    /// next is read; null where the page has no choice cookie.
    pub(crate) fn call(&self, allow: &str, cookie: &Value) -> String {
        format!("temoinSignals({allow}, {cookie}, [{}]);", self.tools)
    }
}

/// What stands before the guard in its script ([`crate::guard_js`]); nothing for a
/// register that names no such tool.
pub fn signals_js(register: &Register) -> String {
    let Some(says) = Says::of(register) else { return String::new() };
    let call = says.call("document.currentScript.dataset.allow", &json!(register.declared.consent.cookie));
    // The guard asks the same: in a page that has it twice, the first spoke.
    format!("{}if (!window.temoin?.push) {call}", says.source)
}

/// `["ad_storage",["ads"]]` for each of these: null where no purpose stands for it,
/// empty where only exempt ones do.
fn of_types(register: &Register, types: &[ConsentType]) -> Value {
    let purposes = |wanted: &ConsentType| -> Option<Vec<&Id>> {
        let standing: Vec<&Purpose> =
            register.declared.purpose.iter().filter(|purpose| purpose.consent_mode.contains(wanted)).collect();
        let asked = standing.iter().filter(|purpose| is_asked(purpose)).map(|purpose| &purpose.id).collect();
        (!standing.is_empty()).then_some(asked)
    };
    types.iter().map(|wanted| json!([wanted, purposes(wanted)])).collect()
}

/// Whether it takes a consent for a tool to hear that it is granted. What is exempt as
/// audience measurement is no consent that Google's or Microsoft's tags could use: the
/// exemption is for the site's own statistics.
fn is_asked(purpose: &Purpose) -> bool {
    matches!(purpose.regime(), Regime::Consent | Regime::Exempt(Exemption::AudienceMeasurement))
}

/// The purposes that the cookies of these services wait for.
fn of_cookies<'r>(register: &'r Register, services: &[&'r Service]) -> BTreeSet<&'r str> {
    let own = services.iter().filter_map(|service| register.purpose(service.purpose.as_str()));
    let trackers = register.declared.tracker.iter();
    let written =
        trackers.filter(|tracker| services.iter().any(|service| tracker.service.as_ref() == Some(&service.id)));
    own.chain(written.filter_map(|tracker| register.purpose_of(tracker)))
        .filter(|purpose| purpose.regime() == Regime::Consent)
        .map(|purpose| purpose.id.as_str())
        .collect()
}

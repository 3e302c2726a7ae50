//! What a register says of how far a choice follows a person, held against itself.
//!
//! `reach` is what the gateway does; `across_devices` is what is done where another tool
//! asks. Whoever writes both says one thing twice, and `check` judges what is said: it
//! must be what is done (CNIL, délib. 2025-131).

use temoin_reading::{Kind, Problem, RawTable, RawValue, Reader, Span, Value};

use crate::resolve::{entries, text_at};

/// What may follow, and whether it does where that is not written.
const FOLLOWS: [(&str, bool); 3] = [("acceptance", true), ("refusal", false), ("withdrawal", false)];

/// Holds `[consent] reach` against `across_devices`.
pub(crate) fn hold(document: &RawTable<'_>, reader: &mut Reader) {
    let both = entries(document, "consent").pop().and_then(|(consent, _)| {
        let across = consent.get("across_devices")?;
        Some((text_at(consent, "reach")?, across.get_ref().as_table()?, Span::from(across.span())))
    });
    let Some(((reach, place), across, span)) = both else { return };
    let is = |(key, usual): (&str, bool)| match across.get(key).map(Value::get_ref) {
        Some(RawValue::Boolean(value)) => *value,
        _ => usual,
    };
    let (message, help) = match reach {
        "account" => {
            let all = FOLLOWS.into_iter().chain([("announced", false)]);
            let not: Vec<String> = all.filter(|key| !is(*key)).map(|(key, _)| format!("`{key}`")).collect();
            if not.is_empty() {
                return;
            }
            let does = "`reach = \"account\"` has every choice follow the person, and announces it";
            let message = format!("{does}; `across_devices` says otherwise of {}", not.join(", "));
            (message, "leave `across_devices` out, or `reach` if another tool asks for the choice")
        }
        "device" if FOLLOWS.into_iter().any(is) => {
            let does = "`reach = \"device\"` keeps each choice on its device";
            let help = "leave `across_devices` out; or write `reach = \"account\"` alone; or leave `reach` out, if another \
                        tool has the choice follow";
            (format!("{does}; `across_devices` says that it follows the person"), help)
        }
        _ => return,
    };
    reader.problem(Problem::new(Kind::BadValue, span, message).related(place, "what is done").help(help));
}

//! What the guard carries for tools that have words of their own for a choice.

use temoin_register::REGISTER;
use temoin_render::{guard_js, signals_js};

use crate::{Memory, register};

/// The words of each tool, which stand in its own module alone.
const WORDS: [(&str, &str); 3] = [("google", "dataLayer"), ("microsoft", "uetq"), ("matomo", "_paq")];

/// What the demonstration says, with a service for each of these tools.
fn signals(tools: &[&str]) -> String {
    let stands = "id      = \"audience\"\nconsent_mode = [\"ad_storage\"]";
    let mut files = Memory::of("demo").edited(REGISTER, "id      = \"audience\"", stands);
    for tool in tools {
        let service = format!(
            "[[service]]\nid = \"{tool}\"\ntitle = \"-\"\npurpose = \"audience\"\nsignals = \"{tool}\"\n\n[[service]]"
        );
        files = files.edited(REGISTER, "[[service]]", &service);
    }
    signals_js(&files.register())
}

#[test]
fn a_guard_carries_the_tools_that_its_register_names_and_no_others() {
    for (tool, word) in WORDS {
        let script = guard_js("0", &signals(&[tool]));
        for (other, theirs) in WORDS {
            assert_eq!(script.contains(theirs), other == tool, "{other} beside {tool}");
        }
        assert!(script.contains(word) && !script.contains("temoinSignals"), "names of ours are made short");
    }
    assert_eq!(signals_js(&register("demo")), "");
}

#[test]
fn all_of_them_are_small() {
    let size = guard_js("0", &signals(&["google", "microsoft", "matomo"])).len() - guard_js("0", "").len();
    assert!(size <= 1792, "{size} bytes");
}

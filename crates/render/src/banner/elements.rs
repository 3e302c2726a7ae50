//! The elements that all forms of ours are made of. Every answer is the same button: no
//! surface can give one of them another look.

use crate::escape_html as escape;

pub(super) fn button(action: &str, label: &str) -> String {
    button_for(action, action, label)
}

pub(super) fn button_for(action: &str, hook: &str, label: &str) -> String {
    format!("<button name=\"action\" value=\"{action}\" data-temoin=\"{hook}\">{label}</button>")
}

pub(super) fn alert(text: &str) -> String {
    format!("<p class=\"temoin-alert\" role=\"alert\" hidden data-text=\"{}\"></p>", escape(text))
}

pub(super) fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
}

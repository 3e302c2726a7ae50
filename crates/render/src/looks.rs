//! How the register has the notice look, as style and markup.
//!
//! A register that says nothing of it adds nothing to any page. A theme is a few
//! variables of [`crate::Styles`], on our own elements: what the site's style says of
//! `:root` does not reach past it, so what was checked is what is seen. System colours
//! beside a theme are those of one scheme, the theme's own, because the others were not
//! held against it.

use temoin_register::{Fonts, Palette, Position, Register, Theme};

use crate::escape_html as escape;

pub(crate) const LOGO: &str = include_str!("../../../web/logo.css");
pub(crate) const CORNER: &str = include_str!("../../../web/corner.css");
pub(crate) const CENTRE: &str = include_str!("../../../web/centre.css");

/// What the register adds to our styles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Looks {
    pub(crate) theme: String,
    pub(crate) logo: &'static str,
    pub(crate) place: &'static str,
}

impl Looks {
    pub(crate) fn of(register: &Register) -> Self {
        let Some(notice) = &register.declared.notice else { return Self::default() };
        Self {
            theme: notice.theme.as_ref().map_or(String::new(), theme),
            logo: register.logo().map_or("", |_| LOGO),
            place: match notice.position {
                Position::Bottom => "",
                Position::Corner => CORNER,
                Position::Centre => CENTRE,
            },
        }
    }
}

/// The logo, if there is one. The name that it stands for is said in the text beside it.
pub(crate) fn logo(register: &Register, base: &str) -> String {
    register
        .logo()
        .map_or(String::new(), |logo| format!("<img src=\"{}logo?{}\" alt=\"\">", escape(base), logo.version()))
}

/// What is ours, as `base.css` names it.
const OURS: &str = ":is(#temoin#temoin, .temoin, .temoin-held)";

fn theme(theme: &Theme) -> String {
    let mut measures = String::new();
    let mut say = |name: &str, value: Option<String>| {
        measures.extend(value.map(|value| format!("--temoin-{name}: {value};")));
    };
    say("radius", theme.radius.as_ref().map(ToString::to_string));
    say("width", theme.width.as_ref().map(ToString::to_string));
    say("font", theme.font.as_ref().map(families));
    let mut style = format!("{OURS} {{ {measures}{} }}\n", colours(&theme.palette()));
    if let Some(dark) = theme.dark_palette() {
        style += &format!("@media (prefers-color-scheme: dark) {{ {OURS} {{ {} }} }}\n", colours(&dark));
    }
    style
}

fn colours(palette: &Palette) -> String {
    let Palette { background, text, accent, on_accent, line, is_dark } = palette;
    if [background, accent, line].iter().all(|colour| colour.is_none()) {
        return String::new();
    }
    let or = |colour: &Option<_>, system: &str| colour.as_ref().map_or(system.to_owned(), ToString::to_string);
    let mut style = format!(
        "--temoin-scheme: {};--temoin-background: {};--temoin-text: {};",
        if *is_dark { "dark" } else { "light" },
        or(background, "Canvas"),
        or(text, "CanvasText"),
    );
    for (name, colour) in [("accent", accent), ("on-accent", on_accent), ("line", line)] {
        style.extend(colour.map(|colour| format!("--temoin-{name}: {colour};")));
    }
    // The system's colour of links was chosen for its own ground.
    if background.is_some() {
        style += "a { color: inherit } :focus-visible { outline-color: var(--temoin-text) }";
    }
    style
}

/// Names of fonts as CSS writes them; its own words for some are not between quotes.
fn families(fonts: &Fonts) -> String {
    const GENERIC: [&str; 9] = [
        "serif",
        "sans-serif",
        "monospace",
        "cursive",
        "system-ui",
        "ui-serif",
        "ui-sans-serif",
        "ui-monospace",
        "ui-rounded",
    ];
    let family = |name: &str| if GENERIC.contains(&name) { name.to_owned() } else { format!("\"{name}\"") };
    fonts.names().map(family).collect::<Vec<_>>().join(", ")
}

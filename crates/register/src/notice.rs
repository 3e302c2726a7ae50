//! How the notice looks: its place, its logo, its colours.
//!
//! Without this section all is the visitor's: system colours, light or dark, at the foot
//! of the page. A theme replaces them, and with them goes what the system vouched for,
//! so the theme is held to it here: one that cannot be read is no theme, and a register
//! that has it is not loaded. One colour serves all answers, so none can be made to
//! stand out from another (CNIL, délib. 2020-092, art. 2).

use temoin_reading::{Kind, Problem, RawTable, Reader, Span, table, words};

use crate::resolve::{entries, text_at};
use crate::{Colour, Fonts, Radius, Width};

table! {
    /// How the notice looks, and with it the preferences and what stands in the place
    /// of content that waits.
    pub struct Notice {
        /// Where it stands on the screen; it never locks the page.
        pub position: Position = Position::Bottom,
        /// The site's logo: an SVG, PNG or WebP of the register's directory, 32 KiB at most.
        pub logo: Option<String>,
        /// Its colours and measures; absent: the visitor's own.
        pub theme: Option<Theme>,
    }

    /// Colours and measures. Without `dark`, they hold for visitors of either preference.
    pub struct Theme {
        /// What is written on; with `text`.
        pub background: Option<Colour>,
        /// What is written with; with `background`.
        pub text: Option<Colour>,
        /// Every answer, always alike; with `on_accent`.
        pub accent: Option<Colour>,
        /// What is written on answers; with `accent`.
        pub on_accent: Option<Colour>,
        /// What is drawn around, and between purposes.
        pub line: Option<Colour>,
        /// How round corners are.
        pub radius: Option<Radius>,
        /// How wide the notice may become.
        pub width: Option<Width>,
        /// The letters of its texts.
        pub font: Option<Fonts>,
        /// What takes the place of its colours for visitors who prefer the dark.
        pub dark: Option<Colours>,
    }

    /// The colours of a theme for visitors who prefer the dark.
    pub struct Colours {
        /// What is written on; with `text`.
        pub background: Option<Colour>,
        /// What is written with; with `background`.
        pub text: Option<Colour>,
        /// Every answer, always alike; with `on_accent`.
        pub accent: Option<Colour>,
        /// What is written on answers; with `accent`.
        pub on_accent: Option<Colour>,
        /// What is drawn around, and between purposes.
        pub line: Option<Colour>,
    }
}

words! {
    /// Where the notice stands.
    pub enum Position {
        /// At the foot of the page, in its middle.
        Bottom = "bottom",
        /// At the foot of the page, in the corner where lines end.
        Corner = "corner",
        /// In the middle of the screen, the page around it staying usable.
        Centre = "centre",
    }
}

/// The colours that one visitor sees; those not named are the system's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What is written on.
    pub background: Option<Colour>,
    /// What is written with.
    pub text: Option<Colour>,
    /// Every answer.
    pub accent: Option<Colour>,
    /// What is written on answers.
    pub on_accent: Option<Colour>,
    /// What is drawn around, and between purposes.
    pub line: Option<Colour>,
    /// Whether the system's colours beside them are its dark ones.
    pub is_dark: bool,
}

impl Theme {
    /// The colours of visitors who do not prefer the dark; of all, if there are no others.
    pub fn palette(&self) -> Palette {
        let Self { background, text, accent, on_accent, line, .. } = *self;
        let is_dark = background.is_some_and(|colour| !colour.is_light());
        Palette { background, text, accent, on_accent, line, is_dark }
    }

    /// The colours of visitors who prefer the dark, if they have their own.
    pub fn dark_palette(&self) -> Option<Palette> {
        let (usual, dark) = (self.palette(), self.dark.as_ref()?);
        let background = dark.background.or(usual.background);
        Some(Palette {
            background,
            text: dark.text.or(usual.text),
            accent: dark.accent.or(usual.accent),
            on_accent: dark.on_accent.or(usual.on_accent),
            line: dark.line.or(usual.line),
            is_dark: background.is_none_or(|colour| !colour.is_light()),
        })
    }
}

/// Colours of which one says nothing without the other.
const PAIRS: [(&str, &str); 2] = [("text", "background"), ("accent", "on_accent")];

/// What must be seen on what, how clearly, and by which criterion of WCAG 2.2.
const CONTRASTS: [(&str, &str, f64, &str); 3] = [
    ("text", "background", 4.5, "1.4.3"),
    ("on_accent", "accent", 4.5, "1.4.3"),
    ("accent", "background", 3.0, "1.4.11"),
];

/// What browsers write on where no background is named. In the dark they differ: this
/// is the lightest, on which a light accent is seen least.
const CANVAS: Colour = Colour::WHITE;
const DARK_CANVAS: Colour = Colour::grey(0x1e);

/// Checks, in the raw document, that what is written with the theme can be read.
pub(crate) fn resolve(document: &RawTable<'_>, reader: &mut Reader) {
    let notice = entries(document, "notice").first().map(|(notice, _)| *notice);
    let Some((theme, _)) = notice.and_then(|notice| entries(notice, "theme").first().copied()) else { return };
    let usual = Written { own: theme, under: None, canvas: CANVAS };
    usual.check(reader);
    if let Some((dark, _)) = entries(theme, "dark").first() {
        Written { own: dark, under: Some(theme), canvas: DARK_CANVAS }.check(reader);
    }
}

/// A palette as it is written, over the one it takes the place of.
struct Written<'v, 'i> {
    own: &'v RawTable<'i>,
    under: Option<&'v RawTable<'i>>,
    canvas: Colour,
}

impl Written<'_, '_> {
    fn colour(&self, key: &str) -> Option<(Colour, Span)> {
        let (text, span) = [Some(self.own), self.under].into_iter().flatten().find_map(|table| text_at(table, key))?;
        Some((Colour::parse(text).ok()?, span))
    }

    fn check(&self, reader: &mut Reader) {
        for (one, other) in PAIRS {
            for (given, missing) in [(one, other), (other, one)] {
                if let Some(value) = self.own.get(given)
                    && !self.own.contains_key(missing)
                {
                    let message = format!("`{given}` is given without `{missing}`, and neither can be read alone");
                    let help = format!("add `{missing} = \"#…\"`, or drop `{given}`: the system then gives both");
                    reader.problem(Problem::new(Kind::MissingKey, value.span().into(), message).help(help));
                }
            }
        }
        for (seen, on, wanted, criterion) in CONTRASTS {
            // What the usual palette says of both was judged with it; the system's ground is another.
            let is_new = [seen, on].iter().any(|key| self.own.contains_key(*key)) || self.colour(on).is_none();
            if is_new {
                self.contrast(seen, on, wanted, criterion, reader);
            }
        }
    }

    fn contrast(&self, seen: &str, on: &str, wanted: f64, criterion: &str, reader: &mut Reader) {
        let Some((colour, span)) = self.colour(seen) else { return };
        let under = self.colour(on);
        // Answers may stand on the system's own ground. Half a pair, and what is no
        // colour, are told elsewhere.
        if under.is_none() && (seen != "accent" || self.own.contains_key(on)) {
            return;
        }
        let ground = under.map_or(self.canvas, |(under, _)| under);
        let found = colour.contrast(ground);
        if found >= wanted {
            return;
        }
        // Not rounded up: 4.499 is not 4.5.
        let found = (found * 100.0).floor() / 100.0;
        let where_on = if under.is_some() { format!("`{on}`") } else { "the system's own background".to_owned() };
        let message = format!(
            "`{seen}` has a contrast of {found:.2}:1 on {where_on}, and {wanted}:1 is wanted (WCAG 2.2, {criterion})"
        );
        let mut problem = Problem::new(Kind::BadValue, span, message).label(format!("{colour} on {ground}"));
        if let Some((_, span)) = under {
            problem = problem.related(span, format!("`{on}`"));
        }
        let place = if self.under.is_some() { " in `dark`" } else { "" };
        if let Some(near) = colour.nearest(|near| self.passes(seen, near)) {
            problem = problem.help(format!("the nearest that can be seen: `{seen} = \"{near}\"`{place}"));
        }
        if under.is_some()
            && let Some(near) = ground.nearest(|near| self.passes(on, near))
        {
            problem = problem.help(format!("or keep it, with `{on} = \"{near}\"`{place}"));
        }
        reader.problem(problem);
    }

    /// Whether `key` could be this colour beside the others.
    fn passes(&self, key: &str, near: Colour) -> bool {
        CONTRASTS.iter().filter(|(seen, on, ..)| *seen == key || *on == key).all(|(seen, on, wanted, _)| {
            let other = if *seen == key { on } else { seen };
            let other = self.colour(other).map(|(colour, _)| colour);
            let other = other.or((*on == "background" && *seen == key).then_some(self.canvas));
            other.is_none_or(|other| near.contrast(other) >= *wanted)
        })
    }
}

//! Elements of SVG: what they refer to, what they are painted with, and what
//! an animation gives to either.

use super::Judge;
use crate::css;
use crate::html::name;
use crate::html::tag::Tag;

/// The properties that are attributes in SVG, as far as an address may stand in
/// them (SVG 2, §6.6).
const PAINTED: &[&str] =
    &["fill", "stroke", "filter", "mask", "clip-path", "marker", "marker-start", "marker-mid", "marker-end", "cursor"];

/// What an animation gives to the attribute that it names.
const GIVEN: &[&str] = &["to", "from", "by", "values"];

/// Whether an element of SVG has to be looked at, for an attribute of this name.
pub(super) fn concerns(name: &[u8]) -> bool {
    let is = |wanted: &&str| name.eq_ignore_ascii_case(wanted.as_bytes());
    refers(name) || PAINTED.iter().any(is) || is(&"attributename")
}

/// Whether an attribute of this name refers to something: `href`, with any
/// prefix, for that of `XLink` may have any name.
pub(super) fn refers(name: &[u8]) -> bool {
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    local.eq_ignore_ascii_case(b"href")
}

impl Judge<'_> {
    /// Judges what makes an element of SVG load. A link is followed by nobody
    /// but the visitor.
    pub(super) fn drawing(&self, tag: &mut Tag<'_>) {
        if !matches!(tag.name, name::A | name::SCRIPT | name::LINK | name::BASE | name::AREA) {
            let names: Vec<_> = tag.names().filter(|name| refers(name)).map(String::from_utf8_lossy).collect();
            self.media(tag, &names.iter().map(AsRef::as_ref).collect::<Vec<_>>());
        }
        self.painted(tag, PAINTED);
        self.animation(tag);
    }

    fn painted(&self, tag: &mut Tag<'_>, names: &[&'static str]) {
        for name in names {
            let Some(value) = tag.value(name) else { continue };
            if let Some(rewritten) = css::rewrite(self.scene, &self.base.url, &value) {
                tag.set(name, &rewritten);
            }
        }
    }

    /// What an animation gives is judged like what it animates: where it gives an
    /// address that waits, nothing is animated.
    fn animation(&self, tag: &mut Tag<'_>) {
        let Some(animated) = tag.value("attributename") else { return };
        if !refers(animated.trim().as_bytes()) {
            return self.painted(tag, GIVEN);
        }
        let mut given = GIVEN.iter().filter_map(|name| tag.value(name));
        let held = given.find_map(|given| given.split(';').find_map(|value| self.held(value)));
        if let Some(held) = held {
            Self::hold(tag, &held, &["attributename"]);
        }
    }
}

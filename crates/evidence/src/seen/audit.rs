//! What a browser saw, run by run.
//!
//! A run is one visit with one behaviour: no choice, refuse, accept, accept and
//! withdraw. What was seen is only worth something beside the runs that were
//! made: a tracker that is absent from a run nobody made was not refused.

use std::fmt;

use temoin_reading::serde::{Serialize, Serializer};
use temoin_reading::{Complaint, parsed, table, words};
use temoin_register::{Country, Date, Id, Lifetime, Period, TrackerKind};

table! {
    /// What a browser saw of a site.
    pub struct Audit {
        /// The day of it.
        pub on: Date,
        /// The site's address.
        pub site: String,
        /// The runs that were made.
        pub runs: Vec<Run>,
        /// The trackers seen.
        pub tracker: Vec<Seen>,
        /// The hosts contacted.
        pub contact: Vec<Contact>,
        /// The banner, where one was seen.
        pub banner: Option<Banner>,
        /// The pages looked at.
        pub page: Vec<Page>,
        /// The forms seen.
        pub form: Vec<Form>,
    }

    /// One tracker, seen in one run.
    pub struct Seen {
        /// In which run.
        pub run: Run,
        /// Its exact name.
        pub name: String,
        /// Where it is kept.
        pub kind: TrackerKind = TrackerKind::Cookie,
        /// What was done to it.
        pub act: Act = Act::Write,
        /// How long it asked to live.
        pub lifetime: Option<Lifetime>,
        /// The domain it is kept for.
        pub domain: Option<String>,
        /// The host of the script or response that wrote it.
        pub setter: Option<String>,
        /// The host that the setter's name points at (DNS CNAME).
        pub alias_of: Option<String>,
        /// Whether a later visit prolonged it.
        pub renewed: bool = false,
        /// Whether its value tells one visitor from another.
        pub identifier: bool = false,
        /// The page.
        pub page: Option<String>,
    }

    /// One host contacted, in one run.
    pub struct Contact {
        /// In which run.
        pub run: Run,
        /// The host, in lower case.
        pub host: String,
        /// What was fetched or sent.
        pub aim: Aim = Aim::Other,
        /// The country it answered from, where that is known.
        pub country: Option<Country>,
        /// Whether what people type reached it unmasked.
        pub typed: bool = false,
        /// The page.
        pub page: Option<String>,
    }

    /// The first layer of the banner, and what it led to.
    pub struct Banner {
        /// The control that accepts all.
        pub accept: Option<Control>,
        /// The control that refuses all; absent: none within reach of the first layer.
        pub refuse: Option<Control>,
        /// The purposes that were on before anything was touched.
        pub preticked: Vec<Id>,
        /// Whether each purpose could be chosen by itself.
        pub per_purpose: bool = true,
        /// Whether the site could be used after a refusal.
        pub usable_after_refusal: bool = true,
        /// Whether the only way of refusing it tells of is the browser's settings.
        pub browser_settings_only: bool = false,
        /// For how long an acceptance was kept.
        pub acceptance_kept: Option<Period>,
        /// For how long a refusal was kept.
        pub refusal_kept: Option<Period>,
        /// Whether an acceptance followed the account to another device.
        pub acceptance_follows: bool = false,
        /// Whether a refusal and a withdrawal did.
        pub refusal_follows: bool = false,
        /// Whether the first layer announced it.
        pub follows_announced: bool = false,
    }

    /// A control of the banner, as it was drawn.
    pub struct Control {
        /// What it is.
        pub kind: ControlKind = ControlKind::Button,
        /// How many clicks from the first layer, its own included.
        pub clicks: u32 = 1,
        /// Its width, in CSS pixels.
        pub width: Option<u32>,
        /// Its height, in CSS pixels.
        pub height: Option<u32>,
        /// The size of its letters, in CSS pixels.
        pub letters: Option<u32>,
        /// The weight of its letters, from 100 to 900.
        pub weight: Option<u32>,
        /// The contrast of its letters with what is behind them (WCAG 2.2).
        pub contrast: Option<Contrast>,
    }

    /// One page.
    pub struct Page {
        /// Its address.
        pub address: String,
        /// The permanent link to the choice.
        pub manage: Link = Link::Works,
        /// The link by which one opts out of the measurement.
        pub opt_out: Option<Link>,
        /// The links of it that lead nowhere.
        pub dead: Vec<String>,
    }

    /// One form.
    pub struct Form {
        /// The page it is on.
        pub page: String,
        /// Whether it asks for a telephone number.
        pub phone: bool = false,
        /// Whether it says what the law says of commercial calls.
        pub phone_notice: bool = false,
    }
}

words! {
    /// How the visitor of a run behaves.
    pub enum Run {
        /// Makes no choice, and goes on browsing.
        NoChoice = "no-choice",
        /// Refuses.
        Refuse = "refuse",
        /// Accepts all.
        Accept = "accept",
        /// Accepts, then withdraws: what is seen is what comes after.
        Withdraw = "withdraw",
        /// Sends `Sec-GPC: 1` and makes no choice.
        Gpc = "gpc",
        /// Opts out of the measurement.
        OptOut = "opt-out",
    }

    /// What was done to a tracker.
    pub enum Act {
        /// It was written.
        Write = "write",
        /// It was read, or sent.
        Read = "read",
    }

    /// What was fetched from a host, or sent to it.
    pub enum Aim {
        /// A script.
        Script = "script",
        /// A frame.
        Frame = "frame",
        /// An image.
        Image = "image",
        /// A font or a style.
        Style = "style",
        /// A request made by a script.
        Request = "request",
        /// Anything else.
        Other = "other",
    }

    /// What a control of the banner is.
    pub enum ControlKind {
        /// A button.
        Button = "button",
        /// A link that stands by itself.
        Link = "link",
        /// A link inside a sentence.
        Prose = "prose",
    }

    /// A link of a page.
    pub enum Link {
        /// It is there and answers.
        Works = "works",
        /// It is there and does not answer.
        Dead = "dead",
        /// It is not there.
        Missing = "missing",
    }
}

/// A contrast ratio, in hundredths: `4.5:1` is 450.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contrast(pub u32);

parsed!(Contrast, r"^[0-9]{1,2}(\.[0-9]{1,2})?:1$", "A contrast ratio, such as `4.5:1`.");

impl Contrast {
    /// Parses `4.5:1`.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let complaint =
            || Complaint::new(format!("`{text}` is not a contrast"), "write a ratio from 1 to 21, such as `4.5:1`");
        let ratio = text.strip_suffix(":1").ok_or_else(complaint)?;
        let (whole, rest) = ratio.split_once('.').unwrap_or((ratio, ""));
        let whole: u32 = whole.parse().map_err(|_| complaint())?;
        let hundredths: u32 = format!("{rest:0<2}").parse().map_err(|_| complaint())?;
        match whole * 100 + hundredths {
            ratio @ 100..=2100 if rest.len() <= 2 => Ok(Self(ratio)),
            _ => Err(complaint()),
        }
    }
}

impl fmt::Display for Contrast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}:1"),
            rest if rest % 10 == 0 => write!(f, "{whole}.{}:1", rest / 10),
            rest => write!(f, "{whole}.{rest:02}:1"),
        }
    }
}

impl Serialize for Contrast {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

//! Who is concerned: the site, its controller, processors and recipients, and
//! how a person reaches them.

use temoin_reading::{table, words};

use crate::{
    CookieName, Country, Date, Domain, Id, Language, LanguagePaths, Period, Siren, Siret, SiteUrl, Text, Texts,
};

table! {
    /// The site that the register speaks of.
    pub struct Site {
        /// Its identifier, used in records and file names.
        pub id: Id,
        /// Its name, as its visitors know it.
        pub name: String,
        /// Where it is published: these hosts are served, and no others.
        pub urls: Vec<SiteUrl>,
        /// The languages it is published in; the first is the default.
        pub languages: Vec<Language> = vec![Language::FR],
        /// The language of the pages below a path, for those whose `<html lang>`
        /// does not say it; the longest path counts.
        pub paths: LanguagePaths,
        /// The host of its own servers, where measurement and data live, by country.
        pub hosted_in: Option<Country>,
        /// Whether it is meant for persons below the age of digital consent
        /// (15 in France: loi 78-17, art. 45).
        pub for_minors: bool = false,
    }

    /// The controller (GDPR art. 4(7)).
    pub struct Controller {
        /// Its legal name: one entity.
        pub name: String,
        /// Its legal form, such as an association.
        pub form: Option<Text>,
        /// Its postal address.
        pub address: Option<String>,
        /// An e-mail address for questions about personal data.
        pub email: Option<String>,
        /// A telephone number.
        pub phone: Option<String>,
        /// A contact page of the site, where there is no address.
        pub contact: Option<String>,
        /// Its SIREN: nine digits.
        pub siren: Option<Siren>,
        /// Its SIRET: fourteen digits.
        pub siret: Option<Siret>,
        /// Its data protection officer.
        pub dpo: Option<Contact>,
    }

    /// How to reach a person or a service.
    pub struct Contact {
        /// A name, where one is published; a function is enough.
        pub name: Option<String>,
        /// An e-mail address.
        pub email: Option<String>,
        /// A postal address.
        pub post: Option<String>,
    }

    /// How choices are kept.
    pub struct Consent {
        /// How long a choice holds, acceptance and refusal alike.
        pub valid_for: Period = Period { count: 6, unit: crate::Unit::Month },
        /// The name of the choice cookie, as the policy announces it.
        pub cookie: CookieName = CookieName::default(),
        /// The domain of the choice cookie, where several hosts of the site share
        /// one choice; absent: it is the host's that sets it, alone.
        pub domain: Option<Domain>,
        /// How far a choice reaches: acceptance, refusal and withdrawal alike
        /// (CNIL, délib. 2025-131).
        pub reach: Reach = Reach::Device,
        /// How the choice is asked for; absent: by the banner, apart from anything else.
        pub asked: Asked = Asked::Separately,
        /// How a person withdraws; absent: by the permanent link.
        pub withdrawal: WithdrawalBy = WithdrawalBy::Link,
        /// Who consents for a minor, where the site is meant for minors.
        pub minors: Option<MinorsBy>,
        /// How a choice follows a signed-in person from device to device where
        /// another tool asks for it; absent: it does not.
        pub across_devices: Option<AcrossDevices>,
    }

    /// A choice that follows a signed-in person (CNIL, délib. 2025-131).
    pub struct AcrossDevices {
        /// Whether acceptance follows.
        pub acceptance: bool = true,
        /// Whether refusal follows.
        pub refusal: bool = false,
        /// Whether withdrawal follows.
        pub withdrawal: bool = false,
        /// Whether the first layer announces it.
        pub announced: bool = false,
    }

    /// A processor (GDPR art. 4(8), 28).
    pub struct Processor {
        /// Its identifier: a processor that is replaced gets a new one.
        pub id: Id,
        /// Its legal name.
        pub name: String,
        /// Where it is established.
        pub country: Option<Country>,
        /// The reference of the contract that art. 28 asks for.
        pub contract: Option<String>,
        /// What it does for the controller.
        pub text: Option<Text>,
        /// Its privacy policy.
        pub policy: Option<String>,
        /// Transfers out of the European Economic Area.
        pub transfers: Vec<Transfer>,
    }

    /// A transfer out of the European Economic Area (GDPR art. 44 to 49).
    pub struct Transfer {
        /// To which country.
        pub to: Country,
        /// Under which safeguard.
        pub by: Safeguard,
        /// Until when the certification holds, where the safeguard is one.
        pub certified_until: Option<Date>,
        /// The safeguard that takes over if this one falls.
        pub fallback: Option<Safeguard>,
    }

    /// Who receives data without being a processor (GDPR art. 4(9)).
    pub struct Recipient {
        /// Its identifier.
        pub id: Id,
        /// Its name, or the category of recipients.
        pub name: Text,
        /// Why it receives them.
        pub text: Option<Text>,
    }

    /// How a person exercises rights.
    pub struct Rights {
        /// The e-mail address that receives requests.
        pub email: Option<String>,
        /// The postal address that receives requests.
        pub post: Option<String>,
        /// The page that receives requests, or explains them.
        pub form: Option<String>,
        /// By when an answer is promised, from receipt (GDPR art. 12(3)).
        pub deadline: Option<Period>,
        /// How the person is recognised.
        pub identity: Option<Identity>,
        /// The rights that the policy offers.
        pub offered: Vec<Right>,
        /// When a request may be refused.
        pub refusal: Option<Text>,
    }

    /// How data are protected (GDPR art. 32).
    pub struct Security {
        /// The measures, one sentence each.
        pub measures: Texts,
    }
}

impl Consent {
    /// Whether `name` is that of a cookie in which choices are kept.
    pub fn keeps(&self, name: &[u8]) -> bool {
        let rest = name.strip_prefix(self.cookie.as_str().as_bytes());
        rest.is_some_and(|rest| rest.is_empty() || self.reach == Reach::Account && rest == SET_ASIDE.as_bytes())
    }

    /// The name of the cookie in which a device's own choice is set aside while
    /// that of an account governs.
    pub fn set_aside(&self) -> String {
        format!("{}{SET_ASIDE}", self.cookie)
    }
}

/// What its name ends with.
const SET_ASIDE: &str = "_device";

words! {
    /// How far a choice reaches.
    pub enum Reach {
        /// The browser it was made in.
        Device = "device",
        /// All devices on which the person is signed in, while they are.
        Account = "account",
    }

    /// What a consent is asked with.
    pub enum Asked {
        /// By itself.
        Separately = "separately",
        /// By accepting general terms.
        WithTerms = "with-terms",
        /// By subscribing, or opening an account.
        WithSubscription = "with-subscription",
        /// By the mere fact of giving data.
        WithTheData = "with-the-data",
        /// By going on browsing.
        ByBrowsing = "by-browsing",
    }

    /// How a person withdraws a consent.
    pub enum WithdrawalBy {
        /// By a link on every page.
        Link = "link",
        /// By writing.
        Message = "message",
        /// By closing the account or ending the subscription.
        AccountClosure = "account-closure",
    }

    /// Who consents for a minor below the age of digital consent.
    pub enum MinorsBy {
        /// The minor and who holds parental authority, jointly.
        Jointly = "jointly",
        /// The minor alone.
        MinorAlone = "minor-alone",
        /// The parent alone.
        ParentAlone = "parent-alone",
    }

    /// The safeguard of a transfer.
    pub enum Safeguard {
        /// An adequacy decision (art. 45).
        Adequacy = "adequacy",
        /// The EU–US Data Privacy Framework (decision 2023/1795).
        Dpf = "dpf",
        /// Standard contractual clauses (art. 46(2)(c)).
        Scc = "scc",
        /// Binding corporate rules (art. 47).
        Bcr = "bcr",
        /// A derogation (art. 49).
        Derogation = "derogation",
    }

    /// How the person who makes a request is recognised.
    pub enum Identity {
        /// By signing in.
        Account = "account",
        /// By answering a message sent to the address on file.
        Email = "email",
        /// By a document, only on reasonable doubt (art. 12(6)).
        DocumentOnDoubt = "document-on-doubt",
        /// By a document, always.
        Document = "document",
    }

    /// A right of the person (GDPR art. 7(3), 13 to 22, 77; loi 78-17).
    pub enum Right {
        /// Access and copy (art. 15).
        Access = "access",
        /// Rectification (art. 16).
        Rectification = "rectification",
        /// Erasure (art. 17).
        Erasure = "erasure",
        /// Restriction (art. 18).
        Restriction = "restriction",
        /// Portability (art. 20).
        Portability = "portability",
        /// Objection (art. 21).
        Objection = "objection",
        /// Withdrawal of consent (art. 7(3)).
        Withdrawal = "withdrawal",
        /// Directives for after death (loi 78-17, art. 85).
        PostMortem = "post-mortem",
        /// Complaint to the supervisory authority (art. 77).
        Complaint = "complaint",
    }
}

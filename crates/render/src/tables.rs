//! The generated pieces of a policy, as Markdown: one function, one tag. Here
//! those about trackers; those about data are in `records`.

use temoin_register::{Exemption, Id, Purpose, Regime, Safeguard, Service, Tracker, TrackerKind, Transfer};

use crate::escape::{code, link, markdown};
use crate::facts::Facts;
use crate::interface::lifetime;
use crate::words::date;

/// Which rows of a table are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) purpose: Option<String>,
    pub(crate) service: Option<String>,
    pub(crate) exempt: Option<bool>,
}

impl Filter {
    /// Whether what serves `purpose` is wanted.
    fn takes(&self, purpose: Option<&Purpose>) -> bool {
        let exempt = |purpose: &Purpose| purpose.regime() != Regime::Consent;
        self.purpose.as_ref().is_none_or(|id| purpose.is_some_and(|purpose| purpose.id.as_str() == id))
            && self.exempt.is_none_or(|wanted| purpose.is_some_and(|purpose| exempt(purpose) == wanted))
    }
}

/// A Markdown table, or nothing when it has no row.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = String::with_capacity(rows.len() * 160);
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        text.push('|');
        for cell in cells {
            text.push(' ');
            text.push_str(cell);
            text.push_str(" |");
        }
        text.push('\n');
    };
    line(&mut head.iter().copied());
    line(&mut head.iter().map(|_| "---"));
    rows.iter().for_each(|row| line(&mut row.iter().map(String::as_str)));
    text
}

pub(crate) fn list(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().map(|item| format!("- {item}\n")).collect()
}

impl Facts<'_> {
    pub(crate) fn identity(&self) -> String {
        let controller = self.register.controller();
        let mut name = markdown(&controller.name);
        if let Some(form) = &controller.form {
            name = format!("{name}, {}", markdown(self.text(form)));
        }
        let mut items = vec![format!("**{}**{}{name}", self.words.controller, self.interface.colon)];
        let mut add = |label: &str, value: Option<String>| {
            if let Some(value) = value {
                items.push(format!("**{label}**{}{value}", self.interface.colon));
            }
        };
        add(self.words.address, controller.address.as_deref().map(markdown));
        add("SIREN", controller.siren.as_ref().map(ToString::to_string));
        add("SIRET", controller.siret.as_ref().map(ToString::to_string));
        add(self.words.email, controller.email.as_deref().map(mail));
        add(self.words.phone, controller.phone.as_deref().map(markdown));
        add(self.words.contact, controller.contact.as_deref().map(|page| link(page, page)));
        if let Some(dpo) = &controller.dpo {
            let parts =
                [dpo.name.as_deref().map(markdown), dpo.email.as_deref().map(mail), dpo.post.as_deref().map(markdown)];
            add(self.words.dpo, Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")));
        }
        list(items)
    }

    pub(crate) fn purposes(&self) -> String {
        let row = |purpose: &Purpose| {
            let text = purpose.text.as_ref().map_or("", |text| self.text(text));
            vec![markdown(self.text(&purpose.title)), markdown(text), self.regime(purpose)]
        };
        let rows: Vec<_> = self.register.declared.purpose.iter().map(row).collect();
        table(&[self.words.purpose, self.words.what_for, self.words.consent], &rows)
    }

    /// Whether a purpose needs consent, and if not, why.
    pub(crate) fn regime(&self, purpose: &Purpose) -> String {
        match purpose.regime() {
            Regime::Consent => self.words.required.to_owned(),
            Regime::Exempt(exemption) => format!("{} ({})", self.words.exempt, self.exemption(exemption)),
        }
    }

    fn exemption(&self, exemption: Exemption) -> &'static str {
        match exemption {
            Exemption::Authentication => self.words.authentication,
            Exemption::Security => self.words.security,
            Exemption::LoadBalancing => self.words.load_balancing,
            Exemption::Language => self.words.language,
            Exemption::ConsentChoice => self.words.consent_choice,
            Exemption::Cart => self.words.cart,
            Exemption::Paywall => self.words.paywall,
            Exemption::RequestedService => self.words.requested_service,
            Exemption::AudienceMeasurement => self.words.audience_measurement,
        }
    }

    pub(crate) fn trackers(&self, filter: &Filter) -> String {
        let wanted = |tracker: &&Tracker| {
            let own = tracker.service.as_ref().map(Id::as_str);
            filter.service.as_ref().is_none_or(|id| own == Some(id)) && filter.takes(self.register.purpose_of(tracker))
        };
        let row = |tracker: &Tracker| {
            let purpose = self.register.purpose_of(tracker);
            let text = tracker.text.as_ref().or(purpose.and_then(|purpose| purpose.text.as_ref()));
            vec![
                self.tracker_name(tracker),
                markdown(&self.provider(tracker)),
                markdown(text.map_or("", |text| self.text(text))),
                lifetime(tracker.lifetime, self.language),
                purpose.map_or(String::new(), |purpose| self.regime(purpose)),
            ]
        };
        let rows: Vec<_> = self.register.declared.tracker.iter().filter(wanted).map(row).collect();
        let words = self.words;
        table(&[words.name, words.provider, words.what_for, words.lifetime, words.consent], &rows)
    }

    fn tracker_name(&self, tracker: &Tracker) -> String {
        let name = tracker.name.as_ref().map(|name| code(name.as_str()));
        let title = tracker.title.as_ref().map(|title| markdown(self.text(title)));
        let mut label = match (name, title) {
            (Some(name), Some(title)) => format!("{name} ({title})"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => String::new(),
        };
        if tracker.kind != TrackerKind::Cookie {
            label = format!("{label}, {}", self.interface.kind(tracker.kind));
        }
        label
    }

    /// Who sets a tracker: its service's processor, or the controller.
    fn provider(&self, tracker: &Tracker) -> String {
        let service = tracker.service.as_ref().and_then(|id| self.register.service(id.as_str()));
        match service {
            Some(service) => self.service_provider(service),
            None => self.register.controller().name.clone(),
        }
    }

    pub(crate) fn service_provider(&self, service: &Service) -> String {
        let processor = service.processor.as_ref().and_then(|id| self.register.processor(id.as_str()));
        processor.map_or_else(|| self.register.controller().name.clone(), |processor| processor.name.clone())
    }

    pub(crate) fn services(&self, filter: &Filter) -> String {
        let rows: Vec<_> = self
            .register
            .declared
            .service
            .iter()
            .filter(|service| {
                let purpose = self.register.purpose(service.purpose.as_str());
                filter.service.as_ref().is_none_or(|id| service.id.as_str() == id) && filter.takes(purpose)
            })
            .map(|service| {
                let purpose = self.register.purpose(service.purpose.as_str());
                let policy = service.policy.as_deref().map_or(String::new(), |page| link(self.words.read, page));
                let what = service.text.as_ref().or(purpose.map(|purpose| &purpose.title));
                vec![
                    markdown(self.text(&service.title)),
                    markdown(&self.service_provider(service)),
                    markdown(what.map_or("", |text| self.text(text))),
                    purpose.map_or(String::new(), |purpose| self.regime(purpose)),
                    policy,
                ]
            })
            .collect();
        let words = self.words;
        table(&[words.service, words.provider, words.what_for, words.consent, self.interface.privacy_policy], &rows)
    }

    pub(crate) fn processors(&self) -> String {
        let rows: Vec<_> = self
            .register
            .declared
            .processor
            .iter()
            .map(|processor| {
                let transfers: Vec<_> = processor.transfers.iter().map(|transfer| self.transfer(transfer)).collect();
                let transfers = if transfers.is_empty() { self.words.none.to_owned() } else { transfers.join(" ; ") };
                vec![
                    markdown(&processor.name),
                    markdown(processor.text.as_ref().map_or("", |text| self.text(text))),
                    processor.country.as_ref().map_or(String::new(), ToString::to_string),
                    transfers,
                ]
            })
            .collect();
        table(&[self.words.processor, self.words.role, self.words.country, self.words.transfers], &rows)
    }

    fn transfer(&self, transfer: &Transfer) -> String {
        let safeguard = |safeguard| match safeguard {
            Safeguard::Adequacy => self.words.adequacy,
            Safeguard::Dpf => self.words.dpf,
            Safeguard::Scc => self.words.scc,
            Safeguard::Bcr => self.words.bcr,
            Safeguard::Derogation => self.words.derogation,
        };
        let mut text = format!("{}{}{}", transfer.to, self.interface.colon, safeguard(transfer.by));
        if let Some(until) = &transfer.certified_until {
            text = format!("{text} ({} {})", self.words.certified_until, date(until, self.language));
        }
        if let Some(fallback) = transfer.fallback {
            text = format!("{text}, {} {}", self.words.failing_that, safeguard(fallback));
        }
        text
    }

    pub(crate) fn manage_link(&self) -> String {
        link(self.interface.manage, self.manage)
    }
}

/// An e-mail address that can be clicked.
pub(crate) fn mail(address: &str) -> String {
    link(address, &format!("mailto:{address}"))
}

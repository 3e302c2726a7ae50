//! The generated pieces about data: processings, recipients, retention,
//! disclosures, rights and security.

use temoin_register::{Basis, Channel, Ground, Id, Identity, Retention, Right, Then};

use crate::escape::{link, markdown};
use crate::facts::Facts;
use crate::interface::period;
use crate::tables::{list, mail, table};

impl Facts<'_> {
    pub(crate) fn recipients(&self) -> String {
        let row = |recipient: &temoin_register::Recipient| {
            let why = recipient.text.as_ref().map_or("", |text| self.text(text));
            vec![markdown(self.text(&recipient.name)), markdown(why)]
        };
        let rows: Vec<_> = self.register.declared.recipient.iter().map(row).collect();
        table(&[self.words.recipient, self.words.why], &rows)
    }

    fn recipient(&self, id: &Id) -> String {
        let declared = &self.register.declared;
        if let Some(processor) = self.register.processor(id.as_str()) {
            return processor.name.clone();
        }
        let recipient = declared.recipient.iter().find(|recipient| recipient.id == *id);
        recipient.map_or_else(|| self.register.word(id, self.language), |found| self.text(&found.name).to_owned())
    }

    fn words_of(&self, ids: &[Id]) -> Option<String> {
        let words: Vec<_> = ids.iter().map(|id| self.register.word(id, self.language)).collect();
        (!words.is_empty()).then(|| markdown(&words.join(", ")))
    }

    pub(crate) fn processings(&self) -> String {
        let mut text = String::new();
        for processing in &self.register.declared.processing {
            let mut items = Vec::new();
            let mut add = |label: &str, value: Option<String>| {
                if let Some(value) = value {
                    items.push(format!("**{label}**{}{value}", self.interface.colon));
                }
            };
            let own = |text: &Option<temoin_register::Text>| text.as_ref().map(|text| markdown(self.text(text)));
            let mut basis = processing.basis.map_or(self.words.basis_unknown, |basis| self.basis(basis)).to_owned();
            if let Some(interest) = own(&processing.interest) {
                basis = format!("{basis} ({interest})");
            }
            add(self.words.basis, Some(basis));
            add(self.words.persons, self.words_of(&processing.subjects));
            add(self.words.data, self.words_of(&processing.data));
            add(self.words.mandatory, self.words_of(&processing.required));
            add(self.words.otherwise, own(&processing.consequence));
            add(self.words.source, own(&processing.source));
            let recipients: Vec<_> = processing.recipients.iter().map(|id| self.recipient(id)).collect();
            add(self.words.recipients, (!recipients.is_empty()).then(|| markdown(&recipients.join(", "))));
            let rules: Vec<_> = processing
                .retention
                .iter()
                .filter_map(|id| self.rule(id.as_str()))
                .map(|rule| self.kept(rule))
                .collect();
            add(self.words.retention, (!rules.is_empty()).then(|| rules.join(" ; ")));
            let channels: Vec<_> = processing.channels.iter().map(|channel| self.channel(*channel)).collect();
            add(self.words.channels, (!channels.is_empty()).then(|| channels.join(", ")));
            add(self.words.automated, own(&processing.automated));

            text.push_str(&format!("### {}\n\n", markdown(self.text(&processing.title))));
            if let Some(what) = own(&processing.text) {
                text.push_str(&format!("{what}\n\n"));
            }
            text.push_str(&list(items));
            text.push('\n');
        }
        text
    }

    fn basis(&self, basis: Basis) -> &'static str {
        match basis {
            Basis::Consent => self.words.basis_consent,
            Basis::Contract => self.words.basis_contract,
            Basis::LegalObligation => self.words.basis_legal_obligation,
            Basis::VitalInterests => self.words.basis_vital_interests,
            Basis::PublicTask => self.words.basis_public_task,
            Basis::LegitimateInterest => self.words.basis_legitimate_interest,
        }
    }

    fn channel(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Email => self.words.by_email,
            Channel::Phone => self.words.by_phone,
            Channel::Sms => self.words.by_sms,
            Channel::Post => self.words.by_post,
        }
    }

    /// The retention rule called `id`.
    pub(crate) fn rule(&self, id: &str) -> Option<&Retention> {
        self.register.declared.retention.iter().find(|rule| rule.id.as_str() == id)
    }

    /// A retention rule in a few words.
    fn kept(&self, rule: &Retention) -> String {
        let words = self.words;
        let from = markdown(&self.register.word(&rule.from, self.language));
        let then = match rule.then {
            Then::Delete => words.then_delete,
            Then::Anonymise => words.then_anonymise,
            Then::Archive => words.then_archive,
        };
        let mut text = format!("{} {} {from}, {then}", period(rule.keep, self.language), words.from);
        if let Some(archive) = &rule.archive {
            text = format!(
                "{text} ({}{}{})",
                words.archived_for,
                self.interface.colon,
                period(archive.keep, self.language)
            );
        }
        text.replace("de le ", "du ").replace("de les ", "des ")
    }

    pub(crate) fn retentions(&self) -> String {
        let rows: Vec<_> = self
            .register
            .declared
            .retention
            .iter()
            .map(|rule| {
                let words = self.words_of(&rule.data);
                let title = rule.title.as_ref().map(|title| markdown(self.text(title)));
                let about = match (title, words) {
                    (Some(title), Some(words)) => format!("{title} ({words})"),
                    (Some(one), None) | (None, Some(one)) => one,
                    (None, None) => markdown(rule.id.as_str()),
                };
                let because = rule.because.as_ref().map_or("", |text| self.text(text));
                vec![about, self.kept(rule), markdown(because)]
            })
            .collect();
        table(&[self.words.data, self.words.retention, self.words.because], &rows)
    }

    pub(crate) fn disclosures(&self) -> String {
        list(self.register.declared.disclosure.iter().map(|disclosure| {
            let grounds: Vec<_> = disclosure.grounds.iter().map(|ground| self.ground(*ground)).collect();
            let mut text = markdown(self.text(&disclosure.title));
            if !grounds.is_empty() {
                text = format!("{text} ({})", grounds.join(", "));
            }
            let recipients: Vec<_> = disclosure.recipients.iter().map(|id| self.recipient(id)).collect();
            if !recipients.is_empty() {
                text = format!("{text}{}{}", self.interface.colon, markdown(&recipients.join(", ")));
            }
            text
        }))
    }

    fn ground(&self, ground: Ground) -> &'static str {
        match ground {
            Ground::Consent => self.words.ground_consent,
            Ground::Request => self.words.ground_request,
            Ground::LegalObligation => self.words.ground_legal_obligation,
            Ground::VitalInterests => self.words.ground_vital_interests,
            Ground::LegalClaims => self.words.ground_legal_claims,
            Ground::Safety => self.words.ground_safety,
            Ground::Fraud => self.words.ground_fraud,
        }
    }

    pub(crate) fn rights_list(&self) -> String {
        let offered = self.register.declared.rights.as_ref().map_or(&[][..], |rights| &rights.offered);
        list(offered.iter().map(|right| self.right(*right).to_owned()))
    }

    fn right(&self, right: Right) -> &'static str {
        match right {
            Right::Access => self.words.right_access,
            Right::Rectification => self.words.right_rectification,
            Right::Erasure => self.words.right_erasure,
            Right::Restriction => self.words.right_restriction,
            Right::Portability => self.words.right_portability,
            Right::Objection => self.words.right_objection,
            Right::Withdrawal => self.words.right_withdrawal,
            Right::PostMortem => self.words.right_post_mortem,
            Right::Complaint => self.words.right_complaint,
        }
    }

    pub(crate) fn how_to_exercise(&self) -> String {
        let Some(rights) = &self.register.declared.rights else {
            return String::new();
        };
        let words = self.words;
        let ways: Vec<_> = [
            rights.email.as_deref().map(|email| format!("{} {}", words.to_email, mail(email))),
            rights.post.as_deref().map(|post| format!("{} {}", words.or_post, markdown(post))),
            rights.form.as_deref().map(|form| format!("{} {}", words.or_form, link(form, form))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut sentences = Vec::new();
        if !ways.is_empty() {
            sentences.push(format!("{} {}.", words.write_to, ways.join(&format!(", {} ", words.or))));
        }
        if let Some(deadline) = rights.deadline {
            sentences.push(format!(
                "{} {} {}.",
                words.answer_within,
                period(deadline, self.language),
                words.from_receipt
            ));
        }
        if let Some(identity) = rights.identity {
            sentences.push(
                match identity {
                    Identity::Account => words.identity_account,
                    Identity::Email => words.identity_email,
                    Identity::DocumentOnDoubt => words.identity_document_on_doubt,
                    Identity::Document => words.identity_document,
                }
                .to_owned(),
            );
        }
        if let Some(refusal) = &rights.refusal {
            sentences.push(markdown(self.text(refusal)));
        }
        sentences.join(" ") + "\n"
    }

    pub(crate) fn measures(&self) -> String {
        let security = self.register.declared.security.as_ref();
        let measures = security.and_then(|security| security.measures.get(self.language, self.register.language()));
        list(measures.into_iter().flatten().map(|measure| markdown(measure)))
    }
}

//! The figures for people: what came of asking, each purpose, then day by day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use temoin_consent::figures::{Counts, Dimension, Figures, OfPurpose, Row, Share, SiteStats, Wanted};
use temoin_register::Language;

use super::table::{bar, table};

/// The figures of one site, in French or in English.
pub(super) fn human(site: &SiteStats, wanted: &Wanted, language: Language) -> String {
    let say = Say(language == Language::FR);
    let (from, to) = (wanted.from, wanted.to);
    let head = match say {
        Say(true) => format!("{}, du {from} au {to} (jours UTC)", site.site),
        Say(false) => format!("{}, from {from} to {to} (days in UTC)", site.site),
    };
    if site.totals == (Figures { no_answer: Some(0), ..Figures::default() }) {
        return format!("{head}\n{}\n", say.of("rien n’a été compté", "nothing was counted"));
    }
    let mut parts = vec![format!("{head}\n"), totals(site, say)];
    if !site.purposes.is_empty() {
        parts.push(purposes(site, say));
    }
    if wanted.by == [Dimension::Day] {
        parts.push(chart(site, say));
    } else if !site.rows.is_empty() {
        parts.push(split(site, wanted, say));
    }
    parts.join("\n")
}

/// French or English.
#[derive(Clone, Copy)]
struct Say(bool);

impl Say {
    fn of(self, fr: &'static str, en: &'static str) -> &'static str {
        if self.0 { fr } else { en }
    }

    fn words<const N: usize>(self, words: [(&'static str, &'static str); N]) -> Vec<String> {
        words.into_iter().map(|(fr, en)| self.of(fr, en).to_owned()).collect()
    }

    fn percent(self, share: f64) -> String {
        format!("{:.0}{}", share * 100.0, self.of("\u{a0}%", "%"))
    }
}

fn totals(site: &SiteStats, say: Say) -> String {
    let SiteStats { totals, rates, .. } = site;
    let share = |of: &Option<Share>, which: fn(&Share) -> Option<f64>| {
        of.as_ref().and_then(which).map_or(String::new(), |share| say.percent(share))
    };
    let line = |name: (&'static str, &'static str), count: u64, which: fn(&Share) -> Option<f64>| {
        let shares = [share(&rates.of_asked, which), share(&rates.of_answered, which)];
        [vec![say.of(name.0, name.1).to_owned(), count.to_string()], shares.to_vec()].concat()
    };
    let header = say.words([
        ("", ""),
        ("", ""),
        ("des sollicités", "of those asked"),
        ("des réponses", "of those who answered"),
    ]);
    let mut rows = vec![
        line(("sollicités", "asked"), totals.asked, |_| None),
        line(("ont tout accepté", "accepted"), totals.accepted, |share| Some(share.accepted)),
        line(("ont tout refusé", "refused"), totals.refused, |share| Some(share.refused)),
        line(("ont choisi par finalité", "chose by purpose"), totals.custom, |share| Some(share.custom)),
        line(("sans réponse (différence)", "no answer (difference)"), totals.no_answer.unwrap_or_default(), |share| {
            share.no_answer
        }),
    ];
    for (name, count) in [
        (("changements d’avis", "changes of mind"), totals.changed),
        (("retraits", "withdrawals"), totals.withdrawn),
        (("GPC confirmé", "GPC confirmed"), totals.gpc),
    ] {
        if count > 0 {
            rows.push(line(name, count, |_| None));
        }
    }
    let text = table(1, header, rows);
    if totals.answered > totals.asked {
        let more = say.of(
            "plus de réponses que de sollicitations comptées : voir docs/stats.md\n",
            "more answers than were counted as asked: see docs/stats.md\n",
        );
        return text + more;
    }
    text
}

fn purposes(site: &SiteStats, say: Say) -> String {
    let header = say.words([
        ("finalité", "purpose"),
        ("accordée", "granted"),
        ("refusée", "refused"),
        ("retirée", "withdrawn"),
        ("part accordée", "share granted"),
    ]);
    let row = |row: &temoin_consent::figures::PurposeRow| {
        let share = row.share.map_or(String::new(), |share| say.percent(share));
        [vec![row.purpose.clone()], of_purpose(&row.counts), vec![share]].concat()
    };
    table(1, header, site.purposes.iter().map(row).collect())
}

fn of_purpose(counts: &OfPurpose) -> Vec<String> {
    [counts.granted, counts.refused, counts.withdrawn].map(|count| count.to_string()).to_vec()
}

/// One bar a day. A day between two others on which nothing was counted is
/// shown: it is a figure too.
fn chart(site: &SiteStats, say: Say) -> String {
    let days: BTreeMap<Date, &Figures> = site
        .rows
        .iter()
        .filter_map(|row| match &row.counts {
            Counts::Figures(figures) => Some((row.day?, figures)),
            Counts::Purpose(_) => None,
        })
        .collect();
    let most = days.values().map(|day| day.asked.max(day.answered)).max().unwrap_or_default();
    let none = Figures::default();
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
        return String::new();
    };
    let rows = first.series(jiff::Span::new().days(1)).take_while(|day| day <= last).map(|day| {
        let figures = days.get(&day).copied().unwrap_or(&none);
        let parts = [
            ('█', figures.accepted),
            ('▓', figures.custom),
            ('▒', figures.refused),
            ('░', figures.no_answer.unwrap_or_default()),
        ];
        vec![day.to_string(), bar(&parts, most), figures.asked.to_string()]
    });
    let legend = say.of(
        "█ ont tout accepté  ▓ ont choisi  ▒ ont tout refusé  ░ sans réponse",
        "█ accepted  ▓ chose by purpose  ▒ refused  ░ no answer",
    );
    let header = say.words([("jour", "day"), ("", ""), ("sollicités", "asked")]);
    format!("{}{legend}\n", table(2, header, rows.collect()))
}

/// The rows, as they were asked for.
fn split(site: &SiteStats, wanted: &Wanted, say: Say) -> String {
    let names = wanted.by.iter().map(|dimension| match dimension {
        Dimension::Day => say.of("jour", "day"),
        Dimension::Purpose => say.of("finalité", "purpose"),
        Dimension::Language => say.of("langue", "language"),
        Dimension::Device => say.of("appareil", "device"),
        Dimension::Surface => say.of("surface", "surface"),
    });
    let counts = if wanted.is_by(Dimension::Purpose) {
        say.words([("accordée", "granted"), ("refusée", "refused"), ("retirée", "withdrawn")])
    } else {
        say.words([
            ("sollicités", "asked"),
            ("accepté", "accepted"),
            ("refusé", "refused"),
            ("choisi", "chose"),
            ("sans réponse", "no answer"),
            ("avis changés", "changed"),
            ("retraits", "withdrawn"),
            ("GPC", "GPC"),
        ])
    };
    let header = names.map(str::to_owned).chain(counts).collect();
    let rows = site.rows.iter().map(|row| [place(row, wanted, say), of_row(&row.counts)].concat()).collect();
    table(wanted.by.len(), header, rows)
}

fn place(row: &Row, wanted: &Wanted, say: Say) -> Vec<String> {
    let at = |dimension: &Dimension| match dimension {
        Dimension::Day => row.day.map(|day| day.to_string()),
        Dimension::Purpose => row.purpose.clone(),
        Dimension::Language => row.language.as_deref().map(|word| known(word, say)),
        Dimension::Device => row.device.as_deref().map(|word| known(word, say)),
        Dimension::Surface => row.surface.as_deref().map(|word| known(word, say)),
    };
    let mut place: Vec<String> = wanted.by.iter().map(|dimension| at(dimension).unwrap_or_default()).collect();
    if let (Some(folded), Some(first)) = (row.folded, place.first_mut()) {
        *first = if say.0 { format!("({folded} de moins de 5)") } else { format!("({folded} of fewer than 5)") };
    }
    place
}

/// A word of the report, in French where that is asked for.
fn known(word: &str, say: Say) -> String {
    let french = match word {
        "other" => "autre",
        "desktop" => "ordinateur",
        "mobile" => "téléphone",
        "tablet" => "tablette",
        "banner" => "bandeau",
        "preferences" => "préférences",
        "placeholder" => "contenu retenu",
        word => word,
    };
    if say.0 { french } else { word }.to_owned()
}

fn of_row(counts: &Counts) -> Vec<String> {
    match counts {
        Counts::Figures(figures) => {
            let no_answer = figures.no_answer.map_or(String::new(), |count| count.to_string());
            let before = [figures.asked, figures.accepted, figures.refused, figures.custom];
            let after = [figures.changed, figures.withdrawn, figures.gpc];
            let text = |counts: &[u64]| counts.iter().map(ToString::to_string).collect::<Vec<_>>();
            [text(&before), vec![no_answer], text(&after)].concat()
        }
        Counts::Purpose(counts) => of_purpose(counts),
    }
}

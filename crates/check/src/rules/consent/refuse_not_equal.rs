//! A refusal that takes more than an acceptance.
//!
//! More clicks is plain: refusing is not as simple. A refusal hidden in a
//! sentence, or drawn smaller, lighter or paler than what accepts, is a matter
//! of degree: a warning, with thresholds that are ours and only count against
//! a refusal that is *less* visible. A refusal that is larger, or a banner where
//! both are as pale, puts nobody at a disadvantage.

use temoin_evidence::Level;
use temoin_evidence::seen::{Banner, Contrast, Control, ControlKind};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::consent::banner::banner;

rule! {
    pub(crate) REFUSE_NOT_EQUAL = "refuse-not-equal" in Consent since "0.1.0";
    on Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(Banner { accept: Some(accept), refuse: Some(refuse), .. }) = banner(case, findings) else { return };
    if refuse.clicks > accept.clicks {
        more_clicks(case, accept, refuse, findings);
    } else if refuse.kind == ControlKind::Prose && accept.kind != ControlKind::Prose {
        in_prose(case, accept, refuse, findings);
    } else {
        less_visible(case, accept, refuse, findings);
    }
}

fn more_clicks(case: &Case<'_>, accept: &Control, refuse: &Control, findings: &mut Findings) {
    let (more, fewer) = (refuse.clicks, accept.clicks);
    findings
        .find(
            case.in_evidence(refuse.at.value("clicks")),
            say!("refuser demande {more} clics, accepter {fewer}", "refusing takes {more} clicks, accepting {fewer}"),
        )
        .about("banner")
        .label(say!("pas plus de {fewer}", "no more than {fewer}"))
        .cites(&["LD §30", "RC art. 2 (§34)", "SAN-2021-023", "SAN-2021-024"])
        .help(say!(
            "mettez « Tout refuser » à côté de « Tout accepter », sur le même écran",
            "put \"Refuse all\" beside \"Accept all\", on the same layer"
        ))
        .help(say!(
            "ou un « Continuer sans accepter » aussi visible, sur ce même écran",
            "or a \"Continue without accepting\" as easily seen, on that same layer"
        ));
}

fn in_prose(case: &Case<'_>, accept: &Control, refuse: &Control, findings: &mut Findings) {
    findings
        .find(
            case.in_evidence(refuse.at.value("kind")),
            say!(
                "le refus n'est qu'un lien dans une phrase, quand l'acceptation est bien visible",
                "the refusal is only a link inside a sentence, when the acceptance is plain to see"
            ),
        )
        .about("banner")
        .level(Level::Warning)
        .label(say!("un lien dans le texte", "a link inside the text"))
        .see(case.in_evidence(accept.at.span), say!("ce qui accepte", "what accepts"))
        .cites(&["LD §30", "RC art. 2 (§34)", "CBT §§14, 17–18"])
        .help(say!("donnez au refus la même forme qu'à l'acceptation", "give the refusal the shape of the acceptance"));
}

const CONTRAST: &str = "contrast";

/// One measure by which the refusal is less visible.
struct Less {
    key: &'static str,
    how: Said,
}

fn less_visible(case: &Case<'_>, accept: &Control, refuse: &Control, findings: &mut Findings) {
    let measures = measures(accept, refuse);
    let compared = measures.iter().any(|(_, accept, refuse, _)| accept.is_some() && refuse.is_some());
    if !compared && refuse.contrast.is_none() {
        findings.not_assessed(say!(
            "la taille et le contraste des deux commandes n'ont pas été relevés",
            "the size and contrast of the two controls were not taken"
        ));
        return;
    }
    let percent = case.law.number("refuse-size-difference");
    let smaller = |accept: u32, refuse: u32| u64::from(refuse) * 100 < u64::from(accept) * u64::from(100 - percent);
    let mut less: Vec<Less> = measures
        .into_iter()
        .filter_map(|(key, accept, refuse, how)| smaller(accept?, refuse?).then_some(Less { key, how }))
        .collect();
    less.extend(paler(case, accept, refuse));
    let Some(first) = less.first() else { return };
    let place = case.in_evidence(refuse.at.value(first.key));
    let threshold = match first.key {
        CONTRAST => say!("le seuil est le nôtre", "the threshold is ours"),
        _ => say!("notre seuil : {percent} % d'écart", "our threshold: a difference of {percent}%"),
    };
    let fr = less.iter().map(|less| &*less.how.fr).collect::<Vec<_>>().join(", ");
    let en = less.iter().map(|less| &*less.how.en).collect::<Vec<_>>().join(", ");
    findings
        .find(
            place,
            say!(
                "le refus se voit moins que l'acceptation : {fr}",
                "the refusal is less visible than the acceptance: {en}"
            ),
        )
        .about("banner")
        .level(Level::Warning)
        .label(threshold)
        .see(case.in_evidence(accept.at.span), say!("ce qui accepte", "what accepts"))
        .cites(&["LD §30", "RC art. 2 (§34)", "CBT §§14, 17–18"])
        .help(say!(
            "donnez aux deux la même taille, la même graisse et le même contraste",
            "give both the same size, weight and contrast"
        ));
}

type Measure = (&'static str, Option<u32>, Option<u32>, Said);

fn measures(accept: &Control, refuse: &Control) -> [Measure; 4] {
    let of = |key, a: Option<u32>, r: Option<u32>, fr: &str, en: &str, unit: &str| {
        let (more, less) = (a.unwrap_or_default(), r.unwrap_or_default());
        (key, a, r, say!("{fr} {less}{unit} contre {more}{unit}", "{en} {less}{unit} against {more}{unit}"))
    };
    [
        of("width", accept.width, refuse.width, "largeur", "width", " px"),
        of("height", accept.height, refuse.height, "hauteur", "height", " px"),
        of("letters", accept.letters, refuse.letters, "lettres", "letters", " px"),
        of("weight", accept.weight, refuse.weight, "graisse", "weight", ""),
    ]
}

/// The refusal's contrast, where it is too low and the acceptance's is better.
fn paler(case: &Case<'_>, accept: &Control, refuse: &Control) -> Option<Less> {
    let least = &case.law.fact("refuse-contrast").value;
    let wanted = Contrast::parse(&format!("{least}:1")).expect("the data hold a contrast");
    let contrast = refuse.contrast.filter(|contrast| *contrast < wanted)?;
    let as_pale = accept.contrast.is_some_and(|accept| accept <= contrast);
    let how = say!("contraste de {contrast} pour {wanted} au moins", "contrast {contrast} for {wanted} at least");
    (!as_pale).then_some(Less { key: CONTRAST, how })
}

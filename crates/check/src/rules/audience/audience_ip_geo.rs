//! An exempt measurement that keeps addresses, or locates people too finely.
//!
//! An address may serve to find a city, no more, and then loses its last byte
//! at least: so says the CNIL's tool of self-assessment, after its conditions
//! of 2013. Matomo's mode for the CNIL masks two bytes, and so do we by
//! default: one byte is within the limit, and questioned. What is judged is
//! what `[audience]` declares, and what the rows of the database show where it
//! is worse.

use temoin_evidence::Level;
use temoin_register::Location;

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::rule::rule;
use crate::rules::audience::measured::{exempt, purposes};

rule! {
    pub(crate) AUDIENCE_IP_GEO = "audience-ip-geo" in Audience since "0.1.0";
    on Register => declared;
    on Register + Stores => kept;
}

/// What is kept of where a visitor is.
#[derive(Clone, Copy, Debug)]
struct Kept {
    /// Bytes of an IPv4 address that are masked.
    bytes: u32,
    /// Bits of an IPv6 address that are.
    bits: u32,
    location: Location,
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let Some(measurement) = exempt(case) else { return };
    let kept =
        Kept { bytes: measurement.ip_mask_bytes, bits: measurement.ipv6_mask_bits, location: measurement.location };
    let at = |key| case.in_register(measurement.at.value(key));
    address(case, findings, &kept, at("ip_mask_bytes"), at("ipv6_mask_bits"));
    if kept.location == Location::Precise {
        located(findings, at("location"));
    }
}

/// What the rows show, where it is worse than what is declared.
fn kept(case: &Case<'_>, findings: &mut Findings) {
    let Some(stores) = case.stores() else { return };
    if exempt(case).is_none() && purposes(case).next().is_none() {
        return;
    }
    let Some(rows) = &stores.audience else {
        findings.not_assessed(say!(
            "personne n'a regardé les lignes de la mesure d'audience",
            "nobody looked at the rows of the audience measurement"
        ));
        return;
    };
    let promised = exempt(case).map(|declared| (declared.ip_mask_bytes, declared.ipv6_mask_bits, declared.location));
    let worse = |seen: Option<u32>, declared: Option<u32>| seen.filter(|seen| declared.is_none_or(|it| *seen < it));
    let bytes = worse(rows.ip_mask_bytes, promised.map(|it| it.0));
    let bits = worse(rows.ipv6_mask_bits, promised.map(|it| it.1));
    let kept = Kept { bytes: bytes.unwrap_or(u32::MAX), bits: bits.unwrap_or(u32::MAX), location: Location::None };
    let at = |key| case.in_evidence(rows.at.value(key));
    address(case, findings, &kept, at("ip_mask_bytes"), at("ipv6_mask_bits"));
    if rows.location == Some(Location::Precise) && promised.is_none_or(|it| it.2 != Location::Precise) {
        located(findings, at("location"));
    }
}

fn address(case: &Case<'_>, findings: &mut Findings, kept: &Kept, v4: Place, v6: Place) {
    let (least, usual) = (case.law.number("ip-mask-bytes-min"), case.law.number("ip-mask-bytes-default"));
    if kept.bytes < least {
        let message = say!(
            "la mesure d'audience exemptée garde des adresses IP entières",
            "the exempt audience measurement keeps whole IP addresses"
        );
        let found = findings.find(v4, message);
        found.label(bytes_at_least(least));
        mask(found, usual);
    } else if kept.bytes < usual {
        let bytes = kept.bytes;
        let message = say!(
            "la mesure d'audience exemptée ne masque que {bytes} octet de l'adresse IP",
            "the exempt audience measurement masks no more than {bytes} byte of the IP address"
        );
        let found = findings.find(v4, message).level(Level::Warning);
        found.label(say!("la limite ; {usual} est l'usage", "the limit; {usual} is the practice"));
        mask(found, usual);
    }
    let usual = case.law.number("ipv6-mask-bits");
    if kept.bits < usual {
        let (bits, whole) = (kept.bits, kept.bits == 0);
        let message = if whole {
            say!(
                "la mesure d'audience exemptée garde des adresses IPv6 entières",
                "the exempt audience measurement keeps whole IPv6 addresses"
            )
        } else {
            say!(
                "la mesure d'audience exemptée ne masque que {bits} bits de l'adresse IPv6",
                "the exempt audience measurement masks no more than {bits} bits of the IPv6 address"
            )
        };
        let found =
            findings.find(v6, message).about("audience").level(if whole { Level::Error } else { Level::Warning });
        found
            .cites(&["MA25 (tool)"])
            .label(say!("{usual} bits : notre seuil", "{usual} bits: our threshold"))
            .help(say!(
                "masquez {usual} bits, `ipv6_mask_bits = {usual}` : ce qui reste désigne un réseau, non un appareil",
                "mask {usual} bits, `ipv6_mask_bits = {usual}`: what remains names a network, not a device"
            ))
            .help(consent());
    }
}

fn bytes_at_least(least: u32) -> Said {
    say!("au moins {least} octet masqué", "at least {least} byte masked")
}

fn mask(found: &mut Found, usual: u32) {
    found
        .about("audience")
        .help(say!(
            "masquez {usual} octets avant tout enregistrement : `ip_mask_bytes = {usual}`",
            "mask {usual} bytes before anything is kept: `ip_mask_bytes = {usual}`"
        ))
        .help(consent());
}

fn located(findings: &mut Findings, place: Place) {
    let message = say!(
        "la mesure d'audience exemptée localise les visiteurs plus finement que leur ville",
        "the exempt audience measurement locates visitors more finely than by city"
    );
    findings
        .find(place, message)
        .about("audience")
        .label(say!("la ville au plus", "the city at most"))
        .help(say!("gardez la ville, la région ou le pays", "keep the city, the region or the country"))
        .help(consent());
}

fn consent() -> Said {
    say!("ou renoncez à l'exemption et demandez le consentement", "or give up the exemption and ask for consent")
}

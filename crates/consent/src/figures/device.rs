//! A class of devices from what a request says of its browser.
//!
//! Four classes, from a few words that have not changed in years: whatever
//! would tell one device from another of its class is not looked for. An iPad
//! says that it is a Macintosh, and is taken for one.

use super::Device;

/// Words of programs that say what they are, whatever else they imitate. `bot/`
/// and not `bot`: a brand of telephones ends so.
const PROGRAMS: [&str; 4] = ["bot/", "crawler", "spider", "headless"];

impl Device {
    /// The device behind `Sec-CH-UA-Mobile` and `User-Agent`.
    pub fn of(mobile: Option<&[u8]>, agent: Option<&[u8]>) -> Self {
        let agent = agent.unwrap_or_default().to_ascii_lowercase();
        let agent = String::from_utf8_lossy(&agent);
        let has = |word: &&str| agent.contains(*word);
        if PROGRAMS.iter().any(&has) {
            return Self::Other;
        }
        match mobile.map(<[u8]>::trim_ascii) {
            Some(b"?1") => return Self::Mobile,
            // A tablet is none, by this header.
            Some(b"?0") => return if has(&"android") { Self::Tablet } else { Self::Desktop },
            _ => {}
        }
        match () {
            () if ["ipad", "tablet", "kindle", "silk/"].iter().any(has) => Self::Tablet,
            () if has(&"android") => {
                if has(&"mobile") {
                    Self::Mobile
                } else {
                    Self::Tablet
                }
            }
            () if ["iphone", "ipod", "mobile"].iter().any(has) => Self::Mobile,
            () if ["windows nt", "macintosh", "x11;", "cros "].iter().any(has) => Self::Desktop,
            () => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(mobile: &str, agent: &str, expected: Device) {
        let header = |text: &'static str| (!text.is_empty()).then_some(text.as_bytes());
        let (mobile, agent) = (mobile.to_owned().leak(), agent.to_owned().leak());
        assert_eq!(Device::of(header(mobile), header(agent)), expected, "{mobile} {agent}");
    }

    #[test]
    fn the_header_that_is_made_for_it_comes_first() {
        case("?1", "", Device::Mobile);
        case("?0", "", Device::Desktop);
        case("?1", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36", Device::Mobile);
        case("?0", "Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0.0.0 Safari/537.36", Device::Tablet);
        case("maybe", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Device::Desktop);
    }

    #[test]
    fn a_few_words_of_the_agent_say_the_rest() {
        for (agent, expected) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", Device::Desktop),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", Device::Desktop),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/140.0.0.0 Safari/537.36", Device::Desktop),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1", Device::Mobile),
            ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", Device::Mobile),
            ("Mozilla/5.0 (Linux; Android 9; CUBOT X19) Chrome/100.0.0.0 Mobile Safari/537.36", Device::Mobile),
            ("Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0", Device::Tablet),
            ("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Version/12.1 Mobile/15E148 Safari", Device::Tablet),
            ("Mozilla/5.0 (Linux; Android 11; KFTRWI) Silk/120.4 like Chrome/120 Safari/537.36", Device::Tablet),
            ("curl/8.9.1", Device::Other),
            ("", Device::Other),
        ] {
            case("", agent, expected);
        }
    }

    #[test]
    fn a_program_that_says_what_it_is_is_no_visitors_device() {
        let crawler = "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Mobile Safari/537.36 (compatible; Examplebot/2.1)";
        case("?1", crawler, Device::Other);
        case("?0", "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36", Device::Other);
    }
}

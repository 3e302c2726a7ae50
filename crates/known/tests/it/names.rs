//! Names as they are seen on sites, each with the software that writes it.

use temoin_known::{Base, Confidence, Sought};
use temoin_register::{Language, TrackerKind};

use crate::{KNOWN, cookie, cookie_at};

/// One tracker a software, as a browser shows it.
const SEEN: &[(&str, &str, &str)] = &[
    ("moodle", "cookie", "MoodleSessionprod2"),
    ("totara", "cookie", "TotaraSession"),
    ("masterstudy", "cookie", "stm_lms_notauth_cart"),
    ("learndash", "cookie", "learndash_timer_cookie_512"),
    ("tutor-lms", "cookie", "tutor_notice_hide_registration"),
    ("lifterlms", "cookie", "wp_llms_session_5f4dcc3b5aa765d61d8327deb882cf99"),
    ("kolibri", "cookie", "kolibri_csrftoken"),
    ("chamilo", "cookie", "ch_sid"),
    ("ilias", "cookie", "ilClientId"),
    ("canvas", "cookie", "canvas_session"),
    ("open-edx", "cookie", "edx-jwt-cookie-header-payload"),
    ("blackboard", "cookie", "BbRouter"),
    ("brightspace", "cookie", "d2lSecureSessionVal"),
    ("bigbluebutton", "cookie", "_greenlight-3_0_session"),
    ("jitsi", "local-storage", "features/base/settings"),
    ("zoom", "cookie", "_zm_page_auth"),
    ("shibboleth", "cookie", "_shibsession_64656661756c74"),
    ("simplesamlphp", "cookie", "SimpleSAMLAuthToken"),
    ("cas", "cookie", "TGC"),
    ("lemonldap", "cookie", "lemonldap"),
    ("keycloak", "cookie", "KEYCLOAK_IDENTITY"),
    ("wordpress", "cookie", "wordpress_logged_in_5f4dcc3b5aa765d61d8327deb882cf99"),
    ("wordpress-comments", "cookie", "comment_author_email_5f4dcc3b5aa765d61d8327deb882cf99"),
    ("woocommerce", "cookie", "wp_woocommerce_session_5f4dcc3b5aa765d61d8327deb882cf99"),
    ("jetpack", "cookie", "tk_ai"),
    ("polylang", "cookie", "pll_language"),
    ("wpml", "cookie", "wp-wpml_current_language"),
    ("wordfence", "cookie", "wfwaf-authcookie-5f4dcc3b5aa765d6"),
    ("elementor", "local-storage", "elementor"),
    ("litespeed-cache", "cookie", "_lscache_vary"),
    ("drupal", "cookie", "SSESS5f4dcc3b5aa765d61d8327deb882cf99"),
    ("joomla", "cookie", "joomla_user_state"),
    ("prestashop", "cookie", "PrestaShop-5f4dcc3b5aa765d61d8327deb882cf99"),
    ("magento", "cookie", "mage-cache-sessid"),
    ("shopify", "cookie", "_shopify_y"),
    ("spip", "cookie", "spip_session"),
    ("typo3", "cookie", "fe_typo_user"),
    ("dokuwiki", "cookie", "DW5f4dcc3b5aa765d61d8327deb882cf99"),
    ("nextcloud", "cookie", "__Host-nc_sameSiteCookiestrict"),
    ("wix", "cookie", "svSession"),
    ("php", "cookie", "PHPSESSID"),
    ("laravel", "cookie", "laravel_session"),
    ("symfony", "cookie", "REMEMBERME"),
    ("django", "cookie", "csrftoken"),
    ("rails", "cookie", "_rails_session"),
    ("express", "cookie", "connect.sid"),
    ("nextauth", "cookie", "__Secure-next-auth.session-token"),
    ("java", "cookie", "JSESSIONID"),
    ("aspnet", "cookie", ".AspNetCore.Antiforgery.w5W7x28NAIs"),
    ("coldfusion", "cookie", "CFTOKEN"),
    ("codeigniter", "cookie", "ci_session"),
    ("netscaler", "cookie", "NSC_wt_qspe_ttm"),
    ("haproxy", "cookie", "SERVERID"),
    ("f5", "cookie", "BIGipServerpool_web_443"),
    ("aws", "cookie", "AWSALBCORS"),
    ("azure", "cookie", "ARRAffinitySameSite"),
    ("ovh", "cookie", "mediaplanBAK"),
    ("nginx-ingress", "cookie", "INGRESSCOOKIE"),
    ("cloudflare", "cookie", "__cf_bm"),
    ("datadome", "cookie", "datadome"),
    ("imperva", "cookie", "visid_incap_1234567"),
    ("axeptio", "cookie", "axeptio_authorized_vendors"),
    ("tarteaucitron", "cookie", "tarteaucitron"),
    ("klaro", "cookie", "klaro"),
    ("orejime", "cookie", "orejime"),
    ("vanilla-cookieconsent", "cookie", "cc_cookie"),
    ("didomi", "cookie", "didomi_token"),
    ("cookiebot", "cookie", "CookieConsent"),
    ("usercentrics", "local-storage", "ucData"),
    ("onetrust", "cookie", "OptanonConsent"),
    ("complianz", "cookie", "cmplz_marketing"),
    ("cookieyes", "cookie", "cookieyes-consent"),
    ("borlabs", "cookie", "borlabs-cookie"),
    ("iubenda", "cookie", "_iub_cs-12345678"),
    ("cookie-notice", "cookie", "cookie_notice_accepted"),
    ("osano-cookieconsent", "cookie", "cookieconsent_status"),
    ("matomo", "cookie", "_pk_id.12.1fff"),
    ("piwik-pro", "cookie", "stg_returning_visitor"),
    ("piano", "cookie", "atuserid"),
    ("google-analytics", "cookie", "_ga_AB12CD34EF"),
    ("hotjar", "cookie", "_hjSessionUser_1234567"),
    ("clarity", "cookie", "_clck"),
    ("contentsquare", "cookie", "_cs_id"),
    ("plausible", "local-storage", "plausible_ignore"),
    ("abtasty", "cookie", "ABTastySession"),
    ("eulerian", "cookie", "etuix"),
    ("mixpanel", "cookie", "mp_0123abcd_mixpanel"),
    ("amplitude", "cookie", "AMP_0123abcd"),
    ("posthog", "cookie", "ph_phc_0123abcd_posthog"),
    ("sentry", "session-storage", "sentryReplaySession"),
    ("yandex-metrica", "cookie", "_ym_uid"),
    ("google-ads", "cookie", "_gcl_au"),
    ("google", "cookie", "NID"),
    ("meta", "cookie", "_fbp"),
    ("linkedin", "cookie", "UserMatchHistory"),
    ("x", "cookie", "personalization_id"),
    ("tiktok", "cookie", "_ttp"),
    ("pinterest", "cookie", "_pin_unauth"),
    ("snapchat", "cookie", "_scid"),
    ("microsoft-ads", "cookie", "_uetvid"),
    ("criteo", "cookie", "cto_bundle"),
    ("taboola", "cookie", "t_gid"),
    ("outbrain", "cookie", "obuid"),
    ("weborama", "cookie", "AFFICHE_W"),
    ("addthis", "cookie", "__atuvc"),
    ("sharethis", "cookie", "__stid"),
    ("youtube", "cookie", "VISITOR_INFO1_LIVE"),
    ("youtube", "session-storage", "yt-remote-session-name"),
    ("vimeo", "cookie", "vuid"),
    ("dailymotion", "cookie", "dmvk"),
    ("wistia", "cookie", "__distillery"),
    ("soundcloud", "cookie", "sc_anonymous_id"),
    ("spotify", "cookie", "sp_landing"),
    ("recaptcha", "local-storage", "_grecaptcha"),
    ("hcaptcha", "cookie", "hc_accessibility"),
    ("openstreetmap", "cookie", "_osm_totp_token"),
    ("mapbox", "local-storage", "mapbox.eventData:cGsuZXhhbXBsZQ"),
    ("typeform", "cookie", "attribution_user_id"),
    ("calendly", "cookie", "_calendly_session"),
    ("brevo", "cookie", "sib_cuid"),
    ("mailchimp", "cookie", "mailchimp_landing_site"),
    ("hubspot", "cookie", "hubspotutk"),
    ("salesforce-pardot", "cookie", "pi_opt_in123456"),
    ("crisp", "cookie", "crisp-client/session/0b1c2d3e"),
    ("intercom", "cookie", "intercom-device-id-ab12cd34"),
    ("zendesk", "cookie", "__zlcmid"),
    ("tawk", "cookie", "twk_uuid_5f4dcc3b5aa765d6"),
    ("livechat", "cookie", "__lc_cid"),
    ("stripe", "cookie", "__stripe_mid"),
    ("paypal", "cookie", "x-pp-s"),
];

fn kind(word: &str) -> TrackerKind {
    *TrackerKind::ALL.iter().find(|kind| kind.word() == word).expect("a kind")
}

#[test]
fn what_sites_really_write_is_recognised() {
    for (software, word, name) in SEEN {
        let answer = KNOWN.tracker(&Sought { kind: kind(word), ..cookie(name) });
        let answer = answer.unwrap_or_else(|| panic!("{name} is unknown"));
        assert_eq!(answer.software.map(|software| software.id.as_str()), Some(*software), "{name}: {answer:?}");
        assert!(answer.confidence >= Confidence::Likely, "{name}: {answer:?}");
    }
}

#[test]
fn every_software_with_names_of_its_own_has_one_that_was_seen() {
    for software in KNOWN.all().iter().filter(|software| software.tracker.iter().any(|tracker| !tracker.shared)) {
        assert!(SEEN.iter().any(|(id, _, _)| *id == software.id.as_str()), "{} was never tried", software.id);
    }
}

/// The platform that answers for a cookie, and how long the base says it lives.
#[track_caller]
fn case(name: &str, expected: Option<(Base, &str, Option<&str>)>) {
    let answer = KNOWN.tracker(&cookie(name));
    let found = answer.as_ref().map(|answer| (answer.base, answer.platform, answer.lifetime));
    assert_eq!(found, expected, "{name}");
}

#[test]
fn our_own_base_is_believed_where_both_know_a_name() {
    case("_fbp", Some((Base::Supplement, "Meta Pixel", Some("90 days"))));
    case("vuid", Some((Base::Supplement, "Vimeo", Some("2 years"))));
    case("_pk_id", Some((Base::Supplement, "Matomo", Some("13 months"))));
    case("mtm_consent", Some((Base::Supplement, "Matomo", Some("30 years"))));
    case("woocommerce_items_in_cart", Some((Base::Supplement, "WooCommerce", Some("session"))));
}

#[test]
fn names_that_only_the_open_cookie_database_knows_are_answered_from_it() {
    case("optimizelyEndUserId", Some((Base::OpenCookieDatabase, "Optimizely", Some("6 months"))));
    case("no-such-name-anywhere", None);
    case("", None);
}

#[test]
fn the_longest_prefix_wins() {
    let described = |name| KNOWN.tracker(&cookie(name)).expect("it is known").text.en;
    assert!(described("wp-settings-time-3").starts_with("Date"));
    assert!(described("wp-settings-3").starts_with("Settings"));
    assert!(described("comment_author_url_0a1b").contains("the site"));
    assert!(described("comment_author_0a1b").contains("the name"));
}

#[test]
fn both_spellings_of_matomo_are_one_software() {
    for name in ["_pk_id", "_pk_id.1.1fff", "_pk_ses", "_pk_ses.1.1fff"] {
        assert_eq!(KNOWN.tracker(&cookie(name)).expect("it is known").platform, "Matomo", "{name}");
    }
}

#[test]
fn a_hash_is_wanted_where_the_software_writes_one() {
    case("SESSIDX", None);
    let session = KNOWN.tracker(&cookie("SESSION")).expect("it is known");
    assert_eq!((session.platform, session.confidence), ("Jakarta Servlet", Confidence::Suggestion));
    assert!(KNOWN.tracker(&cookie("wordpress_banner_seen")).is_none_or(|answer| answer.platform != "WordPress"));
}

#[test]
fn prefixes_of_two_or_three_letters_claim_nothing() {
    for name in ["CTA_seen", "SRV2_front", "_survey", "tpl_colour", "_lvl", "P_rank", "capital", "_sidebar", "gac_x"] {
        let answer = KNOWN.tracker(&cookie(name));
        assert!(answer.as_ref().is_none_or(|answer| answer.confidence == Confidence::Suggestion), "{answer:?}");
    }
    let placed = KNOWN.tracker(&cookie_at("SR4711", ".adform.net")).expect("the place makes it known");
    assert_eq!((placed.platform, placed.confidence), ("Adform", Confidence::Likely));
}

#[test]
fn names_that_anybody_uses_are_suggestions_at_best() {
    for name in ["sessionid", "id", "lang", "session", "token", "user", "s", "u", "fr", "visitor_id", "euconsent-v2"] {
        let answer = KNOWN.tracker(&cookie_at(name, "www.example.org"));
        assert!(answer.as_ref().is_none_or(|answer| answer.confidence == Confidence::Suggestion), "{name}: {answer:?}");
    }
}

#[test]
fn answers_speak_both_languages_as_far_as_the_base_does() {
    let ours = KNOWN.tracker(&cookie("MoodleSession")).expect("it is known").text;
    assert!(ours.of(Language::FR).starts_with("Maintient") && ours.of(Language::EN).starts_with("Keeps"));
    let theirs = KNOWN.tracker(&cookie("optimizelyEndUserId")).expect("it is known").text;
    assert_eq!(theirs.of(Language::FR), theirs.of(Language::EN));
}

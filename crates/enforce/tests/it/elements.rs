//! Each element that can contact a host, held or untouched.

use crate::{becomes, blocking, granting, held, rewritten, scene, untouched};

/// The elements that load by themselves, the attribute they load from.
const LOADING: &[(&str, &str)] = &[
    ("<script src=\"URL\"></script>", "src"),
    ("<script async defer src=URL></script>", "src"),
    ("<svg><script href=\"URL\"></script></svg>", "href"),
    ("<svg><script xlink:href=\"URL\"></script></svg>", "href"),
    ("<iframe src=\"URL\"></iframe>", "src"),
    ("<svg><script src=\"/own.js\" href=\"URL\"></script></svg>", "href"),
    ("<image srcset=\"URL 1x\">", "srcset"),
    ("<frameset><frame src=\"URL\"></frameset>", "src"),
    ("<embed src=\"URL\">", "src"),
    ("<object data=\"URL\"></object>", "data"),
    ("<img src=\"URL\">", "src"),
    ("<IMG SRC='URL'>", "src"),
    ("<img srcset=\"/own.png 1x, URL 2x\">", "srcset"),
    ("<img srcset=\"URL\">", "srcset"),
    ("<img srcset=\"/a,b.png 1x,URL 2x\">", "srcset"),
    ("<svg><image href=\"URL\"/></svg>", "href"),
    ("<svg><image xlink:href=\"URL\"/></svg>", "href"),
    ("<picture><source srcset=\"URL 100w\"></picture>", "srcset"),
    ("<video src=\"URL\"></video>", "src"),
    ("<video poster=\"URL\"></video>", "poster"),
    ("<audio src=\"URL\"></audio>", "src"),
    ("<video><source src=\"URL\"><track src=\"/own.vtt\"></video>", "src"),
    ("<input type=image src=\"URL\">", "src"),
    ("<input type=\"IMAGE\" src=\"URL\">", "src"),
    ("<link rel=stylesheet href=\"URL\">", "href"),
    ("<link rel=\"alternate stylesheet\" href=\"URL\">", "href"),
    ("<link rel=preconnect href=\"URL\">", "href"),
    ("<link rel=dns-prefetch href=\"URL\">", "href"),
    ("<link rel=\"Preload\" as=script href=\"URL\">", "href"),
    ("<link rel=modulepreload href=\"URL\">", "href"),
    ("<link rel=icon href=\"URL\">", "href"),
    ("<link rel=preload as=image imagesrcset=\"URL 2x\">", "imagesrcset"),
    ("<body background=\"URL\">", "background"),
    ("<template><img src=\"URL\"></template>", "src"),
    ("<div><template shadowrootmode=open><img src=\"URL\"></template></div>", "src"),
    ("<table background=\"URL\"></table>", "background"),
    ("<td background=\"URL\">", "background"),
    ("<svg><use href=\"URL#a\"/></svg>", "href"),
    ("<svg><use xlink:href=\"URL#a\"/></svg>", "href"),
    ("<svg><filter><feImage href=\"URL\"/></filter></svg>", "href"),
    ("<svg><linearGradient href=\"URL#a\"/></svg>", "href"),
    ("<svg><text><textPath xlink:href=\"URL#a\">x</textPath></text></svg>", "href"),
    ("<svg><image><set attributeName=\"href\" to=\"URL\"/></image></svg>", "attributename"),
    ("<svg><image><set attributename=' xlink:href' to=\"URL\"/></image></svg>", "attributename"),
    (
        "<svg><image><animate attributeName=\"href\" values=\"/own.png; URL ;/own.png\" dur=9s /></image></svg>",
        "attributename",
    ),
    ("<svg><image><animate attributeName=\"href\" from=\"URL\" by=\"/own.png\"/></image></svg>", "attributename"),
    ("<svg><use><animate attributeName=\"href\" by=\"URL\"/></use></svg>", "attributename"),
    ("<svg><foreignObject><img src=\"URL\"></foreignObject></svg>", "src"),
    ("<math><mtext><img src=\"URL\"></mtext></math>", "src"),
    ("<link rel=prerender href=\"URL\">", "href"),
    ("<link rel=prefetch href=\"URL\">", "href"),
    ("<link rel=manifest href=\"URL\">", "href"),
    ("<link rel=apple-touch-icon href=\"URL\">", "href"),
    ("<link rel=\"canonical preconnect\" href=\"URL\">", "href"),
    ("<noframes></noframes><img src=\"URL\">", "src"),
    ("<textarea><p></textarea><img src=\"URL\">", "src"),
    ("<select><xmp><img src=\"URL\"></xmp></select>", "src"),
    ("<img alt='>' src=\"URL\">", "src"),
    ("<img\nsrc\n=\n\"URL\"\n>", "src"),
    ("<img/src=\"URL\"/>", "src"),
    ("</p x=\"><img>\"><img src=\"URL\">", "src"),
];

#[test]
fn what_would_load_without_consent_waits() {
    for (page, attribute) in LOADING {
        let page = page.replace("URL", "https://stats.example/x");
        if page.contains("own.vtt") {
            let out = rewritten(&scene(), &page);
            assert!(
                out.contains("data-src=\"https://stats.example/x\"") && out.contains("<track src=\"/own.vtt\">"),
                "{out}"
            );
            continue;
        }
        held(&scene(), &page, attribute);
        held(&granting(&["functional"]), &page, attribute);
        let out = rewritten(&scene(), &page);
        assert!(out.contains("data-purpose=\"audience\"") && out.contains("data-service=\"stats\""), "{out}");
    }
}

#[test]
fn what_may_load_is_not_touched() {
    for (page, _) in LOADING {
        untouched(&granting(&["audience"]), &page.replace("URL", "https://stats.example/x"));
        untouched(&scene(), &page.replace("URL", "https://sso.example/x"));
        untouched(&scene(), &page.replace("URL", "https://undeclared.example/x"));
        untouched(&blocking(), &page.replace("URL", "https://www.school.example/x"));
        untouched(&blocking(), &page.replace("URL", "/x"));
        untouched(&blocking(), &page.replace("URL", "data:image/gif;base64,R0lGODlhAQABAAAAACw="));
    }
}

#[test]
fn what_nobody_declared_waits_where_that_is_refused() {
    for (page, attribute) in LOADING.iter().filter(|(page, _)| !page.contains("own.vtt")) {
        let page = page.replace("URL", "https://undeclared.example/x");
        held(&blocking(), &page, attribute);
        let out = rewritten(&blocking(), &page);
        assert!(out.contains("data-temoin-undeclared") && !out.contains("data-service"), "{out}");
    }
}

#[test]
fn an_address_of_the_site_itself_can_be_a_services() {
    held(&scene(), "<script src=\"/matomo/matomo.js\"></script>", "src");
    held(&scene(), "<img src=\"https://www.school.example/matomo/x.gif\">", "src");
    untouched(&scene(), "<script src=\"/js/matomo.js\"></script>");
    untouched(&granting(&["audience"]), "<script src=\"/matomo/matomo.js\"></script>");
}

/// The ways to write the address of one host that browsers know.
const SPELLINGS: &[&str] = &[
    "//stats.example/x",
    "HTTPS://STATS.EXAMPLE/x",
    "http://stats.example:8080/x",
    "https://user@stats.example/x",
    "https://a.b.stats.example/x",
    "https:\\\\stats.example\\x",
    "\\\\stats.example\\x",
    "/\\stats.example/x",
    "  https://stats.example/x  ",
    "\n\thttps://stats.example/x",
    "ht\ntps://sta\tts.example/x",
    "&#104;ttps://stats.example/x",
    "&#x68;ttps://stats.example/x",
    "&#X68;ttps://stats.example/x",
    "&#104ttps://stats.example/x",
    "&#0000104;ttps://stats.example/x",
    "https&colon;&sol;&sol;stats.example/x",
    "https:&#47;&#47;stats.example&#47;x",
    "https://stats&period;example/x",
    "ht&Tab;tps://stats.example/x",
    "&NewLine;https://stats.example/x",
    "&#1;https://stats.example/x",
    "https://stats.exam&#173;ple/x",
    "https://st%61ts.example/x",
    "https://ｓtats.example/x",
    "https://stats。example/x",
    "https://stats.example./x",
    "wss://stats.example/x",
    "https://xn--a.stats.example/x",
    "//xn--zz--.stats.example/x",
    "/\\xn--a.stats.example/x",
    "https:\\\\xn--a.stats.example",
];

#[test]
fn every_spelling_of_an_address_is_the_same_address() {
    let mut passed = Vec::new();
    for spelling in SPELLINGS {
        for (page, attribute) in [
            ("<img src=\"URL\">", "src"),
            ("<script src=\"URL\"></script>", "src"),
            ("<img srcset=\"URL 1x\">", "srcset"),
        ] {
            let broken = spelling.trim().contains(char::is_whitespace) || spelling.contains("&Tab;");
            if attribute == "srcset" && broken {
                continue; // There, white space ends an address.
            }
            let page = page.replace("URL", spelling);
            let out = rewritten(&scene(), &page);
            if out.contains(&format!(" {attribute}=")) {
                passed.push(page);
            }
        }
    }
    assert!(passed.is_empty(), "these load without consent: {passed:#?}");
}

#[test]
fn a_host_that_cannot_be_read_is_held_where_any_is() {
    let own = ["/%", "x y", "?//a b", "./xn--a.example", "http", "xn--a.example/x", "é/../[x]", "\u{a0}//x", "a:b c"];
    for (address, names) in [("//xn--a.example", true), (" \t\\\\a b/x", true), ("ht\ntps://[x", true)]
        .into_iter()
        .chain(own.map(|address| (address, false)))
    {
        let page = format!("<img src=\"{address}\"><p style=\"background: url('{}')\">", address.replace('\\', "\\\\"));
        let out = rewritten(&scene(), &page);
        assert_eq!(out.contains("data-src="), names, "{out}");
        assert!(names || out == page, "{out}");
        untouched(&granting(&["audience", "functional"]), &page);
    }
}

#[test]
fn a_srcset_is_read_as_a_browser_reads_it() {
    for (set, waits) in [
        ("https://a,b@stats.example/x 1x", true),
        ("/own.png (1x, 2x), https://stats.example/x", true),
        ("/own.png,, https://stats.example/x", true),
        ("/own.png,https://stats.example/x 1x", false),
        ("/own.png (1x, https://stats.example/x", false),
    ] {
        let out = rewritten(&scene(), &format!("<img srcset=\"{set}\">"));
        assert_eq!(out.contains(" data-srcset="), waits, "{out}");
    }
}

#[test]
fn a_base_moves_every_relative_address() {
    let base = "<base href=\"https://stats.example/\"><img src=\"x.png\">";
    becomes(&scene(), base, "<base><img src=\"x.png\">");
    let undeclared = "<base href=\"//undeclared.example/a/\"><img src=\"x.png\"><img src=\"/matomo/x.gif\">";
    untouched(&scene(), undeclared);
    becomes(&blocking(), "<base href=\"//undeclared.example/\"><img src=\"x\">", "<base><img src=\"x\">");
    let own = "<base href=\"/\"><script src=\"matomo/m.js\"></script>";
    held(&scene(), own, "src");
    // Browsers follow the first base and no other.
    let two = "<base href=\"/\"><base href=\"https://undeclared.example/\"><img src=\"matomo/x.gif\">";
    held(&scene(), two, "src");
    // One in a template is none.
    for page in [
        "<template><base href=\"https://undeclared.example/\"></template><img src=\"/matomo/x.gif\">",
        "<template><base href=\"foo:/x\"></template><img src=\"//stats.example/x\">",
        "<template><template></template><base href=\"/a/\"></template><base href=\"/\"><img src=\"matomo/x.gif\">",
    ] {
        held(&scene(), page, "src");
    }
}

#[test]
fn a_refresh_a_ping_and_an_attribution_do_not_leave() {
    for content in [
        "0;url=https://stats.example/x",
        "5; URL='https://stats.example/x'",
        "0, url = //stats.example/x",
        "0;https://stats.example/x",
        "0;&#117;rl=https://stats.example/x",
    ] {
        let page = format!("<meta http-equiv=\"Refresh\" content=\"{content}\">");
        becomes(&scene(), &page, "<meta http-equiv=\"Refresh\">");
    }
    untouched(&scene(), "<meta http-equiv=refresh content=\"5\">");
    untouched(&scene(), "<meta http-equiv=refresh content=\"5;url=/next\">");
    untouched(&scene(), "<meta name=description content=\"0;url=https://stats.example/x\">");
    becomes(&scene(), "<a href=\"/x\" ping=\"/own https://stats.example/p\">x</a>", "<a href=\"/x\">x</a>");
    untouched(&scene(), "<a href=\"https://stats.example/\" ping=\"/own\">a link is not a request</a>");
    becomes(&scene(), "<img src=\"/a\" attributionsrc=\"https://stats.example/\">", "<img src=\"/a\">");
}

#[test]
fn what_only_informs_is_not_touched() {
    for page in [
        "<link rel=canonical href=\"https://stats.example/x\">",
        "<link rel=\"alternate\" hreflang=en href=\"https://stats.example/x\">",
        "<a href=\"https://video.example/watch\">x</a>",
        "<form action=\"https://stats.example/\"></form>",
        "<!-- <img src=\"https://stats.example/x\"> -->",
        "<textarea><img src=\"https://stats.example/x\"></textarea>",
        "<title><img src=https://stats.example/x></title>",
        "<p>https://stats.example/x</p>",
        "<img alt=\"https://stats.example/x\" src=/own.png>",
        "<video data-src=\"https://stats.example/x\"></video>",
    ] {
        untouched(&scene(), page);
    }
}

#[test]
fn what_is_written_twice_does_not_live_by_its_second_half() {
    let page = "<img src=\"https://stats.example/a\" src=\"https://stats.example/b\" data-src=\"/own\">";
    becomes(
        &scene(),
        page,
        "<img data-src=\"https://stats.example/a\" data-purpose=\"audience\" data-service=\"stats\">",
    );
    // A name that begins with `=` would become the value of the name before it.
    let page = "<img alt/=\"/x\" src=\"https://stats.example/a\">";
    let out = rewritten(&scene(), page);
    assert!(out.starts_with("<img alt x\" data-src="), "{out}");
}

#[test]
fn a_frame_that_waits_keeps_its_size() {
    let out =
        rewritten(&scene(), "<iframe src=\"https://video.example/e\" width=560 height=\"315\" class=wide></iframe>");
    assert!(out.contains("<iframe width=560 height=\"315\" class=wide data-src="), "{out}");
}

#[test]
fn a_list_of_addresses_waits_whole() {
    for (kind, list) in [
        ("importmap", "{\"imports\": {\"a\": \"https://stats.example/a.js\"}}"),
        ("importmap", "{\"imports\": {\"a\": \"https:\\/\\/stats.example\\/a.js\"}}"),
        ("speculationrules", "{\"prerender\": [{\"urls\": [\"/own\", \"\\u002f/stats.example/\"]}]}"),
    ] {
        let page = format!("<script type={kind}>{list}</script>");
        let out = rewritten(&scene(), &page);
        assert!(out.contains(&format!("text/plain\" data-type=\"{kind}\"")), "{out}");
        untouched(&granting(&["audience"]), &page);
    }
    let foreign = "<script type=importmap>{\"imports\": {\"a\": \"https://undeclared.example/a.js\"}}</script>";
    untouched(&scene(), foreign);
    assert!(rewritten(&blocking(), foreign).contains("data-temoin-undeclared"));
    untouched(&blocking(), "<script type=importmap>{\"imports\": {\"a\": \"/a.js\", \"b/\": \"./b/\"}}</script>");
}

#[test]
fn a_style_of_the_page_loads_nothing_that_waits() {
    for (page, clean) in [
        ("<style>p { background: url(https://stats.example/x) }</style>", "about:invalid"),
        ("<style>@import \"https://stats.example/x.css\";</style>", "about:invalid"),
        ("<p style=\"background: url('https://stats.example/x')\">x</p>", "about:invalid"),
        ("<p style=\"background: url(&quot;https://stats.example/x&quot;); color: red\">x</p>", "color: red"),
        ("<svg><style>p { background: url(https://own.stats.example/x) }</style></svg>", "<svg>"),
    ] {
        let out = rewritten(&scene(), page);
        assert!(!out.contains("//stats.example") && out.contains(clean), "\n   {page}\n→  {out}");
        untouched(&granting(&["audience"]), page);
    }
    for page in ["<style>p { background: url(/own.png) }</style>", "<p style=\"color: red\">stats.example</p>"] {
        untouched(&scene(), page);
    }
}

#[test]
fn the_style_sheet_of_an_xml_page_is_one() {
    let page = "<?xml version=\"1.0\"?><?xml-stylesheet title=\"href\" href=\"https://stats.example/x.css\" type=\"text/css\"?><html/>";
    becomes(&scene(), page, "<?xml version=\"1.0\"?><html/>");
    untouched(&granting(&["audience"]), page);
    untouched(&scene(), "<?xml-stylesheet href='/own.css'?><html/>");
}

#[test]
fn a_script_in_a_drawing_is_a_script() {
    for text in ["gtag('js')", "<![CDATA[ gtag('js') ]]>", "s.src='//st&#97;ts.example/x'", "a &lt; b; gtag()"] {
        let page = format!("<svg><script>{text}</script><path d='M0'/></svg>");
        let out = rewritten(&scene(), &page);
        assert!(out.contains("<script></script><script type=\"text/plain\"") && out.contains(text), "{out}");
        untouched(&granting(&["audience"]), &page);
    }
    for own in ["<svg><script>own('a')</script></svg>", "<svg><script href=/own.js /><p>gtag()</p></svg>"] {
        untouched(&scene(), own);
    }
}

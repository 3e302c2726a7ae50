//! Style sheets: what may not be contacted is named nowhere in them.

use std::sync::Arc;

use cssparser::{Parser, ParserInput, Token};
use proptest::prelude::*;
use temoin_enforce::{Scene, css};
use url::Url;

use crate::{blocking, cases, granting, scene, school};

const BASE: &str = "https://www.school.example/theme/site.css";

fn rewritten(scene: &Scene, sheet: &str) -> Option<String> {
    css::rewrite(scene, &Url::parse(BASE).expect("an address"), sheet)
}

/// That `sheet` becomes `expected` for a visitor who made no choice, and is
/// left alone for one who granted all.
#[track_caller]
fn becomes(sheet: &str, expected: &str) {
    assert_eq!(rewritten(&scene(), sheet).as_deref(), Some(expected), "of {sheet}");
    assert_eq!(rewritten(&granting(&["audience", "functional"]), sheet), None, "{sheet}");
}

#[track_caller]
fn untouched(sheet: &str) {
    assert_eq!(rewritten(&scene(), sheet), None, "{sheet}");
}

#[test]
fn an_address_that_waits_becomes_invalid_wherever_css_takes_one() {
    becomes("p{background:url(https://stats.example/p.gif)}", "p{background:url(about:invalid)}");
    becomes("p{background:url( 'https://stats.example/p.gif' )}", "p{background:url( 'about:invalid' )}");
    becomes("p{background:url(\thttps://stats.example/p.gif )}", "p{background:url(\tabout:invalid)}");
    becomes("@import \"//stats.example/a.css\" screen;p{}", "@import \"about:invalid\" screen;p{}");
    becomes("@IMPORT/**/'https://stats.example/'layer(a);", "@IMPORT/**/'about:invalid'layer(a);");
    becomes("@import url(https://stats.example/a.css);", "@import url(about:invalid);");
    becomes(
        "p{background:image-set(\"https://stats.example/1.png\" 1x, 'a.png' type('image/png') 2x)}",
        "p{background:image-set(\"about:invalid\" 1x, 'a.png' type('image/png') 2x)}",
    );
    becomes("p{b:-webkit-image-set((\"//stats.example/\"))}", "p{b:-webkit-image-set((\"about:invalid\"))}");
    becomes(
        "@font-face{src:url(https://a.stats.example/f.woff2) format('woff2'),local(F)}",
        "@font-face{src:url(about:invalid) format('woff2'),local(F)}",
    );
    becomes("@font-face{src:src(\"https://stats.example/f\")}", "@font-face{src:src(\"about:invalid\")}");
    becomes("p{filter:url(https://stats.example/f.svg#b)}", "p{filter:url(about:invalid)}");
    // What `var()` may bring where an address is taken.
    becomes("p{--i:url(//stats.example/)}", "p{--i:url(about:invalid)}");
    becomes("p{--i: {a:b;c:'https://stats.example/'}}", "p{--i: {a:b;c:'about:invalid'}}");
    // A path of the site that a service answers at.
    becomes("p{background:url(/matomo/p.gif)}", "p{background:url(about:invalid)}");
    becomes("p{background:url(../matomo/p.gif)}", "p{background:url(about:invalid)}");
}

#[test]
fn an_address_is_read_as_browsers_read_it() {
    let held = "p{b:url(about:invalid)}";
    for function in ["URL(", "u\\52l(", "\\75rl(", "\\000075 rl(", "\\75\r\nrl(", "ur\\l("] {
        let expected = format!("p{{b:{function}about:invalid)}}");
        becomes(&format!("p{{b:{function}//stats.example/x)}}"), &expected);
    }
    becomes("p{b:url(\\2f\\2fstats.example)}", held);
    becomes("p{b:url(\\68 ttps://stats.example/\\29 )}", held);
    becomes("p{b:url(https:\\/\\/stats\\.example\\/\\é)}", held);
    becomes("p{b:url(https:\\\\\\\\stats.example)}", held);
    becomes("p{b:url(\"https://st\\\nats.example/\\\"\")}", "p{b:url(\"about:invalid\")}");
    becomes(
        "p{b:url(//stats.exam\\\n)ple);c:url(//stats.example)}",
        "p{b:url(//stats.exam\\\n)ple);c:url(about:invalid)}",
    );
    // The end of a sheet closes what is open.
    becomes("@import 'https://stats.example/", "@import 'about:invalid");
    becomes("@import 'https://stats.example\\", "@import 'about:invalid");
    becomes("p{b:url(https://stats.example/", "p{b:url(about:invalid");
    becomes("p{b:url(https://stats.example/  ", "p{b:url(about:invalid");
    // What looks like the inside of a comment, a name or a text, and is not.
    becomes("/*\\*/p{b:url(//stats.example)}/**/", "/*\\*/p{b:url(about:invalid)}/**/");
    becomes("p{b:'\n;b:url(//stats.example)}", "p{b:'\n;b:url(about:invalid)}");
    becomes("p{b:'\\\r\n';b:url(//stats.example)}", "p{b:'\\\r\n';b:url(about:invalid)}");
    becomes("p{b:url(a b);b:url(//stats.example)}", "p{b:url(a b);b:url(about:invalid)}");
    becomes("p{b:url(a'b);b:url(//stats.example)}", "p{b:url(a'b);b:url(about:invalid)}");
    becomes("<!--url(//stats.example)-->url(//stats.example)", "<!--url(about:invalid)-->url(about:invalid)");
    becomes("p{b:1.url(//stats.example)+.url(//stats.example)}", "p{b:1.url(about:invalid)+.url(about:invalid)}");
    becomes("p{b:1 url(//stats.example)}", "p{b:1 url(about:invalid)}");
}

#[test]
fn what_contacts_nobody_is_left_alone() {
    for sheet in [
        "",
        "p{color:red}",
        "p{background:url(/a.png) url(b.png) url('//www.school.example/c.png') url(https://sso.example/d)}",
        "p{background:url(data:image/png;base64,AAAA)}",
        "p{background:url(\"data:image/svg+xml,<svg xmlns='http://stats.example/'/>\")}",
        "p{filter:url(#blur)}p{b:url()}p{b:url(\"\")}p{b:url(  )}",
        "@namespace url(https://stats.example/ns);@namespace s \"https://stats.example/ns\";",
        "p::after{content:\"https://stats.example/\"}",
        "a[href^='https://stats.example/']{color:red}",
        "/* url(https://stats.example/) */",
        "p{b:attr(x, '//stats.example')}",
        "p{--label:'stats.example'}",
        // None of these is an address to a browser.
        "p{b:1url(//stats.example)}p{b:1e3url(//stats.example)}#url(//stats.example)",
        "p{b:-url(//stats.example)}p{b:url /**/(//stats.example)}p{b:url-prefix(//stats.example)}",
        "@import \"https://stats.example/\n;p{}",
        "p{b:url(//stats.example 'x')}p{b:url(//stats.example(x)}p{b:url(//sta\x01ts.example)}",
        "@media url{}@import p 'https://stats.example/';",
    ] {
        untouched(sheet);
    }
    // What a namespace says ends with it.
    becomes(
        "@namespace url(//stats.example);p{b:url(//stats.example)}",
        "@namespace url(//stats.example);p{b:url(about:invalid)}",
    );
}

#[test]
fn what_nobody_declared_waits_where_it_is_refused() {
    let sheet = "@import url(https://fonts.example/css?family=A);p{b:url(https://sso.example/l.png)}";
    assert_eq!(rewritten(&scene(), sheet), None);
    let expected = "@import url(about:invalid);p{b:url(https://sso.example/l.png)}";
    assert_eq!(rewritten(&blocking(), sheet).as_deref(), Some(expected));
}

#[test]
fn a_sheet_is_only_looked_at_where_something_could_wait() {
    assert!(css::is_needed(&scene()) && css::is_needed(&blocking()) && css::is_needed(&granting(&["audience"])));
    assert!(!css::is_needed(&granting(&["audience", "functional"])));
    assert!(!css::is_needed(&Scene { register: school(""), ..scene() }));
}

/// A sheet streamed in pieces of `size` bytes.
fn streamed(scene: &Scene, charset: Option<&str>, sheet: &[u8], size: usize) -> Vec<u8> {
    let page = Url::parse(BASE).expect("an address");
    let mut rewriter = css::Rewriter::new(&Arc::new(Scene { page: page.into(), ..scene.clone() }), charset);
    let mut out: Vec<u8> = sheet.chunks(size.max(1)).flat_map(|piece| rewriter.push(piece)).collect();
    out.extend(rewriter.finish());
    out
}

#[test]
fn a_sheet_is_read_in_the_encoding_that_browsers_use() {
    #[track_caller]
    fn case(charset: Option<&str>, sheet: &[u8], expected: &[u8]) {
        for size in [1, 2, 3, 1024] {
            let found = streamed(&scene(), charset, sheet, size);
            assert_eq!(String::from_utf8_lossy(&found), String::from_utf8_lossy(expected), "by {size}");
        }
    }
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (sheet, held) = ("p{b:url(//stats.example/é)}", "p{b:url(about:invalid)}");
    let marked = format!("\u{feff}{held}");
    case(None, sheet.as_bytes(), held.as_bytes());
    case(None, "\u{feff}@import '//stats.example'".as_bytes(), "\u{feff}@import 'about:invalid'".as_bytes());
    case(None, format!("\u{feff}{sheet}").as_bytes(), marked.as_bytes());
    case(None, &wide(&format!("\u{feff}{sheet}")), marked.as_bytes());
    case(Some("utf-16le"), &wide(sheet), marked.as_bytes());
    // A BOM wins over the header; `@charset` only speaks where the header does not.
    case(Some("utf-16le"), format!("\u{feff}{sheet}").as_bytes(), marked.as_bytes());
    case(
        Some("latin1"),
        b"@charset \"utf-16\";/*\xe9*/p{b:url(//stats.example)}",
        b"@charset \"utf-16\";/*\xe9*/p{b:url(about:invalid)}",
    );
    case(None, b"@charset \"utf-16\";p{b:url(//stats.example)}", b"@charset \"utf-16\";p{b:url(about:invalid)}");
    case(None, b"@charset \"", b"@charset \"");
    // In Shift_JIS the second byte of 表 is a backslash.
    let japanese = b"@charset \"shift_jis\";p{c:'\x95\x5c';b:url(//stats.example)}";
    case(None, japanese, "\u{feff}@charset \"shift_jis\";p{c:'表';b:url(about:invalid)}".as_bytes());
    case(None, b"", b"");
    case(None, b"\xff", b"\xff");
}

#[test]
fn an_address_without_end_is_not_kept() {
    let endless = |start: &str| format!("p{{b:url({start}{}", "a".repeat(300_000));
    let mut rewriter = css::Rewriter::new(&Arc::new(scene()), None);
    let mut left = 0;
    for piece in endless("data:image/png;base64,").as_bytes().chunks(1460) {
        left += rewriter.push(piece).len();
    }
    assert!(left > 200_000, "data passes as it comes: {left}");
    for (start, expected) in [("//stats.example/", "p{b:url(about:invalid"), ("/own/", "p{b:url(about:invalid")] {
        let sheet = endless(start);
        for size in [1, 1460, 1 << 20] {
            let found = streamed(&scene(), None, sheet.as_bytes(), size);
            assert_eq!(String::from_utf8_lossy(&found), expected, "by {size}");
        }
        let closed = format!("{sheet}) url(/a.png)}}");
        let found = streamed(&scene(), None, closed.as_bytes(), 1460);
        assert_eq!(String::from_utf8_lossy(&found), "p{b:url(about:invalid) url(/a.png)}");
        assert_eq!(rewritten(&scene(), &closed).as_deref(), Some("p{b:url(about:invalid) url(/a.png)}"));
    }
}

/// What Firefox's tokenizer finds contacted in `sheet`.
fn contacted(sheet: &str) -> Vec<String> {
    let (mut input, mut found) = (ParserInput::new(sheet), Vec::new());
    walk(&mut Parser::new(&mut input), Place::default(), false, &mut found);
    found
}

#[derive(Clone, Copy, Default)]
struct Place {
    addressed: bool,
    custom: bool,
    naming: bool,
}

/// `importing`: whether what comes first may be what an `@import` names.
fn walk(parser: &mut Parser<'_, '_>, outer: Place, mut importing: bool, found: &mut Vec<String>) {
    let (mut place, mut named) = (outer, false);
    while let Ok(token) = parser.next().cloned() {
        let (imported, declared) = (std::mem::take(&mut importing), std::mem::take(&mut named));
        let mut begins = false;
        let inner = match &token {
            Token::UnquotedUrl(_) | Token::BadUrl(_) | Token::QuotedString(_) | Token::BadString(_) if place.naming => {
                place.naming = false;
                continue;
            }
            Token::UnquotedUrl(address) => {
                found.push(address.to_string());
                continue;
            }
            Token::QuotedString(text) if imported || place.addressed => {
                found.push(text.to_string());
                continue;
            }
            Token::QuotedString(text) if place.custom && is_absolute(text) => {
                found.push(text.to_string());
                continue;
            }
            Token::AtKeyword(name) => {
                importing = name.eq_ignore_ascii_case("import");
                place.naming |= name.eq_ignore_ascii_case("namespace");
                continue;
            }
            Token::Ident(name) => {
                named = name.len() > 2 && name.starts_with("--");
                continue;
            }
            Token::Colon => {
                place.custom |= declared;
                continue;
            }
            Token::Semicolon | Token::CloseCurlyBracket | Token::CloseParenthesis => {
                (place.custom, place.naming) = (outer.custom, false);
                continue;
            }
            Token::Function(name) => {
                let takes = ["url", "src", "image", "image-set", "-webkit-image-set"];
                begins = imported;
                Place { addressed: place.addressed || takes.contains(&&*name.to_ascii_lowercase()), ..place }
            }
            Token::CurlyBracketBlock => Place { naming: false, ..place },
            Token::ParenthesisBlock | Token::SquareBracketBlock => place,
            _ => continue,
        };
        let _ = parser.parse_nested_block(|parser| -> Result<(), cssparser::ParseError<'_, ()>> {
            walk(parser, inner, begins, found);
            Ok(())
        });
        place.naming = false;
    }
}

/// Whether a text is an address by itself, as browsers read one: after what they leave
/// out, and with slashes of either kind.
fn is_absolute(text: &str) -> bool {
    let text = text.trim_start_matches(|c| c <= ' ');
    let slashes = text.bytes().take_while(|byte| b"/\\".contains(byte)).count();
    slashes >= 2 || ["https:", "about:"].iter().any(|start| text.starts_with(start))
}

/// Whether a block opens inside of brackets: what closes what is then told apart by the
/// whole grammar of a declaration, which neither of both reads.
fn has_block_in_brackets(sheet: &str) -> bool {
    let mut open = 0_u32;
    sheet.bytes().any(|byte| {
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        byte == b'{' && open > 0
    })
}

/// Pieces of sheets, good and bad.
const SNIPPETS: &[&str] = &[
    "p{",
    "}",
    "b:",
    ";",
    " ",
    "\n",
    "\r\n",
    "url(",
    "URL(",
    "\\75rl(",
    "u\\72 l(",
    ")",
    "(",
    "image-set(",
    "src(",
    "var(",
    "\"",
    "'",
    "//stats.example/x",
    "https://stats.example/x",
    "\\2f\\2fstats.example",
    "/own.png",
    "data:x",
    "@import ",
    "@namespace ",
    "/*",
    "*/",
    "--x:",
    "-->",
    "<!--",
    "\\",
    "#",
    "1",
    ".",
    "+",
    "-",
    "1e3",
    "é",
    "\u{0}",
    "\u{1}",
    "@charset \"x\";",
];

fn sheet() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SNIPPETS), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn no_address_that_a_browser_reads_names_a_host_that_waits(sheet in sheet()) {
        // A bracket that is escaped after a space: the standard reads on, this parser ends there.
        let differ = |pair: &str| sheet.contains(&format!("{pair}\\)"));
        prop_assume!(![" ", "\n"].into_iter().any(differ) && !has_block_in_brackets(&sheet));
        let waits = |address: &String| {
            let url = Url::parse(BASE).expect("an address").join(address);
            let held = |host: &str| ["stats.example", "stats.example."].contains(&host);
            url.is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some_and(held))
        };
        // What names a host that cannot be read may be any.
        let unread = |address: &String| Url::parse(BASE).expect("an address").join(address).is_err();
        let left = rewritten(&scene(), &sheet);
        let before = contacted(&sheet);
        // Brackets that do not match make what follows no declaration at all.
        let after = contacted(left.as_deref().unwrap_or(&sheet));
        prop_assert!(!after.iter().any(waits), "{sheet:?}\n→ {left:?}\n{after:?}");
        // Of an address that ends with the sheet, in a backslash, browsers make none: it is
        // held all the same.
        if left.is_some() && !sheet.ends_with('\\') {
            prop_assert!(before.iter().any(|address| waits(address) || unread(address)), "{sheet:?} held nothing that is contacted\n→ {left:?}");
        }
        prop_assert_eq!(before.len(), after.len(), "of {:?}: what follows is read as before", sheet);
    }

    #[test]
    fn where_a_sheet_is_cut_changes_nothing(sheet in sheet(), size in 1..20usize) {
        for charset in [None, Some("latin1"), Some("gbk")] {
            let whole = streamed(&scene(), charset, sheet.as_bytes(), sheet.len());
            prop_assert_eq!(streamed(&scene(), charset, sheet.as_bytes(), size), whole);
        }
        if !sheet.starts_with("@charset") {
            let whole = rewritten(&scene(), &sheet).unwrap_or(sheet.clone());
            prop_assert_eq!(streamed(&scene(), None, sheet.as_bytes(), size), whole.into_bytes());
        }
    }

    #[test]
    fn any_bytes_leave_as_they_came_where_nothing_waits(sheet in prop::collection::vec(any::<u8>(), 0..60), size in 1..20usize) {
        prop_assume!(!sheet.starts_with(b"\xff\xfe") && !sheet.starts_with(b"\xfe\xff"));
        prop_assert_eq!(streamed(&granting(&["audience", "functional"]), None, &sheet, size), sheet);
    }
}

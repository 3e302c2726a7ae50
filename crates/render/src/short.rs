//! Scripts written to be read, sent to be small.
//!
//! Comments and space stay behind, and what a script names for itself alone
//! gets a name of one or two letters. The rules are fewer than a language's,
//! so the scripts keep to a few themselves: each statement ends with its
//! semicolon, a text has no line break and nothing is put into it (`${}`).
//!
//! A name is changed wherever it stands alone, and kept where it names a
//! property.

mod names;

use names::renamed;

/// A piece of a script, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'s> {
    /// A name, a keyword or a number.
    Word(&'s str),
    /// A text or a regular expression, with what it stands between.
    Text(&'s str),
    /// `=>`
    Arrow,
    /// `...`
    Rest,
    /// Any other character.
    Sign(char),
}

/// A smaller script that does the same.
pub(crate) fn short(source: &str) -> String {
    let tokens = tokens(source);
    let roles = roles(&tokens);
    let names = renamed(&tokens, &roles);
    let mut out = String::with_capacity(source.len() / 2);
    // Whether the statement at work gives names, within each open bracket.
    let mut gives = vec![false];
    for (at, (token, role)) in tokens.iter().zip(roles).enumerate() {
        match token {
            // A single argument needs no brackets.
            Token::Sign('(') if lone_argument(&tokens[at..]) => {}
            Token::Sign(')') if at >= 2 && lone_argument(&tokens[at - 2..]) => {}
            Token::Word("const" | "let") if gives.last() == Some(&true) => {}
            Token::Word(word) => {
                if matches!(*word, "const" | "let") {
                    gives.pop();
                    gives.push(true);
                }
                if out.ends_with(is_of_word) {
                    out.push(' ');
                }
                match (names.get(&at), role) {
                    // What is never written again need not be told so.
                    (None, _) if *word == "const" => out.push_str("let"),
                    (Some(new), Role::Name) => out.push_str(new),
                    (Some(new), Role::Both) => out.extend([word, ":", new.as_str()]),
                    _ => out.push_str(word),
                }
            }
            Token::Text(text) => out.push_str(text),
            Token::Arrow => out.push_str("=>"),
            Token::Rest => out.push_str("..."),
            Token::Sign(sign) => {
                // The last statement of a block ends with it.
                if *sign == '}' && out.ends_with([';', ',']) {
                    out.pop();
                }
                // Names given one after the other are given at once.
                let again = matches!(tokens.get(at + 1), Some(Token::Word("const" | "let")));
                let joined = *sign == ';' && gives.pop().is_some_and(|open| open && again);
                match sign {
                    ';' => gives.push(joined),
                    '(' | '[' | '{' => gives.push(false),
                    ')' | ']' | '}' => drop(gives.pop()),
                    _ => {}
                }
                out.push(if joined { ',' } else { *sign });
            }
        }
    }
    out
}

/// Whether an arrow's only argument begins here, in its brackets.
fn lone_argument(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [Token::Sign('('), Token::Word(_), Token::Sign(')'), Token::Arrow, ..])
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            c if c.is_whitespace() => c.len_utf8(),
            c if is_of_word(c) => {
                let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(&rest[..length]));
                length
            }
            '"' | '\'' => {
                let length = quoted(rest, first);
                tokens.push(Token::Text(&rest[..length]));
                length
            }
            '/' if begins_expression(tokens.last()) => {
                let length = quoted(rest, '/');
                let flags = rest[length..].find(|c| !is_of_word(c)).unwrap_or(0);
                tokens.push(Token::Text(&rest[..length + flags]));
                length + flags
            }
            _ if rest.starts_with("=>") => {
                tokens.push(Token::Arrow);
                2
            }
            _ if rest.starts_with("...") => {
                tokens.push(Token::Rest);
                3
            }
            c => {
                tokens.push(Token::Sign(c));
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

/// Whether a slash after this one begins a regular expression.
fn begins_expression(before: Option<&Token<'_>>) -> bool {
    match before {
        None | Some(Token::Arrow | Token::Word("return")) => true,
        Some(Token::Sign(sign)) => !matches!(sign, ')' | ']'),
        Some(_) => false,
    }
}

/// The length of what begins with a quote and ends with the next one like it.
fn quoted(text: &str, quote: char) -> usize {
    let (mut escaped, mut class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if quote == '/' => class = true,
            ']' if quote == '/' => class = false,
            c if c == quote && !class => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

fn opening(tokens: &[Token<'_>], close: usize) -> usize {
    let mut depth = 0;
    for at in (0..=close).rev() {
        match tokens[at] {
            Token::Sign(')' | ']' | '}') => depth += 1,
            Token::Sign('(' | '[' | '{') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    0
}

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// What the name means.
    Name,
    /// The property of that name.
    Property,
    /// Both: `{ name }` is `{ name: name }`.
    Both,
}

/// What each token stands for, as far as words go.
fn roles(tokens: &[Token<'_>]) -> Vec<Role> {
    let mut inside = Vec::new();
    let mut roles = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| tokens[at]);
        let first = inside.last() == Some(&true) && matches!(before, Some(Token::Sign('{' | ',')));
        roles.push(match tokens.get(at + 1) {
            _ if before == Some(Token::Sign('.')) => Role::Property,
            Some(Token::Sign(':' | '(')) if first => Role::Property,
            Some(Token::Sign(',' | '}' | '=')) if first => Role::Both,
            _ => Role::Name,
        });
        match token {
            Token::Sign('{') => inside.push(!begins_block(before)),
            Token::Sign('(' | '[') => inside.push(false),
            Token::Sign(')' | ']' | '}') => drop(inside.pop()),
            _ => {}
        }
    }
    roles
}

/// Whether a brace after this one holds statements, not properties.
fn begins_block(before: Option<Token<'_>>) -> bool {
    match before {
        None | Some(Token::Arrow | Token::Sign(')' | ';' | '{' | '}')) => true,
        Some(Token::Word(word)) => matches!(word, "else" | "try" | "catch" | "finally" | "do"),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(source: &str, expected: &str) {
        assert_eq!(short(source), expected, "of {source}");
    }

    #[test]
    fn what_a_script_names_for_itself_is_shortened() {
        case("const first = 1; /* a */ let second = first; // b\n", "let a=1,b=a;");
        case("function twice(number) { return number * 2; }", "function a(a){return a*2}");
        case("list.map((item) => item.name);", "list.map(a=>a.name);");
    }

    #[test]
    fn what_others_name_is_not() {
        case("const name = page.name;", "let a=page.name;");
        case("const { kind, other: mine } = it; kind(other);", "let{kind:a,other:b}=it;a(other);");
        case("const said = 1; f({ said, more: { said: said } });", "let a=1;f({said:a,more:{said:a}});");
        case("let said; if (x) { said = 1; }", "let a;if(x){a=1}");
        case("const url = \"const url\" + /url[/]url/g.source;", "let a=\"const url\"+/url[/]url/g.source;");
    }

    #[test]
    fn a_new_name_is_nobody_elses() {
        case("const first = a; b.c(first);", "let c=a;b.c(c);");
    }

    #[test]
    fn names_that_never_meet_are_one() {
        case("{ const one = 1; f(one); } { const two = 2; f(two); }", "{let a=1;f(a)}{let a=2;f(a)}");
        case("const one = 1; { const two = 2; f(one, two); }", "let a=1;{let b=2;f(a,b)}");
        case("const [one] = x; const [two] = x;", "let[a]=x,[b]=x;");
        case("const one = 1; { const two = 2; f(two); }", "let a=1;{let a=2;f(a)}");
        case("list.map((one) => one.x, (two) => two.y);", "list.map(a=>a.x,a=>a.y);");
        case(
            "for (const one of list) f(one); for (const two of list) f(two);",
            "for(let a of list)f(a);for(let a of list)f(a);",
        );
    }

    #[test]
    fn a_name_means_the_innermost_that_has_it() {
        case("const one = 1; f((one) => one, one);", "let a=1;f(a=>a,a);");
        case("const one = 1, two = (three) => one + three;", "let a=1,b=b=>a+b;");
        case(
            "for (const one of x) if (one) f(one); else g(one); h(one);",
            "for(let a of x)if(a)f(a);else g(a);h(one);",
        );
        case("function twice(one) { const two = 2; return two + two; }", "function a(b){let a=2;return a+a}");
    }
}

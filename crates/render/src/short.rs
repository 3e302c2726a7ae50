//! Scripts written to be read, sent to be small.
//!
//! Comments and space stay behind, and what a script names for itself alone
//! gets a name of one or two letters. The rules are fewer than a language's,
//! so the scripts keep to a few themselves: each statement ends with its
//! semicolon, a text has no line break and nothing is put into it (`${}`).
//!
//! A name is changed wherever it stands alone, and kept where it names a
//! property. Scopes are not looked at: one name is changed alike in all of them,
//! so no name of the script's own may also be one of the page's that it uses.
//! Two names become one where no brackets hold both.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
    let names = renamed(&tokens);
    let mut out = String::with_capacity(source.len() / 2);
    // Whether the statement at work gives names, within each open bracket.
    let mut gives = vec![false];
    for (at, (token, role)) in tokens.iter().zip(roles(&tokens)).enumerate() {
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
                match (names.get(word), role) {
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

/// What each name of the script's own becomes: the most used the shortest.
fn renamed<'s>(tokens: &[Token<'s>]) -> BTreeMap<&'s str, String> {
    let own = declared(tokens);
    let mut taken = BTreeSet::from(["as", "do", "if", "in", "of"]);
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Word(word) if own.contains(word) => places.entry(word).or_default().push(at),
            Token::Word(word) => drop(taken.insert(word)),
            _ => {}
        }
    }
    let scopes = scopes(tokens);
    let mut names: Vec<(&str, Vec<usize>)> = places.into_iter().collect();
    names.sort_by_key(|(_, places)| Reverse(places.len()));
    let letters = || ('a'..='z').chain('A'..='Z');
    let pairs = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
    let free = letters().map(String::from).chain(pairs).filter(|name| !taken.contains(name.as_str()));
    let mut free: Vec<(String, Vec<(usize, usize)>)> = free.map(|name| (name, Vec::new())).collect();
    let mut renamed = BTreeMap::new();
    for (name, places) in names {
        let (first, last) = (places[0], places[places.len() - 1]);
        let holds = |(open, close): &&(usize, usize)| *open < first && last < *close;
        let scope = scopes.iter().filter(holds).max().copied().unwrap_or((0, tokens.len()));
        let apart = |other: &(usize, usize)| other.1 < scope.0 || scope.1 < other.0;
        if let Some((new, used)) = free.iter_mut().find(|(_, used)| used.iter().all(apart)) {
            used.push(scope);
            renamed.insert(name, new.clone());
        }
    }
    renamed
}

/// The brackets that a name can be kept in: not those of patterns, whose names
/// are for what follows.
fn scopes(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let before = |at: usize| at.checked_sub(1).map(|before| tokens[before]);
    let begins = |at: &usize| match tokens[*at] {
        Token::Sign('(') => true,
        Token::Sign('{') => begins_block(before(*at)),
        _ => false,
    };
    (0..tokens.len()).filter(begins).map(|open| (open, closing(tokens, open))).collect()
}

/// The names that the script gives: constants, variables, functions, arguments.
fn declared<'s>(tokens: &[Token<'s>]) -> BTreeSet<&'s str> {
    let mut own = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Word("const" | "let") => match tokens.get(at + 1) {
                Some(Token::Word(name)) => drop(own.insert(*name)),
                Some(Token::Sign('[' | '{')) => own.extend(names(&tokens[at + 1..closing(tokens, at + 1)])),
                _ => {}
            },
            Token::Word("function") => {
                if let Some(Token::Word(name)) = tokens.get(at + 1) {
                    own.insert(name);
                }
                let open =
                    tokens[at..].iter().position(|token| *token == Token::Sign('(')).map_or(at, |open| at + open);
                own.extend(names(&tokens[open..closing(tokens, open)]));
            }
            Token::Arrow => match tokens[at - 1] {
                Token::Word(name) => drop(own.insert(name)),
                _ => own.extend(names(&tokens[opening(tokens, at - 1)..at])),
            },
            _ => {}
        }
    }
    own
}

/// The names in a list of arguments or a pattern: not what they are by default,
/// not the properties they are taken from.
fn names<'s>(tokens: &[Token<'s>]) -> Vec<&'s str> {
    let opens = |token: &Token<'_>| matches!(token, Token::Sign('(' | '[' | ',' | '{' | ':') | Token::Rest);
    let name = |(at, token): (usize, &Token<'s>)| match token {
        Token::Word(name) if at > 0 && opens(&tokens[at - 1]) && tokens.get(at + 1) != Some(&Token::Sign(':')) => {
            Some(*name)
        }
        _ => None,
    };
    tokens.iter().enumerate().filter_map(name).collect()
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
        case("function twice(number) { return number * 2; }", "function b(a){return a*2}");
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
        case("const first = a; b.c(first);", "let d=a;b.c(d);");
    }

    #[test]
    fn names_that_never_meet_are_one() {
        case("{ const one = 1; f(one); } { const two = 2; f(two); }", "{let a=1;f(a)}{let a=2;f(a)}");
        case("const one = 1; { const two = 2; f(one, two); }", "let a=1;{let b=2;f(a,b)}");
        case("const [one] = x; const [two] = x;", "let[a]=x,[b]=x;");
    }
}

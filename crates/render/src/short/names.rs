//! What a script names for itself, and what each name becomes.
//!
//! A name is given once for a stretch of the script: by `const` and `let` for
//! their block, by `function` and `=>` to their arguments for their body. Where
//! stretches nest, a word means the innermost that gives it. Two names may
//! become one where neither is used in the other's stretch.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Role, Token, begins_block, closing, opening};

/// A stretch of tokens, from the first to the last.
type Stretch = (usize, usize);

/// A name that the script gives.
struct Name {
    stretch: Stretch,
    /// Where it is used, and where it is given.
    places: Vec<usize>,
}

impl Name {
    fn is_used_in(&self, (first, last): Stretch) -> bool {
        self.places.iter().any(|place| (first..=last).contains(place))
    }

    /// Whether both could not have one name.
    fn meets(&self, other: &Self) -> bool {
        let within = |inner: Stretch, outer: Stretch| outer.0 <= inner.0 && inner.1 <= outer.1;
        within(self.stretch, other.stretch) && other.is_used_in(self.stretch)
            || within(other.stretch, self.stretch) && self.is_used_in(other.stretch)
    }
}

/// What the words that stand for a name of the script's own become, by their
/// place: the most used the shortest.
pub(super) fn renamed(tokens: &[Token<'_>], roles: &[Role]) -> BTreeMap<usize, String> {
    let mut given: BTreeMap<&str, Vec<Name>> = BTreeMap::new();
    for (name, stretch) in given_names(tokens) {
        let same = given.entry(name).or_default();
        if same.iter().all(|other| other.stretch != stretch) {
            same.push(Name { stretch, places: Vec::new() });
        }
    }
    // What the page names is nobody else's.
    let mut taken = BTreeSet::from(["as", "do", "if", "in", "of"]);
    for (at, (token, role)) in tokens.iter().zip(roles).enumerate() {
        let Token::Word(word) = token else { continue };
        let here = |name: &&mut Name| name.stretch.0 <= at && at <= name.stretch.1;
        let innermost =
            given.get_mut(word).and_then(|names| names.iter_mut().filter(here).max_by_key(|name| name.stretch.0));
        match innermost {
            _ if *role == Role::Property => {}
            Some(name) => name.places.push(at),
            None => drop(taken.insert(*word)),
        }
    }
    let mut names: Vec<Name> = given.into_values().flatten().collect();
    names.sort_by_key(|name| (Reverse(name.places.len()), name.stretch));
    let letters = || ('a'..='z').chain('A'..='Z');
    let pairs = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
    let free = letters().map(String::from).chain(pairs).filter(|short| !taken.contains(short.as_str()));
    let mut free: Vec<(String, Vec<&Name>)> = free.map(|short| (short, Vec::new())).collect();
    let mut renamed = BTreeMap::new();
    for name in &names {
        let apart = |(_, others): &&mut (String, Vec<&Name>)| !others.iter().any(|other| name.meets(other));
        if let Some((short, others)) = free.iter_mut().find(apart) {
            others.push(name);
            renamed.extend(name.places.iter().map(|place| (*place, short.clone())));
        }
    }
    renamed
}

/// The names that are given: constants, variables, functions, arguments; each
/// with the stretch it is given for.
fn given_names<'s>(tokens: &[Token<'s>]) -> Vec<(&'s str, Stretch)> {
    let arguments: Vec<(usize, Stretch)> = (0..tokens.len()).filter_map(|at| body(tokens, at)).collect();
    let block = |at: usize| innermost(tokens, &arguments, at);
    let mut given = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Word("const" | "let") => {
                let stretch = match tokens[..at] {
                    [.., Token::Word("for"), Token::Sign('(')] => (at - 1, end(tokens, closing(tokens, at - 1) + 1)),
                    _ => block(at),
                };
                given.extend(declared(tokens, at + 1).into_iter().map(|name| (name, stretch)));
            }
            Token::Word("function") => {
                if let Some(Token::Word(name)) = tokens.get(at + 1) {
                    given.push((name, block(at)));
                }
            }
            _ => {}
        }
    }
    for (_, stretch) in arguments {
        let list = match tokens[stretch.0] {
            Token::Word(name) => vec![name],
            _ => names(&tokens[stretch.0..closing(tokens, stretch.0)]),
        };
        given.extend(list.into_iter().map(|name| (name, stretch)));
    }
    given
}

/// If a function begins here: where its body does, and the stretch of its
/// arguments, which is theirs and its body's.
fn body(tokens: &[Token<'_>], at: usize) -> Option<(usize, Stretch)> {
    match tokens[at] {
        Token::Word("function") => {
            let open = at + tokens[at..].iter().position(|token| *token == Token::Sign('('))?;
            let body = closing(tokens, open) + 1;
            Some((body, (open, closing(tokens, body))))
        }
        Token::Arrow => {
            let first = if tokens[at - 1] == Token::Sign(')') { opening(tokens, at - 1) } else { at - 1 };
            let last = match tokens.get(at + 1) {
                Some(Token::Sign('{')) => closing(tokens, at + 1),
                _ => expression_end(tokens, at + 1, &[',', ';']),
            };
            Some((at + 1, (first, last)))
        }
        _ => None,
    }
}

/// The stretch of the innermost block around a place: with a function's body go
/// its arguments.
fn innermost(tokens: &[Token<'_>], arguments: &[(usize, Stretch)], at: usize) -> Stretch {
    let opens = |open: &usize| {
        let before = open.checked_sub(1).map(|before| tokens[before]);
        tokens[*open] == Token::Sign('{') && begins_block(before) && closing(tokens, *open) > at
    };
    let Some(open) = (0..at).rev().find(opens) else { return (0, tokens.len()) };
    let whole = arguments.iter().find(|(body, _)| *body == open).map(|(_, stretch)| *stretch);
    whole.unwrap_or((open, closing(tokens, open)))
}

/// The last token of the statement that begins here.
fn end(tokens: &[Token<'_>], at: usize) -> usize {
    match tokens.get(at) {
        Some(Token::Sign('{')) => closing(tokens, at),
        Some(Token::Word("for" | "if" | "while")) => {
            let last = end(tokens, closing(tokens, at + 1) + 1);
            if tokens.get(last + 1) == Some(&Token::Word("else")) { end(tokens, last + 2) } else { last }
        }
        Some(Token::Word("try")) => {
            let last = closing(tokens, at + 1);
            let more = (last..tokens.len()).find(|at| tokens[*at] == Token::Sign('{')).unwrap_or(last);
            closing(tokens, more)
        }
        _ => expression_end(tokens, at, &[';']),
    }
}

/// Where one of these signs is first outside of all brackets, or the bracket
/// around ends.
fn expression_end(tokens: &[Token<'_>], from: usize, signs: &[char]) -> usize {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Sign('(' | '[' | '{') => at = closing(tokens, at),
            Token::Sign(')' | ']' | '}') => return at,
            Token::Sign(sign) if signs.contains(sign) => return at,
            _ => {}
        }
        at += 1;
    }
    tokens.len()
}

/// The names that a `const` or `let` gives, from its first on.
fn declared<'s>(tokens: &[Token<'s>], first: usize) -> Vec<&'s str> {
    let mut given = Vec::new();
    let mut at = first;
    loop {
        match tokens.get(at) {
            Some(Token::Word(name)) => given.push(*name),
            Some(Token::Sign('[' | '{')) => given.extend(names(&tokens[at..closing(tokens, at)])),
            _ => {}
        }
        at = expression_end(tokens, at, &[',', ';']);
        if tokens.get(at) != Some(&Token::Sign(',')) {
            return given;
        }
        at += 1;
    }
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

//! A phrase as a small program, run over the words of one sentence.
//!
//! Backtracking with a memory: each pair of an instruction and a word is tried
//! once in a sentence, whatever the phrase, so that a hostile text costs no more
//! than its length times the phrase's. The leftmost match wins, then the longest.

use std::ops::Range;

use crate::phrase::{Part, Pattern, Value};

/// What to do next; addresses are places in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// The word must fit.
    Word(Pattern),
    /// A value must begin here.
    Value(Value),
    /// Any word.
    Any,
    /// Go on at each of the two.
    Both(usize, usize),
    /// Go on elsewhere.
    Jump(usize),
    /// The phrase is found.
    Found,
}

/// A compiled phrase.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program(Vec<Step>);

/// The words of `..`.
const NEAR: usize = 6;

pub(crate) fn compile(parts: &[Part]) -> Program {
    let mut program = Program::default();
    program.sequence(parts);
    program.0.push(Step::Found);
    program
}

impl Program {
    fn sequence(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Word(pattern) => self.0.push(Step::Word(pattern.clone())),
                Part::Value(value) => self.0.push(Step::Value(*value)),
                Part::One(choices) => self.choices(choices),
                Part::Maybe(choices) => {
                    let fork = self.hole();
                    self.choices(choices);
                    self.0[fork] = Step::Both(fork + 1, self.0.len());
                }
                Part::Near => {
                    let end = self.0.len() + 2 * NEAR;
                    for _ in 0..NEAR {
                        self.0.push(Step::Both(self.0.len() + 1, end));
                        self.0.push(Step::Any);
                    }
                }
                Part::Far => {
                    let fork = self.0.len();
                    self.0.extend([Step::Both(fork + 1, fork + 3), Step::Any, Step::Jump(fork)]);
                }
            }
        }
    }

    fn choices(&mut self, choices: &[Vec<Part>]) {
        let mut ends = Vec::new();
        for (index, parts) in choices.iter().enumerate() {
            if index + 1 == choices.len() {
                self.sequence(parts);
                break;
            }
            let fork = self.hole();
            self.sequence(parts);
            ends.push(self.hole());
            self.0[fork] = Step::Both(fork + 1, self.0.len());
        }
        let end = self.0.len();
        ends.into_iter().for_each(|hole| self.0[hole] = Step::Jump(end));
    }

    /// An instruction to be filled once its target is known.
    fn hole(&mut self) -> usize {
        self.0.push(Step::Found);
        self.0.len() - 1
    }
}

/// What a program is run over.
pub(crate) trait Subject {
    /// The folded word of a token.
    fn word(&self, token: usize) -> &str;
    /// Where the value that begins at `token` ends.
    fn value(&self, value: Value, token: usize, end: usize) -> Option<usize>;
}

/// The memory of a run, kept from one sentence to the next.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    tried: Vec<u64>,
    open: Vec<(usize, usize)>,
}

impl Memory {
    /// Whether this pair has not been tried yet.
    fn is_new(&mut self, pair: usize) -> bool {
        let (cell, bit) = (&mut self.tried[pair / 64], 1_u64 << (pair % 64));
        let new = *cell & bit == 0;
        *cell |= bit;
        new
    }
}

impl Program {
    /// The leftmost, then longest run of `tokens` that the phrase fits.
    pub(crate) fn run(
        &self,
        subject: &impl Subject,
        tokens: Range<usize>,
        memory: &mut Memory,
    ) -> Option<Range<usize>> {
        let width = tokens.len() + 1;
        memory.tried.clear();
        memory.tried.resize((self.0.len() * width).div_ceil(64), 0);
        for start in tokens.clone() {
            let mut found = None;
            memory.open.clear();
            memory.open.push((0, start));
            while let Some((step, token)) = memory.open.pop() {
                // What an earlier start tried did not lead to a match, or the search would be over.
                if !memory.is_new(step * width + token - tokens.start) {
                    continue;
                }
                match &self.0[step] {
                    Step::Found => found = found.max(Some(token)),
                    Step::Jump(target) => memory.open.push((*target, token)),
                    Step::Both(one, other) => memory.open.extend([(*other, token), (*one, token)]),
                    _ if token == tokens.end => {}
                    Step::Any => memory.open.push((step + 1, token + 1)),
                    Step::Word(pattern) => {
                        if pattern.fits(subject.word(token)) {
                            memory.open.push((step + 1, token + 1));
                        }
                    }
                    Step::Value(value) => {
                        if let Some(end) = subject.value(*value, token, tokens.end) {
                            memory.open.push((step + 1, end));
                        }
                    }
                }
            }
            if let Some(end) = found {
                return Some(start..end);
            }
        }
        None
    }
}

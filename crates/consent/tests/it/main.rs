//! Choices, their cookie and the verdict, for any register and any visitor.
//!
//! Properties rather than examples wherever the law says *never*: no register, no
//! choice and no moment may be found that breaks them. A case that proptest found once
//! becomes a test with a name, so it keeps no file of seeds.

mod account;
mod cookie;
mod decide;
mod figures;
mod law;
mod registers;
mod verdict;

/// How many cases a property is tried with.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}

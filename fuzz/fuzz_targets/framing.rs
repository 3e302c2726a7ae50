//! A connection's bytes: cut anywhere, the verdict is the same, and what passes
//! is found again by another parser. The first byte says how they are cut.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/gateway/tests/it/oracle.rs"]
mod oracle;

fuzz_target!(|bytes: &[u8]| {
    let Some((&cut, bytes)) = bytes.split_first() else { return };
    oracle::check(bytes, &[usize::from(cut % 16) + 1, usize::from(cut / 16) + 1]);
});

//! `Cookie` headers: any bytes. What reaches the origin may be read, and
//! passes again as it is.

#![no_main]

mod school;

use libfuzzer_sys::fuzz_target;
use temoin_enforce::cookies::{incoming, value};
use temoin_enforce::reaper;

fuzz_target!(|input: (u8, Vec<&[u8]>)| {
    let (which, headers) = input;
    let scene = school::visitor(which);
    let found = incoming(&scene, &headers);
    let kept = found.header.clone().unwrap_or_default();
    let again = incoming(&scene, &[&kept]);
    assert_eq!((&again.header, again.dropped.len()), (&found.header, 0));
    if which % 4 != 1 {
        assert!(again.sent.values(b"_st").next().is_none(), "it waits for consent");
    }
    value(&headers, "choice");
    for header in reaper::expire(&found.dropped, &scene.page) {
        assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header:?}");
    }
});

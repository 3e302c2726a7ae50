//! A `Set-Cookie` header: any bytes. What leaves lives no longer than it asked,
//! is the same cookie, and would leave again.

#![no_main]

mod school;

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use temoin_enforce::cookies::{LONGEST, Sent, incoming, outgoing};
use temoin_enforce::set_cookie::SetCookie;
use temoin_evidence::Wanted;

fuzz_target!(|input: (u8, &[u8], &[u8])| {
    let (which, sent, header) = input;
    let scene = school::visitor(which);
    let sent = incoming(&scene, &[sent]).sent;
    let Some(left) = outgoing(&scene, header, &sent) else { return };
    let before = SetCookie::parse(header, scene.now).expect("it passed");
    let after = SetCookie::parse(&left, scene.now).expect("it left");
    assert_eq!((before.name, before.value), (after.name, after.value));
    let removal = matches!(before.wanted, Wanted::Seconds(..=0));
    if before.name.starts_with(b"_st") && which % 4 != 1 {
        assert!(removal, "it waits for consent");
    }
    assert_ne!(after.name, b"choice", "nobody but us writes it");
    match (before.wanted, after.wanted) {
        (Wanted::Session, after) => assert_eq!(after, Wanted::Session),
        (Wanted::Seconds(asked), Wanted::Seconds(given)) => assert!(given <= asked.max(0)),
        (Wanted::Seconds(_), Wanted::Session) => {}
    }
    if let (Wanted::Seconds(given), b"session" | b"remember") = (after.wanted, after.name) {
        assert!(given <= LONGEST && after.is_plain(scene.now));
    }
    let again = outgoing(&scene, &left, &Sent::default()).map(Cow::into_owned);
    assert_eq!(again.as_deref(), Some(&*left));
});

//! A choice cookie: any text is no choice, and ours is only ours unchanged.

#![no_main]

mod school;

use libfuzzer_sys::fuzz_target;
use temoin_consent::{Decision, Exception, Key, cookie};

fuzz_target!(|input: (&str, Vec<&str>, Vec<&str>, u16, u8)| {
    let (any, granted, exceptions, place, other) = input;
    let (key, scene) = (Key::new([7; 32]), school::visitor(0));
    let read = |value: &str| cookie::decode(value, &key, &scene.register, scene.now);
    assert!(read(any).is_err(), "nobody else has the key");
    let id =
        |text: &&str| !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let granted: Vec<&str> = granted.into_iter().filter(id).take(8).collect();
    let mut decision: Decision = school::decision(&granted);
    decision.exceptions =
        exceptions.into_iter().filter(id).take(8).map(|text| Exception::Allow(text.to_owned())).collect();
    let value = cookie::encode(&decision, &key);
    assert_eq!(read(&value).as_ref(), Ok(&decision));
    let mut bytes = value.clone().into_bytes();
    let place = usize::from(place) % bytes.len();
    bytes[place] = other;
    if let Ok(changed) = String::from_utf8(bytes)
        && let Ok(found) = read(&changed)
    {
        // The last of the signature's letters holds bits that say nothing.
        assert_eq!(found, decision);
    }
});

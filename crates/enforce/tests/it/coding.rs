//! Bodies packed and unpacked: any bytes, however the network cut them, and nothing
//! that grows without bound.

use std::io::Read as _;

use flate2::Compression;
use flate2::read::{GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use temoin_enforce::coding::{Coding, Decoder, Encoder, Failed, Limits};

use crate::cases;

const ALL: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];

fn packed(coding: Coding, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new(coding);
    let mut out = encoder.push(bytes);
    out.extend(encoder.finish());
    out
}

/// What comes of `bytes`, pushed in pieces of `size`, and the longest piece of it.
fn unpacked(codings: &[Coding], limits: Limits, bytes: &[u8], size: usize) -> Result<(Vec<u8>, usize), Failed> {
    let mut decoder = Decoder::new(codings, limits);
    let (mut out, mut longest) = (Vec::new(), 0);
    for piece in bytes.chunks(size.max(1)) {
        decoder.push(piece);
        while let Some(piece) = decoder.pull()? {
            longest = longest.max(piece.len());
            out.extend(piece);
        }
    }
    decoder.finish()?;
    Ok((out, longest))
}

#[track_caller]
fn becomes(codings: &[Coding], bytes: &[u8], expected: Result<&[u8], Failed>) {
    for size in [1, 2, 7, 1460, bytes.len()] {
        let out = unpacked(codings, Limits::STREAMED, bytes, size).map(|(out, _)| out);
        assert_eq!(out, expected.map(<[u8]>::to_vec), "{codings:?}, cut by {size}");
    }
}

/// Text that repeats itself as pages do, and bytes that do not at all.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let text = ("[a-z<>/ ]{1,60}", 1..300usize).prop_map(|(text, times)| text.repeat(times).into_bytes());
    prop_oneof![text, prop::collection::vec(any::<u8>(), 0..4000)]
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn what_is_packed_comes_back_however_it_is_cut(
        bytes in body(), stack in prop::collection::vec(prop::sample::select(&ALL[..]), 1..3), size in 1..300usize,
    ) {
        let wire = stack.iter().fold(bytes.clone(), |bytes, coding| packed(*coding, &bytes));
        for size in [1, size, wire.len()] {
            let (out, _) = unpacked(&stack, Limits::STREAMED, &wire, size).expect("what was packed");
            prop_assert_eq!(&out, &bytes);
        }
    }

    #[test]
    fn what_was_flushed_can_all_be_read(pieces in prop::collection::vec("[a-z<>]{1,80}", 1..8)) {
        for coding in ALL {
            let (mut encoder, mut decoder) = (Encoder::new(coding), Decoder::new(&[coding], Limits::STREAMED));
            for piece in &pieces {
                let mut wire = encoder.push(piece.as_bytes());
                wire.extend(encoder.flush());
                decoder.push(&wire);
                let mut out = Vec::new();
                while let Some(piece) = decoder.pull().expect("what was packed") {
                    out.extend(piece);
                }
                prop_assert_eq!(&out[..], piece.as_bytes(), "{:?}", coding);
            }
            decoder.push(&encoder.finish());
            prop_assert_eq!(decoder.pull(), Ok(None));
            prop_assert_eq!(decoder.finish(), Ok(()));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        for coding in ALL {
            drop(unpacked(&[coding], Limits::STREAMED, &bytes, 13));
        }
    }
}

#[test]
fn members_follow_each_other_and_nothing_comes_of_what_follows_the_last() {
    for coding in [Coding::Gzip, Coding::Zstd] {
        let mut two = packed(coding, b"one ");
        two.extend(packed(coding, b"two"));
        becomes(&[coding], &two, Ok(b"one two"));
    }
    let mut skipped = packed(Coding::Zstd, b"one ");
    skipped.extend(b"\x5a\x2a\x4d\x18\x03\0\0\0abc");
    skipped.extend(packed(Coding::Zstd, b"two"));
    becomes(&[Coding::Zstd], &skipped, Ok(b"one two"));
    for coding in ALL {
        for garbage in [&b"\0\0\0"[..], b"<script src=x>", b"\x1f", b"\x1f\x8a\x08", b"\x28\xb5\x2f"] {
            let mut wire = packed(coding, b"a page");
            wire.extend(garbage);
            becomes(&[coding], &wire, Ok(b"a page"));
        }
    }
}

#[test]
fn both_forms_of_deflate_are_read() {
    let zlib = packed(Coding::Deflate, b"a page, a page, a page");
    becomes(&[Coding::Deflate], &zlib, Ok(b"a page, a page, a page"));
    becomes(&[Coding::Deflate], &zlib[2..], Ok(b"a page, a page, a page"));
}

#[test]
fn no_body_at_all_is_an_empty_one() {
    for coding in ALL {
        becomes(&[coding], b"", Ok(b""));
        becomes(&[coding], &packed(coding, b""), Ok(b""));
    }
    becomes(&[], b"as it is", Ok(b"as it is"));
}

#[test]
fn a_body_that_ends_too_early_is_known_to() {
    for coding in ALL {
        let wire = packed(coding, b"a page that goes on and on, and on");
        for end in 1..wire.len() {
            becomes(&[coding], &wire[..end], Err(Failed::Truncated(coding.name())));
        }
    }
    let wire = packed(Coding::Gzip, &packed(Coding::Gzip, b"a page"));
    becomes(&[Coding::Gzip, Coding::Gzip], &wire[..wire.len() - 1], Err(Failed::Truncated("gzip")));
}

#[test]
fn what_is_no_such_coding_is_refused() {
    for coding in [Coding::Gzip, Coding::Zstd] {
        becomes(&[coding], b"<!doctype html><title>A page</title>", Err(Failed::Garbled(coding.name())));
    }
    let mut wrong = packed(Coding::Gzip, b"a page");
    let checksum = wrong.len() - 8;
    wrong[checksum] ^= 1;
    let out = unpacked(&[Coding::Gzip], Limits::STREAMED, &wrong, 1);
    assert_eq!(out, Err(Failed::Garbled("gzip")), "its checksum does not hold");
}

/// A hundred megabytes of nothing, packed as tightly as can be.
fn bomb(coding: Coding) -> Vec<u8> {
    let nothing = vec![0; 100 << 20];
    let mut out = Vec::new();
    let packed = match coding {
        Coding::Gzip => GzEncoder::new(&nothing[..], Compression::best()).read_to_end(&mut out),
        Coding::Deflate => ZlibEncoder::new(&nothing[..], Compression::best()).read_to_end(&mut out),
        Coding::Brotli | Coding::Zstd => {
            out = packed(coding, &nothing);
            Ok(out.len())
        }
    };
    packed.expect("any bytes can be packed");
    out
}

#[test]
fn a_bomb_is_put_out_after_its_first_megabyte() {
    for coding in ALL {
        let wire = bomb(coding);
        assert!(wire.len() < (100 << 20) / 200, "{coding:?}: {} bytes", wire.len());
        let mut decoder = Decoder::new(&[coding], Limits::STREAMED);
        decoder.push(&wire);
        let mut came = 0;
        let failed = loop {
            match decoder.pull() {
                Ok(Some(piece)) => {
                    assert!(piece.len() <= 32 << 10, "{coding:?}: a piece of {} bytes", piece.len());
                    came += piece.len();
                }
                Ok(None) => panic!("{coding:?}: it all came"),
                Err(failed) => break failed,
            }
        };
        assert_eq!(failed, Failed::Bomb(coding.name()));
        assert!(came <= (1 << 20) + 200 * wire.len(), "{coding:?}: {came} bytes came of {}", wire.len());
    }
    let twice = packed(Coding::Gzip, &bomb(Coding::Gzip));
    let out = unpacked(&[Coding::Gzip, Coding::Gzip], Limits::STREAMED, &twice, 1460);
    assert_eq!(out, Err(Failed::Bomb("gzip")));
}

/// `bytes`, packed in members of so many each.
fn in_members(bytes: &[u8], of: usize) -> Vec<u8> {
    bytes.chunks(of).flat_map(|piece| packed(Coding::Gzip, piece)).collect()
}

#[test]
fn codings_that_are_stacked_do_not_multiply_what_may_come() {
    let body = vec![0; 10 << 20];
    let (once, limits) = (in_members(&body, 4 << 10), Limits::STREAMED);
    let (out, _) = unpacked(&[Coding::Gzip], limits, &once, 1460).expect("a hundredth, as tables of blanks");
    assert_eq!(out.len(), body.len());
    let twice = in_members(&once, 2 << 10);
    let ratio = twice.len() as u64 * limits.ratio;
    assert!((once.len() as u64) < ratio && (body.len() as u64) > ratio, "{} bytes of {}", twice.len(), once.len());
    let (mut decoder, mut came) = (Decoder::new(&[Coding::Gzip; 2], limits), 0);
    decoder.push(&twice);
    let failed = loop {
        match decoder.pull() {
            Ok(piece) => came += piece.expect("it does not all come").len() as u64,
            Err(failed) => break failed,
        }
    };
    assert_eq!(failed, Failed::Bomb("gzip"));
    assert!(came <= limits.free + ratio, "{came} bytes came of {}", twice.len());
}

#[test]
fn what_is_kept_whole_has_a_bound_of_its_own() {
    let limits = Limits { most: Some(1000), ..Limits::STREAMED };
    let wire = packed(Coding::Brotli, &[7; 1001]);
    assert_eq!(unpacked(&[Coding::Brotli], limits, &wire, 1), Err(Failed::Bomb("br")));
    let wire = packed(Coding::Brotli, &[7; 1000]);
    assert!(unpacked(&[Coding::Brotli], limits, &wire, 1).is_ok());
}

#[test]
fn a_body_that_was_left_in_its_middle_does_no_harm_to_the_next() {
    let text: Vec<u8> = (0..40_000_u32).flat_map(u32::to_le_bytes).collect();
    for left in [1, 300, 1000, 100_000] {
        for _ in 0..8 {
            let mut encoder = Encoder::new(Coding::Gzip);
            drop(encoder.push(&text[..left]));
        }
        for _ in 0..8 {
            becomes(&[Coding::Gzip], &packed(Coding::Gzip, &text), Ok(&text));
        }
    }
}

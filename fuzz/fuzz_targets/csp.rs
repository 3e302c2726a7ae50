//! A content policy of the site: any text. What we insert, it says; what we
//! add to it is all that changes.

#![no_main]

mod school;

use libfuzzer_sys::fuzz_target;
use temoin_enforce::csp::{Insertion, permitted_by, with_hashes};

fuzz_target!(|policies: Vec<&str>| {
    let page = school::visitor(0).page;
    let permitted = permitted_by(&page, policies.iter().copied());
    for insertion in [&permitted.style, &permitted.script, &permitted.file] {
        if let Insertion::Inline(Some(nonce)) | Insertion::External(Some(nonce)) = insertion {
            assert!(policies.iter().any(|policy| policy.contains(nonce)));
            assert!(nonce.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>&;,".contains(&byte)));
        }
    }
    assert!(!matches!(permitted.file, Insertion::Inline(_)));
    assert_ne!(permitted.style, Insertion::Hashed);
    for policy in &policies {
        if let Some(edited) = with_hashes(&page, policy, &["sha256-TEMOIN="]) {
            assert_eq!(
                edited.replace(" 'sha256-TEMOIN='", "").split_ascii_whitespace().collect::<String>(),
                policy.replace(" 'sha256-TEMOIN='", "").split_ascii_whitespace().collect::<String>()
            );
        }
    }
});

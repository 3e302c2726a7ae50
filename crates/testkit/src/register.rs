//! Registers that are their text alone, and the small school that walls are
//! tried on: by tests of pure crates and by fuzzing, which open no file.

use std::io;
use std::sync::Arc;

use temoin_register::{Files, REGISTER, Register};

/// A directory that holds a register of this text, and nothing else.
pub struct Text<T>(pub T);

impl<T: AsRef<str>> Files for Text<T> {
    fn read(&self, path: &str) -> io::Result<String> {
        if path == REGISTER { Ok(self.0.as_ref().to_owned()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

/// The register of this text, which has no mistake.
#[track_caller]
pub fn register(text: &str) -> Arc<Register> {
    let read = Register::read(&Text(text));
    Arc::new(read.unwrap_or_else(|wrong| panic!("{:#?}\n{}", wrong.problems, wrong.source.text)))
}

/// The school that says who it is, what it asks consent for, and what these
/// `sections` declare.
#[track_caller]
pub fn school(sections: &str) -> Arc<Register> {
    register(&format!("{SCHOOL}{PURPOSES}{sections}"))
}

/// Who the school is: every register that is made in a test may begin so.
pub const SCHOOL: &str = r#"
schema = 1
[site]
id = "school"
name = "École"
urls = ["https://www.school.example/", "http://127.0.0.1/"]
[controller]
name = "École"
[consent]
cookie = "choice"
"#;

/// Two purposes that are exempt, and two that need consent.
const PURPOSES: &str = r#"
[[purpose]]
id = "sign-in"
exempt = "authentication"
title = "Connexion"
[[purpose]]
id = "measure"
exempt = "audience-measurement"
title = "Comptage"
[[purpose]]
id = "audience"
consent = "required"
title = "Mesure d'audience"
aliases = ["analytics", "statistics", "C0002"]
[[purpose]]
id = "functional"
consent = "required"
title = "Vidéos"
aliases = ["preferences", "C0003"]
"#;

/// What the school uses: services and trackers of each purpose.
pub const DECLARED: &str = r#"
[[service]]
id = "sso"
title = "SSO"
purpose = "sign-in"
hosts = ["sso.example"]
[[service]]
id = "stats"
title = "Stats"
purpose = "audience"
hosts = ["stats.example", "*.stats.example"]
aliases = ["c:stats-abc", "Stats & Co"]
inline = ["gtag("]
[[service]]
id = "matomo"
title = "Matomo"
purpose = "audience"
paths = ["/matomo/"]
[[service]]
id = "video"
title = "Vidéo"
purpose = "functional"
hosts = ["video.example"]
aliases = ["youtube"]
embed = "click-to-load"
[[tracker]]
name = "session"
purpose = "sign-in"
lifetime = "session"
[[tracker]]
name = "remember"
purpose = "sign-in"
lifetime = "30 days"
[[tracker]]
name = "_pk_id.*"
purpose = "measure"
lifetime = "13 months"
[[tracker]]
name = "_st*"
service = "stats"
lifetime = "13 months"
[[tracker]]
name = "seen"
purpose = "functional"
"#;

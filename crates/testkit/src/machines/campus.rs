//! A site that people sign in to, and that says who they are to what stands
//! before it.

use super::origin::{Answer, Asked, Origin};

/// A campus on a free port. `/login?name=alice` signs in, `/logout` signs out;
/// any other path is a page that names who is signed in and whose script for the
/// audience waits for consent: it leaves the cookie `_st`, and counts in
/// `window.ran`.
#[derive(Clone)]
pub struct Campus(Origin);

impl Campus {
    /// A campus that nobody is signed in to.
    pub fn start() -> Self {
        Self(Origin::start(answer))
    }

    /// Its address, for `--upstream`.
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// Everything that reached it.
    pub fn asked(&self) -> Vec<Asked> {
        self.0.asked()
    }
}

fn answer(asked: &Asked) -> Answer {
    if let Some(name) = asked.path.strip_prefix("/login?name=") {
        return moved(&format!("sid={name}; Path=/; HttpOnly"));
    }
    if asked.path == "/logout" {
        return moved("sid=; Path=/; Max-Age=0");
    }
    let cookies = asked.header("cookie").unwrap_or_default();
    let who = cookies.split("; ").find_map(|pair| pair.strip_prefix("sid="));
    let page = format!(
        "<!doctype html><html lang=\"fr\"><head><title>Campus</title></head><body><h1>Campus</h1><p id=\"who\">{}</p>\
         <script type=\"text/plain\" data-purpose=\"audience\">\
         window.ran = (window.ran ?? 0) + 1; document.cookie = '_st=1; path=/; max-age=600'</script>",
        who.unwrap_or("personne"),
    );
    match who {
        Some(who) => Answer::html(&[&format!("Temoin-Subject: {who}")], &page),
        None => Answer::html(&[], &page),
    }
}

fn moved(cookie: &str) -> Answer {
    Answer::of("303 See Other", &["Location: /", &format!("Set-Cookie: {cookie}")], b"")
}

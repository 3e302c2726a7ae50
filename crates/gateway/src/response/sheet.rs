//! A style sheet: made for a visitor, if anything in it waits for anyone.
//!
//! Most sheets name nothing but the site, and are kept by browsers for a year.
//! So a sheet is read before it leaves: one in which nothing would wait for
//! whoever may least leaves as it came, with all that the origin says of it.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http::header::LAST_MODIFIED;
use http::response::Parts;
use temoin_enforce::coding::{Coding, Limits};
use temoin_enforce::css::Rewriter;

use super::{broken_off, has_body, strictest, undone, without_body};
use crate::Gateway;
use crate::body::{Body, Shaper, Stage, Whole, beginning, full};
use crate::proxy::Refused;
use crate::request::Asked;

/// The longest sheet that is read before it leaves, as it comes.
const READ: usize = 512 * 1024;
/// The same, once it is unpacked.
const UNPACKED: usize = 4 << 20;

impl Gateway {
    pub(super) async fn made_sheet(
        &self,
        mut parts: Parts,
        body: Body,
        asked: &Asked,
        charset: Option<&str>,
    ) -> Result<Response<Body>, Refused> {
        let undone = undone(&parts)?;
        if !has_body(&parts, asked) {
            self.made_for(&mut parts, asked, &self.variant(asked), None);
            return Ok(without_body(parts));
        }
        let (came, rest) = beginning(body, READ + 1).await.map_err(broken_off)?;
        if rest.is_none() && waits_for_nobody(&came, &undone, asked, charset) {
            self.variant(asked).wrap_common(&mut parts.headers);
            // What was there at a time is not asked about: see `variant`.
            parts.headers.remove(LAST_MODIFIED);
            return Ok(Response::from_parts(parts, full(came)));
        }
        let done = self.packed_in(asked, None);
        self.made_for(&mut parts, asked, &self.variant(asked), done);
        let rewriter = Rewriter::new(&asked.scene, charset);
        let mut stage = Stage::new(&undone, Limits::STREAMED, Shaper::Sheet(Box::new(rewriter)), done);
        stage.push(came);
        self.streamed(parts, rest, stage).await
    }
}

/// Whether nothing in a sheet would be changed for anyone.
fn waits_for_nobody(came: &Bytes, undone: &[Coding], asked: &Asked, charset: Option<&str>) -> bool {
    let strictest = Arc::new(strictest(&asked.scene));
    let stage = Stage::new(undone, Limits::STREAMED, Shaper::After(Bytes::new()), None);
    let Ok(Whole::Made(plain)) = stage.whole(came, UNPACKED) else { return false };
    let mut rewriter = Rewriter::new(&strictest, charset);
    let mut made = rewriter.push(&plain);
    made.extend(rewriter.finish());
    made == plain
}

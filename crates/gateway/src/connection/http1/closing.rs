//! The end of a connection: what is refused is said, and not lost on the way.

use http_body_util::BodyExt as _;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::connection::Limits;
use crate::connection::answer::refuse;
use crate::framing::Refusal;
use crate::guarded::Guarded;

/// What is thrown away of what still comes when we close.
const LINGER: usize = 64 * 1024;

/// Says what is refused, closes, and throws away what is still `unread`:
/// closing with that resets the connection, and the answer is lost with it.
pub(super) async fn close<Io>(mut guarded: Guarded<Io>, limits: Limits, unread: bool)
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let refusal = guarded.refusal_to_say();
    let io = guarded.inner();
    let said = async {
        if let Some(refusal) = refusal {
            io.write_all(&written(refusal).await).await?;
        }
        io.shutdown().await
    };
    if !matches!(timeout(limits.stall, said).await, Ok(Ok(()))) || !unread {
        return;
    }
    let thrown_away = async {
        let (mut room, mut left) = ([0; 1024], LINGER);
        while let Ok(read @ 1..) = io.read(&mut room).await {
            left = left.saturating_sub(read);
            if left == 0 {
                return;
            }
        }
    };
    let _ = timeout(limits.linger, thrown_away).await;
}

/// A refusal in HTTP/1, by hand: there is no parser that would write it.
async fn written(refusal: Refusal) -> Vec<u8> {
    let (parts, body) = refuse(refusal).into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\nconnection: close\r\ncontent-length: {length}\r\n",
        status = parts.status.as_u16(),
        length = body.len(),
    );
    let mut out = head.into_bytes();
    for (name, value) in &parts.headers {
        out.extend_from_slice(name.as_str().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&body);
    out
}

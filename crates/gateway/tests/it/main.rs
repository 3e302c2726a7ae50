//! What the gateway does with bytes, without a socket.

mod framing;
mod oracle;

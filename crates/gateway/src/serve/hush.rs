//! A listener that still answers those it knows, and nobody new.
//!
//! The kernel shakes hands in our place and keeps who came in a queue; closing
//! the listener resets them all, also those who arrive between our last look
//! and the close. So the kernel is first told to drop the packets that begin a
//! connection: the queue can then be emptied for good. Whoever was dropped asks
//! again after a second, and finds the port closed, or the next process on it.

use std::io;

use tokio::net::TcpListener;

/// Stops new connections without closing the listener.
#[cfg(target_os = "linux")]
pub(super) fn hush(listener: &TcpListener) -> io::Result<()> {
    use socket2::{SockFilter, SockRef};

    // What follows is classic BPF, read over the TCP header.
    const LOAD_BYTE: u16 = 0x30;
    const JUMP_IF_SET: u16 = 0x45;
    const RETURN: u16 = 0x06;
    const FLAGS: u32 = 13;
    const SYN: u32 = 0x02;
    let drop_beginnings = [
        SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
        SockFilter::new(JUMP_IF_SET, 0, 1, SYN),
        SockFilter::new(RETURN, 0, 0, 0),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
    ];
    SockRef::from(listener).attach_filter(&drop_beginnings)
}

/// Only Linux can be told so.
#[cfg(not(target_os = "linux"))]
pub(super) fn hush(_: &TcpListener) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

//! The gateway beside other proxies: what a request costs, what waiting it adds, what
//! memory it holds.
//!
//! The peers only pass on, which is what nginx's users have today; the ratio says what the
//! walls cost them. Clients and origin are ours, raw and cheap, and the same for everybody.

mod callgrind;
mod client;
mod contestants;
mod instructions;
mod latency;
mod memory;
mod message;
mod origin;
mod page;
mod walls;

pub(crate) use instructions::instructions;
pub(crate) use latency::latency;
pub(crate) use memory::memory;

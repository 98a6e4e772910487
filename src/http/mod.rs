//! Owns HTTP: the one client builder, TLS, proxies, retries, limits, and which step failed; and the listener that a browser is
//! sent back to. The only room that knows the foreign client. Refuses to follow a redirect, ever, and to know what the API means.

mod answer;
mod callback;
mod classify;
mod client;
mod error;
mod loopback;
mod pace;
mod preconnect;
mod request;
mod retry;
mod run;
mod settings;
mod skew;
pub mod tls;
pub mod way;

pub use answer::Answer;
pub use callback::{Callback, CallbackError, Page, Visit};
pub use client::{HttpClient, host_of, is_loopback};
pub use error::{HttpError, TlsProblem};
pub use loopback::{Loopback, LoopbackError};
pub use pace::{Allowance, PaceFigures};
pub use request::Request;
pub use run::{Interrupted, Unbroken, run};
pub use settings::HttpSettings;

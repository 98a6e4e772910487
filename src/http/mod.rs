//! Owns HTTP: the one client builder, TLS, proxies, retries, limits, and which step failed. The only room that knows the
//! foreign client. Refuses to follow a redirect, ever, and to know what the API means.

mod answer;
mod classify;
mod client;
mod error;
mod pace;
mod preconnect;
mod request;
mod retry;
mod run;
mod settings;
pub mod tls;

pub use answer::Answer;
pub use client::{HttpClient, host_of, is_loopback};
pub use error::{HttpError, TlsProblem};
pub use pace::{Allowance, PaceFigures};
pub use request::Request;
pub use run::{Interrupted, run};
pub use settings::HttpSettings;

//! Owns the runtime: one thread that drives all connections, ended by Ctrl-C.

use std::future::Future;

/// The person pressed Ctrl-C, or the runtime could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    #[error("interrupted")]
    ByPerson,
    #[error("the system does not let this program wait for the network")]
    NoRuntime,
}

/// Drives a future to its end on one thread. Ctrl-C drops it where it stands.
pub fn run<T>(future: impl Future<Output = T>) -> Result<T, Interrupted> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|_| Interrupted::NoRuntime)?;
    let result = runtime.block_on(async {
        tokio::select! {
            value = future => Ok(value),
            _ = tokio::signal::ctrl_c() => Err(Interrupted::ByPerson),
        }
    });
    // A thread that waits for a prompt or a lock must not keep the program.
    runtime.shutdown_background();
    result
}

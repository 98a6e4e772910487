//! Owns what is told when a sandbox cannot be started.

use super::explain::Explanation;
use super::verdict::Exit;
use crate::sandbox::{DataError, SandboxError};

/// Explains the errors of the sandbox.
pub(super) fn explain(error: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if let Some(error) = error.downcast_ref::<DataError>() {
        let hint = match error {
            DataError::Read { .. } => "check the path and the permissions of the data file",
            DataError::TooLarge { .. } => "serve fewer workspaces; `repeat` makes many things of one line",
            DataError::Malformed { .. } => {
                "mend the data file at this place, or leave `--data` out for the sample firm"
            }
            DataError::Inconsistent { .. } => "mend the data file, or leave `--data` out for the sample firm",
        };
        return Some(Explanation { exit: Exit::Usage, code: "sandbox.data", hints: vec![hint.to_owned()] });
    }
    let error = error.downcast_ref::<SandboxError>()?;
    let (code, hint) = match error {
        SandboxError::PortInUse { .. } => {
            ("sandbox.port-in-use", "choose another port, or leave `--port` out to take a free one")
        }
        SandboxError::Listen { .. } => {
            ("sandbox.listen", "choose a port above 1023, or leave `--port` out to take a free one")
        }
        SandboxError::Data(_) => ("sandbox.data", "mend the firm that is served"),
        SandboxError::Thread(_) | SandboxError::Randomness(_) => {
            ("sandbox.start", "check the limits of this system, and run the command again")
        }
    };
    Some(Explanation { exit: Exit::Usage, code, hints: vec![hint.to_owned()] })
}

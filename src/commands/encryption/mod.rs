//! Runs `imctl encryption`: sets up and shows the encryption of the tokens.

mod init;
mod seed_input;
mod status;

use super::stage::Stage;
use crate::cli::encryption::{EncryptionArgs, EncryptionCommand};
use crate::failure::verdict::Verdict;

/// Runs the subcommand.
pub(crate) fn run(args: &EncryptionArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    match &args.command {
        EncryptionCommand::Init(args) => init::run(args, stage),
        EncryptionCommand::Status => status::run(stage),
    }
}

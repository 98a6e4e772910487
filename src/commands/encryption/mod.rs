//! Runs `imctl encryption`: sets up and shows the encryption of the tokens.

mod certificate_input;
mod init;
mod rotate;
mod seed_input;
mod status;

use super::stage::Stage;
use crate::cli::encryption::{EncryptionArgs, EncryptionCommand};
use crate::failure::verdict::Verdict;
use crate::vault::certificate::Certificate;

/// Runs the subcommand.
pub(crate) fn run(args: &EncryptionArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    match &args.command {
        EncryptionCommand::Init(args) => init::run(args, stage),
        EncryptionCommand::Rotate(args) => rotate::run(args, stage),
        EncryptionCommand::Status => status::run(stage),
    }
}

/// Warns of a certificate that is past its time.
fn warn_of_dates(certificate: &Certificate, stage: &mut Stage<'_>) {
    if certificate.is_expired(stage.world.clock.now()) {
        stage.warn("the certificate has expired; it still opens the vault, but have it renewed");
    }
}

/// Names the key derivation.
fn derivation(rounds: u32) -> String {
    format!("PBKDF2-HMAC-SHA512, {rounds} rounds")
}

//! Owns the options of `encryption`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `imctl encryption …`.
#[derive(Args, Debug)]
pub struct EncryptionArgs {
    #[command(subcommand)]
    pub command: EncryptionCommand,
}

/// One variant a subcommand of `encryption`.
#[derive(Subcommand, Debug)]
pub enum EncryptionCommand {
    /// Make or take certificate and seed, and make the vault; never overwrites one
    Init(InitArgs),
    /// Show whether encryption is set up, with what, what is sealed, and whether it opens
    Status,
}

/// Options of `imctl encryption init`.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// Certificate to use (PEM or DER; RSA of 2048 bits or more, or P-256) [default: one is made]
    #[arg(long, value_name = "FILE", requires = "private_key", conflicts_with = "pkcs12")]
    pub certificate: Option<PathBuf>,

    /// Private key of that certificate (PEM; readable by you alone)
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub private_key: Option<PathBuf>,

    /// PKCS#12 file with certificate and private key; its password is asked for
    #[arg(long, value_name = "FILE")]
    pub pkcs12: Option<PathBuf>,

    /// File that holds the seed, `-` for standard input [default: where `[encryption]` says, else it is asked for]
    #[arg(long, value_name = "FILE", conflicts_with = "generate_seed")]
    pub seed_file: Option<PathBuf>,

    /// Make a seed; it is shown once on the terminal, or written to `--seed-out`
    #[arg(long)]
    pub generate_seed: bool,

    /// New file for the seed that is made, readable by you alone
    #[arg(long, value_name = "FILE", requires = "generate_seed")]
    pub seed_out: Option<PathBuf>,
}

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
    /// Seal everything anew under another seed, another certificate, or both
    ///
    /// Without options a new seed is asked for. The old seed and the old private key open nothing afterwards. A rotation that was
    /// cut off is brought to its end by running it again; at each moment the old or the new vault opens.
    Rotate(RotateArgs),
    /// Show whether encryption is set up, with what, what is sealed, and whether it opens
    Status,
}

/// Options of `imctl encryption init`.
#[derive(Args, Debug)]
pub struct InitArgs {
    #[command(flatten)]
    pub certificate: CertificateOptions,

    /// File that holds the seed, `-` for standard input [default: where `[encryption]` says, else it is asked for]
    #[arg(long, value_name = "FILE", conflicts_with = "generate_seed")]
    pub seed_file: Option<PathBuf>,

    #[command(flatten)]
    pub made: MadeSeedOptions,
}

/// Options of `imctl encryption rotate`.
#[derive(Args, Debug)]
pub struct RotateArgs {
    /// File that holds the new seed, `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["generate_seed", "ask_seed"])]
    pub seed_file: Option<PathBuf>,

    /// Ask for the new seed at the terminal, twice [default, unless an option brings seed or certificate]
    #[arg(long, conflicts_with = "generate_seed")]
    pub ask_seed: bool,

    #[command(flatten)]
    pub made: MadeSeedOptions,

    /// Put the new seed where `[encryption]` says that it is kept: its file or the keyring [default: you change it there]
    #[arg(long)]
    pub store_seed: bool,

    /// File that holds the present seed, `-` for standard input [default: where `[encryption]` says]
    #[arg(long, value_name = "FILE")]
    pub old_seed_file: Option<PathBuf>,

    /// Make a new private key and certificate
    #[arg(long, conflicts_with_all = ["certificate", "pkcs12", "password_file", "password_variable"])]
    pub make_certificate: bool,

    #[command(flatten)]
    pub certificate: CertificateOptions,

    /// Only bring a rotation that was cut off to its end
    #[arg(long, conflicts_with_all = [
        "seed_file", "ask_seed", "generate_seed", "store_seed", "old_seed_file", "make_certificate", "certificate", "pkcs12",
    ])]
    pub finish: bool,
}

/// Where a certificate and its private key are taken from.
#[derive(Args, Debug)]
pub struct CertificateOptions {
    /// Certificate to use (PEM or DER; RSA of 2048 bits or more, or P-256)
    #[arg(long, value_name = "FILE", requires = "private_key", conflicts_with = "pkcs12")]
    pub certificate: Option<PathBuf>,

    /// Private key of that certificate (PEM or DER: PKCS#8, also under a password, PKCS#1 or SEC1; readable by you alone)
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub private_key: Option<PathBuf>,

    /// PKCS#12 file with certificate and private key (readable by you alone)
    #[arg(long, value_name = "FILE")]
    pub pkcs12: Option<PathBuf>,

    /// File that holds the password of the private key or PKCS#12 file, `-` for standard input [default: it is asked for]
    #[arg(long, value_name = "FILE", conflicts_with = "password_variable")]
    pub password_file: Option<PathBuf>,

    /// Environment variable that holds that password
    #[arg(long, value_name = "VARIABLE")]
    pub password_variable: Option<String>,
}

/// How a seed is made, and where it goes.
#[derive(Args, Debug)]
pub struct MadeSeedOptions {
    /// Make a seed; it is shown once on the terminal, or written to `--seed-out`
    #[arg(long)]
    pub generate_seed: bool,

    /// New file for the seed that is made, readable by you alone
    #[arg(long, value_name = "FILE", requires = "generate_seed")]
    pub seed_out: Option<PathBuf>,
}

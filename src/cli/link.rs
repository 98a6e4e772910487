//! Owns the options of `link`, `status` and `unlink`.

use clap::Args;

/// Options of `imctl link`.
#[derive(Args, Debug)]
pub struct LinkArgs {
    /// Exchange the credentials, but store nothing
    #[arg(long)]
    pub dry_run: bool,

    /// With grant `authorization_code`: open no browser, only show the address to sign in at
    #[arg(long)]
    pub no_browser: bool,

    /// With grant `authorization_code`: seconds to wait for the sign-in [default: 300]
    #[arg(long, value_name = "SECS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub wait: Option<u64>,
}

/// Options of `imctl status`.
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// Renew the tokens now and ask the server who they are for; otherwise nothing leaves this machine
    #[arg(long)]
    pub check: bool,
}

/// Options of `imctl unlink`.
#[derive(Args, Debug)]
pub struct UnlinkArgs {
    /// Forget the tokens here only; do not revoke them at iManage
    #[arg(long)]
    pub local: bool,
}

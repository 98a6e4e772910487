//! Owns the options of `demo`.

use std::path::PathBuf;

use clap::Args;

/// Options of `imctl demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Keep what the demo writes in this folder, which must be new or empty
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

//! Owns the options of `completions` and `man`.

use clap::{Args, ValueEnum};

/// Options of `imctl completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell to complete for
    pub shell: Shell,
}

/// Options of `imctl man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// The subcommand whose page is wanted, such as `resolve` or `config show` [default: imctl itself]
    #[arg(num_args = 0..=2)]
    pub command: Vec<String>,
}

/// The shells that completions are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Elvish,
}

impl Shell {
    /// All shells with the name of the committed file.
    pub const FILES: [(Shell, &'static str); 5] = [
        (Shell::Bash, "imctl.bash"),
        (Shell::Zsh, "_imctl"),
        (Shell::Fish, "imctl.fish"),
        (Shell::PowerShell, "_imctl.ps1"),
        (Shell::Elvish, "imctl.elv"),
    ];
}

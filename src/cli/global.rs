//! Owns the options that every subcommand takes. Variables are not read here but through `sys/env.rs`, so that a
//! made-up world needs no real environment.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

/// The form of the answer on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people: aligned, coloured on a terminal
    Human,
    /// For shell scripts: one thing a line, never cut
    Plain,
    /// One JSON document
    Json,
    /// One JSON document a line
    Ndjson,
    /// Comma-separated values with a header
    Csv,
    /// JUnit XML, for CI systems (`check-prereqs`)
    Junit,
    /// Test Anything Protocol (`check-prereqs`)
    Tap,
    /// Markdown, for issues and wikis (`check-prereqs`)
    Markdown,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set or TERM is dumb
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Options of every subcommand.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Configuration file [default: ./imctl.toml, then the user's configuration folder; env: IMCTL_CONFIG]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]
    #[arg(short, long, global = true, value_name = "NAME")]
    pub environment: Option<String>,

    /// Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]
    #[arg(short, long, global = true, value_name = "FORM")]
    pub output: Option<Form>,

    /// Tell more on stderr; repeat for more still
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,

    /// Tell nothing on stderr but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// When to use colour [default: auto]
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<ColorChoice>,

    /// Never ask; fail where a prompt would be needed
    #[arg(long, global = true)]
    pub no_input: bool,

    /// Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]
    #[arg(long, global = true, value_name = "SECS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,

    /// Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]
    #[arg(long, global = true, value_name = "URL")]
    pub proxy: Option<String>,

    /// Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// Most connections at once [default: 8; env: IMCTL_CONCURRENCY]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub concurrency: Option<u16>,
}

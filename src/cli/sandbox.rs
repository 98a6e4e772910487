//! Owns the options of `sandbox`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

/// The names that `--fault` takes; a test compares them with those the sandbox knows.
pub const FAULTS: [&str; 26] = [
    "invalid-client",
    "application-disabled",
    "grant-not-allowed",
    "user-not-allowed",
    "customer-not-registered",
    "html-sign-in",
    "server-error",
    "unavailable-once",
    "slow",
    "truncated",
    "huge",
    "deep-json",
    "wrong-content-type",
    "redirect",
    "unauthorized-once",
    "unauthorized-every-third",
    "unauthorized-always",
    "token-dies",
    "unavailable-every-tenth",
    "unavailable-always",
    "rate-limited",
    "rate-limited-once",
    "page-repeats",
    "total-lies",
    "no-totals",
    "list-refused",
];

/// The names that `--grants` takes.
pub const GRANTS: [&str; 4] = ["client_credentials", "refresh_token", "password", "authorization_code"];

/// Options of `imctl sandbox`.
#[derive(Args, Debug)]
pub struct SandboxArgs {
    /// Port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// Serve the firm of this JSON file in place of the sample firm
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,

    /// Client id that the server knows
    #[arg(long, value_name = "ID", default_value = "imctl-sandbox")]
    pub client_id: String,

    /// Write the client secret to this new file, readable by you alone, and do not print it
    #[arg(long, value_name = "FILE")]
    pub secret_out: Option<PathBuf>,

    /// Seconds an access token lives without being used
    #[arg(long, value_name = "SECS", default_value_t = 1800, value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    pub token_life: u64,

    /// Whether refresh tokens are given
    #[arg(long, value_name = "WHETHER", default_value = "on")]
    pub refresh_tokens: Switch,

    /// Give a new refresh token on each use; the old one dies at once
    #[arg(long)]
    pub rotate_refresh_tokens: bool,

    /// Seconds a refresh token lives, used or not [default: 365 days]
    #[arg(long, value_name = "SECS", value_parser = clap::value_parser!(u64).range(1..=315_360_000))]
    pub refresh_life: Option<u64>,

    /// Send browsers back to registered redirect URIs only, compared to the letter
    #[arg(long)]
    pub exact_redirects: bool,

    /// Shape of lists: `data` as an array, as an object with `results`, or as documented for each endpoint
    #[arg(long, value_name = "SHAPE", default_value = "documented")]
    pub lists: Lists,

    /// Answer of a search without a match: 200 and an empty list, or 404 NRC_NO_RECORD
    #[arg(long, value_name = "ANSWER", default_value = "ok")]
    pub empty: Empty,

    /// Milliseconds to wait before each answer
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=600_000))]
    pub latency: u64,

    /// Grants allowed to the application, separated by commas [default: all]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = PossibleValuesParser::new(GRANTS))]
    pub grants: Vec<String>,

    /// Let something go wrong; repeat for more
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(FAULTS))]
    pub fault: Vec<String>,

    /// Where faults of whole answers (html-sign-in, server-error, slow, redirect …) apply
    #[arg(long, value_name = "PLACE", default_value = "all")]
    pub fault_place: Place,

    /// Allow this many API calls in ten seconds, and tell what is left in `x-ratelimit-…` headers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_limit: Option<u32>,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// The shape of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lists {
    Array,
    Results,
    Documented,
}

/// The answer of a search without a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Empty {
    Ok,
    NotFound,
}

/// Where faults apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Place {
    Token,
    Api,
    All,
}

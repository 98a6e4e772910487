//! Owns the judgement of a run, and the exit codes (CONTRACT 9).

/// An exit code with its name. The output format never changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, and the answer is good (warnings allowed).
    Ok = 0,
    /// It ran, and the answer is no.
    Findings = 1,
    /// Wrong options; a prompt needed but not possible.
    Usage = 2,
    /// Configuration file missing, unreadable, invalid.
    Config = 3,
    /// Credentials or grant refused, not linked, access denied.
    Auth = 4,
    /// Keyring, certificate, seed or vault unusable.
    Store = 5,
    /// DNS, connect, proxy, TLS, time-out.
    Network = 6,
    /// 5xx or 429 beyond the retries, or an answer that cannot be read.
    Remote = 7,
    /// Nothing, or not surely the right one.
    NotFound = 8,
    /// Several where one was required.
    Ambiguous = 9,
    /// Partly done.
    Incomplete = 10,
    /// `--strict`, and warnings only.
    Warnings = 11,
    /// Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// All exit codes, in order.
    pub const ALL: [Exit; 13] = [
        Exit::Ok,
        Exit::Findings,
        Exit::Usage,
        Exit::Config,
        Exit::Auth,
        Exit::Store,
        Exit::Network,
        Exit::Remote,
        Exit::NotFound,
        Exit::Ambiguous,
        Exit::Incomplete,
        Exit::Warnings,
        Exit::Interrupted,
    ];

    /// Tells the name that the documents use.
    pub fn name(self) -> &'static str {
        match self {
            Exit::Ok => "ok",
            Exit::Findings => "findings",
            Exit::Usage => "usage",
            Exit::Config => "config",
            Exit::Auth => "auth",
            Exit::Store => "store",
            Exit::Network => "network",
            Exit::Remote => "remote",
            Exit::NotFound => "not-found",
            Exit::Ambiguous => "ambiguous",
            Exit::Incomplete => "incomplete",
            Exit::Warnings => "warnings",
            Exit::Interrupted => "interrupted",
        }
    }
}

/// The judgement of a run that came to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    Findings,
    /// The configuration that was looked at is invalid.
    ConfigInvalid,
    Denied,
    Unreachable,
    Unanswered,
    StoreUnusable,
    NotFound,
    Ambiguous,
    Incomplete,
    Warnings,
}

impl Verdict {
    /// Tells the exit code.
    pub fn exit(self) -> Exit {
        match self {
            Verdict::Ok => Exit::Ok,
            Verdict::Findings => Exit::Findings,
            Verdict::ConfigInvalid => Exit::Config,
            Verdict::Denied => Exit::Auth,
            Verdict::StoreUnusable => Exit::Store,
            Verdict::Unreachable => Exit::Network,
            Verdict::Unanswered => Exit::Remote,
            Verdict::NotFound => Exit::NotFound,
            Verdict::Ambiguous => Exit::Ambiguous,
            Verdict::Incomplete => Exit::Incomplete,
            Verdict::Warnings => Exit::Warnings,
        }
    }
}

//! Lists what is typed: for every subcommand the command lines that reach its ways. A subcommand without any fails a test.

use clap::Command;

/// The command lines of a subcommand.
pub struct Lines {
    /// Words of the tree, such as `encryption init`.
    pub subcommand: &'static str,
    /// What follows them; `{folder}` is the run's own.
    pub arguments: &'static [&'static [&'static str]],
    pub reach: Reach,
}

/// How far a subcommand goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// No further than the command line and the configuration.
    Nowhere,
    /// Seed, private key and vault.
    Store,
    /// The server.
    Server,
    /// It starts processes or serves, and is run as a process itself.
    Process,
}

const RESOLVE: &[&[&str]] = &[
    &[
        "--repository",
        "matter-documents",
        "--work-item",
        "work-item.json",
        "--explain",
        "--save",
        "{folder}/saved.ndjson",
    ],
    &["--repository", "matter-documents", "--from", "rows.csv", "--resume", "out.ndjson"],
];
const LS_WORKSPACE: &[&[&str]] = &[&["ACTIVE!427", "--recursive"], &[], &["--area", "document-templates"]];
const CHECK_PREREQS: &[&[&str]] = &[
    &[
        "--report",
        "json=report.json",
        "--report",
        "junit=report.xml",
        "--report",
        "tap=report.tap",
        "--report",
        "markdown=report.md",
        "--report",
        "html=report.html",
        "--report",
        "human=report.txt",
    ],
    &["--anonymize", "--report", "html=anonymous.html"],
    &["--list"],
];
const ROTATE: &[&[&str]] = &[&["--seed-file", "next-seed.txt"], &["--make-certificate"]];

pub const LINES: &[Lines] = &[
    Lines { subcommand: "config show", arguments: &[&[]], reach: Reach::Nowhere },
    Lines { subcommand: "config check", arguments: &[&[]], reach: Reach::Nowhere },
    Lines { subcommand: "config path", arguments: &[&[]], reach: Reach::Nowhere },
    Lines { subcommand: "encryption init", arguments: &[&["--seed-file", "seed.txt"]], reach: Reach::Store },
    Lines { subcommand: "encryption rotate", arguments: ROTATE, reach: Reach::Store },
    Lines { subcommand: "encryption status", arguments: &[&[]], reach: Reach::Store },
    Lines { subcommand: "link", arguments: &[&[], &["--dry-run"]], reach: Reach::Server },
    Lines { subcommand: "status", arguments: &[&["--check"], &[]], reach: Reach::Server },
    Lines { subcommand: "unlink", arguments: &[&[]], reach: Reach::Server },
    Lines { subcommand: "resolve", arguments: RESOLVE, reach: Reach::Server },
    Lines { subcommand: "ls-workspace", arguments: LS_WORKSPACE, reach: Reach::Server },
    Lines { subcommand: "check-prereqs", arguments: CHECK_PREREQS, reach: Reach::Server },
    Lines { subcommand: "completions", arguments: &[&["bash"], &["powershell"]], reach: Reach::Nowhere },
    Lines { subcommand: "man", arguments: &[&[], &["link"]], reach: Reach::Nowhere },
    Lines { subcommand: "demo", arguments: &[&[]], reach: Reach::Process },
    Lines { subcommand: "sandbox", arguments: &[&["--secret-out", "sandbox-secret.txt"]], reach: Reach::Process },
];

/// Every subcommand of the tree that has none below it.
pub fn subcommands(command: &Command) -> Vec<String> {
    let mut found = Vec::new();
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let inner = subcommands(below);
        match inner.is_empty() {
            true => found.push(below.get_name().to_owned()),
            false => found.extend(inner.into_iter().map(|name| format!("{} {name}", below.get_name()))),
        }
    }
    found
}

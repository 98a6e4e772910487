//! imctl sets up, verifies and watches the integration between Clio Operate and iManage Work.
//!
//! The rooms, lowest floor first; a file uses only rooms below its own:
//!
//! 1. `text` (words without I/O), `cli` (what may be typed), `sandbox` (the iManage-like server, which knows nothing of the client)
//! 2. `sys` (the process), `http` (the one client), `operate` (Operate's side, pure)
//! 3. `config` (imctl.toml), `vault` (encrypted tokens), `imanage` (the REST API)
//! 4. `session` (a linked service in use)
//! 5. `resolve` (resolver config + work item -> outcome), `listing` (the tree of a workspace)
//! 6. `prereqs` (the checks and what they come to)
//! 7. `output` (values -> bytes), `failure` (error -> exit code and hints)
//! 8. `commands` (what happens, one file a subcommand)

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

pub mod cli;
pub mod commands;
pub mod config;
pub mod failure;
pub mod http;
pub mod imanage;
pub mod listing;
pub mod operate;
pub mod output;
pub mod prereqs;
pub mod resolve;
pub mod sandbox;
pub mod session;
pub mod sys;
pub mod text;
pub mod vault;

use clap::{CommandFactory, FromArgMatches};
use std::io::Write;

use cli::tree::Cli;
use commands::stage::Stage;
use failure::verdict::Exit;
use output::error::Told;
use sys::world::World;

/// Runs one command line in a world and returns the exit code.
pub fn run(world: &mut World) -> Exit {
    let matches = match Cli::command().try_get_matches_from(&world.arguments) {
        Ok(matches) => matches,
        Err(error) => return show_usage(&error, world),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return show_usage(&error, world),
    };
    let mut stage = Stage::new(world, cli.global);
    match commands::run(&cli.command, &mut stage) {
        Ok(verdict) => verdict.exit(),
        Err(error) => stage.show_error(&error),
    }
}

/// Shows help, the version, or what is wrong with the options.
fn show_usage(error: &clap::Error, world: &mut World) -> Exit {
    let text = error.render().to_string();
    if !error.use_stderr() {
        // A closed pipe is no reason to fail, and there is nobody else to tell.
        let _ = world.stdout.write_all(text.as_bytes()).and_then(|()| world.stdout.flush());
        return Exit::Ok;
    }
    let text = if asks_for_json(&world.arguments) { output::error::json(&told_of_usage(&text)) } else { text };
    let _ = world.stderr.write_all(text.as_bytes());
    Exit::Usage
}

/// What is told of wrong options: the first paragraph is the message, `tip:` lines are hints.
fn told_of_usage(text: &str) -> Told {
    let message = text.split("\n\n").next().unwrap_or_default();
    let hints = text.lines().filter_map(|line| line.trim().strip_prefix("tip: "));
    Told {
        code: "usage",
        exit: Exit::Usage as u8,
        message: message.trim_start_matches("error: ").to_owned(),
        hints: hints.map(str::to_owned).collect(),
        causes: Vec::new(),
    }
}

/// Tells whether a command line that could not be understood asks for JSON all the same.
fn asks_for_json(arguments: &[std::ffi::OsString]) -> bool {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let is_json = |word: &str| matches!(word, "json" | "ndjson");
    let joined = |word: &str| {
        word.strip_prefix("--output=")
            .or_else(|| word.strip_prefix("-o"))
            .map(|rest| is_json(rest.trim_start_matches('=')))
    };
    words.iter().any(|word| joined(word) == Some(true))
        || words.windows(2).any(|pair| matches!(&*pair[0], "-o" | "--output") && is_json(&pair[1]))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn wrong_options_are_told_as_json_where_json_was_asked_for() {
        for arguments in [&["-o", "json", "lnik"][..], &["man", "--nope", "--output=ndjson"], &["-ojson", "nope"]] {
            let (mut world, stdout, stderr) = World::made_up(arguments, Path::new("."));
            assert_eq!(run(&mut world), Exit::Usage);
            assert_eq!(stdout.text(), "");
            let value: serde_json::Value = serde_json::from_str(&stderr.text()).expect("one JSON object");
            assert_eq!((&value["error"]["code"], &value["error"]["exit"]), (&"usage".into(), &2.into()));
            assert!(!value["error"]["message"].as_str().unwrap_or("error: ").starts_with("error: "));
        }
    }

    #[test]
    fn wrong_options_are_told_in_lines_otherwise() {
        let (mut world, _, stderr) = World::made_up(&["man", "--nope", "json"], Path::new("."));
        assert_eq!(run(&mut world), Exit::Usage);
        assert!(stderr.text().starts_with("error: "), "{}", stderr.text());
    }
}

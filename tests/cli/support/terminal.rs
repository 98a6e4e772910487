//! Builds a real pseudo-terminal, made by `script` of util-linux.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::parts;

/// Runs the program on a terminal of `columns`, types `typed` once echo is off, and returns the screen's bytes and the exit code.
/// `plain` says which program that is, in which world.
pub fn on_terminal_of(
    plain: &Command,
    folder: &Path,
    arguments: &str,
    columns: u16,
    typed: Option<&str>,
) -> Option<(String, i32)> {
    let typed = typed.map(|typed| ("", typed));
    on_terminal_asked(plain, folder, arguments, columns, typed.as_slice())
}

/// The same, for a program that asks more than once: each answer stands behind the prompt that it is typed at.
pub fn on_terminal_asked(
    plain: &Command,
    folder: &Path,
    arguments: &str,
    columns: u16,
    answers: &[(&str, &str)],
) -> Option<(String, i32)> {
    let script = parts::program("script")?;
    let program = plain.get_program().to_string_lossy().into_owned();
    let line = format!("tty; stty cols {columns} rows 50; exec '{program}' {arguments}");
    let mut command = Command::new(script);
    command.args(["-qec", &line, "/dev/null"]).current_dir(folder).env("TERM", "xterm-256color");
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("script starts");
    let mut keyboard = child.stdin.take().expect("a pipe");
    let mut screen = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut terminal = String::new();
    screen.read_line(&mut terminal).expect("the terminal's name");
    let mut shown = Vec::new();
    for (prompt, typed) in answers {
        // Between two prompts echo is on again: only behind the second is it the second's silence that is waited for.
        read_up_to(&mut screen, &mut shown, prompt);
        // What is typed before the prompt turns echo off is thrown away by the terminal, so wait until it has.
        while !is_silent(terminal.trim()) {
            assert!(child.try_wait().expect("a state").is_none(), "it ended before it asked");
            std::thread::yield_now();
        }
        keyboard.write_all(typed.as_bytes()).expect("typed");
    }
    screen.read_to_end(&mut shown).expect("the screen");
    drop(keyboard);
    let status = child.wait().expect("it ends");
    Some((String::from_utf8_lossy(&shown).into_owned(), status.code().expect("an exit code")))
}

/// Reads on until what was shown since holds `text`.
fn read_up_to(screen: &mut impl BufRead, shown: &mut Vec<u8>, text: &str) {
    let from = shown.len();
    while !String::from_utf8_lossy(&shown[from..]).contains(text) {
        let bytes = screen.fill_buf().expect("the screen");
        let count = bytes.len();
        shown.extend_from_slice(bytes);
        screen.consume(count);
        assert!(count > 0, "it ended before it asked `{text}`: {}", String::from_utf8_lossy(&shown[from..]));
    }
}

fn is_silent(terminal: &str) -> bool {
    let out = Command::new("stty").args(["-F", terminal, "-a"]).output().expect("stty runs");
    String::from_utf8_lossy(&out.stdout).split([' ', '\n']).any(|word| word == "-echo")
}

//! Owns what every subcommand stands on: the world, the global options, the streams in the form asked for.

use std::io::{self, Write};

use crate::cli::global::{ColorChoice, Form, Global};
use crate::failure::usage::{OutputError, UsageError};
use crate::output::style::{Palette, paint};
use crate::sys::world::World;

/// What a subcommand stands on.
pub struct Stage<'w> {
    pub world: &'w mut World,
    pub global: Global,
    pub stdout_palette: Palette,
    pub stderr_palette: Palette,
}

impl<'w> Stage<'w> {
    /// Sets the stage for one run.
    pub fn new(world: &'w mut World, global: Global) -> Self {
        let choice = global.color.unwrap_or_default();
        let palette = |is_terminal: bool| {
            if use_colour(choice, is_terminal, world) { Palette::colourful() } else { Palette::plain() }
        };
        let (stdout_palette, stderr_palette) = (palette(world.terminal.stdout), palette(world.terminal.stderr));
        Stage { world, global, stdout_palette, stderr_palette }
    }

    /// Chooses the form of the answer among those a command supports: the one asked for, else human on a terminal,
    /// plain when piped (human where there is no plain form).
    pub fn form(&self, command: &'static str, supported: &[Form]) -> Result<Form, UsageError> {
        match self.global.output {
            Some(form) if supported.contains(&form) => Ok(form),
            Some(form) => Err(UsageError::NoSuchForm { command, form: form_name(form) }),
            None if !self.world.terminal.stdout && supported.contains(&Form::Plain) => Ok(Form::Plain),
            None => Ok(Form::Human),
        }
    }

    /// Writes the answer. A closed pipe ends it quietly: the judgement stands.
    pub fn show(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OutputError> {
        let mut out = io::BufWriter::new(&mut self.world.stdout);
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                // What is left in the buffer must not be tried again on drop.
                let _ = out.into_parts();
                Ok(())
            }
            result => result.map_err(OutputError),
        }
    }

    /// Tells something on stderr, unless `-q`.
    pub fn note(&mut self, text: &str) {
        if !self.global.quiet {
            // Where stderr itself is gone there is nobody left to tell.
            let _ = writeln!(self.world.stderr, "{text}");
        }
    }

    /// Warns on stderr, unless `-q`.
    pub fn warn(&mut self, text: &str) {
        let label = paint(self.stderr_palette.warning, "warning:");
        self.note(&format!("{label} {text}"));
    }

    /// Says what to do next, on one line of stderr, unless `-q`.
    pub fn next(&mut self, text: &str) {
        let label = paint(self.stderr_palette.strong, "next:");
        self.note(&format!("{label} {text}"));
    }

    /// Tells more on stderr when `-v` was given at least `level` times.
    pub fn detail(&mut self, level: u8, text: &str) {
        if self.global.verbose >= level {
            self.note(text);
        }
    }
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::Human => "human",
        Form::Plain => "plain",
        Form::Json => "json",
        Form::Ndjson => "ndjson",
        Form::Csv => "csv",
    }
}

/// NO_COLOR, CLICOLOR_FORCE and TERM=dumb as their authors define them.
fn use_colour(choice: ColorChoice, is_terminal: bool, world: &World) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if world.variable("NO_COLOR").is_some() => false,
        ColorChoice::Auto if world.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorChoice::Auto => is_terminal && world.variable("TERM").is_none_or(|term| term != "dumb"),
    }
}

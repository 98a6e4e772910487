//! Owns what every subcommand stands on: the world, the global options, the streams in the form asked for.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::cli::global::{ColorChoice, Form, Global};
use crate::config::Options;
use crate::failure::explain::explain;
use crate::failure::usage::{OutputError, UsageError};
use crate::failure::verdict::Exit;
use crate::output;
use crate::output::error::{Told, labelled};
use crate::output::progress::Waiting;
use crate::output::style::Palette;
use crate::output::wrap::wrap;
use crate::sys::env;
use crate::sys::world::{World, is_closed_pipe};
use crate::text::sanitize::harmless;

/// What a subcommand stands on.
pub struct Stage<'w> {
    pub world: &'w mut World,
    pub global: Global,
    pub stdout_palette: Palette,
    pub stderr_palette: Palette,
    /// What the file prefers; a command without this form answers in its usual one.
    preferred: Option<Form>,
}

impl<'w> Stage<'w> {
    /// Sets the stage for one run.
    pub fn new(world: &'w mut World, global: Global) -> Self {
        let plain = Palette::plain();
        let mut stage = Stage { world, global, stdout_palette: plain, stderr_palette: plain, preferred: None };
        stage.choose_palettes();
        stage
    }

    /// Takes from the configuration what the command line leaves open.
    pub(crate) fn adopt(&mut self, options: &Options) {
        let form = |name: &String| Form::from_str(name, true).ok();
        self.preferred = options.output.as_ref().and_then(form);
        if !self.global.quiet && self.global.verbose == 0 {
            self.global.quiet = options.quiet;
            self.global.verbose = if options.quiet { 0 } else { options.verbose };
        }
        self.global.no_input |= options.no_input;
        if self.global.color.is_none() {
            self.global.color = options.color.as_ref().and_then(|name| ColorChoice::from_str(name, true).ok());
            self.choose_palettes();
        }
    }

    /// Tells whether a script asked for JSON, so that errors are JSON too.
    pub fn wants_json(&self) -> bool {
        let asked = self.global.output.or_else(|| self.form_of_variable().ok().flatten());
        matches!(asked, Some(Form::Json | Form::Ndjson))
    }

    fn choose_palettes(&mut self) {
        let choice = self.global.color.unwrap_or_default();
        let palette = |is_terminal: bool| {
            if use_colour(choice, is_terminal, self.world) { Palette::colourful() } else { Palette::plain() }
        };
        let terminal = self.world.terminal;
        (self.stdout_palette, self.stderr_palette) = (palette(terminal.stdout), palette(terminal.stderr));
    }

    /// The form that the variable asks for; unlike an option it is a wish that not every command can grant.
    fn form_of_variable(&self) -> Result<Option<Form>, UsageError> {
        let Some(text) = env::lookup(self.world, env::OUTPUT) else { return Ok(None) };
        text.to_str().and_then(|text| Form::from_str(text, true).ok()).map(Some).ok_or_else(|| UsageError::Command {
            message: format!("variable `{}` names no form", env::OUTPUT),
            hint: "set it to human, plain, json, ndjson or csv".into(),
        })
    }

    /// Chooses the form of the answer among those a command supports: the one asked for, else human on a terminal,
    /// plain when piped (human where there is no plain form).
    pub fn form(&self, command: &'static str, supported: &[Form]) -> Result<Form, UsageError> {
        let wish = self.form_of_variable()?.or(self.preferred);
        let wish = wish.filter(|form| supported.contains(form));
        match self.global.output {
            Some(form) if supported.contains(&form) => Ok(form),
            Some(form) => Err(UsageError::NoSuchForm { command, form: form_name(form) }),
            None if wish.is_none() && !self.world.terminal.stdout && supported.contains(&Form::Plain) => {
                Ok(Form::Plain)
            }
            None => Ok(wish.unwrap_or(Form::Human)),
        }
    }

    /// Writes the answer. A closed pipe ends it quietly: the judgement stands.
    pub fn show(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OutputError> {
        let mut out = io::BufWriter::new(&mut self.world.stdout);
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if is_closed_pipe(&error) => {
                // What is left in the buffer must not be tried again on drop.
                let _ = out.into_parts();
                Ok(())
            }
            result => result.map_err(OutputError),
        }
    }

    /// The columns that human output is broken to: the terminal's, else what `COLUMNS` says.
    pub fn stdout_width(&self) -> Option<usize> {
        self.width(self.world.terminal.stdout)
    }

    /// The columns that notes and errors are broken to.
    pub fn stderr_width(&self) -> Option<usize> {
        self.width(self.world.terminal.stderr)
    }

    fn width(&self, is_terminal: bool) -> Option<usize> {
        let told = || env::lookup(self.world, env::COLUMNS)?.to_str()?.parse().ok();
        if is_terminal { self.world.terminal.width } else { told() }
    }

    /// Tells something on stderr, unless `-q`.
    pub fn note(&mut self, text: &str) {
        self.tell(&(wrap(&harmless(text), self.stderr_width(), 0, 2) + "\n"));
    }

    /// Asks a person for something on stderr, with `-q` as well: it stands where a prompt would.
    pub fn ask(&mut self, text: &str) {
        let text = wrap(&harmless(text), self.stderr_width(), 0, 2) + "\n";
        // Where stderr itself is gone there is nobody left to ask.
        let _ = self.world.stderr.write_all(text.as_bytes());
    }

    /// Warns on stderr, unless `-q`.
    pub fn warn(&mut self, text: &str) {
        self.tell(&labelled("warning:", self.stderr_palette.warning, text, self.stderr_width()));
    }

    /// Says what to do next, on one line of stderr, unless `-q`.
    pub fn next(&mut self, text: &str) {
        self.tell(&labelled("next:", self.stderr_palette.strong, text, self.stderr_width()));
    }

    /// Says that there is no stored token, so that nobody wonders why each run logs in.
    pub fn note_not_linked(&mut self) {
        self.note("not linked: one token was exchanged for this run only (`imctl link` stores one)");
    }

    /// Shows on a terminal that something is waited for, as long as the value lives; not where a person may be asked for a
    /// secret, whose prompt stands on the same line.
    pub fn waiting(&self, text: &'static str, may_ask: bool) -> Waiting {
        Waiting::start(text, self.world.terminal.stderr && !self.global.quiet && !may_ask)
    }

    /// Shows an error on stderr: lines for people, one object for scripts. Returns the exit code that it has by itself.
    pub fn show_error(&mut self, error: &anyhow::Error) -> Exit {
        let explanation = explain(error);
        let mut chain = error.chain().map(ToString::to_string);
        let told = Told {
            code: explanation.code,
            exit: explanation.exit as u8,
            message: chain.next().unwrap_or_default(),
            hints: explanation.hints,
            causes: chain.collect(),
        };
        let text = if self.wants_json() {
            output::error::json(&told)
        } else {
            output::error::human(&told, self.stderr_palette, self.stderr_width())
        };
        // Where stderr is gone there is nobody left to tell.
        let _ = self.world.stderr.write_all(text.as_bytes());
        explanation.exit
    }

    /// Shows on a terminal how far something is, as long as the value lives.
    pub fn following(
        &self,
        is_shown: bool,
        tell: impl Fn(std::time::Duration) -> String + Clone + Send + Sync + 'static,
    ) -> Waiting {
        Waiting::following(is_shown && self.world.terminal.stderr && !self.global.quiet, tell)
    }

    fn tell(&mut self, text: &str) {
        if !self.global.quiet {
            // Where stderr itself is gone there is nobody left to tell.
            let _ = self.world.stderr.write_all(text.as_bytes());
        }
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
        Form::Junit => "junit",
        Form::Tap => "tap",
        Form::Markdown => "markdown",
    }
}

/// NO_COLOR, CLICOLOR_FORCE and TERM=dumb as their authors define them.
fn use_colour(choice: ColorChoice, is_terminal: bool, world: &World) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if env::lookup(world, env::NO_COLOR).is_some() => false,
        ColorChoice::Auto if env::lookup(world, env::CLICOLOR_FORCE).is_some_and(|value| value != "0") => true,
        ColorChoice::Auto => is_terminal && env::lookup(world, env::TERM).is_none_or(|term| term != "dumb"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn form(output: Option<Form>, variable: &str, file: Option<&str>) -> Result<Form, UsageError> {
        let (mut world, _, _) = World::made_up(&[], Path::new("/"));
        world.variables.insert(env::OUTPUT.into(), variable.into());
        let mut stage = Stage::new(&mut world, Global { output, ..Global::default() });
        stage.adopt(&Options { output: file.map(str::to_owned), ..Options::default() });
        stage.form("status", &[Form::Human, Form::Plain, Form::Json])
    }

    #[test]
    fn the_form_comes_from_option_then_variable_then_file() {
        assert_eq!(form(Some(Form::Human), "json", Some("plain")).ok(), Some(Form::Human));
        assert_eq!(form(None, "json", Some("human")).ok(), Some(Form::Json));
        assert_eq!(form(None, "", Some("human")).ok(), Some(Form::Human));
        assert_eq!(form(None, "", None).ok(), Some(Form::Plain));
    }

    #[test]
    fn a_wish_that_cannot_be_granted_is_passed_over_and_an_option_is_not() {
        assert_eq!(form(None, "csv", None).ok(), Some(Form::Plain));
        assert!(form(Some(Form::Csv), "", None).is_err());
        assert!(form(None, "yaml", None).is_err());
    }
}

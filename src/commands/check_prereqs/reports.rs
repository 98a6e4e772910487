//! Owns where reports go: the form on stdout, the files, and the earlier one to compare with.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::check_prereqs::{ReportForm, ReportTarget};
use crate::cli::global::Form;
use crate::commands::stage::Stage;
use crate::failure::usage::{OutputError, ReportError, UsageError};
use crate::output::style::Palette;
use crate::output::{comparison, report};
use crate::prereqs::compare::{self, Comparison};
use crate::prereqs::report::Report;
use crate::sys::whole_file::{WholeFile, WriteError};

/// More than any report, in bytes.
const LIMIT: u64 = 64 * 1024 * 1024;

/// The form of the answer on stdout.
pub(super) fn form(stage: &Stage<'_>, is_compared: bool) -> Result<Form, UsageError> {
    if is_compared {
        return stage.form("check-prereqs --compare", &[Form::Human, Form::Json]);
    }
    stage.form("check-prereqs", &[Form::Human, Form::Json, Form::Junit, Form::Tap, Form::Markdown])
}

/// Refuses two reports in one file.
pub(super) fn check_targets(targets: &[ReportTarget]) -> Result<(), UsageError> {
    let twice =
        targets.iter().enumerate().find(|(at, target)| targets[..*at].iter().any(|other| other.path == target.path));
    match twice {
        None => Ok(()),
        Some((_, target)) => Err(UsageError::Command {
            message: format!("two reports would be written to `{}`", target.path.display()),
            hint: "name a file of its own for each form".into(),
        }),
    }
}

/// Reads the earlier report.
pub(super) fn earlier(path: &Path, stage: &Stage<'_>) -> Result<Report, UsageError> {
    let name = path.display().to_string();
    let path = stage.world.absolute(path);
    let unusable = |message: String, hint: &str| UsageError::Command { message, hint: hint.to_owned() };
    let length = std::fs::metadata(&path).map(|about| about.len());
    let bytes = match length {
        Ok(length) if length > LIMIT => {
            return Err(unusable(
                format!("`{name}` is too large to be a report"),
                "check the path: this is another file",
            ));
        }
        Ok(_) => std::fs::read(&path),
        Err(error) => Err(error),
    };
    let bytes = bytes.map_err(|error| {
        unusable(format!("cannot read `{name}`: {error}"), "name a report that was written with `--report json=FILE`")
    })?;
    compare::read(&name, &bytes).map_err(|error| unusable(error.to_string(), error.hint()))
}

/// Writes the reports to their files. Returns those that could not be written.
pub(super) fn write(targets: &[ReportTarget], report: &Report, stage: &Stage<'_>) -> Vec<(ReportTarget, ReportError)> {
    let write = |target: &ReportTarget| {
        let path = stage.world.absolute(&target.path);
        let source = write_one(&path, report, target.form).err()?;
        Some((target.clone(), ReportError { form: target.form.name(), source }))
    };
    targets.iter().filter_map(write).collect()
}

/// Says which reports were written, and which were not.
pub(super) fn tell(targets: &[ReportTarget], unwritten: Vec<(ReportTarget, ReportError)>, stage: &mut Stage<'_>) {
    for target in targets.iter().filter(|target| unwritten.iter().all(|(other, _)| other != *target)) {
        stage.note(&format!("wrote `{}`", target.path.display()));
    }
    for (_, error) in unwritten {
        stage.show_error(&error.into());
    }
}

fn write_one(path: &Path, report: &Report, form: ReportForm) -> Result<(), WriteError> {
    let mut file = WholeFile::create(path)?;
    render(&mut file, report, form).map_err(|source| file.error(source))?;
    file.put_in_place()
}

fn render(out: &mut dyn Write, report: &Report, form: ReportForm) -> io::Result<()> {
    match form {
        ReportForm::Json => report::json::write(out, report),
        ReportForm::Junit => report::junit::write(out, report),
        ReportForm::Tap => report::tap::write(out, report),
        ReportForm::Markdown => report::markdown::write(out, report),
        ReportForm::Html => report::html::write(out, report),
        ReportForm::Human => report::human::write(out, report, Palette::plain(), None),
    }
}

/// Shows the report, or what changed since the earlier one.
pub(super) fn show(
    report: &Report,
    compared: Option<&Comparison>,
    form: Form,
    stage: &mut Stage<'_>,
) -> Result<(), OutputError> {
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match (form, compared) {
        (Form::Json, Some(compared)) => comparison::json(out, compared),
        (_, Some(compared)) => comparison::human(out, compared, palette, width),
        (Form::Json, None) => report::json::write(out, report),
        (Form::Junit, None) => report::junit::write(out, report),
        (Form::Tap, None) => report::tap::write(out, report),
        (Form::Markdown, None) => report::markdown::write(out, report),
        (_, None) => report::human::write(out, report, palette, width),
    })
}

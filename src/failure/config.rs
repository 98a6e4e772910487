//! Explains the errors of `config` and of the folders of `sys`: exit 3, with what to write instead.

use super::explain::Explanation;
use super::verdict::Exit;
use crate::config::error::{Complaint, ConfigError, example_of};
use crate::config::secrets;
use crate::sys::paths::NoDataFolder;

/// Most hints told at once; a file with many mistakes is mended one by one.
const MOST_HINTS: usize = 6;

/// Explains the errors of this room.
pub(super) fn explain(error: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if let Some(error) = error.downcast_ref::<NoDataFolder>() {
        return Some(explanation("config.no-data-folder", no_data_folder(error)));
    }
    let error = error.downcast_ref::<ConfigError>()?;
    let (code, hints) = match error {
        ConfigError::NotFound { .. } => (
            "config.not-found",
            vec![
                "write an `imctl.toml` with `[linked_service]` and `base_url = \"https://cloudimanage.com\"`".into(),
                "name a file that lies elsewhere with `--config FILE` or `IMCTL_CONFIG`".into(),
                "set `IMCTL_BASE_URL` and its like where there is to be no file".into(),
            ],
        ),
        ConfigError::Missing { named_by: "search", .. } => {
            ("config.missing-file", vec!["mend the symbolic link, or remove it".into()])
        }
        ConfigError::Missing { named_by, .. } => {
            ("config.missing-file", vec![format!("correct the path given by `{named_by}`, or write the file")])
        }
        ConfigError::Unreadable { source, .. } => ("config.unreadable", vec![unreadable(source)]),
        ConfigError::NotAFile { .. } => ("config.not-a-file", vec!["name the file `imctl.toml` itself".into()]),
        ConfigError::TooLarge { .. } => {
            ("config.too-large", vec!["check the path: this is probably another file".into()])
        }
        ConfigError::Invalid(complaints) => (code_of(complaints), hints_of(complaints)),
        ConfigError::UnknownEnvironment { known, nearest, .. } => {
            let near = nearest.as_ref().map(|name| format!("write `{name}`"));
            let list = match known.as_slice() {
                [] => "add a table such as `[environments.uat.linked_service]`".to_owned(),
                known => format!("choose one of: {}", known.join(", ")),
            };
            ("config.unknown-environment", near.into_iter().chain([list]).collect())
        }
        ConfigError::EnvironmentNotChosen { known, .. } => {
            let example = known.first().map_or("production", String::as_str);
            (
                "config.environment-not-chosen",
                vec![
                    format!("choose one with `--environment {example}`, or set `IMCTL_ENVIRONMENT`"),
                    format!(
                        "write `default_environment = \"{example}\"` at the top of the file to have one by default"
                    ),
                ],
            )
        }
        ConfigError::MissingValue { key } => {
            let hint = match *key {
                "linked_service.client_secret" | "linked_service.password" | "encryption.seed" => secrets::forms(key),
                key => example_of(key),
            };
            ("config.missing-value", vec![hint])
        }
        ConfigError::NoDataFolder(error) => ("config.no-data-folder", no_data_folder(error)),
    };
    Some(explanation(code, hints))
}

fn explanation(code: &'static str, hints: Vec<String>) -> Explanation {
    let exit = if code == "config.secret-in-option" { Exit::Usage } else { Exit::Config };
    Explanation { exit, code, hints }
}

fn no_data_folder(error: &NoDataFolder) -> Vec<String> {
    vec![format!("set `IMCTL_DATA_DIR` to a folder of your own, or set `{}`", error.wanted)]
}

fn unreadable(source: &std::io::Error) -> String {
    match source.kind() {
        std::io::ErrorKind::PermissionDenied => "ask the owner of the file for permission to read it".into(),
        _ => "check that the file and the folders above it can be read".into(),
    }
}

/// One code for one kind of mistake, `config.invalid` for several.
fn code_of(complaints: &[Complaint]) -> &'static str {
    let first = complaints.first().map_or("config.invalid", |complaint| complaint.code);
    if complaints.iter().all(|complaint| complaint.code == first) { first } else { "config.invalid" }
}

fn hints_of(complaints: &[Complaint]) -> Vec<String> {
    let mut told: Vec<(&str, Vec<usize>)> = Vec::new();
    for complaint in complaints.iter().take(MOST_HINTS) {
        for hint in &complaint.hints {
            let at = told.iter().position(|(known, _)| known == hint).unwrap_or_else(|| {
                told.push((hint, Vec::new()));
                told.len() - 1
            });
            let lines = &mut told[at].1;
            lines.extend(complaint.place.as_ref().map(|place| place.line).filter(|line| !lines.contains(line)));
        }
    }
    // Among several mistakes a hint must say which of them it is about; one that fits several is told once.
    let words = |(hint, lines): &(&str, Vec<usize>)| match lines.as_slice() {
        [line] if complaints.len() > 1 => format!("{hint} (line {line})"),
        [_, _, ..] => {
            let lines: Vec<_> = lines.iter().map(usize::to_string).collect();
            format!("{hint} (lines {})", lines.join(", "))
        }
        _ => (*hint).to_owned(),
    };
    let mut hints: Vec<String> = told.iter().map(words).collect();
    if hints.len() > MOST_HINTS || complaints.len() > MOST_HINTS {
        hints.truncate(MOST_HINTS);
        hints.push("run `imctl config check` to see what is wrong with each".into());
    }
    hints
}

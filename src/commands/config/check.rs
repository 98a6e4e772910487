//! Runs `imctl config check`: offline validation and lint.

use crate::cli::global::Form;
use crate::commands::configuration;
use crate::commands::stage::Stage;
use crate::config::check::{Checked, check};
use crate::failure::verdict::Verdict;
use crate::output::config;

/// Checks the configuration without any network.
pub(super) fn run(stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let form = stage.form("config check", &[Form::Human, Form::Plain, Form::Json])?;
    let request = configuration::request(stage);

    let checked = check(stage.world, &request)?;

    let palette = stage.stdout_palette;
    stage.show(|out| match form {
        Form::Json => config::check_json(out, &checked),
        Form::Plain => config::check_plain(out, &checked),
        _ => config::check_human(out, &checked, palette),
    })?;

    Ok(judge(&checked))
}

/// Warnings are allowed.
fn judge(checked: &Checked) -> Verdict {
    if checked.complaints.is_empty() { Verdict::Ok } else { Verdict::ConfigInvalid }
}

//! Runs `imctl config path`: where the file is, where it was looked for, where data is kept.

use crate::cli::global::Form;
use crate::commands::stage::Stage;
use crate::config::ConfigError;
use crate::config::locate;
use crate::failure::verdict::Verdict;
use crate::output::config;
use crate::sys::paths;

/// Shows the paths. The plain form is the path of the file alone.
pub(super) fn run(stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let form = stage.form("config path", &[Form::Human, Form::Plain, Form::Json])?;
    let located = locate(stage.world, stage.global.config.as_deref());
    let data = paths::data_folder(stage.world).ok();

    let exists = located.file.as_ref().is_some_and(|file| file.exists());

    if form == Form::Plain && located.file.is_none() {
        return Err(ConfigError::NotFound { looked: located.looked }.into());
    }
    let palette = stage.stdout_palette;
    stage.show(|out| match form {
        Form::Json => config::path_json(out, &located, exists, data.as_ref()),
        Form::Plain => located.file.iter().try_for_each(|file| writeln!(out, "{}", file.display())),
        _ => config::path_human(out, &located, exists, data.as_ref(), palette),
    })?;

    Ok(if exists { Verdict::Ok } else { Verdict::ConfigInvalid })
}

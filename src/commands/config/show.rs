//! Runs `imctl config show`: effective values with their origin.

use crate::cli::global::Form;
use crate::commands::configuration;
use crate::commands::stage::Stage;
use crate::config::effective::effective;
use crate::failure::verdict::Verdict;
use crate::output::config::{self, Shown};
use crate::sys::paths;

/// Shows the effective values.
pub(super) fn run(stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let loaded = configuration::load(stage)?;
    let form = stage.form("config show", &[Form::Human, Form::Plain, Form::Json])?;

    let values = effective(&loaded.config, &loaded.origins);
    let data_folder = paths::data_folder(stage.world).ok();

    let head = Shown {
        file: loaded.config.file.as_deref(),
        environment: &loaded.config.environment,
        data_folder: data_folder.as_deref(),
    };
    let palette = stage.stdout_palette;
    stage.show(|out| match form {
        Form::Json => config::show_json(out, &head, &values),
        Form::Plain => config::show_plain(out, &head, &values),
        _ => config::show_human(out, &head, &values, palette),
    })?;

    Ok(Verdict::Ok)
}

//! Runs `imctl completions` and `imctl man`: what is made from the command tree.

use super::stage::Stage;
use crate::cli::completions::{CompletionsArgs, ManArgs};
use crate::cli::generate;
use crate::failure::usage::UsageError;
use crate::failure::verdict::Verdict;

/// Prints the completion script of a shell.
pub(crate) fn run(args: &CompletionsArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let script = generate::completions(args.shell);
    stage.show(|out| out.write_all(&script))?;
    Ok(Verdict::Ok)
}

/// Prints a man page.
pub(crate) fn run_man(args: &ManArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let name = std::iter::once("imctl").chain(args.command.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
    let pages = generate::man_pages()?;
    let Some((_, page)) = pages.iter().find(|(file, _)| *file == format!("{name}.1")) else {
        return Err(UsageError::Command {
            message: format!("there is no page for `{}`", args.command.join(" ")),
            hint: "run `imctl --help` for the subcommands".into(),
        }
        .into());
    };
    stage.show(|out| out.write_all(page))?;
    Ok(Verdict::Ok)
}

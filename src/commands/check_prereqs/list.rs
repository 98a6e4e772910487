//! Owns `--list`: the checks there are, with what each needs.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::global::Form;
use crate::commands::stage::Stage;
use crate::failure::verdict::Verdict;
use crate::output::json;
use crate::output::style::{Palette, paint};
use crate::prereqs::check::Check;
use crate::prereqs::finding::Group;
use crate::prereqs::selection::Selection;
use crate::text::sanitize::{display_width, harmless};

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    group: Group,
    title: &'a str,
    needs: &'a [String],
}

/// Shows the list. Without a configuration it ends where the declared areas and repositories would begin.
pub(super) fn run(selection: &Selection, is_whole: bool, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let form = stage.form("check-prereqs --list", &[Form::Human, Form::Plain, Form::Json])?;
    let checks: Vec<&Check> = selection.chosen().collect();

    let palette = stage.stdout_palette;
    stage.show(|out| match form {
        Form::Json => {
            let listed = checks.iter().map(|check| Listed {
                id: &check.id,
                group: check.group,
                title: &check.title,
                needs: &check.needs,
            });
            json::write(out, &listed.collect::<Vec<_>>())
        }
        Form::Plain => checks.iter().try_for_each(|check| writeln!(out, "{}", harmless(&check.id))),
        _ => human(out, &checks, palette),
    })?;
    if !is_whole {
        stage.note("no configuration can be loaded, so the checks of its areas and resolvers are not listed");
    }
    Ok(Verdict::Ok)
}

fn human(out: &mut dyn Write, checks: &[&Check], palette: Palette) -> io::Result<()> {
    let widest = checks.iter().map(|check| display_width(&harmless(&check.id))).max().unwrap_or(0);
    for group in Group::ALL {
        let of_group: Vec<_> = checks.iter().filter(|check| check.group == group).collect();
        if of_group.is_empty() {
            continue;
        }
        writeln!(out, "{}", paint(palette.strong, group.title()))?;
        for check in of_group {
            let id = harmless(&check.id);
            let gap = " ".repeat(widest - display_width(&id));
            writeln!(out, "  {id}{gap}  {}", paint(palette.faint, &harmless(&check.title)))?;
        }
    }
    Ok(())
}

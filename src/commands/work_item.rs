//! Owns the way from options to a work item's data.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::stage::Stage;
use crate::cli::work_item::WorkItemArgs;
use crate::failure::resolve::WorkItemFailure;
use crate::operate::work_item::WorkItem;

/// The most a work item's file may hold, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Reads the work item that the options tell; an empty one where they tell none.
///
/// # Errors
/// When a file cannot be read or holds no JSON object, or a setting is none.
pub(super) fn read(args: &WorkItemArgs, stage: &mut Stage<'_>) -> Result<WorkItem, WorkItemFailure> {
    let mut work_item = match &args.work_item {
        None => WorkItem::default(),
        Some(path) => {
            let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
            let text =
                text(path, stage).map_err(|source| WorkItemFailure::Unreadable { name: name.clone(), source })?;
            WorkItem::from_json(&text).map_err(|error| WorkItemFailure::Invalid { name, error })?
        }
    };
    for setting in &args.set {
        work_item.set_from(setting).map_err(|error| WorkItemFailure::Invalid { name: "--set".into(), error })?;
    }
    Ok(work_item)
}

fn text(path: &Path, stage: &mut Stage<'_>) -> io::Result<String> {
    let mut text = String::new();
    let mut reader: Box<dyn Read> = if path == Path::new("-") {
        Box::new(&mut stage.world.stdin)
    } else {
        Box::new(File::open(stage.world.absolute(path))?)
    };
    // One byte more than allowed tells that there is more.
    reader.by_ref().take(LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LIMIT {
        Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 16 MiB"))
    } else {
        Ok(text)
    }
}

//! Owns the matrix of areas: the seven of the overview in its order, declared or not, then the firm's own.

use super::report::AreaRow;
use crate::config::Config;
use crate::operate::areas::{self, SUGGESTED};

/// Lists the rows.
pub fn rows(config: &Config) -> Vec<AreaRow> {
    let suggested = SUGGESTED.iter().map(|area| {
        let declared = config.areas.get(area.key);
        AreaRow {
            key: area.key.to_owned(),
            title: area.title.to_owned(),
            declared: declared.is_some(),
            workspace: declared.map_or(area.workspace, |declared| &declared.workspace).to_owned(),
            folder: declared.map_or(Some(area.folder.to_owned()), |declared| declared.folder.clone()),
            required_if: Some(area.required_if.to_owned()),
        }
    });
    let further = config.areas.iter().filter(|(key, _)| areas::suggested(key).is_none());
    let further = further.map(|(key, area)| AreaRow {
        key: key.clone(),
        title: key.clone(),
        declared: true,
        workspace: area.workspace.clone(),
        folder: area.folder.clone(),
        required_if: None,
    });
    suggested.chain(further).collect()
}

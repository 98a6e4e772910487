//! Owns reading a workspace: one request for one level; two for any depth, by the flat folder list and the subtree document search;
//! folder by folder only where a server knows neither, or does not say what stands where.

use futures_util::stream::{self, StreamExt};

use super::entry::{Entry, Kind, parts};
use super::error::ListingError;
use super::tree::{MOST_LEVELS, Show, Tree};
use crate::imanage::api::{Api, ApiError};
use crate::imanage::ids::ObjectId;
use crate::text::names;

/// Folders read side by side where they must be read one by one; the client itself keeps to its own limit.
const AT_ONCE: usize = 8;

/// The most folders that are read one by one.
const MOST_FOLDERS: usize = 10_000;

/// What was read, and from where it is shown.
#[derive(Debug)]
pub struct Read {
    pub tree: Tree,
    /// The id of what is listed: the workspace, or the folder that `path` names.
    pub top: String,
    /// The names of the folders down to it.
    pub path: Vec<String>,
}

/// Reads what is to be shown of a workspace.
///
/// # Errors
/// When the workspace cannot be read, or has no such folder. A single folder that may not be read is marked, not an error.
pub async fn read(api: &Api, workspace: &ObjectId, path: Option<&str>, show: Show) -> Result<Read, ListingError> {
    let names = match path {
        Some(path) => parts(path).ok_or_else(|| ListingError::BadPath { path: path.to_owned() })?,
        None => Vec::new(),
    };
    let workspace_id = workspace.to_string();
    let mut tree = Tree::default();
    if names.is_empty() && show.depth == Some(1) {
        tree.add(api.workspace_children(workspace).await?.into_iter().map(Entry::from), &workspace_id);
        tree.mark_read(&workspace_id);
        return Ok(Read { tree, top: workspace_id, path: names });
    }
    let Some(folders) = flat_folders(api, workspace).await? else {
        return step_by_step(api, workspace, names, show).await;
    };
    tree.add(folders, &workspace_id);
    check(api, workspace, &tree)?;
    let (top, path) = descend(&tree, &workspace_id, &names)?;
    let top_id = ObjectId::parse(&top).unwrap_or_else(|| workspace.clone());
    if show.depth == Some(1) {
        tree.add(children(api, &top_id, workspace).await?, &workspace_id);
        tree.mark_read(&top);
    } else if show.folders_only {
        // Documents were not asked for, so nothing is known of how many there are.
    } else {
        match flat_documents(api, &top_id).await? {
            Some(documents) => {
                tree.add(documents, &workspace_id);
                tree.mark_all_read(&workspace_id);
            }
            None => walk(api, workspace, &mut tree, &top, show.depth).await?,
        }
    }
    check(api, workspace, &tree)?;
    Ok(Read { tree, top, path })
}

/// Fails where what was read is no tree.
fn check(api: &Api, workspace: &ObjectId, tree: &Tree) -> Result<(), ApiError> {
    let Some(flaw) = tree.flaw(&workspace.to_string()) else { return Ok(()) };
    let what = format!("the contents of workspace `{workspace}`");
    Err(ApiError::Unreadable { host: api.host(), what, place: flaw.to_string() })
}

/// The flat list of folders; `None` where the server knows none, or does not tell the parents.
async fn flat_folders(api: &Api, workspace: &ObjectId) -> Result<Option<Vec<Entry>>, ListingError> {
    let own = workspace.to_string();
    match api.folders_below(workspace).await {
        Ok(folders) => {
            let folders: Vec<Entry> = folders.into_iter().map(Entry::from).collect();
            let is_told = folders.iter().all(|folder| folder.parent_id.is_some() || folder.id == own);
            Ok(is_told.then_some(folders))
        }
        Err(ApiError::NotFound { .. } | ApiError::BadRequest { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The subtree search of documents; `None` where the server knows none, or does not tell the parents.
async fn flat_documents(api: &Api, top: &ObjectId) -> Result<Option<Vec<Entry>>, ListingError> {
    match api.documents_below(top, true).await {
        Ok(documents) => {
            let documents: Vec<Entry> = documents.into_iter().map(Entry::from).collect();
            let is_told = documents.iter().all(|document| document.parent_id.is_some());
            Ok(is_told.then_some(documents))
        }
        Err(ApiError::NotFound { .. } | ApiError::BadRequest { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The direct contents of a folder or of the workspace itself, each with its parent.
async fn children(api: &Api, id: &ObjectId, workspace: &ObjectId) -> Result<Vec<Entry>, ApiError> {
    let nodes = if id == workspace { api.workspace_children(id).await? } else { api.folder_children(id).await? };
    let with_parent = |entry: Entry| Entry { parent_id: Some(id.to_string()), ..entry };
    Ok(nodes.into_iter().map(Entry::from).map(with_parent).collect())
}

/// Finds a folder by the names down to it, without regard to case.
fn descend(tree: &Tree, workspace: &str, names: &[String]) -> Result<(String, Vec<String>), ListingError> {
    let (mut top, mut path) = (workspace.to_owned(), Vec::new());
    for (at, name) in names.iter().enumerate() {
        let found = tree.folders_of(&top).find(|folder| names::equal(&folder.name, name));
        let Some(found) = found else {
            let have = tree.folders_of(&top).map(|folder| folder.name.clone()).collect();
            return Err(ListingError::NoFolder { path: names[..=at].join("/"), have });
        };
        path.push(found.name.clone());
        top = found.id.clone();
    }
    Ok((top, path))
}

/// Goes down the path level by level, and then reads what is to be shown.
async fn step_by_step(api: &Api, workspace: &ObjectId, names: Vec<String>, show: Show) -> Result<Read, ListingError> {
    let workspace_id = workspace.to_string();
    let (mut tree, mut id) = (Tree::default(), workspace.clone());
    for depth in 0..names.len() {
        tree.add(children(api, &id, workspace).await?, &workspace_id);
        tree.mark_read(&id.to_string());
        let (top, _) = descend(&tree, &workspace_id, &names[..=depth])?;
        id = ObjectId::parse(&top).unwrap_or(id);
    }
    let (top, path) = descend(&tree, &workspace_id, &names)?;
    walk(api, workspace, &mut tree, &top, show.depth).await?;
    check(api, workspace, &tree)?;
    Ok(Read { tree, top, path })
}

/// Reads level by level, the folders of a level side by side. A folder that is refused is marked.
async fn walk(
    api: &Api,
    workspace: &ObjectId,
    tree: &mut Tree,
    top: &str,
    depth: Option<usize>,
) -> Result<(), ListingError> {
    let mut level = vec![ObjectId::parse(top).unwrap_or_else(|| workspace.clone())];
    let (mut seen, mut at) = (std::collections::HashSet::new(), 0);
    while !level.is_empty() && depth.is_none_or(|most| at < most) {
        let asked = level.into_iter().filter(|id| seen.insert(id.clone())).collect::<Vec<_>>();
        if at > MOST_LEVELS || seen.len() > MOST_FOLDERS {
            let what = format!("the folders of workspace `{workspace}`");
            return Err(ApiError::EndlessPaging { host: api.host(), what }.into());
        }
        let answers = stream::iter(asked)
            .map(async |id: ObjectId| {
                let answer = children(api, &id, workspace).await;
                (id, answer)
            })
            .buffered(AT_ONCE)
            .collect::<Vec<_>>()
            .await;
        level = Vec::new();
        for (id, answer) in answers {
            let own = id.to_string();
            let entries = match answer {
                Ok(entries) => entries,
                Err(ApiError::Forbidden { .. }) if own != top => {
                    tree.mark_refused(&own);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            // Search folders and shortcuts show what stands elsewhere.
            let is_worth_it = |entry: &&Entry| {
                matches!(entry.kind, Kind::Folder | Kind::Tab) && !entry.is_closed() && entry.has_content != Some(false)
            };
            level.extend(entries.iter().filter(is_worth_it).filter_map(|entry| ObjectId::parse(&entry.id)));
            tree.add(entries, &workspace.to_string());
            tree.mark_read(&own);
        }
        at += 1;
    }
    Ok(())
}

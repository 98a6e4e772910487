//! Owns finding an area's workspace, its folder, and what the account may do there. Judges nothing.

use futures_util::future::{join, join_all};

use crate::imanage::api::{Api, ApiError};
use crate::imanage::ids::ObjectId;
use crate::imanage::workspaces::Workspace;
use crate::listing::entry::{Kind, parts};
use crate::listing::tree::Item;
use crate::operate::areas::former_names;
use crate::prereqs::check::Answer;
use crate::prereqs::setup::Setup;
use crate::prereqs::told::{of_api, without_api};
use crate::resolve::miss::MissKind;
use crate::resolve::near::{self, Budget};
use crate::resolve::one::Resolution;
use crate::text::names;

/// What looking for a title came to.
pub(super) struct Looked {
    pub api: Api,
    pub library: String,
    pub resolution: Resolution,
}

impl Looked {
    /// The workspace that Operate would take.
    pub fn taken(&self) -> Option<&Workspace> {
        self.resolution.taken().map(|candidate| &candidate.workspace)
    }

    /// Its title.
    pub fn resolution_name(&self) -> &str {
        self.taken().map(|workspace| workspace.name.as_str()).unwrap_or_default()
    }
}

/// Looks for a title in the preferred library. A library that the account does not see is another check's affair.
pub(super) async fn look(setup: &Setup, title: &str) -> Result<Looked, Answer> {
    let (api, library) = ground(setup).await?;
    let (libraries, search) = join(setup.libraries(), setup.search_title(&api, &library, title)).await;
    if let Ok(libraries) = &*libraries
        && !libraries.iter().any(|open| names::equal(&open.id, &library))
    {
        return Err(Answer::skip_because("imanage.library"));
    }
    match &*search {
        Ok(resolution) => Ok(Looked { api, library, resolution: resolution.clone() }),
        Err(error) => Err(of_api(error, setup.hints)),
    }
}

/// The API, and the library that is searched where nothing else is said.
pub(super) async fn ground(setup: &Setup) -> Result<(Api, String), Answer> {
    let Some(api) = setup.api().await else {
        let reached = setup.reached().await;
        // A known server without any customer id has no address for further questions.
        let is_known = matches!(&*reached, crate::prereqs::setup::Reached::Known { .. });
        return Err(if is_known { Answer::skip_because("imanage.customer") } else { without_api(&reached) });
    };
    match setup.library().await {
        Some(library) => Ok((api, library)),
        None => Err(Answer::skip_because("imanage.library")),
    }
}

/// What stands in the place of a workspace that is not there.
pub(super) enum Alternative {
    /// It has the name from before the product was renamed.
    Former(Workspace),
    /// It is in another library.
    Elsewhere(Workspace),
    /// It is a template, which no search returns.
    Template(Workspace),
    /// Its title is nearly the one, and how: `ACTIVE!5` has …
    Similar(Workspace, String),
}

/// Looks for what stands in the place of a workspace, all questions side by side. One that cannot be asked says nothing.
pub(super) async fn alternative(setup: &Setup, looked: &Looked, wanted: &str) -> Option<Alternative> {
    let former = former_names(wanted);
    let by_name = join_all(former.iter().map(async |title| {
        let search = setup.search_title(&looked.api, &looked.library, title).await;
        search.as_ref().as_ref().ok().and_then(|found| found.taken().map(|taken| taken.workspace.clone()))
    }));
    let mut resolution = looked.resolution.clone();
    let budget = Budget::of(near::MOST_REQUESTS);
    let by_likeness = near::add_near_misses(&looked.api, &mut resolution, &budget);
    let (by_name, _) = join(by_name, by_likeness).await;
    if let Some(former) = by_name.into_iter().flatten().next() {
        return Some(Alternative::Former(former));
    }
    resolution.near_misses.into_iter().find_map(|miss| {
        let workspace = miss.workspace?;
        Some(match miss.kind {
            MissKind::OtherLibrary => Alternative::Elsewhere(workspace),
            MissKind::Template => Alternative::Template(workspace),
            _ => Alternative::Similar(workspace, miss.sentence),
        })
    })
}

/// Where an area's folder is.
pub(super) enum Place {
    Found(Found),
    /// Something has the name, and nothing can be put there: `a search folder`.
    Unfit {
        path: String,
        what: &'static str,
    },
    Absent {
        /// Names of the folders there are at the top.
        folders: Vec<String>,
        is_partly_closed: bool,
    },
}

/// A folder.
pub(super) struct Found {
    pub id: String,
    pub name: String,
    pub path: String,
    /// From 1, the top of the workspace.
    pub depth: usize,
    pub is_under_tab: bool,
    /// Others of this name that are as good.
    pub rivals: usize,
    access: Option<String>,
}

/// Finds a folder among those of a workspace: by its name, at the top before anywhere else, else by its path.
pub(super) fn place(items: &[Item], wanted: &str) -> Place {
    let path = parts(wanted).unwrap_or_default();
    let has_name = |item: &&Item| names::equal(&item.entry.name, wanted);
    let has_path = |item: &&Item| {
        let own = parts(&item.path).unwrap_or_default();
        own.len() == path.len() && own.iter().zip(&path).all(|(own, wanted)| names::equal(own, wanted))
    };
    let mut matches: Vec<&Item> = items.iter().filter(has_name).collect();
    if matches.is_empty() && path.len() > 1 {
        matches = items.iter().filter(has_path).collect();
    }
    let is_under_tab = |item: &Item| {
        item.depth == 2
            && items
                .iter()
                .any(|other| other.entry.kind == Kind::Tab && Some(&other.entry.id) == item.entry.parent_id.as_ref())
    };
    let rank = |item: &Item| (unfit(item).is_some(), item.depth != 1 && !is_under_tab(item), item.depth);
    let Some(best) = matches.iter().copied().min_by_key(|item| rank(item)) else {
        return Place::Absent {
            folders: items.iter().filter(|item| item.depth == 1).map(|item| item.entry.name.clone()).collect(),
            is_partly_closed: items.iter().any(|item| item.is_unreadable),
        };
    };
    if let Some(what) = unfit(best) {
        return Place::Unfit { path: best.path.clone(), what };
    }
    Place::Found(Found {
        id: best.entry.id.clone(),
        name: best.entry.name.clone(),
        path: best.path.clone(),
        depth: best.depth,
        is_under_tab: is_under_tab(best),
        rivals: matches.iter().filter(|item| rank(item) == rank(best)).count() - 1,
        access: best.entry.access.clone(),
    })
}

fn unfit(item: &Item) -> Option<&'static str> {
    match item.entry.kind {
        Kind::SearchFolder => Some("a search folder, which shows what stands elsewhere"),
        Kind::Shortcut => Some("a shortcut to another folder"),
        _ => None,
    }
}

/// Tells whether a word is one of the levels of access (`reference/imanage-api.md` section 4.5); a folder's default security is not.
fn is_level(word: &str) -> bool {
    matches!(word, "no_access" | "read" | "read_write" | "full_access")
}

/// What the account may do in a folder: as its list told, else as the folder itself tells.
pub(super) async fn access_to_folder(api: &Api, folder: &Found) -> Result<Option<String>, ApiError> {
    if let Some(level) = folder.access.clone().filter(|level| is_level(level)) {
        return Ok(Some(level));
    }
    let Some(id) = ObjectId::parse(&folder.id) else { return Ok(None) };
    let own = api.folder(&id).await?;
    Ok(own.and_then(|own| own.effective_security).filter(|level| is_level(level)))
}

/// What the account may do in a workspace.
pub(super) async fn access_to_workspace(api: &Api, workspace: &Workspace) -> Result<Option<String>, ApiError> {
    if let Some(level) = workspace.effective_security.clone().filter(|level| is_level(level)) {
        return Ok(Some(level));
    }
    let Some(id) = ObjectId::parse(&workspace.id) else { return Ok(None) };
    let own = api.workspace(&id).await?;
    Ok(own.and_then(|own| own.effective_security).filter(|level| is_level(level)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::entry::Entry;

    fn item(id: &str, kind: Kind, path: &str, parent: Option<&str>) -> Item {
        let names = parts(path).expect("a path");
        Item {
            entry: Entry {
                id: id.into(),
                kind,
                is_folder: true,
                name: names.last().expect("a name").clone(),
                parent_id: parent.map(str::to_owned),
                extension: None,
                version: None,
                size: None,
                create_date: None,
                edit_date: None,
                access: None,
                has_content: None,
            },
            depth: names.len(),
            path: path.into(),
            contents: None,
            is_unreadable: false,
        }
    }

    fn found(items: &[Item], wanted: &str) -> (String, usize, bool, usize) {
        match place(items, wanted) {
            Place::Found(found) => (found.path, found.depth, found.is_under_tab, found.rivals),
            Place::Unfit { what, .. } => (what.to_owned(), 0, false, 0),
            Place::Absent { folders, .. } => (folders.join("|"), 0, false, 0),
        }
    }

    #[test]
    fn a_folder_is_found_at_the_top_before_anywhere_else() {
        let items = [
            item("1", Kind::Folder, "Old", None),
            item("2", Kind::Folder, "Old/Documents", Some("1")),
            item("3", Kind::Folder, "documents", None),
        ];
        assert_eq!(found(&items, "Documents"), ("documents".into(), 1, false, 0));
        assert_eq!(found(&items[..2], "Documents"), ("Old/Documents".into(), 2, false, 0));
        assert_eq!(found(&items[..2], "Old/Documents"), ("Old/Documents".into(), 2, false, 0));
        assert_eq!(found(&items, "Scans"), ("Old|documents".into(), 0, false, 0));
    }

    #[test]
    fn a_folder_under_a_tab_is_told_as_such() {
        let items = [item("1", Kind::Tab, "Inbox", None), item("2", Kind::Folder, "Inbox/Attachments", Some("1"))];
        assert_eq!(found(&items, "Attachments"), ("Inbox/Attachments".into(), 2, true, 0));
    }

    #[test]
    fn a_name_with_a_slash_is_a_name_before_it_is_a_path() {
        let items = [item("1", Kind::Folder, "Accounts\\/Compliance", None)];
        assert_eq!(found(&items, "Accounts/Compliance").1, 1);
    }

    #[test]
    fn what_only_shows_other_places_is_no_folder_and_a_real_one_goes_before_it() {
        let search = item("1", Kind::SearchFolder, "Documents", None);
        assert!(found(std::slice::from_ref(&search), "Documents").0.starts_with("a search folder"));
        let items = [search, item("2", Kind::Folder, "Documents", None), item("3", Kind::Folder, "Documents", None)];
        assert_eq!(found(&items, "Documents"), ("Documents".into(), 1, false, 1));
    }
}

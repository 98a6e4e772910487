//! Owns the search for near misses: why a resolution did not come to one workspace, found with few extra requests
//! (CONTRACT 4). Refuses to change what the resolution came to.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Mutex, OnceCell};

use super::judge::Outcome;
use super::miss::{MissKind, NearMiss};
use super::one::Resolution;
use crate::imanage::api::{Api, ApiError};
use crate::imanage::workspaces::Workspace;

mod local;
mod tags;
mod telling;
mod titles;

pub use local::{reason, reason_of};
pub(super) use telling::what_tells_apart;

/// The most requests that one resolution is explained with.
pub const MOST_REQUESTS: usize = 6;

/// The most near misses told of one kind; what tells equal workspaces apart is told of more of them.
const MOST_OF_A_KIND: usize = 3;
const MOST_EQUAL: usize = 10;

/// The requests that are left for explaining a whole run, and what was learnt with those that were sent. Shared by all rows.
#[derive(Debug)]
pub struct Budget {
    left: AtomicUsize,
    libraries: OnceCell<Vec<String>>,
    templates: Mutex<HashMap<String, Vec<Workspace>>>,
}

impl Budget {
    /// Allows this many requests.
    pub fn of(requests: usize) -> Self {
        Budget { left: AtomicUsize::new(requests), libraries: OnceCell::new(), templates: Mutex::default() }
    }

    /// Takes one request. `false`: there is none left.
    pub fn take(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    /// The requests that are left.
    pub fn left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }
}

/// Looks for near misses of every outcome but `one`, with at most [`MOST_REQUESTS`] requests and within the budget, and puts
/// what it finds into the resolution: the misses, and a message that tells the first of them.
///
/// A request that the server refuses or does not know is passed over.
///
/// # Errors
/// When a request could not be asked. What was found until then is in the resolution, which stays as it was otherwise.
pub async fn add_near_misses(api: &Api, resolution: &mut Resolution, budget: &Budget) -> Result<(), ApiError> {
    let mut search = Search { api, budget, left: MOST_REQUESTS, is_cut: false, found: Vec::new() };
    let result = match resolution.outcome {
        Outcome::One | Outcome::Unresolved | Outcome::Error => Ok(()),
        Outcome::Many => search.profiles(resolution).await,
        Outcome::Denied => search.libraries(resolution).await.map(|libraries| resolution.open_libraries = libraries),
        Outcome::None | Outcome::Loose => search.others(resolution).await,
    };
    let Search { is_cut, mut found, .. } = search;
    found.extend(local::misses(resolution));
    resolution.near_misses = ranked(found);
    resolution.near_misses_cut = is_cut;
    resolution.message = super::explain::message(resolution);
    result
}

/// Puts the near misses into a resolution that take no request: those of paths without a value.
pub fn add_local_misses(resolution: &mut Resolution) {
    resolution.near_misses = ranked(local::misses(resolution));
    resolution.message = super::explain::message(resolution);
}

/// The most telling first, each workspace once, and not too many. Among those of one kind the order stays.
fn ranked(mut found: Vec<NearMiss>) -> Vec<NearMiss> {
    found.sort_by_key(|miss| miss.kind);
    let mut ranked: Vec<NearMiss> = Vec::new();
    for miss in found {
        let is_new = match &miss.workspace {
            Some(own) => !ranked.iter().filter_map(|told| told.workspace.as_ref()).any(|told| told.id == own.id),
            None => !ranked.contains(&miss),
        };
        let most = if miss.kind == MissKind::EqualWorkspace { MOST_EQUAL } else { MOST_OF_A_KIND };
        if is_new && ranked.iter().filter(|told| told.kind == miss.kind).count() < most {
            ranked.push(miss);
        }
    }
    ranked
}

/// One resolution's search for near misses.
struct Search<'a> {
    api: &'a Api,
    budget: &'a Budget,
    /// Requests that this resolution may still send.
    left: usize,
    /// The budget of the run was used up before this resolution's own share was.
    is_cut: bool,
    found: Vec<NearMiss>,
}

impl Search<'_> {
    /// Takes a request from this resolution's share and from the run's budget.
    fn may_ask(&mut self) -> bool {
        if self.left == 0 {
            return false;
        }
        if !self.budget.take() {
            self.is_cut = true;
            return false;
        }
        self.left -= 1;
        true
    }

    /// Searches for some workspaces, with one request. `None`: it may not or could not be asked.
    async fn some(
        &mut self,
        libraries: &[&str],
        fields: &[(String, String)],
        most: usize,
    ) -> Result<Option<(Vec<Workspace>, bool)>, ApiError> {
        // Without a field, or in no library, a search would return whatever there is.
        if libraries.is_empty() || fields.is_empty() || !self.may_ask() {
            return Ok(None);
        }
        pass_over(self.api.some_workspaces(libraries, fields, most).await)
    }

    /// The libraries that the account sees: from the resolution, from another row, or asked for.
    async fn libraries(&mut self, resolution: &Resolution) -> Result<Vec<String>, ApiError> {
        if !resolution.open_libraries.is_empty() {
            return Ok(resolution.open_libraries.clone());
        }
        let budget = self.budget;
        if budget.libraries.get().is_none() && !self.may_ask() {
            return Ok(Vec::new());
        }
        let ask = || async { pass_over(self.api.libraries().await).map(Option::unwrap_or_default) };
        let asked = budget.libraries.get_or_try_init(|| async {
            Ok::<_, ApiError>(ask().await?.into_iter().map(|library| library.id).collect())
        });
        asked.await.cloned()
    }

    /// The templates of a library: from another row, or asked for.
    async fn templates(&mut self, library: &str) -> Result<Vec<Workspace>, ApiError> {
        let budget = self.budget;
        let mut known = budget.templates.lock().await;
        if let Some(templates) = known.get(library) {
            return Ok(templates.clone());
        }
        if !self.may_ask() {
            return Ok(Vec::new());
        }
        let templates = pass_over(self.api.templates(library).await)?.unwrap_or_default();
        known.insert(library.to_owned(), templates.clone());
        Ok(templates)
    }

    /// Reads what a search does not tell of equal workspaces: the access that this account has.
    async fn profiles(&mut self, resolution: &mut Resolution) -> Result<(), ApiError> {
        let unknown = |workspace: &Workspace| workspace.effective_security.is_none();
        let equal = resolution.candidates.iter_mut().filter(|candidate| candidate.equal);
        for candidate in equal.filter(|candidate| unknown(&candidate.workspace)) {
            let Some(id) = crate::imanage::ids::ObjectId::parse(&candidate.workspace.id) else { continue };
            if !self.may_ask() {
                break;
            }
            if let Some(profile) = pass_over(self.api.workspace(&id).await)?.flatten() {
                candidate.workspace.effective_security = profile.effective_security;
            }
        }
        Ok(())
    }

    /// Looks for other workspaces that explain a search without an equal hit.
    async fn others(&mut self, resolution: &Resolution) -> Result<(), ApiError> {
        // What the hits themselves tell takes no request.
        if local::misses(resolution).iter().any(|miss| miss.kind.is_telling()) {
            return Ok(());
        }
        let fields = &resolution.filling.fields;
        match fields.as_slice() {
            [(tag, title)] if tag == "name" => self.titles(resolution, title).await,
            _ => self.tags(resolution).await,
        }
    }

    /// Tells whether enough is known: a workspace that is equal but for one thing.
    fn is_told(&self) -> bool {
        self.found.iter().any(|miss| miss.kind.is_telling())
    }

    /// Looks for what was asked for in the other libraries, all at once where the server can.
    async fn other_libraries(&mut self, resolution: &Resolution) -> Result<(), ApiError> {
        let all = self.libraries(resolution).await?;
        let own = resolution.library.as_deref().unwrap_or_default();
        let others: Vec<&str> =
            all.iter().map(String::as_str).filter(|id| !crate::text::names::equal(id, own)).collect();
        let fields = &resolution.filling.fields;
        let hits = match self.some(&others, fields, tags::MOST_HITS).await? {
            Some((hits, _)) => hits,
            // A server without the search across libraries is asked library by library.
            None => {
                let mut hits = Vec::new();
                for library in others {
                    hits.extend(self.some(&[library], fields, tags::MOST_HITS).await?.unwrap_or_default().0);
                }
                hits
            }
        };
        let equal = hits.into_iter().filter(|workspace| super::judge::is_equal(fields, workspace));
        self.found.extend(equal.map(|workspace| telling::other_library(resolution, workspace)));
        Ok(())
    }
}

/// Takes what a server refuses, or does not know, for an answer that tells nothing.
fn pass_over<T>(result: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(ApiError::Forbidden { .. } | ApiError::NotFound { .. } | ApiError::BadRequest { .. }) => Ok(None),
        Err(ApiError::Server { status: 405 | 501, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl MissKind {
    /// Tells whether this kind leaves nothing to look for: what was meant is found, and what differs is known.
    fn is_telling(self) -> bool {
        self <= MissKind::WordOrder
    }
}

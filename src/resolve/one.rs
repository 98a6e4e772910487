//! Owns one resolution: the search for what a filled config asks, and the judgement as a value.

use std::sync::Arc;

use super::drift::RowDrift;
use tokio::sync::OnceCell;

use super::explain;
use super::filling::Filling;
use super::judge::{Candidate, Hits, Outcome};
use super::miss::NearMiss;
use super::ready::Ready;
use super::request::Request;
use crate::imanage::api::{Api, ApiError};
use crate::imanage::workspaces::Workspace;
use crate::text::names;

/// What a resolution came to, with all that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    pub environment: String,
    pub request: Arc<Request>,
    pub filling: Arc<Filling>,
    /// The library searched, where one was.
    pub library: Option<String>,
    pub outcome: Outcome,
    /// In the server's order; a bounded number of them.
    pub candidates: Vec<Candidate>,
    /// How many hits are equal, and how many there were in all.
    pub equal: usize,
    pub all: usize,
    /// `false`: a list told it, and which other workspaces a search returns, and in what order, is not known.
    pub knows_all_hits: bool,
    /// The libraries that the account sees, where they were asked for.
    pub open_libraries: Vec<String>,
    /// What almost was the workspace, the most telling first; only where it was looked for.
    pub near_misses: Vec<NearMiss>,
    /// Near misses were looked for until the budget was used up.
    pub near_misses_cut: bool,
    /// What became of it since a saved run, where it was compared with one.
    pub drift: Option<RowDrift>,
    /// What is wrong or worth knowing, in a sentence.
    pub message: Option<String>,
}

impl Resolution {
    /// The workspace that Operate would take: the first that is equal.
    pub fn taken(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.equal)
    }

    /// Leaves out candidates beyond a number, those that are neither equal nor the first before others.
    pub fn keep_candidates(&mut self, most: usize) {
        let matters = |candidate: &Candidate| candidate.equal || candidate.first;
        let mut others = most.saturating_sub(self.candidates.iter().filter(|candidate| matters(candidate)).count());
        let mut kept = 0;
        self.candidates.retain(|candidate| {
            let is_kept = if matters(candidate) { kept < most } else { others > 0 };
            kept += usize::from(is_kept);
            others -= usize::from(is_kept && !matters(candidate));
            is_kept
        });
        self.candidates.shrink_to_fit();
    }

    /// A resolution that ends before anything is asked: a path has no value. `None`: it must be asked.
    pub fn without_asking(environment: &str, ready: &Ready) -> Option<Self> {
        ready.filling.is_unresolved().then(|| Resolution::of(environment, ready, None, Outcome::Unresolved))
    }

    /// A resolution that could not be asked, and why.
    pub fn failed(environment: &str, ready: &Ready, library: Option<&str>, why: String) -> Self {
        let resolution = Resolution::of(environment, ready, library, Outcome::Error);
        Resolution { message: Some(why), ..resolution }
    }

    /// A resolution whose search finds nothing: `none`. A library that the account does not see at all is searched in vain like
    /// one that lacks the workspace, and is told apart by the libraries that are open, if these are known.
    pub(super) fn without_hits(environment: &str, ready: &Ready, library: &str, open: Option<&[String]>) -> Self {
        let is_closed = open.is_some_and(|open| !open.iter().any(|id| names::equal(id, library)));
        let outcome = if is_closed { Outcome::Denied } else { Outcome::None };
        let mut resolution = Resolution::of(environment, ready, Some(library), outcome);
        resolution.open_libraries = open.unwrap_or_default().to_vec();
        resolution.message = explain::message(&resolution);
        resolution
    }

    /// A resolution that is known from the library's list: just this workspace is equal. Whether a search returns others besides,
    /// and before it, is known only where it is said to be the only hit.
    pub(super) fn from_list(
        environment: &str,
        ready: &Ready,
        library: &str,
        (workspace, is_only_hit): (Workspace, bool),
    ) -> Self {
        let resolution = Resolution::of(environment, ready, Some(library), Outcome::One);
        let candidate = Candidate { workspace, equal: true, first: is_only_hit, differs: None };
        let (candidates, knows_all_hits) = (vec![candidate], is_only_hit);
        Resolution { candidates, equal: 1, all: 1, knows_all_hits, ..resolution }
    }

    fn of(environment: &str, ready: &Ready, library: Option<&str>, outcome: Outcome) -> Self {
        let mut resolution = Resolution {
            environment: environment.to_owned(),
            request: Arc::clone(&ready.request),
            filling: Arc::clone(&ready.filling),
            library: library.or(ready.request.library.as_deref()).map(str::to_owned),
            outcome,
            candidates: Vec::new(),
            equal: 0,
            all: 0,
            knows_all_hits: true,
            open_libraries: Vec::new(),
            near_misses: Vec::new(),
            near_misses_cut: false,
            drift: None,
            message: None,
        };
        resolution.message = explain::message(&resolution);
        resolution
    }
}

/// The libraries that the account sees, asked for once a run and only where a search found nothing.
#[derive(Debug, Default)]
pub struct OpenLibraries(OnceCell<Vec<String>>);

impl OpenLibraries {
    /// Asks for the libraries, or tells what was answered before. Where the question itself is refused, nothing is known.
    pub async fn ask(&self, api: &Api) -> Option<&[String]> {
        let ask = || async { api.libraries().await.map(|all| all.into_iter().map(|library| library.id).collect()) };
        self.0.get_or_try_init(ask).await.ok().map(Vec::as_slice)
    }

    /// What was answered before, without asking.
    pub fn known(&self) -> Option<&[String]> {
        self.0.get().map(Vec::as_slice)
    }
}

/// Searches the library for what the filled config asks, and judges what comes back.
///
/// # Errors
/// When it could not be asked. A refusal of access is no error: the outcome is `denied`.
pub async fn resolve(api: &Api, library: &str, environment: &str, ready: &Ready) -> Result<Resolution, ApiError> {
    resolve_among(api, &OpenLibraries::default(), library, environment, ready).await
}

/// As [`resolve`], with what other rows of the same run have learnt of the libraries.
///
/// # Errors
/// As [`resolve`].
pub async fn resolve_among(
    api: &Api,
    libraries: &OpenLibraries,
    library: &str,
    environment: &str,
    ready: &Ready,
) -> Result<Resolution, ApiError> {
    let of = |outcome| Resolution::of(environment, ready, Some(library), outcome);
    if ready.filling.is_unresolved() {
        return Ok(of(Outcome::Unresolved));
    }
    let mut hits = Hits::of(&ready.filling.fields);
    match api.search_workspaces(library, &ready.filling.fields, |workspace| hits.add(workspace)).await {
        Ok(()) => {}
        Err(ApiError::Forbidden { .. } | ApiError::NotFound { .. }) => return Ok(of(Outcome::Denied)),
        Err(error) => return Err(error),
    }
    if hits.all == 0 {
        let open = libraries.ask(api).await;
        return Ok(Resolution::without_hits(environment, ready, library, open));
    }
    let mut resolution = of(hits.outcome());
    (resolution.equal, resolution.all) = (hits.equal, hits.all);
    resolution.candidates = hits.into_candidates();
    resolution.message = explain::message(&resolution);
    Ok(resolution)
}

//! Owns one resolution: the search for what a filled config asks, and the judgement as a value.

use super::drift::RowDrift;
use super::explain;
use super::filling::Filling;
use super::judge::{Candidate, Hits, Outcome};
use super::miss::NearMiss;
use super::request::Request;
use crate::imanage::api::{Api, ApiError};
use crate::imanage::workspaces::WorkspaceQuery;
use crate::text::names;

/// What a resolution came to, with all that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    pub environment: String,
    pub request: Request,
    pub filling: Filling,
    /// The library searched, where one was.
    pub library: Option<String>,
    pub outcome: Outcome,
    /// In the server's order; a bounded number of them.
    pub candidates: Vec<Candidate>,
    /// How many hits are equal, and how many there were in all.
    pub equal: usize,
    pub all: usize,
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

    /// A resolution that ends before anything is asked: a path has no value. `None`: it must be asked.
    pub fn without_asking(environment: &str, request: &Request, filling: &Filling) -> Option<Self> {
        filling.is_unresolved().then(|| Resolution::of(environment, request, filling, None, Outcome::Unresolved))
    }

    fn of(environment: &str, request: &Request, filling: &Filling, library: Option<&str>, outcome: Outcome) -> Self {
        let mut resolution = Resolution {
            environment: environment.to_owned(),
            request: request.clone(),
            filling: filling.clone(),
            library: library.or(request.library.as_deref()).map(str::to_owned),
            outcome,
            candidates: Vec::new(),
            equal: 0,
            all: 0,
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

/// Searches the library for what the filled config asks, and judges what comes back.
///
/// # Errors
/// When it could not be asked. A refusal of access is no error: the outcome is `denied`.
pub async fn resolve(
    api: &Api,
    library: &str,
    environment: &str,
    request: &Request,
    filling: &Filling,
) -> Result<Resolution, ApiError> {
    let of = |outcome| Resolution::of(environment, request, filling, Some(library), outcome);
    if filling.is_unresolved() {
        return Ok(of(Outcome::Unresolved));
    }
    let query = WorkspaceQuery { library: library.to_owned(), fields: filling.fields.clone() };
    let mut hits = Hits::of(&filling.fields);
    match api.search_workspaces(&query, |workspace| hits.add(workspace)).await {
        Ok(()) => {}
        Err(ApiError::Forbidden { .. } | ApiError::NotFound { .. }) => return Ok(of(Outcome::Denied)),
        Err(error) => return Err(error),
    }
    // A library that the account does not see at all is searched in vain, like one that lacks the workspace. Where the
    // question itself is refused, nothing is known, and `none` says both.
    let open: Option<Vec<String>> = match hits.all {
        0 => api.libraries().await.ok().map(|all| all.into_iter().map(|library| library.id).collect()),
        _ => None,
    };
    let is_closed = open.as_ref().is_some_and(|open| !open.iter().any(|id| names::equal(id, library)));
    let mut resolution = of(if is_closed { Outcome::Denied } else { hits.outcome() });
    resolution.open_libraries = open.unwrap_or_default();
    (resolution.equal, resolution.all) = (hits.equal, hits.all);
    resolution.candidates = hits.into_candidates();
    resolution.message = explain::message(&resolution);
    Ok(resolution)
}

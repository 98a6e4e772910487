//! Owns one resolution: the search for what a filled config asks, and the judgement as a value.

use super::explain;
use super::filling::Filling;
use super::judge::{Candidate, Hits, Outcome};
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
    if hits.all == 0 && is_closed(api, library).await {
        return Ok(of(Outcome::Denied));
    }
    let mut resolution = of(hits.outcome());
    (resolution.equal, resolution.all) = (hits.equal, hits.all);
    resolution.candidates = hits.into_candidates();
    resolution.message = explain::message(&resolution);
    Ok(resolution)
}

/// Tells whether the account does not see the library at all: a search there finds nothing, like a missing workspace.
async fn is_closed(api: &Api, library: &str) -> bool {
    match api.libraries().await {
        Ok(libraries) => !libraries.iter().any(|open| names::equal(&open.id, library)),
        // Where the question itself is refused, nothing is known, and `none` says both.
        Err(_) => false,
    }
}

//! Owns what a row came to. Pure.

use std::sync::Arc;

use super::row::{Fault, Origin};
use crate::imanage::error::ApiError;
use crate::resolve::judge::Outcome;
use crate::resolve::one::Resolution;

/// A row that is done.
#[derive(Clone, Debug)]
pub struct Done {
    pub origin: Origin,
    pub told: Told,
    /// Why it came to that in a few words, the same for all rows of that reason.
    pub reason: &'static str,
}

/// What is told of a row.
#[derive(Clone, Debug)]
pub enum Told {
    /// Shared with the answers that are kept for other rows.
    Resolution(Arc<Resolution>),
    /// It never came to a question.
    Fault(Fault),
}

impl Done {
    /// A row that was resolved, or could not be asked.
    pub fn of(origin: Origin, resolution: impl Into<Arc<Resolution>>, reason: &'static str) -> Self {
        Done { origin, told: Told::Resolution(resolution.into()), reason }
    }

    /// A row that never came to a question.
    pub fn faulty(origin: Origin, fault: Fault) -> Self {
        Done { origin, reason: fault.reason, told: Told::Fault(fault) }
    }

    /// About what it takes in memory beyond its row, in bytes.
    pub fn weight(&self) -> usize {
        self.resolution().map_or(0, weight_of)
    }

    /// The resolution, if it came to a question.
    pub fn resolution(&self) -> Option<&Resolution> {
        match &self.told {
            Told::Resolution(resolution) => Some(resolution),
            Told::Fault(_) => None,
        }
    }

    pub fn outcome(&self) -> Outcome {
        self.resolution().map_or(Outcome::Error, |resolution| resolution.outcome)
    }

    /// What is wrong or worth knowing, in a sentence.
    pub fn message(&self) -> Option<&str> {
        match &self.told {
            Told::Resolution(resolution) => resolution.message.as_deref(),
            Told::Fault(fault) => Some(&fault.message),
        }
    }

    /// The repository, as the configuration has it where it is known there.
    pub fn repository(&self) -> Option<&str> {
        let known = self.resolution().and_then(|resolution| resolution.request.repository.as_deref());
        known.or(self.origin.repository.as_deref())
    }

    pub fn work_type(&self) -> Option<&str> {
        let known = self.resolution().and_then(|resolution| resolution.request.work_type.as_deref());
        known.or(self.origin.work_type.as_deref())
    }
}

/// About what a resolution takes in memory, in bytes.
pub fn weight_of(resolution: &Resolution) -> usize {
    const ENTRY: usize = 64;
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let candidates = resolution.candidates.iter().map(|candidate| {
        let workspace = &candidate.workspace;
        // A map keeps eleven entries together, however few there are.
        let customs: usize = workspace.customs.iter().map(|(field, value)| ENTRY + field.len() + value.len()).sum();
        size_of_val(candidate)
            + 11 * 48
            + customs
            + workspace.id.len()
            + workspace.name.len()
            + 8 * ENTRY
            + text(&candidate.differs)
    });
    let misses =
        resolution.near_misses.iter().map(|miss| size_of_val(miss) + miss.sentence.len() + miss.suggestion.len() + 512);
    let values = resolution.filling.values.iter().map(|looked| size_of_val(looked) + text(&looked.value) + ENTRY);
    size_of::<Resolution>()
        + candidates.sum::<usize>()
        + misses.sum::<usize>()
        + values.sum::<usize>()
        + text(&resolution.message)
}

/// Tells in a few words why something could not be asked, the same for all rows of that reason.
pub fn failure_of(error: &ApiError) -> &'static str {
    match error {
        ApiError::Http(_) => "it could not be asked: the server could not be reached, or did not answer in time",
        ApiError::Unauthorized { .. } | ApiError::Token(_) => "it could not be asked: the access token is refused",
        ApiError::BadRequest { .. } => "the server refuses the search as malformed",
        ApiError::RateLimited { .. } => "it could not be asked: the server allows no more requests",
        ApiError::Server { .. } => "it could not be asked: the server failed",
        ApiError::Forbidden { .. } | ApiError::NotFound { .. } => "it could not be asked: access is denied",
        ApiError::NotJson { .. } | ApiError::Unreadable { .. } | ApiError::EndlessPaging { .. } => {
            "the answer cannot be read"
        }
    }
}

//! Owns what a resolution tells by itself, without a request: paths without a value, closed libraries, what tells equal
//! workspaces apart, how the nearest hit differs. And the reason in a few words, by which rows can be counted.

use super::super::filling::Looked;
use super::super::judge::{Candidate, Outcome};
use super::super::likeness;
use super::super::miss::{MissKind, NearMiss};
use super::super::one::Resolution;
use super::tags;
use super::telling;
use crate::operate::work_item::NoValue;
use crate::text::names;

/// The reason for what a resolution came to in a few words, the same for all rows of that reason: what is told first among
/// the near misses, else what the outcome itself says. Available whether near misses were looked for or not.
pub fn reason(resolution: &Resolution) -> &'static str {
    if let Some(miss) = resolution.near_misses.first() {
        return miss.kind.phrase();
    }
    if let Some(miss) = misses(resolution).into_iter().min_by_key(|miss| miss.kind) {
        return miss.kind.phrase();
    }
    match resolution.outcome {
        Outcome::One if resolution.candidates.first().is_some_and(|first| !first.equal) => {
            "one is equal, and the server returns another one before it"
        }
        outcome => reason_of(outcome),
    }
}

/// The reason in a few words as far as the outcome alone tells it.
pub fn reason_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::One => "one workspace is equal",
        Outcome::Many => MissKind::EqualWorkspace.phrase(),
        Outcome::Loose => "hits, and none of them like what was asked",
        Outcome::None => "nothing found: the workspace is missing, or hidden by permission",
        Outcome::Unresolved => "a composer path has no value",
        Outcome::Denied => MissKind::OpenLibraries.phrase(),
        Outcome::Error => "it could not be asked",
    }
}

/// The near misses that take no request.
pub(super) fn misses(resolution: &Resolution) -> Vec<NearMiss> {
    match resolution.outcome {
        Outcome::One | Outcome::None | Outcome::Error => Vec::new(),
        Outcome::Many => equal_ones(resolution),
        Outcome::Loose => nearest_hits(resolution),
        Outcome::Unresolved => missing_values(resolution),
        Outcome::Denied => open_libraries(resolution).into_iter().collect(),
    }
}

fn missing_values(resolution: &Resolution) -> Vec<NearMiss> {
    let missing = resolution.filling.missing();
    let miss = |looked: &Looked| {
        let cause = looked.cause.as_ref()?;
        let kind = match cause {
            NoValue::Absent { .. } | NoValue::BeyondList { .. } => MissKind::NoSuchField,
            NoValue::Empty => MissKind::EmptyValue,
            NoValue::NotAText { .. } => MissKind::NotAText,
            NoValue::List { .. } => MissKind::SeveralValues,
            NoValue::Query => MissKind::OperateQuery,
            NoValue::InexactNumber => MissKind::InexactNumber,
        };
        Some(telling::missing_value(kind, looked, cause))
    };
    missing.filter_map(miss).collect()
}

fn open_libraries(resolution: &Resolution) -> Option<NearMiss> {
    let asked = resolution.library.as_deref()?;
    let open: Vec<&str> = resolution.open_libraries.iter().map(String::as_str).collect();
    if open.is_empty() || open.iter().any(|id| names::equal(id, asked)) {
        return None;
    }
    Some(match names::nearest(asked, open.iter().copied()) {
        Some(near) => telling::library_name(resolution, near),
        None => telling::open_libraries(asked, &open),
    })
}

fn equal_ones(resolution: &Resolution) -> Vec<NearMiss> {
    let equal: Vec<&Candidate> = resolution.candidates.iter().filter(|candidate| candidate.equal).collect();
    equal.iter().map(|own| telling::equal_workspace(resolution, own, &equal)).collect()
}

/// The hits that are like what was asked, the nearest first.
fn nearest_hits(resolution: &Resolution) -> Vec<NearMiss> {
    let fields = &resolution.filling.fields;
    let mut near: Vec<(usize, NearMiss)> = Vec::new();
    for candidate in &resolution.candidates {
        let workspace = &candidate.workspace;
        match fields.as_slice() {
            [(tag, title)] if tag == "name" => {
                if let Some(likeness) = likeness::of_titles(title, &workspace.name) {
                    near.push((likeness.distance, telling::like_title(resolution, workspace.clone(), likeness)));
                }
            }
            _ => {
                let differing = tags::differing(fields, workspace);
                near.extend(tags::compare(resolution, workspace, &differing).map(|miss| (differing.len(), miss)));
            }
        }
    }
    near.sort_by_key(|(distance, miss)| (miss.kind, *distance));
    near.into_iter().map(|(_, miss)| miss).collect()
}

//! Owns what a resolution means: what Operate will do, why, and who can mend it. Pure.

use super::judge::Outcome;
use super::near;
use super::one::Resolution;

/// What is wrong or worth knowing, in a sentence; `None` where all is well.
pub(super) fn message(resolution: &Resolution) -> Option<String> {
    let library = resolution.library.as_deref().unwrap_or("?");
    let nearest = resolution.near_misses.first().map(|miss| miss.sentence.clone());
    let (said, more) = match resolution.outcome {
        Outcome::One => {
            let first = resolution.candidates.first().filter(|first| !first.equal)?;
            let said = format!(
                "the server returns `{}` (`{}`) before it; if Operate compares less strictly than by the whole, it opens \
                 that one",
                first.workspace.id, first.workspace.name
            );
            (said, None)
        }
        Outcome::Many => (
            format!("{} workspaces are equal; the order of the server is not promised", resolution.equal),
            near::what_tells_apart(resolution),
        ),
        Outcome::Loose => {
            let said = match resolution.all {
                1 => "the server returns one workspace, and it is not equal to what was asked".to_owned(),
                all => format!("the server returns {all} workspaces, and none is equal to what was asked"),
            };
            (said, nearest)
        }
        Outcome::None if nearest.is_some() => {
            (format!("nothing equal in library `{library}` is visible to this account"), nearest)
        }
        Outcome::None => (
            format!(
                "nothing in library `{library}` is visible to this account: the workspace is missing, or hidden by \
             permission; iManage tells neither apart"
            ),
            None,
        ),
        Outcome::Unresolved => {
            let missing: Vec<_> = resolution
                .filling
                .missing()
                .map(|looked| format!("`[{}]`: {}", looked.path, looked.why.as_deref().unwrap_or("no value")))
                .collect();
            (format!("no value for {}", missing.join(", and for ")), None)
        }
        Outcome::Denied => (format!("library `{library}` is not open to this account"), nearest),
        // Why it could not be asked is told by whoever asked.
        Outcome::Error => return resolution.message.clone(),
    };
    Some(match more {
        Some(more) => format!("{said}; {more}"),
        None => said,
    })
}

/// What Operate will do.
pub fn operate_does(resolution: &Resolution) -> String {
    let taken = resolution.taken().map(|taken| taken.workspace.id.as_str()).unwrap_or_default();
    match resolution.outcome {
        Outcome::One => format!("opens `{taken}`"),
        Outcome::Many => {
            format!("opens `{taken}`, the first of {} that the server returns, without a word", resolution.equal)
        }
        Outcome::Loose => {
            let first = resolution.candidates.first().map(|first| first.workspace.id.as_str()).unwrap_or_default();
            format!("may open `{first}`, which is not the one meant, or show an error")
        }
        Outcome::None => "shows an error to the fee earner".to_owned(),
        Outcome::Unresolved => "has nothing to search for; nothing was asked of iManage".to_owned(),
        Outcome::Denied => "is refused by iManage, and shows an error".to_owned(),
        Outcome::Error => "is not known to do anything: it could not be asked".to_owned(),
    }
}

/// Who can mend it, and how; `None` where there is nothing to mend.
pub fn who_can_fix(resolution: &Resolution) -> Option<String> {
    let suggestions: Vec<&str> = resolution.near_misses.iter().map(|miss| miss.suggestion.as_str()).collect();
    match (resolution.outcome, suggestions.as_slice()) {
        // Of several equal workspaces each has a suggestion of its own, and none of them is that of all.
        (Outcome::Many, _) | (_, []) => {}
        // Every path that has no value must be mended.
        (Outcome::Unresolved, all) => return Some(all.join("; ")),
        (_, [nearest, ..]) => return Some((*nearest).to_owned()),
    }
    let fix = match resolution.outcome {
        Outcome::One => {
            resolution.message.as_ref()?;
            "an iManage administrator: choose a title of words that no other has; an implementer: search by tags instead"
        }
        Outcome::Many => {
            "an iManage administrator: give the workspaces different titles or tags, or retire all but one"
        }
        Outcome::Loose => {
            "an implementer: correct the resolver config or the work item; an iManage administrator: correct the workspace"
        }
        Outcome::None => {
            "whoever opens matters: create the workspace; an iManage administrator: let the service account see it"
        }
        Outcome::Unresolved => {
            "whoever keeps the work item in Operate: fill the field; an implementer: correct the path"
        }
        Outcome::Denied => "an iManage administrator: open the library to the service account",
        Outcome::Error => "whoever runs this: ask again",
    };
    Some(fix.to_owned())
}

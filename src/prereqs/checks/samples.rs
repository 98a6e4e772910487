//! Owns the checks of the samples: each known work item resolves to what is expected.

use std::rc::Rc;

use super::resolvers;
use crate::imanage::ids::ObjectId;
use crate::imanage::workspaces::Workspace;
use crate::operate::composer::Path;
use crate::operate::repositories::{Repository, Sample};
use crate::operate::work_item::WorkItem;
use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, NameKind, Who};
use crate::prereqs::setup::Setup;
use crate::prereqs::told::of_api;
use crate::prereqs::words::joined;
use crate::resolve::judge::Outcome;
use crate::resolve::near::{self, Budget};
use crate::resolve::one::{self, Resolution};
use crate::resolve::ready::Ready;
use crate::resolve::request::Request;

/// The paths under which a work item tells its type (`reference/operate.md` section 4).
const TYPES: [&str; 2] = ["workitem.type.path", "workitem.type.systemName"];

/// One check for each sample of a repository.
pub(super) fn checks(name: &str, repository: &Repository) -> Vec<Check> {
    repository.samples.iter().enumerate().map(|(at, sample)| check(name, repository, at + 1, sample)).collect()
}

fn check(name: &str, repository: &Repository, number: usize, sample: &Sample) -> Check {
    let work_item = WorkItem::from_value(sample.work_item.clone()).unwrap_or_default();
    let work_type = work_type(&work_item);
    let resolver = repository.choose(work_type.as_deref()).map(|choice| resolvers::id(name, choice.work_type));
    let expect = sample.expect.clone();
    let case = Rc::new(Case { repository: name.to_owned(), work_type, resolver, work_item, expect });
    let title = format!("{name}: sample {number} resolves");
    Check::new(format!("resolvers.{name}.sample-{number}"), Group::Resolvers, &title, move |setup| {
        let case = Rc::clone(&case);
        async move { resolve(&setup, &case).await.unwrap_or_else(|answer| answer) }
    })
    // Not its resolver's check: what that looks at can be looked at meanwhile.
    .needs(["oauth.token", "imanage.api"])
}

struct Case {
    repository: String,
    work_type: Option<String>,
    /// The id of its resolver's check; `None`: no resolver applies.
    resolver: Option<String>,
    work_item: WorkItem,
    expect: Option<String>,
}

/// The work type that the work item's own data tells.
fn work_type(work_item: &WorkItem) -> Option<String> {
    TYPES.iter().find_map(|path| {
        let characters: Vec<char> = path.chars().collect();
        work_item.look_up(&Path::read(&characters, 1).ok()?).ok()
    })
}

async fn resolve(setup: &Setup, case: &Case) -> Result<Answer, Answer> {
    let request = Request::of_repository(&setup.config, &case.repository, case.work_type.as_deref());
    let Some(resolver) = &case.resolver else {
        let told = request.err().map(|error| error.to_string()).unwrap_or_default();
        return Err(Answer::fail(told).fix(
            Who::Implementer,
            "tell the sample's work type as `\"type.path\"` in its `work_item`, or give the repository a \
                resolver of its own",
        ));
    };
    let ready = Ready::of(request.map_err(|_| Answer::skip_because("config.resolvers"))?, &case.work_item);
    let environment = &setup.config.environment;
    if let Some(mut resolution) = Resolution::without_asking(environment, &ready) {
        near::add_local_misses(&mut resolution);
        return Ok(judge(&resolution, case));
    }
    let (api, library) = resolvers::ground(setup, &ready.request).await?;
    // A library that is not visible is told once, by the resolver's own check.
    let told_there = |answer: Answer| match answer.because {
        Some(_) => answer,
        None => Answer::skip_because(resolver.as_str()),
    };
    resolvers::open(setup, &library, &ready.request).await.map_err(told_there)?;
    let resolution = one::resolve(&api, &library, environment, &ready).await;
    let mut resolution = resolution.map_err(|error| of_api(&error, setup.hints))?;
    // What could not be asked about it is left untold; the answer is there.
    let _ = near::add_near_misses(&api, &mut resolution, &Budget::of(near::MOST_REQUESTS)).await;
    Ok(judge(&resolution, case))
}

fn judge(resolution: &Resolution, case: &Case) -> Answer {
    let message = resolution.message.clone().unwrap_or_default();
    let taken = resolution.taken().map(|candidate| &candidate.workspace);
    let shown = |workspace: &Workspace| format!("`{}` ({})", workspace.name, workspace.id);
    let correct = "check the sample's references, or correct its `expect`";
    let answer = match (resolution.outcome, taken, &case.expect) {
        (_, Some(taken), Some(expected)) if !is_same(&taken.id, expected) => {
            Answer::fail(format!("it resolves to {}, and `{expected}` is expected", shown(taken)))
                .fix(Who::Implementer, correct)
        }
        (Outcome::Many, Some(taken), _) => Answer::warn(format!("{message}; the first is {}", shown(taken)))
            .fix(Who::ImanageAdministrator, "give the workspaces different titles or tags, or retire all but one"),
        (_, Some(taken), _) => Answer::pass(shown(taken)),
        (Outcome::Unresolved, ..) => Answer::fail(message).fix(
            Who::Implementer,
            "give the sample's `work_item` that value, or correct the path in the \
                resolver config",
        ),
        (Outcome::Loose, ..) => Answer::fail(message).fix(
            Who::Implementer,
            "correct the resolver config or the sample; `imctl resolve --explain` \
                tells how each candidate differs",
        ),
        _ => Answer::fail(message).fix(
            Who::ImanageAdministrator,
            "let the Operate service account see the workspace, or have it created; check the sample's \
                references as well",
        ),
    };
    let query = resolution.filling.fields.iter().map(|(tag, value)| format!("{tag}={value}"));
    let candidates = resolution.candidates.iter().map(|candidate| shown(&candidate.workspace));
    let answer = answer
        .fact("query", joined(query, ", "))
        .fact("library", resolution.library.clone().unwrap_or_default())
        .fact("outcome", resolution.outcome.word())
        .fact("candidates", joined(candidates, ", "))
        .fact("near_misses", joined(resolution.near_misses.iter().map(|miss| miss.sentence.clone()), "; "))
        .fact("suggestions", joined(resolution.near_misses.iter().map(|miss| miss.suggestion.clone()), "; "));
    let answer = resolution.filling.fields.iter().fold(answer, |answer, (tag, value)| {
        answer.name(if tag == "custom1" { NameKind::Client } else { NameKind::Value }, value.as_str())
    });
    let candidates = resolution.candidates.iter().map(|candidate| &candidate.workspace);
    let near = resolution.near_misses.iter().filter_map(|miss| miss.workspace.as_ref());
    let names = candidates.chain(near).map(|workspace| workspace.name.as_str());
    names.fold(answer, |answer, name| answer.name(NameKind::Workspace, name))
}

/// Tells whether two ids name one object; libraries are compared without case.
fn is_same(a: &str, b: &str) -> bool {
    match (ObjectId::parse(a), ObjectId::parse(b)) {
        (Some(a), Some(b)) => a.number == b.number && a.library.eq_ignore_ascii_case(&b.library),
        _ => a.eq_ignore_ascii_case(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_type_is_taken_from_the_samples_own_data() {
        let of = |value| work_type(&WorkItem::from_value(value).expect("an object"));
        assert_eq!(of(serde_json::json!({ "type.path": "litigation/road" })).as_deref(), Some("litigation/road"));
        assert_eq!(of(serde_json::json!({ "type": { "systemName": "road" } })).as_deref(), Some("road"));
        assert_eq!(of(serde_json::json!({ "reference": "1" })), None);
    }

    #[test]
    fn ids_are_compared_as_ids() {
        assert!(is_same("ACTIVE!427", "active!427") && is_same("ACTIVE!427.1", "ACTIVE!427"));
        assert!(!is_same("ACTIVE!427", "ARCHIVE!427") && !is_same("ACTIVE!427", "ACTIVE!428"));
    }
}

//! Owns the sentences of near misses: what is the case, and who changes what and where.

use std::collections::BTreeSet;

use super::super::filling::Looked;
use super::super::judge::Candidate;
use super::super::likeness::{Likeness, oddities};
use super::super::miss::{MissKind, NearMiss};
use super::super::one::Resolution;
use crate::imanage::libraries::CustomValue;
use crate::imanage::workspaces::Workspace;
use crate::operate::composer::Part;
use crate::operate::work_item::NoValue;

/// Values longer than this tell nobody apart at a glance.
const LONGEST_FACT: usize = 80;

fn miss(kind: MissKind, sentence: String, suggestion: String, workspace: Option<Workspace>) -> NearMiss {
    NearMiss { kind, sentence, suggestion, workspace }
}

/// Names a workspace: id and title.
fn named(workspace: &Workspace) -> String {
    format!("`{}` (`{}`)", workspace.id, workspace.name)
}

/// Who does something, and what.
struct Action {
    who: &'static str,
    what: String,
}

const KEEPER: &str = "whoever keeps the work item in Operate";
const IMPLEMENTER: &str = "an implementer";
const ADMINISTRATOR: &str = "an iManage administrator";

impl Action {
    fn by(who: &'static str, what: String) -> Self {
        Action { who, what }
    }
}

/// Puts actions into one line, those of one person together: `an implementer: a and b; an iManage administrator: c`.
fn lines(actions: &[Action]) -> String {
    let mut people: Vec<(&str, Vec<&str>)> = Vec::new();
    for action in actions {
        match people.iter_mut().find(|(who, _)| *who == action.who) {
            Some((_, whats)) => whats.push(&action.what),
            None => people.push((action.who, vec![&action.what])),
        }
    }
    let line = |(who, whats): &(&str, Vec<&str>)| format!("{who}: {}", whats.join(" and "));
    people.iter().map(line).collect::<Vec<_>>().join("; ")
}

/// Who makes a tag come to another value, and where.
fn give(resolution: &Resolution, tag: &str, value: &str) -> Action {
    let templates = resolution.request.config.templates();
    let template = templates.iter().find(|(own, _)| *own == tag).map(|(_, template)| *template);
    let parts = template.map(|template| template.parts.as_slice()).unwrap_or_default();
    match parts {
        [Part::Path(path)] => Action::by(KEEPER, format!("let `[{}]` be `{value}`", path.text)),
        parts if parts.iter().any(|part| matches!(part, Part::Path(_))) => {
            let template = template.map(ToString::to_string).unwrap_or_default();
            Action::by(IMPLEMENTER, format!("let `{template}` come to `{value}`"))
        }
        _ if tag == "name" => Action::by(IMPLEMENTER, format!("write `{value}` in the resolver config")),
        _ => Action::by(IMPLEMENTER, format!("write `{tag}={value}` in the resolver config")),
    }
}

/// The same, where it is not sure that the value is the one meant.
fn perhaps(action: Action) -> String {
    format!("{}, if that is the one meant", lines(&[action]))
}

/// How another library is searched.
fn search_in(resolution: &Resolution, library: &str) -> String {
    let request = &resolution.request;
    let table = match (&request.repository, &request.entry) {
        (Some(name), Some(work_type)) => format!("[repositories.{name}.work_types.{work_type}]"),
        (Some(name), None) => format!("[repositories.{name}]"),
        (None, _) => {
            let what = format!("search with `--library {library}`, and make it the repository's database in Operate");
            return lines(&[Action::by(IMPLEMENTER, what)]);
        }
    };
    let what = format!("make `{library}` the repository's database in Operate, and `database` in `{table}`");
    lines(&[Action::by(IMPLEMENTER, what)])
}

pub(super) fn other_library(resolution: &Resolution, own: Workspace) -> NearMiss {
    let sentence = format!("library `{}` has it: {}", own.library, named(&own));
    miss(MissKind::OtherLibrary, sentence, search_in(resolution, &own.library), Some(own))
}

pub(super) fn template(own: Workspace) -> NearMiss {
    let sentence = format!("{} has this title and is a template, which no search returns", named(&own));
    let suggestion = "an iManage administrator: make a workspace from the template; a template itself is never opened";
    miss(MissKind::Template, sentence, suggestion.into(), Some(own))
}

pub(super) fn id_as_title(resolution: &Resolution, own: Workspace) -> NearMiss {
    let sentence = format!("`{}` is an id, and a title is searched for; that workspace is `{}`", own.id, own.name);
    let suggestion = lines(&[give(resolution, "name", &own.name)]);
    miss(MissKind::IdAsTitle, sentence, suggestion, Some(own))
}

/// Who corrects a value that is written in two ways: the side that has what nobody types.
fn correct(resolution: &Resolution, tag: &str, asked: &str, value: &str, kind: MissKind, own: &Workspace) -> Action {
    if kind <= MissKind::Quotes && oddities(value) > oddities(asked) {
        let tag = if tag == "name" { "title" } else { tag };
        return Action::by(ADMINISTRATOR, format!("write the {tag} of `{}` as `{}`", own.id, asked.trim()));
    }
    match kind {
        MissKind::JoinedReferences => {
            let what = format!("let the template of `{tag}` come to `{value}`, as iManage has it");
            Action::by(IMPLEMENTER, what)
        }
        _ => give(resolution, tag, value),
    }
}

/// A title that is like the one asked for.
pub(super) fn like_title(resolution: &Resolution, own: Workspace, likeness: Likeness) -> NearMiss {
    let asked = resolution.filling.fields.first().map(|(_, title)| title.as_str()).unwrap_or_default();
    let action = correct(resolution, "name", asked, &own.name, likeness.kind, &own);
    let suggestion = if likeness.kind <= MissKind::WordOrder { lines(&[action]) } else { perhaps(action) };
    miss(likeness.kind, format!("{} {}", named(&own), likeness.told), suggestion, Some(own))
}

/// A tag in which a workspace is like what was asked for.
pub(super) struct Alike<'a> {
    pub tag: &'a str,
    pub asked: &'a str,
    pub value: &'a str,
    pub kind: MissKind,
    /// What the workspace has, such as `custom2 `00001` where `1` was asked`.
    pub told: String,
}

/// A workspace that differs in some tags, and is like what was asked for in each of them.
pub(super) fn alike(resolution: &Resolution, own: &Workspace, alike: &[Alike<'_>]) -> Option<NearMiss> {
    let kind = alike.iter().map(|alike| alike.kind).max()?;
    let told = alike.iter().map(|alike| alike.told.as_str()).collect::<Vec<_>>().join(" and ");
    let action = |alike: &Alike<'_>| correct(resolution, alike.tag, alike.asked, alike.value, alike.kind, own);
    let suggestion = lines(&alike.iter().map(action).collect::<Vec<_>>());
    Some(miss(kind, format!("{} has {told}", named(own)), suggestion, Some(own.clone())))
}

pub(super) fn one_tag_differs(resolution: &Resolution, tag: &str, asked: &str, own: Workspace) -> NearMiss {
    let value = super::super::judge::own_value(tag, &own);
    let (told, suggestion) = match value {
        Some(value) => {
            (format!("has {tag} `{value}` where `{asked}` was asked"), perhaps(give(resolution, tag, value)))
        }
        None => (
            format!("has no {tag}"),
            perhaps(Action::by(ADMINISTRATOR, format!("set {tag} of `{}` to `{asked}`", own.id))),
        ),
    };
    miss(MissKind::OneTagDiffers, format!("{} {told}", named(&own)), suggestion, Some(own))
}

pub(super) fn swapped(parent: &str, child: &str, own: Workspace) -> NearMiss {
    let of = |tag: &str| own.customs.get(tag).map(String::as_str).unwrap_or_default();
    let sentence =
        format!("{} has {parent} `{}` and {child} `{}`: the other way round", named(&own), of(parent), of(child));
    let suggestion = format!("an implementer: exchange the templates of `{parent}` and `{child}`");
    miss(MissKind::SwappedTags, sentence, suggestion, Some(own))
}

pub(super) fn joined(asked: &str, own: Workspace) -> NearMiss {
    let of = |tag: &str| own.customs.get(tag).map(String::as_str).unwrap_or_default();
    let sentence = format!(
        "`{asked}` is client and matter in one; {} has custom1 `{}` and custom2 `{}`",
        named(&own),
        of("custom1"),
        of("custom2")
    );
    let suggestion = "an implementer: search by `custom1=[…], custom2=[…]`, each from a field of its own; Operate takes no \
                      value apart";
    miss(MissKind::JoinedReferences, sentence, suggestion.into(), Some(own))
}

pub(super) fn other_client(parent: &str, child: &str, own: Workspace) -> NearMiss {
    let of = |tag: &str| own.customs.get(tag).map(String::as_str).unwrap_or_default();
    let sentence = format!("{} has this {child}, below {parent} `{}`", named(&own), of(parent));
    let suggestion = "whoever keeps the work item in Operate: correct the client, if the matter has moved to that one";
    miss(MissKind::OtherClient, sentence, suggestion.into(), Some(own))
}

/// `is_known`: the library's table has the matter; `None` where that cannot be told.
pub(super) fn no_such_matter(
    (parent, client): (&str, &str),
    (child, matter): (&str, &str),
    (workspaces, is_whole): (usize, bool),
    is_known: Option<bool>,
) -> NearMiss {
    let number = match (workspaces, is_whole) {
        (1, true) => "one workspace".to_owned(),
        (number, true) => format!("{number} workspaces"),
        (number, false) => format!("{number} workspaces and more"),
    };
    let mut sentence = format!("{parent} `{client}` has {number}, none of them with {child} `{matter}`");
    let suggestion = if is_known == Some(true) {
        sentence.push_str(", which the library's table knows");
        "whoever opens matters: create the matter's workspace; an iManage administrator: let the service account see it"
    } else {
        "whoever keeps the work item in Operate: correct the reference; whoever opens matters: create the workspace"
    };
    miss(MissKind::NoSuchMatter, sentence, suggestion.into(), None)
}

pub(super) fn client_without_workspaces(resolution: &Resolution, parent: &str, client: &str) -> NearMiss {
    let library = resolution.library.as_deref().unwrap_or_default();
    let sentence = format!("library `{library}` knows {parent} `{client}`, and shows this account no workspace of it");
    let suggestion = lines(&[
        Action::by(ADMINISTRATOR, "let the service account see the client's workspaces".into()),
        Action::by("whoever opens matters", "create the workspace".into()),
    ]);
    miss(MissKind::ClientWithoutWorkspaces, sentence, suggestion, None)
}

pub(super) fn unknown_alias(resolution: &Resolution, tag: &str, asked: &str, parent: Option<&str>) -> NearMiss {
    let library = resolution.library.as_deref().unwrap_or_default();
    let below = parent.map(|parent| format!(" below `{parent}`")).unwrap_or_default();
    let sentence = format!("library `{library}` knows no {tag} `{asked}`{below}, so that no workspace has it");
    let suggestion = format!(
        "whoever keeps the work item in Operate: correct the reference; whoever opens matters: add `{asked}` to {tag} in iManage"
    );
    miss(MissKind::UnknownAlias, sentence, suggestion, None)
}

pub(super) fn disabled_alias(library: &str, tag: &str, value: &CustomValue) -> NearMiss {
    let description = value.description.as_ref().map(|text| format!(" (`{text}`)")).unwrap_or_default();
    let sentence = format!("{tag} `{}`{description} is disabled in library `{library}`", value.id);
    let suggestion = format!("an iManage administrator: enable `{}` in {tag}, if it is still used", value.id);
    miss(MissKind::DisabledAlias, sentence, suggestion, None)
}

pub(super) fn library_name(resolution: &Resolution, near: &str) -> NearMiss {
    let sentence = format!("`{near}`, of a similar name, is open to this account");
    miss(MissKind::LibraryName, sentence, search_in(resolution, near), None)
}

pub(super) fn open_libraries(asked: &str, open: &[&str]) -> NearMiss {
    let open = open.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let sentence = format!("open to this account: {open}");
    let suggestion = format!(
        "an iManage administrator: open `{asked}` to the service account; an implementer: name another library, if it is in one \
         of these"
    );
    miss(MissKind::OpenLibraries, sentence, suggestion, None)
}

pub(super) fn missing_value(kind: MissKind, looked: &Looked, cause: &NoValue) -> NearMiss {
    let path = &looked.path;
    let sentence = format!("`[{path}]`: {cause}");
    let suggestion = match cause {
        NoValue::Absent { near: Some(near), .. } => format!("an implementer: write `{near}` in `[{path}]`"),
        NoValue::Absent { near: None, .. } => format!("an implementer: correct `[{path}]`; {KEEPER}: fill that field"),
        NoValue::BeyondList { .. } => format!("an implementer: choose another entry in `[{path}]`; {KEEPER}: add it"),
        NoValue::Empty => format!("{KEEPER}: fill `[{path}]`"),
        NoValue::NotAText { .. } => format!("an implementer: go on to one of its fields, as in `[{path}.reference]`"),
        NoValue::List { element, .. } => format!("an implementer: choose one with `{element}!1` in `[{path}]`"),
        NoValue::Query => {
            format!("whoever tests it: give the value with `--set '[{path}]=…'`; Operate finds it by itself")
        }
        NoValue::InexactNumber => format!("whoever writes the work item: put the number of `[{path}]` in quotes"),
    };
    miss(kind, sentence, suggestion, None)
}

/// What can tell workspaces apart, by name; absent values are told as such.
fn facts(workspace: &Workspace) -> Vec<(String, Option<String>)> {
    let flag =
        |is_set: Option<bool>, yes: &str, no: &str| is_set.map(|is_set| if is_set { yes } else { no }.to_owned());
    let mut facts: Vec<(String, Option<String>)> = vec![
        ("title".into(), Some(workspace.name.clone())),
        ("library".into(), Some(workspace.library.clone())),
        ("created".into(), workspace.create_date.clone()),
        ("edited".into(), workspace.edit_date.clone()),
        ("contents".into(), flag(workspace.has_subfolders, "folders", "no folders")),
        ("access".into(), workspace.effective_security.clone()),
        ("security".into(), workspace.default_security.clone()),
        ("owner".into(), workspace.owner.clone()),
        ("class".into(), workspace.class.clone()),
        ("subclass".into(), workspace.subclass.clone()),
        ("description".into(), workspace.description.clone()),
    ];
    facts.extend(workspace.customs.iter().map(|(tag, value)| (tag.clone(), Some(value.clone()))));
    facts
}

fn fact(workspace: &Workspace, name: &str) -> Option<String> {
    facts(workspace).into_iter().find(|(own, _)| own == name).and_then(|(_, value)| value)
}

/// The names of what is not the same in all of these workspaces, in the order they are told in.
fn differing_facts(equal: &[&Candidate]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in equal.iter().flat_map(|candidate| facts(&candidate.workspace)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let values = |name: &str| equal.iter().map(|own| fact(&own.workspace, name)).collect::<BTreeSet<_>>();
    names.retain(|name| values(name).len() > 1);
    names
}

/// What tells the equal workspaces apart, in a few words; `None` where nobody looked for it, or nothing does.
pub(in super::super) fn what_tells_apart(resolution: &Resolution) -> Option<String> {
    let equal: Vec<&Candidate> = resolution.candidates.iter().filter(|candidate| candidate.equal).collect();
    let names = differing_facts(&equal);
    (!resolution.near_misses.is_empty() && !names.is_empty()).then(|| format!("they differ in {}", names.join(", ")))
}

/// One of several equal workspaces, with what sets it apart from the others.
pub(super) fn equal_workspace(resolution: &Resolution, own: &Candidate, equal: &[&Candidate]) -> NearMiss {
    let names = differing_facts(equal);
    let told = |name: &String| match fact(&own.workspace, name) {
        Some(value) if value.chars().count() > LONGEST_FACT => {
            format!("{name} `{}…`", value.chars().take(LONGEST_FACT).collect::<String>())
        }
        Some(value) => format!("{name} `{value}`"),
        None => format!("no {name}"),
    };
    // The title stands in the name already.
    let told: Vec<String> = names.iter().filter(|name| *name != "title").map(told).collect();
    let told = if told.is_empty() { "nothing else tells it apart".to_owned() } else { told.join(", ") };
    let is_taken = resolution.taken().is_some_and(|taken| taken.workspace.id == own.workspace.id);
    let taken = if is_taken { ", which Operate opens" } else { "" };
    let sentence = format!("{}{taken}: {told}", named(&own.workspace));
    let telling = names.iter().find(|name| {
        let values: Vec<_> = equal.iter().map(|candidate| fact(&candidate.workspace, name)).collect();
        name.starts_with("custom")
            && values.iter().all(Option::is_some)
            && values.iter().collect::<BTreeSet<_>>().len() == values.len()
    });
    let is_empty = |candidate: &Candidate| candidate.workspace.has_subfolders == Some(false);
    let suggestion = match telling {
        _ if is_empty(own) && !equal.iter().all(|candidate| is_empty(candidate)) => {
            "an iManage administrator: retire it, if it is as empty as it seems".to_owned()
        }
        Some(tag) => format!("an implementer: add `{tag}=[…]` to the search, which tells them apart"),
        None => {
            "an iManage administrator: keep one, and give the others another title or other tags, or retire them".into()
        }
    };
    miss(MissKind::EqualWorkspace, sentence, suggestion, Some(own.workspace.clone()))
}

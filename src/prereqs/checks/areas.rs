//! Owns the checks of the declared areas: workspace, folder, access, and that there is only one.

use std::future::Future;
use std::rc::Rc;

use super::workspaces::{self, Alternative, Looked, Place};
use crate::config::Config;
use crate::operate::areas::Purpose;
use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, NameKind, Who};
use crate::prereqs::matrix;
use crate::prereqs::report::AreaRow;
use crate::prereqs::setup::Setup;
use crate::prereqs::told::of_api;
use crate::prereqs::words::{joined, quoted};
use crate::resolve::judge::Outcome;
use crate::resolve::likeness;

/// The checks of this group: four for each declared area, three for one that has no folder.
pub(super) fn checks(config: &Config) -> Vec<Check> {
    let mut checks = Vec::new();
    for row in matrix::rows(config).into_iter().filter(|row| row.declared) {
        let id = |aspect: &str| format!("areas.{}.{aspect}", row.key);
        let row = Rc::new(row.clone());
        let of_account = ["oauth.token".to_owned(), "imanage.api".to_owned()];
        checks.push(check(&row, "workspace", "the workspace is there", workspace).needs(of_account));
        let mut inner = id("workspace");
        if row.folder.is_some() {
            checks.push(check(&row, "folder", "the folder is there", folder).needs([inner]));
            inner = id("folder");
        }
        checks.push(check(&row, "access", "the account may do its work", access).needs([inner]));
        checks.push(check(&row, "unique", "there is only one", unique).needs([id("workspace")]));
    }
    checks
}

fn check<F>(row: &Rc<AreaRow>, aspect: &str, title: &str, ask: fn(Rc<Setup>, Rc<AreaRow>) -> F) -> Check
where
    F: Future<Output = Answer> + 'static,
{
    let id = format!("areas.{}.{aspect}", row.key);
    let (title, row) = (format!("{}: {title}", row.title), Rc::clone(row));
    Check::new(id, Group::Areas, &title, move |setup| ask(setup, Rc::clone(&row)))
}

/// The key that says which workspace or folder an area has.
fn key(row: &AreaRow, name: &str) -> String {
    format!("areas.{}.{name}", row.key)
}

async fn workspace(setup: Rc<Setup>, row: Rc<AreaRow>) -> Answer {
    let looked = match workspaces::look(&setup, &row.workspace).await {
        Ok(looked) => looked,
        Err(answer) => return answer,
    };
    let library = &looked.library;
    match (looked.taken(), looked.resolution.outcome) {
        (Some(taken), _) => {
            Answer::pass(format!("`{}` ({})", taken.name, taken.id)).name(NameKind::Workspace, taken.name.as_str())
        }
        (None, Outcome::Denied) => Answer::fail(format!("the library `{library}` is not open to this account"))
            .fix(Who::ImanageAdministrator, format!("give the Operate service account access to `{library}`")),
        (None, _) => missing(&setup, &looked, &row).await,
    }
}

/// There is none of that title: whether it goes by its former name, lies in another library, or is only spelt otherwise.
async fn missing(setup: &Setup, looked: &Looked, row: &AreaRow) -> Answer {
    let (wanted, library) = (&row.workspace, &looked.library);
    let setting = key(row, "workspace");
    let told = |rest: &str| Answer::fail(format!("no workspace `{wanted}` is visible in `{library}`{rest}"));
    let create = format!("have an iManage administrator create `{wanted}`");
    match workspaces::alternative(setup, looked, wanted).await {
        Some(Alternative::Former(former)) => told(&format!(
            "; `{}` ({}) is, from before the product was renamed",
            former.name, former.id
        ))
        .fix(
            Who::ImanageAdministrator,
            format!(
                "rename `{}` to `{wanted}`, or use it as it is: set `{setting}` and Operate's repository to that name",
                former.name
            ),
        )
        .name(NameKind::Workspace, former.name),
        Some(Alternative::Elsewhere(own)) => told(&format!("; it is in the library `{}` ({})", own.library, own.id))
            .fix(
                Who::ImanageAdministrator,
                format!("create it in `{library}`, or point Operate's repository at `{}`", own.library),
            )
            .name(NameKind::Library, own.library),
        Some(Alternative::Template(own)) => {
            told(&format!("; `{}` has this title and is a template, which no search returns", own.id))
                .fix(Who::ImanageAdministrator, "make a workspace from the template; a template itself is never opened")
        }
        Some(Alternative::Similar(similar, how)) => told(&format!("; {how}"))
            .fix(Who::Implementer, format!("set `{setting} = \"{}\"` if that is meant; else {create}", similar.name))
            .name(NameKind::Workspace, similar.name),
        None => told("; it is missing, or hidden from this account: iManage tells neither apart").fix(
            Who::ImanageAdministrator,
            format!("create the workspace `{wanted}` in `{library}`, or let the Operate service account see it"),
        ),
    }
}

async fn unique(setup: Rc<Setup>, row: Rc<AreaRow>) -> Answer {
    let looked = match workspaces::look(&setup, &row.workspace).await {
        Ok(looked) => looked,
        Err(answer) => return answer,
    };
    let resolution = &looked.resolution;
    let equal = resolution.candidates.iter().filter(|candidate| candidate.equal).map(|candidate| &candidate.workspace);
    let ids: Vec<&str> = equal.clone().map(|workspace| workspace.id.as_str()).collect();
    let created = |at: &Option<String>| at.as_deref().map(|at| format!(" (created {at})")).unwrap_or_default();
    let candidates = equal.map(|workspace| format!("{}{}", workspace.id, created(&workspace.create_date)));
    match resolution.equal {
        0 => Answer::skip_because(key(&row, "workspace")),
        1 => {
            // Whether Operate compares what comes first by the whole is not published, so that it is told.
            let first = resolution.candidates.first().filter(|first| !first.equal);
            let first = first.map(|first| format!("{} ({})", first.workspace.name, first.workspace.id));
            Answer::pass("one workspace has this title").fact("returned_before_it", first.unwrap_or_default())
        }
        number => {
            Answer::warn(format!("{number} workspaces have this title; Operate takes whichever iManage returns first"))
                .fix(
                    Who::ImanageAdministrator,
                    format!("rename or close all but one of {}", quoted(ids.iter().copied())),
                )
                .fact("candidates", joined(candidates, ", "))
        }
    }
}

async fn folder(setup: Rc<Setup>, row: Rc<AreaRow>) -> Answer {
    let (looked, place) = match find(&setup, &row).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let (wanted, workspace) = (row.folder.as_deref().unwrap_or_default(), &row.workspace);
    let answer = match &place {
        Place::Absent { folders, is_partly_closed } => {
            let likenesses = folders.iter().filter_map(|own| Some((likeness::of_titles(wanted, own)?, own)));
            let near = likenesses.min_by_key(|(likeness, _)| (likeness.kind, likeness.distance));
            let rest = match (&near, folders.is_empty(), is_partly_closed) {
                (Some((likeness, own)), ..) => format!("; the nearest is `{own}`, which {}", likeness.told),
                (None, true, _) => "; no folder is visible in it".to_owned(),
                (None, false, true) => "; there are folders that the account may not look into".to_owned(),
                (None, false, false) => "; its folders have other names".to_owned(),
            };
            let (setting, create) = (key(&row, "folder"), format!("create the folder `{wanted}` in `{workspace}`"));
            let answer = Answer::fail(format!("there is no folder `{wanted}` in `{workspace}`{rest}"));
            let answer = match near {
                Some((_, own)) => answer.fix(
                    Who::Implementer,
                    format!(
                        "set `{setting} = \"{own}\"` if that is meant; else have an iManage administrator {create}"
                    ),
                ),
                None => answer.fix(Who::ImanageAdministrator, create),
            };
            let answer = answer.fact("folders", folders.join(", "));
            folders.iter().fold(answer, |answer, name| answer.name(NameKind::Folder, name.as_str()))
        }
        Place::Unfit { path, what } => Answer::fail(format!("`{path}` is {what}: nothing can be put there"))
            .fix(Who::ImanageAdministrator, format!("create an ordinary folder `{wanted}` in `{workspace}`")),
        Place::Found(found) if found.rivals > 0 => Answer::warn(format!(
            "{} folders are called `{wanted}`; which of them Operate uses is not sure",
            found.rivals + 1
        ))
        .fix(Who::ImanageAdministrator, "rename all but one of them"),
        Place::Found(found) if found.depth == 1 => Answer::pass(format!("`{}` ({})", found.name, found.id)),
        Place::Found(found) if found.is_under_tab => {
            Answer::pass(format!("`{}` ({}), under a tab", found.path, found.id))
        }
        Place::Found(found) => {
            Answer::warn(format!("it is not at the top of the workspace, but at `{}` ({})", found.path, found.id)).fix(
                Who::OperateAdministrator,
                format!("point Operate's repository at `{}`, or have the folder moved to the top", found.path),
            )
        }
    };
    answer.name(NameKind::Folder, wanted).name(NameKind::Workspace, looked.resolution_name())
}

/// The area's folder in its workspace.
async fn find(setup: &Rc<Setup>, row: &AreaRow) -> Result<(Looked, Place), Answer> {
    let looked = workspaces::look(setup, &row.workspace).await?;
    let Some(workspace) = looked.taken() else { return Err(Answer::skip_because(key(row, "workspace"))) };
    let tree = setup.folders(&looked.api, &workspace.id).await;
    let tree = tree.as_ref().as_ref().map_err(|error| of_api(error, setup.hints))?;
    let place = workspaces::place(tree, row.folder.as_deref().unwrap_or_default());
    Ok((looked, place))
}

async fn access(setup: Rc<Setup>, row: Rc<AreaRow>) -> Answer {
    match find_access(&setup, &row).await {
        Ok((what, level)) => judge(&row, &what, level.as_deref()),
        Err(answer) => answer,
    }
}

/// What the account has access to, and how much: the folder, or the workspace where the area has no folder.
async fn find_access(setup: &Rc<Setup>, row: &AreaRow) -> Result<(String, Option<String>), Answer> {
    if row.folder.is_none() {
        let looked = workspaces::look(setup, &row.workspace).await?;
        let Some(taken) = looked.taken() else { return Err(Answer::skip_because(key(row, "workspace"))) };
        let level = workspaces::access_to_workspace(&looked.api, taken).await;
        return Ok((format!("`{}` ({})", taken.name, taken.id), level.map_err(|error| of_api(&error, setup.hints))?));
    }
    match find(setup, row).await? {
        (looked, Place::Found(found)) => {
            let level = workspaces::access_to_folder(&looked.api, &found).await;
            Ok((format!("`{}` ({})", found.name, found.id), level.map_err(|error| of_api(&error, setup.hints))?))
        }
        _ => Err(Answer::skip_because(key(row, "folder"))),
    }
}

/// Whether access is enough for what the area is for.
fn judge(row: &AreaRow, what: &str, level: Option<&str>) -> Answer {
    let purpose = Purpose::of(&row.key);
    let needed = match purpose {
        Purpose::Read => "to read",
        Purpose::PassThrough => "to read, to put documents there, and to take them out again",
    };
    let give = |access: &str| format!("give the Operate service account {access} to {what}");
    let answer = match (level, purpose) {
        (Some("full_access"), _) => Answer::pass("full access"),
        (Some("read_write"), Purpose::Read) => Answer::pass("read and write"),
        (Some("read"), Purpose::Read) => Answer::pass("read, which is enough for this area"),
        (Some("read_write"), Purpose::PassThrough) => Answer::warn(format!(
            "read and write in {what}: documents can be put there, and perhaps not taken out again"
        ))
        .fix(Who::ImanageAdministrator, give("full access")),
        (Some("read"), Purpose::PassThrough) => {
            Answer::fail(format!("the account may only read {what}, and must put documents there"))
                .fix(Who::ImanageAdministrator, give("full access"))
        }
        (Some("no_access"), _) => Answer::fail(format!("the account has no access to {what}"))
            .fix(Who::ImanageAdministrator, give(if purpose == Purpose::Read { "read access" } else { "full access" })),
        _ => Answer::warn(format!("the server does not tell what the account may do in {what}")).fix(
            Who::ImanageAdministrator,
            format!("confirm that the Operate service account may do what the area needs: {needed}"),
        ),
    };
    answer.fact("access", level.unwrap_or_default()).fact("needed", needed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prereqs::finding::Status;

    #[test]
    fn access_is_judged_by_what_the_area_is_for() {
        let row = |key: &str| AreaRow {
            key: key.into(),
            title: key.into(),
            declared: true,
            workspace: "W".into(),
            folder: Some("F".into()),
            required_if: None,
        };
        let judged = |key: &str, level| judge(&row(key), "`F`", level).status;
        let levels = [Some("full_access"), Some("read_write"), Some("read"), Some("no_access"), None];
        let of = |key: &str| levels.map(|level| judged(key, level));
        use Status::{Fail, Pass, Warn};
        assert_eq!(of("document-templates"), [Pass, Pass, Pass, Fail, Warn]);
        assert_eq!(of("client-documents"), [Pass, Pass, Pass, Fail, Warn]);
        assert_eq!(of("inbound-email"), [Pass, Warn, Fail, Fail, Warn]);
        assert_eq!(of("a-further-area"), [Pass, Pass, Pass, Fail, Warn]);
    }
}

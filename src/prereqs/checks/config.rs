//! Owns the checks of the configuration: the offline check of `config check`, told as findings.

use std::rc::Rc;

use crate::config::{ConfigError, Grant};
use crate::operate::redirect::redirect_url;
use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, NameKind, Who};
use crate::prereqs::setup::{Broken, Setup, Subject};
use crate::prereqs::told::with_causes;
use crate::prereqs::words::{counted, joined};

/// Codes of warnings about addresses.
const OF_URLS: [&str; 2] = ["config.other-host", "config.proxy-password"];

/// Codes of warnings about resolvers.
const OF_RESOLVERS: [&str; 2] = ["config.resolver", "config.no-library"];

/// Codes of warnings that another check tells.
const TOLD_ELSEWHERE: [&str; 1] = ["config.http-on-loopback"];

/// The checks of this group.
pub(super) fn checks() -> Vec<Check> {
    let check = |id, title| (id, Group::Config, title);
    let (id, group, title) = check("config.file", "The configuration can be read");
    let file = Check::of_any(id, group, title, async |subject: Rc<Subject>| file(&subject));
    let (id, group, title) = check("config.urls", "The addresses have the right form");
    let urls = Check::new(id, group, title, async |setup: Rc<Setup>| urls(&setup));
    let (id, group, title) = check("config.redirect-url", "The redirect URL is known");
    let redirect = Check::new(id, group, title, async |setup: Rc<Setup>| redirect(&setup));
    let (id, group, title) = check("config.resolvers", "The resolver configs are sound");
    let resolvers = Check::new(id, group, title, async |setup: Rc<Setup>| resolvers(&setup));
    let need = || ["config.file"];
    vec![file, urls.needs(need()), redirect.needs(need()), resolvers.needs(need())]
}

fn file(subject: &Subject) -> Answer {
    let setup = match subject {
        Subject::Broken(Broken { error, hints, file }) => {
            let file = file.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
            return Answer::fail(told(error)).fix(Who::Implementer, hints(error).join("; ")).name(NameKind::Path, file);
        }
        Subject::Sound(setup) => setup,
    };
    let environment = &setup.config.environment;
    let shown = setup.config.file.as_ref().map(|path| path.display().to_string());
    let where_from = match &shown {
        Some(path) => format!("`{path}`, environment `{environment}`"),
        None => format!("no file: variables tell it all, environment `{environment}`"),
    };
    let is_ours = |code: &str| ![&OF_URLS[..], &OF_RESOLVERS, &TOLD_ELSEWHERE].concat().contains(&code);
    let warnings: Vec<String> =
        setup.checked.warnings.iter().filter(|warning| is_ours(warning.code)).map(ToString::to_string).collect();
    let answer = match warnings.len() {
        0 => Answer::pass(where_from),
        number => Answer::warn(format!("{}: {}", counted(number, "doubt"), joined(warnings, "; ")))
            .fix(Who::Implementer, "run `imctl config check`, and correct what is meant otherwise"),
    };
    answer.fact("file", shown.clone().unwrap_or_default()).name(NameKind::Path, shown.unwrap_or_default())
}

/// What is wrong with a configuration, on one line.
fn told(error: &ConfigError) -> String {
    match error {
        ConfigError::Invalid(complaints) if complaints.len() > 1 => {
            let all = joined(complaints.iter().map(|complaint| complaint.to_string().replace('\n', " ")), "; ");
            format!("{} in the configuration: {all}", counted(complaints.len(), "mistake"))
        }
        error => with_causes(error),
    }
}

fn urls(setup: &Setup) -> Answer {
    let service = &setup.config.linked_service;
    let shown = |url: &url::Url| url.as_str().trim_end_matches('/').to_owned();
    if let Some(operate) = service.operate_url.as_ref().filter(|url| url.origin() == service.base_url.origin()) {
        return Answer::fail(format!("`base_url` and `operate_url` are the same address, `{}`", shown(operate)))
            .fix(Who::Implementer, "set `base_url` to the host of iManage and `operate_url` to that of Clio Operate");
    }
    let doubts: Vec<String> = setup
        .checked
        .warnings
        .iter()
        .filter(|warning| OF_URLS.contains(&warning.code))
        .map(ToString::to_string)
        .collect();
    if !doubts.is_empty() {
        return Answer::warn(joined(doubts, "; ")).fix(Who::Implementer, "correct the address, unless it is meant so");
    }
    let operate = service.operate_url.as_ref().map(|url| format!(", Operate at `{}`", shown(url)));
    Answer::pass(format!("iManage at `{}`{}", shown(&service.base_url), operate.unwrap_or_default()))
}

fn redirect(setup: &Setup) -> Answer {
    let service = &setup.config.linked_service;
    if let Some(url) = &service.operate_url {
        return Answer::pass(format!("`{}`", redirect_url(url)));
    }
    let told = "`operate_url` is not set, so the redirect URL that must be registered with iManage is not known";
    let fix = "set `operate_url` in `[linked_service]` to the address of Clio Operate, scheme and host";
    match service.grant {
        Grant::AuthorizationCode => Answer::fail(told),
        Grant::ClientCredentials | Grant::Password => Answer::warn(told),
    }
    .fix(Who::Implementer, fix)
}

fn resolvers(setup: &Setup) -> Answer {
    let checked = &setup.checked;
    let number = checked.modes.len();
    if number == 0 {
        return Answer::skip("no repository is declared in the configuration");
    }
    let all = counted(number, "resolver config");
    if let Some(first) = checked.complaints.first() {
        let mistakes = joined(checked.complaints.iter().map(ToString::to_string), "; ");
        let fix = match (checked.complaints.len(), first.hints.first()) {
            (1, Some(hint)) => hint.clone(),
            _ => "run `imctl config check`, which tells what to do about each".to_owned(),
        };
        return Answer::fail(format!("{all}: {mistakes}")).fix(Who::Implementer, fix);
    }
    let doubts: Vec<String> = checked
        .warnings
        .iter()
        .filter(|warning| OF_RESOLVERS.contains(&warning.code))
        .map(ToString::to_string)
        .collect();
    match doubts.len() {
        0 => Answer::pass(all),
        _ => Answer::warn(format!("{all}: {}", joined(doubts, "; ")))
            .fix(Who::Implementer, "correct the resolver config, unless it is meant so"),
    }
}

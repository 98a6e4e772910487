//! Owns the checks of the resolvers: each can work in its library, as far as a look at the library tells.

use std::rc::Rc;

use futures_util::future::{join, join_all};

use super::{samples, workspaces};
use crate::config::Config;
use crate::imanage::api::{Api, ApiError};
use crate::imanage::customs;
use crate::operate::repositories::Mode;
use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, NameKind, Who};
use crate::prereqs::setup::Setup;
use crate::prereqs::told::of_api;
use crate::prereqs::words::quoted;
use crate::resolve::request::Request;
use crate::text::names;

/// The checks of this group: one for each resolver, then one for each sample.
pub(super) fn checks(config: &Config) -> Vec<Check> {
    let mut checks = Vec::new();
    for (name, repository) in &config.repositories {
        let own = repository.resolver.iter().map(|_| None);
        let of_types = repository.work_types.keys().map(|work_type| Some(work_type.as_str()));
        checks.extend(own.chain(of_types).map(|work_type| check(name, work_type)));
        checks.extend(samples::checks(name, repository));
    }
    checks
}

/// The id of a resolver's check.
pub(super) fn id(repository: &str, work_type: Option<&str>) -> String {
    match work_type {
        Some(work_type) => format!("resolvers.{repository}.{work_type}"),
        None => format!("resolvers.{repository}"),
    }
}

fn check(repository: &str, work_type: Option<&str>) -> Check {
    let of = work_type.map(|work_type| format!(" / {work_type}")).unwrap_or_default();
    let title = format!("{repository}{of}: the resolver can work");
    let (name, entry) = (repository.to_owned(), work_type.map(str::to_owned));
    Check::new(id(repository, work_type), Group::Resolvers, &title, move |setup| {
        let (name, entry) = (name.clone(), entry.clone());
        async move { resolver(setup, &name, entry.as_deref()).await.unwrap_or_else(|answer| answer) }
    })
    .needs(["oauth.token", "imanage.api"])
}

async fn resolver(setup: Rc<Setup>, repository: &str, work_type: Option<&str>) -> Result<Answer, Answer> {
    // What is wrong with the text is told there.
    let broken = |_| Answer::skip_because("config.resolvers");
    let request = Request::of_repository(&setup.config, repository, work_type).map_err(broken)?;
    let (api, library) = ground(&setup, &request).await?;
    let config = &request.config;
    let tables: Vec<&str> =
        config.templates().into_iter().map(|(tag, _)| tag).filter(|tag| customs::has_table(tag)).collect();
    let (is_open, values) = join(
        open(&setup, &library, &request),
        join_all(tables.iter().map(|tag| setup.has_values(&api, &library, tag))),
    )
    .await;
    is_open?;
    let (mut empty, mut untold) = (Vec::new(), Vec::new());
    for (tag, has_values) in tables.into_iter().zip(&values) {
        match &**has_values {
            Ok(true) => {}
            Ok(false) => empty.push(tag),
            // Some accounts may search by a field and not look at its table.
            Err(ApiError::Forbidden { .. } | ApiError::NotFound { .. } | ApiError::BadRequest { .. }) => {
                untold.push(tag)
            }
            Err(error) => return Err(of_api(error, setup.hints)),
        }
    }
    let answer = match empty.as_slice() {
        [] => Answer::pass(format!("`{}`", config.text)),
        fields => Answer::warn(format!(
            "no value of {} is visible in `{library}`: the field is not in \
            use there, or hidden",
            quoted(fields.iter().copied())
        ))
        .fix(
            Who::ImanageAdministrator,
            format!(
                "tell which fields hold client and matter in \
                `{library}`, and whether the Operate service account sees them"
            ),
        ),
    };
    let mode = match (config.mode(), config.mode_inferred) {
        (Mode::Default, false) => "default",
        (Mode::Search, false) => "search",
        (Mode::Default, true) => "default (inferred)",
        (Mode::Search, true) => "search (inferred)",
    };
    Ok(answer
        .fact("config", config.text.clone())
        .fact("mode", mode)
        .fact("library", library.clone())
        .fact("tables_not_told", untold.join(", "))
        .name(NameKind::Library, library))
}

/// The API and the library of a resolver.
pub(super) async fn ground(setup: &Setup, request: &Request) -> Result<(Api, String), Answer> {
    let preferred = workspaces::ground(setup).await;
    match (&request.library, preferred) {
        (None, preferred) => preferred,
        (Some(own), Ok((api, _))) => Ok((api, own.clone())),
        // Without a preferred library its own will do.
        (Some(own), Err(answer)) => Ok((setup.api().await.ok_or(answer)?, own.clone())),
    }
}

/// Fails where the account does not see the library.
pub(super) async fn open(setup: &Setup, library: &str, request: &Request) -> Result<(), Answer> {
    let answer = setup.libraries().await;
    let Ok(libraries) = &*answer else { return Ok(()) };
    if libraries.iter().any(|open| names::equal(&open.id, library)) {
        return Ok(());
    }
    if setup.library().await.is_some_and(|preferred| names::equal(&preferred, library)) {
        return Err(Answer::skip_because("imanage.library"));
    }
    let visible: Vec<&str> = libraries.iter().map(|library| library.id.as_str()).collect();
    let of = request.entry.as_deref().map(|entry| format!(" of work type `{entry}`")).unwrap_or_default();
    let told = format!("the account does not see the library `{library}`");
    Err(match names::nearest(library, visible.iter().copied()) {
        Some(near) => Answer::fail(format!("{told}; the nearest it sees is `{near}`"))
            .fix(Who::Implementer, format!("set `database = \"{near}\"`{of} if that is meant")),
        None => Answer::fail(told)
            .fix(Who::ImanageAdministrator, format!("give the Operate service account access to `{library}`")),
    }
    .fact("visible", visible.join(", ")))
}

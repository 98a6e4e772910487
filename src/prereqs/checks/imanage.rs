//! Owns the checks of iManage itself: its API, its version, and what it says of the account.

use std::rc::Rc;

use crate::http::host_of;
use crate::imanage::discovery::Discovery;
use crate::imanage::error::ApiError;
use crate::imanage::hosting::{Hosting, OLDEST, Release};
use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, NameKind, Who};
use crate::prereqs::setup::{Reached, Setup};
use crate::prereqs::told::{of_api, without_api};
use crate::prereqs::words::quoted;
use crate::text::names;

/// The checks of this group.
pub(super) fn checks() -> Vec<Check> {
    let group = Group::Imanage;
    let of_account = || ["oauth.token", "imanage.api"];
    vec![
        Check::new("imanage.api", group, "The Work API answers", api).needs(["network.tls"]),
        Check::new("imanage.version", group, "The server is recent enough", version).needs(of_account()),
        Check::new("imanage.customer", group, "The customer id is the right one", customer).needs(of_account()),
        Check::new("imanage.library", group, "The preferred library is visible", library).needs(of_account()),
        Check::new("imanage.user", group, "The account is known", user).needs(of_account()),
    ]
}

async fn api(setup: Rc<Setup>) -> Answer {
    match &*setup.reached().await {
        Reached::Known { discovery, .. } => known(&setup, discovery),
        Reached::Refused(error @ ApiError::Unauthorized { .. }) => match &*setup.token().await {
            Ok(trial) if trial.is_stored => Answer::fail(format!(
                "`{}` does not accept the access token that is stored",
                setup.host()
            ))
            .fix(Who::Implementer, "run `imctl status --check`, which renews it; if that fails, `imctl link` again"),
            _ => of_api(error, setup.hints),
        },
        Reached::Refused(error) | Reached::Outside(Err(error)) => of_api(error, setup.hints),
        Reached::Outside(Ok(knock)) => {
            Answer::pass(format!("an API answers at `/api` (status {} to nobody)", knock.status))
        }
    }
}

fn known(setup: &Setup, discovery: &Discovery) -> Answer {
    let base_url = &setup.config.linked_service.base_url;
    let own = base_url.origin();
    let foreign = discovery.api_url.as_ref().filter(|url| url.origin() != own);
    let answer = match foreign {
        Some(other) => {
            let (other, asked) = (other.origin().ascii_serialization(), own.ascii_serialization());
            Answer::warn(format!(
                "the server says that its API is at `{other}`; no token is sent there, \
                and `{asked}` is asked in its place"
            ))
            .fix(
                Who::Implementer,
                format!(
                    "check `base_url`: unless a proxy or gateway of the firm \
                    stands in between, `{other}` is meant"
                ),
            )
            .name(NameKind::Host, discovery.api_url.as_ref().map(host_of).unwrap_or_default())
        }
        None => Answer::pass("version 2 of the API answers, and accepts the token"),
    };
    let url = discovery.api_url.as_ref().map(ToString::to_string);
    answer
        .fact("api_url", url.unwrap_or_default())
        .fact("spec_version", discovery.spec_version.clone().unwrap_or_default())
        .fact("capabilities", discovery.capabilities.join(", "))
}

/// What the account's questions are answered from.
async fn discovery(setup: &Rc<Setup>) -> Result<Discovery, Answer> {
    let reached = setup.reached().await;
    match &*reached {
        Reached::Known { discovery, .. } => Ok((**discovery).clone()),
        _ => Err(without_api(&reached)),
    }
}

async fn version(setup: Rc<Setup>) -> Answer {
    let told = match discovery(&setup).await {
        Ok(discovery) => discovery.dms_version,
        Err(answer) => return answer,
    };
    let shown = told.clone().unwrap_or_default();
    let answer = match (Hosting::of(setup.host()), told.as_deref().map(Release::parse)) {
        // The cloud's numbers are its own affair: it reported 10.2 where on-premises servers were at 10.4.
        (Hosting::Cloud, _) => Answer::pass("iManage's cloud: always recent enough"),
        (Hosting::OnPremises, Some(Some(release))) if release >= OLDEST => {
            Answer::pass(format!("on-premises, {release}; {OLDEST} or later is needed"))
        }
        (Hosting::OnPremises, Some(Some(release))) => {
            Answer::fail(format!("on-premises, {release}; {OLDEST} or later is needed"))
                .fix(Who::ImanageAdministrator, format!("upgrade iManage Work Server to {OLDEST} or later"))
        }
        (Hosting::OnPremises, Some(None)) => unknown_version(&format!("the version `{shown}` cannot be read")),
        (Hosting::OnPremises, None) => unknown_version("the server does not tell its version"),
    };
    answer.fact("dms_version", shown)
}

fn unknown_version(told: &str) -> Answer {
    Answer::warn(format!("on-premises; {told}, and {OLDEST} or later is needed"))
        .fix(Who::ImanageAdministrator, format!("confirm that iManage Work Server is {OLDEST} or later"))
}

async fn customer(setup: Rc<Setup>) -> Answer {
    let reported = match discovery(&setup).await {
        Ok(discovery) => discovery.customer_id,
        Err(answer) => return answer,
    };
    let configured = setup.config.linked_service.customer_id;
    let text = |id: Option<u64>| id.map(|id| id.to_string()).unwrap_or_default();
    let answer = match (configured, reported) {
        (Some(configured), Some(reported)) if configured == reported => Answer::pass(format!("{reported}")),
        (Some(configured), Some(reported)) => {
            Answer::fail(format!("iManage says {reported}, and the configuration says {configured}")).fix(
                Who::Implementer,
                format!(
                    "set `customer_id = {reported}` in `[linked_service]`, or \
                    leave it out; tell Clio Operate Support the right one"
                ),
            )
        }
        (None, Some(reported)) => Answer::pass(format!("{reported}, as iManage says; none is configured")),
        (Some(configured), None) => Answer::warn(format!("the server does not tell it; {configured} is configured"))
            .fix(Who::ImanageAdministrator, format!("confirm that {configured} is the firm's customer id")),
        (None, None) => Answer::fail("the server does not tell it, and none is configured")
            .fix(Who::Implementer, "set `customer_id` in `[linked_service]`; on-premises it is usually 1"),
    };
    [configured, reported]
        .into_iter()
        .fold(answer, |answer, id| answer.name(NameKind::Customer, text(id)))
        .fact("configured", text(configured))
        .fact("reported", text(reported))
}

async fn library(setup: Rc<Setup>) -> Answer {
    let own = match discovery(&setup).await {
        Ok(discovery) => discovery.preferred_library,
        Err(answer) => return answer,
    };
    if setup.api().await.is_none() {
        return Answer::skip_because("imanage.customer");
    }
    let answer = setup.libraries().await;
    let libraries = match &*answer {
        Ok(libraries) => libraries,
        Err(error) => return of_api(error, setup.hints),
    };
    let configured = setup.config.linked_service.preferred_database.as_deref();
    let visible: Vec<&str> = libraries.iter().map(|library| library.id.as_str()).collect();
    let shown = quoted(visible.iter().copied());
    let list = visible.join(", ");
    let Some(wanted) = configured.or(own.as_deref()) else {
        return Answer::fail("no library is configured, and the account has none of its own")
            .fix(Who::Implementer, format!("set `preferred_database` in `[linked_service]` to one of {shown}"))
            .fact("visible", list);
    };
    let answer = match libraries.iter().find(|library| names::equal(&library.id, wanted)) {
        Some(library) if library.is_hidden => Answer::warn(format!(
            "the library `{wanted}` is there, and \
            marked as hidden"
        ))
        .fix(Who::ImanageAdministrator, format!("confirm that `{wanted}` is the library that Operate is to use")),
        Some(_) if configured.is_some() => Answer::pass(format!("`{wanted}`")),
        Some(_) => Answer::pass(format!("`{wanted}`, the account's own; none is configured")),
        None => match names::nearest(wanted, visible.iter().copied()) {
            _ if visible.is_empty() => Answer::fail(format!("the account sees no library at all, so not `{wanted}`"))
                .fix(Who::ImanageAdministrator, "give the Operate service account access to the library"),
            Some(near) => Answer::fail(format!(
                "the account does not see the library `{wanted}`; the \
                nearest it sees is `{near}`"
            ))
            .fix(
                Who::Implementer,
                format!(
                    "set `preferred_database = \"{near}\"` if that is meant; \
                    else have an iManage administrator open `{wanted}` to the account"
                ),
            ),
            None => Answer::fail(format!("the account does not see the library `{wanted}`, only {shown}"))
                .fix(Who::ImanageAdministrator, format!("give the Operate service account access to `{wanted}`")),
        },
    };
    let answer = answer.fact("visible", list).name(NameKind::Library, wanted);
    visible.iter().fold(answer, |answer, name| answer.name(NameKind::Library, *name))
}

async fn user(setup: Rc<Setup>) -> Answer {
    let user = match discovery(&setup).await {
        Ok(discovery) => discovery.user,
        Err(answer) => return answer,
    };
    let Some(user) = user else {
        return Answer::warn("the server does not tell whom the token acts as").fix(
            Who::ImanageAdministrator,
            "confirm which account the application acts as, and that it is meant for Operate",
        );
    };
    let name = user.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    let names = [Some(user.id.clone()), user.name.clone(), user.email.clone()];
    let answer = Answer::pass(format!("acts as `{}`{name}", user.id))
        .fact("user", user.id)
        .fact("email", user.email.unwrap_or_default())
        .fact("user_type", user.user_type.unwrap_or_default());
    names.into_iter().flatten().fold(answer, |answer, name| answer.name(NameKind::Person, name))
}

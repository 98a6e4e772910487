//! Owns the checks of the sign-in: a token is granted, what comes with it, and how long it lives.

use std::rc::Rc;

use jiff::SignedDuration;

use crate::config::Grant;
use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, Who};
use crate::prereqs::setup::Setup;
use crate::prereqs::told::of_no_token;
use crate::prereqs::words::length;

/// Shorter lives make Operate renew all the time.
const SHORTEST: SignedDuration = SignedDuration::from_mins(5);

/// Longer lives than this have been seen to break renewal (`reference/operate.md` section 6).
const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The checks of this group.
pub(super) fn checks() -> Vec<Check> {
    let group = Group::Oauth;
    vec![
        Check::new("oauth.token", group, "A token is granted", token).needs(["network.tls"]),
        Check::new("oauth.refresh-token", group, "A refresh token comes where one is needed", refresh_token)
            .needs(["oauth.token"]),
        Check::new("oauth.lifetime", group, "A token lives long enough", lifetime).needs(["oauth.token"]),
    ]
}

async fn token(setup: Rc<Setup>) -> Answer {
    setup.open_more(questions_after(&setup));
    let grant = setup.config.linked_service.grant.name();
    match &*setup.token().await {
        Ok(trial) if trial.is_stored => {
            Answer::pass("the stored token is good by its time; a new one would take a person, so none was asked for")
                .fact("grant", grant)
        }
        Ok(trial) => Answer::pass(format!("granted by `{grant}`, for this run only; nothing is stored"))
            .fact("grant", grant)
            .fact("scope", trial.facts.scope.clone().unwrap_or_default()),
        Err(error) => of_no_token(error, setup.hints),
    }
}

/// How many questions can be asked side by side once the API is reached.
fn questions_after(setup: &Setup) -> usize {
    let samples: usize = setup.config.repositories.values().map(|repository| repository.samples.len()).sum();
    1 + setup.config.areas.len() + setup.checked.modes.len() * 2 + samples
}

async fn refresh_token(setup: Rc<Setup>) -> Answer {
    let token = setup.token().await;
    let Ok(trial) = &*token else { return Answer::skip_because("oauth.token") };
    let fix =
        "set `Allow Refresh Token` to Yes for the application in iManage Control Center (default No), then link again";
    match (trial.has_refresh_token, setup.config.linked_service.grant) {
        (true, _) => Answer::pass("one came with the token"),
        (false, Grant::ClientCredentials) => {
            Answer::pass("none is expected with `client_credentials`: a new token is exchanged in time")
        }
        (false, Grant::Password) => Answer::warn(
            "none came: a new token takes user and password again, and a link in Operate ends with its token",
        )
        .fix(Who::ImanageAdministrator, fix),
        (false, Grant::AuthorizationCode) => {
            Answer::fail("none came: the link ends with the token, and a person must sign in again")
                .fix(Who::ImanageAdministrator, fix)
        }
    }
}

async fn lifetime(setup: Rc<Setup>) -> Answer {
    let token = setup.token().await;
    let Ok(trial) = &*token else { return Answer::skip_because("oauth.token") };
    let fix = "set `Access Token Expiry` of the application in iManage Control Center (default 30 minutes)";
    let Some(ends) = trial.facts.expires_at else {
        return Answer::warn("the server does not say how long a token lives").fix(
            Who::ImanageAdministrator,
            "ask iManage whether something stands before the token endpoint; it usually says",
        );
    };
    let life = ends.duration_since(trial.facts.obtained_at);
    let told = length(life);
    if life < SHORTEST {
        Answer::warn(format!("{told}: Operate would renew all the time")).fix(Who::ImanageAdministrator, fix)
    } else if life > LONGEST {
        Answer::warn(format!("{told}: very long lives have been seen to break renewal"))
            .fix(Who::ImanageAdministrator, fix)
    } else {
        Answer::pass(format!("{told} from its issue, or from its last use"))
    }
}

//! Runs `imctl status`: what is linked, since when, until when, and whether renewal works.

use super::link::{Report, days_until, show};
use super::service;
use super::stage::Stage;
use crate::cli::global::Form;
use crate::cli::link::StatusArgs;
use crate::failure::verdict::Verdict;
use crate::http;
use crate::session::link;
use crate::session::record::{LinkFacts, RefreshTokenEnd};
use crate::session::service::Service;

/// A refresh token that ends within so many days is warned of, where only a person can make a new link.
const SOON: i64 = 14;

/// Runs the command.
pub(crate) fn run(args: &StatusArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let service = service::open(stage)?;
    let form = stage.form("status", &[Form::Human, Form::Plain, Form::Json])?;

    let waiting = stage.waiting("renewing the tokens", service.may_ask() || !args.check);
    let (stored, renewal) = http::run(async {
        let stored = link::stored_facts(&service).await?;
        if stored.is_none() || !args.check {
            return anyhow::Ok((stored, None));
        }
        match link::renew_stored(&service).await {
            Ok(renewed) => Ok((Some(renewed), Some(Ok(())))),
            Err(error) => Ok((link::stored_facts(&service).await?, Some(Err(error)))),
        }
    })??;
    drop(waiting);

    let facts = stored.as_ref().map(|(facts, _)| facts.clone());
    let works = renewal.as_ref().map(Result::is_ok);
    show(&Report::of_facts(&service, stored, works), form, stage)?;
    if let Some(facts) = &facts {
        warn_of_end(&service, facts, stage);
    }
    if let Some(result) = renewal {
        result?;
    }
    if facts.is_some() {
        return Ok(Verdict::Ok);
    }
    stage.next("`imctl link` exchanges the credentials and stores the tokens");
    Ok(Verdict::Denied)
}

/// Warns of a link that only a person can make again, and that ends soon.
fn warn_of_end(service: &Service, facts: &LinkFacts, stage: &mut Stage<'_>) {
    if !link::is_by_person(service) {
        return;
    }
    match facts.refresh_token_end() {
        None => stage.warn(
            "there is no refresh token: the link ends with the access token. Set `Allow Refresh Token` to Yes in the \
             iManage application (default No), and link again",
        ),
        Some(RefreshTokenEnd::Told(end) | RefreshTokenEnd::ByDefault(end)) if days_until(end, service) <= SOON => {
            stage.warn(&format!(
                "the refresh token ends in {} days or less: run `imctl link` again in time",
                days_until(end, service) + 1
            ));
        }
        Some(_) => {}
    }
}

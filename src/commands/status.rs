//! Runs `imctl status`: what is linked, since when, until when, and whether renewal works.

use super::link::{Report, show};
use super::service;
use super::stage::Stage;
use crate::cli::global::Form;
use crate::cli::link::StatusArgs;
use crate::failure::verdict::Verdict;
use crate::http;
use crate::session::link;

/// Runs the command.
pub(crate) fn run(args: &StatusArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let service = service::open(stage)?;
    let form = stage.form("status", &[Form::Human, Form::Plain, Form::Json])?;

    let stored = http::run(async {
        match link::stored_facts(&service).await? {
            Some(_) if args.check => link::renew_stored(&service).await.map(|facts| (Some(facts), Some(true))),
            facts => Ok((facts, None)),
        }
    })??;

    let is_linked = stored.0.is_some();
    show(&Report::of_facts(&service, stored.0, stored.1), form, stage)?;
    if is_linked {
        return Ok(Verdict::Ok);
    }
    stage.next("`imctl link` exchanges the credentials and stores the tokens");
    Ok(Verdict::Denied)
}

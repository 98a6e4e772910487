//! Runs `imctl unlink`: forgets the tokens, and revokes them at iManage unless `--local`.

use super::service;
use super::stage::Stage;
use crate::cli::link::UnlinkArgs;
use crate::failure::verdict::Verdict;
use crate::http;
use crate::session::link;

/// Runs the command.
pub(crate) fn run(args: &UnlinkArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let service = service::open(stage)?;

    http::run(link::unlink(&service, args.local))??;

    let environment = &service.config.environment;
    let place = service.vault_path();
    let revoked = if args.local { "not revoked at iManage" } else { "revoked at iManage" };
    stage.note(&format!("unlinked `{environment}`; its tokens are gone from `{}`, {revoked}", place.display()));
    stage.next("`imctl link` links it again");
    Ok(Verdict::Ok)
}

//! Runs `imctl link`: exchanges credentials for tokens, encrypts and stores them.

use serde::Serialize;

use super::service;
use super::stage::Stage;
use crate::cli::global::Form;
use crate::cli::link::LinkArgs;
use crate::failure::verdict::Verdict;
use crate::http;
use crate::output::{fields, json};
use crate::session::link::{self, Linked};
use crate::session::record::LinkFacts;
use crate::session::service::Service;

/// What `link` and `status` tell of a link.
#[derive(Serialize)]
pub(super) struct Report {
    schema_version: u8,
    environment: String,
    base_url: String,
    client_id: String,
    linked: bool,
    stored: bool,
    #[serde(flatten)]
    facts: Option<LinkFacts>,
    refresh_token: bool,
    vault: Option<String>,
    /// Whether a renewal worked just now; `null` where none was tried.
    refresh_works: Option<bool>,
}

/// Runs the command.
pub(crate) fn run(args: &LinkArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let service = service::open(stage)?;
    let form = stage.form("link", &[Form::Human, Form::Plain, Form::Json])?;

    let waiting = stage.waiting("asking for tokens", service.may_ask());
    let linked =
        http::run(async { if args.dry_run { link::dry_run(&service).await } else { link::link(&service).await } })??;
    drop(waiting);

    show(&Report::of_link(&service, &linked), form, stage)?;
    tell(&service, &linked, args.dry_run, stage);
    Ok(Verdict::Ok)
}

/// Warnings, what changed, and the next step.
fn tell(service: &Service, linked: &Linked, is_dry_run: bool, stage: &mut Stage<'_>) {
    if let Some(error) = &linked.unknown {
        stage.warn(&format!("the tokens are good, but the server could not be asked who they are for: {error}"));
    }
    if !linked.has_refresh_token && linked.facts.grant != "client_credentials" {
        stage.warn("there is no refresh token: the link ends with the access token. Set `Allow Refresh Token` to Yes in the iManage application (default No), and link again");
    }
    if let Some(other) = service.foreign_api(&linked.facts) {
        stage.warn(&format!(
            "the server says that its API is at `{}`; no token is sent there, and `{}` is asked in its place. Check \
             `base_url`, unless a proxy or gateway of the firm stands in between",
            other.origin().ascii_serialization(),
            service.base_url.origin().ascii_serialization()
        ));
    }
    if linked.by_another {
        stage.note("another process made this link while this one waited; it was not made twice");
    }
    match (&linked.vault, is_dry_run) {
        (Some(path), false) => {
            stage.note(&format!(
                "linked `{}`; the tokens are encrypted in `{}`",
                service.config.environment,
                path.display()
            ));
            stage.next("`imctl status` shows the link, `imctl resolve` finds a matter's workspace with it");
        }
        _ => {
            stage.note("dry run: the exchange worked, and nothing was stored");
            stage.next("`imctl link` stores the tokens");
        }
    }
}

impl Report {
    /// Reports a link that was just made.
    fn of_link(service: &Service, linked: &Linked) -> Self {
        let facts = Some((linked.facts.clone(), linked.has_refresh_token));
        let stored = linked.vault.is_some();
        let report = Report::of_facts(service, facts, None);
        Report { stored, vault: report.vault.filter(|_| stored), ..report }
    }

    /// Reports what the vault keeps.
    pub(super) fn of_facts(service: &Service, facts: Option<(LinkFacts, bool)>, refresh_works: Option<bool>) -> Self {
        let is_linked = facts.is_some();
        Report {
            schema_version: 1,
            environment: service.config.environment.clone(),
            base_url: service.base_url.to_string(),
            client_id: service.client_id.clone(),
            linked: is_linked,
            stored: is_linked,
            refresh_token: facts.as_ref().is_some_and(|(_, has)| *has),
            facts: facts.map(|(facts, _)| facts),
            vault: is_linked.then(|| service.vault_path().display().to_string()),
            refresh_works,
        }
    }

    /// The report as label and value, for people and for plain output.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("environment", self.environment.clone()),
            ("server", self.base_url.clone()),
            ("client id", self.client_id.clone()),
            ("linked", yes_or_no(self.linked)),
        ];
        if let Some(facts) = &self.facts {
            let or_unknown = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".into());
            fields.extend([
                ("grant", facts.grant.clone()),
                ("acts as", or_unknown(&facts.user)),
                ("customer id", facts.customer_id.map_or_else(|| "unknown".into(), |id| id.to_string())),
                ("library", or_unknown(&facts.preferred_library)),
                ("linked at", seconds(facts.linked_at)),
                ("token until", facts.expires_at.map_or_else(|| "unknown".into(), seconds)),
                ("refresh token", yes_or_no(self.refresh_token)),
                ("renewals", facts.renewals.to_string()),
            ]);
        }
        if let Some(works) = self.refresh_works {
            fields.push(("renewal works", yes_or_no(works)));
        }
        fields
    }
}

/// Shows a report in the form asked for.
pub(super) fn show(report: &Report, form: Form, stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match form {
        Form::Json => json::write(out, report),
        Form::Human => fields::human(out, &report.fields(), palette, width),
        _ => fields::plain(out, &report.fields()),
    })?;
    Ok(())
}

fn yes_or_no(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}

fn seconds(at: jiff::Timestamp) -> String {
    format!("{at:.0}")
}

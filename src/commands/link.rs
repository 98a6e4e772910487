//! Runs `imctl link`: exchanges credentials for tokens, encrypts and stores them.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use super::service;
use super::stage::Stage;
use crate::cli::global::Form;
use crate::cli::link::LinkArgs;
use crate::failure::usage::UsageError;
use crate::failure::verdict::Verdict;
use crate::http;
use crate::output::{fields, json};
use crate::session::link::{self, Linked};
use crate::session::record::{LinkFacts, RefreshTokenEnd};
use crate::session::service::Service;
use crate::session::sign_in::Person;
use crate::sys::browser;

/// How long a person may take to sign in, in seconds.
const WAIT: u64 = 300;

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
    /// Days until the refresh token ends, where the server said when.
    days_left: Option<i64>,
    vault: Option<String>,
    /// Whether a renewal worked just now; `null` where none was tried.
    refresh_works: Option<bool>,
}

/// Runs the command.
pub(crate) fn run(args: &LinkArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let service = service::open(stage)?;
    let form = stage.form("link", &[Form::Human, Form::Plain, Form::Json])?;
    check_use(args, &service)?;

    let mut waiting = stage.waiting("asking for tokens", service.may_ask() || link::is_by_person(&service));
    let mut invite = |url: &Url| {
        invite(url, args.no_browser, stage);
        waiting = stage.waiting("waiting for the sign-in", false);
    };
    let mut person = Person { limit: Duration::from_secs(args.wait.unwrap_or(WAIT)), invite: &mut invite };
    let linked = http::run(async {
        match args.dry_run {
            true => link::dry_run(&service, &mut person).await,
            false => link::link(&service, &mut person).await,
        }
    })??;
    drop(waiting);

    show(&Report::of_link(&service, &linked), form, stage)?;
    tell(&service, &linked, args.dry_run, stage);
    Ok(Verdict::Ok)
}

/// Refuses what only a sign-in in a browser gives a meaning.
fn check_use(args: &LinkArgs, service: &Service) -> Result<(), UsageError> {
    if link::is_by_person(service) {
        return Ok(());
    }
    let option = match (args.no_browser, args.wait) {
        (true, _) => "--no-browser",
        (false, Some(_)) => "--wait",
        (false, None) => return Ok(()),
    };
    Err(UsageError::Command {
        message: format!(
            "`{option}` is for grant `authorization_code`, and this links with `{}`",
            service.grant_name()
        ),
        hint: format!("leave `{option}` out: nobody has to sign in"),
    })
}

/// Shows the address to sign in at, and opens it in the browser unless told not to. Shown with `-q` as well: without it
/// nobody could sign in.
fn invite(url: &Url, no_browser: bool, stage: &mut Stage<'_>) {
    let opened = !no_browser && browser::open(url, stage.world).is_ok();
    stage.ask(match (opened, no_browser) {
        (true, _) => {
            "sign in to iManage in the browser that opens now; if none does, visit this address on this computer:"
        }
        (false, true) => "sign in to iManage: visit this address in a browser on this computer:",
        (false, false) => {
            "no browser could be opened here; sign in to iManage by visiting this address on this computer:"
        }
    });
    stage.ask(url.as_str());
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
            days_left: facts.as_ref().and_then(|(facts, _)| match facts.refresh_token_end()? {
                RefreshTokenEnd::Told(end) => Some(days_until(end, service)),
                RefreshTokenEnd::ByDefault(_) => None,
            }),
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
            let or_unknown = |value: &Option<String>| value.clone().unwrap_or_else(unknown);
            fields.extend([
                ("grant", facts.grant.clone()),
                ("acts as", or_unknown(&facts.user)),
                ("customer id", facts.customer_id.map_or_else(unknown, |id| id.to_string())),
                ("library", or_unknown(&facts.preferred_library)),
                ("linked at", seconds(facts.linked_at)),
                ("token until", facts.expires_at.map_or_else(unknown, seconds)),
                ("refresh token", yes_or_no(self.refresh_token)),
            ]);
            if let Some(end) = facts.refresh_token_end() {
                fields.push(("refresh token since", facts.refresh_token_since.map_or_else(unknown, seconds)));
                fields.push(("refresh token until", facts.refresh_token_until.map_or_else(unknown, seconds)));
                fields.push(("days left", self.told_days(end)));
            }
            fields.push(("renewals", facts.renewals.to_string()));
        }
        if let Some(works) = self.refresh_works {
            fields.push(("renewal works", yes_or_no(works)));
        }
        fields
    }

    fn told_days(&self, end: RefreshTokenEnd) -> String {
        match (self.days_left, end) {
            (Some(days), _) => days.to_string(),
            (None, RefreshTokenEnd::Told(_)) => unknown(),
            (None, RefreshTokenEnd::ByDefault(end)) => format!("unknown; by iManage's default until {}", seconds(end)),
        }
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

/// Whole days until a time; none once it has passed.
pub(super) fn days_until(end: Timestamp, service: &Service) -> i64 {
    end.duration_since(service.clock.now()).as_hours().max(0) / 24
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn yes_or_no(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}

fn seconds(at: Timestamp) -> String {
    format!("{at:.0}")
}

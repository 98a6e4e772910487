//! Owns putting a report together: the findings, what they were asked about, and from where.

use super::confirm::confirmations;
use super::finding::{Finding, NameKind};
use super::matrix;
use super::report::{RanFrom, Report, SCHEMA_VERSION, Summary, Tool};
use super::setup::Setup;
use crate::config::Config;

/// What a report says about its own run.
#[derive(Clone, Debug)]
pub struct About {
    /// Used where the configuration does not tell it.
    pub environment: String,
    pub ran_from: RanFrom,
    /// RFC 3339, in UTC.
    pub started_at: String,
    pub duration_ms: u64,
    /// The command line without the program's name and without any secret.
    pub arguments: Vec<String>,
}

/// Makes a report.
pub fn report(setup: Option<&Setup>, findings: Vec<Finding>, about: About) -> Report {
    let config = setup.map(|setup| &*setup.config);
    let customer_id = findings.iter().find(|finding| finding.id == "imanage.customer");
    let customer_id = customer_id.and_then(|finding| finding.evidence.get("reported")?.parse().ok());
    let mut names = config.map(names_of).unwrap_or_default();
    names.push((NameKind::Host, about.ran_from.host.clone()));
    Report {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "imctl".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        environment: config.map_or(about.environment, |config| config.environment.clone()),
        base_url: config.map(|config| config.linked_service.base_url.as_str().trim_end_matches('/').to_owned()),
        ran_from: about.ran_from,
        started_at: about.started_at,
        duration_ms: about.duration_ms,
        arguments: about.arguments,
        summary: Summary::of(&findings),
        findings,
        areas: config.map(matrix::rows).unwrap_or_default(),
        confirmations: config.map(|config| confirmations(config, customer_id)).unwrap_or_default(),
        names,
    }
}

/// The names that the configuration holds, whichever texts they turn up in.
fn names_of(config: &Config) -> Vec<(NameKind, String)> {
    let service = &config.linked_service;
    let hosts = [Some(&service.base_url), service.operate_url.as_ref(), service.http.token_url.as_ref()];
    let hosts = hosts.into_iter().flatten().filter_map(|url| url.host_str());
    let mut names: Vec<(NameKind, String)> = hosts.map(|host| (NameKind::Host, host.to_owned())).collect();
    let mut add = |kind, name: Option<String>| names.extend(name.map(|name| (kind, name)));
    add(NameKind::Customer, service.customer_id.map(|id| id.to_string()));
    add(NameKind::Library, service.preferred_database.clone());
    add(NameKind::Person, service.username.clone());
    add(NameKind::Value, service.client_id.clone());
    add(NameKind::Path, config.file.as_ref().map(|path| path.display().to_string()));
    for area in config.areas.values() {
        add(NameKind::Workspace, Some(area.workspace.clone()));
        add(NameKind::Folder, area.folder.clone());
    }
    for repository in config.repositories.values() {
        for resolver in repository.resolver.iter().chain(repository.work_types.values()) {
            add(NameKind::Library, resolver.database.clone());
        }
    }
    names.retain(|(_, name)| !name.trim().is_empty());
    names
}

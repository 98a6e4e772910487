//! Owns the list of effective values as `config show` tells it: key, value, origin. Of a secret only where it is kept.

use std::path::Path;

use serde_json::Value;

use super::origin::{Origin, Origins};
use super::settings::{CaMode, Config};
use super::urls::shown_proxy;
use super::{lint_resolvers, merge};
use crate::operate::repositories::{Mode, Resolver};
use crate::text::secret::SecretReference;

/// One effective value.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// The dotted path of its key.
    pub key: String,
    /// `null`: not set, and without a default.
    pub value: Value,
    pub origin: Origin,
}

/// Lists every value that is set or has a default, in the order of the schema; of the linked service also what is not
/// set. A secret is told by the place it is kept in.
pub fn effective(config: &Config, origins: &Origins) -> Vec<Effective> {
    let service = &config.linked_service;
    let mut list = List { origins, preferred: service.preferred_database.clone(), found: Vec::new() };
    let url = |url: &Option<url::Url>| url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
    let secret = |reference: &Option<SecretReference>| reference.as_ref().map(ToString::to_string);
    let path = |path: &Option<std::path::PathBuf>| path.as_deref().map(path_text);
    let below = |name: &str| format!("linked_service.{name}");
    list.add(below("base_url"), service.base_url.as_str().trim_end_matches('/'));
    list.add(below("customer_id"), service.customer_id);
    list.add(below("preferred_database"), service.preferred_database.clone());
    list.add(below("client_id"), service.client_id.clone());
    list.add(below("client_secret"), secret(&service.client_secret));
    list.add(below("username"), service.username.clone());
    list.add(below("password"), secret(&service.password));
    list.add(below("grant"), service.grant.name());
    list.add(below("scope"), service.scope.clone());
    list.add(below("redirect_uri"), service.redirect_uri.to_string());
    list.add(below("operate_url"), url(&service.operate_url));
    list.add(below("protected"), service.protected);
    let http = &service.http;
    list.add(below("http.proxy"), http.proxy.as_deref().map(shown_proxy));
    list.add(below("http.ca_file"), path(&http.ca_file));
    list.add(below("http.ca_mode"), if http.ca_mode == CaMode::Only { "only" } else { "add" });
    list.add(below("http.client_certificate"), path(&http.client_certificate));
    list.add(below("http.client_key"), path(&http.client_key));
    list.add(below("http.timeout"), http.timeout.as_secs());
    list.add(below("http.concurrency"), http.concurrency);
    for (name, value) in [
        ("http.token_url", &http.token_url),
        ("http.authorize_url", &http.authorize_url),
        ("http.revoke_url", &http.revoke_url),
    ] {
        list.add(below(name), url(value));
    }
    list.add("encryption.seed".into(), secret(&config.encryption.seed));
    list.add("encryption.certificate".into(), path_text(&config.encryption.certificate));
    list.add("encryption.private_key".into(), path_text(&config.encryption.private_key));
    for (key, area) in &config.areas {
        list.add_named(&["areas", key, "workspace"], area.workspace.clone());
        list.add_named(&["areas", key, "folder"], area.folder.clone());
    }
    for (name, repository) in &config.repositories {
        if let Some(resolver) = &repository.resolver {
            list.add_resolver(&["repositories", name], resolver);
        }
        if !repository.samples.is_empty() {
            list.add_named(&["repositories", name, "samples"], repository.samples.len());
        }
        for (work_type, resolver) in &repository.work_types {
            list.add_resolver(&["repositories", name, "work_types", work_type], resolver);
        }
    }
    let options = &config.options;
    list.add_if_set("options.output", options.output.clone());
    list.add_if_set("options.color", options.color.clone());
    list.add_if_set("options.no_input", options.no_input.then_some(true));
    list.add_if_set("options.quiet", options.quiet.then_some(true));
    list.add_if_set("options.verbose", (options.verbose > 0).then_some(options.verbose));
    list.found
}

struct List<'a> {
    origins: &'a Origins,
    preferred: Option<String>,
    found: Vec<Effective>,
}

impl List<'_> {
    fn add(&mut self, key: String, value: impl Into<Value>) {
        let origin = self.origins.of(&key).clone();
        self.found.push(Effective { key, value: value.into(), origin });
    }

    fn add_if_set(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.add(key.to_owned(), value);
        }
    }

    fn add_named(&mut self, path: &[&str], value: impl Into<Value>) {
        self.add(dotted(path), value);
    }

    fn add_resolver(&mut self, path: &[&str], resolver: &Resolver) {
        let below = |name| [path, &[name]].concat();
        self.add_named(&below("workspace_resolver_config"), resolver.config.clone());
        let mode = match lint_resolvers::look(resolver).mode {
            Mode::Default => "default",
            Mode::Search => "search",
        };
        self.add_named(&below("resolver"), mode);
        if let (None, Some(last)) = (resolver.mode, self.found.last_mut()) {
            last.origin = Origin::Inferred;
        }
        self.add_named(&below("database"), resolver.database.clone().or_else(|| self.preferred.clone()));
        // Where the entry names no library, the repository's is used, else the preferred one.
        let repository = [path.get(..2).unwrap_or(path), &["database"]].concat();
        let inherited = [dotted(&repository), "linked_service.preferred_database".to_owned()];
        if let Some(last) = self.found.last_mut().filter(|last| last.origin == Origin::Default) {
            let origin = inherited.iter().map(|key| self.origins.of(key)).find(|origin| **origin != Origin::Default);
            last.origin = origin.cloned().unwrap_or(Origin::Default);
        }
    }
}

fn dotted(path: &[&str]) -> String {
    merge::dotted(&path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>())
}

fn path_text(path: &Path) -> String {
    path.display().to_string()
}

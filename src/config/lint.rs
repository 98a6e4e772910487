//! Owns what is allowed and probably not meant, as far as one can tell without a server.

use std::path::Path;

use super::check::UsedMode;
use super::error::{Complaint, Warning};
use super::origin::{Origin, Origins, Place};
use super::settings::{CaMode, Config, Grant};
use super::urls;
use super::{lint_resolvers, merge};
use crate::operate::areas::{self, SUGGESTED};
use crate::operate::repositories::Resolver;
use crate::sys::env;
use crate::sys::world::World;
use crate::text::names;
use crate::text::secret::SecretReference;

/// What was found in one environment.
#[derive(Debug, Default)]
pub(super) struct Linted {
    pub(super) complaints: Vec<Complaint>,
    pub(super) warnings: Vec<Warning>,
    pub(super) modes: Vec<UsedMode>,
}

/// Looks through the configuration of one environment.
pub(super) fn lint(world: &World, config: &Config, origins: &Origins) -> Linted {
    let mut lint = Lint { world, config, origins, linted: Linted::default() };
    lint.addresses();
    lint.credentials();
    lint.files();
    lint.areas();
    lint.repositories();
    lint.linted
}

struct Lint<'a> {
    world: &'a World,
    config: &'a Config,
    origins: &'a Origins,
    linted: Linted,
}

impl Lint<'_> {
    fn addresses(&mut self) {
        let service = &self.config.linked_service;
        if service.base_url.scheme() == "http" {
            self.warn(
                "linked_service.base_url",
                "config.http-on-loopback",
                "plain http: good for a sandbox on this machine only".into(),
            );
        }
        if service.http.proxy.as_deref().is_some_and(urls::has_password)
            && self.place("linked_service.http.proxy").is_some()
        {
            let message = "the address of the proxy holds a password in plain text; set it by `IMCTL_PROXY` instead";
            self.warn("linked_service.http.proxy", "config.proxy-password", message.into());
        }
        let host = service.base_url.host_str();
        for (key, url) in [("token_url", &service.http.token_url), ("revoke_url", &service.http.revoke_url)] {
            if let Some(url) = url.as_ref().filter(|url| url.host_str() != host) {
                let other = url.host_str().unwrap_or_default();
                let message =
                    format!("the client secret will be sent to `{other}`, which is not the host of `base_url`");
                self.warn(&format!("linked_service.http.{key}"), "config.other-host", message);
            }
        }
    }

    fn credentials(&mut self) {
        let service = &self.config.linked_service;
        let needed: &[(&str, bool)] = match service.grant {
            Grant::ClientCredentials => {
                &[("client_id", service.client_id.is_none()), ("client_secret", service.client_secret.is_none())]
            }
            Grant::AuthorizationCode => &[("client_id", service.client_id.is_none())],
            Grant::Password => &[
                ("client_id", service.client_id.is_none()),
                ("username", service.username.is_none()),
                ("password", service.password.is_none()),
            ],
        };
        let grant = service.grant.name();
        for (name, is_missing) in needed {
            if *is_missing {
                let key = format!("linked_service.{name}");
                let variable = env::of_key(&key).map_or("", |variable| variable.name);
                let message =
                    format!("`{key}` is not set, and grant `{grant}` needs it; set it here or by `{variable}`");
                self.warn(&key, "config.missing-credential", message);
            }
        }
        for (key, reference) in [
            ("linked_service.client_secret", &service.client_secret),
            ("linked_service.password", &service.password),
            ("encryption.seed", &self.config.encryption.seed),
        ] {
            match reference {
                Some(SecretReference::Environment(name)) if self.world.variable(name).is_none() => {
                    self.warn(key, "config.secret-absent", format!("variable `{name}` is not set here"));
                }
                Some(SecretReference::File(path)) => self.must_exist(key, path),
                _ => {}
            }
        }
    }

    fn files(&mut self) {
        let http = &self.config.linked_service.http;
        for (key, path) in [
            ("linked_service.http.ca_file", &http.ca_file),
            ("linked_service.http.client_certificate", &http.client_certificate),
            ("linked_service.http.client_key", &http.client_key),
        ] {
            if let Some(path) = path {
                self.must_exist(key, path);
            }
        }
        if http.ca_mode == CaMode::Only && http.ca_file.is_none() {
            let message = "`only` without `ca_file` leaves no certificate to trust";
            self.warn("linked_service.http.ca_mode", "config.ca-mode", message.into());
        }
        if http.client_certificate.is_some() != http.client_key.is_some() {
            let (has, lacks) = match http.client_key {
                None => ("client_certificate", "client_key"),
                Some(_) => ("client_key", "client_certificate"),
            };
            let message = format!("`{has}` is of no use without `{lacks}`");
            self.warn(&format!("linked_service.http.{has}"), "config.client-certificate", message);
        }
    }

    fn must_exist(&mut self, key: &str, path: &Path) {
        if !path.is_file() {
            self.warn(key, "config.file-absent", format!("there is no file `{}`", path.display()));
        }
    }

    fn areas(&mut self) {
        for key in self.config.areas.keys().filter(|key| areas::suggested(key).is_none()) {
            let Some(near) = names::nearest(key, SUGGESTED.iter().map(|area| area.key)) else { continue };
            let message = format!("a further area; if the overview's is meant, write `[areas.{near}]`");
            self.warn(&merge::dotted(&["areas".into(), key.clone()]), "config.area-name", message);
        }
    }

    fn repositories(&mut self) {
        for (name, repository) in &self.config.repositories {
            let own = vec!["repositories".to_owned(), name.clone()];
            let resolvers = repository.resolver.iter().map(|resolver| (None, resolver));
            let of_types = repository.work_types.iter().map(|(work_type, resolver)| (Some(work_type), resolver));
            for (work_type, resolver) in resolvers.chain(of_types) {
                let mut path = own.clone();
                path.extend(work_type.iter().flat_map(|work_type| ["work_types".to_owned(), (*work_type).clone()]));
                self.resolver(name, work_type, resolver, &path);
                if resolver.database.is_none() && self.config.linked_service.preferred_database.is_none() {
                    let message = "no library: set `database` here, or `preferred_database` in `[linked_service]`";
                    self.warn(&merge::dotted(&path), "config.no-library", message.into());
                }
            }
        }
    }

    fn resolver(&mut self, repository: &str, work_type: Option<&String>, resolver: &Resolver, path: &[String]) {
        let look = lint_resolvers::look(resolver);
        let key = merge::dotted(&[path, &["workspace_resolver_config".to_owned()]].concat());
        for (message, hint) in look.mistakes {
            self.linted.complaints.push(Complaint {
                place: self.place(&key),
                code: "config.resolver",
                message: format!("`workspace_resolver_config`: {message}"),
                hints: vec![hint],
            });
        }
        for doubt in look.doubts {
            self.warn(&key, "config.resolver", doubt);
        }
        self.linted.modes.push(UsedMode {
            environment: self.config.environment.clone(),
            repository: repository.to_owned(),
            work_type: work_type.cloned(),
            mode: look.mode,
            inferred: resolver.mode.is_none(),
        });
    }

    fn warn(&mut self, key: &str, code: &'static str, message: String) {
        let place = self.place(key);
        let message = match (&place, self.origins.of(key)) {
            (None, Origin::Variable(name) | Origin::Option(name)) => format!("`{name}`: {message}"),
            (Some(_), _) => format!("`{}`: {message}", key.rsplit('.').next().unwrap_or(key)),
            _ => message,
        };
        self.linted.warnings.push(Warning { place, code, message });
    }

    fn place(&self, key: &str) -> Option<Place> {
        match self.origins.of(key) {
            Origin::File(place) | Origin::Environment { place, .. } => Some(place.clone()),
            Origin::Default | Origin::Inferred | Origin::Variable(_) | Origin::Option(_) => None,
        }
    }
}

//! Owns the way from merged values to the configuration, with what only shows when all values are together: a missing
//! server, a further area without workspace, a repository without resolver config.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::error::{Complaint, example_of};
use super::merge::{Leaf, Leaves, dotted, path_of};
use super::origin::Origins;
use super::settings::{CaMode, Config, Encryption, Grant, Http, LinkedService, Options};
use super::values::Setting;
use crate::http::Loopback;
use crate::operate::areas::{self, Area, SUGGESTED};
use crate::operate::repositories::{Mode, Repository, Resolver, Sample};
use crate::sys::paths;
use crate::sys::world::World;
use crate::text::names;
use crate::text::secret::SecretReference;

/// Seconds one request may take where nobody says otherwise.
const TIMEOUT: u64 = 30;
/// Connections at once where nobody says otherwise.
const CONCURRENCY: u64 = 8;

/// Puts the configuration of one environment together.
///
/// # Errors
/// Every mistake that only the whole shows.
pub(super) fn assemble(
    world: &World,
    file: Option<PathBuf>,
    environment: String,
    leaves: &Leaves,
) -> Result<(Config, Origins), Vec<Complaint>> {
    let values = Values { leaves };
    let mut complaints = Vec::new();
    let areas = areas(&values, &mut complaints);
    let repositories = repositories(&values, &mut complaints);
    let Some(base_url) = values.url("linked_service.base_url") else {
        complaints.insert(0, missing_server(&environment, leaves.is_empty(), file.is_some()));
        return Err(complaints);
    };
    if !complaints.is_empty() {
        return Err(complaints);
    }
    // A command that needs the folder asks for it itself and fails with the reason; others go on without.
    let data_folder = paths::data_folder(world).unwrap_or_else(|_| world.folder.clone());
    let config = Config {
        file,
        environment,
        linked_service: linked_service(&values, base_url),
        encryption: Encryption {
            seed: values.secret("encryption.seed"),
            certificate: values.path("encryption.certificate").unwrap_or_else(|| data_folder.join("certificate.pem")),
            private_key: values.path("encryption.private_key").unwrap_or_else(|| data_folder.join("private-key.pem")),
        },
        areas,
        repositories,
        options: Options {
            output: values.text("options.output"),
            color: values.text("options.color"),
            no_input: values.flag("options.no_input"),
            quiet: values.flag("options.quiet"),
            verbose: values.number("options.verbose").and_then(|count| u8::try_from(count).ok()).unwrap_or(0),
        },
    };
    let origins = leaves.iter().map(|(path, leaf)| (dotted(path), leaf.origin.clone())).collect();
    Ok((config, Origins(origins)))
}

fn missing_server(environment: &str, is_empty: bool, has_file: bool) -> Complaint {
    let message = match (is_empty, has_file) {
        (true, true) => "the configuration is empty: `linked_service.base_url` is not set".to_owned(),
        _ if environment == super::environment::UNNAMED => "`linked_service.base_url` is not set".to_owned(),
        _ => format!("`linked_service.base_url` is not set for environment `{environment}`"),
    };
    Complaint { place: None, code: "config.missing-value", message, hints: vec![example_of("linked_service.base_url")] }
}

fn linked_service(values: &Values<'_>, base_url: Url) -> LinkedService {
    let key = |name: &str| format!("linked_service.{name}");
    let http = |name: &str| format!("linked_service.http.{name}");
    LinkedService {
        base_url,
        customer_id: values.number(&key("customer_id")),
        preferred_database: values.text(&key("preferred_database")),
        client_id: values.text(&key("client_id")),
        client_secret: values.secret(&key("client_secret")),
        username: values.text(&key("username")),
        password: values.secret(&key("password")),
        grant: match values.text(&key("grant")).as_deref() {
            Some("authorization_code") => Grant::AuthorizationCode,
            Some("password") => Grant::Password,
            _ => Grant::ClientCredentials,
        },
        scope: values.text(&key("scope")),
        redirect_uri: values
            .text(&key("redirect_uri"))
            .and_then(|text| Loopback::parse(&text).ok())
            .unwrap_or_default(),
        operate_url: values.url(&key("operate_url")),
        protected: values.flag(&key("protected")),
        http: Http {
            proxy: values.text(&http("proxy")),
            ca_file: values.path(&http("ca_file")),
            ca_mode: match values.text(&http("ca_mode")).as_deref() {
                Some("only") => CaMode::Only,
                _ => CaMode::Add,
            },
            client_certificate: values.path(&http("client_certificate")),
            client_key: values.path(&http("client_key")),
            timeout: Duration::from_secs(values.number(&http("timeout")).unwrap_or(TIMEOUT)),
            concurrency: usize::try_from(values.number(&http("concurrency")).unwrap_or(CONCURRENCY)).unwrap_or(1),
            token_url: values.url(&http("token_url")),
            authorize_url: values.url(&http("authorize_url")),
            revoke_url: values.url(&http("revoke_url")),
        },
    }
}

fn areas(values: &Values<'_>, complaints: &mut Vec<Complaint>) -> BTreeMap<String, Area> {
    let mut found = BTreeMap::new();
    for (key, leaf) in values.declared(&["areas"]) {
        let suggestion = areas::suggested(&key);
        let at = |name: &str| values.text_at(&["areas", &key, name]);
        let folder = at("folder").or_else(|| suggestion.map(|area| area.folder.to_owned()));
        match at("workspace").or_else(|| suggestion.map(|area| area.workspace.to_owned())) {
            Some(workspace) => {
                found.insert(key, Area { workspace, folder });
            }
            None => complaints.push(area_without_workspace(&key, leaf)),
        }
    }
    found
}

fn area_without_workspace(key: &str, leaf: &Leaf) -> Complaint {
    let known = SUGGESTED.iter().map(|area| area.key);
    let near = names::nearest(key, known.clone());
    Complaint {
        place: leaf.place.clone(),
        code: "config.area-without-workspace",
        message: format!("area `{key}` is none of the seven areas of the overview, so it needs a `workspace`"),
        hints: match near {
            Some(near) => vec![format!("write `[areas.{near}]`, or add `workspace = \"…\"` for a further area")],
            None => vec![
                "add `workspace = \"…\"` and, if it is not the workspace itself, `folder = \"…\"`".to_owned(),
                format!("use one of the areas of the overview: {}", known.collect::<Vec<_>>().join(", ")),
            ],
        },
    }
}

fn repositories(values: &Values<'_>, complaints: &mut Vec<Complaint>) -> BTreeMap<String, Repository> {
    let mut found = BTreeMap::new();
    for (name, leaf) in values.declared(&["repositories"]) {
        let own = ["repositories", name.as_str()];
        let database = values.text_at(&[&own[..], &["database"]].concat());
        let has_own_mode = values.text_at(&[&own[..], &["resolver"]].concat()).is_some();
        let mut work_types = BTreeMap::new();
        let declared_types = values.declared(&[&own[..], &["work_types"]].concat());
        let has_types = !declared_types.is_empty();
        for (work_type, leaf) in declared_types {
            let path = [&own[..], &["work_types", work_type.as_str()]].concat();
            match values.resolver(&path, database.as_ref()) {
                Some(resolver) => {
                    work_types.insert(work_type, resolver);
                }
                None => complaints.push(without_config(&path, leaf)),
            }
        }
        let resolver = values.resolver(&own, None);
        if resolver.is_none() && (!has_types || has_own_mode) {
            complaints.push(without_config(&own, leaf));
        }
        let samples = match values.at(&[&own[..], &["samples"]].concat()) {
            Some(Setting::Samples(samples)) => samples.clone(),
            _ => Vec::<Sample>::new(),
        };
        found.insert(name, Repository { resolver, work_types, samples });
    }
    found
}

fn without_config(path: &[&str], leaf: &Leaf) -> Complaint {
    let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
    Complaint {
        place: leaf.place.clone(),
        code: "config.missing-value",
        message: format!("`[{}]` has no `workspace_resolver_config`", dotted(&path)),
        hints: vec![
            "add a line such as `workspace_resolver_config = \"custom1=[workitem.client.reference], custom2=[workitem.reference]\"`"
                .into(),
        ],
    }
}

/// Typed access to merged values. A value of another type cannot be there: the schema chose the type.
struct Values<'a> {
    leaves: &'a Leaves,
}

impl<'a> Values<'a> {
    fn at(&self, path: &[&str]) -> Option<&'a Setting> {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        self.leaves.get(&path).map(|leaf| &leaf.value)
    }

    fn of(&self, key: &str) -> Option<&'a Setting> {
        self.leaves.get(&path_of(key)).map(|leaf| &leaf.value)
    }

    fn text_at(&self, path: &[&str]) -> Option<String> {
        match self.at(path)? {
            Setting::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn text(&self, key: &str) -> Option<String> {
        self.text_at(&key.split('.').collect::<Vec<_>>())
    }

    fn number(&self, key: &str) -> Option<u64> {
        match self.of(key)? {
            Setting::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn flag(&self, key: &str) -> bool {
        matches!(self.of(key), Some(Setting::Flag(true)))
    }

    fn url(&self, key: &str) -> Option<Url> {
        match self.of(key)? {
            Setting::Url(url) => Some(url.clone()),
            _ => None,
        }
    }

    fn path(&self, key: &str) -> Option<PathBuf> {
        match self.of(key)? {
            Setting::Path(path) => Some(path.clone()),
            _ => None,
        }
    }

    fn secret(&self, key: &str) -> Option<SecretReference> {
        match self.of(key)? {
            Setting::Secret(reference) => Some(reference.clone()),
            _ => None,
        }
    }

    /// The resolver of a repository or work type; its database falls back to the repository's.
    fn resolver(&self, path: &[&str], database: Option<&String>) -> Option<Resolver> {
        let at = |name: &str| self.text_at(&[path, &[name]].concat());
        Some(Resolver {
            config: at("workspace_resolver_config")?,
            mode: match at("resolver").as_deref() {
                Some("default") => Some(Mode::Default),
                Some("search") => Some(Mode::Search),
                _ => None,
            },
            database: at("database").or_else(|| database.cloned()),
        })
    }

    /// The names the user chose below a table.
    fn declared(&self, above: &[&str]) -> Vec<(String, &'a Leaf)> {
        self.leaves
            .iter()
            .filter(|(path, leaf)| {
                leaf.value == Setting::Declared
                    && path.len() == above.len() + 1
                    && path.iter().zip(above).all(|(a, b)| a == b)
            })
            .map(|(path, leaf)| (path[above.len()].clone(), leaf))
            .collect()
    }
}

//! Tests of loading as a whole: layers, environments, what is told when there is nothing to load.

use std::path::Path;

use super::*;
use crate::config::Origin;
use crate::config::settings::Grant;
use crate::operate::repositories::Mode;
use crate::text::secret::SecretReference;

/// A world in a folder of its own with this file and these variables.
fn world(file: Option<&str>, variables: &[(&str, &str)]) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    if let Some(text) = file {
        std::fs::write(folder.path().join("imctl.toml"), text).expect("a file");
    }
    let (mut world, _, _) = World::made_up(&[], folder.path());
    world.variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    (world, folder)
}

fn loaded(file: &str, variables: &[(&str, &str)], request: &Request) -> Result<Loaded, ConfigError> {
    let (world, _folder) = world(Some(file), variables);
    load(&world, request)
}

fn in_environment(name: &str) -> Request {
    Request { environment: Some(name.into()), ..Request::default() }
}

const TWO: &str = r#"
[linked_service]
base_url = "https://cloudimanage.com"
client_id = "live"
client_secret = { keyring = true }
http = { timeout = 20 }

[environments.uat.linked_service]
base_url = "https://uat.firm.example"
client_secret = { env = "UAT_SECRET" }
http.ca_file = "uat.pem"
"#;

#[test]
fn an_environment_overrides_key_by_key() {
    let uat = loaded(TWO, &[], &in_environment("uat")).expect("uat");
    let service = &uat.config.linked_service;
    assert_eq!(service.base_url.as_str(), "https://uat.firm.example/");
    assert_eq!(service.client_id.as_deref(), Some("live"));
    assert_eq!(service.client_secret, Some(SecretReference::Environment("UAT_SECRET".into())));
    assert_eq!(service.http.timeout.as_secs(), 20);
    assert!(service.http.ca_file.as_ref().is_some_and(|path| path.is_absolute() && path.ends_with("uat.pem")));
    let origin = |key: &str| uat.origins.of(key).to_string();
    assert_eq!(origin("linked_service.base_url"), "environment uat (imctl.toml:9:1)");
    assert_eq!(origin("linked_service.client_id"), "imctl.toml:4:1");
    assert_eq!(origin("linked_service.grant"), "default");
}

#[test]
fn an_option_beats_a_variable_and_a_variable_beats_the_environment_table() {
    let request =
        Request { overrides: Overrides { timeout: Some(5), ..Overrides::default() }, ..in_environment("uat") };
    let variables =
        [("IMCTL_TIMEOUT", "7"), ("IMCTL_BASE_URL", "https://other.example"), ("IMCTL_CLIENT_SECRET", "hunter2")];
    let loaded = loaded(TWO, &variables, &request).expect("uat");
    assert_eq!(loaded.config.linked_service.http.timeout.as_secs(), 5);
    assert_eq!(*loaded.origins.of("linked_service.http.timeout"), Origin::Option("--timeout"));
    assert_eq!(loaded.config.linked_service.base_url.host_str(), Some("other.example"));
    assert_eq!(*loaded.origins.of("linked_service.base_url"), Origin::Variable("IMCTL_BASE_URL"));
    let secret = loaded.config.linked_service.client_secret.expect("a reference");
    assert_eq!(secret, SecretReference::Environment("IMCTL_CLIENT_SECRET".into()));
}

#[test]
fn an_empty_variable_counts_as_absent() {
    let loaded =
        loaded(TWO, &[("IMCTL_CLIENT_ID", ""), ("IMCTL_ENVIRONMENT", "uat")], &Request::default()).expect("uat");
    assert_eq!(loaded.config.linked_service.client_id.as_deref(), Some("live"));
    assert_eq!(loaded.config.environment, "uat");
}

#[test]
fn several_environments_and_none_chosen_are_listed() {
    match loaded(TWO, &[], &Request::default()) {
        Err(ConfigError::EnvironmentNotChosen { known, .. }) => assert_eq!(known, ["default", "uat"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_default_environment_names_the_tables_outside() {
    let text = format!("default_environment = \"production\"\n{TWO}");
    let chosen = loaded(&text, &[], &Request::default()).expect("production");
    assert_eq!(chosen.config.environment, "production");
    assert_eq!(chosen.config.linked_service.base_url.host_str(), Some("cloudimanage.com"));
    assert_eq!(loaded(&text, &[], &in_environment("uat")).expect("uat").config.environment, "uat");
    match loaded(&text, &[], &in_environment("prodution")) {
        Err(ConfigError::UnknownEnvironment { nearest, .. }) => assert_eq!(nearest.as_deref(), Some("production")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_default_environment_that_stands_for_nothing_is_refused() {
    let text = "default_environment = \"prod\"\n[environments.uat.linked_service]\nbase_url = \"https://x.example\"";
    assert!(matches!(loaded(text, &[], &Request::default()), Err(ConfigError::UnknownEnvironment { .. })));
}

#[test]
fn the_only_environment_needs_no_choice() {
    let text = "[environments.uat.linked_service]\nbase_url = \"https://x.example\"";
    assert_eq!(loaded(text, &[], &Request::default()).expect("uat").config.environment, "uat");
}

#[test]
fn a_pipeline_needs_no_file() {
    let variables = [
        ("IMCTL_BASE_URL", "http://127.0.0.1:8080"),
        ("IMCTL_CUSTOMER_ID", "1234"),
        ("IMCTL_PROTECTED", "true"),
        ("IMCTL_GRANT", "password"),
        ("IMCTL_SEED", "a seed"),
    ];
    let (world, _folder) = world(None, &variables);
    let loaded = load(&world, &Request::default()).expect("variables");
    let service = &loaded.config.linked_service;
    assert_eq!((loaded.config.file.as_deref(), loaded.config.environment.as_str()), (None, "default"));
    assert_eq!((service.customer_id, service.protected, service.grant), (Some(1234), true, Grant::Password));
    assert_eq!(loaded.config.encryption.seed, Some(SecretReference::Environment("IMCTL_SEED".into())));
}

#[test]
fn no_configuration_at_all_tells_where_it_was_looked_for() {
    let (world, folder) = world(None, &[("HOME", "/nowhere"), ("APPDATA", r"C:\nowhere")]);
    match load(&world, &Request::default()) {
        Err(ConfigError::NotFound { looked }) => {
            assert_eq!(looked[0], folder.path().join("imctl.toml"));
            assert_eq!(looked.len(), 2);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_that_was_named_is_not_looked_for_elsewhere() {
    let (world, _folder) = world(Some(TWO), &[("IMCTL_CONFIG", "other.toml")]);
    let missing = load(&world, &in_environment("uat"));
    assert!(matches!(missing, Err(ConfigError::Missing { named_by: "IMCTL_CONFIG", .. })), "{missing:?}");
    let request = Request { file: Some("imctl.toml".into()), ..in_environment("uat") };
    assert!(load(&world, &request).is_ok(), "the option beats the variable");
}

#[test]
fn a_folder_and_a_huge_file_are_refused_before_they_are_read() {
    let (world, folder) = world(None, &[]);
    std::fs::create_dir(folder.path().join("imctl.toml")).expect("a folder");
    assert!(matches!(load(&world, &Request::default()), Err(ConfigError::NotAFile { .. })));
    let huge = folder.path().join("huge.toml");
    std::fs::write(&huge, vec![b'#'; 1024 * 1024 + 1]).expect("a file");
    let request = Request { file: Some(huge), ..Request::default() };
    assert!(matches!(load(&world, &request), Err(ConfigError::TooLarge { .. })));
}

#[test]
fn areas_take_the_overviews_names_unless_told_otherwise() {
    let text = "[linked_service]\nbase_url = \"https://x.example\"\n[areas.scanning]\n[areas.inbound-email]\nfolder = \"In\"\n\
                [areas.second-mailbox]\nworkspace = \"Claims Mail\"\n";
    let areas = loaded(text, &[], &Request::default()).expect("areas").config.areas;
    assert_eq!(areas["scanning"].workspace, "Clio Operate Inbound Scanning");
    assert_eq!(areas["inbound-email"].folder.as_deref(), Some("In"));
    assert_eq!((areas["second-mailbox"].workspace.as_str(), &areas["second-mailbox"].folder), ("Claims Mail", &None));
    assert_eq!(areas.len(), 3);
}

#[test]
fn the_vendors_spellings_are_accepted() {
    let text = r#"
[linked_service]
base_url = "https://x.example"
[repositories.matters]
workspaceResolverConfig = "custom1=[workitem.client.reference]"
resolver = "advanced"
database = "ACTIVE"
[repositories.matters.work_types."litigation/injury"]
workspace_resolver_config = "[workitem.title]"
[[repositories.matters.samples]]
work_item = { "client.reference" = "12345", count = 3, live = true }
expect = "ACTIVE!427"
"#;
    let matters = &loaded(text, &[], &Request::default()).expect("a repository").config.repositories["matters"];
    let own = matters.resolver.as_ref().expect("a resolver");
    assert_eq!((own.mode, own.database.as_deref()), (Some(Mode::Search), Some("ACTIVE")));
    let below = &matters.work_types["litigation/injury"];
    assert_eq!((below.mode, below.database.as_deref()), (None, Some("ACTIVE")));
    assert_eq!(matters.samples[0].work_item["client.reference"], "12345");
    assert_eq!(matters.samples[0].work_item["count"], 3);
}

#[test]
fn relative_paths_start_at_the_file_they_stand_in() {
    let (world, folder) =
        world(None, &[("HOME", "/home/ada"), ("USERPROFILE", r"C:\Ada"), ("LOCALAPPDATA", r"C:\Ada\Local")]);
    let (ca_file, certificate) = if cfg!(windows) {
        (r"C:\Ada\ca.pem", r"C:\Ada\Local\imctl\certificate.pem")
    } else {
        ("/home/ada/ca.pem", "/home/ada/.local/share/imctl/certificate.pem")
    };
    let below = folder.path().join("below");
    std::fs::create_dir(&below).expect("a folder");
    let text = "[linked_service]\nbase_url = \"https://x.example\"\nclient_secret = { file = \"./secret\" }\n\
                http.ca_file = \"~/ca.pem\"";
    std::fs::write(below.join("imctl.toml"), text).expect("a file");
    let request = Request { file: Some(Path::new("below/imctl.toml").into()), ..Request::default() };
    let config = load(&world, &request).expect("a configuration").config;
    assert_eq!(config.linked_service.client_secret, Some(SecretReference::File(below.join("secret"))));
    assert_eq!(config.linked_service.http.ca_file.as_deref(), Some(Path::new(ca_file)));
    assert_eq!(config.encryption.certificate, Path::new(certificate));
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let text = "[linked_service]\nbase_url = 5\nclient_secrt = \"hunter2\"\n[encryption]\nseed = \"hunter2\"\n";
    match loaded(text, &[("IMCTL_TIMEOUT", "soon")], &Request::default()) {
        Err(error @ ConfigError::Invalid(_)) => assert_eq!(
            error.to_string(),
            "4 mistakes in the configuration\n\
             imctl.toml:2:12: `base_url`: expected a string, found an integer\n\
             imctl.toml:3:1: unknown key `client_secrt` in `[linked_service]`\n\
             imctl.toml:5:8: `seed`: a secret must not stand in the file as plain text\n\
             variable `IMCTL_TIMEOUT`: expected a whole number from 1 to 3600"
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_password_in_an_option_is_refused_and_not_repeated() {
    let overrides = Overrides { proxy: Some("http://ada:hunter2@proxy.example:3128".into()), ..Overrides::default() };
    let error = loaded(TWO, &[], &Request { overrides, ..in_environment("uat") }).expect_err("a password");
    assert!(matches!(&error, ConfigError::Invalid(all) if all[0].code == "config.secret-in-option"));
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

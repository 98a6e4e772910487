//! Whatever a file or a variable holds: loading does not panic, and what is told never repeats a secret.

use std::fs;

use imctl::config::check::check;
use imctl::config::effective::effective;
use imctl::config::{Request, load};
use imctl::failure::explain::explain;
use imctl::sys::world::World;
use proptest::prelude::*;

const CANARY: &str = "hunter2-Canary";

/// A file with every kind of value, to be broken at will.
const GOOD: &str = include_str!("valid/everything.toml");

/// Everything that is told of a configuration, in every way it can be told.
fn told(bytes: &[u8], variables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("imctl.toml"), bytes).expect("a file");
    let (mut world, _, _) = World::made_up(&[], folder.path());
    world.variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let mut told = String::new();
    for environment in [None, Some("production".to_owned()), Some("uat".to_owned())] {
        let request = Request { environment, ..Request::default() };
        match load(&world, &request) {
            Ok(loaded) => {
                told.push_str(&format!("{:?} {loaded:?}", effective(&loaded.config, &loaded.origins)));
            }
            Err(error) => {
                told.push_str(&format!("{error} {error:?} "));
                let explained = explain(&anyhow::Error::from(error));
                assert_ne!(explained.code, "internal");
                assert!(!explained.hints.is_empty());
                told.push_str(&explained.hints.join(" "));
            }
        }
        told.push_str(&format!("{:?}", check(&world, &request)));
    }
    told
}

/// Lines in which a person may have left a secret.
fn careless_line() -> impl Strategy<Value = String> {
    let keys = prop_oneof![
        Just("client_secret"),
        Just("client_secrt"),
        Just("clientSecret"),
        Just("secret"),
        Just("password"),
        Just("seed"),
        Just("token_url"),
        Just("base_url"),
        Just("operate_url"),
        Just("customer_id"),
        Just("protected"),
        Just("grant"),
        Just("http.proxy"),
        Just("http.timeout"),
    ];
    let values = prop_oneof![
        Just(format!("\"{CANARY}\"")),
        Just(format!("'{CANARY}'")),
        Just(format!("\"\"\"\n{CANARY}\n\"\"\"")),
        Just(CANARY.to_owned()),
        Just(format!("“{CANARY}”")),
        Just(format!("[\"{CANARY}\"]")),
        Just(format!("{{ env = \"{CANARY} x\" }}")),
        Just(format!("{{ value = \"{CANARY}\" }}")),
        Just(format!("{{ keyring = \"{CANARY}\" }}")),
        Just(format!("{{ command = \"{CANARY}\" }}")),
        Just(format!("{{ prompt = \"{CANARY}\", env = \"{CANARY}\" }}")),
        Just(format!("\"https://ada:{CANARY}@dms.example\"")),
        Just(format!("\"http://ada:{CANARY}@proxy.example:1\"")),
        Just(format!("\"{CANARY}")),
    ];
    (keys, values).prop_map(|(key, value)| format!("{key} = {value}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn loading_never_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        told(&bytes, &[]);
    }

    #[test]
    fn loading_never_panics_on_a_broken_file(
        at in 0..GOOD.len(),
        cut in 0_usize..20,
        put in "[\\PC\\n\"'\\[\\]{}=.#\u{201c}\u{a0}\u{200b}]{0,6}",
    ) {
        let start = (0..=at).rev().find(|at| GOOD.is_char_boundary(*at)).unwrap_or(0);
        let end = (start + cut..=GOOD.len()).find(|at| GOOD.is_char_boundary(*at)).unwrap_or(GOOD.len());
        told(format!("{}{put}{}", &GOOD[..start], &GOOD[end.max(start)..]).as_bytes(), &[]);
    }

    #[test]
    fn nothing_told_repeats_a_secret(
        lines in proptest::collection::vec(careless_line(), 1..4),
        table in prop_oneof![Just(""), Just("[linked_service]"), Just("[encryption]"), Just("[environments.uat.linked_service]")],
        broken in any::<bool>(),
    ) {
        let tail = if broken { "\n[broken" } else { "" };
        let text = format!("{table}\n{}{tail}\n", lines.join("\n"));
        let told = told(text.as_bytes(), &[]);
        prop_assert!(!told.contains(CANARY), "{text}\n{told}");
    }

    #[test]
    fn no_variable_is_repeated(
        value in prop_oneof![Just(CANARY.to_owned()), Just(format!("https://ada:{CANARY}@x.example")), Just(format!(" {CANARY}\u{a0}"))],
        at in 0..imctl::sys::env::VARIABLES.len(),
    ) {
        let variable = imctl::sys::env::VARIABLES[at];
        let names_something_shown = matches!(
            variable.name,
            "IMCTL_CONFIG" | "IMCTL_ENVIRONMENT" | "IMCTL_DATA_DIR" | "IMCTL_PREFERRED_DATABASE" | "IMCTL_CLIENT_ID"
                | "IMCTL_USERNAME" | "IMCTL_SCOPE" | "IMCTL_CA_FILE" | "IMCTL_CLIENT_CERTIFICATE" | "IMCTL_CLIENT_KEY"
                | "IMCTL_CERTIFICATE" | "IMCTL_PRIVATE_KEY" | "HOME" | "XDG_CONFIG_HOME" | "XDG_DATA_HOME"
        );
        let told = told(GOOD.as_bytes(), &[(variable.name, value.as_str())]);
        prop_assert!(names_something_shown || !told.contains(CANARY), "{}: {told}", variable.name);
    }
}

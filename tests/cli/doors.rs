//! Secrets come by safe doors: no option takes one, and neither the list of processes nor a child's environment shows one.

use std::fs;

use clap::{Arg, Command, CommandFactory};
use imctl::cli::tree::Cli;

use crate::support::{Firm, Ran, SEED};

/// Words that a secret goes by.
const SECRETS: [&str; 9] = ["secret", "password", "passphrase", "seed", "token", "key", "credential", "code", "p12"];

/// Options whose name has such a word and whose value is none: what they take, as the help names it.
const TAKEN: [&str; 4] = ["FILE", "SECS", "N", "VARIABLE"];

/// Every option and argument of the tree that takes a value, with the words that lead to it.
fn all_options(command: &Command, path: &str, found: &mut Vec<(String, Arg)>) {
    let path = format!("{path} {}", command.get_name());
    for argument in command.get_arguments().filter(|argument| argument.get_action().takes_values()) {
        found.push((format!("{path} {}", argument.get_id()), argument.clone()));
    }
    for below in command.get_subcommands() {
        all_options(below, &path, found);
    }
}

/// The options that could take the value of a secret.
fn doubtful(command: &Command) -> Vec<String> {
    let mut all = Vec::new();
    all_options(command, "", &mut all);
    all.retain(|(path, argument)| {
        let is_secret = |name: &str| SECRETS.iter().any(|word| name.to_lowercase().contains(word));
        let names = [path.rsplit(' ').next(), argument.get_long()];
        let is_of_secret = names.into_iter().flatten().any(is_secret)
            || argument.get_value_names().is_some_and(|names| names.iter().any(|name| is_secret(name)));
        let is_closed =
            !argument.get_value_parser().possible_values().into_iter().flatten().collect::<Vec<_>>().is_empty();
        let is_place =
            argument.get_value_names().is_some_and(|names| names.iter().all(|name| TAKEN.contains(&name.as_str())));
        is_of_secret && !is_closed && !is_place
    });
    all.into_iter().map(|(path, _)| path).collect()
}

#[test]
fn no_option_takes_the_value_of_a_secret() {
    assert_eq!(doubtful(&Cli::command()), Vec::<String>::new());
    let mut all = Vec::new();
    all_options(&Cli::command(), "", &mut all);
    assert!(all.len() > 50, "the tree was not walked: {}", all.len());
}

#[test]
fn an_option_that_took_one_would_be_found() {
    let bad = |argument: Arg| Command::new("imctl").subcommand(Command::new("link").arg(argument));
    for argument in [
        Arg::new("client_secret").long("client-secret").value_name("SECRET"),
        Arg::new("with").long("with").value_name("PASSWORD"),
        Arg::new("seed").long("seed").value_name("TEXT"),
        Arg::new("TOKEN"),
        Arg::new("x").long("api-key"),
    ] {
        assert_eq!(doubtful(&bad(argument.clone())).len(), 1, "{argument:?}");
    }
    assert_eq!(doubtful(&bad(Arg::new("seed_file").long("seed-file").value_name("FILE"))).len(), 0);
}

/// Whether a name is that of a switch which turns verification off.
fn is_loose(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', '-', '.'], "");
    ["insecure", "verif", "nocheck", "trustall", "acceptinvalid", "skiptls", "tlsoff", "notls", "selfsigned", "danger"]
        .iter()
        .any(|word| name.contains(word))
}

fn every_flag(command: &Command, found: &mut Vec<String>) {
    found.extend(command.get_arguments().flat_map(|argument| {
        let long = argument.get_long().map(str::to_owned);
        std::iter::once(argument.get_id().to_string()).chain(long)
    }));
    command.get_subcommands().for_each(|below| every_flag(below, found));
}

#[test]
fn no_option_key_or_variable_turns_the_verification_of_certificates_off() {
    let mut names = Vec::new();
    every_flag(&Cli::command(), &mut names);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).expect("a document");
    // Every key and variable stands in the reference in backticks, which a test of its own sees to.
    for document in ["docs/configuration.md", "README.md"] {
        names
            .extend(read(document).split('`').skip(1).step_by(2).filter(|name| !name.contains(' ')).map(str::to_owned));
    }
    assert!(names.len() > 150 && names.iter().any(|name| name == "IMCTL_CA_FILE"), "{} names", names.len());
    let loose: Vec<_> = names.iter().filter(|name| is_loose(name)).collect();
    assert!(loose.is_empty(), "{loose:?}");
    assert!(
        ["--insecure", "verify_tls = false", "tls.skip_verification", "accept-invalid-certs"]
            .iter()
            .all(|name| is_loose(name))
    );
}

#[test]
fn a_password_in_an_option_is_refused_and_not_repeated() {
    let firm = Firm::new();
    let ran = firm.imctl(&["config", "show", "--proxy", "http://ada:canary@proxy.example:3128"]).expect_code(2);
    assert!(!ran.stderr.contains("canary") && ran.stderr.contains("IMCTL_PROXY"), "{}", ran.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_that_fetches_one_secret_sees_no_other() {
    let firm = Firm::new();
    let script = "tr '\\0' '\\n' < /proc/$$/environ > seen.txt; cat client-secret.txt";
    firm.configure(
        "{ file = \"client-secret.txt\" }",
        &format!("{{ command = [\"sh\", \"-c\", {}] }}", serde_json::Value::from(script)),
    );
    firm.configure("{ file = \"seed.txt\" }", "{ env = \"FIRM_SEED\" }");
    let with_secrets = |arguments: &[&str]| {
        let mut command = firm.command(arguments);
        command.env("FIRM_SEED", SEED).env("IMCTL_PASSWORD", "canary-password").env("HARMLESS", "harmless");
        Ran::from(command.env("IMCTL_PROXY", "http://ada:canary@127.0.0.1:9").output().expect("imctl runs"))
    };
    with_secrets(&["encryption", "init", "--seed-file", "seed.txt"]).expect_code(0);
    // The proxy is only there to be seen: nothing listens, and loopback is not asked through it.
    let _ = with_secrets(&["link"]);
    let seen = fs::read_to_string(firm.path("seen.txt")).expect("the command ran");
    assert!(seen.contains("HARMLESS=harmless"), "{seen}");
    for canary in [SEED, "canary", &firm.server.client_secret] {
        assert!(!seen.contains(canary), "`{canary}` was seen: {seen}");
    }
}

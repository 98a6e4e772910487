//! Secrets come and go by few doors: every option of the tree that takes a text is listed with why it takes no secret, and every
//! place that looks inside a secret is counted with what it does with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::builder::ValueParser;
use clap::{Arg, Command, CommandFactory};
use imctl::cli::tree::Cli;

/// Options that take any text, and what the text is. Paths, numbers and words of a list need no reason: they can be no secret.
const TEXTS: [(&str, &str); 20] = [
    ("environment", "the name of an environment, which the configuration shows"),
    ("proxy", "an address; one with a password is refused, with the variable to use"),
    ("only", "ids of checks"),
    ("skip", "ids of checks"),
    ("report", "a form and a path"),
    ("password_variable", "the name of a variable, not its value"),
    ("workspace", "an id or a title"),
    ("area", "the key of an area"),
    ("library", "the name of a library"),
    ("path", "folders of a workspace"),
    ("name", "words of a title"),
    ("custom1", "a value of metadata"),
    ("custom2", "a value of metadata"),
    ("with", "a field of metadata and its value"),
    ("repository", "the name of a repository"),
    ("work_type", "the name of a work type"),
    ("set", "a composer path and its value: data of a matter"),
    ("resolver_config", "a resolver config, which Operate shows"),
    ("client_id", "a client id, which is public (RFC 6749 section 2.2)"),
    ("command", "the name of a subcommand"),
];

/// The options and arguments of the tree that take a value that any text can be.
fn texts(command: &Command) -> Vec<Arg> {
    let takes_text = |argument: &&Arg| {
        let parser = argument.get_value_parser();
        let is_closed = parser.possible_values().is_some_and(|mut values| values.next().is_some());
        let id = parser.type_id();
        let is_number = [
            ValueParser::from(clap::value_parser!(u64)),
            clap::value_parser!(u32).into(),
            clap::value_parser!(u16).into(),
        ]
        .iter()
        .any(|number| number.type_id() == id);
        let is_path = ValueParser::path_buf().type_id() == id;
        argument.get_action().takes_values() && !is_closed && !is_number && !is_path
    };
    let mut found: Vec<_> = command.get_arguments().filter(takes_text).cloned().collect();
    found.extend(command.get_subcommands().flat_map(texts));
    found
}

fn unexplained(command: &Command) -> Vec<String> {
    let ids = texts(command).into_iter().map(|argument| argument.get_id().to_string());
    ids.filter(|id| !TEXTS.iter().any(|(known, _)| known == id)).collect()
}

#[test]
fn every_option_that_takes_a_text_takes_no_secret_for_a_reason() {
    assert_eq!(unexplained(&Cli::command()), Vec::<String>::new(), "say in this list why it takes no secret");
    let ids: Vec<_> = texts(&Cli::command()).iter().map(|argument| argument.get_id().to_string()).collect();
    for (known, reason) in TEXTS {
        assert!(
            ids.iter().any(|id| id == known) && !reason.is_empty(),
            "`{known}` is listed and takes no text any more"
        );
    }
}

#[test]
fn a_new_option_that_takes_a_text_is_noticed() {
    let with = |argument: Arg| Command::new("imctl").subcommand(Command::new("link").arg(argument));
    assert_eq!(unexplained(&with(Arg::new("client_secret").long("client-secret"))), ["client_secret"]);
    assert_eq!(unexplained(&with(Arg::new("extra"))), ["extra"]);
    let harmless = Arg::new("file").long("file").value_parser(clap::value_parser!(std::path::PathBuf));
    assert_eq!(unexplained(&with(harmless)), Vec::<String>::new());
    assert_eq!(
        unexplained(&with(Arg::new("n").long("n").value_parser(clap::value_parser!(u64).range(1..)))),
        Vec::<String>::new()
    );
}

/// The files of the program that look inside a secret, how often, and what for.
const EXPOSURES: [(&str, usize, &str); 15] = [
    ("commands/encryption/certificate_input.rs", 1, "a password that was typed, less its line end"),
    (
        "commands/encryption/seed_input.rs",
        1,
        "a seed that was made: shown once, on the terminal itself or in a new private file",
    ),
    ("http/client.rs", 2, "the token request's body, and the header of the access token"),
    ("http/way/proxy.rs", 1, "the line that the proxy asks for"),
    ("imanage/oauth_code.rs", 3, "the digest of the verifier, the state in the address, the state compared by digest"),
    ("session/record.rs", 3, "the text that is sealed, and the text that was opened"),
    ("session/unfinished.rs", 1, "a short digest of a refresh token, to know it again"),
    ("vault/derive.rs", 2, "the hash by which refused credentials are known again"),
    ("vault/keyring.rs", 1, "into the system's keyring"),
    ("vault/pair.rs", 1, "the password of a PKCS#12 file"),
    ("vault/private_key.rs", 1, "the password of a private key"),
    ("vault/seed.rs", 3, "the seed's bytes, in the form that keys are derived from, and its letters, to judge them"),
    ("vault/seed_store.rs", 2, "the new seed, where the configuration keeps the old one: a file or the keyring"),
    ("vault/store.rs", 1, "the text that is sealed"),
    ("vault/sources.rs", 1, "a secret that was read, less its line end"),
];

#[test]
fn secrets_are_looked_into_in_few_places_each_with_a_reason() {
    let mut found = BTreeMap::new();
    count(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    let listed: BTreeMap<_, _> = EXPOSURES.iter().map(|(file, times, _)| ((*file).to_owned(), *times)).collect();
    assert_eq!(found, listed, "each place that looks inside a secret stands in this list with its reason");
    assert!(EXPOSURES.iter().all(|(_, _, reason)| !reason.is_empty()));
}

/// Counts the calls below a folder, tests left out.
fn count(folder: &Path, found: &mut BTreeMap<String, usize>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            count(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let text = text.split("mod tests").next().unwrap_or_default();
            let times = text.matches(".expose()").count() + text.matches("Secret::expose)").count();
            if times > 0 {
                let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
                found.insert(path.strip_prefix(root).expect("inside").display().to_string().replace('\\', "/"), times);
            }
        }
    }
}

//! Proves `docs/vault-format.md`: a second program, written from that document alone, opens imctl's vaults, and imctl opens its.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use imctl::text::secret::Secret;
use imctl::vault::certificate::Identity;
use imctl::vault::seed::Seed;
use imctl::vault::{RecordName, Vault, VaultError};
use serde_json::Value;

use crate::parts;
use crate::support::Firm;

/// Runs the second program in the firm's folder.
fn second(python: &PathBuf, firm: &Firm, arguments: &[&str], input: &str) -> String {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/second_program.py");
    let mut child = Command::new(python)
        .arg(program)
        .args(arguments)
        .current_dir(firm.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    let out = child.wait_with_output().expect("it ends");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// The record's name, as imctl writes it.
fn name(firm: &Firm) -> [String; 3] {
    ["default".to_owned(), format!("{}/", firm.server.url()), firm.server.client_id.clone()]
}

#[test]
fn a_second_program_opens_what_imctl_sealed() {
    let Some(python) = parts::python(&["cryptography"]) else { return };
    let firm = Firm::new().linked();
    let [environment, base_url, client_id] = name(&firm);
    let arguments = [
        "open",
        "data/vault.json",
        "seed.txt",
        "data/certificate.pem",
        "data/private-key.pem",
        &environment,
        &base_url,
        &client_id,
    ];
    let text = second(&python, &firm, &arguments, "");
    let record: serde_json::Value = serde_json::from_str(&text).expect("a JSON object");
    assert_eq!(record["grant"], "client_credentials");
    assert!(record["access_token"].as_str().is_some_and(|token| !token.is_empty()));
    assert_eq!(record["customer_id"], 4711);
}

#[test]
fn imctl_opens_what_a_second_program_sealed_whatever_the_key() {
    let Some(python) = parts::python(&["cryptography"]) else { return };
    for kind in ["P-256", "RSA"] {
        let firm = Firm::new().linked();
        let [environment, base_url, client_id] = name(&firm);
        let named = [environment.as_str(), &base_url, &client_id];
        let own = ["data/vault.json", "seed.txt", "data/certificate.pem", "data/private-key.pem"];
        let text = second(&python, &firm, &[&["open"], &own[..], &named[..]].concat(), "");

        second(&python, &firm, &["certificate", kind, "other.pem", "other-key.pem"], "");
        std::fs::remove_file(firm.vault()).expect("removed");
        let other = ["data/vault.json", "seed.txt", "other.pem", "other-key.pem"];
        second(&python, &firm, &[&["make"], &other[..], &named[..]].concat(), &text);
        let config = firm
            .config(&firm.server.url())
            .replace("[encryption]\n", "[encryption]\ncertificate = \"other.pem\"\nprivate_key = \"other-key.pem\"\n");
        firm.write("imctl.toml", &config);

        let before = firm.token_requests();
        let ran = firm.imctl(&["resolve", "Shared Administration", "-o", "json"]).expect_code(0);
        assert_eq!(ran.json()["outcome"], "one", "{kind}");
        assert_eq!(firm.token_requests(), before, "the token in the second program's vault was used");
        firm.imctl(&["encryption", "status"]).expect_code(0).expect_told(&["expired"]);
        // imctl writes into it, and the second program reads that again.
        firm.imctl(&["status", "--check"]).expect_code(0);
        let again = second(&python, &firm, &[&["open"], &other[..], &named[..]].concat(), "");
        let record: serde_json::Value = serde_json::from_str(&again).expect("a JSON object");
        assert_eq!(record["renewals"], 1, "{kind}");
    }
}

#[test]
fn the_document_names_the_version_and_bounds_that_are_in_force() {
    let document = include_str!("../../docs/vault-format.md");
    for fact in ["`imctl-vault`", "the number 1", "210000", "5000000", "PBKDF2-HMAC-SHA512", "imctl vault seed check"] {
        assert!(document.contains(fact), "{fact}");
    }
}

/// The published vectors.
fn vectors() -> Value {
    serde_json::from_str(include_str!("../../docs/vault-vectors.json")).expect("JSON")
}

fn list<'v>(vectors: &'v Value, name: &str) -> &'v [Value] {
    vectors[name].as_array().expect("a list")
}

fn text<'v>(case: &'v Value, name: &str) -> &'v str {
    case[name].as_str().expect("a text")
}

/// The keys of one valid vector, in their files.
struct VectorKeys {
    seed: Seed,
    identity: Identity,
}

/// Puts a valid vector's keys into a firm's folder, and the configuration that names them.
fn put_keys(firm: &Firm, case: &Value) -> VectorKeys {
    firm.write("vector.pem", text(case, "certificate"));
    firm.write_private("vector-key.pem", text(case, "private_key"));
    firm.write_private("vector-seed.txt", text(case, "seed"));
    let encryption = "[encryption]\nseed = { file = \"vector-seed.txt\" }\ncertificate = \"vector.pem\"\nprivate_key = \"vector-key.pem\"\n";
    let config = firm.config(&firm.server.url()).replace("[encryption]\nseed = { file = \"seed.txt\" }\n", encryption);
    assert!(config.contains("vector.pem"), "{config}");
    firm.write("imctl.toml", &config);
    VectorKeys {
        seed: Seed::check(Secret::new(text(case, "seed").to_owned())).expect("a seed"),
        identity: Identity::load(&firm.path("vector.pem"), &firm.path("vector-key.pem")).expect("a pair"),
    }
}

/// Puts a document in the vault's place.
fn put_document(firm: &Firm, case: &Value) {
    imctl::sys::files::create_private_folder(&firm.path("data")).expect("a folder");
    firm.write_private("data/vault.json", text(case, "document"));
}

/// Opens the vault and all of its records: each name and text.
fn open_all(firm: &Firm, keys: &VectorKeys) -> Result<Vec<[String; 4]>, VaultError> {
    let vault = Vault::read(&firm.vault())?;
    let key = vault.derive(&keys.seed, &keys.identity)?;
    let open = |name: RecordName| {
        let text = vault.open(&key, &name)?.expect("a record of that name");
        Ok([name.environment, name.base_url, name.client_id, text.expose().to_owned()])
    };
    vault.record_names().into_iter().map(open).collect()
}

#[test]
fn each_valid_vector_opens_to_its_records() {
    for case in list(&vectors(), "valid") {
        let firm = Firm::new();
        let keys = put_keys(&firm, case);
        put_document(&firm, case);
        let records = open_all(&firm, &keys).expect("it opens");
        assert_eq!(serde_json::json!(records), case["records"], "{}", case["name"]);
        let report = firm.imctl(&["encryption", "status", "-o", "json"]).expect_code(0).json();
        assert_eq!(report["sealed"][1]["environment"], "Prüfung");
    }
}

#[test]
fn each_malformed_vector_gives_its_error_and_stays_as_it_is() {
    let vectors = vectors();
    let malformed = list(&vectors, "malformed");
    assert!(malformed.len() >= 100);
    let mut seen = std::collections::HashSet::new();
    for valid in list(&vectors, "valid") {
        let firm = Firm::new();
        let keys = put_keys(&firm, valid);
        for (number, case) in malformed.iter().filter(|case| case["of"] == valid["name"]).enumerate() {
            put_document(&firm, case);
            let found = match open_all(&firm, &keys).err() {
                Some(VaultError::NotAVault { .. }) => ("no-vault", "vault.unreadable"),
                Some(VaultError::Newer { .. }) => ("newer", "vault.newer"),
                Some(VaultError::Damaged { .. }) => ("damaged", "vault.damaged"),
                Some(VaultError::Rounds { .. }) => ("rounds", "vault.rounds"),
                Some(VaultError::WrongCertificate { .. }) => ("other-certificate", "vault.wrong-certificate"),
                Some(VaultError::WrongSeed { .. }) => ("other-seed", "vault.wrong-seed"),
                Some(VaultError::Changed { .. }) => ("changed", "vault.damaged"),
                other => panic!("{}: {other:?}", case["name"]),
            };
            assert_eq!(found.0, text(case, "error"), "{}", case["name"]);
            // The program says the same: of each error the first, and a choice of the rest.
            if seen.insert((valid["name"].to_string(), found.0)) || number % 16 == 0 {
                for command in [&["encryption", "status"][..], &["encryption", "rotate", "--make-certificate"]] {
                    let ran = firm.imctl(&[command, &["-o", "json"]].concat()).expect_code(5);
                    let object = &ran.stderr[ran.stderr.find('{').expect("an object")..];
                    let error: Value = serde_json::from_str(object).expect("one JSON object");
                    assert_eq!(error["error"]["code"], found.1, "{command:?} {}", case["name"]);
                }
                assert_eq!(fs::read(firm.vault()).expect("read"), text(case, "document").as_bytes(), "it was changed");
            }
        }
    }
}

#[test]
fn a_second_reader_gives_each_vector_the_same() {
    let Some(python) = parts::python(&["cryptography"]) else { return };
    let root = env!("CARGO_MANIFEST_DIR");
    let mut check = Command::new(python);
    check.env("PYTHONDONTWRITEBYTECODE", "1").arg(format!("{root}/tests/cli/vectors.py"));
    let output = check.args(["check", &format!("{root}/docs/vault-vectors.json")]).output().expect("python runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("2 valid, "), "{told}");
}

#[test]
fn too_few_and_too_many_rounds_are_refused_before_anything_is_derived() {
    let vectors = vectors();
    let firm = Firm::new();
    put_keys(&firm, &list(&vectors, "valid")[0]);
    // Without a seed, and without a private key, nothing can be derived: what is told comes before.
    for name in ["vector-seed.txt", "vector-key.pem", "vector.pem"] {
        fs::remove_file(firm.path(name)).expect("removed");
    }
    let rounds = list(&vectors, "malformed").iter().filter(|case| case["error"] == "rounds");
    let mut count = 0;
    for case in rounds {
        put_document(&firm, case);
        for command in
            [&["encryption", "status"][..], &["encryption", "rotate", "--make-certificate"], &["link"], &["status"]]
        {
            let ran = firm.imctl(&[command, &["-o", "json"]].concat()).expect_code(5);
            let object = &ran.stderr[ran.stderr.find('{').expect("an object")..];
            let error: Value = serde_json::from_str(object).expect("one JSON object");
            assert_eq!(error["error"]["code"], "vault.rounds", "{command:?} {}", case["name"]);
        }
        count += 1;
    }
    assert!(count >= 8);
    assert_eq!(firm.token_requests(), 0);
}

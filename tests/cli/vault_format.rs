//! Proves `docs/vault-format.md`: a second program, written from that document alone, opens imctl's vaults, and imctl opens its.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

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

//! A store that cannot be used: told which part is wrong and what to do, exit 5, nothing asked and nothing changed. And what
//! `encryption status` tells of one that can.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use base64::Engine;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{Firm, SEED};

/// Spoils a linked firm's store, and sees that neither `status` nor `link` goes on, whatever is told, and that the vault's file
/// stays as it is.
#[track_caller]
fn refused(spoil: impl FnOnce(&Firm), told: &[&str]) {
    let firm = Firm::new().linked();
    spoil(&firm);
    let (before, asked) = (fs::read(firm.vault()).ok(), firm.server.requests().len());
    for command in ["status", "link", "resolve"] {
        let more: &[&str] = if command == "resolve" { &["Estate of Edith Vance"] } else { &[] };
        firm.imctl(&[&[command][..], more].concat()).expect_code(5).expect_told(told);
    }
    assert_eq!(fs::read(firm.vault()).ok(), before, "the vault was changed");
    assert_eq!(firm.server.requests().len(), asked, "the server was asked");
}

fn change(firm: &Firm, from: &str, to: &str) {
    let text = fs::read_to_string(firm.vault()).expect("the vault");
    assert!(text.contains(from), "{text}");
    firm.write_private("data/vault.json", &text.replacen(from, to, 1));
}

#[test]
fn a_changed_seed_is_told_with_its_consequence() {
    let other = SEED.replace("otters", "badgers");
    refused(|firm| firm.write_private("seed.txt", &other), &["the seed is not the one", "hint: "]);
}

#[test]
fn another_certificate_is_told_as_such() {
    refused(
        |firm| {
            let other = Firm::new().encrypted();
            for name in ["certificate.pem", "private-key.pem"] {
                fs::copy(other.path(&format!("data/{name}")), firm.path(&format!("data/{name}"))).expect("copied");
            }
        },
        &["the certificate is not the one", "hint: "],
    );
}

#[test]
fn a_private_key_of_another_certificate_is_told_as_such() {
    refused(
        |firm| {
            let other = Firm::new().encrypted();
            fs::copy(other.path("data/private-key.pem"), firm.path("data/private-key.pem")).expect("copied");
        },
        &["private key", "hint: "],
    );
}

#[test]
fn a_flipped_byte_is_damage() {
    refused(|firm| change(firm, "\"ciphertext\": \"", "\"ciphertext\": \"A"), &["damaged", "hint: "]);
}

#[test]
fn a_newer_vault_is_called_newer() {
    refused(|firm| change(firm, "\"version\": 1", "\"version\": 2"), &["newer", "hint: "]);
}

#[test]
fn half_a_vault_and_an_empty_one_are_damage() {
    let half = |firm: &Firm| fs::read_to_string(firm.vault()).expect("the vault").len() / 2;
    refused(
        |firm| {
            let text = fs::read_to_string(firm.vault()).expect("the vault");
            firm.write_private("data/vault.json", &text[..half(firm)]);
        },
        &["damaged"],
    );
    refused(|firm| firm.write_private("data/vault.json", ""), &["damaged"]);
}

#[test]
fn files_that_others_can_read_are_refused_with_the_line_that_mends_them() {
    for name in ["data/vault.json", "data/private-key.pem", "seed.txt"] {
        let open = |firm: &Firm| {
            fs::set_permissions(firm.path(name), fs::Permissions::from_mode(0o644)).expect("set");
        };
        refused(open, &["chmod 600", name.rsplit('/').next().unwrap_or_default()]);
    }
}

#[test]
fn a_symlink_in_the_vaults_place_is_not_followed() {
    refused(
        |firm| {
            fs::rename(firm.vault(), firm.path("elsewhere.json")).expect("moved");
            symlink(firm.path("elsewhere.json"), firm.vault()).expect("linked");
        },
        &["symbolic link", "hint: "],
    );
}

#[test]
fn a_lost_private_key_is_told() {
    refused(|firm| fs::remove_file(firm.path("data/private-key.pem")).expect("removed"), &["private-key.pem"]);
}

/// The certificate's fingerprint, taken from its file without any help of the program's.
fn fingerprint(firm: &Firm) -> String {
    let pem = fs::read_to_string(firm.path("data/certificate.pem")).expect("the certificate");
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::engine::general_purpose::STANDARD.decode(text).expect("Base64");
    let digest: [u8; 32] = Sha256::digest(&der).into();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_status_of_encryption_tells_its_parts_and_what_is_sealed() {
    let firm = Firm::new().linked();
    let (fingerprint, base_url) = (fingerprint(&firm), format!("{}/", firm.server.url()));
    let client_id = firm.server.client_id.as_str();
    let status = firm.imctl(&["encryption", "status", "-o", "json"]).expect_code(0).json();
    assert_eq!((&status["enabled"], &status["opens"]), (&true.into(), &true.into()), "{status}");
    assert_eq!(status["certificate_fingerprint"], fingerprint.as_str());
    assert_eq!(status["certificate_expired"], false);
    let sealed = json!([{ "environment": "default", "base_url": base_url, "client_id": client_id }]);
    assert_eq!(status["sealed"], sealed);
    let seed = status["seed"].as_str().expect("a text");
    assert!(seed.contains("seed.txt"), "{seed}");
    let expires = status["certificate_expires"].as_str().expect("a time");
    let until: jiff::Timestamp = expires.parse().expect("a time");
    // Ten years, less the day that has begun and the last days of a month, which not each month has.
    let days = until.duration_since(jiff::Timestamp::now()).as_hours() / 24;
    assert!((3645..=3653).contains(&days), "{expires}");

    let human = firm.imctl(&["encryption", "status", "-o", "human"]).expect_code(0).stdout;
    assert!(human.lines().any(|line| line.split_whitespace().eq(["enabled", "yes"])), "{human}");
    let sealed = format!("default ({client_id} at {base_url})");
    for told in [seed, fingerprint.as_str(), expires, sealed.as_str()] {
        assert!(human.contains(told), "`{told}` is not in\n{human}");
    }
}

#[test]
fn where_nothing_is_set_up_the_status_of_encryption_says_so_and_makes_nothing() {
    let firm = Firm::new();
    let ran = firm.imctl(&["encryption", "status", "-o", "json"]).expect_code(5);
    let status = ran.json();
    assert_eq!((&status["enabled"], &status["opens"]), (&false.into(), &false.into()), "{status}");
    assert_eq!(status["sealed"], json!([]));
    ran.expect_told(&["imctl encryption init"]);
    assert!(!firm.path("data").exists());
}

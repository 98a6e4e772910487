//! A store that cannot be used: told which part is wrong and what to do, exit 5, nothing asked and nothing changed.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

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

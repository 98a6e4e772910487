//! The checks of the vault.

use rcgen::{CertificateParams, KeyPair};

use crate::support::tls::valid;
use crate::support::{Firm, SEED};

const ONLY: [&str; 2] = ["--only", "encryption"];

#[test]
fn without_a_vault_there_is_a_warning_and_nothing_else_to_ask() {
    let firm = Firm::new();
    let checked = firm.check(&ONLY);
    checked.expect_code(0).expect("encryption.enabled", "warn", &["imctl encryption init", "pipeline"]);
    for id in ["encryption.seed", "encryption.certificate", "encryption.vault"] {
        checked.expect_skipped(id, "encryption.enabled");
    }
}

#[test]
fn a_vault_that_opens_passes() {
    let firm = Firm::new().encrypted();
    let checked = firm.check(&ONLY);
    checked
        .expect_code(0)
        .expect("encryption.enabled", "pass", &["vault.json"])
        .expect("encryption.seed", "pass", &[&format!("{} characters", SEED.chars().count()), "seed.txt"])
        .expect("encryption.certificate", "pass", &["valid until"])
        .expect("encryption.vault", "pass", &["0 links sealed", "not linked here"]);
    let firm = Firm::new().linked();
    firm.check(&ONLY).expect("encryption.vault", "pass", &["1 link sealed", "this environment is linked"]);
}

#[test]
fn another_seed_a_short_one_and_none_are_told_apart() {
    let firm = Firm::new().encrypted();
    firm.write_private("seed.txt", &SEED.replace("otters", "badgers"));
    firm.check(&ONLY).expect_code(1).expect("encryption.seed", "pass", &[]).expect(
        "encryption.vault",
        "fail",
        &["the seed is not the one"],
    );
    firm.write_private("seed.txt", &"a".repeat(100));
    let checked = firm.check(&ONLY);
    checked.expect("encryption.seed", "fail", &["100 characters", "more than 100"]);
    checked.expect_skipped("encryption.vault", "encryption.seed");
    std::fs::remove_file(firm.path("seed.txt")).expect("removed");
    firm.check(&ONLY).expect("encryption.seed", "fail", &["seed.txt", "does not exist"]);
    let config = firm.config(&firm.server.url());
    firm.write("imctl.toml", &config.replace("seed = { file = \"seed.txt\" }", "seed = { prompt = true }"));
    // Nobody is there to type it: that says nothing about the seed.
    firm.check(&ONLY).expect_code(10).expect("encryption.seed", "error", &["no one to ask"]);
    firm.write("imctl.toml", &config.replace("seed = { file = \"seed.txt\" }", ""));
    firm.check(&ONLY).expect_code(1).expect("encryption.seed", "fail", &["`encryption.seed` is not set", "IMCTL_SEED"]);
}

#[test]
fn a_damaged_vault_and_a_key_of_another_certificate_fail() {
    let firm = Firm::new().encrypted();
    let key = KeyPair::generate().expect("a key");
    firm.write_private("data/private-key.pem", &key.serialize_pem());
    let checked = firm.check(&ONLY);
    checked.expect_code(1).expect("encryption.certificate", "fail", &["is not that of the certificate"]);
    checked.expect_skipped("encryption.vault", "encryption.certificate");
    firm.write_private("data/vault.json", "{}");
    firm.check(&ONLY).expect_code(1).expect("encryption.enabled", "fail", &["no vault, or a damaged one", "restore"]);
}

#[test]
fn a_certificate_that_has_ended_or_soon_will_is_a_warning() {
    for (days, told) in [(-10, "expired on"), (10, "expires on")] {
        let firm = Firm::new();
        let mut params = CertificateParams::default();
        valid(&mut params, days - 100, days);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        firm.write("own.pem", &certificate.pem());
        firm.write_private("own.key", &key.serialize_pem());
        let init =
            ["encryption", "init", "--seed-file", "seed.txt", "--certificate", "own.pem", "--private-key", "own.key"];
        firm.imctl(&init).expect_code(0);
        let checked = firm.check(&ONLY);
        checked.expect_code(0).expect("encryption.certificate", "warn", &[told]).expect(
            "encryption.vault",
            "pass",
            &[],
        );
    }
}

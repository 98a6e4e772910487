//! Kills of `encryption rotate` at any file operation: exactly one of the old and the new seed and certificate opens everything at each
//! point, running it again brings it to its end, and nothing of the old vault is left then.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use imctl::text::secret::Secret;
use imctl::vault::certificate::Identity;
use imctl::vault::seed::Seed;
use imctl::vault::{Vault, VaultKey};

use crate::crash::kill_everywhere;
use crate::parts;
use crate::rotate::{OTHER, opens_with, seal};
use crate::support::tracer::{is_full, leftovers};
use crate::support::{Firm, SEED};

/// What a rotation brings: the options, and whether seed and certificate are others afterwards.
struct Variant {
    options: &'static [&'static str],
    is_seed_new: bool,
    is_pair_new: bool,
}

const SEED_ONLY: Variant = Variant { options: &["--seed-file", "new.txt"], is_seed_new: true, is_pair_new: false };
const SEED_STORED: Variant =
    Variant { options: &["--seed-file", "new.txt", "--store-seed"], is_seed_new: true, is_pair_new: false };
const PAIR_ONLY: Variant = Variant { options: &["--make-certificate"], is_seed_new: false, is_pair_new: true };
const BOTH: Variant = Variant {
    options: &["--seed-file", "new.txt", "--store-seed", "--make-certificate"],
    is_seed_new: true,
    is_pair_new: true,
};

/// Opens the vault, whichever pair it was made with: that in its place, or that of a rotation that was cut off beside it.
fn open(firm: &Firm, seed: &str) -> Option<(Vault, VaultKey)> {
    let vault = Vault::read(&firm.vault()).expect("a vault");
    let places = [firm.path("data/certificate.pem"), firm.path("data/private-key.pem")];
    let identity = Identity::load_for(vault.fingerprint(), &places[0], &places[1]).expect("its pair is there");
    let key = vault.derive(&Seed::check(Secret::new(seed.to_owned())).expect("a seed"), &identity).ok()?;
    Some((vault, key))
}

/// The long texts of a vault's file: each ciphertext, nonce, salt and encapsulation.
fn sealed_texts(text: &str) -> HashSet<String> {
    let names = ["ciphertext", "nonce", "salt", "encapsulation", "seed_check", "checksum"];
    let lines = text.lines().filter(|line| names.iter().any(|name| line.contains(name)));
    lines.filter_map(|line| line.split('"').nth(3)).map(str::to_owned).collect()
}

/// Fails where a file of the folder, however it is called, holds one of the texts.
fn assert_gone(folder: &Path, texts: &HashSet<String>, place: &str) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            assert_gone(&entry.path(), texts, place);
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(entry.path()).expect("read")).into_owned();
        let found = texts.iter().find(|old| text.contains(old.as_str()));
        assert!(found.is_none(), "{place}: {} holds what the old key opens", entry.path().display());
    }
}

/// Kills a rotation of so many records at each of its points.
fn sweep(variant: &Variant, records: usize) {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().encrypted();
    firm.write_private("new.txt", OTHER);
    seal(&firm, records);
    let old = fs::read_to_string(firm.vault()).expect("the vault");
    let old_pair = Vault::read(&firm.vault()).expect("a vault").fingerprint().to_vec();
    let rotate = [&["encryption", "rotate"], variant.options].concat();
    let hits = kill_everywhere(&strace, &firm, &rotate, |_, place| {
        let is_new_pair = Vault::read(&firm.vault()).expect("a vault").fingerprint() != old_pair;
        let [by_old, by_new] = [SEED, OTHER].map(|seed| opens_with(open(&firm, seed), records));
        let is_switched = if variant.is_seed_new { by_new } else { is_new_pair };
        assert_eq!(by_old, !(variant.is_seed_new && is_switched), "{place}: the old seed");
        assert_eq!(by_new, variant.is_seed_new && is_switched, "{place}: the new seed");
        assert_eq!(is_new_pair, variant.is_pair_new && is_switched, "{place}: the pair");
        if !is_switched {
            assert_eq!(fs::read_to_string(firm.vault()).expect("the vault"), old, "{place}: the old vault changed");
        }
        // Where imctl keeps the seed itself it opens the vault at once, with nobody's help.
        if variant.options.contains(&"--store-seed") || !is_switched {
            firm.imctl(&["encryption", "status"]).expect_code(0);
        }

        firm.imctl(&rotate).expect_code(0);
        let (seed, gone) = if variant.is_seed_new { (OTHER, SEED) } else { (SEED, OTHER) };
        assert!(
            opens_with(open(&firm, seed), records) && !opens_with(open(&firm, gone), records),
            "{place}: at the end"
        );
        assert_eq!(leftovers(&firm.path("data")), Vec::<String>::new(), "{place}");
        assert!(!firm.path("seed.txt.next").exists(), "{place}");
        assert_gone(&firm.path(""), &sealed_texts(&old), place);
    });
    assert!(hits >= 12, "only {hits} operations were hit");
}

#[test]
fn a_rotation_to_another_seed_and_certificate_is_all_or_nothing() {
    sweep(&BOTH, 2);
}

#[test]
fn a_rotation_of_one_record_to_another_seed_is_all_or_nothing() {
    if is_full() {
        sweep(&SEED_ONLY, 1);
        sweep(&SEED_STORED, 1);
        sweep(&PAIR_ONLY, 1);
        sweep(&BOTH, 1);
    }
}

#[test]
fn a_rotation_of_two_records_is_all_or_nothing_whatever_is_new() {
    if is_full() {
        sweep(&SEED_ONLY, 2);
        sweep(&SEED_STORED, 2);
        sweep(&PAIR_ONLY, 2);
    }
}

#[test]
fn a_rotation_of_fifty_records_is_all_or_nothing_whatever_is_new() {
    if is_full() {
        sweep(&SEED_ONLY, 50);
        sweep(&SEED_STORED, 50);
        sweep(&PAIR_ONLY, 50);
        sweep(&BOTH, 50);
    }
}

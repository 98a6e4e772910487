//! `encryption rotate`: another seed, another certificate, or both; what is asked for, where the seed goes, and that no token is lost.

use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use imctl::sandbox::Settings;
use imctl::text::secret::Secret;
use imctl::vault::certificate::Identity;
use imctl::vault::seed::Seed;
use imctl::vault::{RecordName, Vault, VaultKey};

use crate::support::{Firm, Ran, SEED};

/// Another seed than [`SEED`].
pub const OTHER: &str = "a second seed, of the same length and of no less variety: 17 brass kettles hum while violet herons wade in the shallow estuary?";

/// Opens the firm's vault with a seed and the certificate and key that are in their places.
pub fn open(firm: &Firm, seed: &str) -> Option<(Vault, VaultKey)> {
    let identity = Identity::load(&firm.path("data/certificate.pem"), &firm.path("data/private-key.pem")).ok()?;
    let vault = Vault::read(&firm.vault()).ok()?;
    let key = vault.derive(&Seed::check(Secret::new(seed.to_owned())).expect("a seed"), &identity).ok()?;
    Some((vault, key))
}

/// The name of one of many records.
fn record(number: usize) -> RecordName {
    RecordName {
        environment: format!("environment {number}"),
        base_url: "https://dms.example/".into(),
        client_id: "0f4b".into(),
    }
}

fn text(number: usize) -> Secret {
    Secret::new(format!("the tokens of environment {number}"))
}

/// Seals many records into the firm's vault.
pub fn seal(firm: &Firm, records: usize) {
    let (mut vault, key) = open(firm, SEED).expect("it opens");
    for number in 0..records {
        vault.seal(&key, &record(number), &text(number)).expect("sealed");
    }
    vault.save().expect("saved");
}

/// Tells whether a seed opens the vault; fails unless each of the records is in it then.
pub fn opens(firm: &Firm, seed: &str, records: usize) -> bool {
    opens_with(open(firm, seed), records)
}

/// The same of a vault that was opened, if it was.
pub fn opens_with(opened: Option<(Vault, VaultKey)>, records: usize) -> bool {
    let Some((vault, key)) = opened else { return false };
    for number in 0..records {
        assert!(vault.open(&key, &record(number)).expect("it opens") == Some(text(number)), "record {number}");
    }
    true
}

fn with_other(firm: Firm) -> Firm {
    firm.write_private("new.txt", OTHER);
    firm
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_new_seed_takes_the_place_of_the_old_and_no_token_is_lost() {
    for records in [0, 1, 2, 50, 100] {
        let firm = with_other(Firm::new().encrypted());
        seal(&firm, records);
        let before = fs::read_to_string(firm.vault()).expect("the vault");
        let ran = firm.imctl(&["encryption", "rotate", "--seed-file", "new.txt", "-o", "json"]).expect_code(0);
        assert_eq!(ran.json()["changed"], serde_json::json!(["seed"]));
        assert_eq!(ran.json()["records"], records);
        assert!(opens(&firm, OTHER, records) && !opens(&firm, SEED, records));
        let after = fs::read_to_string(firm.vault()).expect("the vault");
        for key in ["ciphertext", "nonce", "salt", "encapsulation", "seed_check"] {
            let values = |text: &str| {
                let lines = text.lines().filter(|line| line.contains(key)).map(str::to_owned);
                lines.collect::<std::collections::HashSet<_>>()
            };
            assert!(values(&before).is_disjoint(&values(&after)), "{key} is new everywhere");
        }
        assert_eq!(names(&firm.path("data")), ["certificate.pem", "locks", "private-key.pem", "vault.json"]);
    }
}

#[test]
fn the_old_seed_is_refused_afterwards_and_the_link_lives_on_with_the_new_one() {
    let firm = with_other(Firm::new().linked());
    firm.imctl(&["encryption", "rotate", "--seed-file", "new.txt"]).expect_code(0).expect_told(&[
        "sealed anew with another seed",
        "next: put the new seed into",
        "seed.txt",
    ]);
    let ran = firm.imctl(&["status", "-o", "json"]).expect_code(5);
    let error: serde_json::Value = serde_json::from_str(&ran.stderr).expect("one JSON object");
    assert_eq!(error["error"]["code"], "vault.wrong-seed");
    firm.write_private("seed.txt", OTHER);
    let requests = firm.token_requests();
    firm.imctl(&["status", "--check"]).expect_code(0);
    assert_eq!(firm.token_requests(), requests + 1, "the refresh token that was sealed anew is good");
}

#[test]
fn a_new_certificate_takes_the_place_of_the_old_with_or_without_a_new_seed() {
    for seed in [None, Some("new.txt")] {
        let firm = with_other(Firm::new().encrypted());
        seal(&firm, 2);
        let old = ["data/certificate.pem", "data/private-key.pem"].map(|name| fs::read(firm.path(name)).expect("read"));
        let mut arguments = vec!["encryption", "rotate", "--make-certificate", "-o", "json"];
        arguments.extend(seed.map(|file| ["--seed-file", file]).into_iter().flatten());
        let report = firm.imctl(&arguments).expect_code(0).json();
        assert_eq!(report["changed"].as_array().map(Vec::len), Some(1 + usize::from(seed.is_some())));
        assert_eq!(report["kept"], serde_json::json!([]), "what imctl made itself is not kept");
        assert!(opens(&firm, if seed.is_some() { OTHER } else { SEED }, 2));
        for (name, old) in ["data/certificate.pem", "data/private-key.pem"].iter().zip(&old) {
            assert_ne!(&fs::read(firm.path(name)).expect("read"), old, "{name}");
        }
        // The old private key opens nothing, with either seed.
        fs::write(firm.path("data/certificate.pem"), &old[0]).expect("written");
        fs::write(firm.path("data/private-key.pem"), &old[1]).expect("written");
        assert!(!opens(&firm, SEED, 0) && !opens(&firm, OTHER, 0));
        assert_eq!(names(&firm.path("data")), ["certificate.pem", "locks", "private-key.pem", "vault.json"]);
    }
}

#[test]
fn a_seed_is_the_same_to_the_byte_wherever_it_is_read_from() {
    for end in ["\r", "\n\n", "\r\n\r\n"] {
        let firm = Firm::new();
        firm.write_private("seed.txt", &format!("{SEED}{end}"));
        firm.imctl(&["encryption", "init", "--seed-file", "seed.txt"]).expect_code(0);
        firm.imctl(&["encryption", "status"]).expect_code(0);
        firm.write_private("new.txt", &format!("{OTHER}{end}"));
        firm.imctl(&["encryption", "rotate", "--seed-file", "new.txt", "--store-seed"]).expect_code(0);
        firm.imctl(&["encryption", "status"]).expect_code(0);
        assert!(open(&firm, &format!("{OTHER}{end}")).is_some(), "{end:?}");
    }
    let firm = Firm::new();
    firm.configure("{ file = \"seed.txt\" }", "{ env = \"FIRM_SEED\" }");
    firm.write_private("seed.txt", &format!("{SEED}\n\n"));
    firm.imctl(&["encryption", "init", "--seed-file", "seed.txt"]).expect_code(0);
    let mut command = firm.command(&["encryption", "status"]);
    Ran::from(command.env("FIRM_SEED", format!("{SEED}\n\n")).output().expect("imctl runs")).expect_code(0);
}

#[test]
fn a_seed_on_standard_input_that_is_longer_than_any_is_refused_and_not_cut() {
    let firm = Firm::new();
    firm.write("long.txt", &SEED.repeat(700));
    let input = fs::File::open(firm.path("long.txt")).expect("opened");
    let mut command = firm.command(&["encryption", "init", "--seed-file", "-"]);
    let ran = Ran::from(command.stdin(input).output().expect("imctl runs"));
    assert!(ran.code != 0 && !firm.vault().exists(), "{}", ran.stderr);
    assert!(ran.stderr.contains("longer than any passphrase"), "{}", ran.stderr);
}

#[test]
fn running_it_again_changes_nothing_more() {
    let firm = with_other(Firm::new().encrypted());
    let rotate = ["encryption", "rotate", "--seed-file", "new.txt", "-o", "json"];
    firm.imctl(&rotate).expect_code(0);
    let vault = fs::read(firm.vault()).expect("the vault");
    // The configuration still names the old seed; then the new one.
    for _ in 0..2 {
        let ran = firm.imctl(&rotate).expect_code(0).expect_told(&["already"]);
        assert_eq!(ran.json()["changed"], serde_json::json!([]));
        assert_eq!(fs::read(firm.vault()).expect("the vault"), vault);
        firm.write_private("seed.txt", OTHER);
    }
}

#[test]
fn a_generated_seed_goes_to_its_new_file_and_opens_the_vault_from_there() {
    let firm = Firm::new().linked();
    let rotate = ["encryption", "rotate", "--generate-seed", "--seed-out", "made.txt"];
    let ran = firm.imctl(&rotate).expect_code(0).expect_told(&["next: put the new seed into"]);
    let made = fs::read_to_string(firm.path("made.txt")).expect("the seed");
    assert!(made.len() > 140 && !(ran.stdout + &ran.stderr).contains(made.trim()), "never shown");
    assert!(opens(&firm, made.trim(), 0));
    // Run again it knows its own seed; a file of another is never overwritten.
    firm.imctl(&rotate).expect_code(0).expect_told(&["already"]);
    firm.write_private("made.txt", OTHER);
    firm.write_private("seed.txt", &made);
    firm.imctl(&rotate).expect_code(2).expect_told(&["made.txt` exists already", "--seed-file"]);
    assert_eq!(fs::read_to_string(firm.path("made.txt")).expect("the seed"), OTHER);
    assert!(opens(&firm, made.trim(), 0));
}

#[test]
fn the_seeds_file_is_changed_only_when_asked_to() {
    let firm = with_other(Firm::new().linked());
    firm.imctl(&["encryption", "rotate", "--seed-file", "new.txt"]).expect_code(0);
    assert_eq!(fs::read_to_string(firm.path("seed.txt")).expect("the seed"), SEED);
    firm.imctl(&["encryption", "status"]).expect_code(5);
    let store = ["encryption", "rotate", "--seed-file", "new.txt", "--store-seed"];
    firm.imctl(&store).expect_code(0).expect_told(&["already", "next: `imctl encryption status`"]);
    assert_eq!(fs::read_to_string(firm.path("seed.txt")).expect("the seed").trim(), OTHER);
    firm.imctl(&["status"]).expect_code(0);

    firm.imctl(&["encryption", "rotate", "--generate-seed", "--store-seed", "--make-certificate"]).expect_code(0);
    firm.imctl(&["status"]).expect_code(0);
    assert!(!opens(&firm, OTHER, 0));
    let known = ["client-secret.txt", "data", "imctl.toml", "new.txt", "seed.txt"];
    assert_eq!(names(&firm.path("")), known, "nothing is left beside");
}

#[test]
fn a_seed_cannot_be_put_where_imctl_only_reads() {
    let firm = with_other(Firm::new().encrypted());
    for (reference, named) in [
        ("{ env = \"FIRM_SEED\" }", "environment variable `FIRM_SEED`"),
        ("{ command = [\"cat\", \"seed.txt\"] }", "command `cat`"),
        ("{ prompt = true }", "prompt"),
    ] {
        firm.write("imctl.toml", &firm.config(&firm.server.url()).replace("{ file = \"seed.txt\" }", reference));
        let ran = firm.imctl(&["encryption", "rotate", "--seed-file", "new.txt", "--store-seed"]);
        ran.expect_code(2).expect_told(&[named, "--store-seed"]);
    }
    assert!(opens(&firm, SEED, 0));
}

#[test]
fn the_next_step_fits_the_place_of_the_seed() {
    for (reference, told) in [
        ("{ env = \"FIRM_SEED\" }", "set `FIRM_SEED` to the new seed"),
        ("{ command = [\"cat\", \"seed.txt\"] }", "have `cat` give the new seed"),
    ] {
        let firm = with_other(Firm::new().encrypted());
        firm.write("imctl.toml", &firm.config(&firm.server.url()).replace("{ file = \"seed.txt\" }", reference));
        let mut command = firm.command(&["encryption", "rotate", "--seed-file", "new.txt"]);
        let ran = Ran::from(command.env("FIRM_SEED", SEED).output().expect("imctl runs"));
        ran.expect_code(0).expect_told(&[told]);
    }
    let firm = with_other(Firm::new().encrypted());
    firm.write("imctl.toml", &firm.config(&firm.server.url()).replace("seed = { file = \"seed.txt\" }", ""));
    let rotate = ["encryption", "rotate", "--seed-file", "new.txt"];
    firm.imctl(&rotate).expect_code(3).expect_told(&["encryption.seed"]);
    firm.imctl(&[&rotate[..], &["--old-seed-file", "seed.txt"]].concat())
        .expect_code(0)
        .expect_told(&["next: tell imctl where the new seed is kept", &setting(&firm, "new.txt")]);
}

/// The line of `imctl.toml` that tells of a seed's file, whichever folder the configuration is in.
fn setting(firm: &Firm, file: &str) -> String {
    format!("seed = {{ file = {} }}", serde_json::Value::from(firm.path(file).to_string_lossy()))
}

#[test]
fn where_a_seed_was_made_the_line_that_tells_of_it_is_good_in_any_folder() {
    let firm = Firm::new();
    let config = firm.config(&firm.server.url()).replace("seed = { file = \"seed.txt\" }\n", "");
    fs::create_dir(firm.path("elsewhere")).expect("a folder");
    firm.write("elsewhere/imctl.toml", &config);
    let init = ["encryption", "init", "--generate-seed", "--seed-out", "made.txt"];
    let told = [&init[..], &["--config", "elsewhere/imctl.toml"]].concat();
    firm.imctl(&told).expect_code(0).expect_told(&[&setting(&firm, "made.txt")]);
    firm.write(
        "elsewhere/imctl.toml",
        &config.replace("[encryption]", &format!("[encryption]\n{}", setting(&firm, "made.txt"))),
    );
    let status = firm.imctl(&["encryption", "status", "-o", "json", "--config", "elsewhere/imctl.toml"]).expect_code(0);
    assert_eq!(status.json()["opens"], true);
}

#[test]
fn the_old_seed_may_come_from_a_file_where_the_configuration_has_the_new_one_already() {
    let firm = with_other(Firm::new().linked());
    firm.write_private("old.txt", SEED);
    firm.write_private("seed.txt", OTHER);
    let rotate = ["encryption", "rotate", "--seed-file", "new.txt"];
    firm.imctl(&rotate).expect_code(5).expect_told(&["the seed is not the one"]);
    firm.imctl(&[&rotate[..], &["--old-seed-file", "old.txt"]].concat()).expect_code(0);
    firm.imctl(&["status"]).expect_code(0);
}

#[test]
fn what_cannot_be_done_leaves_everything_as_it_was() {
    let firm = with_other(Firm::new().linked());
    firm.write_private("short.txt", "too short");
    firm.write_private("plain.txt", &"abc".repeat(40));
    firm.write_private("wrong.txt", &OTHER.replace("kettles", "buckets"));
    let before = fs::read(firm.vault()).expect("the vault");
    let files = names(&firm.path("data"));
    let cases: &[(&[&str], i32, &str)] = &[
        (&[], 2, "there is no one to ask for the seed"),
        (&["--seed-file", "short.txt"], 5, "more than 100"),
        (&["--seed-file", "plain.txt"], 5, "little variety"),
        (&["--seed-file", "none.txt"], 5, "none.txt"),
        (&["--seed-file", "new.txt", "--old-seed-file", "wrong.txt"], 5, "the seed is not the one"),
        (&["--generate-seed"], 2, "there is no terminal"),
        (&["--generate-seed", "--seed-out", "nowhere/made.txt"], 5, "made.txt"),
        (&["--generate-seed", "--seed-out", "seed.txt"], 2, "seed.txt` exists already"),
        (&["--seed-out", "made.txt"], 2, "--generate-seed"),
        (&["--seed-file", "new.txt", "--generate-seed"], 2, "cannot be used with"),
        (&["--make-certificate", "--pkcs12", "x.p12"], 2, "cannot be used with"),
        (&["--certificate", "x.pem"], 2, "--private-key"),
        (&["--finish", "--make-certificate"], 2, "cannot be used with"),
        (&["--make-certificate", "--password-file", "seed.txt"], 2, "cannot be used with"),
        (&["--seed-file", "new.txt", "--password-file", "seed.txt"], 2, "nothing that it could open"),
    ];
    for (options, code, told) in cases {
        let ran = firm.imctl(&[&["encryption", "rotate"], *options].concat());
        ran.expect_code(*code).expect_told(&[told]);
        assert_eq!(fs::read(firm.vault()).expect("the vault"), before, "{options:?}");
        assert_eq!(names(&firm.path("data")), files, "{options:?}");
        assert!(!firm.path("made.txt").exists(), "{options:?}");
    }
    let empty = with_other(Firm::new());
    empty.imctl(&["encryption", "rotate", "--seed-file", "new.txt"]).expect_code(5).expect_told(&["encryption init"]);
    assert!(!empty.path("data").exists(), "nothing is made where there is nothing to rotate");
}

#[test]
fn a_damaged_vault_is_not_rotated() {
    let firm = with_other(Firm::new().linked());
    let text = fs::read_to_string(firm.vault()).expect("the vault");
    let at = text.rfind("ciphertext").expect("a record") + 20;
    let mut bad = text.into_bytes();
    bad[at] = if bad[at] == b'A' { b'B' } else { b'A' };
    fs::write(firm.vault(), &bad).expect("written");
    firm.imctl(&["encryption", "rotate", "--seed-file", "new.txt"]).expect_code(5).expect_told(&["damaged"]);
    assert_eq!(fs::read(firm.vault()).expect("the vault"), bad, "a file that cannot be read is never overwritten");
}

#[test]
fn a_rotation_waits_for_a_renewal_that_is_under_way_and_its_token_is_kept() {
    // The server's answer to a renewal waits for the test: the old refresh token is dead by then, and the new one is only in that answer.
    let (arrived, was_asked) = mpsc::channel::<()>();
    let (go_on, may_answer) = mpsc::channel::<()>();
    let gate = Mutex::new((arrived, may_answer, 0));
    let watcher = Arc::new(move |seen: &imctl::sandbox::Seen| {
        if seen.path == "/auth/oauth2/token" {
            let mut gate = gate.lock().expect("the gate");
            gate.2 += 1;
            if gate.2 == 2 {
                gate.0.send(()).expect("the test listens");
                gate.1.recv().expect("the test goes on");
            }
        }
    });
    let settings = Settings::default().refresh_tokens(true).rotate_refresh_tokens(true).watcher(watcher);
    let firm = with_other(Firm::with(settings).linked());
    let before = fs::read(firm.vault()).expect("the vault");

    let renewal = firm.start(&["status", "--check"]);
    was_asked.recv().expect("the renewal is under way");
    let rotation = firm.start(&["encryption", "rotate", "--seed-file", "new.txt", "--store-seed"]);
    // It has the lock's file open once it waits.
    let files = format!("/proc/{}/fd", rotation.id());
    let waits = || {
        // Where core dumps go to a program only root may look into the process.
        if fs::read_dir(&files).is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied) {
            return true;
        }
        let open = fs::read_dir(&files).into_iter().flatten().flatten();
        open.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|file| file.to_string_lossy().contains("tokens-"))
    };
    while cfg!(target_os = "linux") && !waits() {
        std::thread::yield_now();
    }
    assert_eq!(fs::read(firm.vault()).expect("the vault"), before, "nothing was switched meanwhile");
    go_on.send(()).expect("the server waits");
    Ran::from(renewal.wait_with_output().expect("it ends")).expect_code(0);
    Ran::from(rotation.wait_with_output().expect("it ends")).expect_code(0);
    firm.imctl(&["status", "--check"]).expect_code(0);
    assert!(opens(&firm, OTHER, 0));
}

#[test]
fn renewals_and_rotations_side_by_side_lose_no_token() {
    let firm = Firm::with(Settings::default().refresh_tokens(true).rotate_refresh_tokens(true)).linked();
    let children: Vec<_> = (0..12)
        .map(|number| match number % 3 {
            0 => firm.start(&["encryption", "rotate", "--make-certificate"]),
            _ => firm.start(&["status", "--check"]),
        })
        .collect();
    for child in children {
        let ran = Ran::from(child.wait_with_output().expect("it ends"));
        // Two rotations at once: the second says that the first came between.
        assert!(ran.code == 0 || (ran.code == 5 && ran.stderr.contains("sealed anew")), "{}", ran.stderr);
    }
    firm.imctl(&["status", "--check"]).expect_code(0);
    firm.imctl(&["encryption", "status"]).expect_code(0);
}

#[test]
fn no_command_prints_a_seed_a_key_or_a_token() {
    use imctl::cli::tree::Cli;
    // A command that exports what the vault protects is not to exist.
    let mut names = Vec::new();
    let mut left = vec![<Cli as clap::CommandFactory>::command()];
    while let Some(command) = left.pop() {
        names.push(command.get_name().to_owned());
        left.extend(command.get_subcommands().cloned());
    }
    for word in ["export", "recover", "reveal", "dump", "print", "decrypt"] {
        assert!(names.iter().all(|name| !name.contains(word)), "{names:?}");
    }
    // What there is shows none of them, in any form, as loud as it gets.
    let firm = with_other(Firm::new().linked());
    let made = firm.imctl(&["encryption", "rotate", "--generate-seed", "--store-seed", "--make-certificate", "-vvv"]);
    let mut all = made.stdout + &made.stderr;
    for arguments in [&["encryption", "status"][..], &["status"], &["status", "--check"], &["config", "show"]] {
        for form in ["human", "plain", "json"] {
            let ran = firm.imctl(&[arguments, &["-vvv", "-o", form]].concat());
            all = all + &ran.stdout + &ran.stderr;
        }
    }
    let rotated = firm.imctl(&["encryption", "rotate", "--seed-file", "new.txt", "--store-seed", "-o", "json", "-vvv"]);
    all = all + &rotated.stdout + &rotated.stderr;
    let (vault, key) = open(&firm, OTHER).expect("it opens");
    let sealed = vault.open(&key, &vault.record_names()[0]).expect("it opens").expect("a record");
    let record: serde_json::Value = serde_json::from_str(sealed.expose()).expect("a record");
    let private_key = fs::read_to_string(firm.path("data/private-key.pem")).expect("the key");
    let secrets = [
        SEED,
        OTHER,
        private_key.lines().nth(1).expect("a line of the key"),
        record["access_token"].as_str().expect("a token"),
        record["refresh_token"].as_str().expect("a token"),
        &firm.server.client_secret,
    ];
    assert!(all.len() > 2000, "there was output to look at");
    for secret in secrets {
        assert!(!secret.is_empty() && !all.contains(secret), "a secret was shown");
    }
}

//! Certificates and private keys that OpenSSL made, in each form it writes them: taken by `encryption init` and `rotate`, or refused
//! with what is wrong with them.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::parts;
use crate::support::{Firm, Ran};

const PASSWORD: &str = "s3cret of the key";

/// A firm in whose folder OpenSSL makes certificates.
struct Bench {
    openssl: PathBuf,
    firm: Firm,
}

impl Bench {
    /// `None` where there is no OpenSSL.
    fn new() -> Option<Self> {
        let bench = Bench { openssl: parts::program("openssl")?, firm: Firm::new() };
        bench.firm.write_private("password.txt", &format!("{PASSWORD}\n"));
        Some(bench)
    }

    /// Runs OpenSSL in the firm's folder.
    fn openssl(&self, line: &str) {
        let ran = self.try_openssl(line);
        assert!(ran.0, "openssl {line}: {}", ran.1);
    }

    fn try_openssl(&self, line: &str) -> (bool, String) {
        let mut command = Command::new(&self.openssl);
        command.args(line.split_whitespace()).current_dir(self.firm.path("")).stdin(Stdio::null());
        let output = command.output().expect("openssl runs");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Makes a key and a certificate signed by it: `<name>.pem` and `<name>-key.pem` (PKCS#8).
    fn make(&self, name: &str, algorithm: &str) {
        self.openssl(&format!("genpkey {algorithm} -out {name}-key.pem"));
        self.openssl(&format!("req -x509 -key {name}-key.pem -out {name}.pem -days 30 -subj /CN=A-Firm"));
    }

    /// Closes a key's file to others, as its owner must.
    fn close(&self, name: &str) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(self.firm.path(name), fs::Permissions::from_mode(0o600)).expect("set");
        }
    }

    /// Has `encryption init` take what the options name, into a data folder of its own.
    fn init(&self, options: &[&str]) -> Ran {
        let _ = fs::remove_dir_all(self.firm.path("data"));
        self.firm.imctl(&[&["encryption", "init", "--seed-file", "seed.txt"], options].concat())
    }

    /// The same, which must go well; what was taken opens the vault.
    #[track_caller]
    fn takes(&self, options: &[&str]) -> Ran {
        let ran = self.init(options).expect_code(0);
        let status = self.firm.imctl(&["encryption", "status", "-o", "json"]).expect_code(0).json();
        assert_eq!(status["opens"], true);
        assert_eq!(status["certificate_subject"], "CN=A-Firm");
        let kept = fs::read_to_string(self.firm.path("data/private-key.pem")).expect("the key");
        assert!(kept.starts_with("-----BEGIN PRIVATE KEY-----"), "kept as PKCS#8, whatever it was");
        ran
    }

    /// The same, which must be refused, and leaves nothing.
    #[track_caller]
    fn refuses(&self, options: &[&str], code: &str, told: &[&str]) {
        let ran = self.init(&[options, &["-o", "json"]].concat());
        assert_eq!(ran.code, 5, "{}", ran.stderr);
        let error: serde_json::Value = serde_json::from_str(&ran.stderr).expect("one JSON object");
        assert_eq!(error["error"]["code"], code, "{}", ran.stderr);
        ran.expect_told(told);
        assert!(!self.firm.vault().exists() && !self.firm.path("data/private-key.pem").exists());
    }
}

#[test]
fn every_form_of_key_that_openssl_writes_is_taken() {
    let Some(bench) = Bench::new() else { return };
    for (name, algorithm, old) in [
        ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "rsa -traditional"),
        ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "ec"),
    ] {
        bench.make(name, algorithm);
        let key = format!("{name}-key.pem");
        bench.openssl(&format!("x509 -in {name}.pem -outform DER -out c.der"));
        bench.openssl(&format!("pkcs8 -topk8 -nocrypt -in {key} -outform DER -out k.pkcs8.der"));
        bench.openssl(&format!("{old} -in {key} -out k.old.pem"));
        bench.openssl(&format!("{old} -in {key} -outform DER -out k.old.der"));
        let pass = format!("-passout file:password.txt -in {key}");
        bench.openssl(&format!("pkcs8 -topk8 {pass} -out k.enc.pem"));
        bench
            .openssl(&format!("pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 {pass} -outform DER -out k.enc.der"));
        bench.openssl(&format!("pkcs8 -topk8 -v2 des3 {pass} -out k.des3.pem"));
        bench.openssl(&format!("pkcs8 -topk8 -scrypt -scrypt_N 1024 {pass} -out k.scrypt.pem"));
        let certificate = format!("{name}.pem");
        for form in [key.as_str(), "k.pkcs8.der", "k.old.pem", "k.old.der"] {
            bench.close(form);
            bench.takes(&["--certificate", &certificate, "--private-key", form]);
        }
        bench.takes(&["--certificate", "c.der", "--private-key", &key]);
        for form in ["k.enc.pem", "k.enc.der", "k.des3.pem", "k.scrypt.pem"] {
            bench.close(form);
            let options = ["--certificate", &certificate, "--private-key", form];
            bench.takes(&[&options[..], &["--password-file", "password.txt"]].concat());
        }
    }
}

#[test]
fn every_pkcs12_file_that_openssl_writes_is_taken() {
    let Some(bench) = Bench::new() else { return };
    bench.make("ca", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    bench.make("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    for name in ["ca", "p256"] {
        let export = format!("pkcs12 -export -inkey {name}-key.pem -in {name}.pem -out store.p12");
        bench.openssl(&format!("{export} -passout file:password.txt -certfile ca.pem -name entry"));
        bench.close("store.p12");
        bench.takes(&["--pkcs12", "store.p12", "--password-file", "password.txt"]);
        // The scheme of older Windows versions: 3DES with SHA-1.
        let old =
            format!("{export} -passout file:password.txt -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1");
        if bench.try_openssl(&old).0 {
            bench.close("store.p12");
            bench.takes(&["--pkcs12", "store.p12", "--password-file", "password.txt"]);
        }
        // As some key stores in the cloud export it: with an empty password, which nobody is asked for.
        bench.openssl(&format!("{export} -passout pass:"));
        bench.close("store.p12");
        bench.takes(&["--pkcs12", "store.p12"]);
    }
}

#[test]
fn keys_of_other_sizes_and_kinds_are_taken_or_named() {
    let Some(bench) = Bench::new() else { return };
    bench.make("large", "-algorithm RSA -pkeyopt rsa_keygen_bits:4096");
    bench.takes(&["--certificate", "large.pem", "--private-key", "large-key.pem"]);
    for (name, algorithm, told) in [
        ("small", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "an RSA key of 1024 bits"),
        ("almost", "-algorithm RSA -pkeyopt rsa_keygen_bits:2040", "an RSA key of 2040 bits"),
        ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "the curve P-384"),
        ("k1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "the curve secp256k1"),
        ("ed25519", "-algorithm ED25519", "an Ed25519 key"),
        ("pss", "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "RSASSA-PSS"),
    ] {
        bench.make(name, algorithm);
        let (certificate, key) = (format!("{name}.pem"), format!("{name}-key.pem"));
        bench.refuses(
            &["--certificate", &certificate, "--private-key", &key],
            "certificate.unfit",
            &[told, &certificate],
        );
        bench.openssl(&format!(
            "pkcs12 -export -inkey {key} -in {certificate} -out store.p12 -passout file:password.txt"
        ));
        bench.close("store.p12");
        let options = ["--pkcs12", "store.p12", "--password-file", "password.txt"];
        bench.refuses(&options, "certificate.unfit", &[told]);
    }
}

#[test]
fn what_does_not_fit_is_told_as_what_it_is() {
    let Some(bench) = Bench::new() else { return };
    let p256 = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    bench.make("one", p256);
    bench.make("two", p256);
    bench.make("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    for (certificate, key) in [("one.pem", "two-key.pem"), ("one.pem", "rsa-key.pem"), ("rsa.pem", "one-key.pem")] {
        let options = ["--certificate", certificate, "--private-key", key];
        bench.refuses(&options, "certificate.mismatch", &[certificate, key]);
    }
    bench.openssl("pkcs8 -topk8 -passout file:password.txt -in one-key.pem -out enc.pem");
    bench.openssl("pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout file:password.txt -in one-key.pem -out v1.pem");
    bench.openssl("ec -in one-key.pem -aes256 -passout file:password.txt -out old.pem");
    bench.openssl("pkcs12 -export -inkey one-key.pem -in one.pem -out store.p12 -passout file:password.txt");
    bench.openssl("pkcs12 -export -inkey one-key.pem -in one.pem -out nocert.p12 -nocerts -passout file:password.txt");
    for name in ["one.pem", "enc.pem", "v1.pem", "old.pem", "store.p12", "nocert.p12"] {
        bench.close(name);
    }
    bench.firm.write_private("wrong.txt", "wrong");
    let key = |file| ["--certificate", "one.pem", "--private-key", file, "--password-file", "password.txt"];
    bench.refuses(&key("v1.pem"), "certificate.old-encryption", &["v1.pem", "openssl pkcs8 -topk8"]);
    bench.refuses(&key("old.pem"), "certificate.old-encryption", &["old.pem", "openssl pkcs8 -topk8"]);
    bench.refuses(&key("one.pem"), "certificate.no-private-key", &["one.pem"]);
    let wrong = ["--password-file", "wrong.txt"];
    let encrypted = ["--certificate", "one.pem", "--private-key", "enc.pem"];
    bench.refuses(&[&encrypted[..], &wrong].concat(), "certificate.wrong-password", &["enc.pem"]);
    bench.refuses(&[&["--pkcs12", "store.p12"], &wrong[..]].concat(), "certificate.wrong-password", &["store.p12"]);
    let password = ["--password-file", "password.txt"];
    bench.refuses(&[&["--pkcs12", "nocert.p12"], &password[..]].concat(), "certificate.pkcs12", &["0 private keys"]);
    bench.refuses(&[&["--pkcs12", "one.pem"], &password[..]].concat(), "certificate.pkcs12", &["one.pem"]);
    // An encrypted key in place would have to be opened each time.
    bench.init(&encrypted).expect_code(2);
    let config = bench.firm.config(&bench.firm.server.url());
    let named = "[encryption]\ncertificate = \"one.pem\"\nprivate_key = \"enc.pem\"\n";
    bench.firm.write("imctl.toml", &config.replace("[encryption]\n", named));
    let ran = bench.init(&[]).expect_code(5);
    ran.expect_told(&["enc.pem", "is encrypted", "--private-key"]);
}

#[test]
fn the_password_comes_from_a_file_a_variable_or_standard_input_and_never_from_the_command_line() {
    let Some(bench) = Bench::new() else { return };
    bench.make("one", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    bench.openssl("pkcs8 -topk8 -passout file:password.txt -in one-key.pem -out enc.pem");
    bench.close("enc.pem");
    let options = ["encryption", "init", "--certificate", "one.pem", "--private-key", "enc.pem"];
    let seed = ["--seed-file", "seed.txt"];
    let run = |more: &[&str], input: Stdio| {
        let _ = fs::remove_dir_all(bench.firm.path("data"));
        let mut command = bench.firm.command(&[&options[..], &seed, more].concat());
        Ran::from(command.env("KEY_PASSWORD", PASSWORD).stdin(input).output().expect("imctl runs"))
    };
    run(&["--password-file", "password.txt"], Stdio::null()).expect_code(0);
    run(&["--password-variable", "KEY_PASSWORD"], Stdio::null()).expect_code(0);
    let file = || Stdio::from(fs::File::open(bench.firm.path("password.txt")).expect("the file"));
    run(&["--password-file", "-"], file()).expect_code(0);
    run(&["--password-variable", "NONE"], Stdio::null()).expect_code(5).expect_told(&["NONE"]);
    run(&[], Stdio::null()).expect_code(2).expect_told(&["password of the private key"]);
    run(&["--password", PASSWORD], Stdio::null()).expect_code(2);
    // Standard input holds one secret.
    let _ = fs::remove_dir_all(bench.firm.path("data"));
    let both = ["--seed-file", "-", "--password-file", "-"];
    bench.firm.imctl(&[&options[..], &both].concat()).expect_code(2).expect_told(&["standard input"]);
}

#[test]
fn an_expired_certificate_is_taken_and_warned_of_each_time_and_still_opens() {
    let Some(bench) = Bench::new() else { return };
    bench.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out one-key.pem");
    bench.openssl("req -new -key one-key.pem -out one.csr -subj /CN=A-Firm");
    let dates = "-not_before 20200101000000Z -not_after 20210101000000Z";
    if !bench.try_openssl(&format!("x509 -req -in one.csr -key one-key.pem -out one.pem {dates}")).0 {
        // Before 3.4 OpenSSL counts days only.
        bench.openssl("x509 -req -in one.csr -key one-key.pem -out one.pem -days -1");
    }
    let ran = bench.init(&["--certificate", "one.pem", "--private-key", "one-key.pem"]).expect_code(0);
    ran.expect_told(&["warning: the certificate has expired"]);
    bench.firm.imctl(&["link"]).expect_code(0);
    bench.firm.imctl(&["encryption", "status"]).expect_code(0).expect_told(&["has expired"]);
    bench.firm.write_private("new.txt", crate::rotate::OTHER);
    let rotate = ["encryption", "rotate", "--seed-file", "new.txt", "--store-seed"];
    bench.firm.imctl(&rotate).expect_code(0).expect_told(&["has expired"]);
    bench.firm.imctl(&["status", "--check"]).expect_code(0);
}

#[test]
fn a_rotation_takes_the_firms_new_certificate_and_keeps_a_copy_of_the_old() {
    let Some(bench) = Bench::new() else { return };
    bench.make("old", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    bench.make("new", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    bench.init(&["--certificate", "old.pem", "--private-key", "old-key.pem"]).expect_code(0);
    bench.firm.imctl(&["link"]).expect_code(0);
    let old = fs::read(bench.firm.path("data/private-key.pem")).expect("the key");
    let rotate = ["encryption", "rotate", "--certificate", "new.pem", "--private-key", "new-key.pem", "-o", "json"];
    let ran = bench.firm.imctl(&rotate).expect_code(0).expect_told(&["copies are kept"]);
    let report = ran.json();
    let kept: Vec<_> = report["kept"].as_array().expect("a list").iter().filter_map(|path| path.as_str()).collect();
    assert_eq!(kept.len(), 2);
    assert_eq!(fs::read(kept[1]).expect("the copy"), old);
    bench.firm.imctl(&["status", "--check"]).expect_code(0);
    // Again: it is the vault's certificate already.
    bench.firm.imctl(&rotate).expect_code(0).expect_told(&["already"]);
    bench.firm.imctl(&["encryption", "rotate", "--make-certificate"]).expect_code(0);
    bench.firm.imctl(&["status", "--check"]).expect_code(0);
}

#[test]
fn an_init_that_was_cut_off_between_key_and_certificate_takes_the_same_pair_again() {
    let Some(bench) = Bench::new() else { return };
    bench.make("one", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    bench.make("two", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    let options = ["--certificate", "one.pem", "--private-key", "one-key.pem"];
    bench.takes(&options);
    let run =
        |options: &[&str]| bench.firm.imctl(&[&["encryption", "init", "--seed-file", "seed.txt"], options].concat());
    for removed in [&["data/vault.json"][..], &["data/vault.json", "data/certificate.pem"]] {
        for name in removed {
            fs::remove_file(bench.firm.path(name)).expect("removed");
        }
        let other = run(&["--certificate", "two.pem", "--private-key", "two-key.pem"]).expect_code(2);
        other.expect_told(&["exists already, and is not overwritten"]);
        run(&options).expect_code(0);
        bench.firm.imctl(&["encryption", "status"]).expect_code(0);
    }
    run(&options).expect_code(5).expect_told(&["there is a vault already", "encryption rotate"]);
}

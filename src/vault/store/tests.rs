//! Tests of the vault's file: what opens it, what does not, and how each damage is told.

use std::fs;

use super::super::certificate::Pair;
use super::*;

const SEED: &str = "correct horse battery staple, nine purple otters juggle 41 lanterns while quiet bakers map the northern harbour; yes!";

impl Vault {
    /// Makes a vault whose key derivation costs nothing, for tests of other rooms.
    pub(crate) fn cheap(path: &Path, seed: &Seed, identity: &Identity) -> Self {
        Vault::create_with_rounds(path, seed, &identity.certificate, 1).expect("made").0
    }
}

struct Bench {
    folder: tempfile::TempDir,
    seed: Seed,
    identity: Identity,
}

fn seed(text: &str) -> Seed {
    Seed::check(Secret::new(text.to_owned())).expect("a seed")
}

fn identity(folder: &Path, name: &str) -> Identity {
    let pair = Pair::make(jiff::Timestamp::now()).expect("made");
    let (certificate, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}-key.pem")));
    fs::write(&certificate, &pair.certificate).expect("written");
    files::write_private(&key, pair.private_key.as_bytes()).expect("written");
    Identity::load(&certificate, &key).expect("loaded")
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let identity = identity(folder.path(), "own");
        Bench { folder, seed: seed(SEED), identity }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("vault.json")
    }

    /// A saved vault with two records, and its key. Derivation is cheap here.
    fn vault(&self) -> (Vault, VaultKey) {
        let made = Vault::create_with_rounds(&self.path(), &self.seed, &self.identity.certificate, 3);
        let (mut vault, key) = made.expect("created");
        vault.seal(&key, &name("production"), &Secret::new("first".into())).expect("sealed");
        vault.seal(&key, &name("uat"), &Secret::new("second".into())).expect("sealed");
        vault.save().expect("saved");
        (vault, key)
    }
}

fn parse(bench: &Bench, bytes: &[u8]) -> Result<Vault, VaultError> {
    Vault::parse(&bench.path(), bytes, &rounds_allowed())
}

fn name(environment: &str) -> RecordName {
    RecordName { environment: environment.into(), base_url: "https://dms.example/".into(), client_id: "0f4b".into() }
}

fn text(secret: Option<Secret>) -> Option<String> {
    secret.map(|secret| secret.expose().to_owned())
}

#[test]
fn records_read_back_after_a_save() {
    let bench = Bench::new();
    bench.vault();
    let vault = Vault::read(&bench.path()).expect("read");
    let key = vault.derive(&bench.seed, &bench.identity).expect("derived");
    assert_eq!(text(vault.open(&key, &name("production")).expect("opens")).as_deref(), Some("first"));
    assert_eq!(text(vault.open(&key, &name("uat")).expect("opens")).as_deref(), Some("second"));
    assert_eq!(text(vault.open(&key, &name("training")).expect("opens")), None);
    assert_eq!(vault.record_names(), [name("production"), name("uat")]);
    assert_eq!(vault.rounds(), 3);
}

#[test]
fn removing_a_record_tells_whether_there_was_one() {
    let bench = Bench::new();
    let (mut vault, _) = bench.vault();
    assert!(vault.remove(&name("uat")));
    assert!(!vault.remove(&name("uat")));
    assert_eq!(vault.record_names(), [name("production")]);
}

#[test]
fn a_wrong_seed_and_a_wrong_certificate_are_told_apart() {
    let bench = Bench::new();
    let (vault, _) = bench.vault();
    let other_seed = seed(&SEED.replace("otters", "badger"));
    assert!(matches!(vault.derive(&other_seed, &bench.identity), Err(VaultError::WrongSeed { .. })));
    let other = identity(bench.folder.path(), "other");
    assert!(matches!(vault.derive(&bench.seed, &other), Err(VaultError::WrongCertificate { .. })));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let bench = Bench::new();
    bench.vault();
    let good = fs::read(bench.path()).expect("read");
    let document = parse(&bench, &good).expect("good").document;
    for place in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[place] ^= 1 << bit;
            match parse(&bench, &bad) {
                // White space between the values carries no meaning.
                Ok(vault) => assert_eq!(vault.document, document, "bit {bit} of byte {place}"),
                Err(VaultError::NotAVault { .. } | VaultError::Damaged { .. } | VaultError::Newer { .. }) => {}
                Err(error) => panic!("bit {bit} of byte {place}: {error}"),
            }
        }
    }
}

#[test]
fn every_flipped_bit_is_noticed_even_with_a_fresh_checksum() {
    let bench = Bench::new();
    let (good, key) = bench.vault();
    let places: [fn(&mut Document) -> &mut Vec<u8>; 9] = [
        |document| &mut document.kdf.salt.0,
        |document| &mut document.certificate.fingerprint.0,
        |document| &mut document.encapsulation.0,
        |document| &mut document.seed_check.0,
        |document| &mut document.data_key.nonce.0,
        |document| &mut document.data_key.ciphertext.0,
        |document| &mut document.records[0].nonce.0,
        |document| &mut document.records[0].ciphertext.0,
        |document| &mut document.records[1].ciphertext.0,
    ];
    for (number, place) in places.iter().enumerate() {
        for bit in 0..place(&mut good.document.clone()).len() * 8 {
            let mut bad = good.clone();
            place(&mut bad.document)[bit / 8] ^= 1 << (bit % 8);
            let text = bad.written_out();
            let error = parse(&bench, &text).and_then(|vault| {
                let key = vault.derive(&bench.seed, &bench.identity)?;
                vault.record_names().iter().try_for_each(|name| vault.open(&key, name).map(drop))
            });
            match (number, error.expect_err("noticed")) {
                (0 | 2 | 3, VaultError::WrongSeed { .. }) => {}
                // The first byte of a point says its form.
                (2, VaultError::NotAVault { .. }) if bit < 8 => {}
                (1, VaultError::WrongCertificate { .. }) => {}
                (4.., VaultError::Changed { .. }) => {}
                (_, error) => panic!("bit {bit} of place {number}: {error}"),
            }
        }
    }
    assert!(good.is_opened_by(&key));
}

#[test]
fn every_truncation_is_noticed() {
    let bench = Bench::new();
    bench.vault();
    let good = fs::read(bench.path()).expect("read");
    for length in 0..good.len() - 2 {
        let error = parse(&bench, &good[..length]).err();
        assert!(matches!(error, Some(VaultError::NotAVault { .. })), "{length}");
    }
}

#[test]
fn a_record_opens_under_no_other_name_even_with_a_fresh_checksum() {
    let bench = Bench::new();
    let (mut vault, key) = bench.vault();
    vault.document.records[0].environment = "training".into();
    assert!(matches!(vault.open(&key, &name("training")), Err(VaultError::Changed { .. })));
    let (mut vault, key) = bench.vault();
    vault.document.records[0].base_url = "https://evil.example/".into();
    let moved = RecordName { base_url: "https://evil.example/".into(), ..name("production") };
    assert!(matches!(vault.open(&key, &moved), Err(VaultError::Changed { .. })));
    let (mut vault, key) = bench.vault();
    let (one, two) = (vault.document.records[0].clone(), vault.document.records[1].clone());
    vault.document.records[0].ciphertext = two.ciphertext;
    vault.document.records[0].nonce = two.nonce;
    assert!(matches!(vault.open(&key, &name("production")), Err(VaultError::Changed { .. })));
    assert_eq!(one.environment, "production");
}

#[test]
fn an_edited_header_opens_nothing() {
    let bench = Bench::new();
    let edits: [fn(&mut Document); 4] = [
        |document| document.kdf.rounds = 4,
        |document| document.kdf.salt.0[0] ^= 1,
        |document| document.certificate.key = "RSA".into(),
        |document| document.encapsulation.0[5] ^= 1,
    ];
    for edit in edits {
        let (mut vault, _) = bench.vault();
        edit(&mut vault.document);
        assert!(vault.derive(&bench.seed, &bench.identity).is_err());
    }
}

#[test]
fn a_newer_version_is_called_newer_and_not_wrong() {
    let bench = Bench::new();
    bench.vault();
    let good = fs::read_to_string(bench.path()).expect("read");
    let newer = good.replace("\"version\": 1", "\"version\": 2").replace("\"records\"", "\"entries\"");
    assert!(matches!(parse(&bench, newer.as_bytes()), Err(VaultError::Newer { version: 2, .. })));
}

#[test]
fn rounds_outside_the_bounds_are_refused_before_anything_is_derived() {
    for rounds in [0, 1, 105_000, 209_999, 5_000_001, u32::MAX] {
        assert!(!ROUNDS_ALLOWED.contains(&rounds), "{rounds}");
    }
    assert!(ROUNDS_ALLOWED.contains(&ROUNDS));
}

#[test]
fn a_key_is_good_for_a_later_reading_and_for_no_other_vault() {
    let bench = Bench::new();
    let (mut vault, key) = bench.vault();
    vault.remove(&name("uat"));
    vault.save().expect("saved");
    let later = Vault::read(&bench.path()).expect("read");
    assert_eq!(text(later.open(&key, &name("production")).expect("opens")).as_deref(), Some("first"));
    let (other, _) = bench.vault();
    assert!(matches!(other.open(&key, &name("production")), Err(VaultError::SealedAnew { .. })));
}

#[test]
fn a_second_vault_never_takes_the_place_of_the_first() {
    let bench = Bench::new();
    bench.vault();
    let before = fs::read(bench.path()).expect("read");
    let made = Vault::create_with_rounds(&bench.path(), &bench.seed, &bench.identity.certificate, 3);
    let (mut second, _) = made.expect("created");
    assert!(matches!(second.save_new(), Err(VaultError::Exists { .. })));
    assert_eq!(fs::read(bench.path()).expect("read"), before);
}

#[test]
fn a_probe_changes_nothing_and_leaves_nothing_behind() {
    let bench = Bench::new();
    let (mut vault, key) = bench.vault();
    let before = fs::read(bench.path()).expect("read");
    // What a run that was killed left beside is no obstacle.
    files::write_private(&probe_of(&bench.path()), b"half").expect("written");
    vault.probe(&key).expect("proved");
    assert_eq!(fs::read(bench.path()).expect("read"), before);
    assert!(!probe_of(&bench.path()).exists());
    assert_eq!(Vault::read(&bench.path()).expect("read").record_names(), vault.record_names());
}

#[test]
fn a_probe_fails_where_the_vaults_place_takes_no_file() {
    let bench = Bench::new();
    let (mut vault, key) = bench.vault();
    fs::remove_file(bench.path()).expect("removed");
    fs::create_dir(bench.path()).expect("a folder in its place");
    assert!(matches!(vault.probe(&key), Err(VaultError::File(FileError::NotAFile { .. }))));
}

#[test]
fn a_probe_that_an_earlier_version_left_in_the_vault_goes() {
    let bench = Bench::new();
    let (mut vault, key) = bench.vault();
    let probe = RecordName { environment: PROBE.into(), base_url: String::new(), client_id: String::new() };
    vault.seal(&key, &probe, &Secret::new("probe".into())).expect("sealed");
    vault.save().expect("saved");
    assert_eq!(vault.record_names(), [name("production"), name("uat")]);
    vault.probe(&key).expect("proved");
    assert_eq!(Vault::read(&bench.path()).expect("read").document.records.len(), 2);
}

#[test]
fn a_million_nonces_never_come_twice() {
    let key = envelope::random_key().expect("a key");
    let nonces = (0..1_000_000).map(|_| envelope::seal(&key, b"", b"").expect("sealed").nonce.0);
    let seen: std::collections::HashSet<[u8; 12]> = nonces.map(|nonce| nonce.try_into().expect("96 bits")).collect();
    assert_eq!(seen.len(), 1_000_000);
}

#[test]
fn a_record_that_is_sealed_again_gets_another_nonce_and_each_vault_another_salt_and_key() {
    let bench = Bench::new();
    let (mut vault, key) = bench.vault();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..100 {
        vault.seal(&key, &name("production"), &Secret::new("x".into())).expect("sealed");
        assert!(seen.insert(vault.document.records.last().expect("a record").nonce.0.clone()));
        let (other, _) = bench.vault();
        assert!(seen.insert(other.document.kdf.salt.0) && seen.insert(other.document.data_key.ciphertext.0));
        assert!(seen.insert(other.document.encapsulation.0));
    }
}

#[test]
fn a_seed_is_known_whatever_the_private_key() {
    let bench = Bench::new();
    let (vault, _) = bench.vault();
    assert!(vault.knows_seed(&bench.seed));
    assert!(!vault.knows_seed(&seed(&SEED.replace("nine", "ten"))));
}

#[test]
fn no_vault_is_told_apart_from_one_that_cannot_be_read_and_from_one_that_is_too_large() {
    let bench = Bench::new();
    let read = || Vault::read(&bench.path()).err().expect("no vault");
    assert!(read().is_missing());
    let put = |length: usize| {
        let _ = fs::remove_file(bench.path());
        files::write_private(&bench.path(), &vec![b' '; length]).expect("written");
    };
    put(7 * 1024 * 1024);
    let error = read();
    assert!(matches!(error, VaultError::NotAVault { .. }) && !error.is_missing(), "{error:?}");
    put(8 * 1024 * 1024 + 1);
    let error = read();
    assert!(matches!(error, VaultError::File(FileError::TooLarge { .. })) && !error.is_missing(), "{error:?}");
}

/// The whole vault of a bench as text, made once.
fn text_of_vault() -> &'static (Bench, Vec<u8>) {
    static TEXT: std::sync::OnceLock<(Bench, Vec<u8>)> = std::sync::OnceLock::new();
    TEXT.get_or_init(|| {
        let bench = Bench::new();
        bench.vault();
        let bytes = fs::read(bench.path()).expect("read");
        (bench, bytes)
    })
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        proptest::prop_assert!(parse(&text_of_vault().0, &bytes).is_err());
    }

    #[test]
    fn a_piece_in_the_place_of_another_is_noticed(at in 0_usize..4000, gone in 0_usize..40, piece in "[\\PC\"{}\\[\\]:,0-9]{0,20}") {
        let (bench, whole) = text_of_vault();
        let at = at % whole.len();
        let end = (at + gone).min(whole.len());
        let bytes = [&whole[..at], piece.as_bytes(), &whole[end..]].concat();
        let is_same = serde_json::from_slice::<serde_json::Value>(&bytes).ok() == serde_json::from_slice(whole).ok();
        proptest::prop_assert_eq!(parse(bench, &bytes).is_ok(), is_same);
    }
}

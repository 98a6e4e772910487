//! Tests of each state that a rotation can be cut off in: what opens the vault then, and what the next run makes of it.

use std::fs;

use super::super::opening::{Keys, Opened};
use super::super::sources::Asking;
use super::super::store::RecordName;
use super::*;
use crate::sys::world::World;
use crate::text::secret::{Secret, SecretReference};

const OLD: &str = "correct horse battery staple, nine purple otters juggle 41 lanterns while quiet bakers map the northern harbour; yes!";
const NEW: &str = "a second passphrase: seven silent foxes weigh 63 barrels of amber while kind smiths draw up plans for every western pier. No?";

/// A data folder with a vault of one record, its certificate and private key, and its seed in a file.
struct Bench {
    folder: tempfile::TempDir,
    places: Places,
    store: SeedStore,
}

/// The bytes of the files that open a vault, and of the vault.
type Files = [Vec<u8>; 4];

fn seed(text: &str) -> Seed {
    Seed::check(Secret::new(text.to_owned())).expect("a seed")
}

fn record() -> RecordName {
    RecordName { environment: "uat".into(), base_url: "https://dms.example/".into(), client_id: "0f4b".into() }
}

/// Makes a certificate and key as a firm's own authority would.
fn firms_pair() -> Pair {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("a key");
    let about = rcgen::CertificateParams::new(Vec::new()).expect("parameters").self_signed(&key).expect("signed");
    let about = Certificate::of_der(about.der().to_vec(), Path::new("firm.pem")).expect("a certificate");
    Pair { certificate: about.to_pem().expect("PEM"), about, private_key: Zeroizing::new(key.serialize_pem()) }
}

fn pair() -> Pair {
    Pair::make(jiff::Timestamp::now()).expect("made")
}

impl Bench {
    fn new() -> Self {
        Bench::with(&pair())
    }

    fn with(pair: &Pair) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let places = Places::of(folder.path(), &at("certificate.pem"), &at("private-key.pem"));
        files::write_private(&places.certificate, pair.certificate.as_bytes()).expect("written");
        files::write_private(&places.private_key, pair.private_key.as_bytes()).expect("written");
        files::write_private(&at("seed"), OLD.as_bytes()).expect("written");
        let store = SeedStore::File(at("seed"));
        let bench = Bench { folder, places, store };
        bench.sealed(OLD, pair, "token").save_new().expect("saved");
        bench
    }

    /// A vault under this seed and pair, with this text in its one record; not saved.
    fn sealed(&self, seed_text: &str, pair: &Pair, text: &str) -> Vault {
        let scratch = tempfile::tempdir().expect("a folder");
        let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| scratch.path().join(name));
        files::write_private(&certificate, pair.certificate.as_bytes()).expect("written");
        files::write_private(&key, pair.private_key.as_bytes()).expect("written");
        let identity = Identity::load(&certificate, &key).expect("loaded");
        let mut vault = Vault::cheap(&self.places.vault, &seed(seed_text), &identity);
        let key = vault.derive(&seed(seed_text), &identity).expect("derived");
        vault.seal(&key, &record(), &Secret::new(text.to_owned())).expect("sealed");
        vault
    }

    fn vault(&self) -> Vault {
        Vault::read(&self.places.vault).expect("a vault")
    }

    fn files(&self) -> Files {
        let SeedStore::File(seed) = &self.store else { panic!("a file") };
        [&self.places.vault, &self.places.certificate, &self.places.private_key, seed]
            .map(|path| fs::read(path).expect("there"))
    }

    /// The names of everything in the folder that is no part of a vault at rest.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
        names.retain(|name| !["vault.json", "certificate.pem", "private-key.pem", "seed"].contains(&name.as_str()));
        names.sort();
        names
    }

    /// Opens what is the vault now as each command does, and returns its record.
    fn open(&self) -> Result<String, OpeningError> {
        let vault = self.vault();
        let Opened { key, .. } = self.keys_opened(&vault, None)?;
        Ok(vault.open(&key, &record())?.expect("the record").expose().to_owned())
    }

    fn keys_opened(&self, vault: &Vault, read_already: Option<Secret>) -> Result<Opened, OpeningError> {
        let (world, ..) = World::made_up(&[], self.folder.path());
        let reference = SecretReference::File("seed".into());
        let Places { certificate, private_key, .. } = &self.places;
        let keys = Keys { seed: &reference, certificate, private_key };
        keys.open_with(read_already, vault, &world, Asking::Forbidden)
    }

    /// Puts a vault under this seed in force, and a pair beside where it is new; nothing more is done.
    fn switch_to(&self, seed_text: &str, pair: &Pair, is_new_pair: bool, text: &str) {
        let new = is_new_pair.then_some(pair);
        let staged = Staged::write(&self.places, &mut self.sealed(seed_text, pair, text), new).expect("staged");
        staged.switch().expect("switched");
    }

    fn finish(&self) -> Result<Finished, OpeningError> {
        finish(&self.places, Some(&self.store))
    }
}

#[test]
fn nothing_is_left_of_a_rotation_that_is_given_up() {
    let bench = Bench::new();
    let before = bench.files();
    assert!(!is_cut_off(&bench.places));
    let new = pair();
    let staged = Staged::write(&bench.places, &mut bench.sealed(NEW, &new, "token"), Some(&new)).expect("staged");
    assert_eq!(bench.beside(), ["certificate.pem.next", "private-key.pem.next", "vault.json.next"]);
    assert!(is_cut_off(&bench.places));
    assert!(is_seed_of_cut_off(&bench.places, &seed(NEW)));
    assert!(!is_seed_of_cut_off(&bench.places, &seed(OLD)));
    drop(staged);
    assert_eq!((bench.files(), bench.beside()), (before, Vec::new()));
    assert!(!is_cut_off(&bench.places));
    assert!(!is_seed_of_cut_off(&bench.places, &seed(NEW)));
}

#[test]
fn any_one_file_beside_tells_of_a_rotation_that_was_cut_off() {
    let bench = Bench::new();
    for path in [&bench.places.vault, &bench.places.certificate, &bench.places.private_key] {
        files::write_private(&next_of(path), b"").expect("written");
        assert!(is_cut_off(&bench.places), "{}", path.display());
        files::remove(&next_of(path)).expect("removed");
    }
}

#[test]
fn what_is_staged_is_proven_from_the_disk() {
    let bench = Bench::new();
    let old = bench.vault();
    let old_key = bench.keys_opened(&old, None).expect("opens").key;
    let new = pair();
    let mut vault = bench.sealed(NEW, &new, "token");
    let staged = Staged::write(&bench.places, &mut vault, Some(&new)).expect("staged");
    staged.prove(&seed(NEW), None).expect("opens");
    staged.prove(&seed(NEW), Some((&old, &old_key))).expect("opens, with every record");
    assert!(staged.prove(&seed(OLD), None).expect_err("another seed").is_wrong_seed());

    // Another token in the record, and none at all.
    let mut vault = bench.sealed(NEW, &new, "another");
    vault.save_beside().expect("saved");
    staged.prove(&seed(NEW), None).expect("opens");
    for _ in 0..2 {
        let error =
            staged.prove(&seed(NEW), Some((&old, &old_key))).expect_err("the record is not that of the old one");
        assert!(matches!(error, OpeningError::Vault(VaultError::NotReadBack { .. })), "{error}");
        assert!(vault.remove(&record()) || vault.record_names().is_empty());
        vault.save_beside().expect("saved");
    }
}

#[test]
fn before_the_switch_the_old_opens_and_the_next_run_takes_the_new_away() {
    let bench = Bench::new();
    let before = bench.files();
    let new = pair();
    bench.store.put_beside(&seed(NEW)).expect("put");
    std::mem::forget(Staged::write(&bench.places, &mut bench.sealed(NEW, &new, "new"), Some(&new)).expect("staged"));
    assert_eq!(bench.open().expect("the old one opens"), "token");
    assert_eq!(bench.finish().expect("finished"), Finished { pair: false, seed: false });
    assert_eq!((bench.files(), bench.beside()), (before, Vec::new()));
}

#[test]
fn after_the_switch_the_new_opens_whatever_came_after_it() {
    let bench = Bench::new();
    let new = pair();
    bench.store.put_beside(&seed(NEW)).expect("put");
    bench.switch_to(NEW, &new, true, "new");
    assert_eq!(bench.beside(), ["certificate.pem.next", "private-key.pem.next", "seed.next"]);
    assert_eq!(bench.open().expect("opens with everything beside"), "new");
    files::rename(&next_of(&bench.places.private_key), &bench.places.private_key).expect("moved");
    assert_eq!(bench.open().expect("opens with the private key in place and its certificate beside"), "new");
    assert_eq!(bench.finish().expect("finished"), Finished { pair: true, seed: true });
    assert!(bench.beside().is_empty());
    assert_eq!(bench.open().expect("opens"), "new");
    let [_, certificate, key, seed] = bench.files();
    assert_eq!(certificate, new.certificate.as_bytes());
    assert_eq!(key, new.private_key.as_bytes());
    assert_eq!(seed, format!("{NEW}\n").as_bytes());
    assert_eq!(bench.finish().expect("nothing is left to do"), Finished::default());
}

#[test]
fn a_seed_alone_or_a_pair_alone_takes_its_place() {
    let (own, other) = (pair(), pair());
    let bench = Bench::with(&own);
    bench.store.put_beside(&seed(NEW)).expect("put");
    bench.switch_to(NEW, &own, false, "new");
    assert_eq!(bench.finish().expect("finished"), Finished { pair: false, seed: true });
    assert_eq!(bench.open().expect("opens"), "new");
    bench.switch_to(NEW, &other, true, "newer");
    // Where seeds are not kept by this program, none is looked for.
    assert_eq!(finish(&bench.places, None).expect("finished"), Finished { pair: true, seed: false });
    assert_eq!(bench.open().expect("opens"), "newer");
}

#[test]
fn a_certificate_beside_that_cannot_be_read_just_now_removes_nothing() {
    let bench = Bench::new();
    let new = pair();
    bench.switch_to(OLD, &new, true, "new");
    let next = next_of(&bench.places.certificate);
    fs::remove_file(&next).expect("removed");
    fs::create_dir(&next).expect("made");
    let error = bench.finish().expect_err("it may be the vault's");
    assert!(matches!(error, OpeningError::Vault(VaultError::File(FileError::NotAFile { .. }))), "{error}");
    assert_eq!(bench.beside(), ["certificate.pem.next", "private-key.pem.next"]);
    // What is no certificate is nobody's.
    fs::remove_dir(&next).expect("removed");
    files::write_private(&next, b"none").expect("written");
    assert_eq!(bench.finish().expect("finished"), Finished::default());
    assert!(bench.beside().is_empty());
}

#[test]
fn a_private_key_that_does_not_move_leaves_its_certificate_for_another_try() {
    let bench = Bench::new();
    let new = pair();
    bench.switch_to(OLD, &new, true, "new");
    fs::remove_file(&bench.places.private_key).expect("removed");
    fs::create_dir_all(bench.places.private_key.join("in the way")).expect("made");
    bench.finish().expect_err("something is in the key's place");
    assert_eq!(bench.beside(), ["certificate.pem.next", "private-key.pem.next"]);
    fs::remove_dir_all(&bench.places.private_key).expect("removed");
    assert_eq!(bench.finish().expect("finished"), Finished { pair: true, seed: false });
    assert_eq!(bench.open().expect("opens"), "new");
}

#[test]
fn a_seed_beside_of_nobody_goes() {
    let bench = Bench::new();
    for text in [NEW, "no seed"] {
        files::write_private(&bench.folder.path().join("seed.next"), text.as_bytes()).expect("written");
        assert_eq!(bench.finish().expect("finished"), Finished::default());
        assert!(bench.beside().is_empty());
        assert_eq!(bench.open().expect("opens"), "token");
    }
}

#[test]
fn a_probe_that_a_killed_run_left_beside_the_vault_goes() {
    let bench = Bench::new();
    files::write_private(&bench.folder.path().join("vault.json.probe"), b"left").expect("written");
    assert_eq!(bench.finish().expect("finished"), Finished::default());
    assert!(bench.beside().is_empty());
}

#[test]
fn a_firms_own_pair_is_copied_before_another_takes_its_place_and_one_made_here_is_not() {
    let loaded = |bench: &Bench| Identity::load(&bench.places.certificate, &bench.places.private_key).expect("loaded");
    let bench = Bench::new();
    assert_eq!(keep_copy(&bench.places, &loaded(&bench)).expect("judged"), None);
    assert!(bench.beside().is_empty());

    let bench = Bench::with(&firms_pair());
    let identity = loaded(&bench);
    let copies = keep_copy(&bench.places, &identity).expect("copied").expect("two copies");
    let mark = &identity.certificate.fingerprint_text()[..8];
    let expected = [format!("certificate.pem.{mark}"), format!("private-key.pem.{mark}")];
    assert_eq!(bench.beside(), expected);
    assert_eq!(copies, expected.map(|name| bench.folder.path().join(name)));
    let [_, certificate, key, _] = bench.files();
    assert_eq!(copies.map(|copy| files::read_private(&copy, LIMIT).expect("private")), [certificate, key]);

    for (size, is_taken) in [(LIMIT, true), (LIMIT + 1, false)] {
        fs::write(&bench.places.private_key, vec![b' '; usize::try_from(size).expect("small")]).expect("written");
        assert_eq!(keep_copy(&bench.places, &identity).is_ok(), is_taken, "{size}");
    }
}

#[test]
fn a_vault_that_was_sealed_anew_meanwhile_is_told_as_such_and_not_as_a_wrong_seed() {
    let own = pair();
    let bench = Bench::with(&own);
    let read_before = bench.vault();
    fs::write(bench.folder.path().join("seed"), NEW).expect("written");
    let wrong = || bench.keys_opened(&read_before, None).err().expect("the seed is another");
    assert!(wrong().is_wrong_seed(), "{}", wrong());
    bench.sealed(NEW, &own, "new").save().expect("saved");
    assert!(matches!(wrong(), OpeningError::Vault(VaultError::SealedAnew { .. })), "{}", wrong());
    assert_eq!(bench.open().expect("the vault of now opens"), "new");
}

#[test]
fn a_certificate_of_another_vault_is_told_before_the_seed_is_asked_for() {
    let bench = Bench::new();
    let other = pair();
    fs::write(&bench.places.certificate, &other.certificate).expect("written");
    fs::write(&bench.places.private_key, other.private_key.as_bytes()).expect("written");
    fs::remove_file(bench.folder.path().join("seed")).expect("removed");
    let wrong = || bench.keys_opened(&bench.vault(), None).err().expect("the certificate is another");
    assert!(matches!(wrong(), OpeningError::Vault(VaultError::WrongCertificate { .. })), "{}", wrong());
    assert!(!wrong().is_wrong_seed());
}

#[test]
fn a_seed_that_was_read_already_is_not_read_again() {
    let bench = Bench::new();
    fs::remove_file(bench.folder.path().join("seed")).expect("removed");
    let opened = bench.keys_opened(&bench.vault(), Some(Secret::new(OLD.to_owned()))).expect("opens");
    assert_eq!(opened.seed.as_secret().expose(), OLD);
    assert!(matches!(bench.open().expect_err("no seed"), OpeningError::Source(_)));
}

#[test]
fn files_of_another_certificate_are_the_ones_told_where_none_beside_fits() {
    let bench = Bench::new();
    let Places { certificate, private_key, .. } = &bench.places;
    let own = Identity::load(certificate, private_key).expect("loaded").certificate.fingerprint;
    let load = |fingerprint: &[u8]| Identity::load_for(fingerprint, certificate, private_key);
    // Another's certificate beside is left alone, whether or not the one named fits.
    let other = pair();
    files::write_private(&next_of(certificate), other.certificate.as_bytes()).expect("written");
    assert_eq!(load(&own).expect("loaded").certificate.fingerprint, own);
    assert_eq!(load(&[7; 32]).expect("loaded").certificate.fingerprint, own, "the vault says so");
    // Beside it its key is missing: the file told is the one that is configured.
    let told = load(&other.about.fingerprint).err().expect("its key is missing");
    assert!(matches!(&told, CertificateError::Mismatch { key, .. } if key == private_key), "{told}");
    files::write_private(&next_of(private_key), other.private_key.as_bytes()).expect("written");
    assert_eq!(load(&other.about.fingerprint).expect("loaded").certificate, other.about);
    fs::remove_file(certificate).expect("removed");
    let told = load(&own).err().expect("missing");
    assert!(matches!(&told, CertificateError::File(FileError::Missing { path }) if path == certificate), "{told}");
}

#[test]
fn a_seed_is_put_beside_the_present_one_and_takes_its_place_or_goes() {
    let bench = Bench::new();
    let present = bench.folder.path().join("seed");
    let read = || bench.store.read_beside().map(|seed| seed.map(|seed| seed.expose().to_owned()));
    assert_eq!(read().expect("none"), None);
    bench.store.discard().expect("that there is none is no error");
    bench.store.put_beside(&seed(NEW)).expect("put");
    assert_eq!(read().expect("one").as_deref(), Some(&*format!("{NEW}\n")));
    bench.store.discard().expect("gone");
    assert_eq!(read().expect("none"), None);
    assert_eq!(fs::read(&present).expect("there"), OLD.as_bytes());
    bench.store.put_beside(&seed(NEW)).expect("put");
    bench.store.settle().expect("settled");
    assert_eq!(fs::read_to_string(&present).expect("there"), format!("{NEW}\n"));
    bench.store.settle().expect_err("there is none beside any more");

    // A seed that ends in line ends of its own is the same when it is read back.
    for end in ["\r", "\n", "\r\n", "\n\r"] {
        let seed = seed(&format!("{NEW}{end}\r\n"));
        assert_eq!(seed.as_secret().expose(), format!("{NEW}{end}"), "{end:?}");
        bench.store.put_beside(&seed).expect("put");
        let back = Seed::check(bench.store.read_beside().expect("read").expect("one")).expect("a seed");
        assert_eq!(back.as_secret(), seed.as_secret(), "{end:?}");
    }

    let long: String = (0..2000).map(|n| char::from(b'!' + u8::try_from(n * 37 % 90).expect("small"))).collect();
    bench.store.put_beside(&seed(&long)).expect("put");
    assert_eq!(read().expect("one").as_deref(), Some(&*format!("{long}\n")));

    // One that cannot be read is not taken for none: it may be what opens the vault.
    let next = bench.folder.path().join("seed.next");
    for is_folder in [false, true] {
        fs::remove_file(&next).expect("removed");
        if is_folder { fs::create_dir(&next) } else { fs::write(&next, b"\xff") }.expect("made");
        assert!(bench.store.read_beside().is_err());
        assert!(bench.finish().is_err());
        assert_eq!(bench.beside(), ["seed.next"]);
    }
}

#[test]
fn only_a_file_and_the_keyring_take_a_seed() {
    let (world, ..) = World::made_up(&[], Path::new("/firm"));
    let of = |reference: &SecretReference| SeedStore::of(reference, &world);
    assert_eq!(of(&SecretReference::File("seed".into())), Some(SeedStore::File(Path::new("/firm").join("seed"))));
    assert_eq!(of(&SecretReference::Keyring), Some(SeedStore::Keyring));
    for other in [
        SecretReference::Environment("SEED".into()),
        SecretReference::Command(vec!["print-seed".into()]),
        SecretReference::Prompt,
    ] {
        assert_eq!(of(&other), None);
    }
}

#[cfg(unix)]
#[test]
fn a_symlink_in_the_seeds_place_is_not_replaced_by_a_file() {
    let bench = Bench::new();
    let link = bench.folder.path().join("link");
    std::os::unix::fs::symlink(bench.folder.path().join("seed"), &link).expect("linked");
    let refused = SeedStore::File(link).put_beside(&seed(NEW)).expect_err("a symlink");
    assert!(
        std::error::Error::source(&refused).is_some_and(|source| source.to_string().contains("symbolic link")),
        "{refused}"
    );
    assert_eq!(bench.beside(), ["link"]);
}

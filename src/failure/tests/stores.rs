//! What is told of the vault, of certificates, seeds and secrets.

use super::*;

#[test]
fn the_vault_and_its_files() {
    let store = |error: VaultError, code, words| told(error, Store, code, words);
    store(VaultError::NotAVault { path: path() }, "vault.unreadable", "copy");
    store(VaultError::Damaged { path: path() }, "vault.damaged", "copy");
    store(VaultError::Changed { path: path() }, "vault.damaged", "copy");
    store(VaultError::Newer { path: path(), version: 9 }, "vault.newer", "newer imctl");
    store(VaultError::Rounds { path: path(), rounds: 1 }, "vault.rounds", "unsafe");
    store(VaultError::WrongSeed { path: path() }, "vault.wrong-seed", "each character counts");
    store(VaultError::WrongCertificate { path: path() }, "vault.wrong-certificate", "private key");
    store(VaultError::SealedAnew { path: path() }, "vault.sealed-anew", "run it again");
    store(VaultError::Exists { path: path() }, "vault.exists", "encryption rotate");
    store(VaultError::NoRandomness, "store.no-randomness", "random source");
    store(VaultError::NotReadBack { path: path() }, "vault.not-read-back", "disk");
    store(VaultError::File(FileError::Symlink { path: path() }), "store.symlink", "link");

    let file = |error: FileError, code, words| told(error, Store, code, words);
    let loose = FileError::Loose { path: path(), by: "others".into(), mend: "chmod 600 '/firm/file'".into() };
    file(loose, "store.open-to-others", "run `chmod 600 '/firm/file'`");
    file(FileError::Missing { path: path() }, "store.missing-file", "encryption init");
    file(FileError::HardLink { path: path() }, "store.hard-link", "other name");
    file(FileError::NotAFile { path: path() }, "store.not-a-file", "in the way");
    file(FileError::NotAFolder { path: path() }, "store.not-a-file", "in the way");
    file(FileError::Exists { path: path() }, "store.exists", "another file");
    file(FileError::TooLarge { path: path(), limit: 1 }, "store.too-large", "another file");
    for (kind, words) in [
        (io::ErrorKind::StorageFull, "free space"),
        (io::ErrorKind::QuotaExceeded, "free space"),
        (io::ErrorKind::PermissionDenied, "permissions"),
        (io::ErrorKind::ReadOnlyFilesystem, "can be written"),
        (io::ErrorKind::Other, "check the disk"),
    ] {
        file(FileError::Io { path: path(), step: "write", source: io(kind) }, "store.io", words);
        told(LockError::Io { what: "vault", path: path(), source: io(kind) }, Store, "store.lock", words);
    }
    let held = LockError::Held { what: "vault", path: path(), holder: "1".into(), seconds: 1 };
    told(held, Store, "store.lock-held", "that process");
    told(LockError::File(FileError::HardLink { path: path() }), Store, "store.hard-link", "other name");
}

#[test]
fn certificates_seeds_and_secrets() {
    let certificate = |error: CertificateError, code, words| told(error, Store, code, words);
    certificate(CertificateError::File(FileError::Symlink { path: path() }), "store.symlink", "link");
    certificate(CertificateError::NoCertificate { path: path() }, "certificate.unreadable", "PEM or DER");
    certificate(CertificateError::NoPrivateKey { path: path() }, "certificate.no-private-key", "PKCS#8");
    certificate(CertificateError::EncryptedKey { path: path() }, "certificate.encrypted-key", "password");
    certificate(CertificateError::WrongKeyPassword { path: path() }, "certificate.wrong-password", "character");
    certificate(CertificateError::WrongPkcs12Password { path: path() }, "certificate.wrong-password", "character");
    certificate(CertificateError::OldEncryption { path: path() }, "certificate.old-encryption", "openssl pkcs8");
    certificate(CertificateError::UnfitKey { path: path(), found: "x".into() }, "certificate.unfit", "2048");
    let mismatch = CertificateError::Mismatch { certificate: path(), key: path() };
    certificate(mismatch, "certificate.mismatch", "made with this certificate");
    certificate(CertificateError::NotPkcs12 { path: path() }, "certificate.pkcs12", "openssl pkcs12");
    certificate(CertificateError::Pkcs12Keys { path: path(), keys: 2 }, "certificate.pkcs12", "openssl pkcs12");
    certificate(CertificateError::NotMade, "certificate.not-made", "--private-key");

    for (error, words) in [
        (SeedError::TooShort { characters: 1 }, "more than 100"),
        (SeedError::TooPlain, "sentence of your own"),
        (SeedError::ByteOrderMark, "byte order mark"),
        (SeedError::TooLong, "file of the seed"),
        (SeedError::NoRandomness, "random source"),
    ] {
        told(error, Store, "seed.unfit", words);
        told(OpeningError::Seed(error), Store, "seed.unfit", words);
    }
    told(OpeningError::Certificate(CertificateError::NotMade), Store, "certificate.not-made", "--certificate");
    told(OpeningError::Vault(VaultError::NoRandomness), Store, "store.no-randomness", "random");
    told(OpeningError::Source(SourceError::NotTyped { key: "x" }), Usage, "secret.not-typed", "type it");

    let key = "client_secret";
    let unset = SourceError::Unset { key, variable: "FIRM_SECRET".into() };
    told(unset, Store, "secret.unset", "`FIRM_SECRET`");
    told(SourceError::NotText { key, variable: "X".into() }, Store, "secret.not-text", "UTF-8");
    told(SourceError::FileNotText { key, path: path() }, Store, "secret.not-text", "UTF-8");
    told(SourceError::FileWithMark { key, path: path() }, Store, "secret.not-text", "byte order mark");
    let missing = SourceError::File { key, source: FileError::Missing { path: path() } };
    told(missing, Store, "store.missing-file", "path");
    told(SourceError::Empty { key, place: "there".into() }, Store, "secret.empty", "put the secret");
    told(SourceError::CommandMissing { key, program: "x".into() }, Store, "secret.command", "path of the command");
    let failed = SourceError::CommandFailed { key, program: "x".into(), status: "1".into() };
    told(failed, Store, "secret.command", "by hand");
    told(SourceError::CommandSilent { key, program: "x".into() }, Store, "secret.command", "by hand");
    told(SourceError::NobodyToAsk { key }, Usage, "secret.no-terminal", "--no-input");
    told(SourceError::NotTyped { key }, Usage, "secret.not-typed", "type it");
    for (source, words) in [
        (KeyringError::Absent, "start a keyring"),
        (KeyringError::Slow, "unlock"),
        (KeyringError::Locked, "unlock"),
        (KeyringError::NoEntry, "under the service `imctl`"),
        (KeyringError::Refused, "elsewhere"),
        (KeyringError::NotReadBack, "elsewhere"),
    ] {
        told(source, Store, "keyring.unusable", words);
        told(SourceError::Keyring { key, source }, Store, "keyring.unusable", words);
    }
}

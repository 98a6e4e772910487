//! Explains the errors of the vault, of private files and of locks: exit 5.

use std::error::Error;
use std::io;

use super::explain::Explanation;
use super::verdict::Exit;
use crate::sys::files::FileError;
use crate::sys::lock::LockError;
use crate::vault::VaultError;
use crate::vault::certificate::CertificateError;
use crate::vault::keyring::KeyringError;
use crate::vault::opening::OpeningError;
use crate::vault::seed::SeedError;
use crate::vault::sources::SourceError;

/// How a command is mended that cannot be started. Windows finds a script by its whole name alone.
const OF_A_COMMAND: &str = if cfg!(windows) {
    "check the path of the command; a script needs its ending, such as `az.cmd`"
} else {
    "check the path of the command"
};

/// Explains the errors of these rooms.
pub(super) fn explain(error: &(dyn Error + 'static)) -> Option<Explanation> {
    if let Some(error) = error.downcast_ref::<VaultError>() {
        return Some(vault(error));
    }
    if let Some(error) = error.downcast_ref::<OpeningError>() {
        return Some(match error {
            OpeningError::Source(error) => source(error),
            OpeningError::Seed(error) => seed(*error),
            OpeningError::Certificate(error) => certificate(error),
            OpeningError::Vault(error) => vault(error),
        });
    }
    if let Some(error) = error.downcast_ref::<FileError>() {
        return Some(file(error));
    }
    if let Some(error) = error.downcast_ref::<CertificateError>() {
        return Some(certificate(error));
    }
    if let Some(error) = error.downcast_ref::<SeedError>() {
        return Some(seed(*error));
    }
    if let Some(error) = error.downcast_ref::<SourceError>() {
        return Some(source(error));
    }
    if let Some(error) = error.downcast_ref::<KeyringError>() {
        return Some(keyring(*error));
    }
    match error.downcast_ref::<LockError>()? {
        LockError::Held { .. } => {
            Some(store("store.lock-held", &["wait for that process, or end it; the lock goes with it"]))
        }
        LockError::Io { source, .. } => Some(store("store.lock", &[of_io(source)])),
        LockError::File(error) => Some(file(error)),
    }
}

fn store(code: &'static str, hints: &[&str]) -> Explanation {
    Explanation { exit: Exit::Store, code, hints: hints.iter().map(|hint| (*hint).to_owned()).collect() }
}

fn vault(error: &VaultError) -> Explanation {
    match error {
        VaultError::File(error) => file(error),
        VaultError::NotAVault { .. } => store(
            "vault.unreadable",
            &["restore the file from a copy", "move it aside, then run `imctl encryption init` and `imctl link` again"],
        ),
        VaultError::Damaged { .. } | VaultError::Changed { .. } => store(
            "vault.damaged",
            &["restore the file from a copy", "move it aside, then run `imctl encryption init` and `imctl link` again"],
        ),
        VaultError::Newer { .. } => store("vault.newer", &["use the newer imctl that wrote it"]),
        VaultError::Rounds { .. } => store(
            "vault.rounds",
            &["restore the file from a copy: someone changed it, and opening it so would be unsafe or take very long"],
        ),
        VaultError::WrongSeed { .. } => store(
            "vault.wrong-seed",
            &[
                "give the seed of `imctl encryption init`, or of the last `rotate`; each character counts",
                "move the vault aside, then run `imctl encryption init` and `imctl link` again, if that seed is lost",
            ],
        ),
        VaultError::WrongCertificate { .. } => store(
            "vault.wrong-certificate",
            &["put back the certificate and private key of `imctl encryption init`, or correct `[encryption]`"],
        ),
        VaultError::SealedAnew { .. } => {
            store("vault.sealed-anew", &["run it again: seed or certificate were changed by `imctl encryption rotate`"])
        }
        VaultError::Exists { .. } => store(
            "vault.exists",
            &[
                "run `imctl encryption status` to see what it is",
                "run `imctl encryption rotate` to change its seed or certificate; the tokens in it are kept",
                "move vault, certificate and private key aside to begin anew; the tokens in it are lost then",
            ],
        ),
        VaultError::NoRandomness => store("store.no-randomness", &["mend the system's random source"]),
        VaultError::NotReadBack { .. } => store("vault.not-read-back", &["check the disk that holds the data folder"]),
    }
}

fn file(error: &FileError) -> Explanation {
    match error {
        FileError::Loose { .. } | FileError::OtherOwner { .. } => {
            let line = error.mend().unwrap_or_default();
            store("store.open-to-others", &[&format!("run `{line}`")])
        }
        FileError::Missing { .. } => store("store.missing-file", &["check the path, or run `imctl encryption init`"]),
        FileError::Symlink { .. } => store("store.symlink", &["put the file itself there, not a link to it"]),
        FileError::HardLink { .. } => store("store.hard-link", &["remove the other name of the file"]),
        FileError::NotAFile { .. } | FileError::NotAFolder { .. } => {
            store("store.not-a-file", &["remove what is in the way"])
        }
        FileError::Exists { .. } => store("store.exists", &["name another file, or move that one aside"]),
        FileError::TooLarge { .. } => store("store.too-large", &["check the path: this is probably another file"]),
        FileError::Io { source, .. } => store("store.io", &[of_io(source)]),
    }
}

fn of_io(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free space on that disk, and run it again",
        io::ErrorKind::PermissionDenied => "check the permissions of the folder, or set `IMCTL_DATA_DIR` to another",
        io::ErrorKind::ReadOnlyFilesystem => "set `IMCTL_DATA_DIR` to a folder that can be written",
        _ => "check the disk and the folder, and run it again",
    }
}

fn certificate(error: &CertificateError) -> Explanation {
    match error {
        CertificateError::File(error) => file(error),
        CertificateError::NoCertificate { .. } => {
            store("certificate.unreadable", &["name a certificate in PEM or DER form"])
        }
        CertificateError::NoPrivateKey { .. } => {
            store("certificate.no-private-key", &["name the private key in PEM or DER form (PKCS#8, PKCS#1 or SEC1)"])
        }
        CertificateError::EncryptedKey { .. } => store(
            "certificate.encrypted-key",
            &[
                "give it to `imctl encryption init` or `rotate` with `--certificate` and `--private-key`; they ask for the password and keep the key without it",
            ],
        ),
        CertificateError::WrongKeyPassword { .. } | CertificateError::WrongPkcs12Password { .. } => {
            store("certificate.wrong-password", &["check the password; each character counts"])
        }
        CertificateError::OldEncryption { .. } => store(
            "certificate.old-encryption",
            &["bring it into today's form: `openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem`"],
        ),
        CertificateError::UnfitKey { .. } => {
            store("certificate.unfit", &["use a certificate with RSA of 2048 bits or more, or with P-256"])
        }
        CertificateError::Mismatch { .. } => {
            store("certificate.mismatch", &["name the private key that was made with this certificate"])
        }
        CertificateError::NotPkcs12 { .. } | CertificateError::Pkcs12Keys { .. } => store(
            "certificate.pkcs12",
            &[
                "export one certificate with its private key: `openssl pkcs12 -export -inkey KEY.pem -in CERTIFICATE.pem`",
            ],
        ),
        CertificateError::NotMade => {
            store("certificate.not-made", &["give one with `--certificate` and `--private-key`"])
        }
    }
}

fn seed(error: SeedError) -> Explanation {
    let hint = match error {
        SeedError::TooShort { .. } => "give more than 100 characters, or let `--generate-seed` make one",
        SeedError::TooPlain => "give a long sentence of your own, or let `--generate-seed` make one",
        SeedError::ByteOrderMark => "save the file as UTF-8 without a byte order mark",
        SeedError::TooLong => "check that this is the file of the seed",
        SeedError::NoRandomness => "mend the system's random source",
    };
    store("seed.unfit", &[hint])
}

fn source(error: &SourceError) -> Explanation {
    match error {
        SourceError::Unset { variable, .. } => store("secret.unset", &[&format!("set the variable `{variable}`")]),
        SourceError::NotText { .. } | SourceError::FileNotText { .. } => {
            store("secret.not-text", &["save it as UTF-8"])
        }
        SourceError::FileWithMark { .. } => store("secret.not-text", &["save it as UTF-8 without a byte order mark"]),
        SourceError::File { source, .. } => file(source),
        SourceError::Empty { .. } => store("secret.empty", &["put the secret there"]),
        SourceError::Keyring { source, .. } => keyring(*source),
        SourceError::CommandMissing { .. } => store("secret.command", &[OF_A_COMMAND]),
        SourceError::CommandFailed { .. } | SourceError::CommandSilent { .. } => {
            store("secret.command", &["run the command by hand to see what it says"])
        }
        SourceError::NobodyToAsk { .. } => Explanation {
            exit: Exit::Usage,
            code: "secret.no-terminal",
            hints: vec![
                "run it at a terminal without `--no-input`, or give the secret by variable, file or command".into(),
            ],
        },
        SourceError::NotTyped { .. } => {
            Explanation { exit: Exit::Usage, code: "secret.not-typed", hints: vec!["run it again and type it".into()] }
        }
    }
}

fn keyring(error: KeyringError) -> Explanation {
    let hint = match error {
        KeyringError::Absent => {
            "start a keyring (Secret Service on Linux), or keep the secret by file, variable or command"
        }
        KeyringError::Slow | KeyringError::Locked => "unlock the keyring, and run it again",
        KeyringError::NoEntry => "store the secret in the keyring first, under the service `imctl`",
        KeyringError::Refused | KeyringError::NotReadBack => "check the keyring, or keep the secret elsewhere",
    };
    store("keyring.unusable", &[hint])
}

//! Any bytes as a vault, with a checksum that fits in every second case: read without a panic, and a record that opens
//! says exactly what was sealed under its name.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imctl::text::secret::Secret;
use imctl::vault::certificate::Identity;
use imctl::vault::seed::Seed;
use imctl::vault::{RecordName, Vault, VaultKey};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A folder with the vault of `corpus/vault_file`, which is made anew only where its key is.
struct Ground {
    folder: TempDir,
    identity: Identity,
    key: VaultKey,
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/keys"));
    let private = |name: &str| {
        let path = folder.path().join(name);
        std::fs::copy(keys.join(name), &path).expect("copied");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("set");
        }
        path
    };
    let (certificate, key) = (private("certificate.pem"), private("private-key.pem"));
    let seed = std::fs::read_to_string(keys.join("seed.txt")).expect("the seed");
    let seed = Seed::check(Secret::new(seed)).expect("a seed");
    let identity = Identity::load(&certificate, &key).expect("an identity");
    let vault = Vault::read(&private("vault.json")).expect("the vault");
    let key = vault.derive(&seed, &identity).expect("the vault's key");
    Ground { folder, identity, key }
});

/// What was sealed in `keys/vault.json`.
const SEALED: [(&str, &str); 2] = [("production", "{\"first\":1}"), ("uat", "{\"second\":2}")];

fuzz_target!(|bytes: &[u8]| {
    let path = GROUND.folder.path().join("fuzzed.json");
    judge(&path, bytes);
    if let Some(fitting) = with_checksum(bytes) {
        judge(&path, &fitting);
    }
});

fn judge(path: &PathBuf, bytes: &[u8]) {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(bytes)).expect("written");
    let Ok(vault) = Vault::read(path) else { return };
    assert!(vault.rounds() >= 210_000);
    let _ = vault.judge_certificate(&GROUND.identity);
    let known = SEALED.map(|(environment, _)| name(environment));
    for name in vault.record_names().into_iter().chain(known) {
        if let Ok(Some(text)) = vault.open(&GROUND.key, &name) {
            let sealed = SEALED.iter().find(|(environment, _)| *environment == name.environment);
            assert_eq!(sealed.map(|(_, text)| *text), Some(text.expose()), "{name:?}");
        }
    }
}

fn name(environment: &str) -> RecordName {
    RecordName {
        environment: environment.to_owned(),
        base_url: "https://cloudimanage.com/".to_owned(),
        client_id: "imctl-fuzz".to_owned(),
    }
}

/// The same vault with the checksum that fits it, as `docs/vault-format.md` writes it.
fn with_checksum(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    let text = |value: &Value| value.as_str().map(|text| text.as_bytes().to_vec());
    let base64 = |value: &Value| STANDARD.decode(value.as_str()?).ok();
    let number = |value: &Value| Some(u32::try_from(value.as_u64()?).ok()?.to_be_bytes().to_vec());
    let header = join(&[
        text(&value["format"])?,
        number(&value["version"])?,
        text(&value["kdf"]["name"])?,
        number(&value["kdf"]["rounds"])?,
        base64(&value["kdf"]["salt"])?,
        base64(&value["certificate"]["fingerprint"])?,
        text(&value["certificate"]["key"])?,
        base64(&value["encapsulation"])?,
    ]);
    let mut hash = Sha256::new();
    let data_key = &value["data_key"];
    let wrapped = [base64(&data_key["nonce"])?, base64(&data_key["ciphertext"])?];
    hash.update(join(&[&[header, base64(&value["seed_check"])?], &wrapped[..]].concat()));
    for record in value["records"].as_array()? {
        hash.update(join(&[
            text(&record["environment"])?,
            text(&record["base_url"])?,
            text(&record["client_id"])?,
            base64(&record["nonce"])?,
            base64(&record["ciphertext"])?,
        ]));
    }
    *value.get_mut("checksum")? = STANDARD.encode(hash.finalize()).into();
    serde_json::to_vec(&value).ok()
}

fn join(parts: &[Vec<u8>]) -> Vec<u8> {
    let parts = parts.iter().map(|part| [&u32::try_from(part.len()).expect("short").to_be_bytes(), &part[..]].concat());
    parts.collect::<Vec<_>>().concat()
}

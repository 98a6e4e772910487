//! Builds the worlds that the program runs in: a folder with a configuration and every kind of secret, encryption set up, linked
//! or not, in front of a parrot of each kind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use imctl::sys::world::{Captured, World};
use tempfile::TempDir;

use crate::parrot::{Echo, Parrot};
use crate::searcher::Canary;

/// Signs of every kind that some encoding writes differently.
pub const CLIENT_SECRET: &str = "Cl1entS3cretCanary0Zq7\"wX\\&<v>/+=%é";
/// Letters and digits, so that it passes for a code.
pub const PASSWORD: &str = "P4sswordCanary8Ty2Lk9Bn";
/// The tokens begin so.
pub const ACCESS_TOKEN: &str = "Acc3ssTokenCanary6Hw4Jd1";
pub const REFRESH_TOKEN: &str = "R3freshTokenCanary5Gm8Qx3";
/// More than 100 characters, of enough variety.
pub const SEED: &str = "seven copper kettles whistle over Lofoten, 38 violet herons guard an unlit quarry, and my aunt's bicycle hums Bruckner";
/// What the seed is changed to.
pub const NEXT_SEED: &str = "a brass astrolabe drifts past Tromso while 52 amber foxes argue about jam; nobody has seen the verger's left boot since";
/// The password of a proxy.
pub const PROXY_PASSWORD: &str = "Pr0xyPassCanary3Vf6Ms8";

/// Where a person put a secret, or a command was told to put it: the canary's name and the file.
const PLACES: [(&str, &str); 6] = [
    ("seed", "seed.txt"),
    ("next seed", "next-seed.txt"),
    ("password", "password.txt"),
    ("private key", "data/private-key.pem"),
    ("private key", "key.pem"),
    ("private key", "data/private-key.pem.next"),
];

/// A folder to be copied, with the server that it knows.
pub struct Template {
    folder: TempDir,
    pub parrot: Parrot,
    pub canaries: Vec<Canary>,
}

impl Template {
    /// A firm without encryption, whose server echoes once it is let loose.
    pub fn new(behind: &str, echo: Echo) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let canaries = vec![
            Canary::new("client secret", CLIENT_SECRET),
            Canary::new("password", PASSWORD),
            Canary::new("access token", ACCESS_TOKEN),
            Canary::new("refresh token", REFRESH_TOKEN),
            Canary::new("seed", SEED),
            Canary::new("next seed", NEXT_SEED),
            Canary::new("proxy password", PROXY_PASSWORD),
        ];
        let parrot = Parrot::start(behind, echo, &canaries);
        let template = Template { folder, parrot, canaries };
        for (name, text) in [("seed.txt", SEED), ("next-seed.txt", NEXT_SEED), ("password.txt", PASSWORD)] {
            write_private(&template.folder.path().join(name), text.as_bytes());
        }
        let config = config(&template.parrot.url());
        fs::write(template.folder.path().join("imctl.toml"), config).expect("written");
        let rows = "client.reference,reference\n12345,00001\n12345,00002\n99999,1\n,\n";
        fs::write(template.folder.path().join("rows.csv"), rows).expect("written");
        fs::write(
            template.folder.path().join("work-item.json"),
            r#"{"client":{"reference":"12345"},"reference":"00001"}"#,
        )
        .expect("written");
        template
    }

    /// Sets encryption up, and knows the private key from then on.
    pub fn encrypted(mut self) -> Self {
        self.run_for_good(&["encryption", "init", "--seed-file", "seed.txt"]);
        self.learn_key();
        self
    }

    /// Takes encryption over from another template.
    pub fn encrypted_as(mut self, other: &Template) -> Self {
        copy(&other.folder.path().join("data"), &self.folder.path().join("data"));
        self.learn_key();
        self
    }

    /// Links, while the server behaves.
    pub fn linked(self) -> Self {
        self.run_for_good(&["link"]);
        self
    }

    fn run_for_good(&self, arguments: &[&str]) {
        let (mut world, _, stderr) = self.world(self.folder.path(), arguments);
        let exit = imctl::run(&mut world);
        assert_eq!(exit as u8, 0, "{arguments:?}: {}", stderr.text());
    }

    fn learn_key(&mut self) {
        let key = private_scalar(&self.folder.path().join("data/private-key.pem"));
        self.canaries.push(Canary::new("private key", key));
    }

    /// Makes a copy of the folder, for one run.
    pub fn copy(&self) -> TempDir {
        let copied = tempfile::tempdir().expect("a temporary folder");
        copy(self.folder.path(), copied.path());
        copied
    }

    /// A world in a folder, with all variables that hold a secret.
    pub fn world(&self, folder: &Path, arguments: &[&str]) -> (World, Captured, Captured) {
        let (mut world, stdout, stderr) = World::made_up(arguments, folder);
        for (name, value) in variables(folder) {
            world.variables.insert(name.into(), value.into());
        }
        (world, stdout, stderr)
    }
}

/// The environment of a run.
pub fn variables(folder: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("PATH", std::env::var("PATH").unwrap_or_default()),
        ("HOME", folder.display().to_string()),
        ("IMCTL_DATA_DIR", folder.join("data").display().to_string()),
        ("FIRM_SECRET", CLIENT_SECRET.to_owned()),
        ("HARMLESS", "harmless".to_owned()),
    ]
}

/// Each secret comes by another door: a variable, a file, a command, whose own surroundings are kept in a file.
fn config(base_url: &str) -> String {
    let script = "{ tr '\\0' ' ' < /proc/$PPID/cmdline; tr '\\0' ' ' < /proc/$$/cmdline; cat /proc/$$/environ; } >> children.txt; exec cat seed.txt";
    format!(
        r#"[linked_service]
base_url = "{base_url}"
preferred_database = "ACTIVE"
client_id = "imctl-sandbox"
client_secret = {{ env = "FIRM_SECRET" }}
grant = "password"
username = "SVC_OPERATE"
password = {{ file = "password.txt" }}
http = {{ timeout = 10 }}

[encryption]
seed = {{ command = ["sh", "-c", {}] }}

[areas.document-templates]

[repositories.matter-documents]
resolver = "search"
workspace_resolver_config = "custom1=[workitem.client.reference], custom2=[workitem.reference]"
[[repositories.matter-documents.samples]]
work_item = {{ "client.reference" = "12345", "reference" = "00001" }}
"#,
        serde_json::Value::from(script)
    )
}

/// The files below a folder, by their path from there.
pub fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder").flatten() {
            let path = entry.path();
            match entry.file_type().expect("a kind") {
                kind if kind.is_dir() => open.push(path),
                _ => found.push((path.strip_prefix(folder).expect("inside").display().to_string(), path)),
            }
        }
    }
    found
}

/// Tells whether a person put this secret in this file.
pub fn belongs(secret: &str, file: &str) -> bool {
    PLACES.contains(&(secret, file))
}

pub fn write_private(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("set");
}

fn copy(from: &Path, to: &Path) {
    if !to.exists() {
        fs::create_dir(to).expect("a folder");
        fs::set_permissions(to, fs::Permissions::from_mode(0o700)).expect("set");
    }
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a kind").is_dir() {
            true => copy(&entry.path(), &target),
            // Permissions go with it.
            false => drop(fs::copy(entry.path(), target).expect("copied")),
        }
    }
}

/// The secret number of a P-256 key in PKCS#8: what stands around it is no secret, and the public key is in the certificate.
pub fn private_scalar(path: &Path) -> Vec<u8> {
    use base64::Engine;
    let text = fs::read_to_string(path).expect("the private key");
    let lines: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::engine::general_purpose::STANDARD.decode(lines).expect("PEM");
    // ECPrivateKey: version 1, and an octet string of 32 bytes (RFC 5915).
    let before = [2, 1, 1, 4, 32];
    let at = der.windows(before.len()).position(|window| window == before).expect("a P-256 key") + before.len();
    der[at..at + 32].to_vec()
}

//! Builds the world that a test of the real program needs: a firm with a folder, a configuration and an iManage-like server.

pub mod browser;
pub mod relay;
pub mod terminal;
pub mod tls;
#[cfg(unix)]
pub mod tracer;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use imctl::sandbox::{Running, Sandbox, Settings};
use tempfile::TempDir;

/// More than 100 characters, of enough variety.
pub const SEED: &str = "correct horse battery staple, nine purple otters juggle 41 lanterns while quiet bakers map the northern harbour; yes!";

/// A firm with a folder of its own and a server.
pub struct Firm {
    folder: TempDir,
    pub server: Running,
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Firm {
    /// A firm whose server has the sample data and behaves.
    pub fn new() -> Self {
        Firm::with(Settings::default())
    }

    /// A firm whose server is set up as told.
    pub fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let server = Sandbox::start(settings).expect("the sandbox starts");
        let firm = Firm { folder, server };
        firm.write_private("client-secret.txt", &firm.server.client_secret);
        firm.write_private("seed.txt", SEED);
        firm.write("imctl.toml", &firm.config(&firm.server.url()));
        firm
    }

    /// The configuration of this firm against a server at `base_url`.
    pub fn config(&self, base_url: &str) -> String {
        format!(
            r#"[linked_service]
base_url = "{base_url}"
preferred_database = "ACTIVE"
client_id = "{}"
client_secret = {{ file = "client-secret.txt" }}

[encryption]
seed = {{ file = "seed.txt" }}

[repositories.matter-documents]
resolver = "search"
workspace_resolver_config = "custom1=[workitem.client.reference], custom2=[workitem.reference]"
"#,
            self.server.client_id
        )
    }

    /// A path inside the firm's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    /// Writes a file that only its owner can read.
    pub fn write_private(&self, name: &str, text: &str) {
        self.write(name, text);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).expect("permissions set");
        }
    }

    /// Links by the sign-in of a person from now on.
    pub fn by_person(self) -> Self {
        self.configure("[encryption]", "grant = \"authorization_code\"\n\n[encryption]");
        self
    }

    /// Changes the configuration: one text in place of another.
    #[track_caller]
    pub fn configure(&self, text: &str, by: &str) {
        let config = fs::read_to_string(self.path("imctl.toml")).expect("the configuration");
        assert!(config.contains(text), "`{text}` is not in\n{config}");
        self.write("imctl.toml", &config.replacen(text, by, 1));
    }

    /// Has encryption set up, and the service linked by the sign-in of a person.
    pub fn signed_in(self) -> Self {
        let firm = self.by_person().encrypted();
        let signing_in = browser::SigningIn::start(&firm, &[]);
        browser::visit(&signing_in.url);
        signing_in.finish().expect_code(0);
        firm
    }

    /// Has encryption set up.
    pub fn encrypted(self) -> Self {
        self.imctl(&["encryption", "init", "--seed-file", "seed.txt"]).expect_code(0);
        self
    }

    /// Has encryption set up and the service linked.
    pub fn linked(self) -> Self {
        let firm = self.encrypted();
        firm.imctl(&["link"]).expect_code(0);
        firm
    }

    /// The vault's file.
    pub fn vault(&self) -> PathBuf {
        self.path("data/vault.json")
    }

    /// Prepares a run of the program in the firm's folder, with nothing of this machine's configuration.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        command(self.folder.path(), arguments)
    }

    /// Runs the program in the firm's folder.
    pub fn imctl(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("imctl runs"))
    }

    /// Starts the program in the firm's folder and does not wait.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("imctl starts")
    }

    /// Counts the requests that reached a path of the server.
    pub fn requests_to(&self, path: &str) -> usize {
        self.server.requests().iter().filter(|seen| seen.path == path).count()
    }

    /// Counts the token requests that reached the server.
    pub fn token_requests(&self) -> usize {
        self.requests_to("/auth/oauth2/token")
    }
}

/// Prepares a run of the program in a folder, with nothing of this machine's configuration.
pub fn command<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imctl"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        // Without a screen no test opens a browser.
        let is_screen = ["BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].contains(&&*text);
        if text.starts_with("IMCTL_") || text.to_lowercase().ends_with("_proxy") || text == "NO_COLOR" || is_screen {
            command.env_remove(name);
        }
    }
    command
        .env("HOME", folder)
        .env("IMCTL_DATA_DIR", folder.join("data"))
        .env("XDG_CONFIG_HOME", folder.join("config"));
    command
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Ran {
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
            code: output.status.code().expect("an exit code"),
        }
    }
}

impl Ran {
    /// Fails, showing all that was printed, unless the exit code is this one.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\nstdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless stderr contains each text.
    #[track_caller]
    pub fn expect_told(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.stderr.contains(text),
                "`{text}` was not told\nstdout:\n{}\nstderr:\n{}",
                self.stdout,
                self.stderr
            );
        }
        self
    }

    /// Reads stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}", self.stdout))
    }
}

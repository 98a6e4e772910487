//! An installation of the program that is set on a server, and what each run of it cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::Server;
use crate::support::{Ran, SEED, command};

/// The secret that no other server may hear of.
pub const CLIENT_SECRET: &str = "canary-client-secret-0d9e2b5a81";

/// What a run may take, as it is told to the program.
pub const TIMEOUT: Duration = Duration::from_secs(2);

/// What a run may take beyond that.
const GRACE: Duration = Duration::from_secs(1);

/// The most memory that a run may take at any time.
const MOST_MEMORY: u64 = 32 * 1024;

/// The pages of the program's own file that it touches when it is built for release, as measured: a program for tests is many times as
/// large, and these pages are not what a server can make more of.
const OWN_PAGES: u64 = 8 * 1024;

/// A folder with a configuration, and with encryption set up where a test needs it.
pub struct Victim {
    folder: TempDir,
}

/// What a run came to.
pub struct Run {
    pub ran: Ran,
    /// From when the server's bad answer began to the end.
    pub took: Duration,
    /// The most memory at any time, in KiB, the pages of the program's own file left out; 0 where the system does not tell.
    pub peak: u64,
}

impl Victim {
    pub fn new(base_url: &str) -> Self {
        let victim = Victim { folder: tempfile::tempdir().expect("a temporary folder") };
        victim.set_on(base_url);
        victim.write_private("client-secret.txt", CLIENT_SECRET);
        victim.write_private("seed.txt", SEED);
        victim
    }

    /// The same with encryption set up, so that it can be linked.
    pub fn encrypted(base_url: &str) -> Self {
        let victim = Victim::new(base_url);
        let init = ["encryption", "init", "--seed-file", "seed.txt"];
        Ran::from(victim.command(&init).output().expect("imctl runs")).expect_code(0);
        victim
    }

    /// A second one with the same vault.
    pub fn copy(&self, base_url: &str) -> Self {
        let other = Victim::new(base_url);
        copy_folder(&self.path("data"), &other.path("data"));
        other
    }

    /// Sets it on another server.
    pub fn set_on(&self, base_url: &str) {
        let config = format!(
            r#"[linked_service]
base_url = "{base_url}"
preferred_database = "ACTIVE"
client_id = "operate"
client_secret = {{ file = "client-secret.txt" }}

[encryption]
seed = {{ file = "seed.txt" }}
"#
        );
        self.write("imctl.toml", &config);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    fn write_private(&self, name: &str, text: &str) {
        self.write(name, text);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).expect("permissions set");
        }
    }

    /// Prepares a run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        command(self.folder.path(), arguments)
    }

    /// Runs the program to its end.
    pub fn imctl(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("imctl runs"))
    }

    /// Runs the program with little time, and watches what it takes.
    pub fn watched(&self, server: &Server, arguments: &[&str]) -> Run {
        let seconds = TIMEOUT.as_secs().to_string();
        let mut command = self.command(&[arguments, &["--timeout", &seconds]].concat());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("imctl starts");
        let process = child.id();
        let started = Instant::now();
        let ending = std::thread::spawn(move || (child.wait_with_output(), Instant::now()));
        let mut peak = 0;
        while !ending.is_finished() {
            peak = peak.max(memory(process).unwrap_or(0));
            // Memory only ever grows in this figure, so that a look now and then is enough.
            std::thread::park_timeout(Duration::from_millis(5));
        }
        let (output, ended) = ending.join().expect("it ends");
        Run {
            ran: Ran::from(output.expect("imctl runs")),
            took: ended - server.began().unwrap_or(started).max(started),
            peak,
        }
    }

    /// Everything that is stored: each file of the data folder with its bytes, but for those that only say whose turn it is.
    pub fn stored(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        read_folder(&self.path("data"), &mut files);
        files.retain(|(path, _)| path.extension().is_none_or(|extension| extension != "lock"));
        files.sort();
        files
    }
}

impl Run {
    /// Fails unless time and memory stayed within their bounds.
    #[track_caller]
    pub fn expect_bounded(self, what: &str) -> Self {
        let Run { ran, took, .. } = &self;
        assert!(*took <= TIMEOUT + GRACE, "{what}: {took:?}\n{}", ran.stderr);
        self.expect_small(what)
    }

    /// Fails unless memory stayed within its bound.
    #[track_caller]
    pub fn expect_small(self, what: &str) -> Self {
        let Run { ran, peak, .. } = &self;
        assert!(peak + OWN_PAGES <= MOST_MEMORY, "{what}: {peak} KiB\n{}", ran.stderr);
        self
    }
}

/// Runs each case on one of a few threads: more at once would only measure how busy the machine is.
pub fn side_by_side<T: Send>(cases: Vec<T>, run: impl Fn(T) + Sync) {
    let (sender, cases_left) = mpsc::channel();
    cases.into_iter().for_each(|case| sender.send(case).expect("sent"));
    drop(sender);
    let cases_left = Mutex::new(cases_left);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let case = cases_left.lock().expect("the list").try_recv();
                    let Ok(case) = case else { break };
                    run(case);
                }
            });
        }
    });
}

/// The most memory of a process so far, in KiB, without the pages of files.
fn memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    // Until the program has taken its place, the figures are those of the process that started it.
    if !status.starts_with("Name:\timctl\n") {
        return None;
    }
    let figure = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    Some(figure("VmHWM:")?.saturating_sub(figure("RssFile:")?))
}

fn read_folder(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            read_folder(&entry.path(), files);
        } else {
            files.push((entry.path(), fs::read(entry.path()).expect("a file")));
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("made");
    fs::set_permissions(to, fs::metadata(from).expect("a folder").permissions()).expect("permissions set");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

//! Runs the program under the system-call tracer: tells which calls it makes on the firm's files, and strikes at one of them.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::Firm;

/// The calls that open or change files or take locks, and the last one of all.
const CALLS: &str = "/^(open|openat|creat|write|pwrite64|writev|ftruncate|truncate|fsync|fdatasync|chmod|fchmod|fchmodat|flock|\
     mkdir|mkdirat|rmdir|rename|renameat|renameat2|link|linkat|symlink|symlinkat|unlink|unlinkat|exit_group)$";

/// Tells whether sweeps are to be run in full: every point of every variant. Takes minutes.
pub fn is_full() -> bool {
    std::env::var_os("IMCTL_TEST_SWEEP").is_some_and(|value| value == "full")
}

/// One call of a run: the `when`-th of its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub call: String,
    pub when: usize,
    /// What the call was about when the run went untouched, as the tracer tells it.
    pub about: String,
}

/// A run of the program under the tracer, in the firm's folder.
pub fn traced(strace: &Path, firm: &Firm, arguments: &[&str], options: &[&str]) -> Command {
    let plain = firm.command(arguments);
    let mut command = Command::new(strace);
    command.args(["-f", "-qq", "-o"]).arg(log(firm)).args(options).arg(plain.get_program()).args(plain.get_args());
    command.current_dir(firm.path(""));
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// Where the tracer writes.
pub fn log(firm: &Firm) -> PathBuf {
    firm.path("strace.log")
}

/// Runs the program under the tracer with one injection. Tells whether the call was reached.
pub fn inject(strace: &Path, firm: &Firm, arguments: &[&str], calls: &str, what: &str, when: usize) -> (Output, bool) {
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:{what}:when={when}"));
    let output = traced(strace, firm, arguments, &["-e", &trace, "-e", &inject]).output().expect("strace runs");
    let told = fs::read_to_string(log(firm)).unwrap_or_default();
    let reached = told.contains("(INJECTED)") || told.contains("killed by SIGKILL");
    (output, reached)
}

/// Strikes at one point of a run. Tells whether it was one of the firm's files that was hit: each thread's calls are counted on
/// their own, so that another thread's may be hit too, which is nothing that a file system does.
pub fn strike(strace: &Path, firm: &Firm, arguments: &[&str], point: &Point, what: &str) -> (Output, bool) {
    let call = &point.call;
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{what}:when={}", point.when));
    let output = traced(strace, firm, arguments, &["-y", "-e", &trace, "-e", &inject]).output().expect("strace runs");
    let told = fs::read_to_string(log(firm)).unwrap_or_default();
    let folder = firm.path("").to_string_lossy().into_owned();
    let mut hit = told.lines().filter(|line| line.contains("(INJECTED)")).peekable();
    let is_hit = hit.peek().is_some() && hit.all(|line| line.contains(folder.trim_end_matches('/')));
    (output, is_hit || told.contains("killed by SIGKILL"))
}

/// Runs the command untouched and lists its calls that concern the firm's files, and its end. Each thread's calls are counted on
/// their own, as the tracer's injections do.
pub fn points(strace: &Path, firm: &Firm, arguments: &[&str]) -> Vec<Point> {
    let trace = format!("trace={CALLS}");
    let output = traced(strace, firm, arguments, &["-y", "-s", "200", "-e", &trace]).output().expect("strace runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let folder = firm.path("").to_string_lossy().trim_end_matches('/').to_owned();
    let told = fs::read_to_string(log(firm)).expect("the log");
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    let mut found: BTreeMap<(String, usize), String> = BTreeMap::new();
    let mut order = Vec::new();
    for line in told.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((call, about)) = rest.trim_start().split_once('(') else { continue };
        let count = counts.entry((thread, call)).or_default();
        *count += 1;
        // The folder that the program runs in says nothing of the file: the loader's are elsewhere.
        let subject = about.replace(&format!("AT_FDCWD<{folder}>"), "");
        // What is told on the way is no file either, whatever it names.
        let is_told = subject.starts_with("1<") || subject.starts_with("2<");
        if (subject.contains(&folder) && !is_told || call == "exit_group")
            && !found.contains_key(&(call.to_owned(), *count))
        {
            found.insert((call.to_owned(), *count), about.to_owned());
            order.push((call.to_owned(), *count));
        }
    }
    let point = |(call, when): (String, usize)| {
        let about = found[&(call.clone(), when)].clone();
        Point { call, when, about }
    };
    order.into_iter().map(point).collect()
}

impl Point {
    /// Tells whether the call changes what stands under a name; between two of these the folder looks the same to others.
    pub fn is_change_of_names(&self) -> bool {
        let names = ["rename", "unlink", "link", "rmdir", "symlink", "exit_group"];
        names.iter().any(|name| self.call.starts_with(name))
    }

    /// Tells whether the call makes a file.
    pub fn is_creation(&self) -> bool {
        self.call == "creat" || (self.call.starts_with("open") && self.about.contains("O_CREAT"))
    }

    /// Tells whether the call only opens what is there.
    pub fn is_look(&self) -> bool {
        self.call.starts_with("open") && !self.is_creation()
    }

    /// Tells whether the call is about a lock's file, whose contents are for people only.
    pub fn is_of_lock(&self) -> bool {
        self.about.contains("/locks/") || self.call == "flock"
    }
}

/// The files of a folder, to be put back as they were.
pub struct Kept {
    root: PathBuf,
    folders: Vec<(PathBuf, u32)>,
    files: Vec<(PathBuf, u32, Vec<u8>)>,
}

impl Kept {
    /// Keeps what is in a folder.
    pub fn of(root: &Path) -> Self {
        let mut kept = Kept { root: root.to_owned(), folders: Vec::new(), files: Vec::new() };
        let mut left = vec![root.to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(&folder).expect("a folder").flatten() {
                let path = entry.path();
                let about = fs::symlink_metadata(&path).expect("there");
                let mode = about.permissions().mode() & 0o7777;
                if about.is_dir() {
                    kept.folders.push((path.clone(), mode));
                    left.push(path);
                } else if about.is_file() && path.file_name().is_some_and(|name| name != "strace.log") {
                    let bytes = fs::read(&path).expect("read");
                    kept.files.push((path, mode, bytes));
                }
            }
        }
        kept
    }

    /// Puts everything back; what came since goes.
    pub fn put_back(&self) {
        for entry in fs::read_dir(&self.root).expect("a folder").flatten() {
            let path = entry.path();
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.expect("removed");
        }
        let set = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
        for (path, mode) in &self.folders {
            fs::create_dir_all(path).expect("a folder");
            set(path, *mode);
        }
        for (path, mode, bytes) in &self.files {
            fs::write(path, bytes).expect("written");
            set(path, *mode);
        }
    }

    /// The bytes a file had.
    pub fn bytes(&self, path: &Path) -> Option<&[u8]> {
        self.files.iter().find(|(known, ..)| known == path).map(|(.., bytes)| bytes.as_slice())
    }
}

/// Names the files that stand in a folder beside the ones that belong there.
pub fn leftovers(folder: &Path) -> Vec<String> {
    let known = ["vault.json", "certificate.pem", "private-key.pem", "locks", "refused"];
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let mut names: Vec<_> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !known.contains(&name.as_str()));
    names.sort();
    names
}

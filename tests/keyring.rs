//! The system's keyring for real: a Secret Service on a message bus of its own, unlocked, locked, absent, and silent.
//!
//! Each test starts this very program again inside the bus, so that nothing of the machine's own keyring is touched.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use imctl::text::secret::Secret;
use imctl::vault::keyring::{self, KeyringError};
use imctl::vault::sources::SecretName;

mod parts;

const SEED: &str = "correct horse battery staple, nine purple otters juggle 41 lanterns while quiet bakers map the northern harbour; yes!";

/// Says which of the inner tests runs inside the bus.
const INSIDE: &str = "IMCTL_TEST_INSIDE_BUS";

/// Unlocks the keyring with an empty password, as a login does.
const UNLOCKED: &str = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1";

/// Makes a keyring that has a password.
const WITH_PASSWORD: &str =
    "printf 'the password\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1";

/// Starts the daemon without the password; to ask for it takes a prompter, and there is none.
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets --daemonize >/dev/null 2>&1";

/// Runs a program on a bus of its own whose keyring was prepared by `prepare`. `None` where a part is missing.
fn on_a_bus(folder: &Path, prepare: &str, program: &mut Command) -> Option<Output> {
    let session = parts::program("dbus-run-session")?;
    parts::program("gnome-keyring-daemon")?;
    let runtime = folder.join("runtime");
    fs::create_dir_all(&runtime).expect("a folder");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).expect("set");
    }
    let mut command = Command::new(session);
    command.args(["--", "sh", "-c", &format!("{prepare}; exec \"$@\""), "sh"]);
    command.arg(program.get_program()).args(program.get_args()).current_dir(folder);
    command.env("HOME", folder).env("XDG_DATA_HOME", folder.join("share")).env("XDG_RUNTIME_DIR", &runtime);
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Some(command.output().expect("the bus starts"))
}

/// Runs one of the inner tests of this file on a bus.
fn inside(test: &str, prepare: &str) {
    inside_of(tempfile::tempdir().expect("a folder").path(), test, prepare);
}

fn inside_of(folder: &Path, test: &str, prepare: &str) {
    let mut own = Command::new(std::env::current_exe().expect("this program"));
    own.args(["--exact", test, "--ignored", "--nocapture"]).env(INSIDE, "1");
    let Some(output) = on_a_bus(folder, prepare, &mut own) else { return };
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

fn name() -> SecretName {
    SecretName { environment: "production".into(), key: "client_secret" }
}

#[test]
fn a_keyring_keeps_gives_back_and_forgets() {
    inside("inner_set_get_delete", UNLOCKED);
}

#[test]
#[ignore = "runs inside a bus of its own"]
fn inner_set_get_delete() {
    if !is_inside() {
        return;
    }
    assert_eq!(keyring::get(&name()).err(), Some(KeyringError::NoEntry));
    for text in ["first", "second, with \u{fc}mlaut and\nline end"] {
        let secret = Secret::new(text.to_owned());
        keyring::set(&name(), &secret).expect("kept");
        assert!(keyring::get(&name()).expect("given back") == secret);
    }
    let other = SecretName { environment: "uat".into(), key: "client_secret" };
    assert_eq!(keyring::get(&other).err(), Some(KeyringError::NoEntry), "entries of two environments are two");
    keyring::probe().expect("it works");
    keyring::delete(&name()).expect("forgotten");
    keyring::delete(&name()).expect("what is gone already is no error");
    assert_eq!(keyring::get(&name()).err(), Some(KeyringError::NoEntry));
}

#[test]
fn a_locked_keyring_is_told_and_keeps_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    inside_of(folder.path(), "inner_store", WITH_PASSWORD);
    inside_of(folder.path(), "inner_locked", LOCKED);
}

#[test]
#[ignore = "runs inside a bus of its own"]
fn inner_store() {
    if is_inside() {
        keyring::set(&name(), &Secret::new("kept under a password".to_owned())).expect("kept");
    }
}

#[test]
#[ignore = "runs inside a bus of its own"]
fn inner_locked() {
    if !is_inside() {
        return;
    }
    for refused in [keyring::get(&name()).err(), keyring::probe().err()] {
        assert!(matches!(refused, Some(KeyringError::Locked | KeyringError::Slow)), "{refused:?}");
    }
}

#[test]
fn without_a_bus_the_keyring_is_absent() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut own = Command::new(std::env::current_exe().expect("this program"));
    own.args(["--exact", "inner_absent", "--ignored", "--nocapture"]).env(INSIDE, "1");
    own.env("HOME", folder.path()).env("XDG_RUNTIME_DIR", folder.path()).env_remove("DBUS_SESSION_BUS_ADDRESS");
    let output = own.env("PATH", "").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
#[ignore = "runs in an environment without a bus"]
fn inner_absent() {
    if is_inside() {
        assert_eq!(keyring::get(&name()).err(), Some(KeyringError::Absent));
        assert_eq!(keyring::probe().err(), Some(KeyringError::Absent));
    }
}

#[test]
fn a_keyring_that_never_answers_is_given_up_by_each_call_after_three_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("bus");
    // Connections are taken by the system and nobody ever says a word.
    let _silent = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let mut own = Command::new(std::env::current_exe().expect("this program"));
    own.args(["--exact", "inner_silent", "--ignored", "--nocapture"]).env(INSIDE, "1");
    let address = format!("unix:path={}", socket.display());
    let output = own.env("DBUS_SESSION_BUS_ADDRESS", address).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
#[ignore = "runs against a bus that is silent"]
fn inner_silent() {
    if !is_inside() {
        return;
    }
    type Call = fn() -> Option<KeyringError>;
    let calls: [(&str, Call); 3] = [
        ("get", || keyring::get(&name()).err()),
        ("set", || keyring::set(&name(), &Secret::new("never kept".to_owned())).err()),
        ("delete", || keyring::delete(&name()).err()),
    ];
    // Side by side, so that all three take the time of one.
    thread::scope(|scope| {
        for (what, call) in calls {
            scope.spawn(move || {
                let start = Instant::now();
                assert_eq!(call(), Some(KeyringError::Slow), "{what}");
                let taken = start.elapsed();
                assert!((Duration::from_secs(3)..Duration::from_secs(5)).contains(&taken), "{what}: {taken:?}");
            });
        }
    });
}

/// `imctl encryption …` in a folder whose configuration keeps the seed in the keyring.
fn imctl(folder: &Path, arguments: &[&str]) -> Command {
    let config = "[linked_service]\nbase_url = \"http://127.0.0.1:1\"\nclient_id = \"x\"\n[encryption]\nseed = { keyring = true }\n";
    fs::write(folder.join("imctl.toml"), config).expect("written");
    fs::write(folder.join("seed.txt"), SEED).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_imctl"));
    command.args(arguments).current_dir(folder).env("IMCTL_DATA_DIR", folder.join("data"));
    command
}

#[test]
fn the_seed_is_kept_by_the_keyring_and_opens_the_vault_from_there() {
    let folder = tempfile::tempdir().expect("a folder");
    #[cfg(unix)]
    let mut both = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_imctl");
    let line = format!(
        "'{program}' encryption init --seed-file - <seed.txt && rm seed.txt && '{program}' encryption status -o json"
    );
    drop(imctl(folder.path(), &[]));
    both.args(["-c", &line]).env("IMCTL_DATA_DIR", folder.path().join("data"));
    let Some(output) = on_a_bus(folder.path(), UNLOCKED, &mut both) else { return };
    let (out, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{told}");
    assert!(out.contains("stored in the keyring") && out.contains("\"opens\": true"), "{out}\n{told}");
}

#[test]
fn a_new_seed_takes_the_place_of_the_old_one_in_the_keyring() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(imctl(folder.path(), &[]));
    fs::write(folder.path().join("new.txt"), SEED.replace("correct horse", "battery powered")).expect("written");
    let program = env!("CARGO_BIN_EXE_imctl");
    let line = format!(
        "'{program}' encryption init --seed-file - <seed.txt \
         && '{program}' encryption rotate --seed-file - --store-seed <new.txt && rm seed.txt new.txt \
         && '{program}' encryption status -o json \
         && '{program}' encryption rotate --generate-seed --store-seed --make-certificate \
         && '{program}' encryption status -o json"
    );
    let mut all = Command::new("sh");
    all.args(["-c", &line]).env("IMCTL_DATA_DIR", folder.path().join("data"));
    let Some(output) = on_a_bus(folder.path(), UNLOCKED, &mut all) else { return };
    let (out, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{told}");
    assert_eq!(out.matches("\"opens\": true").count(), 2, "{out}\n{told}");
    for file in files_of(folder.path()) {
        let bytes = fs::read(&file).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("battery powered"), "{file:?} holds the seed");
    }
}

/// Runs the program on a keyring that cannot be used, and expects that it says so and leaves nothing behind.
fn expect_unusable(prepare: impl Fn(&mut Command)) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = imctl(folder.path(), &["encryption", "init", "--seed-file", "-", "-o", "json"]);
    command.stdin(fs::File::open(folder.path().join("seed.txt")).expect("the seed"));
    command.env("XDG_RUNTIME_DIR", folder.path()).env("HOME", folder.path());
    prepare(&mut command);
    let output = command.output().expect("imctl runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(5), "{told}");
    assert!(told.contains("keyring.unusable"), "{told}");
    assert!(!folder.path().join("data/vault.json").exists(), "no vault was made");
    for file in files_of(&folder.path().join("data")) {
        let bytes = fs::read(&file).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("battery staple"), "{file:?} holds the seed");
    }
}

/// Every file below a folder.
fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_of(&path) } else { vec![path] }).collect()
}

#[test]
fn where_the_keyring_cannot_be_used_nothing_weaker_takes_its_place() {
    expect_unusable(|command| {
        command.env_remove("DBUS_SESSION_BUS_ADDRESS");
    });
}

#[test]
fn a_keyring_that_is_silent_keeps_no_command_waiting() {
    let bus = tempfile::tempdir().expect("a folder");
    let socket = bus.path().join("bus");
    let _silent = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    expect_unusable(|command| {
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", socket.display()));
    });
    // A seed that is only read from there is told as what it is.
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = imctl(folder.path(), &["encryption", "init", "-o", "json"]);
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", socket.display()));
    let output = command.output().expect("imctl runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(5), "{told}");
    assert!(told.contains("keyring.") && !folder.path().join("data/vault.json").exists(), "{told}");
}

/// Has `link` ask the keyring for the client secret alone: the vault opens without it. Expects that one of these causes is
/// told, and that nothing is changed.
fn expect_no_link(folder: &Path, causes: &[&str], run: impl FnOnce(&mut Command) -> Option<Output>) {
    let (mut init, mut link) = (imctl(folder, &["encryption", "init"]), imctl(folder, &["link", "-o", "json"]));
    let config = "default_environment = \"production\"\n[linked_service]\nbase_url = \"http://127.0.0.1:1\"\nclient_id = \"x\"\n\
                  client_secret = { keyring = true }\n[encryption]\nseed = { env = \"FIRM_SEED\" }\n";
    fs::write(folder.join("imctl.toml"), config).expect("written");
    let made = init.env("FIRM_SEED", SEED).output().expect("imctl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let vault = || fs::read(folder.join("data/vault.json")).expect("the vault");
    let before = vault();
    let Some(output) = run(link.env("FIRM_SEED", SEED)) else { return };
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{told}");
    // The bus tells its own troubles there too.
    let object = told.lines().find(|line| line.starts_with('{')).expect("an object");
    let error: serde_json::Value = serde_json::from_str(object).expect("JSON");
    assert_eq!(error["error"]["code"], "keyring.unusable", "{told}");
    assert!(causes.iter().any(|cause| object.contains(cause)), "{told}");
    assert!(vault() == before, "the vault was changed: {told}");
}

#[test]
fn no_link_is_made_where_the_keyring_that_is_to_give_the_client_secret_is_absent_or_silent() {
    let folder = tempfile::tempdir().expect("a folder");
    expect_no_link(folder.path(), &["no keyring that answers"], |link| {
        link.env("HOME", folder.path()).env("XDG_RUNTIME_DIR", folder.path()).env_remove("DBUS_SESSION_BUS_ADDRESS");
        Some(link.output().expect("imctl runs"))
    });
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("bus");
    let _silent = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    expect_no_link(folder.path(), &["no answer within 3 s"], |link| {
        link.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", socket.display()));
        Some(link.output().expect("imctl runs"))
    });
}

#[test]
fn no_link_is_made_where_the_keyring_that_holds_the_client_secret_is_locked() {
    let folder = tempfile::tempdir().expect("a folder");
    inside_of(folder.path(), "inner_store", WITH_PASSWORD);
    let causes = ["the keyring is locked", "no answer within 3 s"];
    expect_no_link(folder.path(), &causes, |link| on_a_bus(folder.path(), LOCKED, link));
}

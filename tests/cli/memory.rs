//! What a process leaves of its secrets: no core dump wherever it is aborted, and neither seed nor any key in its memory at its end.

#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::parts;
use crate::rotate::OTHER;
use crate::support::tracer::{Kept, is_full, log, points, traced};
use crate::support::{Firm, SEED};

const LINK: &[&str] = &["link"];
const INIT: &[&str] = &["encryption", "init", "--seed-file", "seed.txt"];
const STATUS: &[&str] = &["encryption", "status"];
const ROTATE: &[&str] = &["encryption", "rotate", "--seed-file", "new.txt", "--make-certificate"];

fn firm_for(command: &[&str]) -> Firm {
    let firm = if command == INIT { Firm::new() } else { Firm::new().encrypted() };
    firm.write_private("new.txt", OTHER);
    firm
}

/// Runs a prepared command with core dumps allowed, as far as this machine allows them.
fn with_core_dumps(command: &Command) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -c unlimited && exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
    shell.current_dir(command.get_current_dir().expect("a folder"));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.output().expect("it runs")
}

fn core_files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("core")).collect()
}

/// Tells whether another program that is aborted here leaves a core dump: only then it says something that ours does not.
fn dumps_cores(strace: &Path, firm: &Firm) -> bool {
    let mut command = Command::new(strace);
    command.args(["-f", "-qq", "-o"]).arg(log(firm)).args(["-e", "trace=none", "sh", "-c", "kill -ABRT $$"]);
    with_core_dumps(command.current_dir(firm.path("")));
    let told = fs::read_to_string(log(firm)).unwrap_or_default();
    for name in core_files(&firm.path("")) {
        fs::remove_file(firm.path(&name)).expect("removed");
    }
    told.contains("killed by SIGABRT (core dumped)")
}

#[test]
fn an_abort_at_any_moment_leaves_no_core_dump() {
    let Some(strace) = parts::program("strace") else { return };
    if !dumps_cores(&strace, &Firm::new()) {
        return parts::missing("core dumps of other programs");
    }
    let mut aborted = 0;
    for command in [LINK, INIT, ROTATE] {
        let firm = firm_for(command);
        let kept = Kept::of(&firm.path(""));
        // Openings begin with the loader's, before the program itself runs; there is nothing secret in memory then.
        let mut points = points(&strace, &firm, command);
        points.retain(|point| !point.call.starts_with("open"));
        let step = if is_full() { 1 } else { points.len() / 5 };
        for point in points.iter().rev().step_by(step) {
            kept.put_back();
            let call = &point.call;
            let inject = format!("inject={call}:signal=ABRT:when={}", point.when);
            with_core_dumps(&traced(&strace, &firm, command, &["-e", &format!("trace={call}"), "-e", &inject]));
            let told = fs::read_to_string(log(&firm)).expect("the log");
            let place = format!("{command:?} at {call} number {}, {}", point.when, point.about);
            assert!(!told.contains("core dumped"), "{place}");
            assert_eq!(core_files(&firm.path("")), Vec::<String>::new(), "{place}");
            aborted += usize::from(told.contains("killed by SIGABRT"));
        }
    }
    assert!(aborted >= 12, "only {aborted} runs were aborted");
}

/// Before this limit is set the program has read nothing: neither configuration nor a secret.
#[test]
fn the_limit_to_core_dumps_comes_before_anything_is_read() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = firm_for(STATUS);
    let ran = traced(&strace, &firm, STATUS, &["-e", "trace=open,openat,read,prlimit64,setrlimit"]).output();
    assert!(ran.expect("strace runs").status.success());
    let told = fs::read_to_string(log(&firm)).expect("the log");
    let limit = told.lines().position(|line| line.contains("RLIMIT_CORE") && line.contains("rlim_cur=0, rlim_max=0"));
    let first = told.lines().position(|line| line.contains("imctl.toml") || line.contains("seed.txt"));
    assert!(limit.expect("a limit") < first.expect("the configuration is read"), "{told}");
}

/// Holds a run up at its last call, and reads all memory that it can write to. `None` where this user or machine may not.
fn memory_at_the_end(strace: &Path, firm: &Firm, command: &[&str]) -> Option<Vec<u8>> {
    // The number of exit_group.
    let last = if cfg!(target_arch = "x86_64") { "231 " } else { "94 " };
    // A minute, in microseconds; it is killed long before.
    let inject = "inject=exit_group:delay_enter=60000000";
    let mut traced = traced(strace, firm, command, &["-e", "trace=exit_group", "-e", inject]);
    let mut child = traced.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("strace starts");
    let (tracer, limit) = (child.id(), Instant::now() + Duration::from_secs(50));
    let children = format!("/proc/{tracer}/task/{tracer}/children");
    let is_at_the_end = |process: &&str| {
        fs::read_to_string(format!("/proc/{process}/syscall")).is_ok_and(|call| call.starts_with(last))
    };
    let mut memory = None;
    while memory.is_none() && Instant::now() < limit && child.try_wait().expect("a state").is_none() {
        let known = fs::read_to_string(&children).unwrap_or_default();
        memory = known.split_whitespace().find(is_at_the_end).and_then(read_memory);
        std::thread::yield_now();
    }
    for process in fs::read_to_string(&children).unwrap_or_default().split_whitespace() {
        let _ = Command::new("kill").args(["-KILL", process]).status();
    }
    let _ = child.kill();
    child.wait().expect("it ends");
    memory
}

fn read_memory(process: &str) -> Option<Vec<u8>> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let memory = File::open(format!("/proc/{process}/mem")).ok()?;
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw"))) {
        let (from, to) = line.split(' ').next()?.split_once('-')?;
        let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
        let mut part = vec![0; usize::try_from(to - from).ok()?];
        if memory.read_exact_at(&mut part, from).is_ok() {
            all.extend_from_slice(&part);
        }
    }
    Some(all)
}

fn holds(memory: &[u8], needle: &[u8]) -> bool {
    memory.windows(needle.len()).any(|window| window == needle)
}

/// The key that a seed gives with the salt of the firm's vault.
fn seed_key(firm: &Firm, seed: &str) -> [u8; 32] {
    let vault: serde_json::Value = serde_json::from_slice(&fs::read(firm.vault()).expect("a vault")).expect("JSON");
    let salt = STANDARD.decode(vault["kdf"]["salt"].as_str().expect("a salt")).expect("Base64");
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha512>(seed.as_bytes(), &salt, 210_000, &mut key);
    key
}

/// Pieces of the firm's private key, in each form that it has: the lines of its file, and the secret number itself.
fn key_pieces(firm: &Firm) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(firm.path("data/private-key.pem")).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(lines.concat()).expect("Base64");
    // An octet string of 32 bytes (RFC 5915 section 3).
    let at = der.windows(2).position(|pair| pair == [4, 32]);
    let number = at.map(|at| der[at + 2..at + 34].to_vec());
    let half = |piece: Vec<u8>| [piece[..16].to_vec(), piece[16..].to_vec()];
    lines.iter().map(|line| line.as_bytes()[..24].to_vec()).chain(number.into_iter().flat_map(half)).collect()
}

#[test]
fn neither_seed_nor_derived_nor_private_key_is_in_memory_at_the_end() {
    let Some(strace) = parts::program("strace") else { return };
    for command in [INIT, LINK, STATUS, ROTATE] {
        let firm = firm_for(command);
        let keys = |firm: &Firm| firm.vault().exists().then(|| [SEED, OTHER].map(|seed| seed_key(firm, seed)));
        let (old_keys, mut pieces) = (keys(&firm), key_pieces(&firm));
        let Some(memory) = memory_at_the_end(&strace, &firm, command) else {
            return parts::missing("the right to read the memory of a process");
        };
        // What is no secret is found: the program's own arguments.
        assert!(memory.len() > 100_000 && holds(&memory, command[0].as_bytes()), "{command:?}");
        for seed in [SEED, OTHER] {
            for part in [&seed[..24], &seed[40..64], &seed[seed.len() - 24..]] {
                assert!(!holds(&memory, part.as_bytes()), "{command:?}: a part of the seed is left: {part}");
            }
        }
        for key in old_keys.into_iter().chain(keys(&firm)).flatten() {
            assert!(!holds(&memory, &key[..16]), "{command:?}: the derived key is left");
        }
        pieces.extend(key_pieces(&firm));
        assert!(pieces.len() >= 5, "{command:?}: {} pieces", pieces.len());
        for (number, piece) in pieces.iter().enumerate() {
            assert!(!holds(&memory, piece), "{command:?}: piece {number} of the private key is left");
        }
    }
}

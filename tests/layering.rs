//! Checks from the source text that every file uses only rooms on lower floors or its own room, that foreign crates stay
//! in their room, and that what is denied by rule is denied.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const FLOORS: &[(&str, u8)] = &[
    ("text", 1),
    ("cli", 1),
    ("sandbox", 1),
    ("sys", 2),
    ("http", 2),
    ("operate", 2),
    ("config", 3),
    ("vault", 3),
    ("imanage", 3),
    ("session", 4),
    ("resolve", 5),
    ("listing", 5),
    ("provision", 5),
    ("prereqs", 6),
    ("output", 7),
    ("failure", 7),
    ("commands", 8),
];

/// A foreign crate and the rooms that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("reqwest", &["http"]),
    ("keyring", &["vault"]),
    ("aes_gcm", &["vault"]),
    ("pbkdf2", &["vault"]),
    ("comfy_table", &["output"]),
    ("indicatif", &["output"]),
    ("quick_xml", &["output"]),
    // Both listen: the practice server, and the address that a browser comes back to after the sign-in.
    ("hyper", &["http", "sandbox"]),
    ("open", &["sys"]),
    ("windows_permissions", &["sys"]),
    ("dialoguer", &["sys", "vault"]),
    // The operating system is the only source of what must not be guessed.
    ("getrandom", &["vault", "imanage", "sandbox"]),
    ("rand", &[]),
    ("fastrand", &[]),
    ("oorandom", &[]),
];

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file as (room, path, text without comments and without its test module).
fn rooms() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    assert!(files.len() > 20, "the source tree was not found");
    files
        .into_iter()
        .filter_map(|path| {
            let inside = path.strip_prefix(&root).expect("below src").to_owned();
            let mut parts = inside.components();
            let room = parts.next()?.as_os_str().to_str()?.to_owned();
            parts.next()?;
            let is_test = inside.file_stem().is_some_and(|stem| stem == "tests")
                || inside.components().any(|part| part.as_os_str() == "tests");
            let text = fs::read_to_string(&path).expect("a text file");
            let tests = ["#[cfg(test)]\nmod tests", "#[cfg(all(test, unix))]\nmod tests"];
            let end = tests.iter().filter_map(|begin| text.find(begin)).min().unwrap_or(text.len());
            let text = &text[..end];
            let text = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (!is_test).then_some((room, inside, text))
        })
        .collect()
}

/// The names that follow `prefix` in a text, `use crate::{a::…, b::…}` included.
fn names_after(text: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        if text[..at]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || before == '_' || before == ':')
        {
            continue;
        }
        let rest = &text[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut word, mut takes) = (0_i32, String::new(), true);
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        names.push(std::mem::take(&mut word));
                        takes = true;
                    }
                    ':' => takes &= depth > 0,
                    _ if character.is_whitespace() => {}
                    _ if takes && depth == 0 => word.push(character),
                    _ => {}
                }
            }
            names.push(word);
        } else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn a_file_uses_only_rooms_below_its_own() {
    let floors: BTreeMap<_, _> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, path, text) in rooms() {
        let own = *floors.get(room.as_str()).unwrap_or_else(|| panic!("`src/{room}` is in no floor of the plan"));
        for used in names_after(&text, "crate::") {
            let Some(floor) = floors.get(used.as_str()) else { continue };
            if used != room && *floor >= own {
                wrong.push(format!("{} (floor {own}) uses {used} (floor {floor})", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sandbox_shares_nothing_with_the_client() {
    for (room, path, text) in rooms() {
        if room == "sandbox" {
            for used in names_after(&text, "crate::") {
                assert!(used == "sandbox" || used == "text", "{} uses {used}", path.display());
            }
        }
    }
}

#[test]
fn a_foreign_crate_is_named_in_its_room_only() {
    for (room, path, text) in rooms() {
        for (foreign, homes) in HOMES {
            // A room's own module may bear the crate's name: `vault::keyring`.
            let path_to_it = format!("{foreign}::");
            let mut places = text.match_indices(&path_to_it).map(|(at, _)| &text[..at]);
            let own_module = text.contains(&format!("::{foreign};")) || text.contains(&format!("::{foreign}::"));
            let is_crate = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            let named = (!own_module && places.any(is_crate)) || text.contains(&format!("use {foreign}"));
            assert!(!named || homes.contains(&room.as_str()), "{} names the crate {foreign}", path.display());
        }
        if !["cli", "commands"].contains(&room.as_str()) {
            assert!(!text.contains("clap::"), "{} names clap", path.display());
        }
    }
}

#[test]
fn the_real_process_is_read_in_one_room() {
    for (room, path, text) in rooms() {
        for call in ["env::var(", "env::var_os(", "env::vars", "env::set_var", "process::exit(", "env::current_dir("] {
            assert!(room == "sys" || !text.contains(call), "{} calls {call}", path.display());
        }
    }
}

#[test]
fn only_output_and_commands_print_and_never_by_macro() {
    for (_, path, text) in rooms() {
        for call in ["println!(", "eprintln!(", "print!(", "dbg!(", "todo!(", "unimplemented!("] {
            let named = text
                .match_indices(call)
                .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            assert!(!named, "{} calls {call}", path.display());
        }
    }
}

#[test]
fn nothing_turns_the_verification_of_certificates_off() {
    let mut seen = 0;
    for (_, path, text) in rooms() {
        for call in ["dangerous()", "::danger", "danger_accept", "tls_danger", "NoVerifier"] {
            // The one that watches a handshake to tell what a server shows, and sends nothing over it.
            let is_watcher = path.ends_with("way/handshake.rs");
            seen += usize::from(is_watcher && text.contains(call));
            assert!(is_watcher || !text.contains(call), "{} has {call}", path.display());
        }
    }
    assert!(seen > 0, "the check no longer finds the one place that there is");
}

#[test]
fn every_file_says_what_it_owns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    for path in files {
        let text = fs::read_to_string(&path).expect("a text file");
        assert!(text.starts_with("//!"), "{} has no header", path.display());
    }
}

#[test]
fn the_check_itself_sees_grouped_and_nested_uses() {
    assert_eq!(names_after("use crate::{vault::{a, b}, config::c};", "crate::"), ["vault", "config"]);
    assert_eq!(names_after("crate::http::run(mycrate::x)", "crate::"), ["http"]);
}

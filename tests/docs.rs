//! Compares what is generated from the command tree, and what the documents say, with the code.
//! `IMCTL_TEST_BLESS=1 cargo test --test docs` writes completions and man pages anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use imctl::cli::completions::Shell;
use imctl::cli::generate;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a committed folder with what it must hold; writes it anew when blessed.
fn compare(folder: &str, expected: &BTreeMap<String, Vec<u8>>) {
    let folder = root().join(folder);
    if std::env::var_os("IMCTL_TEST_BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        for (name, bytes) in expected {
            fs::write(folder.join(name), bytes).expect("written");
        }
    }
    let found: BTreeMap<String, PathBuf> = fs::read_dir(&folder)
        .expect("a committed folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "`{}` holds other files than the command tree makes; run `just generate`",
        folder.display()
    );
    for (name, path) in found {
        let same = fs::read(&path).expect("a readable file") == expected[&name];
        assert!(same, "`{}` is out of date; run `just generate`", path.display());
    }
}

#[test]
fn committed_completions_are_those_of_the_command_tree() {
    let expected =
        Shell::FILES.iter().map(|(shell, file)| ((*file).to_owned(), generate::completions(*shell))).collect();
    compare("completions", &expected);
}

#[test]
fn committed_man_pages_are_those_of_the_command_tree() {
    compare("man", &generate::man_pages().expect("pages").into_iter().collect());
}

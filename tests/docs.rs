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

/// The README's table of variables, made from the registry.
fn variables_table() -> String {
    let mut table = String::from("| variable | meaning |\n|---|---|\n");
    for variable in imctl::sys::env::VARIABLES {
        let key = variable.key.map(|key| format!(" (`{key}`)")).unwrap_or_default();
        table.push_str(&format!("| `{}` | {}{key} |\n", variable.name, variable.meaning));
    }
    table
}

#[test]
fn the_readme_lists_every_variable_of_the_registry() {
    const BEGIN: &str = "<!-- variables -->\n";
    const END: &str = "<!-- end of variables -->";
    let path = root().join("README.md");
    let text = fs::read_to_string(&path).expect("the README");
    let (before, rest) = text.split_once(BEGIN).expect("the beginning of the table");
    let (found, after) = rest.split_once(END).expect("the end of the table");
    if std::env::var_os("IMCTL_TEST_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", variables_table())).expect("written");
    } else {
        assert_eq!(found, variables_table(), "run `just generate`");
    }
}

#[test]
fn the_readme_lists_every_exit_code() {
    use imctl::failure::verdict::Exit;
    let text = fs::read_to_string(root().join("README.md")).expect("the README");
    for exit in Exit::ALL {
        let row = format!("| {} | {} |", exit as u8, exit.name());
        assert!(text.contains(&row), "{row}");
    }
}

#[test]
fn the_readme_lists_every_subcommand() {
    let text = fs::read_to_string(root().join("README.md")).expect("the README");
    for (page, _) in generate::man_pages().expect("pages") {
        let words: Vec<_> = page.trim_end_matches(".1").splitn(2, '-').collect();
        if let [_, name] = words[..] {
            assert!(
                text.contains(&format!("`{name}`"))
                    || text.contains(&format!("`{}", name.replace('-', " ")))
                    || name.contains('-'),
                "{name}"
            );
        }
    }
}

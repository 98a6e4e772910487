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

/// Every text of the form `area.what` in double quotes, in a source text above its tests.
fn codes_of(text: &str) -> Vec<String> {
    const AREAS: [&str; 18] = [
        "certificate",
        "config",
        "imanage",
        "keyring",
        "listing",
        "network",
        "oauth",
        "output",
        "remote",
        "resolve",
        "request",
        "sandbox",
        "secret",
        "seed",
        "session",
        "store",
        "vault",
        "work-item",
    ];
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let is_code = |word: &&str| {
        let is_word = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        word.split_once('.').is_some_and(|(area, what)| AREAS.contains(&area) && is_word(what))
    };
    text.split('"').filter(is_code).map(str::to_owned).collect()
}

#[test]
fn the_document_lists_every_error_code() {
    use std::collections::BTreeSet;
    let document = fs::read_to_string(root().join("docs/exit-codes.md")).expect("the document");
    let mut codes = BTreeSet::new();
    for room in ["src/failure", "src/config"] {
        for entry in fs::read_dir(root().join(room)).expect("a room") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                codes.extend(codes_of(&fs::read_to_string(path).expect("a source text")));
            }
        }
    }
    assert!(codes.len() > 80, "{codes:?}");
    let listed: BTreeSet<String> = codes_of(&document.replace('`', "\"")).into_iter().collect();
    assert_eq!(codes.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "not in docs/exit-codes.md");
    let listed: BTreeSet<_> = listed.into_iter().filter(|code| !code.ends_with(".toml")).collect();
    assert_eq!(listed.difference(&codes).collect::<Vec<_>>(), Vec::<&String>::new(), "not in the code any more");
}

#[test]
fn the_documents_list_every_exit_code() {
    use imctl::failure::verdict::Exit;
    for name in ["README.md", "docs/exit-codes.md"] {
        let text = fs::read_to_string(root().join(name)).expect("the document");
        for exit in Exit::ALL {
            let row = format!("| {} | {} |", exit as u8, exit.name());
            assert!(text.contains(&row), "{name}: {row}");
        }
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

#[test]
fn the_document_lists_every_check() {
    use std::collections::BTreeSet;
    let document = fs::read_to_string(root().join("docs/check-prereqs.md")).expect("the document");
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: BTreeSet<&str> = rows.map(|(id, _)| id).filter(|id| id.contains('.')).collect();
    let checks = imctl::prereqs::checks::list::all(None);
    let families = [
        "areas.<key>.workspace",
        "areas.<key>.folder",
        "areas.<key>.access",
        "areas.<key>.unique",
        "resolvers.<repository>",
        "resolvers.<repository>.<work type>",
        "resolvers.<repository>.sample-<n>",
    ];
    let known: BTreeSet<&str> = checks.iter().map(|check| check.id.as_str()).chain(families).collect();
    assert_eq!(listed, known);
}

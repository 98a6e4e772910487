//! Loads the committed completions into the real shells, and the man pages into a real checker. PowerShell has no Debian
//! package; its script is only compared with the command tree (`docs.rs`).

mod parts;

use std::path::{Path, PathBuf};
use std::process::Command;

fn committed(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// Runs a program and returns stdout; stderr must stay empty and the exit code 0.
fn run(program: &Path, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .expect("the program runs");
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && stderr.is_empty(), "{}: {stderr}", program.display());
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn bash_offers_the_subcommands() {
    let Some(bash) = parts::program("bash") else { return };
    let file = committed("completions/imctl.bash");
    let script = format!(
        "source '{}'; COMP_WORDS=(imctl com); COMP_CWORD=1; _imctl imctl com imctl; echo \"${{COMPREPLY[*]}}\"",
        file.display()
    );
    assert_eq!(run(&bash, &["--norc", "--noprofile", "-c", &script]).trim(), "completions");
}

#[test]
fn zsh_loads_the_completion_function() {
    let Some(zsh) = parts::program("zsh") else { return };
    let folder = committed("completions");
    let script = format!(
        "fpath=('{}' $fpath); autoload -Uz compinit; compinit -u -d ./dump; print -r -- ${{_comps[imctl]}}; autoload +X _imctl && print loaded",
        folder.display()
    );
    assert_eq!(run(&zsh, &["-f", "-c", &script]), "_imctl\nloaded\n");
}

#[test]
fn fish_offers_the_subcommands() {
    let Some(fish) = parts::program("fish") else { return };
    let file = committed("completions/imctl.fish");
    let script = format!("source '{}'; complete -C 'imctl com'", file.display());
    assert!(run(&fish, &["--no-config", "-c", &script]).starts_with("completions\t"));
}

#[test]
fn elvish_offers_the_subcommands() {
    let Some(elvish) = parts::program("elvish") else { return };
    // Without a terminal elvish has no `edit:` module, so the two members that the script uses are put in its place.
    let script = format!(
        "var edit = (ns [&completion:=(ns [&arg-completer=[&]]) &complex-candidate~={{|stem &display=''| put $stem}}])
         eval (slurp < '{}') &ns=(ns [&edit:=$edit])
         $edit[completion:][arg-completer][imctl] imctl com | each {{|candidate| echo $candidate}}",
        committed("completions/imctl.elv").display()
    );
    let offered = run(&elvish, &["-norc", "-c", &script]);
    assert!(offered.lines().any(|line| line == "completions"), "{offered}");
}

#[test]
fn the_man_pages_pass_a_checker_without_a_warning() {
    let Some(mandoc) = parts::program("mandoc") else { return };
    let pages = std::fs::read_dir(committed("man")).expect("the man folder");
    for page in pages {
        let page = page.expect("an entry").path();
        let out = Command::new(&mandoc).args(["-T", "lint", "-W", "warning"]).arg(&page).output().expect("mandoc runs");
        assert!(out.status.success() && out.stdout.is_empty(), "{}", String::from_utf8_lossy(&out.stdout));
    }
}

//! Runs the examples of `docs/ci.md`: what each hands to its shell, in order, against a sandbox, with the real program on the path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::parts;
use crate::support::{Firm, Ran};

#[derive(Deserialize)]
struct Example {
    system: String,
    steps: Vec<Step>,
    /// Names or patterns of the files that the system keeps.
    files: Vec<String>,
    junit: Vec<String>,
    /// Exit codes that do not fail the job.
    #[serde(default)]
    passes: Vec<i32>,
}

#[derive(Deserialize)]
struct Step {
    script: String,
    /// Runs after a failure as well.
    always: bool,
    env: BTreeMap<String, String>,
}

/// The examples in the order of the document; `None` where they cannot be read.
fn examples() -> Option<Vec<Example>> {
    let python = parts::python(&["yaml"])?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Command::new(python)
        .args([root.join("tests/cli/read_ci.py"), root.join("docs/ci.md")])
        .output()
        .expect("python runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Some(serde_json::from_slice(&out.stdout).expect("JSON"))
}

/// A firm as a runner sees it: the file without the secret in it, and the values as variables.
fn runner() -> Firm {
    let firm = Firm::new();
    let config = firm.config(&firm.server.url());
    let kept = |line: &&str| !["base_url", "client_id", "client_secret"].iter().any(|key| line.starts_with(key));
    let config: Vec<_> = config.lines().filter(kept).collect();
    firm.write("imctl.toml", &config.join("\n"));
    firm
}

/// Runs one step as the systems do: by `bash`, which stops at the first failure.
fn run(firm: &Firm, bash: &PathBuf, step: &Step, secret: &str) -> Ran {
    let imctl = PathBuf::from(env!("CARGO_BIN_EXE_imctl"));
    let mut path = vec![imctl.parent().expect("a folder").to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    // The variables of this machine are taken away as for any other run of the program.
    let prepared = firm.command::<&str>(&[]);
    let mut command = Command::new(bash);
    for (name, value) in prepared.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &step.script])
        .current_dir(firm.path(""))
        .env("PATH", std::env::join_paths(path).expect("a path"))
        .env("GITHUB_STEP_SUMMARY", firm.path("summary.md"))
        .env("IMCTL_BASE_URL", firm.server.url())
        .env("IMCTL_CLIENT_ID", &firm.server.client_id)
        .env("IMCTL_CLIENT_SECRET", secret);
    Ran::from(command.output().expect("bash runs"))
}

/// Runs the steps of an example as its system would; returns the exit codes of those that ran.
fn run_all(firm: &Firm, bash: &PathBuf, example: &Example, secret: &str) -> Vec<i32> {
    let mut codes: Vec<i32> = Vec::new();
    for step in &example.steps {
        if codes.iter().all(|code| *code == 0) || step.always {
            let ran = run(firm, bash, step, secret);
            eprintln!("{}: {}\n{}\n{}", example.system, step.script, ran.stdout, ran.stderr);
            codes.push(ran.code);
        }
    }
    codes
}

/// The first file that a name or a pattern such as `prereqs.*` means.
fn is_there(firm: &Firm, pattern: &str) -> bool {
    let begin = pattern.trim_end_matches('*');
    let names = std::fs::read_dir(firm.path("")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    names.into_iter().any(|name| name.to_string_lossy().starts_with(begin))
}

#[test]
fn the_examples_pass_where_all_is_well_and_leave_what_they_hand_on() {
    let (Some(bash), Some(examples)) = (parts::program("bash"), examples()) else { return };
    let systems: Vec<_> = examples.iter().map(|example| example.system.as_str()).collect();
    assert_eq!(systems, ["shell", "github", "gitlab", "azure"]);
    for example in &examples {
        let firm = runner();
        let codes = run_all(&firm, &bash, example, &firm.server.client_secret);
        assert!(codes.iter().all(|code| *code == 0 || example.passes.contains(code)), "{}: {codes:?}", example.system);
        for pattern in example.files.iter().chain(&example.junit) {
            assert!(is_there(&firm, pattern), "{}: {pattern}", example.system);
        }
        for file in &example.junit {
            let text = std::fs::read_to_string(firm.path(file)).expect("the report");
            assert!(text.contains("<testcase ") && !text.contains("<failure "), "{text}");
        }
    }
}

#[test]
fn the_examples_fail_where_the_secret_is_wrong_and_hand_on_the_reports_all_the_same() {
    let (Some(bash), Some(examples)) = (parts::program("bash"), examples()) else { return };
    for example in examples.iter().filter(|example| example.system != "shell") {
        let firm = runner();
        let codes = run_all(&firm, &bash, example, "expired-secret");
        assert_eq!(codes[0], 1, "{}", example.system);
        assert_eq!(codes.len(), example.steps.len(), "{}: what shows the result runs as well", example.system);
        assert!(codes[1..].iter().all(|code| *code == 0), "{}: {codes:?}", example.system);
        for file in &example.junit {
            let text = std::fs::read_to_string(firm.path(file)).expect("the report");
            assert!(text.contains("name=\"oauth.token\"") && text.contains("<failure "), "{text}");
        }
        for pattern in &example.files {
            assert!(is_there(&firm, pattern), "{}: {pattern}", example.system);
        }
    }
}

#[test]
fn the_secret_comes_by_a_variable_of_the_system_and_never_in_a_command() {
    let Some(examples) = examples() else { return };
    for step in examples.iter().flat_map(|example| &example.steps) {
        assert!(!step.script.contains("SECRET"), "{}", step.script);
        for (name, value) in &step.env {
            assert!(value.starts_with("${{ ") || value.starts_with("$("), "{name} is written out");
        }
    }
}

#[test]
fn a_baseline_tells_what_became_worse() {
    let Some(bash) = parts::program("bash") else { return };
    let firm = runner();
    let step = |script: &str| Step { script: script.into(), always: false, env: BTreeMap::new() };
    let secret = firm.server.client_secret.clone();
    let keep = step("imctl check-prereqs --no-input --skip encryption --report json=baseline.json");
    run(&firm, &bash, &keep, &secret).expect_code(0);
    let compare = step("imctl check-prereqs --no-input --skip encryption --compare baseline.json");
    let same = run(&firm, &bash, &compare, &secret).expect_code(0);
    assert!(same.stdout.contains("nothing became worse"), "{}", same.stdout);
    let worse = run(&firm, &bash, &compare, "expired-secret").expect_code(1);
    assert!(worse.stdout.contains("Worse") && worse.stdout.contains("oauth.token"), "{}", worse.stdout);
}

//! What a person at a terminal sees and types: a real pseudo-terminal, made by `script` of util-linux.

use crate::support::terminal::on_terminal_of;
use crate::support::{Firm, SEED};

/// Runs the program of a firm on a terminal.
pub fn on_terminal(firm: &Firm, arguments: &str, columns: u16, typed: Option<&str>) -> Option<(String, i32)> {
    on_terminal_of(&firm.command(&["--version"]), &firm.path(""), arguments, columns, typed)
}

#[test]
fn hostile_names_are_harmless_on_a_terminal() {
    let firm = Firm::new().linked();
    let Some((screen, code)) = on_terminal(&firm, "-q --color never ls-workspace", 80, None) else { return };
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("<U+"), "the sample data has hostile names: {screen}");
    let bad: Vec<char> = screen
        .chars()
        .filter(|c| (c.is_control() && !"\r\n".contains(*c)) || "\u{202e}\u{200b}".contains(*c))
        .collect();
    assert!(bad.is_empty(), "{bad:?}\n{screen}");
}

#[test]
fn json_holds_hostile_names_exactly() {
    let firm = Firm::new().linked();
    let all = firm.imctl(&["ls-workspace", "-o", "json"]).expect_code(0);
    assert!(all.stdout.is_ascii() || all.stdout.chars().all(|c| !c.is_control() || c == '\n'), "raw control in JSON");
    let text = all.json().to_string();
    assert!(text.contains("\\u001b"), "the sample data has an escape sequence in a name");
}

#[test]
fn a_secret_is_typed_at_the_terminal_and_not_shown() {
    let firm = Firm::new().encrypted();
    let config = firm.config(&firm.server.url()).replace("{ file = \"client-secret.txt\" }", "{ prompt = true }");
    firm.write("imctl.toml", &config);
    let secret = firm.server.client_secret.clone();
    let Some((screen, code)) = on_terminal(&firm, "link", 80, Some(&format!("{secret}\n"))) else { return };
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains(&secret), "{screen}");
    firm.imctl(&["unlink", "--local"]).expect_code(0);
    firm.imctl(&["link", "--no-input"]).expect_code(2);
    firm.imctl(&["link"]).expect_code(2);
}

#[test]
fn a_generated_seed_is_shown_once_on_the_terminal_and_never_on_stdout() {
    let firm = Firm::new();
    let Some((screen, code)) = on_terminal(&firm, "encryption init --generate-seed > out.txt", 80, None) else {
        return;
    };
    assert_eq!(code, 0, "{screen}");
    let out = std::fs::read_to_string(firm.path("out.txt")).expect("stdout's file");
    let longest = |text: &str| text.lines().map(str::len).max().unwrap_or(0);
    assert!(screen.split_whitespace().map(str::len).sum::<usize>() > 100, "{screen}");
    assert!(!out.contains(SEED) && longest(&out) < 120, "{out}");
}

#[test]
fn without_terminal_or_file_a_seed_is_not_generated() {
    let firm = Firm::new();
    let ran = firm.imctl(&["encryption", "init", "--generate-seed"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(!firm.vault().exists());
}

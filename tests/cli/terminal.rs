//! What a person at a terminal sees and types: a real pseudo-terminal, made by `script` of util-linux.

use crate::rotate::OTHER;
use crate::support::terminal::{on_terminal_asked, on_terminal_of};
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
    // 24 groups of five characters.
    let is_seed = |word: &str| word.len() == 143 && word.matches('-').count() == 23;
    let seeds: Vec<&str> = screen.split_whitespace().filter(|word| is_seed(word)).collect();
    assert_eq!(seeds.len(), 1, "{screen}");
    let seed = seeds[0];
    assert_eq!(screen.matches(seed).count(), 1, "{screen}");
    assert!(out.contains("shown on the terminal"), "{out}");
    for group in seed.split('-') {
        let (before, behind) = (format!("-{group}"), format!("{group}-"));
        assert!(group.len() == 5 && !out.contains(&before) && !out.contains(&behind), "{group} is on stdout: {out}");
    }
    // It is the vault's: with it the vault opens, and with what stood in the seed's file before it does not.
    firm.imctl(&["encryption", "status"]).expect_code(5);
    firm.write_private("seed.txt", seed);
    firm.imctl(&["encryption", "status"]).expect_code(0);
}

/// Runs `encryption init` where nothing says what the seed is, and types one seed at the prompt and one at its repetition.
/// Not a piece of either is shown.
fn init_typing(firm: &Firm, seeds: [&str; 2]) -> Option<(String, i32)> {
    firm.configure("seed = { file = \"seed.txt\" }\n", "");
    let [first, again] = seeds.map(|seed| format!("{seed}\n"));
    let answers = [("seed (more than 100 characters)", first.as_str()), ("the same once more", again.as_str())];
    let world = firm.command(&["--version"]);
    let (screen, code) = on_terminal_asked(&world, &firm.path(""), "encryption init", 80, &answers)?;
    for seed in seeds {
        let mut pieces = (0..=seed.len() - 12).map(|at| &seed[at..at + 12]);
        assert!(!pieces.any(|piece| screen.contains(piece)), "a piece of the seed is on the screen: {screen}");
    }
    Some((screen, code))
}

#[test]
fn a_seed_that_is_typed_twice_is_the_vaults_and_never_shown() {
    let firm = Firm::new();
    let Some((screen, code)) = init_typing(&firm, [OTHER, OTHER]) else { return };
    assert_eq!(code, 0, "{screen}");
    firm.write("imctl.toml", &firm.config(&firm.server.url()));
    firm.imctl(&["encryption", "status"]).expect_code(5);
    firm.write_private("seed.txt", OTHER);
    firm.imctl(&["encryption", "status"]).expect_code(0);
}

#[test]
fn two_typed_seeds_that_differ_make_no_vault() {
    let firm = Firm::new();
    let Some((screen, code)) = init_typing(&firm, [SEED, OTHER]) else { return };
    assert_eq!(code, 2, "{screen}");
    assert!(screen.contains("the two seeds are not the same"), "{screen}");
    assert!(!firm.vault().exists() && !firm.path("data/private-key.pem").exists());
}

#[test]
fn without_terminal_or_file_a_seed_is_not_generated() {
    let firm = Firm::new();
    let ran = firm.imctl(&["encryption", "init", "--generate-seed"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(!firm.vault().exists());
}

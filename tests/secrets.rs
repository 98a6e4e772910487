//! No secret in any output: every subcommand in every form, told everything, against servers that behave and servers that say
//! whatever they were told, and each byte that comes out or is left behind is searched (CONTRACT section 10).

#![cfg(unix)]

#[path = "secrets/doors.rs"]
mod doors;
#[path = "secrets/lines.rs"]
mod lines;
#[path = "secrets/parrot.rs"]
mod parrot;
#[path = "secrets/process.rs"]
mod process;
#[path = "secrets/searcher.rs"]
mod searcher;
#[path = "secrets/sweep.rs"]
mod sweep;
#[path = "cli/support/tls.rs"]
#[allow(dead_code, reason = "one of its servers is enough here")]
mod tls;
#[path = "secrets/worlds.rs"]
mod worlds;

use searcher::{Canary, Searcher, forms};

#[test]
fn the_searcher_finds_every_secret_in_every_form_whole_and_in_part() {
    let canaries = [
        Canary::new("client secret", worlds::CLIENT_SECRET),
        Canary::new("password", worlds::PASSWORD),
        Canary::new("seed", worlds::SEED),
        Canary::new("private key", (0..32_u8).map(|byte| byte.wrapping_mul(37) ^ 0xA5).collect::<Vec<_>>()),
    ];
    let searcher = Searcher::new(&canaries);
    let mut planted = 0;
    for canary in &canaries {
        for (form, text) in forms(&canary.bytes) {
            let parts = [&text[..], &text[text.len() / 4..], &text[..text.len() - text.len() / 4]];
            let upper = text.to_ascii_uppercase();
            for part in parts.into_iter().chain([&upper[..]]) {
                let bytes = [b"told: \x1b[1m", part, b"; and on"].concat();
                let found = searcher.find(&bytes);
                let is_it = |found: &searcher::Found| found.secret == canary.name;
                assert!(found.iter().any(is_it), "{} in form {form} is not found in {bytes:?}", canary.name);
                planted += 1;
            }
        }
    }
    assert!(planted >= 4 * 4 * 12, "{planted}");
}

#[test]
fn the_searcher_finds_a_secret_inside_a_larger_base64_text() {
    use base64::Engine;
    let searcher = Searcher::new(&[Canary::new("password", worlds::PASSWORD)]);
    for before in ["", "a", "ab", "abc", "user:"] {
        let text = format!("{before}{}!", worlds::PASSWORD);
        for engine in [&base64::engine::general_purpose::STANDARD, &base64::engine::general_purpose::URL_SAFE] {
            assert!(!searcher.find(engine.encode(&text).as_bytes()).is_empty(), "{text}");
        }
    }
}

#[test]
fn the_searcher_is_silent_where_there_is_nothing() {
    let searcher = Searcher::new(&[Canary::new("password", worlds::PASSWORD), Canary::new("seed", worlds::SEED)]);
    let own = include_bytes!("secrets.rs");
    assert_eq!(searcher.find(own), []);
}

//! Any text made harmless: nothing is left that steers a terminal, doing it twice changes nothing, what was harmless stays as
//! it was; and its width, its lines and its folded form come without a panic.
#![no_main]

use imctl::output::wrap::wrap;
use imctl::text::names;
use imctl::text::sanitize::{display_width, harmless};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let clean = harmless(text);
    assert!(!clean.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')));
    assert_eq!(harmless(&clean), clean);
    assert!(display_width(&clean) <= 3 * clean.chars().count());
    let words = |text: &str| text.split_whitespace().collect::<String>();
    for width in [None, Some(40), Some(80)] {
        assert_eq!(words(&wrap(&clean, width, 6, 4)), words(&clean), "no word is lost or broken");
    }
    let folded = names::fold(text);
    assert_eq!(names::fold(&folded), folded);
});

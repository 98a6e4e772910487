//! Owns what makes a stranger's text harmless on a terminal, and how wide a text is. No I/O.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

/// Replaces every character that could steer a terminal or mislead a reader: C0 and C1 controls, line ends, bidi
/// controls, zero-width and other invisible format characters, and noncharacters, some of which XML cannot hold. Each becomes its
/// code in angle brackets, `<U+001B>`.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_harmful(character) {
            clean.push_str(&format!("<U+{:04X}>", u32::from(character)));
        } else {
            clean.push(character);
        }
    }
    Cow::Owned(clean)
}

fn is_harmful(character: char) -> bool {
    character.is_control()
        || u32::from(character) & 0xFFFE == 0xFFFE
        || matches!(character,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Measures a text in terminal columns.
pub fn display_width(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(harmless("\x1b[2Jgone\u{7}"), "<U+001B>[2Jgone<U+0007>");
        assert_eq!(harmless("\u{9b}31m"), "<U+009B>31m");
        assert_eq!(harmless("a\u{202e}b\u{200b}c\r\n"), "a<U+202E>b<U+200B>c<U+000D><U+000A>");
        assert_eq!(harmless("\u{fffe}\u{10ffff}\u{fdd0}"), "<U+FFFE><U+10FFFF><U+FDD0>");
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(harmless("Müller & Söhne – 漢字 עברית"), Cow::Borrowed(_)));
    }

    #[test]
    fn width_counts_columns() {
        assert_eq!(display_width("漢字"), 4);
        assert_eq!(display_width("e\u{301}"), 1);
        assert_eq!(display_width("\u{17d8}"), 3, "a Khmer sign that stands for a word");
    }

    proptest::proptest! {
        #[test]
        fn what_is_harmless_stays_so_and_nothing_else_is_left(text in proptest::collection::vec(proptest::char::any(), 0..30)) {
            let text: String = text.into_iter().collect();
            let clean = harmless(&text);
            proptest::prop_assert!(!clean.chars().any(is_harmful));
            proptest::prop_assert_eq!(harmless(&clean), clean.as_ref());
            proptest::prop_assert!(display_width(&clean) <= 3 * clean.chars().count());
        }
    }
}

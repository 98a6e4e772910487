//! Owns how names are compared: nearest known name, and titles folded for comparison. No I/O.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Finds the known name nearest to a mistyped one, if one is near enough to be meant.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&typed, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Folds a title or tag value for comparison: Unicode NFC, lower case, surrounding white space gone
/// (CONTRACT: equality of titles).
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    // Lowering may leave a decomposed letter (`İ`), so the text is composed again afterwards.
    text.trim().nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Folds a text further than any server's comparison does: only its letters and digits count, without accents, forms and case.
/// Texts that are equal when folded have the same skeleton.
pub fn skeleton(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    let bare = fold(text).nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Tells whether two titles or tag values are equal in imctl's sense.
pub fn equal(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_equal_whatever_their_case_composition_and_surrounding_space() {
        assert!(equal("Müller", " mu\u{308}LLER\u{a0}"));
        assert!(!equal("Müller", "Muller"));
        assert!(!equal("a  b", "a b"));
        assert!(!equal("00001", "1"));
    }

    #[test]
    fn a_skeleton_is_the_same_for_all_that_any_server_could_take_for_equal() {
        for (a, b) in [
            ("Müller & Söhne", "muller sohne"),
            ("00001", "００００１"),
            ("Harbour-View", "harbour view"),
            ("x\u{200b}y", "XY"),
            (" Cafe\u{301}", "café "),
            ("ﬁle", "FILE"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_ne!(skeleton("00001"), skeleton("1"));
        assert_eq!(skeleton(" -/:"), "");
    }

    proptest::proptest! {
        #[test]
        fn texts_that_are_equal_have_the_same_skeleton(text in "\\PC{0,12}") {
            let composed: String = text.nfc().collect();
            for other in [text.to_uppercase(), text.to_lowercase(), composed, format!(" {text}\u{a0}"), fold(&text)] {
                if equal(&text, &other) {
                    proptest::prop_assert_eq!(skeleton(&text), skeleton(&other));
                }
            }
        }

        #[test]
        fn plain_texts_are_folded_like_all_others(text in "[ -~]{0,12}") {
            let long = text.trim().nfc().collect::<String>().to_lowercase();
            proptest::prop_assert_eq!(fold(&text), long);
        }
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_it_is_near() {
        let known = ["client_id", "client_secret", "base_url"];
        assert_eq!(nearest("client_secrt", known), Some("client_secret"));
        assert_eq!(nearest("baseUrl", known), Some("base_url"));
        assert_eq!(nearest("zebra", known), None);
    }
}

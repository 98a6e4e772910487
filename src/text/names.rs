//! Owns how names are compared: nearest known name, and titles folded for comparison. No I/O.

use unicode_normalization::UnicodeNormalization;

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
    // Lowering may leave a decomposed letter (`İ`), so the text is composed again afterwards.
    text.trim().nfc().collect::<String>().to_lowercase().nfc().collect()
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
    fn the_nearest_name_is_offered_only_when_it_is_near() {
        let known = ["client_id", "client_secret", "base_url"];
        assert_eq!(nearest("client_secrt", known), Some("client_secret"));
        assert_eq!(nearest("baseUrl", known), Some("base_url"));
        assert_eq!(nearest("zebra", known), None);
    }
}

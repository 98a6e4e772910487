//! Owns the matching rules of the search parameters (`reference/imanage-api.md` section 4.2). Pure.

use std::cmp::Ordering;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// Folds for comparison: composed, lower case.
pub(super) fn fold(text: &str) -> String {
    text.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Splits a text into its words: runs of letters and digits.
fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whole words in any order; several by comma or space mean OR; straight quotes hold a phrase together; `*` is no
/// wildcard. A piece of several words, such as `10001-0003`, is a phrase too.
pub(super) fn has_words(text: &str, query: &str) -> bool {
    let text = words(text);
    let has_phrase = |phrase: &str| {
        let phrase = words(phrase);
        !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
    };
    query.split('"').enumerate().any(|(at, part)| {
        let is_quoted = at % 2 == 1;
        if is_quoted { has_phrase(part) } else { part.split([',', ' ', '\u{a0}']).any(has_phrase) }
    })
}

/// The whole field, with `*` at either end or both.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (fold(text), fold(pattern));
    let (open_start, open_end) = (pattern.starts_with('*'), pattern.ends_with('*'));
    let middle = pattern.trim_matches('*');
    match (open_start, open_end) {
        (true, true) => text.contains(middle),
        (true, false) => text.ends_with(middle),
        (false, true) => text.starts_with(middle),
        (false, false) => text == middle,
    }
}

/// What a custom field holds, which decides how it is compared.
enum CustomKind {
    Alias,
    Text,
    Number,
    Boolean,
}

fn custom_kind(field: &str) -> Option<CustomKind> {
    let number: u32 = field.strip_prefix("custom")?.parse().ok()?;
    match number {
        1..=12 | 29 | 30 => Some(CustomKind::Alias),
        13..=16 => Some(CustomKind::Text),
        17..=20 => Some(CustomKind::Number),
        25..=28 => Some(CustomKind::Boolean),
        _ => None,
    }
}

/// Compares a custom field; `None` where the parameter is none of them.
pub(super) fn custom_fits(field: &str, own: Option<&Value>, asked: &str) -> Option<bool> {
    let kind = custom_kind(field)?;
    let Some(own) = own else { return Some(false) };
    let own_text = own.as_str().map_or_else(|| own.to_string(), str::to_owned);
    Some(match kind {
        CustomKind::Alias => fold(&own_text) == fold(asked),
        CustomKind::Text => is_like(&own_text, asked) || has_words(&own_text, asked),
        CustomKind::Number => matches!((own_text.parse::<f64>(), asked.parse::<f64>()), (Ok(a), Ok(b)) if a == b),
        CustomKind::Boolean => own_text.eq_ignore_ascii_case(asked),
    })
}

/// Compares a date with `customN_from` (inclusive) or `customN_to` (exclusive); RFC 3339 with `Z` sorts as text. A limit
/// that is no date is no limit.
pub(super) fn date_fits(own: Option<&str>, limit: &str, is_from: bool) -> bool {
    let looks_like_a_date = limit.len() >= 10 && limit.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    if !looks_like_a_date {
        return true;
    }
    let Some(own) = own else { return false };
    match own.cmp(limit) {
        Ordering::Less => !is_from,
        Ordering::Equal | Ordering::Greater => is_from,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_searched_by_whole_words_and_several_mean_or() {
        let name = "CASE101: John Smith vs. Jane Doe";
        assert!(has_words(name, "smith"));
        assert!(has_words(name, "nobody,DOE"));
        assert!(has_words(name, "nobody jane"));
        assert!(has_words(name, "case101:"));
        assert!(!has_words(name, "smi"));
        assert!(!has_words(name, "smi*"));
        assert!(!has_words(name, ":"));
        assert!(!has_words(name, ""));
    }

    #[test]
    fn quotes_hold_a_phrase_together() {
        let name = "CASE101: John Smith vs. Jane Doe";
        assert!(has_words(name, "\"john smith\""));
        assert!(!has_words(name, "\"smith john\""));
        assert!(has_words(name, "nothing \"jane doe\""));
        assert!(has_words("10001-0003 Lease", "10001-0003"));
        assert!(!has_words("10001-0004 Lease", "10001-0003"));
    }

    #[test]
    fn a_whole_field_may_have_stars_at_its_ends() {
        assert!(is_like("Lease of Unit 4", "lease of unit 4"));
        assert!(!is_like("Lease of Unit 4", "lease"));
        assert!(is_like("Lease of Unit 4", "Lease*"));
        assert!(is_like("Lease of Unit 4", "*4"));
        assert!(is_like("Lease of Unit 4", "*of unit*"));
        assert!(is_like("anything", "*"));
    }

    #[test]
    fn an_alias_is_compared_whole_and_without_case() {
        let own = json!("Abc1");
        assert_eq!(custom_fits("custom1", Some(&own), "aBC1"), Some(true));
        assert_eq!(custom_fits("custom12", Some(&own), "abc"), Some(false));
        assert_eq!(custom_fits("custom29", Some(&own), "abc*"), Some(false));
        assert_eq!(custom_fits("custom2", Some(&json!("00001")), "1"), Some(false));
        assert_eq!(custom_fits("custom1", None, "1"), Some(false));
    }

    #[test]
    fn other_customs_are_compared_by_their_kind() {
        assert_eq!(custom_fits("custom13", Some(&json!("Old Bailey")), "*bail*"), Some(true));
        assert_eq!(custom_fits("custom17", Some(&json!(12)), "12.0"), Some(true));
        assert_eq!(custom_fits("custom25", Some(&json!(true)), "TRUE"), Some(true));
        assert_eq!(custom_fits("custom31", Some(&json!("x")), "x"), None);
        assert_eq!(custom_fits("client", Some(&json!("x")), "x"), None);
    }

    #[test]
    fn a_date_range_includes_its_beginning_and_not_its_end() {
        let own = Some("2024-03-01T00:00:00Z");
        assert!(date_fits(own, "2024-03-01T00:00:00Z", true));
        assert!(!date_fits(own, "2024-03-01T00:00:00Z", false));
        assert!(date_fits(own, "nonsense", true));
        assert!(!date_fits(None, "2024-03-01", true));
    }

    #[test]
    fn composed_and_decomposed_accents_are_equal() {
        assert!(has_words("Cafe\u{301} Müller", "café"));
        assert!(is_like("Cafe\u{301}", "CAFÉ"));
    }
}

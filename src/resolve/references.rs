//! Owns how references of clients and matters come to differ: leading zeros lost on the way, two joined in one value. Pure.

use crate::text::names;

/// Shorter variants with zeros than this many digits are all tried: references are rarely longer.
const USUAL_DIGITS: usize = 8;

/// Tells whether two values are equal but for zeros before their numbers: `45` and `00045`, `C-7` and `C-007`.
pub fn differ_by_zeros(a: &str, b: &str) -> bool {
    !names::equal(a, b) && without_zeros(a) == without_zeros(b)
}

/// A value, folded, without the zeros before each of its numbers; the last digit always stays.
fn without_zeros(value: &str) -> String {
    let mut left = String::new();
    let mut rest = names::fold(value);
    while let Some(begin) = rest.find(|character: char| character.is_ascii_digit()) {
        let number = rest.split_off(begin);
        let end = number.find(|character: char| !character.is_ascii_digit()).unwrap_or(number.len());
        let (digits, behind) = number.split_at(end);
        let significant = digits.trim_start_matches('0');
        left.push_str(&rest);
        left.push_str(if significant.is_empty() { "0" } else { significant });
        rest = behind.to_owned();
    }
    left + &rest
}

/// The same number with fewer and more zeros before it, itself not among them; none where the value is no number.
pub fn zero_variants(value: &str) -> Vec<String> {
    let value = value.trim();
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let significant = value.trim_start_matches('0');
    let significant = if significant.is_empty() { "0" } else { significant };
    let most = USUAL_DIGITS.max(value.len() + 1);
    let widths = significant.len()..=most;
    widths.map(|width| format!("{significant:0>width$}")).filter(|variant| variant != value).collect()
}

/// Splits what may be a client and a matter in one value, at its last separator: `12345.00001` is `12345` and `00001`.
pub fn split_joined(value: &str) -> Option<(&str, &str)> {
    let is_separator =
        |character: char| matches!(character, '.' | '-' | '/' | '_' | ':' | ' ' | '\u{2013}' | '\\' | '|');
    let value = value.trim();
    let (before, after) = value.rsplit_once(is_separator)?;
    let (before, after) = (before.trim_end_matches(is_separator), after.trim());
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    // A reference has digits and no spaces: a title that happens to hold a dash is none.
    let is_reference = |text: &str| has_digit(text) && !text.contains(char::is_whitespace);
    (is_reference(before) && is_reference(after)).then_some((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_before_any_number_may_be_lost() {
        for (a, b) in [("45", "00045"), ("00001", "1"), ("C-7/01", "c-007/1"), ("0", "000"), ("x0", "x00")] {
            assert!(differ_by_zeros(a, b) && differ_by_zeros(b, a), "{a} {b}");
        }
        for (a, b) in [("45", "45"), ("45", "450"), ("1", "01x"), ("10", "1"), ("a", "b"), ("Abc", "aBC"), ("100", "1")]
        {
            assert!(!differ_by_zeros(a, b), "{a} {b}");
        }
    }

    #[test]
    fn variants_have_fewer_and_more_zeros_and_are_another_value() {
        assert_eq!(zero_variants("45"), ["045", "0045", "00045", "000045", "0000045", "00000045"]);
        assert_eq!(zero_variants(" 007 "), ["7", "07", "0007", "00007", "000007", "0000007", "00000007"]);
        assert_eq!(zero_variants("123456789"), ["0123456789"]);
        assert_eq!(zero_variants("000")[..3], ["0", "00", "0000"]);
        assert!(zero_variants("C-7").is_empty() && zero_variants("").is_empty());
    }

    #[test]
    fn a_client_and_a_matter_in_one_value_are_taken_apart_at_the_last_separator() {
        for (value, parts) in [
            ("12345.00001", ("12345", "00001")),
            ("12345-00001", ("12345", "00001")),
            (" 12345 / 00001 ", ("12345", "00001")),
            ("A-12345_7", ("A-12345", "7")),
            ("12345–1", ("12345", "1")),
            ("12345 00001", ("12345", "00001")),
        ] {
            assert_eq!(split_joined(value), Some(parts), "{value}");
        }
        for value in ["12345", "Lease - Unit", ".00001", "12345.", "", "Lease of Unit 4", "Phase 2 - Unit 4", "1 2 3"] {
            assert_eq!(split_joined(value), None, "{value}");
        }
    }
}

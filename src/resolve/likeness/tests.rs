//! How texts are like each other without being equal.

use super::*;

fn told(asked: &str, own: &str) -> (MissKind, String) {
    let likeness = of_titles(asked, own).expect("alike");
    (likeness.kind, likeness.told)
}

#[test]
fn what_nobody_sees_is_named_with_its_place() {
    for (asked, own, kind, text) in [
        (
            "Harbour View Estate",
            "Harbour View  Estate",
            MissKind::WhiteSpace,
            "white space: a space too many after `View`",
        ),
        (
            "Harbour View  Estate",
            "Harbour View Estate",
            MissKind::WhiteSpace,
            "white space: a space missing after `View`",
        ),
        (
            "No-break space matter",
            "No-break\u{a0}space matter",
            MissKind::WhiteSpace,
            "white space: a no-break space (U+00A0) after `break`, where a space was asked",
        ),
        (
            "Zerowidth joins",
            "Zero\u{200b}width\u{feff} joins",
            MissKind::InvisibleCharacters,
            "characters that nobody sees: a zero-width space (U+200B) too many after `Zero`; a zero-width no-break \
             space (U+FEFF) too many after `width`",
        ),
        ("a\tb", "a b", MissKind::WhiteSpace, "white space: a space after `a`, where a tab (U+0009) was asked"),
        ("ab", "a \u{85}b", MissKind::WhiteSpace, "white space: a space and U+0085 too many after `a`"),
    ] {
        assert_eq!(told(asked, own), (kind, format!("is equal but for {text}")), "{asked:?} {own:?}");
    }
}

#[test]
fn dashes_quotes_and_other_punctuation_are_told_apart() {
    for (asked, own, kind, text) in [
        (
            "Harbour - View",
            "Harbour – View",
            MissKind::Dashes,
            "dashes: an en dash (U+2013) after `Harbour`, where a hyphen was asked",
        ),
        ("Harbour View", "Harbour-View", MissKind::Dashes, "dashes: a hyphen after `Harbour`, where a space was asked"),
        (
            "O'Brien v O'Brien",
            "O'Brien v O’Brien",
            MissKind::Quotes,
            "quotes: a right single quote (U+2019) after `O`, where a straight single quote was asked",
        ),
        (
            "The Crown licence",
            "“The Crown” licence",
            MissKind::Quotes,
            "quotes: a left double quote (U+201C) too many at the beginning; a right double quote (U+201D) too many after `Crown`",
        ),
        ("Smith v. Doe", "Smith v Doe", MissKind::Punctuation, "punctuation: `.` missing after `v`"),
        (
            "Smith, John...",
            "Smith John",
            MissKind::Punctuation,
            "punctuation: `,` missing after `Smith`; 3 × `.` missing after `John`",
        ),
        (
            "a-b\"c",
            "a–b”c.",
            MissKind::Punctuation,
            "punctuation: an en dash (U+2013) after `a`, where a hyphen was asked; a right double \
          quote (U+201D) after `b`, where a straight double quote was asked; `.` too many after `c`",
        ),
    ] {
        assert_eq!(told(asked, own), (kind, format!("is equal but for {text}")), "{asked:?} {own:?}");
    }
}

#[test]
fn accents_and_forms_of_letters_are_told_by_word() {
    for (asked, own, kind, text) in [
        (
            "Cafe Muller lease",
            "Café Mu\u{308}ller lease",
            MissKind::Accents,
            "accents: `Café` where `Cafe` was asked; `Müller` where `Muller` was asked",
        ),
        ("STRASSE 5", "Straße 5", MissKind::LetterForms, "forms of letters: `Straße` where `STRASSE` was asked"),
        ("office", "o\u{fb03}ce", MissKind::LetterForms, "forms of letters: `oﬃce` where `office` was asked"),
        ("ＡＢＣ１", "abc1", MissKind::LetterForms, "forms of letters: `abc1` where `ＡＢＣ１` was asked"),
    ] {
        assert_eq!(told(asked, own), (kind, format!("is equal but for {text}")), "{asked:?} {own:?}");
    }
}

#[test]
fn many_places_are_counted() {
    let (kind, text) = told("a b c d e f", "a  b  c  d  e  f");
    assert_eq!(kind, MissKind::WhiteSpace);
    assert!(text.ends_with("a space too many after `c`; and 2 more"), "{text}");
    assert_eq!(of_titles("a b c d", "a  b  c  d").map(|likeness| likeness.distance), Some(3));
    assert!(!told("a b c d", "a  b  c  d").1.contains("more"));
}

#[test]
fn words_in_another_order_more_fewer_or_slightly_other_words_are_alike() {
    for (asked, own, kind, text) in [
        (
            "Jane Doe vs. John Smith",
            "John Smith vs. Jane Doe",
            MissKind::WordOrder,
            "has the same words in another order",
        ),
        (
            "Clio Operate Instructions",
            "Clio Operate Instructions Archive",
            MissKind::LongerTitle,
            "has `Archive` besides",
        ),
        ("Estate of Edith Vance", "Edith Vance", MissKind::ShorterTitle, "lacks `Estate`, `of`"),
        (
            "Estate of Edyth Vance",
            "Estate of Edith Vance",
            MissKind::SimilarTitle,
            "has `Edith` where `Edyth` was asked",
        ),
        ("a a b", "a b b", MissKind::SimilarTitle, "has `b` where `a` was asked"),
    ] {
        assert_eq!(told(asked, own), (kind, text.to_owned()), "{asked:?} {own:?}");
    }
    let near = of_titles("Estate of Edyth Vance", "Estate of Edith Vance").map(|it| it.distance);
    let far = of_titles("Estate of Edyth Vence", "Estate of Edith Vance").map(|it| it.distance);
    assert!(near < far, "{near:?} {far:?}");
    assert_eq!(of_titles("a b", "a b c d").map(|likeness| likeness.distance), Some(2));
}

#[test]
fn what_is_equal_or_not_alike_is_no_likeness() {
    for (asked, own) in [
        ("Lease", " lease "),
        ("Lease", "Debt recovery"),
        ("", "Lease"),
        ("Lease", ""),
        ("...", "…"),
        ("–", "Lease"),
        ("Purchase of Mill House", "Purchase of Oak Tree"),
    ] {
        assert_eq!(of_titles(asked, own), None, "{asked:?} {own:?}");
    }
}

#[test]
fn the_side_with_more_oddities_is_the_one_to_correct() {
    for (text, number) in
        [("Harbour - \"View\" o'", 0), ("a\u{a0}b", 1), ("a  b", 1), (" a  ", 0), ("“a”–\u{200b}\t", 5), ("´`", 2)]
    {
        assert_eq!(oddities(text), number, "{text:?}");
    }
}

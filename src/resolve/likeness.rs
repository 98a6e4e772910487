//! Owns how a text is like another one without being equal: the same letters written otherwise, the same words in another
//! order, more or fewer words, a slip. Pure.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::miss::MissKind;
use crate::text::names;

/// The differences told of one text; more are counted.
const MOST_PLACES: usize = 3;

/// Titles less alike than this are not told as similar: below it half the words are others.
const ALIKE: f64 = 0.8;

/// Fewer letters than these are short for too many words.
const SHORTEST_ABBREVIATION: usize = 3;

/// How a text is like the one that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    pub kind: MissKind,
    /// What is said of the text, such as "lacks `Estate`": characters that cannot be seen are named.
    pub told: String,
    /// The smaller, the more alike among those of one kind.
    pub distance: usize,
}

/// Tells how a title is like the one asked for; `None` where it is equal, or not like it at all.
pub fn of_titles(asked: &str, own: &str) -> Option<Likeness> {
    if names::equal(asked, own) {
        return None;
    }
    of_letters(asked, own).or_else(|| of_words(asked, own))
}

/// Tells how a text of the same letters and digits in the same order is written otherwise; `None` where it is equal, or has
/// other letters.
pub fn of_letters(asked: &str, own: &str) -> Option<Likeness> {
    if names::equal(asked, own) {
        return None;
    }
    let (asked, own) = (Letters::of(asked), Letters::of(own));
    if own.units.is_empty() || !asked.units.iter().map(|unit| unit.bare).eq(own.units.iter().map(|unit| unit.bare)) {
        return None;
    }
    let (mut places, mut distance) = (Vec::<(MissKind, String)>::new(), 0);
    for at in 0..=own.units.len() {
        let gaps = (asked.gap(at), own.gap(at));
        if let Some(kind) = differing_gap(gaps.0, gaps.1) {
            places.push((kind, own.tell_gap(gaps.0, at)));
            // A dash for a dash is nearer than a dash for a space.
            let is_both = |is: fn(char) -> bool| gaps.0.contains(is) && gaps.1.contains(is);
            distance += if is_both(is_dash) || is_both(is_quote) || is_both(char::is_whitespace) { 1 } else { 2 };
        }
        let place = (at < own.units.len()).then(|| differing_letter(&asked.units[at].letter, &own.units[at].letter));
        if let Some(kind) = place.flatten() {
            let told = format!("`{}` where `{}` was asked", own.word(at), asked.word(at));
            // One word may differ in several letters, and one letter may stand for two.
            if places.last() != Some(&(kind, told.clone())) {
                places.push((kind, told));
                distance += 1;
            }
        }
    }
    let kind = places.iter().map(|(kind, _)| *kind).max()?;
    let mut told: Vec<String> = places.iter().take(MOST_PLACES).map(|(_, told)| told.clone()).collect();
    if places.len() > MOST_PLACES {
        told.push(format!("and {} more", places.len() - MOST_PLACES));
    }
    let what = match kind {
        MissKind::InvisibleCharacters => "characters that nobody sees",
        MissKind::WhiteSpace => "white space",
        MissKind::Dashes => "dashes",
        MissKind::Quotes => "quotes",
        MissKind::Accents => "accents",
        MissKind::LetterForms => "forms of letters",
        _ => "punctuation",
    };
    Some(Likeness { kind, told: format!("is equal but for {what}: {}", told.join("; ")), distance })
}

/// A text as letters and digits without accents and case, and what stands between them.
struct Letters {
    units: Vec<Unit>,
    /// What stands behind the last letter.
    tail: String,
}

struct Unit {
    /// What stands before the letter.
    gap: String,
    bare: char,
    /// The letter as it is written, with its marks.
    letter: String,
}

impl Letters {
    fn of(text: &str) -> Self {
        let (mut units, mut gap) = (Vec::<Unit>::new(), String::new());
        for character in text.trim().nfc() {
            match units.last_mut() {
                Some(last) if is_combining_mark(character) && gap.is_empty() => last.letter.push(character),
                _ if character.is_alphanumeric() => {
                    for (at, bare) in bare(character).into_iter().enumerate() {
                        // A letter that stands for two (`ß`, `ﬁ`) is written at the first of them.
                        let letter = if at == 0 { character.to_string() } else { String::new() };
                        units.push(Unit { gap: std::mem::take(&mut gap), bare, letter });
                    }
                }
                _ => gap.push(character),
            }
        }
        Letters { units, tail: gap }
    }

    /// What stands before the letter at this place, or behind the last one.
    fn gap(&self, at: usize) -> &str {
        self.units.get(at).map_or(&self.tail, |unit| &unit.gap)
    }

    /// The word that the letter at this place is in, as it is written.
    fn word(&self, at: usize) -> String {
        let begin = (1..=at).rev().find(|at| !self.gap(*at).is_empty()).unwrap_or(0);
        let end = (at + 1..self.units.len()).find(|at| !self.gap(*at).is_empty()).unwrap_or(self.units.len());
        self.units[begin..end].iter().map(|unit| unit.letter.as_str()).collect()
    }

    /// Tells what stands before the letter at this place in the other's stead.
    fn tell_gap(&self, asked: &str, at: usize) -> String {
        let own: Vec<char> = self.gap(at).chars().collect();
        let asked: Vec<char> = asked.chars().collect();
        let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
        let begin = same(&mut own.iter().zip(&asked));
        let end = same(&mut own[begin..].iter().rev().zip(asked[begin..].iter().rev()));
        let (own, asked) = (&own[begin..own.len() - end], &asked[begin..asked.len() - end]);
        let place = match at {
            0 => "at the beginning".to_owned(),
            at => format!("after `{}`", self.word(at - 1)),
        };
        match (own, asked) {
            (own, []) => format!("{} too many {place}", describe(own)),
            ([], asked) => format!("{} missing {place}", describe(asked)),
            (own, asked) => format!("{} {place}, where {} was asked", describe(own), describe(asked)),
        }
    }
}

/// A letter or digit without accent and case, as one or several of them.
fn bare(character: char) -> Vec<char> {
    let plain = std::iter::once(character).nfkd().filter(|part| !is_combining_mark(*part));
    // Upper case first: `ß` and `ſ` become what they are written as in capitals.
    plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase).filter(|part| part.is_alphanumeric()).collect()
}

fn differing_letter(asked: &str, own: &str) -> Option<MissKind> {
    let has_mark = |letter: &str| letter.nfkd().any(is_combining_mark);
    if asked.is_empty() || own.is_empty() || names::equal(asked, own) {
        None
    } else if has_mark(asked) || has_mark(own) {
        Some(MissKind::Accents)
    } else {
        Some(MissKind::LetterForms)
    }
}

/// Tells what kind of characters make the difference between two letters' gaps.
fn differing_gap(asked: &str, own: &str) -> Option<MissKind> {
    if asked == own {
        return None;
    }
    let is_equal_without = |leave_out: &dyn Fn(char) -> bool| {
        let left = |text: &str| text.chars().filter(|character| !leave_out(*character)).collect::<String>();
        left(asked) == left(own)
    };
    Some(if is_equal_without(&is_invisible) {
        MissKind::InvisibleCharacters
    } else if is_equal_without(&|c| is_invisible(c) || c.is_whitespace()) {
        MissKind::WhiteSpace
    } else if is_equal_without(&|c| is_invisible(c) || c.is_whitespace() || is_dash(c)) {
        MissKind::Dashes
    } else if is_equal_without(&|c| is_invisible(c) || c.is_whitespace() || is_quote(c)) {
        MissKind::Quotes
    } else {
        MissKind::Punctuation
    })
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`' | '´' | '«' | '»' | '\u{2018}'..='\u{201F}' | '\u{2032}'..='\u{2037}' | '\u{2039}' | '\u{203A}')
}

/// Characters that take no place at all.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Counts what a person would not write on a keyboard: the side with more of it is the one to correct.
pub fn oddities(text: &str) -> usize {
    let is_odd = |c: char| {
        is_invisible(c)
            || (c.is_whitespace() && c != ' ')
            || (is_dash(c) && c != '-')
            || (is_quote(c) && !matches!(c, '"' | '\''))
    };
    text.chars().filter(|character| is_odd(*character)).count() + text.trim().matches("  ").count()
}

/// Names characters, so that those are told that nobody sees: `a no-break space (U+00A0)`.
fn describe(characters: &[char]) -> String {
    let mut told: Vec<String> = Vec::new();
    for run in characters.chunk_by(|a, b| a == b) {
        let name = name(run[0]);
        told.push(match run.len() {
            1 if name.starts_with(['`', 'U']) => name,
            1 if name.starts_with(['a', 'e', 'i', 'o']) => format!("an {name}"),
            1 => format!("a {name}"),
            number => format!("{number} × {name}"),
        });
    }
    told.join(" and ")
}

fn name(character: char) -> String {
    let code = || format!("U+{:04X}", u32::from(character));
    let name = match character {
        ' ' => return "space".to_owned(),
        '-' => return "hyphen".to_owned(),
        '"' => return "straight double quote".to_owned(),
        '\'' => return "straight single quote".to_owned(),
        '\t' => "tab",
        '\n' => "line feed",
        '\r' => "carriage return",
        '\u{A0}' => "no-break space",
        '\u{202F}' => "narrow no-break space",
        '\u{2007}' => "figure space",
        '\u{2009}' => "thin space",
        '\u{3000}' => "ideographic space",
        '\u{AD}' => "soft hyphen",
        '\u{200B}' => "zero-width space",
        '\u{200C}' => "zero-width non-joiner",
        '\u{200D}' => "zero-width joiner",
        '\u{200E}' => "left-to-right mark",
        '\u{200F}' => "right-to-left mark",
        '\u{FEFF}' => "zero-width no-break space",
        '\u{2010}' => "typographic hyphen",
        '\u{2011}' => "no-break hyphen",
        '\u{2012}' => "figure dash",
        '\u{2013}' => "en dash",
        '\u{2014}' => "em dash",
        '\u{2212}' => "minus sign",
        '\u{2018}' => "left single quote",
        '\u{2019}' => "right single quote",
        '\u{201C}' => "left double quote",
        '\u{201D}' => "right double quote",
        '\u{201E}' => "low double quote",
        '´' => "acute accent",
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => "control of the writing direction",
        other if other.is_control() || is_invisible(other) || other.is_whitespace() => return code(),
        other => return format!("`{other}`"),
    };
    format!("{name} ({})", code())
}

/// Tells how the words of a title are those of another one.
fn of_words(asked: &str, own: &str) -> Option<Likeness> {
    let (asked_words, own_words) = (words(asked), words(own));
    let (missing, added) = (without(&asked_words, &own_words), without(&own_words, &asked_words));
    let quoted =
        |words: &[&Word]| words.iter().map(|word| format!("`{}`", word.written)).collect::<Vec<_>>().join(", ");
    let (kind, told, distance) = match (missing.as_slice(), added.as_slice()) {
        _ if asked_words.is_empty() || own_words.is_empty() => return None,
        ([], []) => (MissKind::WordOrder, "has the same words in another order".to_owned(), 0),
        ([], added) => (MissKind::LongerTitle, format!("has {} besides", quoted(added)), added.len()),
        (missing, []) => (MissKind::ShorterTitle, format!("lacks {}", quoted(missing)), missing.len()),
        (missing, added) => {
            let joined = |words: &[Word]| words.iter().map(|word| word.bare.as_str()).collect::<Vec<_>>().join(" ");
            let alike = strsim::normalized_damerau_levenshtein(&joined(&asked_words), &joined(&own_words));
            if alike < ALIKE && !is_abbreviated(&asked_words, &own_words) {
                return None;
            }
            let told = format!("has {} where {} was asked", quoted(added), quoted(missing));
            (MissKind::SimilarTitle, told, ((1.0 - alike) * 1000.0) as usize)
        }
    };
    Some(Likeness { kind, told, distance })
}

/// A word without accents and case, and as it is written.
struct Word {
    bare: String,
    written: String,
}

fn words(text: &str) -> Vec<Word> {
    let is_part = |character: char| character.is_alphanumeric() || is_combining_mark(character);
    let pieces = text.split(|character| !is_part(character)).filter(|piece| !piece.is_empty());
    let word = |piece: &str| Word { bare: piece.chars().flat_map(bare).collect(), written: piece.to_owned() };
    pieces.map(word).filter(|word| !word.bare.is_empty()).collect()
}

/// Tells whether word for word is the same or the beginning of the other: `Shared Admin` and `Shared Administration`.
fn is_abbreviated(a: &[Word], b: &[Word]) -> bool {
    let is_short_for = |a: &str, b: &str| a.chars().count() >= SHORTEST_ABBREVIATION && b.starts_with(a);
    let is_like =
        |(a, b): (&Word, &Word)| a.bare == b.bare || is_short_for(&a.bare, &b.bare) || is_short_for(&b.bare, &a.bare);
    a.len() == b.len() && a.iter().zip(b).all(is_like)
}

/// The words that the others do not have, each as often as it is too many.
fn without<'a>(words: &'a [Word], others: &[Word]) -> Vec<&'a Word> {
    let mut left: Vec<&str> = others.iter().map(|word| word.bare.as_str()).collect();
    words
        .iter()
        .filter(|word| match left.iter().position(|other| *other == word.bare) {
            Some(at) => {
                left.swap_remove(at);
                false
            }
            None => true,
        })
        .collect()
}

#[cfg(test)]
mod tests;

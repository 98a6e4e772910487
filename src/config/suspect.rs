//! Owns the characters that look right and are not: curly quotes, no-break spaces, what has no width.

use super::source::Source;

/// Names a character that copy and paste brings into configurations.
pub(super) fn name_of(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => "a curly quote",
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => "a curly single quote",
        '\u{ab}' | '\u{bb}' => "an angle quote",
        '\u{2033}' | '\u{ff02}' => "a mark that looks like a quote",
        _ => return invisible_name_of(character),
    })
}

/// Names a character that cannot be seen, or looks like a plain space.
pub(super) fn invisible_name_of(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "a space of another width",
        '\u{200b}' | '\u{2060}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{feff}' => "a byte order mark",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}' => {
            "a text direction mark"
        }
        '\u{ad}' => "a soft hyphen",
        '\u{2028}' | '\u{2029}' => "a line separator",
        _ if character.is_control() => "a control character",
        _ => return None,
    })
}

/// Describes a character by name, looks and code: `a curly quote (“, U+201C)`.
pub(super) fn describe(character: char) -> Option<String> {
    let name = name_of(character)?;
    let code = u32::from(character);
    Some(if invisible_name_of(character).is_some() {
        format!("{name} (U+{code:04X})")
    } else {
        format!("{name} ({character}, U+{code:04X})")
    })
}

/// Says what to do about a character.
pub(super) fn mend(character: char) -> &'static str {
    match character {
        _ if invisible_name_of(character).is_none() => "type a straight quote in its place",
        '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "type a plain space in its place",
        _ => "remove it, or type the line again",
    }
}

/// Says what to do about a character between straight quotes.
pub(super) fn mend_inside(character: char) -> &'static str {
    match invisible_name_of(character) {
        None => "remove it: the straight quotes around the value are enough",
        Some(_) => "remove it, or type the value again",
    }
}

/// Finds the first such character of a line, comments left out, with its byte offset in the text.
pub(super) fn first_in_line(source: &Source, offset: usize) -> Option<(usize, char)> {
    let (start, line) = source.line_around(offset);
    let (mut quote, mut before) = (None, ' ');
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (None, '#') => return None,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character && before != '\\' => quote = None,
            _ if character != '\t' && name_of(character).is_some() => return Some((start + at, character)),
            _ => {}
        }
        before = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_can_be_seen_is_shown_and_what_cannot_is_not() {
        assert_eq!(describe('\u{201c}').as_deref(), Some("a curly quote (“, U+201C)"));
        assert_eq!(describe('\u{200b}').as_deref(), Some("a zero-width space (U+200B)"));
        assert_eq!(describe('é'), None);
        assert_eq!(describe('"'), None);
    }

    #[test]
    fn a_comment_may_hold_any_quote() {
        let source = Source::of_text(Path::new("x"), "x", "a = 1 # “so”\nb = “x”".into());
        assert_eq!(first_in_line(&source, 0), None);
        assert_eq!(
            first_in_line(&source, 18).map(|(at, character)| (source.place(at).column, character)),
            Some((5, '“'))
        );
    }
}

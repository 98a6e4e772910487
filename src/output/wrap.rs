//! Owns breaking long lines at word ends. A word itself is never broken: it may be a path to be copied.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Narrower than this a terminal breaks lines itself.
const NARROWEST: usize = 30;

/// Breaks a text to `width` columns, the first line `taken` columns in, later ones indented by `indent`. Without a width,
/// as in a pipe, nothing is broken.
pub fn wrap(text: &str, width: Option<usize>, taken: usize, indent: usize) -> String {
    let Some(width) = width.filter(|width| *width >= NARROWEST + indent) else { return text.to_owned() };
    let indent = " ".repeat(indent);
    let first = " ".repeat(taken);
    let options = Options::new(width)
        .initial_indent(&first)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let filled = textwrap::fill(text, options);
    filled.strip_prefix(&first).map(str::to_owned).unwrap_or(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_words_and_only_where_there_is_a_width() {
        let text = "one two three four five six seven eight nine ten";
        assert_eq!(wrap(text, None, 4, 4), text);
        assert_eq!(wrap(text, Some(34), 6, 4), "one two three four five six\n    seven eight nine ten");
        assert_eq!(wrap(&"x".repeat(60), Some(40), 0, 2), "x".repeat(60));
    }
}

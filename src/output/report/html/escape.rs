//! Owns making text safe in HTML: in elements and in quoted attributes alike.

use crate::text::sanitize::harmless;

/// Escapes a text.
pub(super) fn text(text: &str) -> String {
    let text = harmless(text);
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(character),
        }
    }
    safe
}

/// Escapes a sentence of ours; what stands between backticks becomes code. Not for attributes.
pub(super) fn prose(sentence: &str) -> String {
    let parts: Vec<&str> = sentence.split('`').collect();
    let mut safe = String::with_capacity(sentence.len() + 16);
    for (at, part) in parts.iter().enumerate() {
        let is_closed = at + 1 < parts.len();
        match (at % 2, is_closed) {
            (1, true) => safe.push_str(&format!("<code><bdi>{}</bdi></code>", text(part))),
            (1, false) => safe.push_str(&format!("`{}", text(part))),
            _ => safe.push_str(&text(part)),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_an_element_or_an_attribute() {
        assert_eq!(text("</p>\" ' &amp;\u{1b}"), "&lt;/p&gt;&quot; &#39; &amp;amp;&lt;U+001B&gt;");
    }

    #[test]
    fn literals_are_code_and_a_lone_backtick_is_itself() {
        assert_eq!(prose("set `a<b` to `c`"), "set <code><bdi>a&lt;b</bdi></code> to <code><bdi>c</bdi></code>");
        assert_eq!(prose("a ` b"), "a ` b");
        assert_eq!(prose(""), "");
    }
}

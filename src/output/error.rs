//! Owns how an error looks on stderr: lines for people, one object for scripts.

use anstyle::Style;
use serde::Serialize;

use super::style::{Palette, paint};
use super::wrap::wrap;
use crate::text::sanitize::harmless;

/// Everything told about an error.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// Stable text for scripts, such as `oauth.grant-not-allowed`.
    pub code: &'static str,
    pub exit: u8,
    pub message: String,
    pub hints: Vec<String>,
    pub causes: Vec<String>,
}

/// Renders `error:`, `caused by:` and `hint:` lines.
pub fn human(told: &Told, palette: Palette, width: Option<usize>) -> String {
    let mut text = labelled("error:", palette.bad, &told.message, width);
    for cause in &told.causes {
        text.push_str(&labelled("caused by:", Style::new(), cause, width));
    }
    for hint in &told.hints {
        text.push_str(&labelled("hint:", palette.good, hint, width));
    }
    text
}

/// Renders `{"error":{…}}` on one line.
pub fn json(told: &Told) -> String {
    #[derive(Serialize)]
    struct Envelope<'a> {
        error: &'a Told,
    }
    // Strings and numbers always serialize.
    serde_json::to_string(&Envelope { error: told }).unwrap_or_default() + "\n"
}

/// One labelled message; its own line ends (a caret under a place in a file) are kept, with the lines indented.
pub fn labelled(label: &str, style: Style, message: &str, width: Option<usize>) -> String {
    let mut lines = message.split('\n').map(harmless);
    let first = wrap(&lines.next().unwrap_or_default(), width, label.len() + 1, 2);
    let rest: String = lines.map(|line| format!("\n  {line}")).collect();
    format!("{} {first}{rest}\n", paint(style, label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told {
        Told {
            code: "oauth.grant-not-allowed",
            exit: 4,
            message: "the grant is not allowed\u{1b}[2J".into(),
            hints: vec!["ask firm IT to allow it".into()],
            causes: vec!["`https://dms.example` answered 400".into()],
        }
    }

    #[test]
    fn people_read_labelled_lines_without_escape_sequences() {
        assert_eq!(
            human(&told(), Palette::plain(), None),
            "error: the grant is not allowed<U+001B>[2J\ncaused by: `https://dms.example` answered 400\nhint: ask firm IT to allow it\n"
        );
    }

    #[test]
    fn scripts_read_one_object_on_one_line() {
        let text = json(&told());
        assert_eq!(text.lines().count(), 1);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["error"]["code"], "oauth.grant-not-allowed");
        assert_eq!(value["error"]["exit"], 4);
        assert_eq!(value["error"]["message"], "the grant is not allowed\u{1b}[2J");
    }
}

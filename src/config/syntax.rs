//! Owns how a text that is not TOML is complained of: one complaint a line, look-alike characters named first.

use super::error::Complaint;
use super::source::Source;
use super::suspect;

/// Turns the parser's errors into complaints. The parser's messages never repeat the text.
pub(super) fn complaints(source: &Source, errors: &[toml::de::Error]) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = Vec::new();
    let mut last_line = 0;
    let mut sorted: Vec<_> = errors.iter().collect();
    sorted.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    for error in sorted {
        let at = error.span().map_or(0, |span| span.start);
        let place = source.place(at);
        // One slip makes the parser stumble several times on the same line.
        if place.line == last_line {
            continue;
        }
        last_line = place.line;
        complaints.push(complaint(source, at, error.message()));
    }
    complaints
}

fn complaint(source: &Source, at: usize, message: &str) -> Complaint {
    if let Some((spot, character)) = suspect::first_in_line(source, at) {
        return Complaint {
            place: Some(source.place(spot)),
            code: "config.suspect-character",
            message: format!("here is {}", suspect::describe(character).unwrap_or_default()),
            hints: vec![suspect::mend(character).into()],
        };
    }
    if message.contains("duplicate key") {
        return Complaint {
            place: Some(source.place(at)),
            code: "config.duplicate-key",
            message: "this key or table was set before".into(),
            hints: vec!["remove one of the two".into()],
        };
    }
    let (_, line) = source.line_around(at);
    let hint = if line.contains('\\') {
        r"write a Windows path in single quotes, such as `'C:\firm\ca.pem'`"
    } else {
        "see `https://toml.io` for the syntax; texts stand in straight quotes"
    };
    Complaint {
        place: Some(source.place(at)),
        code: "config.syntax",
        message: format!("not TOML: {}", message.replace('\n', ", ")),
        hints: vec![hint.into()],
    }
}

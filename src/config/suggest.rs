//! Owns what is said of a name that nobody knows: the nearest known one, or the table it belongs to.

use super::error::Complaint;
use super::origin::Place;
use super::schema::{self, Key};
use super::suspect;
use crate::text::names;

/// Complains of an unknown key. Only its name is repeated, never what it was set to.
pub(super) fn unknown_key(written: &str, keys: &'static [Key], table: &str, place: Place) -> Complaint {
    if let Some(complaint) = odd_name(written, &place) {
        return complaint;
    }
    let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
    let aliases = keys.iter().flat_map(|key| key.aliases.iter().copied());
    let homes = schema::homes_of(written);
    let hint = if let Some(near) = names::nearest(written, known.iter().copied().chain(aliases)) {
        format!("write `{near}`")
    } else if !homes.is_empty() {
        format!("move it to `{}`", homes.join("` or `"))
    } else {
        format!("use one of the keys known here: {}", known.join(", "))
    };
    Complaint {
        place: Some(place),
        code: "config.unknown-key",
        message: format!("unknown key `{}` {table}", short(written)),
        hints: vec![hint],
    }
}

/// Complains of a name with characters that cannot be seen or only look right, and of an empty one.
pub(super) fn odd_name(written: &str, place: &Place) -> Option<Complaint> {
    let message = if written.trim().is_empty() {
        "the name is empty".to_owned()
    } else {
        let character = written.chars().find(|c| suspect::invisible_name_of(*c).is_some() || is_double_quote(*c))?;
        format!("the name holds {}", suspect::describe(character)?)
    };
    Some(Complaint {
        place: Some(place.clone()),
        code: "config.suspect-character",
        message,
        hints: vec!["type the name again".into()],
    })
}

fn is_double_quote(character: char) -> bool {
    matches!(character, '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}')
}

/// Cuts a name that is too long to be one.
fn short(name: &str) -> String {
    const MOST: usize = 60;
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST).chain(['…']).collect() }
}

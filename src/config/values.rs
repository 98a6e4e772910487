//! Owns the way from a written value, in the file or in a variable, to a typed one. Complaints never repeat a value.

use std::path::{Path, PathBuf};

use toml::de::DeValue;
use url::Url;

use super::schema::{Kind, Word};
use super::{secrets, suspect, urls};
use crate::operate::repositories::Sample;
use crate::sys::paths;
use crate::sys::world::World;
use crate::text::names;
use crate::text::secret::SecretReference;

/// A value that is what its key asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Setting {
    Text(String),
    Number(u64),
    Flag(bool),
    Url(Url),
    Path(PathBuf),
    Secret(SecretReference),
    Samples(Vec<Sample>),
    /// A table of a name the user chose is there, whatever it holds.
    Declared,
}

/// What is wrong with a value. `at` is the byte offset of the very spot, where it is better known than the value's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hints: Vec<String>,
    pub(super) at: Option<usize>,
}

impl Mistake {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Mistake { code, message: message.into(), hints: Vec::new(), at: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub(super) fn at(mut self, at: usize) -> Self {
        self.at.get_or_insert(at);
        self
    }
}

/// Where relative paths start, and where the home folder is.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) folder: &'a Path,
    pub(super) world: &'a World,
}

impl Ground<'_> {
    pub(super) fn absolute(&self, text: &str) -> PathBuf {
        let joined = self.folder.join(paths::expand_home(self.world, Path::new(text)));
        // `./x` and `x` are the same place, and shorter is better to read.
        joined.components().collect()
    }
}

/// Reads a value of the file.
pub(super) fn of_file(value: &DeValue<'_>, kind: Kind, key: &str, ground: Ground<'_>) -> Result<Setting, Mistake> {
    match (kind, value) {
        (Kind::Secret, _) => secrets::of_file(value, key, ground).map(Setting::Secret),
        (Kind::Number { least, most }, DeValue::Integer(number)) => {
            let read = i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX);
            number_within(read, least, most)
        }
        (Kind::Number { .. }, DeValue::String(text)) if text.parse::<u64>().is_ok() => {
            Err(wrong_type("an integer", value).hint("write the number without quotes"))
        }
        (Kind::Number { .. }, _) => Err(wrong_type("an integer", value)),
        (Kind::Flag, DeValue::Boolean(flag)) => Ok(Setting::Flag(*flag)),
        (Kind::Flag, _) => Err(wrong_type("`true` or `false`", value).hint("write `true` or `false` without quotes")),
        (Kind::Samples, _) => Err(wrong_type("an array of tables", value)),
        (_, DeValue::String(text)) => of_text(text, kind, ground),
        _ => Err(wrong_type("a string", value)),
    }
}

/// Reads a value of a variable or an option.
pub(super) fn of_words(text: &str, kind: Kind, ground: Ground<'_>) -> Result<Setting, Mistake> {
    let text = text.trim();
    match kind {
        Kind::Number { least, most } => match text.parse::<u64>() {
            Ok(number) => number_within(i128::from(number), least, most),
            Err(_) => Err(Mistake::new("config.wrong-type", format!("expected {}", range(least, most)))),
        },
        Kind::Flag => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(Setting::Flag(true)),
            "false" | "0" | "no" | "off" => Ok(Setting::Flag(false)),
            _ => Err(Mistake::new("config.wrong-type", "expected `true` or `false`")),
        },
        Kind::Samples | Kind::Secret => Err(Mistake::new("config.wrong-type", "cannot be set by a variable")),
        _ => of_text(text, kind, ground),
    }
}

fn of_text(text: &str, kind: Kind, ground: Ground<'_>) -> Result<Setting, Mistake> {
    if text.trim().is_empty() {
        return Err(Mistake::new("config.empty-value", "the value is empty").hint("fill it in, or remove the line"));
    }
    if !matches!(kind, Kind::Title | Kind::ResolverConfig | Kind::Path) {
        check_plain(text)?;
    }
    let address = |(message, hint): (String, Option<String>)| Mistake {
        code: "config.url",
        message,
        hints: hint.into_iter().collect(),
        at: None,
    };
    match kind {
        Kind::HostUrl => urls::host_url(text).map(Setting::Url).map_err(address),
        Kind::LoopbackUrl => urls::loopback_url(text).map(|()| Setting::Text(text.to_owned())).map_err(address),
        Kind::EndpointUrl => urls::endpoint_url(text).map(Setting::Url).map_err(address),
        Kind::ProxyUrl => urls::proxy_url(text).map(|_| Setting::Text(text.to_owned())).map_err(address),
        Kind::Path => Ok(Setting::Path(ground.absolute(text))),
        Kind::Choice(words) => choose(text, words),
        _ => Ok(Setting::Text(text.to_owned())),
    }
}

/// Refuses what a name or an address never holds: look-alike characters, and white space around it.
fn check_plain(text: &str) -> Result<(), Mistake> {
    if let Some((character, name)) = text.chars().find_map(|c| suspect::describe(c).map(|name| (c, name))) {
        return Err(Mistake::new("config.suspect-character", format!("the value holds {name}"))
            .hint(suspect::mend_inside(character)));
    }
    if text.trim() != text {
        return Err(Mistake::new("config.suspect-character", "the value begins or ends with white space")
            .hint("remove the white space inside the quotes"));
    }
    Ok(())
}

fn choose(text: &str, words: &'static [Word]) -> Result<Setting, Mistake> {
    if let Some(word) = words.iter().find(|word| word.name == text || word.aliases.contains(&text)) {
        return Ok(Setting::Text(word.name.to_owned()));
    }
    let known: Vec<_> = words.iter().map(|word| format!("`{}`", word.name)).collect();
    let mistake = Mistake::new("config.unknown-word", format!("expected one of {}", known.join(", ")));
    Err(match names::nearest(text, words.iter().map(|word| word.name)) {
        Some(near) => mistake.hint(format!("write `{near}`")),
        None => mistake.hint("choose one of these words"),
    })
}

fn number_within(number: i128, least: u64, most: u64) -> Result<Setting, Mistake> {
    match u64::try_from(number) {
        Ok(number) if (least..=most).contains(&number) => Ok(Setting::Number(number)),
        _ => Err(Mistake::new("config.out-of-range", format!("expected {}", range(least, most)))
            .hint("choose a number in that range")),
    }
}

fn range(least: u64, most: u64) -> String {
    if most >= i64::MAX as u64 {
        format!("a whole number of {least} or more")
    } else {
        format!("a whole number from {least} to {most}")
    }
}

/// Says what was expected and what was found, never the value itself.
pub(super) fn wrong_type(expected: &str, found: &DeValue<'_>) -> Mistake {
    let mistake = Mistake::new("config.wrong-type", format!("expected {expected}, found {}", type_name(found)));
    match (expected, found) {
        ("a table", DeValue::Array(_)) => mistake.hint("write the header with single brackets, `[…]`"),
        ("a table", _) => mistake.hint("write a header such as `[…]` on a line of its own, and the keys below it"),
        ("a string", DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_)) => {
            mistake.hint("put the value in straight quotes")
        }
        _ => mistake,
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

//! Owns the forms in which a secret is referred to. A plain text in its place is refused, and never repeated.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::values::{Ground, Mistake, wrong_type};
use crate::sys::env;
use crate::text::names;
use crate::text::secret::SecretReference;

/// The forms, by their key.
const FORMS: [&str; 5] = ["env", "file", "keyring", "command", "prompt"];

/// Shows how a secret may be referred to, for a key such as `linked_service.client_secret`.
pub fn forms(key: &str) -> String {
    let name = key.rsplit('.').next().unwrap_or(key);
    let variable = env::of_key(key).map_or("NAME", |variable| variable.name);
    format!(
        "write `{name} = {{ env = \"{variable}\" }}`, `{{ file = \"…\" }}`, `{{ keyring = true }}`, `{{ command = [\"…\"] }}` or `{{ prompt = true }}`"
    )
}

/// Reads a reference.
pub(super) fn of_file(value: &DeValue<'_>, key: &str, ground: Ground<'_>) -> Result<SecretReference, Mistake> {
    let table = match value {
        DeValue::Table(table) => table,
        DeValue::String(_) => {
            return Err(Mistake::new("config.plain-secret", "a secret must not stand in the file as plain text")
                .hint(forms(key))
                .hint("replace the secret itself at its issuer if this file was shared or committed"));
        }
        other => return Err(wrong_type("a table that says where the secret is kept", other).hint(forms(key))),
    };
    for name in table.keys() {
        if !FORMS.contains(&name.get_ref().as_ref()) {
            let near = names::nearest(name.get_ref(), FORMS);
            return Err(Mistake::new("config.secret-form", "unknown way to keep a secret")
                .hint(near.map_or_else(|| forms(key), |near| format!("write `{near}`")))
                .at(name.span().start));
        }
    }
    let mut entries = table.iter();
    match (entries.next(), entries.next()) {
        (Some((name, value)), None) => form(name, value, key, ground),
        (None, _) => Err(Mistake::new("config.secret-form", "nothing says where the secret is kept").hint(forms(key))),
        (Some(_), Some((second, _))) => Err(Mistake::new(
            "config.secret-form",
            format!("exactly one of {} belongs here, found {}", list(&FORMS), list_keys(table)),
        )
        .hint("keep the one that applies")
        .at(second.span().start)),
    }
}

fn form(
    name: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
    key: &str,
    ground: Ground<'_>,
) -> Result<SecretReference, Mistake> {
    let at = value.span().start;
    let wrong = |message: &str| Mistake::new("config.secret-form", message).at(at);
    match (name.get_ref().as_ref(), value.get_ref()) {
        ("env", DeValue::String(text)) if is_variable_name(text) => Ok(SecretReference::Environment(text.to_string())),
        ("env", DeValue::String(_)) => {
            let example = env::of_key(key).map_or("NAME", |variable| variable.name);
            Err(wrong("`env` takes the name of a variable, and this is none")
                .hint(format!("write `{{ env = \"{example}\" }}` and put the secret into that variable")))
        }
        ("file", DeValue::String(text)) if !text.trim().is_empty() => Ok(SecretReference::File(ground.absolute(text))),
        ("file", DeValue::String(_)) => Err(wrong("the path is empty").hint("name the file that holds the secret")),
        ("env" | "file", other) => Err(wrong_type("a string", other).at(at)),
        ("keyring", DeValue::Boolean(true)) => Ok(SecretReference::Keyring),
        ("prompt", DeValue::Boolean(true)) => Ok(SecretReference::Prompt),
        (word @ ("keyring" | "prompt"), _) => {
            Err(wrong(&format!("`{word}` must be `true`")).hint(format!("write `{{ {word} = true }}`")))
        }
        (_, DeValue::Array(words)) => {
            let words: Option<Vec<String>> =
                words.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
            match words {
                Some(words) if words.first().is_some_and(|program| !program.trim().is_empty()) => {
                    Ok(SecretReference::Command(words))
                }
                Some(_) => {
                    Err(wrong("`command` names no program").hint("write `{ command = [\"program\", \"argument\"] }`"))
                }
                None => Err(wrong("`command` takes strings only").hint("put every argument in straight quotes")),
            }
        }
        (_, other) => Err(wrong_type("an array of strings", other)
            .hint("write `{ command = [\"program\", \"argument\"] }`; no shell is involved")
            .at(at)),
    }
}

fn is_variable_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.len() <= 128
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn list_keys(table: &DeTable<'_>) -> String {
    list(&table.keys().map(|key| key.get_ref().as_ref()).collect::<Vec<_>>())
}

//! Owns the reading of `[[repositories.NAME.samples]]`: a work item, and the workspace it must resolve to.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::values::{Mistake, wrong_type};
use crate::operate::repositories::Sample;
use crate::text::names;

const KEYS: [&str; 2] = ["work_item", "expect"];

/// Reads the samples of a repository; every mistake has its own spot.
pub(super) fn of_file(value: &Spanned<DeValue<'_>>) -> Result<Vec<Sample>, Vec<Mistake>> {
    let Some(entries) = value.get_ref().as_array() else {
        return Err(vec![
            wrong_type("an array of tables", value.get_ref())
                .hint("write `[[repositories.NAME.samples]]` with double brackets")
                .at(value.span().start),
        ]);
    };
    let (mut samples, mut mistakes) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry.get_ref().as_table() {
            Some(table) => match sample(table, entry.span().start) {
                Ok(sample) => samples.push(sample),
                Err(mistake) => mistakes.push(mistake),
            },
            None => mistakes.push(wrong_type("a table", entry.get_ref()).at(entry.span().start)),
        }
    }
    if mistakes.is_empty() { Ok(samples) } else { Err(mistakes) }
}

fn sample(table: &DeTable<'_>, at: usize) -> Result<Sample, Mistake> {
    for key in table.keys() {
        let name = key.get_ref().as_ref();
        if !KEYS.contains(&name) {
            let hint = names::nearest(name, KEYS)
                .map_or_else(|| "a sample has `work_item` and `expect`".to_owned(), |near| format!("write `{near}`"));
            return Err(Mistake::new("config.unknown-key", format!("unknown key `{name}` in a sample"))
                .hint(hint)
                .at(key.span().start));
        }
    }
    let work_item = match table.get("work_item") {
        Some(value) if value.get_ref().is_table() => json(value.get_ref()),
        Some(value) => return Err(wrong_type("a table", value.get_ref()).at(value.span().start)),
        None => {
            return Err(Mistake::new("config.missing-value", "the sample has no `work_item`")
                .hint("write `work_item = { \"client.reference\" = \"12345\" }`")
                .at(at));
        }
    };
    let expect = match table.get("expect") {
        None => None,
        Some(value) => match value.get_ref().as_str() {
            Some(text) if is_workspace_id(text) => Some(text.to_owned()),
            Some(_) => {
                return Err(Mistake::new("config.wrong-type", "`expect` is no workspace id")
                    .hint("write it as `LIBRARY!number`, such as `ACTIVE!427`")
                    .at(value.span().start));
            }
            None => return Err(wrong_type("a string", value.get_ref()).at(value.span().start)),
        },
    };
    Ok(Sample { work_item, expect })
}

/// `LIBRARY!number`, with a version perhaps (`reference/imanage-api.md` section 4).
fn is_workspace_id(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('!').is_some_and(|(library, rest)| {
        let (number, version) = rest.split_once('.').unwrap_or((rest, "1"));
        !library.trim().is_empty() && is_number(number) && is_number(version)
    })
}

/// Turns a TOML value into the JSON a work item is made of; dates become texts.
fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::String(number.to_string()), Value::from),
        DeValue::Float(number) => {
            number.as_str().parse::<f64>().map_or_else(|_| Value::String(number.to_string()), Value::from)
        }
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref()))).collect())
        }
    }
}

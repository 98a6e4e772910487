//! Owns the shapes of answers on the wire: lenient in everything but `id` and `name`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A list: `data` as an array, or as an object with `results` (`reference/imanage-api.md` section 4.1).
#[derive(Deserialize)]
pub(super) struct List {
    #[serde(default)]
    pub data: Data,
    pub total_count: Option<Value>,
    pub cursor: Option<Value>,
    pub overflow: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Data {
    Rows(Vec<Value>),
    Results { results: Vec<Value> },
    Nothing(serde::de::IgnoredAny),
}

impl Default for Data {
    fn default() -> Self {
        Data::Nothing(serde::de::IgnoredAny)
    }
}

/// One object under `data`.
#[derive(Deserialize)]
pub(super) struct One {
    pub data: BTreeMap<String, Value>,
}

/// The fields of an object, each optional.
pub(super) struct Fields(pub BTreeMap<String, Value>);

impl Fields {
    /// A text; numbers and truth values become text.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    /// A text that is not empty.
    pub fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A whole number, however it is written.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.0.get(name)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A truth value, however it is written.
    pub fn truth(&self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

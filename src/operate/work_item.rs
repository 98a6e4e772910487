//! Owns the work item: the data composer paths are looked up in, as a JSON object or as `path=value` settings.

use serde_json::{Map, Value};

use super::composer::{Element, Path};
use crate::text::names;

/// Beyond this a number that JSON keeps as a fraction has lost digits.
const EXACT_LIMIT: f64 = 9_007_199_254_740_992.0;

/// The data of one work item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkItem {
    data: Map<String, Value>,
    /// Values set by whole path; they go before the data.
    set: Vec<(String, String)>,
}

/// Why a work item cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkItemError {
    /// Line and column from 1, as an editor counts them.
    #[error("line {line}, column {column}: {why}")]
    NotJson { line: usize, column: usize, why: String },
    #[error("a work item is a JSON object, and this is {found}")]
    NotAnObject { found: &'static str },
    #[error("`{text}` is not of the form `path=value`")]
    NotASetting { text: String },
}

/// Why a path has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    #[error("the work item has no `{element}`{}", near.as_ref().map(|near| format!("; it has `{near}`")).unwrap_or_default())]
    Absent { element: String, near: Option<String> },
    #[error("its value is empty")]
    Empty,
    #[error("it is {found}, not a text; go on to one of its fields")]
    NotAText { found: &'static str },
    #[error("it is a list of {length}; choose one, as in `{element}!1`")]
    List { element: String, length: usize },
    #[error("`{element}!{index}` is beyond the end of a list of {length}")]
    BeyondList { element: String, index: usize, length: usize },
    #[error("only Operate can evaluate its query; give the value under the whole path, or with `--set`")]
    Query,
    #[error("the number has more digits than JSON keeps; write it as a text")]
    InexactNumber,
}

impl WorkItem {
    /// Reads a JSON object.
    ///
    /// # Errors
    /// When it is no JSON, with the place, or no object.
    pub fn from_json(text: &str) -> Result<Self, WorkItemError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value = serde_json::from_str::<Value>(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            // The error's own text ends with the place, which is told apart from it here.
            let place = format!(" at line {line} column {column}");
            let why = error.to_string().trim_end_matches(place.as_str()).to_owned();
            // serde_json counts columns in bytes; people count characters.
            let before = text.lines().nth(line.saturating_sub(1)).and_then(|line| line.get(..column));
            let column = before.map_or(column, |before| before.chars().count()).max(1);
            WorkItemError::NotJson { line: line.max(1), column, why }
        })?;
        Self::from_value(value)
    }

    /// Takes a JSON value that is an object.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_value(value: Value) -> Result<Self, WorkItemError> {
        match value {
            Value::Object(data) => Ok(WorkItem::of(data)),
            other => Err(WorkItemError::NotAnObject { found: kind(&other) }),
        }
    }

    /// Takes the members of an object.
    pub fn of(data: Map<String, Value>) -> Self {
        WorkItem { data, set: Vec::new() }
    }

    /// A member of the object by its name, as it is written.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.data.get(name)
    }

    /// Sets a value by its whole path, with or without `workitem.`; a later one wins.
    pub fn set(&mut self, path: &str, value: &str) {
        self.set.push((path.to_owned(), value.to_owned()));
    }

    /// Sets a value from `path=value`; the value is taken as it is, leading zeros and all.
    ///
    /// # Errors
    /// When there is no `=`, or nothing before it.
    pub fn set_from(&mut self, text: &str) -> Result<(), WorkItemError> {
        let (path, value) = WorkItem::split_setting(text)?;
        self.set(&path, &value);
        Ok(())
    }

    /// Splits `path=value` into path and value.
    ///
    /// # Errors
    /// When there is no `=`, or nothing before it.
    pub fn split_setting(text: &str) -> Result<(String, String), WorkItemError> {
        let not_one = || WorkItemError::NotASetting { text: text.to_owned() };
        // A query's own `=` stand before the one that is meant, so a path in brackets ends at its bracket.
        let (path, value) = match text.strip_prefix('[').and_then(|rest| rest.split_once("]=")) {
            Some(split) => split,
            None => text.split_once('=').ok_or_else(not_one)?,
        };
        if path.trim().is_empty() { Err(not_one()) } else { Ok((path.to_owned(), value.to_owned())) }
    }

    /// Tells whether nothing is known of the work item.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty() && self.set.is_empty()
    }

    /// Looks a path up: first as a whole text, with or without `workitem.`, then element by element through objects and
    /// lists; names without case.
    ///
    /// # Errors
    /// Why there is no value. Empty and blank ones are none.
    pub fn look_up(&self, path: &Path) -> Result<String, NoValue> {
        let whole = whole(&path.text);
        if let Some((_, value)) = self.set.iter().rev().find(|(set, _)| self::whole(set) == whole) {
            return filled(value.clone());
        }
        let known = self.data.iter().find(|(key, _)| **key == path.text);
        if let Some((_, value)) = known.or_else(|| self.data.iter().find(|(key, _)| self::whole(key) == whole)) {
            return text_of(value, &path.text);
        }
        if path.has_query() {
            return Err(NoValue::Query);
        }
        let elements = path.elements.as_slice();
        let without_root = match elements {
            [root, rest @ ..] if is_root(root) && !rest.is_empty() => rest,
            all => all,
        };
        match field(&self.data, "workitem") {
            // The file may hold the root itself, and the path may leave it out.
            Some(Value::Object(inner)) => walk(inner, without_root).or_else(|error| match walk(&self.data, elements) {
                Err(NoValue::Absent { .. }) => Err(error),
                other => other,
            }),
            _ => walk(&self.data, without_root),
        }
    }
}

/// A whole path as it is compared: folded, without `workitem.`.
fn whole(text: &str) -> String {
    let text = names::fold(text);
    text.strip_prefix("workitem.").map(str::to_owned).unwrap_or(text)
}

fn is_root(element: &Element) -> bool {
    element.name.eq_ignore_ascii_case("workitem") && element.index.is_none()
}

/// A field by its name, as written first, then without case.
fn field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let folded = names::fold(name);
    object.get(name).or_else(|| object.iter().find(|(key, _)| names::fold(key) == folded).map(|(_, value)| value))
}

fn walk(object: &Map<String, Value>, elements: &[Element]) -> Result<String, NoValue> {
    let mut object = object;
    for (at, element) in elements.iter().enumerate() {
        let is_last = at + 1 == elements.len();
        // A row of a table has its columns named by the rest of the path.
        let rest = elements[at..].iter().map(|e| (e.name.as_str(), e.index)).collect::<Vec<_>>();
        if !is_last && rest.iter().all(|(_, index)| index.is_none()) {
            let joined = rest.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(".");
            if let Some(value) = field(object, &joined) {
                return text_of(value, &joined);
            }
        }
        let value = field(object, &element.name).ok_or_else(|| NoValue::Absent {
            element: element.name.clone(),
            near: names::nearest(&element.name, object.keys().map(String::as_str)).map(str::to_owned),
        })?;
        let value = choose(value, element)?;
        if is_last {
            return text_of(value, &element.name);
        }
        object = match value {
            Value::Object(inner) => inner,
            Value::Null => return Err(NoValue::Empty),
            _ => {
                let element = elements[at + 1].name.clone();
                return Err(NoValue::Absent { element, near: None });
            }
        };
    }
    Err(NoValue::Empty)
}

/// Chooses from a list; whatever is no list is a list of one.
fn choose<'a>(value: &'a Value, element: &Element) -> Result<&'a Value, NoValue> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let name = || element.name.clone();
    match (element.index, list) {
        (Some(index), list) => {
            list.get(index - 1).ok_or_else(|| NoValue::BeyondList { element: name(), index, length: list.len() })
        }
        (None, [one]) => Ok(one),
        (None, []) => Err(NoValue::Empty),
        (None, several) => Err(NoValue::List { element: name(), length: several.len() }),
    }
}

/// A value as text: numbers and truth values as JSON writes them.
fn text_of(value: &Value, name: &str) -> Result<String, NoValue> {
    match value {
        Value::Null => Err(NoValue::Empty),
        Value::String(text) => filled(text.clone()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Number(number) => {
            let is_inexact = number.is_f64() && number.as_f64().is_none_or(|number| number.abs() >= EXACT_LIMIT);
            if is_inexact { Err(NoValue::InexactNumber) } else { Ok(number.to_string()) }
        }
        Value::Array(list) => match list.as_slice() {
            [] => Err(NoValue::Empty),
            [Value::Array(_)] => Err(NoValue::NotAText { found: "a list" }),
            [one] => text_of(one, name),
            several => Err(NoValue::List { element: name.to_owned(), length: several.len() }),
        },
        Value::Object(_) => Err(NoValue::NotAText { found: kind(value) }),
    }
}

fn filled(text: String) -> Result<String, NoValue> {
    if text.trim().is_empty() { Err(NoValue::Empty) } else { Ok(text) }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;

//! Owns the shapes of answers on the wire: lenient in everything but `id` and `name`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::scalar::{Scalar, Text};

/// The most rows that a server gives at once (`reference/imanage-api.md` section 4.6).
pub(super) const MOST_ROWS_AT_ONCE: usize = 9999;

/// The fields that imctl uses anywhere, beside `custom1` … `custom30`. What is not among them is passed over without being built, so
/// that an answer takes little more memory than its text.
const KNOWN: [&str; 34] = [
    "alias",
    "auth_status",
    "class",
    "container_id",
    "create_date",
    "customer_id",
    "database",
    "default_security",
    "description",
    "dms_version",
    "edit_date",
    "effective_security",
    "email",
    "enabled",
    "extension",
    "folder_type",
    "has_documents",
    "has_subfolders",
    "id",
    "is_hidden",
    "iwl",
    "name",
    "owner",
    "parent_id",
    "preferred_library",
    "size",
    "subclass",
    "subtype",
    "type",
    "url",
    "user_type",
    "version",
    "view_type",
    "wstype",
];

/// A list: `data` as an array, or as an object with `results` (`reference/imanage-api.md` section 4.1).
#[derive(Deserialize)]
pub(super) struct List<R> {
    #[serde(default = "Data::nothing")]
    pub data: Data<R>,
    #[serde(default)]
    pub total_count: Loose,
    #[serde(default)]
    pub cursor: Loose,
    #[serde(default)]
    pub overflow: Loose,
}

/// A value of any kind as text, where it is a text, a number or a truth value.
#[derive(Default)]
pub(super) struct Loose(pub Option<String>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Loose(Scalar::deserialize(deserializer)?.0.map(Cow::into_owned)))
    }
}

/// The rows of a list, in whichever of its shapes; what is neither has none.
pub(super) struct Data<R>(pub Vec<R>);

impl<R> Data<R> {
    fn nothing() -> Self {
        Data(Vec::new())
    }
}

impl<'de, R: Deserialize<'de>> Deserialize<'de> for Data<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyShape(PhantomData))
    }
}

struct AnyShape<R>(PhantomData<R>);

impl<'de, R: Deserialize<'de>> Visitor<'de> for AnyShape<R> {
    type Value = Data<R>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list, or an object with `results`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element()? {
            if rows.len() == MOST_ROWS_AT_ONCE {
                return Err(A::Error::custom("more rows than a server gives at once"));
            }
            rows.push(row);
        }
        Ok(Data(rows))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "results" {
                rows = map.next_value::<Data<R>>()?.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Data(rows))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Data::nothing())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Data::nothing())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Data::nothing())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Data::nothing())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Data::nothing())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Data::nothing())
    }
}

/// One object under `data`.
#[derive(Deserialize)]
pub(super) struct One {
    pub data: Fields,
}

/// The fields of an object that imctl uses, as text: numbers and truth values become text; lists and objects are left out.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(Cow<'static, str>, Box<str>)>);

impl Fields {
    /// The fields of a value that was read; of what is no object none.
    pub fn of(value: &Value) -> Self {
        let members = value.as_object().into_iter().flatten();
        let texts = members.filter_map(|(name, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(truth) => truth.to_string(),
                _ => return None,
            };
            Some((known(name)?, text.into()))
        });
        Fields(texts.collect())
    }

    /// A text; numbers and truth values become text.
    pub fn text(&self, name: &str) -> Option<String> {
        debug_assert!(known(name).is_some(), "`{name}` is not among the fields that are read");
        // A field that stands twice has its last value, as in any JSON object here.
        self.0.iter().rev().find(|(own, _)| own == name).map(|(_, text)| text.to_string())
    }

    /// A text that is not empty.
    pub fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A whole number, however it is written.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.trim().parse().ok()
    }

    /// A truth value, however it is written.
    pub fn truth(&self, name: &str) -> Option<bool> {
        self.text(name)?.trim().parse().ok()
    }

    /// The custom fields that are set, with their values.
    pub fn customs(&self) -> impl Iterator<Item = (String, String)> {
        let customs = self.0.iter().filter(|(name, text)| is_custom(name) && !text.is_empty());
        customs.map(|(name, text)| (name.clone().into_owned(), text.to_string()))
    }
}

/// Tells whether a name is that of a custom field.
pub(super) fn is_custom(name: &str) -> bool {
    let number = name.strip_prefix("custom").unwrap_or_default();
    matches!(number.len(), 1 | 2) && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn known(name: &str) -> Option<Cow<'static, str>> {
    match KNOWN.iter().find(|known| **known == name) {
        Some(known) => Some(Cow::Borrowed(known)),
        None => is_custom(name).then(|| Cow::Owned(name.to_owned())),
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields: Vec<(Cow<'static, str>, Box<str>)> = Vec::new();
                while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
                    let Some(name) = known(&name) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let value = map.next_value::<Scalar<'de>>()?.0;
                    // The last value counts, and one that is repeated takes no more room.
                    fields.retain(|(own, _)| *own != name);
                    fields.extend(value.map(|value| (name, value.into())));
                }
                fields.shrink_to_fit();
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_in_each_shape_and_what_is_none_has_no_rows() {
        for (text, expected) in [
            (r#"{"data": [1, 2]}"#, vec![1, 2]),
            (r#"{"data": {"facets": {}, "results": [1, 2]}, "total_count": 2}"#, vec![1, 2]),
            (r#"{"data": {"results": null}}"#, vec![]),
            (r#"{"data": {}}"#, vec![]),
            (r#"{"data": null}"#, vec![]),
            (r#"{"data": "x"}"#, vec![]),
            (r#"{"data": -7.5}"#, vec![]),
            (r#"{"data": false}"#, vec![]),
            ("{}", vec![]),
        ] {
            let list: List<u8> = serde_json::from_str(text).expect("a list");
            assert_eq!(list.data.0, expected, "{text}");
        }
        assert!(serde_json::from_str::<List<u8>>(r#"{"data": ["x"]}"#).is_err());
    }

    #[test]
    fn of_an_object_the_fields_that_are_used_are_kept_each_once_and_with_its_last_value() {
        let text = r#"{"id": 7, "name": "a", "n\u0061me": "b", "custom7": true, "custom8": "", "more": [[1]], "size": "12",
                       "version": 1.5, "owner": {"id": "x"}, "is_hidden": "true"}"#;
        let fields: Fields = serde_json::from_str(text).expect("an object");
        assert_eq!((fields.filled("id").as_deref(), fields.text("name").as_deref()), (Some("7"), Some("b")));
        assert_eq!(
            (fields.number("size"), fields.number("version"), fields.truth("is_hidden")),
            (Some(12), None, Some(true))
        );
        assert_eq!((fields.text("owner"), fields.0.len()), (None, 7));
        assert_eq!(fields.customs().collect::<Vec<_>>(), [("custom7".to_owned(), "true".to_owned())]);
        let value = serde_json::from_str(text).expect("JSON");
        assert_eq!(Fields::of(&value).filled("id").as_deref(), Some("7"));
        assert!(serde_json::from_str::<Fields>("[]").is_err());
    }

    #[test]
    fn more_rows_than_a_server_gives_at_once_are_not_read() {
        let rows = |number: usize| format!(r#"{{"data": [{}0]}}"#, "0,".repeat(number - 1));
        let read = |number| serde_json::from_str::<List<u8>>(&rows(number)).map(|list| list.data.0.len());
        assert_eq!(read(MOST_ROWS_AT_ONCE).ok(), Some(MOST_ROWS_AT_ONCE));
        assert!(read(MOST_ROWS_AT_ONCE + 1).is_err());
    }
}

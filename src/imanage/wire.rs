//! Owns the shapes of answers on the wire: lenient in everything but `id` and `name`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A list: `data` as an array, or as an object with `results` (`reference/imanage-api.md` section 4.1).
#[derive(Deserialize)]
pub(super) struct List<R> {
    #[serde(default = "Data::nothing")]
    pub data: Data<R>,
    pub total_count: Option<Value>,
    pub cursor: Option<Value>,
    pub overflow: Option<Value>,
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
            rows.push(row);
        }
        Ok(Data(rows))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "results" {
                rows = map.next_value::<Option<Vec<R>>>()?.unwrap_or_default();
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
}

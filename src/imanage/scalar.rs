//! Owns single values on the wire: of whatever kind, read as text, without building what is not used.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A key, borrowed where it has no escapes.
pub(super) struct Text<'a>(pub Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;

        impl<'de> Visitor<'de> for Borrowed {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Borrowed)
    }
}

/// The longest value that is read, in bytes: a hundred thousand characters of any kind. None of iManage's is nearly as long.
const LONGEST: usize = 400_000;

/// Below this, numbers with a fraction keep their whole part.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value as text: numbers and truth values become text; lists, objects and `null` are none.
pub(super) struct Scalar<'a>(pub Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        fn owned<'de, E>(value: impl ToString) -> Result<Scalar<'de>, E> {
            Ok(Scalar(Some(Cow::Owned(value.to_string()))))
        }

        fn bounded<E: Error>(text: &str) -> Result<&str, E> {
            if text.len() > LONGEST { Err(E::custom("a value is longer than any of iManage's")) } else { Ok(text) }
        }

        impl<'de> Visitor<'de> for Any {
            type Value = Scalar<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar(Some(Cow::Borrowed(bounded(text)?))))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                owned(bounded(text)?)
            }

            fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
                owned(truth)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                owned(number)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                owned(number)
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                // Larger ones are read to some digits only: what they meant is not known.
                let number = Some(number).filter(|number| number.abs() < EXACT).and_then(serde_json::Number::from_f64);
                Ok(Scalar(number.map(|number| Cow::Owned(number.to_string()))))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Scalar(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_a_hundred_thousand_characters_is_read_and_one_of_megabytes_is_not() {
        let read = |text: String| {
            let text = serde_json::to_string(&text).expect("JSON");
            serde_json::from_str::<Scalar<'_>>(&text).is_ok_and(|scalar| scalar.0.is_some())
        };
        assert!(read("\u{1f600}".repeat(100_000)) && read("\n".repeat(400_000)));
        assert!(!read("a".repeat(400_001)) && !read("\n".repeat(10 * 1024 * 1024)));
    }
}

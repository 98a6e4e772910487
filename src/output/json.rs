//! Owns the JSON form: one document, or one a line.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Writes one document over several lines.
pub fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes one document on one line.
pub fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes a foreign object on one line with further members behind its own, which stay as they are written; members of the same names
/// give way. What is no object is left out.
pub fn write_with_members(out: &mut dyn Write, object: &[u8], more: &[(&str, &str)]) -> io::Result<()> {
    let own = serde_json::from_slice::<Members<'_>>(object).map(|members| members.0).unwrap_or_default();
    let own = own.into_iter().filter(|(name, _)| !more.iter().any(|(added, _)| added == name));
    out.write_all(b"{")?;
    let mut is_first = true;
    let mut comma = |out: &mut dyn Write| {
        let text: &[u8] = if std::mem::take(&mut is_first) { b"" } else { b", " };
        out.write_all(text)
    };
    for (name, value) in own {
        comma(out)?;
        serde_json::to_writer(&mut *out, &name)?;
        out.write_all(b": ")?;
        // A line end in between would make two lines of one; within a text there is none.
        out.write_all(value.get().replace(['\n', '\r'], " ").as_bytes())?;
    }
    for (name, value) in more {
        comma(out)?;
        serde_json::to_writer(&mut *out, name)?;
        out.write_all(b": ")?;
        serde_json::to_writer(&mut *out, value)?;
    }
    out.write_all(b"}")
}

/// The members of an object in their order, each value as it is written.
#[derive(Default)]
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_object_keeps_its_values_as_they_are_written() {
        let written = |text: &str| {
            let mut out = Vec::new();
            write_with_members(&mut out, text.as_bytes(), &[("outcome", "none"), ("reason", "a \"b\"")])
                .expect("written");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(
            written(
                "{\"z\": 1.0, \"a\": 12345678901234567890123,\n \"o\": {\"x\": [1,\n2]}, \"outcome\": \"one\", \"\\u0041\": 1}"
            ),
            "{\"z\": 1.0, \"a\": 12345678901234567890123, \"o\": {\"x\": [1, 2]}, \"A\": 1, \"outcome\": \"none\", \"reason\": \"a \\\"b\\\"\"}"
        );
        assert_eq!(written("nope"), "{\"outcome\": \"none\", \"reason\": \"a \\\"b\\\"\"}");
    }
}

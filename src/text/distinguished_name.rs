//! Owns how the names in certificates are written for people (RFC 4514). The crate that reads them can write them too, with a list of
//! all object identifiers that were ever registered, which is a fiftieth of the program; the attributes that occur in certificates of servers and
//! authorities are a dozen, and a test holds this to the crate's form.

use std::fmt::Write;

use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::asn1::{Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef};
use x509_cert::der::{Encode, Tag, Tagged};
use x509_cert::name::Name;

/// The attributes that have a name here (RFC 4519 section 2; the e-mail address: RFC 2985 section 5.2.1).
const NAMES: [(&str, &str); 13] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "SERIALNUMBER"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "TITLE"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "EMAIL"),
];

/// Writes a name, its last part first: `CN=cloudimanage.com,O=iManage LLC,C=US`. An attribute that has no name here is told by its object
/// identifier and its DER, as RFC 4514 section 2.4 has it.
pub fn distinguished_name(name: &Name) -> String {
    let mut text = String::new();
    let parts: Vec<_> = name.iter_rdn().collect();
    for (at, part) in parts.into_iter().rev().enumerate() {
        for (place, attribute) in part.iter().enumerate() {
            text.push_str(match (at, place) {
                (0, 0) => "",
                (_, 0) => ",",
                _ => "+",
            });
            write_attribute(&mut text, attribute);
        }
    }
    text
}

fn write_attribute(text: &mut String, attribute: &AttributeTypeAndValue) {
    let identifier = attribute.oid.to_string();
    let name = NAMES.iter().find(|(own, _)| *own == identifier).map(|(_, name)| name);
    if let (Some(name), Some(value)) = (name, value(attribute)) {
        text.push_str(name);
        text.push('=');
        write_escaped(text, value);
        return;
    }
    text.push_str(&identifier);
    text.push_str("=#");
    // A value that was read can be written.
    for byte in attribute.value.to_der().unwrap_or_default() {
        let _ = write!(text, "{byte:02x}");
    }
}

fn value(attribute: &AttributeTypeAndValue) -> Option<&str> {
    let any = &attribute.value;
    match any.tag() {
        Tag::PrintableString => PrintableStringRef::try_from(any).ok().map(|text| text.as_str()),
        Tag::Utf8String => Utf8StringRef::try_from(any).ok().map(|text| text.as_str()),
        Tag::Ia5String => Ia5StringRef::try_from(any).ok().map(|text| text.as_str()),
        Tag::TeletexString => TeletexStringRef::try_from(any).ok().map(|text| text.as_str()),
        _ => None,
    }
}

/// Writes a value so that no character of it can be taken for a part of the name's form (RFC 4514 section 2.4).
fn write_escaped(text: &mut String, value: &str) {
    let last = value.char_indices().last().map_or(0, |(at, _)| at);
    for (at, character) in value.char_indices() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', character]),
            '#' if at == 0 => text.push_str("\\#"),
            ' ' if at == 0 || at == last => text.push_str("\\ "),
            '\0'..='\x1f' | '\x7f' => _ = write!(text, "\\{:02x}", u32::from(character)),
            _ => text.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use proptest::prelude::*;
    use x509_cert::der::Decode;
    use x509_cert::der::asn1::{Any, ObjectIdentifier};
    use x509_cert::name::{RdnSequence, RelativeDistinguishedName};

    use super::*;

    /// A name of several parts, a part of several attributes.
    fn name(parts: &[Vec<(&str, Tag, String)>]) -> Name {
        let attribute = |(oid, tag, value): &(&str, Tag, String)| AttributeTypeAndValue {
            oid: ObjectIdentifier::from_str(oid).expect("an identifier"),
            value: Any::new(*tag, value.as_bytes()).expect("a value"),
        };
        let part = |attributes: &Vec<_>| {
            RelativeDistinguishedName::try_from(attributes.iter().map(attribute).collect::<Vec<_>>()).expect("a part")
        };
        let sequence = RdnSequence::from(parts.iter().map(part).collect::<Vec<_>>());
        Name::from_der(&sequence.to_der().expect("written")).expect("a name")
    }

    proptest! {
        #[test]
        fn a_name_is_written_as_the_crate_that_reads_it_writes_it(
            values in prop::collection::vec(
                prop::collection::vec(
                    (0..NAMES.len(), prop::sample::select(vec![Tag::Utf8String, Tag::PrintableString, Tag::Ia5String]), "\\PC{0,8}|[ #,+\"<>;=\\\\\\x00-\\x1f\\x7f]{0,6}"),
                    1..3,
                ),
                0..4,
            )
        ) {
            let parts: Vec<Vec<_>> = values
                .into_iter()
                .map(|part| {
                    let mut part: Vec<_> = part.into_iter().map(|(at, tag, value)| (NAMES[at].0, tag, value)).collect();
                    part.dedup();
                    part
                })
                .collect();
            let name = name(&parts);
            prop_assert_eq!(distinguished_name(&name), name.to_string());
        }
    }

    #[test]
    fn what_has_no_name_here_is_told_by_its_number() {
        let name =
            name(&[vec![("2.5.4.3", Tag::Utf8String, "a".into())], vec![("1.2.3.4", Tag::Utf8String, "b".into())]]);
        assert_eq!(distinguished_name(&name), "1.2.3.4=#0c0162,CN=a");
    }
}

//! Owns workspaces as rows of a list, read straight from the answer's text: what imctl does not use is passed over without being
//! built. Lenient in everything but `id`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::scalar::{Scalar, Text};
use super::wire::is_custom;
use super::workspaces::Workspace;

/// The fields that are kept beside `custom1` … `custom30` (`reference/imanage-api.md` section 4.5).
const KEPT: [&str; 13] = [
    "name",
    "database",
    "description",
    "owner",
    "class",
    "subclass",
    "subtype",
    "create_date",
    "edit_date",
    "default_security",
    "effective_security",
    "has_subfolders",
    "iwl",
];

/// More fields than these, and some stand there twice.
const MOST_KEPT: usize = KEPT.len() + 30;

/// One workspace of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceRow<'a> {
    pub id: Cow<'a, str>,
    /// Field and value, as text; only those that imctl uses and that are set.
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> WorkspaceRow<'a> {
    /// A field that is set and not empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A field that is set.
    pub fn text(&self, name: &str) -> Option<&str> {
        // A field that stands twice has its last value, as in any JSON object here.
        self.fields.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_ref())
    }

    /// The library: what the row says, else what its id does.
    pub fn library(&self) -> &str {
        self.filled("database").unwrap_or_else(|| self.id.split('!').next().unwrap_or_default())
    }

    /// The workspace as a value of its own.
    pub fn to_workspace(&self, library: &str) -> Workspace {
        let owned = |name: &str| self.filled(name).map(str::to_owned);
        let customs = self.fields.iter().filter(|(name, value)| is_custom(name) && !value.is_empty());
        Workspace {
            id: self.id.clone().into_owned(),
            name: self.text("name").unwrap_or_default().to_owned(),
            library: self.filled("database").unwrap_or(library).to_owned(),
            description: owned("description"),
            customs: customs.map(|(name, value)| (name.clone().into_owned(), value.clone().into_owned())).collect(),
            owner: owned("owner"),
            class: owned("class"),
            subclass: owned("subclass"),
            subtype: owned("subtype"),
            create_date: owned("create_date"),
            edit_date: owned("edit_date"),
            default_security: owned("default_security"),
            effective_security: owned("effective_security"),
            has_subfolders: self.filled("has_subfolders").and_then(|text| text.trim().parse().ok()),
            iwl: owned("iwl"),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for WorkspaceRow<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = WorkspaceRow<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a workspace")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let (mut id, mut fields) = (None, Vec::<(Cow<'_, str>, Cow<'_, str>)>::new());
                while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
                    if name == "id" {
                        id = map.next_value::<Scalar<'de>>()?.0.filter(|id| !id.is_empty());
                    } else if KEPT.contains(&name.as_ref()) || is_custom(&name) {
                        if fields.is_empty() {
                            fields.reserve(12);
                        }
                        // A row that repeats itself takes no more room than one that has all fields.
                        if fields.len() > MOST_KEPT {
                            fields.retain(|(own, _)| *own != name);
                        }
                        fields.extend(map.next_value::<Scalar<'de>>()?.0.map(|value| (name, value)));
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                let id = id.ok_or_else(|| A::Error::custom("a row has no `id`"))?;
                Ok(WorkspaceRow { id, fields })
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_leniently_and_what_is_not_used_is_passed_over() {
        let text = r#"{"id": "ACTIVE!427", "name": "a \"b\"", "custom1": "00045", "custom17": 12.0, "custom25": true,
                       "custom2": null, "custom3": "", "operations": {"x": [1, {}]}, "owner": ["odd"], "has_subfolders": "true",
                       "custom1_description": "Litware", "size": 7, "n\u0061me": "last"}"#;
        let row: WorkspaceRow<'_> = serde_json::from_str(text).expect("a row");
        let workspace = row.to_workspace("ACTIVE");
        assert_eq!((workspace.id.as_str(), workspace.name.as_str()), ("ACTIVE!427", "last"));
        let customs: Vec<_> = workspace.customs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(customs, [("custom1", "00045"), ("custom17", "12.0"), ("custom25", "true")]);
        assert_eq!((workspace.owner, workspace.has_subfolders), (None, Some(true)));
        assert_eq!(row.library(), "ACTIVE");
    }

    #[test]
    fn a_row_without_an_id_is_none() {
        for text in [r#"{"name": "x"}"#, r#"{"id": ""}"#, r#"{"id": null}"#, "7", "[]"] {
            assert!(serde_json::from_str::<WorkspaceRow<'_>>(text).is_err(), "{text}");
        }
        let row: WorkspaceRow<'_> = serde_json::from_str(r#"{"id": 7}"#).expect("a row");
        assert_eq!(row.id, "7");
    }
}

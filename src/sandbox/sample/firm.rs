//! Owns the sample firm as a whole.

use std::collections::BTreeMap;

use super::{areas, awkward, matters};
use crate::sandbox::data::{CustomData, FirmData, LibraryData, UserData};

/// Makes the sample firm.
pub(in crate::sandbox) fn firm() -> FirmData {
    let mut workspaces = areas::workspaces();
    workspaces.extend(matters::workspaces());
    workspaces.extend(awkward::workspaces());
    let library = |id: &str, hidden| LibraryData { id: id.into(), hidden };
    let practice = |id: &str, name: &str| CustomData {
        id: id.into(),
        description: Some(name.into()),
        enabled: true,
        parent: None,
    };
    let mut clients = matters::clients();
    for (id, name) in [
        ("20001", "Proseware"),
        ("20002", "Estates"),
        ("30001", "Harbour Wharf"),
        ("40001", "Board"),
        ("50001", "Odd names"),
    ] {
        clients.push(practice(id, name));
    }
    // A closed client: in the table, and not to be used.
    clients.push(CustomData { enabled: false, ..practice("99999", "Closed client") });
    FirmData {
        customer_id: 4711,
        user: UserData { password: Some("sandbox".into()), ..UserData::default() },
        preferred_library: Some("ACTIVE".into()),
        redirect_uris: vec!["https://firm.operate.example/externalServices/replyFrom".into()],
        libraries: vec![library("ACTIVE", false), library("ARCHIVE", false), library("RESTRICTED", true)],
        customs: BTreeMap::from([
            ("custom1".to_owned(), clients),
            ("custom2".to_owned(), matters::matter_table(&workspaces)),
            (
                "custom29".to_owned(),
                vec![practice("LIT", "Litigation"), practice("PROP", "Property"), practice("CORP", "Corporate")],
            ),
        ]),
        workspaces,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::data_file::contradiction;

    #[test]
    fn the_sample_firm_does_not_contradict_itself() {
        let firm = firm();
        assert_eq!(contradiction(&firm), None);
        assert!(firm.workspaces.len() > 120);
        let longest = firm.workspaces.iter().map(|workspace| workspace.name.chars().count()).max();
        assert_eq!(longest, Some(254));
    }

    #[test]
    fn the_known_matter_is_unique() {
        let firm = firm();
        let is_known = |field: &str, value: &str, workspace: &&crate::sandbox::data::WorkspaceData| {
            workspace.fields.get(field).and_then(|own| own.as_str()) == Some(value)
        };
        let found: Vec<_> = firm
            .workspaces
            .iter()
            .filter(|it| is_known("custom1", "12345", it) && is_known("custom2", "00001", it))
            .collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "12345.00001 Lease of Unit 4");
    }
}

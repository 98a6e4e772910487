//! Owns the ordinary matters: several clients, each with matters numbered from 00001.

use super::build::{document, email, folder, matter, thing};
use crate::sandbox::data::{Access, ContentData, ContentKind, CustomData, WorkspaceData};

/// Client reference and name.
const CLIENTS: [(&str, &str); 11] = [
    ("12345", "Northwind Traders"),
    ("12346", "Contoso Shipping Ltd"),
    ("12347", "Fabrikam Holdings plc"),
    ("12348", "Adventure Works LLP"),
    ("12349", "Tailspin Toys"),
    ("12350", "Müller & Söhne GmbH"),
    ("12351", "Wingtip Energy"),
    ("12352", "Smith, John"),
    ("12353", "O’Brien Family Trust"),
    ("00045", "Litware Insurance"),
    ("45", "Litware Insurance (old reference)"),
];

const SUBJECTS: [&str; 9] = [
    "Lease of Unit 4",
    "Purchase of Mill House",
    "Employment dispute",
    "Share sale agreement",
    "Debt recovery",
    "Planning appeal",
    "Trade mark registration",
    "Boundary dispute",
    "Refinancing",
];

pub(super) fn clients() -> Vec<CustomData> {
    let value = |(id, name): &(&str, &str)| CustomData {
        id: (*id).into(),
        description: Some((*name).into()),
        enabled: true,
        parent: None,
    };
    CLIENTS.iter().map(value).collect()
}

/// The table of matters: every pair in use, described by its title.
pub(super) fn matter_table(workspaces: &[WorkspaceData]) -> Vec<CustomData> {
    let mut table: Vec<CustomData> = Vec::new();
    for workspace in workspaces {
        let text = |field: &str| workspace.fields.get(field).and_then(|value| value.as_str());
        let (Some(client), Some(matter)) = (text("custom1"), text("custom2")) else { continue };
        if table.iter().any(|known| known.id == matter && known.parent.as_deref() == Some(client)) {
            continue;
        }
        let title = workspace.name.split_once(' ').map_or(workspace.name.as_str(), |(_, title)| title);
        table.push(CustomData {
            id: matter.into(),
            description: Some(title.trim().into()),
            enabled: true,
            parent: Some(client.into()),
        });
    }
    table
}

pub(super) fn workspaces() -> Vec<WorkspaceData> {
    let mut found = Vec::new();
    for (client, _) in CLIENTS {
        for (at, subject) in SUBJECTS.iter().enumerate() {
            let reference = format!("{:05}", at + 1);
            let mut workspace = matter(client, &reference, &format!("{client}.{reference} {subject}"));
            workspace = workspace.with("description", subject).with("custom29", ["LIT", "PROP", "CORP"][at % 3]);
            if (client, at) == ("12345", 0) {
                workspace = workspace.number(427).holding(rich_contents());
            }
            if (client, at) == ("12349", 8) {
                workspace = workspace.access(Access::NoAccess);
            }
            if (client, at) == ("12349", 7) {
                workspace = workspace.access(Access::Read);
            }
            found.push(workspace);
        }
    }
    found
}

/// Every kind of thing that a workspace can hold.
fn rich_contents() -> Vec<ContentData> {
    let deep = ["Level 6", "Level 5", "Level 4", "Level 3", "Level 2"]
        .iter()
        .fold(folder("Level 7", vec![document("At the bottom")]), |inner, name| folder(name, vec![inner]));
    vec![
        folder(
            "Correspondence",
            vec![
                document("Letter to landlord").with("edit_date", "2024-05-02T10:11:12.000Z"),
                email("RE: Lease of Unit 4"),
                email("FW: Heads of terms"),
                folder("In", vec![document("Heads of terms").with("extension", "pdf")]),
                folder("Out", vec![]),
            ],
        ),
        folder("Documents", vec![folder("Drafts", vec![document("Lease draft 1"), document("Lease draft 2")]), deep]),
        ContentData {
            contents: vec![folder("Searches", vec![document("Local authority search")]), document("Title register")],
            ..thing(ContentKind::Tab, "Property")
        },
        thing(ContentKind::SearchFolder, "All drafts"),
        folder("Accounts/Compliance", vec![document("Fee estimate")]),
        folder("Partners only", vec![document("Conflict note")]).closed(),
        thing(ContentKind::DocumentShortcut, "Terms of business"),
        thing(ContentKind::FolderShortcut, "Client file"),
    ]
}

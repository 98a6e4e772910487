//! Owns the workspaces of the seven areas, as the overview suggests them (`reference/operate.md` section 2).

use super::build::{document, folder, workspace};
use crate::sandbox::data::WorkspaceData;

pub(super) fn workspaces() -> Vec<WorkspaceData> {
    let templates = || {
        vec![
            document("Client care letter"),
            document("Engagement letter"),
            folder("Litigation", vec![document("Letter before action")]),
            folder("Property", vec![document("Report on title"), document("Lease")]),
        ]
    };
    let mut found = vec![
        workspace("Shared Administration", vec![folder("Document Templates", templates())]).number(301),
        workspace(
            "Clio Operate Administration",
            vec![
                folder("Data Uploads", vec![]),
                folder("Client Documents", vec![document("Terms of business"), document("Privacy notice")]),
            ],
        )
        .number(302),
        workspace("Clio Operate Inbound Email", vec![folder("Attachments", vec![document("scan0001")])]).number(303),
        workspace("Clio Operate Instructions", vec![folder("Documents", vec![])]).number(304),
        workspace("Clio Operate Service Requests", vec![folder("Documents", vec![])]).number(305),
        workspace("Clio Operate Inbound Scanning", vec![folder("Documents", vec![document("Post 2024-06-01")])])
            .number(306),
        workspace("Clio Operate Document Templates", vec![folder("Document Templates", templates())]).number(307),
        // Found by the words of its neighbour, equal to none.
        workspace("Clio Operate Instructions Archive", vec![folder("Documents", vec![])]).number(308),
    ];
    for workspace in &mut found {
        workspace.fields.insert("subclass".into(), "ADMIN".into());
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_workspaces_and_folders_are_those_of_the_overview() {
        let ours = super::workspaces();
        for area in &crate::operate::areas::SUGGESTED {
            let workspace = ours.iter().find(|workspace| workspace.name == area.workspace).expect(area.workspace);
            assert!(workspace.contents.iter().any(|folder| folder.name == area.folder), "{}", area.title);
        }
    }
}

//! Owns the seven functional areas of Operate's overview and their suggested workspace and folder.

/// A functional area as the overview suggests it (`reference/operate.md` section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SuggestedArea {
    /// The key in `imctl.toml`.
    pub key: &'static str,
    /// The vendor's name.
    pub title: &'static str,
    pub workspace: &'static str,
    pub folder: &'static str,
    /// Completes "required if you …".
    pub required_if: &'static str,
}

/// The seven areas, in the overview's order.
pub const SUGGESTED: [SuggestedArea; 7] = [
    SuggestedArea {
        key: "document-templates",
        title: "Document Templates",
        workspace: "Shared Administration",
        folder: "Document Templates",
        required_if: "generate documents with Operate",
    },
    SuggestedArea {
        key: "data-uploads",
        title: "Data Uploads",
        workspace: "Clio Operate Administration",
        folder: "Data Uploads",
        required_if: "upload CSV data with the Excel/CSV data upload feature",
    },
    SuggestedArea {
        key: "inbound-email",
        title: "Inbound Email",
        workspace: "Clio Operate Inbound Email",
        folder: "Attachments",
        required_if: "monitor team email addresses and process inbound email",
    },
    SuggestedArea {
        key: "instructions",
        title: "Instructions",
        workspace: "Clio Operate Instructions",
        folder: "Documents",
        required_if: "process instructions work types",
    },
    SuggestedArea {
        key: "service-requests",
        title: "Service Requests",
        workspace: "Clio Operate Service Requests",
        folder: "Documents",
        required_if: "use client portal service requests with documents",
    },
    SuggestedArea {
        key: "scanning",
        title: "Scanning",
        workspace: "Clio Operate Inbound Scanning",
        folder: "Documents",
        required_if: "file scanned documents to existing cases",
    },
    SuggestedArea {
        key: "client-documents",
        title: "Client Documents",
        workspace: "Clio Operate Administration",
        folder: "Client Documents",
        required_if: "have a client portal area for general documents",
    },
];

/// A declared area: used by this firm, so checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    pub workspace: String,
    pub folder: Option<String>,
}

/// What Operate does in an area's folder, and so what its account must be able to do there (`reference/operate.md` section 2; derived
/// from each area's function, not a requirement of the vendor's).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Documents are read; whoever keeps them there writes with an account of their own.
    Read,
    /// Documents are put there for a while, and taken out or deleted again.
    PassThrough,
}

impl Purpose {
    /// What the area of a key is for; a further area is at least read.
    pub fn of(key: &str) -> Self {
        match key {
            "data-uploads" | "inbound-email" | "instructions" | "service-requests" | "scanning" => Purpose::PassThrough,
            _ => Purpose::Read,
        }
    }
}

/// The names that a workspace may still have from before Operate's own name changed (it was ShareDo).
pub fn former_names(workspace: &str) -> Vec<String> {
    let renamed = workspace.replace("Clio Operate", "ShareDo");
    let shared = workspace.strip_prefix("Shared ").map(|rest| format!("ShareDo {rest}"));
    let own = (renamed != workspace).then_some(renamed);
    own.into_iter().chain(shared).collect()
}

/// Finds the suggestion for an area key.
pub fn suggested(key: &str) -> Option<&'static SuggestedArea> {
    SUGGESTED.iter().find(|area| area.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_suggested_workspace_has_a_name_from_before_the_renaming() {
        for area in &SUGGESTED {
            assert!(former_names(area.workspace).iter().all(|name| name.starts_with("ShareDo ")), "{}", area.title);
            assert_eq!(former_names(area.workspace).len(), 1, "{}", area.title);
        }
        assert_eq!(former_names("Clio Operate Inbound Email"), ["ShareDo Inbound Email"]);
        assert_eq!(former_names("Our own workspace"), Vec::<String>::new());
    }
}

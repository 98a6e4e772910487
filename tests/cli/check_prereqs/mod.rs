//! `check-prereqs`: every check against a server or file that really is so.

mod areas;
mod config;
mod encryption;
mod imanage;
mod network;
mod oauth;
mod options;
mod resolvers;
mod runs;
mod tls;

use serde_json::Value;

use crate::support::{Firm, Ran};

/// What a run of `check-prereqs -o json` came to.
pub struct Checked {
    pub ran: Ran,
    pub report: Value,
}

impl Firm {
    /// Writes the configuration against a server at `base_url`, with more lines in `[linked_service]` and more tables.
    pub fn set_up(&self, base_url: &str, linked_service: &str, tables: &str) {
        let config = self.config(base_url).replacen("client_id", &format!("{linked_service}\nclient_id"), 1);
        self.write("imctl.toml", &format!("{config}\n{tables}"));
    }

    /// Runs `check-prereqs -o json`.
    #[track_caller]
    pub fn check(&self, arguments: &[&str]) -> Checked {
        let ran = self.imctl(&[&["check-prereqs", "-o", "json"][..], arguments].concat());
        Checked { report: ran.json(), ran }
    }
}

impl Checked {
    /// The finding of a check.
    #[track_caller]
    pub fn finding(&self, id: &str) -> &Value {
        let findings = self.report["findings"].as_array().expect("findings");
        findings
            .iter()
            .find(|finding| finding["id"] == id)
            .unwrap_or_else(|| panic!("no `{id}` in {}", self.ran.stdout))
    }

    /// Fails unless a check has this status, and each text stands in its detail, its fix, or who can mend it.
    #[track_caller]
    pub fn expect(&self, id: &str, status: &str, texts: &[&str]) -> &Self {
        let finding = self.finding(id);
        assert_eq!(finding["status"], status, "{finding:#}");
        let told = format!("{}\n{}\n{}\n{}", finding["detail"], finding["fix"], finding["who"], finding["evidence"]);
        for text in texts {
            assert!(told.replace("\\\"", "\"").contains(text), "`{text}` is not told: {finding:#}");
        }
        self
    }

    /// Fails unless a check was skipped because of another.
    #[track_caller]
    pub fn expect_skipped(&self, id: &str, because: &str) -> &Self {
        let finding = self.finding(id);
        assert_eq!((&finding["status"], &finding["because"]), (&"skip".into(), &because.into()), "{finding:#}");
        self
    }

    #[track_caller]
    pub fn expect_code(&self, code: i32) -> &Self {
        assert_eq!(self.ran.code, code, "{}\n{}", self.ran.stdout, self.ran.stderr);
        self
    }

    /// The ids of all findings, in their order.
    pub fn ids(&self) -> Vec<&str> {
        let findings = self.report["findings"].as_array().expect("findings");
        findings.iter().map(|finding| finding["id"].as_str().expect("an id")).collect()
    }

    /// A fact of a finding.
    pub fn fact(&self, id: &str, key: &str) -> &str {
        self.finding(id)["evidence"][key].as_str().unwrap_or_default()
    }
}

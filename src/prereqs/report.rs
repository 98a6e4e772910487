//! Owns the report as a value: what was asked, from where, with what result. Every form of it is made from this.

use serde::{Deserialize, Serialize};

use super::finding::{Finding, NameKind, Status};

/// The version of the JSON form.
pub const SCHEMA_VERSION: u8 = 1;

/// All of one run of `check-prereqs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub schema_version: u8,
    pub tool: Tool,
    pub environment: String,
    /// Scheme and host of iManage.
    pub base_url: Option<String>,
    pub ran_from: RanFrom,
    /// RFC 3339, in UTC.
    pub started_at: String,
    pub duration_ms: u64,
    /// The command line without the program's name; no secret can be in it.
    pub arguments: Vec<String>,
    pub summary: Summary,
    /// In the order of the groups and of the list of checks, whatever ended first.
    pub findings: Vec<Finding>,
    /// The seven areas and the further ones that are declared.
    pub areas: Vec<AreaRow>,
    pub confirmations: Vec<Confirmation>,
    /// Names outside findings that `--anonymize` replaces; never part of a report.
    #[serde(skip)]
    pub names: Vec<(NameKind, String)>,
}

/// Which program made the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// The place that the report speaks for: what is reachable from here need not be reachable from Operate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RanFrom {
    pub host: String,
    /// `linux`, `windows`, `macos`.
    pub system: String,
}

/// How many findings there are of each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub pass: usize,
    pub warn: usize,
    pub fail: usize,
    pub error: usize,
    pub skip: usize,
}

impl Summary {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Self {
        let count = |status| findings.iter().filter(|finding| finding.status == status).count();
        Summary {
            pass: count(Status::Pass),
            warn: count(Status::Warn),
            fail: count(Status::Fail),
            error: count(Status::Error),
            skip: count(Status::Skip),
        }
    }

    /// The number of one status.
    pub fn count(&self, status: Status) -> usize {
        match status {
            Status::Pass => self.pass,
            Status::Warn => self.warn,
            Status::Fail => self.fail,
            Status::Error => self.error,
            Status::Skip => self.skip,
        }
    }
}

/// A row of the matrix of areas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRow {
    /// `document-templates`: its findings' ids begin with `areas.document-templates.`.
    pub key: String,
    pub title: String,
    /// Declared areas are used by the firm and checked.
    pub declared: bool,
    pub workspace: String,
    pub folder: Option<String>,
    /// Completes "required if you …"; absent for an area of the firm's own.
    pub required_if: Option<String>,
}

/// A question that no tool can answer from outside, with where to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Stable: `operate.encryption-on`.
    pub id: String,
    pub question: String,
    /// Where to look, or whom to ask.
    pub look: String,
}

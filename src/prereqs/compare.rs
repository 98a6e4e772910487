//! Owns what changed between two reports, for better or worse, and reading the earlier one. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Group, Status, Who};
use super::report::{RanFrom, Report, SCHEMA_VERSION, Summary, Tool};

/// Which way something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Bad now, and it was not, or not known to be.
    Worse,
    Better,
    /// It differs, and neither is known to be better.
    Neither,
}

/// What changed about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the later report has it.
    New,
    /// Only the earlier report has it.
    Gone,
    Status,
    /// The status is the same, and what was found differs.
    Detail,
}

/// A finding as one of the two reports has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub status: Status,
    pub detail: String,
}

/// One finding that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub id: String,
    pub group: Group,
    pub title: String,
    pub kind: Kind,
    pub direction: Direction,
    pub before: Option<Seen>,
    pub after: Option<Seen>,
    /// What the later report says to do.
    pub fix: Option<String>,
    pub who: Option<Who>,
}

/// Which report is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    pub environment: String,
    pub base_url: Option<String>,
    pub ran_from: String,
    pub started_at: String,
    pub tool_version: String,
}

/// All that changed between two reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub schema_version: u8,
    pub before: Side,
    pub after: Side,
    /// What makes the two hard to compare: another server, another place.
    pub cautions: Vec<String>,
    /// Worse first, then better; within these in the order of reports, what is gone last.
    pub changes: Vec<Change>,
    pub unchanged: usize,
}

impl Comparison {
    /// Tells whether anything is worse than it was.
    pub fn is_worse(&self) -> bool {
        self.count(Direction::Worse) > 0
    }

    /// The number of changes in one direction.
    pub fn count(&self, direction: Direction) -> usize {
        self.changes.iter().filter(|change| change.direction == direction).count()
    }
}

/// Why a file is no report to compare with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EarlierError {
    #[error("`{name}` is not JSON: line {line}, column {column}")]
    NotJson { name: String, line: usize, column: usize },
    #[error("`{name}` is not text in UTF-8 or UTF-16")]
    NotText { name: String },
    #[error("`{name}` is JSON, but no report of `check-prereqs`")]
    NotAReport { name: String },
    #[error("`{name}` is a report of version {found}, and this imctl reads version {SCHEMA_VERSION}")]
    OtherVersion { name: String, found: u64 },
    #[error("`{name}` is no whole report: `{at}` is missing or not of the right kind")]
    Malformed { name: String, at: String },
}

impl EarlierError {
    /// What to do about it; begins with a verb.
    pub fn hint(&self) -> &'static str {
        match self {
            EarlierError::OtherVersion { found, .. } if *found > u64::from(SCHEMA_VERSION) => {
                "update imctl, or compare with a report that this version wrote"
            }
            EarlierError::OtherVersion { .. } => "compare with a report that this version wrote",
            _ => "give a file that `imctl check-prereqs --report json=FILE` wrote",
        }
    }
}

/// Reads an earlier JSON report, as far as a comparison needs it. `name` is the file's, for errors. Unknown keys are ignored, and what
/// is not needed may be absent. A file in UTF-16, which PowerShell's `>` writes, is read as well.
///
/// # Errors
/// When it is not JSON, not a report, or one of another version.
pub fn read(name: &str, bytes: &[u8]) -> Result<Report, EarlierError> {
    let name = || name.to_owned();
    let text = decode(bytes).ok_or_else(|| EarlierError::NotText { name: name() })?;
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| EarlierError::NotJson {
        name: name(),
        line: error.line(),
        column: error.column(),
    })?;
    let version = value.get("schema_version").and_then(serde_json::Value::as_u64);
    let Some(found) = version.filter(|_| value.get("findings").is_some()) else {
        return Err(EarlierError::NotAReport { name: name() });
    };
    if found != u64::from(SCHEMA_VERSION) {
        return Err(EarlierError::OtherVersion { name: name(), found });
    }
    let earlier: Earlier = serde_path_to_error::deserialize(value)
        .map_err(|error| EarlierError::Malformed { name: name(), at: error.path().to_string() })?;
    Ok(earlier.into())
}

fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |read: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        bytes => String::from_utf8(bytes.to_vec()).ok(),
    }
}

/// What is needed of an earlier report.
#[derive(Deserialize)]
struct Earlier {
    #[serde(default)]
    environment: String,
    base_url: Option<String>,
    tool: Option<Tool>,
    ran_from: Option<RanFrom>,
    #[serde(default)]
    started_at: String,
    findings: Vec<EarlierFinding>,
}

#[derive(Deserialize)]
struct EarlierFinding {
    id: String,
    group: String,
    #[serde(default)]
    title: String,
    status: Status,
    #[serde(default)]
    detail: String,
}

impl From<Earlier> for Report {
    fn from(earlier: Earlier) -> Self {
        let findings: Vec<Finding> = earlier.findings.into_iter().filter_map(EarlierFinding::into_finding).collect();
        Report {
            schema_version: SCHEMA_VERSION,
            tool: earlier.tool.unwrap_or(Tool { name: "imctl".into(), version: String::new() }),
            environment: earlier.environment,
            base_url: earlier.base_url,
            ran_from: earlier.ran_from.unwrap_or(RanFrom { host: String::new(), system: String::new() }),
            started_at: earlier.started_at,
            duration_ms: 0,
            arguments: Vec::new(),
            summary: Summary::of(&findings),
            findings,
            areas: Vec::new(),
            confirmations: Vec::new(),
            names: Vec::new(),
        }
    }
}

impl EarlierFinding {
    /// The finding, unless it is of a group that this version does not have, so that no later finding can answer to it.
    fn into_finding(self) -> Option<Finding> {
        let group = Group::ALL.into_iter().find(|group| group.word() == self.group)?;
        Some(Finding {
            id: self.id,
            group,
            title: self.title,
            status: self.status,
            detail: self.detail,
            fix: None,
            who: None,
            because: None,
            duration_ms: 0,
            evidence: BTreeMap::new(),
            names: Vec::new(),
        })
    }
}

/// Compares two reports by the ids of their findings.
pub fn compare(before: &Report, after: &Report) -> Comparison {
    let earlier: BTreeMap<&str, &Finding> = before.findings.iter().rev().map(|f| (f.id.as_str(), f)).collect();
    let later: BTreeSet<&str> = after.findings.iter().map(|finding| finding.id.as_str()).collect();
    let mut changes = Vec::new();
    let mut unchanged = 0;
    for finding in &after.findings {
        match change(earlier.get(finding.id.as_str()).copied(), finding) {
            Some(change) => changes.push(change),
            None => unchanged += 1,
        }
    }
    let gone = before.findings.iter().filter(|finding| !later.contains(finding.id.as_str()));
    changes.extend(gone.map(|finding| Change {
        before: Some(Seen::of(finding)),
        after: None,
        fix: None,
        who: None,
        ..told(finding, Kind::Gone, Direction::Neither)
    }));
    changes.sort_by_key(|change| change.direction);
    let (before, after) = (Side::of(before), Side::of(after));
    Comparison {
        schema_version: SCHEMA_VERSION,
        cautions: cautions(&before, &after),
        before,
        after,
        changes,
        unchanged,
    }
}

/// How a finding differs from the earlier one, if it does.
fn change(earlier: Option<&Finding>, finding: &Finding) -> Option<Change> {
    let (kind, direction) = match earlier {
        None => (Kind::New, direction(Status::Skip, finding.status)),
        Some(earlier) if earlier.status != finding.status => (Kind::Status, direction(earlier.status, finding.status)),
        Some(earlier) if earlier.detail != finding.detail => (Kind::Detail, Direction::Neither),
        Some(_) => return None,
    };
    Some(Change { before: earlier.map(Seen::of), ..told(finding, kind, direction) })
}

/// Judges a change of status. What was not known before is worse only if it is bad now; what is not known any more is not worse by
/// itself, since its cause is a finding of its own.
fn direction(before: Status, after: Status) -> Direction {
    match (before, after) {
        (_, Status::Fail) => Direction::Worse,
        (_, Status::Skip) | (Status::Skip, Status::Pass | Status::Warn) => Direction::Neither,
        (Status::Fail, Status::Error) => Direction::Neither,
        (_, Status::Error) | (Status::Pass, Status::Warn) => Direction::Worse,
        _ => Direction::Better,
    }
}

fn told(finding: &Finding, kind: Kind, direction: Direction) -> Change {
    Change {
        id: finding.id.clone(),
        group: finding.group,
        title: finding.title.clone(),
        kind,
        direction,
        before: None,
        after: Some(Seen::of(finding)),
        fix: finding.fix.clone(),
        who: finding.who,
    }
}

impl Seen {
    fn of(finding: &Finding) -> Self {
        Seen { status: finding.status, detail: finding.detail.clone() }
    }
}

impl Side {
    fn of(report: &Report) -> Self {
        Side {
            environment: report.environment.clone(),
            base_url: report.base_url.clone(),
            ran_from: report.ran_from.host.clone(),
            started_at: report.started_at.clone(),
            tool_version: report.tool.version.clone(),
        }
    }
}

fn cautions(before: &Side, after: &Side) -> Vec<String> {
    let differs = |what: &str, before: &str, after: &str| {
        (before != after && !before.is_empty()).then(|| format!("{what}: `{before}` before, `{after}` now"))
    };
    let url = |side: &Side| side.base_url.clone().unwrap_or_default();
    [
        differs("another environment", &before.environment, &after.environment),
        differs("another server", &url(before), &url(after)),
        differs("ran from another place", &before.ran_from, &after.ran_from),
        differs("another version of imctl", &before.tool_version, &after.tool_version),
    ]
    .into_iter()
    .flatten()
    .collect()
}

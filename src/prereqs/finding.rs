//! Owns what a check came to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a check came to. The order is from good to bad; a skipped one says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not asked, since something it needs is not there.
    Skip,
    Pass,
    /// It works, and somebody should look at it.
    Warn,
    /// It could not be asked, so nothing is known.
    Error,
    /// Asked, and the answer is bad.
    Fail,
}

impl Status {
    /// All of them, in the order that reports count them in.
    pub const ALL: [Status; 5] = [Status::Pass, Status::Warn, Status::Fail, Status::Error, Status::Skip];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Skip => "skip",
            Status::Pass => "pass",
            Status::Warn => "warn",
            Status::Error => "error",
            Status::Fail => "fail",
        }
    }
}

/// A group of checks; the order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    Config,
    Encryption,
    Network,
    Imanage,
    Oauth,
    Areas,
    Resolvers,
}

impl Group {
    /// All of them, in the order of reports.
    pub const ALL: [Group; 7] = [
        Group::Config,
        Group::Encryption,
        Group::Network,
        Group::Imanage,
        Group::Oauth,
        Group::Areas,
        Group::Resolvers,
    ];

    /// The first part of its checks' ids.
    pub fn word(self) -> &'static str {
        match self {
            Group::Config => "config",
            Group::Encryption => "encryption",
            Group::Network => "network",
            Group::Imanage => "imanage",
            Group::Oauth => "oauth",
            Group::Areas => "areas",
            Group::Resolvers => "resolvers",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Group::Config => "Configuration",
            Group::Encryption => "Encryption of tokens",
            Group::Network => "Network",
            Group::Imanage => "iManage",
            Group::Oauth => "Sign-in (OAuth)",
            Group::Areas => "Functional areas",
            Group::Resolvers => "Resolvers",
        }
    }
}

/// Who can mend something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Whoever runs imctl and keeps its configuration.
    Implementer,
    /// Whoever runs the firm's network, proxies and certificates.
    FirmIt,
    /// Whoever administers the firm's iManage.
    ImanageAdministrator,
    /// Whoever administers the firm's Clio Operate.
    OperateAdministrator,
    /// The vendor's support, for what cannot be served by the firm itself.
    OperateSupport,
}

impl Who {
    /// What people call them.
    pub fn title(self) -> &'static str {
        match self {
            Who::Implementer => "the implementer",
            Who::FirmIt => "the firm's network team",
            Who::ImanageAdministrator => "an iManage administrator",
            Who::OperateAdministrator => "an Operate administrator",
            Who::OperateSupport => "Clio Operate Support",
        }
    }
}

/// What a name in a finding names, so that `--anonymize` can put another in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    Host,
    Address,
    Person,
    Client,
    Customer,
    Library,
    Workspace,
    Folder,
    Value,
    Path,
}

/// One question and its answer (CONTRACT 8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable: `network.tls`, `areas.data-uploads.folder`.
    pub id: String,
    pub group: Group,
    /// What is asked, in a few words.
    pub title: String,
    pub status: Status,
    /// What was found, in a sentence.
    pub detail: String,
    /// What to do about it; begins with a verb.
    pub fix: Option<String>,
    /// Who can do that.
    pub who: Option<Who>,
    /// The id of the check whose failure made this one be skipped.
    pub because: Option<String>,
    pub duration_ms: u64,
    /// Named facts behind the detail: `issuer`, `not_after`, `candidates`. Texts, so that reports show them as they are.
    pub evidence: BTreeMap<String, String>,
    /// The names in all these texts; never part of a report.
    #[serde(skip)]
    pub names: Vec<(NameKind, String)>,
}

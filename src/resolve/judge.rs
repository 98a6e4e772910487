//! Owns the judgement of hits: what is equal, what is only similar, and which one Operate would take. Pure.

use serde::Serialize;

use super::likeness;
use crate::imanage::workspaces::Workspace;
use crate::text::names;

/// Hits told one by one; of more only the number is told. Equal ones are told before any other is left out.
const MOST_CANDIDATES: usize = 100;

/// What a resolution came to (CONTRACT 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    One,
    Many,
    Loose,
    None,
    Unresolved,
    Denied,
    Error,
}

impl Outcome {
    /// All outcomes, the good one first.
    pub const ALL: [Outcome; 7] = [
        Outcome::One,
        Outcome::Many,
        Outcome::Loose,
        Outcome::None,
        Outcome::Unresolved,
        Outcome::Denied,
        Outcome::Error,
    ];

    /// The outcome that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        Outcome::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::One => "one",
            Outcome::Many => "many",
            Outcome::Loose => "loose",
            Outcome::None => "none",
            Outcome::Unresolved => "unresolved",
            Outcome::Denied => "denied",
            Outcome::Error => "error",
        }
    }
}

/// A workspace that the server returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub workspace: Workspace,
    pub equal: bool,
    /// The first of all hits, as the server returned them.
    pub first: bool,
    /// Where it is not equal: `custom2 is 00011, not 00001`.
    pub differs: Option<String>,
}

/// The hits of a search, judged as they come in.
#[derive(Debug)]
pub struct Hits<'a> {
    fields: &'a [(String, String)],
    candidates: Vec<Candidate>,
    pub equal: usize,
    pub all: usize,
}

impl<'a> Hits<'a> {
    /// Judges against the search fields and their values.
    pub fn of(fields: &'a [(String, String)]) -> Self {
        Hits { fields, candidates: Vec::new(), equal: 0, all: 0 }
    }

    /// Judges a workspace, in the server's order.
    pub fn add(&mut self, workspace: Workspace) {
        let differs = difference(self.fields, &workspace);
        let candidate = Candidate { equal: differs.is_none(), first: self.all == 0, workspace, differs };
        self.all += 1;
        self.equal += usize::from(candidate.equal);
        if self.candidates.len() < MOST_CANDIDATES {
            self.candidates.push(candidate);
        } else if let Some(other) = self.place_for(&candidate) {
            self.candidates.remove(other);
            self.candidates.push(candidate);
        }
    }

    /// The place of a hit that is less worth telling than another one. An equal one goes before one that is written with the
    /// same letters, that before any other, and the first hit of all stays.
    fn place_for(&self, candidate: &Candidate) -> Option<usize> {
        let is_near = |hit: &Candidate| match self.fields {
            [(tag, title)] if tag == "name" => likeness::of_letters(title, &hit.workspace.name).is_some(),
            _ => false,
        };
        if !candidate.equal && !is_near(candidate) {
            return None;
        }
        let others = || self.candidates.iter().enumerate().rev().filter(|(_, hit)| !hit.equal && !hit.first);
        let far = others().find(|(_, hit)| !is_near(hit));
        far.or_else(|| others().next().filter(|_| candidate.equal)).map(|(at, _)| at)
    }

    /// What the hits come to.
    pub fn outcome(&self) -> Outcome {
        match (self.equal, self.all) {
            (1, _) => Outcome::One,
            (0, 0) => Outcome::None,
            (0, _) => Outcome::Loose,
            _ => Outcome::Many,
        }
    }

    /// The hits that are told, in the server's order.
    pub fn into_candidates(self) -> Vec<Candidate> {
        self.candidates
    }
}

/// Tells whether a workspace is what the search fields ask for.
pub(super) fn is_equal(fields: &[(String, String)], workspace: &Workspace) -> bool {
    difference(fields, workspace).is_none()
}

/// Tells where a workspace is not what was asked for; `None`: it is.
fn difference(fields: &[(String, String)], workspace: &Workspace) -> Option<String> {
    let differences: Vec<String> = fields.iter().filter_map(|(tag, asked)| differs(tag, asked, workspace)).collect();
    (!differences.is_empty()).then(|| differences.join("; "))
}

/// Tells where one tag is not what was asked for.
pub(super) fn differs(tag: &str, asked: &str, workspace: &Workspace) -> Option<String> {
    if tag == "name_or_description" {
        let is_either = [Some(workspace.name.as_str()), workspace.description.as_deref()];
        let is_equal = is_either.into_iter().flatten().any(|own| names::equal(own, asked));
        return (!is_equal).then(|| format!("neither title nor description is `{asked}`"));
    }
    if !is_told(tag) {
        return None;
    }
    match own_value(tag, workspace) {
        Some(own) if equals(tag, own, asked) => None,
        // The title stands beside it wherever this is told.
        Some(_) if tag == "name" => Some("another title".to_owned()),
        Some(own) => Some(format!("{tag} is `{own}`, not `{asked}`")),
        None => Some(format!("{tag} is not set")),
    }
}

/// A workspace's own value of a tag.
pub(super) fn own_value<'w>(tag: &str, workspace: &'w Workspace) -> Option<&'w str> {
    match tag {
        "name" => Some(workspace.name.as_str()),
        "description" => workspace.description.as_deref(),
        "owner" => workspace.owner.as_deref(),
        "class" => workspace.class.as_deref(),
        "subclass" => workspace.subclass.as_deref(),
        custom => workspace.customs.get(custom).map(String::as_str),
    }
}

/// Tells whether a workspace tells its value of a tag. Of full text and ranges of dates only the server can tell whether they
/// fit, and it did.
pub(super) fn is_told(tag: &str) -> bool {
    matches!(tag, "name" | "description" | "owner" | "class" | "subclass") || is_custom(tag)
}

fn is_custom(tag: &str) -> bool {
    tag.strip_prefix("custom").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `custom17` to `custom20` hold numbers, which `7` and `7.0` both write (`reference/imanage-api.md` section 4.2).
fn equals(tag: &str, own: &str, asked: &str) -> bool {
    let is_number = matches!(tag, "custom17" | "custom18" | "custom19" | "custom20");
    let number = |text: &str| text.trim().parse::<f64>().ok();
    names::equal(own, asked) || (is_number && number(own).is_some() && number(own) == number(asked))
}

#[cfg(test)]
mod tests;

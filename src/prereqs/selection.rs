//! Owns which checks are asked and which of them are told: `--only` and `--skip`, by id, by group, or by the beginning of an id.

use std::collections::BTreeSet;

use super::check::Check;
use super::finding::{Finding, Group, Status};
use crate::text::names;

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Empty: all.
    pub only: Vec<String>,
    pub skip: Vec<String>,
}

/// Why a wish cannot be granted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    #[error("there is no check `{word}`")]
    Unknown { word: String, near: Option<String> },
    #[error("nothing is left to check")]
    Nothing,
}

/// The checks that are asked, and those that are told.
#[derive(Debug)]
pub struct Selection {
    /// In the order of the list. What a chosen check needs is asked as well.
    pub checks: Vec<Check>,
    chosen: BTreeSet<String>,
}

/// Tells whether a word names a check: its id, or the beginning of its id up to a dot.
fn names(word: &str, id: &str) -> bool {
    let word = word.trim_end_matches(['.', '*']);
    id.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Chooses checks. Where the configuration could not be loaded, ids of areas and resolvers are believed.
///
/// # Errors
/// A word that names no check, and a wish that leaves none.
pub fn select(checks: Vec<Check>, wish: &Wish, is_whole: bool) -> Result<Selection, WishError> {
    for word in wish.only.iter().chain(&wish.skip) {
        let is_declared = |group: Group| names(group.word(), word);
        let may_be = !is_whole && (is_declared(Group::Areas) || is_declared(Group::Resolvers));
        if !may_be && !checks.iter().any(|check| names(word, &check.id)) && !is_group(word) {
            return Err(WishError::Unknown { word: word.clone(), near: nearest(word, &checks) });
        }
    }
    let is_skipped = |id: &str| wish.skip.iter().any(|word| names(word, id));
    let is_chosen = |id: &str| wish.only.is_empty() || wish.only.iter().any(|word| names(word, id));
    let chosen: BTreeSet<String> =
        checks.iter().map(|check| check.id.clone()).filter(|id| is_chosen(id) && !is_skipped(id)).collect();
    if chosen.is_empty() {
        return Err(WishError::Nothing);
    }
    let mut needed = chosen.clone();
    let mut before = 0;
    while before < needed.len() {
        before = needed.len();
        let of_needed = checks.iter().filter(|check| needed.contains(&check.id));
        let more: Vec<String> = of_needed.flat_map(|check| check.needs.clone()).filter(|id| !is_skipped(id)).collect();
        needed.extend(more);
    }
    let checks = checks.into_iter().filter(|check| needed.contains(&check.id)).collect();
    Ok(Selection { checks, chosen })
}

fn is_group(word: &str) -> bool {
    Group::ALL.iter().any(|group| names(word, group.word()))
}

/// The nearest group of a word without a dot, else the nearest id.
fn nearest(word: &str, checks: &[Check]) -> Option<String> {
    let of_groups = || names::nearest(word, Group::ALL.iter().map(|group| group.word()));
    let of_ids = || names::nearest(word, checks.iter().map(|check| check.id.as_str()));
    let near = if word.contains('.') { of_ids().or_else(of_groups) } else { of_groups() };
    near.map(str::to_owned)
}

impl Selection {
    /// Keeps the findings that are told: those of the chosen checks, and of those that they need whatever is bad, so that nothing
    /// is skipped for an unknown cause.
    pub fn told(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let is_told = |finding: &Finding| {
            self.chosen.contains(&finding.id) || matches!(finding.status, Status::Fail | Status::Error)
        };
        findings.into_iter().filter(is_told).collect()
    }

    /// The checks that were chosen, without those that are only needed.
    pub fn chosen(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| self.chosen.contains(&check.id))
    }

    /// Tells whether any check that is asked has an id that begins so.
    pub fn asks(&self, word: &str) -> bool {
        self.checks.iter().any(|check| names(word, &check.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prereqs::checks::list;

    fn selected(only: &[&str], skip: &[&str], is_whole: bool) -> Result<Vec<String>, WishError> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let wish = Wish { only: words(only), skip: words(skip) };
        let selection = select(list::all(None), &wish, is_whole)?;
        Ok(selection.checks.into_iter().map(|check| check.id).collect())
    }

    #[test]
    fn what_a_chosen_check_needs_is_asked_as_well() {
        assert_eq!(selected(&["config.urls"], &[], true), Ok(vec!["config.file".into(), "config.urls".into()]));
        let tls = selected(&["network.tls"], &[], true).expect("selected");
        assert_eq!(tls, ["config.file", "network.dns", "network.proxy", "network.tcp", "network.tls"]);
    }

    #[test]
    fn a_group_a_beginning_and_an_id_all_name_checks() {
        assert_eq!(selected(&["config"], &[], true).map(|ids| ids.len()), Ok(4));
        assert_eq!(selected(&["config.*"], &["config.u"], true).err(), Some(unknown("config.u", Some("config.urls"))));
        assert_eq!(selected(&["config"], &["config.urls", "config.resolvers"], true).map(|ids| ids.len()), Ok(2));
    }

    fn unknown(word: &str, near: Option<&str>) -> WishError {
        WishError::Unknown { word: word.into(), near: near.map(str::to_owned) }
    }

    #[test]
    fn an_unknown_word_is_told_with_the_nearest() {
        assert_eq!(selected(&["netwrok"], &[], true).err(), Some(unknown("netwrok", Some("network"))));
        assert_eq!(selected(&[], &["oauth.tokn"], true).err(), Some(unknown("oauth.tokn", Some("oauth.token"))));
        assert_eq!(selected(&["zebra"], &[], true).err(), Some(unknown("zebra", None)));
        assert_eq!(
            selected(&["areas.x.folder"], &[], true).err().map(|error| error.to_string()),
            Some("there is no check `areas.x.folder`".into())
        );
    }

    #[test]
    fn ids_of_areas_are_believed_where_the_configuration_is_broken() {
        assert!(selected(&["areas.x.folder", "config.file"], &[], false).is_ok());
        assert_eq!(selected(&["areas"], &[], true), Err(WishError::Nothing));
        assert_eq!(selected(&["config"], &["config"], true), Err(WishError::Nothing));
    }
}

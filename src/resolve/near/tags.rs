//! Owns the search for a workspace by tags that was not found as it was asked for: one tag left out at a time, values
//! exchanged, zeros added and taken away, references taken apart.

use super::super::judge::{differs, is_equal, is_told, own_value};
use super::super::likeness;
use super::super::miss::{MissKind, NearMiss};
use super::super::one::Resolution;
use super::super::references::{differ_by_zeros, split_joined, zero_variants};
use super::telling;
use super::{Search, pass_over};
use crate::imanage::api::ApiError;
use crate::imanage::workspaces::Workspace;
use crate::text::names;

/// Workspaces looked at of one search.
pub(super) const MOST_HITS: usize = 100;

/// More workspaces than this have a matter of the same reference by chance.
const FEW: usize = 3;

/// A parent field and its child: the child's values are the parent's own (`reference/imanage-api.md` section 7).
const FAMILIES: [(&str, &str); 2] = [("custom1", "custom2"), ("custom29", "custom30")];

/// Fields whose values stand in a table of the library.
fn has_table(tag: &str) -> bool {
    let number = tag.strip_prefix("custom").and_then(|number| number.parse::<u8>().ok());
    matches!(number, Some(1..=12 | 29 | 30))
}

fn value<'f>(fields: &'f [(String, String)], tag: &str) -> Option<&'f str> {
    fields.iter().find(|(own, _)| own == tag).map(|(_, value)| value.as_str())
}

impl Search<'_> {
    /// Looks for the workspace that tags mean, the likeliest mistakes first.
    pub(super) async fn tags(&mut self, resolution: &Resolution) -> Result<(), ApiError> {
        let fields = &resolution.filling.fields;
        let families = FAMILIES
            .iter()
            .filter_map(|(parent, child)| Some(((*parent, value(fields, parent)?), (*child, value(fields, child)?))));
        let families: Vec<_> = families.collect();
        let in_family = |tag: &str| families.iter().any(|((parent, _), (child, _))| tag == *parent || tag == *child);
        for (_, asked) in fields {
            if let Some((client, matter)) = split_joined(asked) {
                self.joined(resolution, asked, client, matter).await?;
            }
        }
        if !self.is_told() {
            self.other_libraries(resolution).await?;
        }
        // Client and matter make a workspace out, so that the other tags are doubted first.
        for (tag, asked) in fields.iter().filter(|(tag, _)| !in_family(tag)) {
            if self.found.is_empty() {
                self.single(resolution, tag, asked).await?;
            }
        }
        for (parent, child) in families.iter().copied() {
            if self.found.is_empty() {
                self.family(resolution, parent, child).await?;
            }
        }
        Ok(())
    }

    /// Looks for a client's matter.
    async fn family(
        &mut self,
        resolution: &Resolution,
        (parent, client): (&str, &str),
        (child, matter): (&str, &str),
    ) -> Result<(), ApiError> {
        let of_client = self.without(resolution, child, matter).await?;
        if self.is_told() {
            return Ok(());
        }
        if let Some((others, is_whole)) = self.without(resolution, parent, client).await?
            && is_whole
            && others.len() <= FEW
        {
            self.found.extend(others.into_iter().map(|own| telling::other_client(parent, child, own)));
        }
        if self.is_told() {
            return Ok(());
        }
        let (workspaces, is_whole) = of_client.map_or((0, false), |(hits, is_whole)| (hits.len(), is_whole));
        let asked = if workspaces == 0 { (parent, client, None) } else { (child, matter, Some(client)) };
        let is_known = self.table(resolution, asked.0, asked.1, asked.2).await?;
        if workspaces > 0 {
            let miss = telling::no_such_matter((parent, client), (child, matter), (workspaces, is_whole), is_known);
            self.found.push(miss);
        } else if is_whole && is_known == Some(true) {
            self.found.push(telling::client_without_workspaces(resolution, parent, client));
        }
        self.swapped(resolution, (parent, client), (child, matter)).await?;
        if !self.is_told() {
            self.zeros_in_both(resolution, client, matter).await?;
        }
        Ok(())
    }

    /// Looks for what one tag more or less would find.
    async fn single(&mut self, resolution: &Resolution, tag: &str, asked: &str) -> Result<(), ApiError> {
        let hits = self.without(resolution, tag, asked).await?.map(|(hits, _)| hits);
        // Without another tag there was nothing but numbers to search for, which chance brings together.
        if let Some(hits) = hits.filter(|_| resolution.filling.fields.len() > 1) {
            let miss = |own: &Workspace| telling::one_tag_differs(resolution, tag, asked, own.clone());
            self.found.extend(hits.iter().take(FEW).map(miss));
        }
        if self.found.is_empty() && has_table(tag) {
            self.table(resolution, tag, asked, None).await?;
        }
        Ok(())
    }

    /// Searches without one of the tags, and compares what it is instead. Returns the workspaces that have another value of
    /// it, and whether there are no more; `None`: it was not asked.
    async fn without(
        &mut self,
        resolution: &Resolution,
        tag: &str,
        asked: &str,
    ) -> Result<Option<(Vec<Workspace>, bool)>, ApiError> {
        let library = resolution.library.as_deref().unwrap_or_default();
        let others: Vec<_> = resolution.filling.fields.iter().filter(|(own, _)| own != tag).cloned().collect();
        let mut asked_for = self.some(&[library], &others, MOST_HITS).await?;
        let is_cut = asked_for.as_ref().is_none_or(|(_, is_whole)| !is_whole);
        // Among too many, or where no other tag is left, those with the same number are asked for by themselves.
        if let Some(numbers) = one_of(&zero_variants(asked)).filter(|_| is_cut && has_table(tag)) {
            let narrowed = [others, vec![numbers]].concat();
            if let Some((hits, _)) = self.some(&[library], &narrowed, MOST_HITS).await? {
                let (mut known, is_whole) = asked_for.unwrap_or_default();
                for own in hits {
                    if known.iter().all(|known| known.id != own.id) {
                        known.push(own);
                    }
                }
                asked_for = Some((known, is_whole));
            }
        }
        let Some((hits, is_whole)) = asked_for else { return Ok(None) };
        let fields = &resolution.filling.fields;
        let is_other = |own: &Workspace| differing(fields, own).iter().all(|(differing, _)| *differing == tag);
        let hits: Vec<Workspace> = hits.into_iter().filter(is_other).collect();
        let alike = hits.iter().filter_map(|own| compare(resolution, own, &[(tag, asked)]));
        self.found.extend(alike.filter(|miss| miss.kind.is_telling()));
        Ok(Some((hits, is_whole)))
    }

    /// Looks a value up in the library's table. `None`: it cannot be told; else whether it is known, and not disabled.
    async fn table(
        &mut self,
        resolution: &Resolution,
        tag: &str,
        asked: &str,
        parent: Option<&str>,
    ) -> Result<Option<bool>, ApiError> {
        if !self.may_ask() {
            return Ok(None);
        }
        let library = resolution.library.as_deref().unwrap_or_default();
        Ok(match pass_over(self.api.custom_value(library, tag, asked, parent).await)? {
            None => None,
            Some(None) => {
                self.found.push(telling::unknown_alias(resolution, tag, asked, parent));
                Some(false)
            }
            Some(Some(value)) if !value.is_enabled => {
                self.found.push(telling::disabled_alias(library, tag, &value));
                Some(false)
            }
            Some(Some(_)) => Some(true),
        })
    }

    /// Searches with the values of two tags exchanged.
    async fn swapped(
        &mut self,
        resolution: &Resolution,
        (parent, client): (&str, &str),
        (child, matter): (&str, &str),
    ) -> Result<(), ApiError> {
        if names::equal(client, matter) {
            return Ok(());
        }
        let exchange = |(tag, asked): &(String, String)| {
            let asked = match tag.as_str() {
                tag if tag == parent => matter,
                tag if tag == child => client,
                _ => asked.as_str(),
            };
            (tag.clone(), asked.to_owned())
        };
        let exchanged: Vec<_> = resolution.filling.fields.iter().map(exchange).collect();
        let library = resolution.library.as_deref().unwrap_or_default();
        let hits = self.some(&[library], &exchanged, MOST_HITS).await?.unwrap_or_default().0;
        let equal = hits.into_iter().filter(|own| is_equal(&exchanged, own));
        self.found.extend(equal.map(|own| telling::swapped(parent, child, own)));
        Ok(())
    }

    /// Searches for client and matter that stand joined in one value.
    pub(super) async fn joined(
        &mut self,
        resolution: &Resolution,
        asked: &str,
        client: &str,
        matter: &str,
    ) -> Result<(), ApiError> {
        let apart = [("custom1".to_owned(), client.to_owned()), ("custom2".to_owned(), matter.to_owned())];
        let library = resolution.library.as_deref().unwrap_or_default();
        let hits = self.some(&[library], &apart, MOST_HITS).await?.unwrap_or_default().0;
        let equal = hits.into_iter().filter(|own| is_equal(&apart, own));
        self.found.extend(equal.map(|own| telling::joined(asked, own)));
        Ok(())
    }

    /// Searches for a client and a matter that both have other zeros, as a spreadsheet leaves them.
    async fn zeros_in_both(&mut self, resolution: &Resolution, client: &str, matter: &str) -> Result<(), ApiError> {
        let (clients, matters) = (zero_variants(client), zero_variants(matter));
        let Some(numbers) = one_of(&clients).filter(|_| !matters.is_empty()) else { return Ok(()) };
        let library = resolution.library.as_deref().unwrap_or_default();
        let hits = self.some(&[library], &[numbers], MOST_HITS).await?.unwrap_or_default().0;
        let alike = |own: &Workspace| compare(resolution, own, &differing(&resolution.filling.fields, own));
        self.found.extend(hits.iter().filter_map(alike).filter(|miss| miss.kind == MissKind::LeadingZeros));
        Ok(())
    }
}

/// A search for any of several values, in whichever of client and matter or in the title: several words mean any of them
/// (`reference/imanage-api.md` section 4.2, `file_target`). What it finds is compared afterwards.
fn one_of(values: &[String]) -> Option<(String, String)> {
    (!values.is_empty()).then(|| ("file_target".to_owned(), values.join(" ")))
}

/// The tags in which a workspace is not what was asked for, with what was asked.
pub(super) fn differing<'f>(fields: &'f [(String, String)], own: &Workspace) -> Vec<(&'f str, &'f str)> {
    let differing = fields.iter().filter(|(tag, asked)| differs(tag, asked, own).is_some());
    differing.map(|(tag, asked)| (tag.as_str(), asked.as_str())).collect()
}

/// Tells how a workspace is like what was asked for, which differs from it in these tags. `None`: it is not like it.
pub(super) fn compare(resolution: &Resolution, own: &Workspace, differing: &[(&str, &str)]) -> Option<NearMiss> {
    let fields = &resolution.filling.fields;
    let mut alike = Vec::new();
    for (tag, asked) in differing.iter().copied().filter(|(tag, _)| is_told(tag)) {
        let value = own_value(tag, own)?;
        let (kind, told) = if differ_by_zeros(asked, value) {
            (MissKind::LeadingZeros, format!("{tag} `{value}` where `{asked}` was asked"))
        } else if is_joined(fields, tag, asked, value) {
            (MissKind::JoinedReferences, format!("client and matter joined in {tag}: `{value}`"))
        } else {
            let is_title = tag == "name";
            let likeness =
                if is_title { likeness::of_titles(asked, value) } else { likeness::of_letters(asked, value) };
            let likeness = likeness?;
            (likeness.kind, format!("a {} that {}", if is_title { "title" } else { tag }, likeness.told))
        };
        alike.push(telling::Alike { tag, asked, value, kind, told });
    }
    telling::alike(resolution, own, &alike)
}

/// Tells whether a workspace's own value is what was asked for with the parent's value before it.
fn is_joined(fields: &[(String, String)], tag: &str, asked: &str, own: &str) -> bool {
    let parent = FAMILIES.iter().find(|(_, child)| *child == tag).and_then(|(parent, _)| value(fields, parent));
    let (Some(parent), Some((client, matter))) = (parent, split_joined(own)) else { return false };
    let is_like = |a: &str, b: &str| names::equal(a, b) || differ_by_zeros(a, b);
    is_like(client, parent) && is_like(matter, asked)
}

//! Owns the search for a title that was not found as it was asked for.

use super::super::judge::Outcome;
use super::super::likeness;
use super::super::one::Resolution;
use super::super::references::split_joined;
use super::{Search, pass_over, telling};
use crate::imanage::api::ApiError;
use crate::imanage::ids::ObjectId;
use crate::text::names;

/// A piece of a title shorter than this is in too many others.
const SHORTEST_PIECE: usize = 3;

/// Of a longer piece only the beginning is searched for: a slip, or a space that is missing, is likelier behind it.
const LONGEST_PIECE: usize = 5;

/// Workspaces looked at whose titles hold the same piece.
const MOST_HITS: usize = 200;

impl Search<'_> {
    /// Looks for the workspace that a title means.
    pub(super) async fn titles(&mut self, resolution: &Resolution, title: &str) -> Result<(), ApiError> {
        let library = resolution.library.as_deref().unwrap_or_default();
        if let Some(id) = ObjectId::parse(title)
            && self.may_ask()
            && let Some(workspace) = pass_over(self.api.workspace(&id).await)?.flatten()
        {
            self.found.push(telling::id_as_title(resolution, workspace));
            return Ok(());
        }
        if let Some((client, matter)) = split_joined(title) {
            self.joined(resolution, title, client, matter).await?;
        }
        if !self.is_told() {
            self.other_libraries(resolution).await?;
        }
        // Where the words were found, the search itself has brought all titles that hold one of them.
        for piece in pieces(title).into_iter().take(2) {
            if self.is_told() || resolution.outcome != Outcome::None {
                break;
            }
            let field = ("name_or_description".to_owned(), format!("*{piece}*"));
            let hits = self.some(&[library], &[field], MOST_HITS).await?.unwrap_or_default().0;
            let mut near: Vec<_> = hits
                .into_iter()
                .filter_map(|workspace| Some((likeness::of_titles(title, &workspace.name)?, workspace)))
                .collect();
            near.sort_by_key(|(likeness, _)| (likeness.kind, likeness.distance));
            self.found.extend(near.into_iter().map(|(likeness, own)| telling::like_title(resolution, own, likeness)));
        }
        if !self.is_told() {
            let templates = self.templates(library).await?;
            let equal = templates.into_iter().filter(|template| names::equal(&template.name, title));
            self.found.extend(equal.map(telling::template));
        }
        Ok(())
    }
}

/// The longest pieces of a title, each of another word, or their beginnings: letters and digits that are written in one way only, so that a title
/// with other accents, dashes or spaces holds them too.
fn pieces(title: &str) -> Vec<&str> {
    let words = title.split(|character: char| !character.is_alphanumeric());
    let longest = |word: &'_ str| -> Option<(usize, usize)> {
        let (mut best, mut begin) = (None::<(usize, usize)>, None);
        let ends = word.char_indices().chain([(word.len(), ' ')]);
        for (at, character) in ends {
            match (begin, character.is_ascii_alphanumeric()) {
                (None, true) => begin = Some(at),
                (Some(from), false) => {
                    if best.is_none_or(|(best_from, best_to)| at - from > best_to - best_from) {
                        best = Some((from, at));
                    }
                    begin = None;
                }
                _ => {}
            }
        }
        best
    };
    let mut pieces: Vec<&str> = words.filter_map(|word| longest(word).map(|(from, to)| &word[from..to])).collect();
    pieces.retain(|piece| piece.len() >= SHORTEST_PIECE);
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    pieces.into_iter().map(|piece| &piece[..piece.len().min(LONGEST_PIECE)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pieces_that_are_written_in_one_way_come_first() {
        assert_eq!(pieces("Estate of Edith Vance"), ["Estat", "Edith", "Vance"]);
        assert_eq!(pieces("Café Müller-Lüdenscheidt"), ["densc", "ller", "Caf"]);
        assert!(pieces("株式会社 – v. a1").is_empty());
        assert_eq!(pieces("CASE101: X"), ["CASE1"]);
    }
}

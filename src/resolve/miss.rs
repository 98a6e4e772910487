//! Owns near misses as values: what almost was the workspace, and the words of each kind, stable for scripts. Pure.

use serde::{Serialize, Serializer};

use crate::imanage::workspaces::Workspace;

/// Something that explains why a resolution did not come to one workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    pub kind: MissKind,
    /// What is the case, without a full stop.
    pub sentence: String,
    /// Who changes what, and where.
    pub suggestion: String,
    /// The workspace that almost was it, where it is one.
    pub workspace: Option<Workspace>,
}

/// The kinds of near misses, the most telling first: they are told in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissKind {
    NoSuchField,
    EmptyValue,
    NotAText,
    SeveralValues,
    OperateQuery,
    InexactNumber,
    LibraryName,
    OpenLibraries,
    EqualWorkspace,
    OtherLibrary,
    Template,
    IdAsTitle,
    InvisibleCharacters,
    WhiteSpace,
    Dashes,
    Quotes,
    Accents,
    LetterForms,
    Punctuation,
    LeadingZeros,
    SwappedTags,
    JoinedReferences,
    WordOrder,
    UnknownAlias,
    DisabledAlias,
    ClientWithoutWorkspaces,
    NoSuchMatter,
    OtherClient,
    OneTagDiffers,
    LongerTitle,
    ShorterTitle,
    SimilarTitle,
}

impl MissKind {
    /// Every kind in order, with its word for scripts and its phrase for counting rows of one reason.
    pub const ALL: [(MissKind, &'static str, &'static str); 32] = [
        (MissKind::NoSuchField, "no-such-field", "the work item has no such field"),
        (MissKind::EmptyValue, "empty-value", "a field of the work item is empty"),
        (MissKind::NotAText, "not-a-text", "a composer path ends at something that is no text"),
        (MissKind::SeveralValues, "several-values", "a composer path ends at a list of several"),
        (MissKind::OperateQuery, "operate-query", "only Operate can evaluate a composer path"),
        (MissKind::InexactNumber, "inexact-number", "a number of the work item has lost digits"),
        (MissKind::LibraryName, "library-name", "the library's name is misspelt"),
        (MissKind::OpenLibraries, "open-libraries", "the library is not open to this account"),
        (MissKind::EqualWorkspace, "equal-workspace", "several workspaces are equal"),
        (MissKind::OtherLibrary, "other-library", "the workspace is in another library"),
        (MissKind::Template, "template", "the workspace is a template, which no search returns"),
        (MissKind::IdAsTitle, "id-as-title", "an id stands where a title belongs"),
        (
            MissKind::InvisibleCharacters,
            "invisible-characters",
            "differs from a workspace by invisible characters only",
        ),
        (MissKind::WhiteSpace, "white-space", "differs from a workspace by white space only"),
        (MissKind::Dashes, "dashes", "differs from a workspace by dashes only"),
        (MissKind::Quotes, "quotes", "differs from a workspace by quotes only"),
        (MissKind::Accents, "accents", "differs from a workspace by accents only"),
        (MissKind::LetterForms, "letter-forms", "differs from a workspace by forms of letters only"),
        (MissKind::Punctuation, "punctuation", "differs from a workspace by punctuation only"),
        (MissKind::LeadingZeros, "leading-zeros", "differs from a workspace by leading zeros only"),
        (MissKind::SwappedTags, "swapped-tags", "the values of two tags are exchanged"),
        (MissKind::JoinedReferences, "joined-references", "client and matter stand joined in one value"),
        (MissKind::WordOrder, "word-order", "the words of the title stand in another order"),
        (MissKind::UnknownAlias, "unknown-alias", "a value is not in the library's table"),
        (MissKind::DisabledAlias, "disabled-alias", "a value is disabled in the library's table"),
        (
            MissKind::ClientWithoutWorkspaces,
            "client-without-workspaces",
            "the client is known, and no workspace of it is visible",
        ),
        (MissKind::NoSuchMatter, "no-such-matter", "the client has workspaces, the matter has none"),
        (MissKind::OtherClient, "other-client", "the matter is there under another client only"),
        (MissKind::OneTagDiffers, "one-tag-differs", "a workspace differs in one tag"),
        (MissKind::LongerTitle, "longer-title", "the nearest title has more words"),
        (MissKind::ShorterTitle, "shorter-title", "the nearest title has fewer words"),
        (MissKind::SimilarTitle, "similar-title", "the nearest title is similar"),
    ];

    /// The kind that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        MissKind::ALL.into_iter().find(|(_, own, _)| *own == word).map(|(kind, ..)| kind)
    }

    /// The word of the kind, stable for scripts.
    pub fn word(self) -> &'static str {
        self.entry().1
    }

    /// The reason in a few words, the same for all rows of the kind.
    pub fn phrase(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> (MissKind, &'static str, &'static str) {
        // The table is in the order of the kinds, which a test holds it to.
        MissKind::ALL[self as usize]
    }
}

impl Serialize for MissKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_word_and_a_phrase_of_its_own() {
        for (at, (kind, word, phrase)) in MissKind::ALL.into_iter().enumerate() {
            assert_eq!((kind as usize, kind.word(), kind.phrase()), (at, word, phrase));
            assert_eq!(MissKind::of_word(word), Some(kind));
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{word}");
        }
        let words: BTreeSet<_> = MissKind::ALL.iter().map(|(_, word, _)| word).collect();
        let phrases: BTreeSet<_> = MissKind::ALL.iter().map(|(_, _, phrase)| phrase).collect();
        assert_eq!((words.len(), phrases.len()), (MissKind::ALL.len(), MissKind::ALL.len()));
    }
}

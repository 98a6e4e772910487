//! Owns taking names out of a report, so that it can be shown to people outside the firm. Pure.
//!
//! Names are what the checks say they are, together with the hosts of the report itself. Each is looked for in every text whatever
//! its case, its composition (NFC, NFD) and its encoding: raw, percent-encoded with `%20` or `+`, or with harmful characters shown as
//! `<U+001B>`. Where several begin at a place, the longest is taken.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::finding::{Finding, Group, NameKind};
use super::report::Report;
use crate::operate::areas::{SUGGESTED, suggested};
use crate::text::names::fold;

/// A name is taken for found when this many characters of it are; the rest of it goes as far as it is equal. Keeps the time that a
/// hostile name can cost in bounds.
const ENOUGH: usize = 500;

/// Puts stable placeholders (`host-1`, `workspace-3`) in the place of every name in the texts of a report; the lists of names are
/// emptied. Equal names get equal placeholders, numbered in the order in which the report tells them.
///
/// Hosts of the report, and what the firm itself chose for its areas, are names even where no check says so.
///
/// What stays: ids of checks and of the seven areas, the vendor's titles of these areas, the environment, and names that tell nobody
/// apart: a single character, a number below 100.
pub fn anonymize(report: &mut Report) {
    let placeholders = Placeholders::of(report);
    let replace = |text: &mut String| *text = placeholders.replace(text);
    for finding in &mut report.findings {
        finding.names.clear();
        finding.id = placeholders.replace_in_id(&finding.id);
        finding.because = finding.because.as_deref().map(|id| placeholders.replace_in_id(id));
        finding.title = placeholders.replace_in_title(finding);
        [&mut finding.detail]
            .into_iter()
            .chain(&mut finding.fix)
            .chain(finding.evidence.values_mut())
            .for_each(replace);
    }
    for area in &mut report.areas {
        if suggested(&area.key).is_none() {
            [&mut area.key, &mut area.title].into_iter().chain(&mut area.required_if).for_each(replace);
        }
        [&mut area.workspace].into_iter().chain(&mut area.folder).for_each(replace);
    }
    for confirmation in &mut report.confirmations {
        [&mut confirmation.question, &mut confirmation.look].into_iter().for_each(replace);
    }
    report.base_url.iter_mut().for_each(replace);
    report.arguments.iter_mut().for_each(replace);
    replace(&mut report.ran_from.host);
    report.names.clear();
}

/// A name as it is looked for.
struct Wanted {
    /// At least one.
    characters: Vec<char>,
    placeholder: usize,
    /// It is a word of the vendor's, such as `Documents`: in another case it is a word like any other.
    is_vendors: bool,
}

/// The names of a report and what stands in their place.
struct Placeholders {
    texts: Vec<String>,
    /// By first character, folded; the longest first.
    wanted: HashMap<char, Vec<Wanted>>,
}

impl Placeholders {
    fn of(report: &Report) -> Self {
        let mut all = Placeholders { texts: Vec::new(), wanted: HashMap::new() };
        let (mut known, mut numbers) = (HashMap::new(), HashMap::new());
        let mut add = |kind: NameKind, name: &str| {
            let name = name.trim();
            if is_telling(name) {
                let placeholder = *known.entry(fold(name)).or_insert_with(|| {
                    let number = numbers.entry(kind).and_modify(|number| *number += 1).or_insert(1);
                    all.texts.push(format!("{}-{number}", word(kind)));
                    all.texts.len() - 1
                });
                // `Straße` is also `STRASSE`.
                let forms = [name.to_owned(), name.nfc().collect(), name.nfd().collect(), name.to_uppercase()];
                let is_vendors = SUGGESTED.iter().any(|area| area.workspace == name || area.folder == name);
                forms.iter().for_each(|form| all.want(form, placeholder, is_vendors));
            }
        };
        let host = report.base_url.as_deref().and_then(|url| url::Url::parse(url).ok()).and_then(host_of);
        host.iter().chain([&report.ran_from.host]).for_each(|host| add(NameKind::Host, host));
        for area in report.areas.iter().filter(|area| area.declared) {
            let vendors = suggested(&area.key);
            if vendors.is_none() {
                [&area.key, &area.title].into_iter().for_each(|name| add(NameKind::Value, name));
            }
            if vendors.is_none_or(|vendors| vendors.workspace != area.workspace) {
                add(NameKind::Workspace, &area.workspace);
            }
            let own = area.folder.iter().filter(|folder| vendors.is_none_or(|vendors| vendors.folder != **folder));
            own.for_each(|folder| add(NameKind::Folder, folder));
        }
        report.names.iter().for_each(|(kind, name)| add(*kind, name));
        report.findings.iter().flat_map(|finding| &finding.names).for_each(|(kind, name)| add(*kind, name));
        all.wanted.values_mut().for_each(|list| list.sort_by_key(|wanted| std::cmp::Reverse(wanted.characters.len())));
        all
    }

    fn want(&mut self, name: &str, placeholder: usize, is_vendors: bool) {
        let characters: Vec<char> = name.chars().collect();
        let Some(first) = characters.first() else { return };
        let list = self.wanted.entry(folded(*first)).or_default();
        if list.iter().all(|wanted| wanted.characters != characters) {
            list.push(Wanted { characters, placeholder, is_vendors });
        }
    }

    /// A text with its names replaced.
    fn replace(&self, text: &str) -> String {
        let mut told = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            let name = self.name_at(text, at);
            // `Documents` is no folder's name within `Client Documents`, which is an area.
            let title = SUGGESTED.iter().map(|area| area.title).find(|title| text[at..].starts_with(title));
            let title = title.filter(|title| title.contains(' ') && name.is_none_or(|(end, _)| end < at + title.len()));
            if let Some(title) = title {
                told.push_str(title);
                at += title.len();
            } else if let Some((end, placeholder)) = name {
                told.push_str(&self.texts[placeholder]);
                at = end;
            } else {
                told.push(character);
                at += character.len_utf8();
            }
        }
        told
    }

    /// The longest name that begins at a place: where it ends, and its placeholder.
    fn name_at(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let mut found: Option<(usize, usize, usize)> = None;
        for (first, _) in readings(text, at) {
            for wanted in self.wanted.get(&folded(first)).into_iter().flatten() {
                let length = wanted.characters.len();
                if found.is_some_and(|(longest, ..)| longest >= length) {
                    break;
                }
                if let Some(end) = ends(text, at, wanted).filter(|end| is_name(text, at, *end, wanted)) {
                    found = Some((length, end, wanted.placeholder));
                }
            }
        }
        found.map(|(_, end, placeholder)| (end, placeholder))
    }

    /// In an id only what the firm named is a name: the key of an area of its own, a repository, a work type.
    fn replace_in_id(&self, id: &str) -> String {
        let Some((group, rest)) = id.split_once('.') else { return id.to_owned() };
        if group == Group::Resolvers.word() {
            let (name, sample) = rest.rfind(".sample-").map_or((rest, ""), |at| rest.split_at(at));
            return format!("{group}.{}{sample}", self.replace(name));
        }
        match rest.rsplit_once('.') {
            Some((key, aspect)) if group == Group::Areas.word() && suggested(key).is_none() => {
                format!("{group}.{}.{aspect}", self.replace(key))
            }
            _ => id.to_owned(),
        }
    }

    /// A title may hold the vendor's name of an area, which may also be the name of the firm's folder; it stays.
    fn replace_in_title(&self, finding: &Finding) -> String {
        let title = &finding.title;
        let kept = SUGGESTED.iter().find_map(|area| {
            let is_its = finding.id.starts_with(&format!("areas.{}.", area.key));
            title.find(area.title).filter(|_| is_its).map(|at| (at, at + area.title.len()))
        });
        match kept {
            Some((from, to)) => {
                format!("{}{}{}", self.replace(&title[..from]), &title[from..to], self.replace(&title[to..]))
            }
            None => self.replace(title),
        }
    }
}

fn host_of(url: url::Url) -> Option<String> {
    url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned())
}

fn word(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Host => "host",
        NameKind::Address => "address",
        NameKind::Person => "person",
        NameKind::Client => "client",
        NameKind::Customer => "customer",
        NameKind::Library => "library",
        NameKind::Workspace => "workspace",
        NameKind::Folder => "folder",
        NameKind::Value => "value",
        NameKind::Path => "path",
    }
}

/// A single character or a small number tells nobody apart, and would be found everywhere.
fn is_telling(name: &str) -> bool {
    name.chars().nth(1).is_some() && !(name.len() <= 2 && name.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Tells a name from a part of another word that only looks like it: `ACTIVE` is not in `inactive`, and is in `xACTIVEx`.
fn is_name(text: &str, from: usize, to: usize, wanted: &Wanted) -> bool {
    let joins = |at: usize| {
        let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    };
    // The digits of `%2F` are no letters of a word.
    let is_encoded = from.checked_sub(3).and_then(|start| text.get(start..from)).and_then(percent_encoded).is_some();
    let inside = (joins(from) && !is_encoded) || joins(to);
    let length = wanted.characters.len();
    !inside || length >= ENOUGH || (length > 2 && text[from..to].chars().eq(wanted.characters.iter().copied()))
}

/// Where a name ends that begins at a place of a text. A character may be written in several ways, so that there may be several
/// places in the text where the name's first characters end.
fn ends(text: &str, at: usize, name: &Wanted) -> Option<usize> {
    let mut places = vec![at];
    for (number, wanted) in name.characters.iter().enumerate() {
        let mut next = Vec::new();
        for place in places.iter().copied() {
            for (character, end) in readings(text, place) {
                let is_same = character == *wanted || (!name.is_vendors && same(character, *wanted));
                if is_same && !next.contains(&end) {
                    next.push(end);
                }
            }
        }
        if next.is_empty() {
            return places.into_iter().max().filter(|_| number >= ENOUGH);
        }
        places = next;
    }
    places.into_iter().max()
}

/// What may be read at a place, and where it ends: the character itself, a percent-encoded one, a blank for `+`, a character that
/// was made harmless.
fn readings(text: &str, at: usize) -> impl Iterator<Item = (char, usize)> + '_ {
    let rest = &text[at..];
    let raw = rest.chars().next().map(|character| (character, at + character.len_utf8()));
    let encoded = match raw {
        Some(('%', _)) => percent_encoded(rest).map(|(character, length)| (character, at + length)),
        Some(('+', end)) => Some((' ', end)),
        Some(('<', _)) => shown(rest).map(|(character, length)| (character, at + length)),
        _ => None,
    };
    raw.into_iter().chain(encoded)
}

/// One character of one to four `%XX`, and how long they are.
fn percent_encoded(text: &str) -> Option<(char, usize)> {
    let byte = |at: usize| {
        let digits = text.get(at + 1..at + 3).filter(|_| text.as_bytes().get(at) == Some(&b'%'))?;
        u8::from_str_radix(digits, 16).ok()
    };
    let mut bytes = Vec::with_capacity(4);
    while bytes.len() < 4 {
        bytes.push(byte(bytes.len() * 3)?);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            return Some((text.chars().next()?, bytes.len() * 3));
        }
    }
    None
}

/// `<U+001B>` as the character it stands for, and how long that is.
fn shown(text: &str) -> Option<(char, usize)> {
    let code = [8, 9, 10].into_iter().find_map(|length| text.get(..length)?.strip_prefix("<U+")?.strip_suffix('>'))?;
    Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, code.len() + 4))
}

/// The same for all characters that are equal whatever their case.
fn folded(character: char) -> char {
    let upper = character.to_uppercase().next().unwrap_or(character);
    upper.to_lowercase().next().unwrap_or(upper)
}

/// Equal whatever the case; `ς` and `σ` meet in upper case only.
fn same(a: char, b: char) -> bool {
    a.to_lowercase().eq(b.to_lowercase()) || a.to_uppercase().eq(b.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(names: &[(NameKind, &str)]) -> Placeholders {
        let names = names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect();
        let report = Report {
            schema_version: 1,
            tool: crate::prereqs::report::Tool { name: "imctl".into(), version: "0".into() },
            environment: "production".into(),
            base_url: None,
            ran_from: crate::prereqs::report::RanFrom { host: String::new(), system: String::new() },
            started_at: String::new(),
            duration_ms: 0,
            arguments: Vec::new(),
            summary: crate::prereqs::report::Summary::default(),
            findings: Vec::new(),
            areas: Vec::new(),
            confirmations: Vec::new(),
            names,
        };
        Placeholders::of(&report)
    }

    #[test]
    fn the_longest_name_wins_and_equal_names_are_one() {
        let names = placeholders(&[
            (NameKind::Host, "firm.example"),
            (NameKind::Host, "dms.firm.example"),
            (NameKind::Workspace, "DMS.firm.example"),
            (NameKind::Workspace, "Lease"),
        ]);
        assert_eq!(
            names.replace("https://dms.firm.example/x of FIRM.example: lease"),
            "https://host-2/x of host-1: workspace-1"
        );
    }

    #[test]
    fn a_name_is_found_however_it_is_encoded_and_composed() {
        let names = placeholders(&[
            (NameKind::Client, "Müller & Söhne/1"),
            (NameKind::Value, "a\u{1b}b"),
            (NameKind::Value, "100%41"),
        ]);
        for text in [
            "müller & SÖHNE/1",
            "Mu\u{308}ller & So\u{308}hne/1",
            "M%C3%BCller%20%26%20S%c3%b6hne%2F1",
            "m%C3%BCller+%26+S%C3%B6hne/1",
            "M%75%CC%88ller & So%CC%88hne/1",
        ] {
            assert_eq!(names.replace(&format!("<{text}>")), "<client-1>", "{text}");
        }
        assert_eq!(names.replace("a<U+001B>b 100%41 100%2541"), "value-1 value-2 value-2");
        assert_eq!(names.replace("%2FMÜLLER%20%26%20SÖHNE%2f1"), "%2Fclient-1");
    }

    #[test]
    fn a_word_that_only_looks_like_a_name_stays() {
        let names = placeholders(&[(NameKind::Library, "ACTIVE"), (NameKind::Customer, "1"), (NameKind::Value, "42")]);
        assert_eq!(
            names.replace("ACTIVE!427 is inactive; ACTIVE2, TLS 1.3"),
            "library-1!427 is inactive; library-12, TLS 1.3"
        );
        assert_eq!(names.replace("42 days"), "42 days");
    }

    #[test]
    fn a_word_of_the_vendors_is_a_name_only_as_it_is_written() {
        let names = placeholders(&[(NameKind::Folder, "Documents"), (NameKind::Folder, "Papers")]);
        assert_eq!(
            names.replace("documents in Documents, papers in%20Documents"),
            "documents in folder-1, folder-2 in%20folder-1"
        );
    }

    #[test]
    fn a_hostile_name_does_not_cost_much() {
        let name = "x".repeat(99_999) + "y";
        let names = placeholders(&[(NameKind::Workspace, &name)]);
        assert_eq!(names.replace(&format!("{name}{name}")), "workspace-1workspace-1");
        let near = "x".repeat(1_000_000);
        assert!(names.replace(&near).len() < 1_000);
        assert_eq!(names.replace(&"x".repeat(499)).len(), 499);
    }
}

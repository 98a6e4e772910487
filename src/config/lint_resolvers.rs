//! Owns the look at a resolver config without any work item: what cannot work, and what is probably not meant. Looks at
//! brackets, commas and `=` only; it neither reads composer paths nor puts values in.

use crate::operate::repositories::{Mode, Resolver};
use crate::text::names;

/// Search fields beside the customs (`reference/imanage-api.md` section 4.2).
const FIELDS: [&str; 7] =
    ["name", "description", "name_or_description", "owner", "anywhere", "subclass", "file_target"];

/// What the look found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// The mode as written, or as the config's form suggests.
    pub(super) mode: Mode,
    /// It cannot work: why, and what to do.
    pub(super) mistakes: Vec<(String, String)>,
    /// It works, and is probably not meant.
    pub(super) doubts: Vec<String>,
}

/// Looks at a resolver config.
pub(super) fn look(resolver: &Resolver) -> Look {
    let text = peel(&resolver.config);
    let parts = split(text, ',');
    let pairs: Vec<Option<(&str, &str)>> = parts.iter().map(|part| pair(part)).collect();
    let mode = resolver.mode.unwrap_or(if pairs.iter().all(Option::is_some) { Mode::Search } else { Mode::Default });
    let mut look = Look { mode, mistakes: Vec::new(), doubts: Vec::new() };
    if text.len() < resolver.config.trim().len() {
        look.doubts.push("quotes stand around the whole config; they are left out".into());
    }
    if let Some(mistake) = unbalanced(text) {
        look.mistakes.push((mistake.into(), "close each `[` with one `]`".into()));
        return look;
    }
    match mode {
        Mode::Search => look_at_pairs(&parts, &pairs, &mut look),
        Mode::Default => look_at_title(text, &pairs, &mut look),
    }
    look
}

fn look_at_pairs(parts: &[&str], pairs: &[Option<(&str, &str)>], look: &mut Look) {
    let mut seen: Vec<&str> = Vec::new();
    for (part, pair) in parts.iter().zip(pairs) {
        let Some((tag, template)) = pair else {
            let message = if part.trim().is_empty() {
                "an empty pair: a comma too many".to_owned()
            } else {
                "mode `search` takes `tag=template` pairs, and a part has no tag".to_owned()
            };
            look.mistakes
                .push((message, "write `custom1=[…], custom2=[…]`, or `resolver = \"default\"` for a title".into()));
            continue;
        };
        if template.is_empty() {
            look.mistakes
                .push((format!("`{tag}` has no template"), format!("write `{tag}=[…]`, or leave `{tag}` out")));
        }
        if template.contains('*') {
            look.doubts.push(format!("`*` in `{tag}` is compared as it stands: iManage knows no wildcard there"));
        }
        if !is_known(tag) {
            let near = names::nearest(tag, ["custom1", "custom2"].into_iter().chain(FIELDS));
            let hint = near.map(|near| format!("; `{near}` perhaps")).unwrap_or_default();
            look.doubts.push(format!("`{tag}` is no documented search field{hint}"));
        }
        if seen.contains(tag) {
            look.doubts.push(format!("`{tag}` stands twice; both must hold"));
        }
        seen.push(tag);
    }
    for (child, parent) in [("custom2", "custom1"), ("custom30", "custom29")] {
        let has = |tag: &str| seen.iter().any(|seen| seen.eq_ignore_ascii_case(tag));
        if has(child) && !has(parent) {
            look.doubts.push(format!("`{child}` without `{parent}`: its values repeat from one {parent} to the next"));
        }
    }
}

fn look_at_title(text: &str, pairs: &[Option<(&str, &str)>], look: &mut Look) {
    if pairs.iter().flatten().any(|(tag, _)| is_known(tag) && tag.starts_with("custom")) {
        look.doubts.push("looks like `tag=template` pairs, and is searched as a title".into());
    }
    if text.contains('*') {
        look.doubts.push("`*` is compared as it stands: a title knows no wildcard".into());
    }
    let lower = text.to_lowercase();
    if ["[workitem.title]", "[title]", "[workitem.name]"].iter().any(|path| lower.contains(path)) {
        look.doubts.push("the title of a work item can be edited, and then its workspace is no longer found".into());
    }
}

/// Peels straight or curly quotes off that stand around the whole.
fn peel(text: &str) -> &str {
    let text = text.trim();
    let mut rest = text.chars();
    let (first, last) = (rest.next(), rest.next_back());
    let is_quote = |character: Option<char>| {
        character
            .is_some_and(|c| matches!(c, '"' | '\'' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}'))
    };
    if is_quote(first) && is_quote(last) { rest.as_str().trim() } else { text }
}

/// Splits at a character outside brackets.
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (index, character) in text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if character == at && depth == 0 => {
                parts.push(&text[start..index]);
                start = index + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A `tag=template` pair; `None` where there is no `=` behind a single word.
fn pair(part: &str) -> Option<(&str, &str)> {
    let tag = split(part, '=').first().copied().filter(|tag| tag.len() < part.len())?;
    let template = part[tag.len() + 1..].trim();
    let tag = tag.trim();
    let is_word = !tag.is_empty() && tag.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_word.then_some((tag, template))
}

fn unbalanced(text: &str) -> Option<&'static str> {
    let mut is_open = false;
    for character in text.chars() {
        match (character, is_open) {
            ('[', true) => return Some("a `[` stands inside brackets"),
            (']', false) => return Some("a `]` has no `[` before it"),
            ('[' | ']', _) => is_open = !is_open,
            _ => {}
        }
    }
    is_open.then_some("a `[` is not closed")
}

/// `custom1` to `custom30`, dates with their ends, and the other documented fields.
fn is_known(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let custom = tag.strip_prefix("custom").map(|rest| rest.trim_end_matches("_from").trim_end_matches("_to"));
    FIELDS.contains(&tag.as_str())
        || custom.and_then(|number| number.parse::<u8>().ok()).is_some_and(|number| (1..=30).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(config: &str, mode: Option<Mode>) -> Look {
        look(&Resolver { config: config.into(), mode, database: None })
    }

    #[test]
    fn the_mode_follows_from_the_form_where_it_is_not_written() {
        assert_eq!(
            looked("custom1=[workitem.client.reference], custom2=[workitem.reference]", None).mode,
            Mode::Search
        );
        for title in ["[workitem.title]", "Clio Operate Document Templates", "CASE101: a = b", "[a!q?x=y,z]"] {
            assert_eq!(looked(title, None).mode, Mode::Default, "{title}");
        }
        assert_eq!(looked("custom1=[a]", Some(Mode::Default)).mode, Mode::Default);
    }

    #[test]
    fn a_good_config_raises_no_doubt() {
        let look = looked("custom1=[workitem.client.reference], custom2=[workitem.reference]", Some(Mode::Search));
        assert_eq!((look.mistakes, look.doubts), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_is_probably_not_meant_is_told() {
        let doubts = |config| looked(config, None).doubts.join("; ");
        assert!(doubts("custom2=[workitem.reference]").contains("`custom2` without `custom1`"));
        assert!(doubts("custom1=[a]*").contains("no wildcard"));
        assert!(doubts("cutsom1=[a]").contains("`custom1` perhaps"));
        assert!(doubts("custom31=[a]").contains("no documented search field"));
        assert!(doubts("[workitem.title]").contains("can be edited"));
        assert!(doubts("“custom1=[a]”").contains("quotes stand around"));
    }

    #[test]
    fn what_cannot_work_is_a_mistake() {
        for config in ["[workitem.title", "a]", "[[a]]", "custom1=", "custom1=[a],,custom2=[b]", "custom1=[a], b"] {
            assert!(!looked(config, Some(Mode::Search)).mistakes.is_empty(), "{config}");
        }
    }
}

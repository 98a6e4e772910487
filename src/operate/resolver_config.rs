//! Owns resolver configs: Operate's `workspaceResolverConfig`, read whole before any value is put in (CONTRACT 4), and what in
//! it is probably not meant. Refuses to look values up and to search.

use super::composer::{Path, Template, TemplateError, TemplateMistake};
use super::repositories::Mode;
use crate::text::names;

/// The search fields of a workspace beside `custom1` to `custom30` (`reference/imanage-api.md` section 4.2).
const FIELDS: [&str; 10] = [
    "name",
    "description",
    "name_or_description",
    "owner",
    "anywhere",
    "class",
    "subclass",
    "file_target",
    "create_date",
    "edit_date",
];

/// What people copy along with the config.
const LABELS: [&str; 2] = ["workspaceresolverconfig", "workspace_resolver_config"];

/// A resolver config that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolverConfig {
    /// The text without label and surrounding quotes.
    pub text: String,
    pub search: Search,
    /// The mode was not told, and follows from the config's form.
    pub mode_inferred: bool,
    /// It works, and is probably not meant so.
    pub doubts: Vec<Doubt>,
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// Mode `default`: a title.
    Title(Template),
    /// Mode `search`: every pair must hold.
    Tags(Vec<Pair>),
}

/// `tag=template`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// In lower case, as the API names it.
    pub tag: String,
    pub template: Template,
}

/// Something that works and is probably not meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    #[error("quotes stand around the whole config; they are left out")]
    Quotes,
    #[error("the name of the setting stands before the config; it is left out")]
    Label,
    #[error("`*` in `{0}` is compared as it stands: iManage knows no wildcard there")]
    Wildcard(String),
    #[error("`*` is compared as it stands: a title knows no wildcard")]
    TitleWildcard,
    #[error("`{child}` without `{parent}`: its values repeat from one {parent} to the next")]
    WithoutParent { child: &'static str, parent: &'static str },
    #[error("looks like `tag=template` pairs, and is searched as a title")]
    LooksLikePairs,
    #[error("the title of a work item can be edited, and then its workspace is no longer found")]
    EditableTitle,
    #[error("the path `{0}` does not begin with `workitem`, the only root that a resolver config knows")]
    OtherRoot(String),
}

/// Why a config cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigMistake {
    /// In characters from 1, in the text as given.
    pub column: usize,
    pub mistake: Mistake,
}

/// The kinds of mistakes in a resolver config.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    #[error("the resolver config is empty")]
    Empty,
    #[error(transparent)]
    Template(TemplateMistake),
    #[error("an empty pair: a comma too many")]
    EmptyPair,
    #[error("mode `search` takes `tag=template` pairs, and a part has no tag")]
    NoTag,
    #[error("`{0}` has no template")]
    NoTemplate(String),
    #[error("`{0}` stands twice")]
    Twice(String),
    #[error("`{tag}` is no documented search field{}", near.as_ref().map(|near| format!("; `{near}` perhaps")).unwrap_or_default())]
    UnknownTag { tag: String, near: Option<String> },
}

impl Mistake {
    /// Tells what to do about it.
    pub fn hint(&self) -> String {
        match self {
            Mistake::Empty => "write a title, or `custom1=[…], custom2=[…]`".into(),
            Mistake::Template(TemplateMistake::Unclosed | TemplateMistake::Nested | TemplateMistake::StrayClose) => {
                "close each `[` with one `]`".into()
            }
            Mistake::Template(_) => "write a composer path such as `[workitem.client.reference]`".into(),
            Mistake::EmptyPair | Mistake::NoTag => {
                "write `custom1=[…], custom2=[…]`, or use mode `default` for a title".into()
            }
            Mistake::NoTemplate(tag) => format!("write `{tag}=[…]`, or leave `{tag}` out"),
            Mistake::Twice(tag) => format!("keep one `{tag}=[…]`: a workspace has one value of it"),
            Mistake::UnknownTag { .. } => {
                "use `custom1` to `custom30`, `name`, `description` or `subclass`: iManage ignores a field it does not \
                 know, and would return every workspace"
                    .into()
            }
        }
    }
}

impl From<TemplateError> for ConfigMistake {
    fn from(error: TemplateError) -> Self {
        ConfigMistake { column: error.column, mistake: Mistake::Template(error.mistake) }
    }
}

/// A piece of the text, with the column of its first character.
#[derive(Clone, Copy)]
struct Slice<'a> {
    characters: &'a [char],
    column: usize,
}

impl ResolverConfig {
    /// Reads a config; without a mode its form decides: pairs with known tags all through are mode `search`.
    ///
    /// # Errors
    /// Every mistake, in the order of their columns.
    pub fn read(text: &str, mode: Option<Mode>) -> Result<Self, Vec<ConfigMistake>> {
        let characters: Vec<char> = text.chars().collect();
        let mut doubts = Vec::new();
        let whole = peel(Slice { characters: &characters, column: 1 }.trimmed(), &mut doubts);
        if whole.characters.is_empty() {
            return Err(vec![ConfigMistake { column: 1, mistake: Mistake::Empty }]);
        }
        let inferred = infer(whole);
        let search = match mode.unwrap_or(inferred) {
            Mode::Default => {
                let title = Template::read(whole.characters, whole.column).map_err(|error| vec![error.into()])?;
                doubt_title(whole, &title, inferred, &mut doubts);
                Search::Title(title)
            }
            Mode::Search => {
                let pairs = read_pairs(whole)?;
                doubt_pairs(&pairs, &mut doubts);
                Search::Tags(pairs)
            }
        };
        let config = ResolverConfig { text: whole.text(), search, mode_inferred: mode.is_none(), doubts };
        let foreign: Vec<Doubt> = config.paths().filter_map(foreign_root).collect();
        Ok(ResolverConfig { doubts: [config.doubts, foreign].concat(), ..config })
    }

    /// Takes a text as a plain title: nothing in it is grammar.
    pub fn of_title(title: &str) -> Self {
        let part = super::composer::Part::Literal(title.to_owned());
        let search = Search::Title(Template { parts: vec![part] });
        ResolverConfig { text: title.to_owned(), search, mode_inferred: false, doubts: Vec::new() }
    }

    /// The mode it is searched in.
    pub fn mode(&self) -> Mode {
        match self.search {
            Search::Title(_) => Mode::Default,
            Search::Tags(_) => Mode::Search,
        }
    }

    /// Tag and template of all that is searched for; a title's tag is `name`.
    pub fn templates(&self) -> Vec<(&str, &Template)> {
        match &self.search {
            Search::Title(template) => vec![("name", template)],
            Search::Tags(pairs) => pairs.iter().map(|pair| (pair.tag.as_str(), &pair.template)).collect(),
        }
    }

    /// The composer paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.templates().into_iter().flat_map(|(_, template)| template.paths())
    }
}

/// Guesses the mode that a text of any kind is meant for: what a broken config is told to be.
pub fn inferred_mode(text: &str) -> Mode {
    let characters: Vec<char> = text.chars().collect();
    infer(peel(Slice { characters: &characters, column: 1 }.trimmed(), &mut Vec::new()))
}

/// `custom1` to `custom30`, dates with their ends, and the other documented fields.
pub fn is_search_field(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let number = |text: &str| text.parse::<u8>().ok().filter(|number| number.to_string() == text);
    FIELDS.contains(&tag.as_str())
        || tag.strip_prefix("custom").is_some_and(|rest| match rest.split_once('_') {
            None => number(rest).is_some_and(|number| (1..=30).contains(&number)),
            Some((rest, "from" | "to" | "relative")) => number(rest).is_some_and(|n| (21..=24).contains(&n)),
            Some(_) => false,
        })
}

/// Pairs all through, the first with a known tag, are meant as pairs.
fn infer(whole: Slice<'_>) -> Mode {
    let parts = whole.split(',');
    let tags: Vec<Option<String>> = parts.iter().map(|part| part.pair().map(|(tag, _)| tag.text())).collect();
    let is_pairs = tags.iter().all(Option::is_some) && tags.iter().flatten().any(|tag| is_like_a_field(tag));
    if is_pairs { Mode::Search } else { Mode::Default }
}

/// A known field, or one mistyped: a title such as `Re=Insurance` has neither.
fn is_like_a_field(tag: &str) -> bool {
    is_search_field(tag) || nearest_field(tag).is_some() || tag.to_lowercase().starts_with("custom")
}

fn nearest_field(tag: &str) -> Option<&'static str> {
    names::nearest(tag, ["custom1", "custom2"].into_iter().chain(FIELDS))
}

fn read_pairs(whole: Slice<'_>) -> Result<Vec<Pair>, Vec<ConfigMistake>> {
    let (mut pairs, mut mistakes) = (Vec::new(), Vec::new());
    for part in whole.split(',') {
        match read_pair(part) {
            Ok(pair) if pairs.iter().any(|before: &Pair| before.tag == pair.tag) => {
                let column = part.trimmed().column;
                mistakes.push(ConfigMistake { column, mistake: Mistake::Twice(pair.tag) });
            }
            Ok(pair) => pairs.push(pair),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(pairs) } else { Err(mistakes) }
}

fn read_pair(part: Slice<'_>) -> Result<Pair, ConfigMistake> {
    let part = part.trimmed();
    let wrong = |slice: Slice<'_>, mistake| ConfigMistake { column: slice.column, mistake };
    if part.characters.is_empty() {
        return Err(wrong(part, Mistake::EmptyPair));
    }
    let Some((tag, template)) = part.pair() else {
        // A bracket that is not closed swallows what comes behind it, and is the mistake to name.
        Template::read(part.characters, part.column)?;
        return Err(wrong(part, Mistake::NoTag));
    };
    let name = tag.text();
    if !is_search_field(&name) {
        let near = nearest_field(&name).map(str::to_owned);
        return Err(wrong(tag, Mistake::UnknownTag { tag: name, near }));
    }
    if template.characters.is_empty() {
        return Err(wrong(tag, Mistake::NoTemplate(name)));
    }
    Ok(Pair { tag: name.to_ascii_lowercase(), template: Template::read(template.characters, template.column)? })
}

fn doubt_pairs(pairs: &[Pair], doubts: &mut Vec<Doubt>) {
    let has = |tag: &str| pairs.iter().any(|pair| pair.tag == tag);
    for pair in pairs {
        let allows_wildcard = matches!(pair.tag.as_str(), "custom13" | "custom14" | "custom15" | "custom16")
            || matches!(pair.tag.as_str(), "name_or_description" | "owner");
        if pair.template.to_string().contains('*') && !allows_wildcard {
            doubts.push(Doubt::Wildcard(pair.tag.clone()));
        }
    }
    for (child, parent) in [("custom2", "custom1"), ("custom30", "custom29")] {
        if has(child) && !has(parent) {
            doubts.push(Doubt::WithoutParent { child, parent });
        }
    }
}

fn doubt_title(whole: Slice<'_>, title: &Template, inferred: Mode, doubts: &mut Vec<Doubt>) {
    if inferred == Mode::Search {
        doubts.push(Doubt::LooksLikePairs);
    }
    if whole.characters.contains(&'*') {
        doubts.push(Doubt::TitleWildcard);
    }
    let editable = ["workitem.title", "title", "workitem.name"];
    if title.paths().any(|path| editable.contains(&path.text.to_lowercase().as_str())) {
        doubts.push(Doubt::EditableTitle);
    }
}

/// `context`, `document` and `env` are roots of documents only (`reference/operate.md` section 4).
fn foreign_root(path: &Path) -> Option<Doubt> {
    let root = path.elements.first()?.name.to_lowercase();
    matches!(root.as_str(), "context" | "document" | "env").then(|| Doubt::OtherRoot(path.text.clone()))
}

/// Peels off the setting's name and quotes, straight or curly, that stand around the whole.
fn peel<'a>(whole: Slice<'a>, doubts: &mut Vec<Doubt>) -> Slice<'a> {
    let mut rest = whole;
    if let Some(end) = rest.characters.iter().position(|c| matches!(c, ':' | '='))
        && LABELS.contains(&rest.part(0, end).trimmed().text().trim_matches('"').to_lowercase().as_str())
    {
        doubts.push(Doubt::Label);
        rest = rest.part(end + 1, rest.characters.len()).trimmed();
    }
    match rest.characters {
        [first, .., last] if is_quote(*first) && is_quote(*last) => {
            doubts.push(Doubt::Quotes);
            rest.part(1, rest.characters.len() - 1).trimmed()
        }
        _ => rest,
    }
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}')
}

impl<'a> Slice<'a> {
    fn part(self, start: usize, end: usize) -> Slice<'a> {
        Slice { characters: &self.characters[start..end], column: self.column + start }
    }

    fn trimmed(self) -> Slice<'a> {
        let length = self.characters.len();
        let start = self.characters.iter().take_while(|c| c.is_whitespace()).count();
        let end = length - self.characters[start..].iter().rev().take_while(|c| c.is_whitespace()).count();
        self.part(start, end)
    }

    fn text(self) -> String {
        self.characters.iter().collect()
    }

    /// Splits at a character outside brackets.
    fn split(self, at: char) -> Vec<Slice<'a>> {
        let (mut parts, mut start, mut is_inside) = (Vec::new(), 0, false);
        for (index, character) in self.characters.iter().enumerate() {
            match character {
                '[' => is_inside = true,
                ']' => is_inside = false,
                other if *other == at && !is_inside => {
                    parts.push(self.part(start, index));
                    start = index + 1;
                }
                _ => {}
            }
        }
        parts.push(self.part(start, self.characters.len()));
        parts
    }

    /// Tag and template around the first `=`, if a single word stands before it.
    fn pair(self) -> Option<(Slice<'a>, Slice<'a>)> {
        let equals =
            self.characters.iter().position(|c| matches!(c, '=' | '[')).filter(|at| self.characters[*at] == '=')?;
        let tag = self.part(0, equals).trimmed();
        let is_word = !tag.characters.is_empty() && tag.characters.iter().all(|c| c.is_alphanumeric() || *c == '_');
        is_word.then(|| (tag, self.part(equals + 1, self.characters.len()).trimmed()))
    }
}

#[cfg(test)]
mod tests;

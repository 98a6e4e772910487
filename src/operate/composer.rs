//! Owns composer paths and templates: the grammar of CONTRACT 4, read before any value is put in, and the putting in.
//! Refuses to look a path up: `work_item.rs` does that.

use std::fmt;

/// A template: literal text and composer paths, in order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Template {
    pub parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    Path(Path),
}

/// A composer path as it stands between brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The text between the brackets, without surrounding space.
    pub text: String,
    /// Where the text begins, in characters from 1.
    pub column: usize,
    pub elements: Vec<Element>,
}

/// One step of a path: `children!q?path=task&open=true!1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    /// The keys and values behind `!q?`; only Operate can evaluate them.
    pub query: Vec<(String, String)>,
    /// From 1.
    pub index: Option<usize>,
}

/// What is wrong at one place of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// In characters from 1.
    pub column: usize,
    pub mistake: TemplateMistake,
}

/// The kinds of mistakes in a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateMistake {
    #[error("a `[` is not closed")]
    Unclosed,
    #[error("a `[` stands inside brackets")]
    Nested,
    #[error("a `]` has no `[` before it")]
    StrayClose,
    #[error("there is no composer path between the brackets")]
    EmptyPath,
    #[error("a composer path has an empty element: a dot too many")]
    EmptyElement,
    #[error("`{0}` is not allowed in a composer path")]
    NotAllowed(String),
    #[error("`!` must be followed by a number from 1 or by `q?`")]
    NotAnIndex,
    #[error("a query needs `key=value` behind `!q?`")]
    NotAQuery,
}

impl Template {
    /// Reads a template out of characters, the first of which stands at `column`.
    ///
    /// # Errors
    /// The first mistake, with its column.
    pub fn read(characters: &[char], column: usize) -> Result<Self, TemplateError> {
        let (mut parts, mut literal, mut at) = (Vec::new(), String::new(), 0);
        while let Some(character) = characters.get(at) {
            match character {
                '[' => {
                    let inside = &characters[at + 1..];
                    let end = inside.iter().position(|c| matches!(c, '[' | ']'));
                    let end = match end.map(|end| (end, inside[end])) {
                        None => return Err(mistake(column + at, TemplateMistake::Unclosed)),
                        Some((end, '[')) => return Err(mistake(column + at + 1 + end, TemplateMistake::Nested)),
                        Some((end, _)) => end,
                    };
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(Part::Path(Path::read(&inside[..end], column + at + 1)?));
                    at += end + 2;
                }
                ']' => return Err(mistake(column + at, TemplateMistake::StrayClose)),
                other => {
                    literal.push(*other);
                    at += 1;
                }
            }
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Ok(Template { parts })
    }

    /// The composer paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.parts.iter().filter_map(|part| match part {
            Part::Path(path) => Some(path),
            Part::Literal(_) => None,
        })
    }

    /// Puts values in. A value is taken as it is: nothing in it is read as grammar.
    ///
    /// # Errors
    /// What `value` said of each path without a value; all paths are asked for.
    pub fn fill<E>(&self, mut value: impl FnMut(&Path) -> Result<String, E>) -> Result<String, Vec<E>> {
        let (mut text, mut missing) = (String::new(), Vec::new());
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Path(path) => match value(path) {
                    Ok(value) => text.push_str(&value),
                    Err(error) => missing.push(error),
                },
            }
        }
        if missing.is_empty() { Ok(text) } else { Err(missing) }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Literal(literal) => f.write_str(literal),
            Part::Path(path) => write!(f, "[{}]", path.text),
        })
    }
}

impl Path {
    /// Reads a path out of the characters between brackets.
    ///
    /// # Errors
    /// The first mistake, with its column.
    pub fn read(characters: &[char], column: usize) -> Result<Self, TemplateError> {
        let lead = characters.iter().take_while(|c| c.is_whitespace()).count();
        let tail = characters.iter().rev().take_while(|c| c.is_whitespace()).count();
        if lead == characters.len() {
            return Err(mistake(column, TemplateMistake::EmptyPath));
        }
        let (characters, column) = (&characters[lead..characters.len() - tail], column + lead);
        let (mut elements, mut start) = (Vec::new(), 0);
        for end in 0..=characters.len() {
            if end == characters.len() || characters[end] == '.' {
                elements.push(Element::read(&characters[start..end], column + start)?);
                start = end + 1;
            }
        }
        Ok(Path { text: characters.iter().collect(), column, elements })
    }

    /// Tells whether only Operate itself could follow this path.
    pub fn has_query(&self) -> bool {
        self.elements.iter().any(|element| !element.query.is_empty())
    }
}

impl Element {
    fn read(characters: &[char], column: usize) -> Result<Self, TemplateError> {
        let name_ends = characters.iter().position(|c| *c == '!').unwrap_or(characters.len());
        let (name, mut rest) = characters.split_at(name_ends);
        if name.is_empty() {
            return Err(mistake(column, TemplateMistake::EmptyElement));
        }
        if let Some(at) = name.iter().position(|c| !is_name(*c)) {
            return Err(mistake(column + at, TemplateMistake::NotAllowed(shown(name[at]))));
        }
        let mut element = Element { name: name.iter().collect(), query: Vec::new(), index: None };
        let mut at = column + name_ends;
        if let ['!', 'q' | 'Q', '?', query @ ..] = rest {
            let length = query.iter().position(|c| *c == '!').unwrap_or(query.len());
            element.query = read_query(&query[..length], at + 3)?;
            (rest, at) = (&query[length..], at + 3 + length);
        }
        if let ['!', digits @ ..] = rest {
            let index = digits.iter().collect::<String>();
            let is_number = index.bytes().all(|byte| byte.is_ascii_digit());
            let index = is_number.then(|| index.parse().ok()).flatten().filter(|index| *index > 0);
            element.index = Some(index.ok_or_else(|| mistake(at, TemplateMistake::NotAnIndex))?);
        }
        Ok(element)
    }
}

/// `key=value` pairs joined by `&`.
fn read_query(characters: &[char], column: usize) -> Result<Vec<(String, String)>, TemplateError> {
    let (mut pairs, mut at) = (Vec::new(), column);
    for pair in characters.split(|c| *c == '&') {
        let Some(equals) = pair.iter().position(|c| *c == '=').filter(|equals| *equals > 0) else {
            return Err(mistake(at, TemplateMistake::NotAQuery));
        };
        pairs.push((pair[..equals].iter().collect(), pair[equals + 1..].iter().collect()));
        at += pair.len() + 1;
    }
    Ok(pairs)
}

/// System names hold letters, digits, `-` and `_` (`reference/operate.md` section 4).
fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-')
}

fn shown(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\u{a0}' => "a no-break space".to_owned(),
        other => other.to_string(),
    }
}

fn mistake(column: usize, mistake: TemplateMistake) -> TemplateError {
    TemplateError { column, mistake }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Template, TemplateError> {
        Template::read(&text.chars().collect::<Vec<_>>(), 1)
    }

    fn first_path(text: &str) -> Path {
        read(text).expect("a template").paths().next().expect("a path").clone()
    }

    #[test]
    fn literals_and_paths_keep_their_order() {
        let template = read("A [workitem.reference]-[ x ]!").expect("a template");
        assert_eq!(template.to_string(), "A [workitem.reference]-[x]!");
        let filled: Result<_, Vec<()>> = template.fill(|path| Ok(format!("<{}>", path.text)));
        assert_eq!(filled, Ok("A <workitem.reference>-<x>!".to_owned()));
    }

    #[test]
    fn paths_of_real_exports_are_read() {
        let path = first_path("[workitem.children!q?path=custom-task&open=false&closed=true!1.id]");
        assert_eq!(path.elements.len(), 3);
        assert_eq!(path.elements[1].name, "children");
        assert_eq!(path.elements[1].query[2], ("closed".into(), "true".into()));
        assert_eq!(path.elements[1].index, Some(1));
        assert!(path.has_query());
        for text in [
            "[workitem.roles.client.ods.organisation.reference]",
            "[workitem.keyDates.kd-instruction-date.taskDueDate.date.utc.value]",
            "[context.roles.claimant!1.ods.person.dateOfBirth!q?format=dd/MM/yyyy]",
            "[context.roles.defendant!1.ods.person.locations.correspondence!1.address.postcode]",
            "[env.now.utc.value!q?format=d+MMMM+yyyy]",
            "[workitem.parent!q?path=matter.id]",
        ] {
            assert_eq!(read(text).map(|template| template.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn each_mistake_is_named_with_its_column() {
        use TemplateMistake::*;
        for (text, column, expected) in [
            ("ab[c", 3, Unclosed),
            ("a[b[c]]", 4, Nested),
            ("ab]", 3, StrayClose),
            ("a[]", 3, EmptyPath),
            ("[ \u{a0}]", 2, EmptyPath),
            ("[a..b]", 4, EmptyElement),
            ("[.a]", 2, EmptyElement),
            ("[a.]", 4, EmptyElement),
            ("[é.b c]", 5, NotAllowed("a space".into())),
            ("[a,b]", 3, NotAllowed(",".into())),
            ("[a!0]", 3, NotAnIndex),
            ("[a!x]", 3, NotAnIndex),
            ("[a!]", 3, NotAnIndex),
            ("[a!+1]", 3, NotAnIndex),
            ("[a!99999999999999999999999]", 3, NotAnIndex),
            ("[a!1!2]", 3, NotAnIndex),
            ("[a!q?]", 6, NotAQuery),
            ("[a!q?x=1&y]", 10, NotAQuery),
            ("[a!q?=1]", 6, NotAQuery),
        ] {
            assert_eq!(read(text), Err(mistake(column, expected)), "{text}");
        }
    }

    #[test]
    fn every_path_without_a_value_is_reported() {
        let template = read("[a]x[b]").expect("a template");
        assert_eq!(template.fill(|path| Err(path.text.clone())), Err(vec!["a".to_owned(), "b".to_owned()]));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*|[\\[\\].!q?=&a1 ]{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn a_template_reads_back_as_it_was_written(text in "([^\\[\\]]{0,5}(\\[[a-z]{1,4}(\\.[a-z]{1,4}(![1-9])?){0,2}\\])?){0,4}") {
            let template = read(&text).expect("a template");
            prop_assert_eq!(template.to_string(), text);
        }
    }
}

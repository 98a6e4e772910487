//! Owns rows written as JSON: one object a line, or a list that is cut into its elements as it comes in, so that memory holds one
//! element. Refuses to know what a key means.

use super::csv_rows::LARGEST;
use super::error::InputError;
use super::source::Source;

/// Rows as JSON texts.
pub struct JsonRows {
    pub source: Source,
    is_list: bool,
    form: Form,
    text: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Lines,
    /// Inside a list, before its first element.
    List,
    /// Inside a list, behind a comma.
    Further,
    /// Behind the bracket that closes a list.
    Behind,
    Ended,
}

/// One row's text.
pub struct Element<'a> {
    pub text: &'a [u8],
    /// Where it begins, from 1.
    pub line: u64,
    /// In bytes, from 1.
    pub column: u64,
    /// What is wrong with it, whatever its text.
    pub fault: Option<ElementFault>,
}

/// What is wrong with a row as an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElementFault {
    #[error("the row is larger than 16 MiB")]
    TooLarge,
    #[error("there is nothing between two commas")]
    Nothing,
    #[error("the list ends before its bracket is closed: the input is cut off, or a quote or bracket is not closed")]
    CutOff,
    #[error("something stands behind the end of the list")]
    Behind,
}

/// What a byte of a list's element is read as.
#[derive(Default)]
struct Nesting {
    depth: usize,
    is_text: bool,
    is_escaped: bool,
}

impl Nesting {
    /// Takes in a byte; tells whether it ends the element and stands outside it.
    fn ends_before(&mut self, byte: u8) -> bool {
        if self.is_text {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.is_text = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b',' | b']' if self.depth == 0 => return true,
            b'"' => self.is_text = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        false
    }
}

impl JsonRows {
    /// Reads one object a line.
    pub fn lines(source: Source) -> Self {
        JsonRows { source, is_list: false, form: Form::Lines, text: Vec::new() }
    }

    /// Reads the elements of a list.
    ///
    /// # Errors
    /// When the input is no list.
    pub fn list(mut source: Source) -> Result<Self, InputError> {
        match skip_space(&mut source)? {
            Some(b'[') => source.consume(1),
            _ => return Err(InputError::NotAList { name: source.name.clone(), line: source.line() }),
        }
        Ok(JsonRows { source, is_list: true, form: Form::List, text: Vec::new() })
    }

    /// Tells whether the rows are elements of a list.
    pub fn is_list(&self) -> bool {
        self.is_list
    }

    /// Reads the next row; empty lines are passed over.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn read_next(&mut self) -> Result<Option<Element<'_>>, InputError> {
        if self.text.capacity() > LARGEST / 4 {
            self.text = Vec::new();
        }
        match self.form {
            Form::Lines => self.next_line(),
            Form::List | Form::Further => self.next_element(),
            Form::Behind => self.behind(),
            Form::Ended => Ok(None),
        }
    }

    fn next_line(&mut self) -> Result<Option<Element<'_>>, InputError> {
        loop {
            let line = self.source.line();
            self.text.clear();
            let (mut is_too_large, mut is_any) = (false, false);
            loop {
                let piece = self.source.piece()?;
                is_any |= !piece.is_empty();
                let end = piece.iter().position(|byte| *byte == b'\n');
                let taken = end.map_or(piece.len(), |end| end + 1);
                is_too_large |= self.text.len() + taken > LARGEST;
                if !is_too_large {
                    self.text.extend_from_slice(&piece[..taken]);
                }
                self.source.consume(taken);
                if end.is_some() || taken == 0 {
                    break;
                }
            }
            if !is_any {
                self.form = Form::Ended;
                return Ok(None);
            }
            if !is_too_large && self.text.trim_ascii().is_empty() {
                continue;
            }
            return Ok(Some(self.element(line, 1, is_too_large.then_some(ElementFault::TooLarge))));
        }
    }

    fn next_element(&mut self) -> Result<Option<Element<'_>>, InputError> {
        self.text.clear();
        let first = skip_space(&mut self.source)?;
        let (line, column) = (self.source.line(), self.source.column());
        if first == Some(b']') && self.form == Form::List {
            self.source.consume(1);
            return self.behind();
        }
        let (mut nesting, mut is_too_large) = (Nesting::default(), false);
        let end = loop {
            let piece = self.source.piece()?;
            if piece.is_empty() {
                self.form = Form::Ended;
                return Ok(Some(self.element(line, column, Some(ElementFault::CutOff))));
            }
            let end = piece.iter().position(|byte| nesting.ends_before(*byte));
            let taken = end.unwrap_or(piece.len());
            is_too_large |= self.text.len() + taken > LARGEST;
            if !is_too_large {
                self.text.extend_from_slice(&piece[..taken]);
            }
            let ends_with = end.map(|end| piece[end]);
            self.source.consume(taken + usize::from(end.is_some()));
            if let Some(byte) = ends_with {
                break byte;
            }
        };
        self.form = if end == b']' { Form::Behind } else { Form::Further };
        let is_nothing = self.text.trim_ascii().is_empty() && !is_too_large;
        let fault = match (is_too_large, is_nothing) {
            (true, _) => Some(ElementFault::TooLarge),
            (false, true) => Some(ElementFault::Nothing),
            (false, false) => None,
        };
        Ok(Some(self.element(line, column, fault)))
    }

    /// Looks whether anything stands behind the list.
    fn behind(&mut self) -> Result<Option<Element<'_>>, InputError> {
        self.form = Form::Ended;
        self.text.clear();
        let is_more = skip_space(&mut self.source)?.is_some();
        let (line, column) = (self.source.line(), self.source.column());
        Ok(is_more.then(|| self.element(line, column, Some(ElementFault::Behind))))
    }

    fn element(&self, line: u64, column: u64, fault: Option<ElementFault>) -> Element<'_> {
        let text = if fault.is_none() { self.text.as_slice() } else { &[] };
        Element { text, line, column, fault }
    }
}

/// Passes over white space, and tells the byte behind it.
fn skip_space(source: &mut Source) -> Result<Option<u8>, InputError> {
    loop {
        let piece = source.piece()?;
        if piece.is_empty() {
            return Ok(None);
        }
        let space = piece.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let next = piece.get(space).copied();
        source.consume(space);
        if next.is_some() {
            return Ok(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = (u64, u64, String, Option<ElementFault>);

    fn all(text: &str, is_list: bool) -> Vec<Told> {
        let source = Source::open(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), "x", None).expect("bytes");
        let mut rows = if is_list { JsonRows::list(source).expect("a list") } else { JsonRows::lines(source) };
        let mut told = Vec::new();
        while let Some(row) = rows.read_next().expect("a row") {
            let text = String::from_utf8_lossy(row.text).trim().to_owned();
            told.push((row.line, row.column, text, row.fault));
        }
        told
    }

    fn row(line: u64, column: u64, text: &str) -> Told {
        (line, column, text.to_owned(), None)
    }

    fn fault(line: u64, column: u64, fault: ElementFault) -> Told {
        (line, column, String::new(), Some(fault))
    }

    #[test]
    fn lines_are_rows_and_empty_ones_are_none() {
        let expected = [row(2, 1, "{\"a\": 1}"), row(4, 1, "nope"), row(5, 1, "{}")];
        assert_eq!(all("\n{\"a\": 1}\r\n  \nnope\n{}", false), expected);
        assert_eq!(all("", false), []);
    }

    #[test]
    fn a_list_is_cut_at_its_own_commas_only() {
        let text = r#" [ {"a": "x,]}\"[", "b": [1, {"c": 2}]},
  {"d": "\\"}, 7 ]
"#;
        let first = r#"{"a": "x,]}\"[", "b": [1, {"c": 2}]}"#;
        assert_eq!(all(text, true), [row(1, 4, first), row(2, 3, r#"{"d": "\\"}"#), row(2, 16, "7")]);
        assert_eq!(all("[]", true), []);
        assert_eq!(all("[\n]\n", true), []);
    }

    #[test]
    fn a_list_that_is_cut_off_or_goes_on_behind_its_end_is_told() {
        use ElementFault::*;
        assert_eq!(all("[{\"a\": 1},\n{\"b\": \"x", true), [row(1, 2, "{\"a\": 1}"), fault(2, 1, CutOff)]);
        assert_eq!(all("[{}", true), [fault(1, 2, CutOff)]);
        assert_eq!(all("[{},", true), [row(1, 2, "{}"), fault(1, 5, CutOff)]);
        assert_eq!(all("[{},,{}]", true), [row(1, 2, "{}"), fault(1, 5, Nothing), row(1, 6, "{}")]);
        assert_eq!(all("[{},]", true), [row(1, 2, "{}"), fault(1, 5, Nothing)]);
        assert_eq!(all("[{}] {}", true), [row(1, 2, "{}"), fault(1, 6, Behind)]);
        let source = Source::open(Box::new(std::io::Cursor::new(b"\n{}".to_vec())), "x", None).expect("bytes");
        assert!(matches!(JsonRows::list(source), Err(InputError::NotAList { line: 2, .. })));
    }

    #[test]
    fn a_row_beyond_all_measure_is_a_fault_and_the_next_one_is_read() {
        let large = "x".repeat(LARGEST);
        let told = all(&format!("{{\"a\": \"{large}\"}}\n{{}}\n"), false);
        assert_eq!(told, [fault(1, 1, ElementFault::TooLarge), row(2, 1, "{}")]);
        let told = all(&format!("[{{\"a\": \"{large}\"}},\n{{}}]"), true);
        assert_eq!(told, [fault(1, 2, ElementFault::TooLarge), row(2, 1, "{}")]);
    }
}

//! Owns the bytes of an input: read in pieces, decoded as far as it must be to know what they are, lines counted. Refuses to
//! know rows.

use std::io::{self, Read};

use super::error::InputError;

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// Bytes looked at to tell what an input is: enough for any header.
const LOOK: usize = PIECE;

/// How an input's rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputForm {
    /// Cells below a header.
    Csv,
    /// A JSON object a line.
    Ndjson,
    /// A JSON list of objects.
    Json,
}

/// An input, read piece by piece.
pub struct Source {
    reader: Box<dyn Read + Send>,
    /// As errors name it: a path, or `standard input`.
    pub name: String,
    /// In bytes, where it is known beforehand.
    pub size: Option<u64>,
    buffer: Vec<u8>,
    at: usize,
    is_ended: bool,
    line: u64,
    /// Where the line began, in bytes from the input's beginning.
    line_began: u64,
    consumed: u64,
    has_mark: bool,
}

impl Source {
    /// Begins to read an input, and looks at how it begins.
    ///
    /// # Errors
    /// When it cannot be read, or is written in UTF-16.
    pub fn open(reader: Box<dyn Read + Send>, name: &str, size: Option<u64>) -> Result<Self, InputError> {
        let mut source = Source {
            reader,
            name: name.to_owned(),
            size,
            buffer: Vec::new(),
            at: 0,
            is_ended: false,
            line: 1,
            line_began: 0,
            consumed: 0,
            has_mark: false,
        };
        let begin = source.look()?;
        if let Some(order) = utf_16(begin) {
            return Err(InputError::Utf16 { name: name.to_owned(), order });
        }
        if begin.starts_with(b"\xef\xbb\xbf") {
            source.consume(3);
            source.has_mark = true;
            source.line_began = source.consumed;
        }
        Ok(source)
    }

    /// Tells whether it began with a byte order mark, as Excel writes and wants it.
    pub fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// The line of the next byte, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The column of the next byte, in bytes from 1.
    pub fn column(&self) -> u64 {
        self.consumed - self.line_began + 1
    }

    /// Bytes handed on so far.
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Tells whether bytes are at hand without waiting for more.
    pub fn has_more_at_hand(&self) -> bool {
        self.at < self.buffer.len()
    }

    /// The bytes at hand; reads more where there are none. Empty at the end.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn piece(&mut self) -> Result<&[u8], InputError> {
        if self.at == self.buffer.len() && !self.is_ended {
            self.buffer.clear();
            self.at = 0;
            self.read_more()?;
        }
        Ok(&self.buffer[self.at..])
    }

    /// Takes bytes as handed on.
    pub fn consume(&mut self, bytes: usize) {
        let taken = &self.buffer[self.at..self.at + bytes];
        let ends = taken.iter().filter(|byte| **byte == b'\n').count() as u64;
        if ends > 0 {
            let last = taken.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
            self.line += ends;
            self.line_began = self.consumed + last as u64 + 1;
        }
        self.consumed += bytes as u64;
        self.at += bytes;
    }

    /// The first line that is not blank, without taking it, and what stands before; or as much of it as tells what the input is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn look(&mut self) -> Result<&[u8], InputError> {
        self.look_until(|bytes| bytes.iter().position(|byte| *byte == b'\n'))
    }

    /// The same up to a line end outside quotes, which may wait for more than a line.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn look_at_row(&mut self) -> Result<&[u8], InputError> {
        self.look_until(|bytes| {
            let mut is_quoted = false;
            bytes.iter().position(|byte| {
                is_quoted ^= *byte == b'"';
                *byte == b'\n' && !is_quoted
            })
        })
    }

    /// What is seen depends on the bytes alone, and not on how many of them a pipe hands over at once.
    fn look_until(&mut self, end: fn(&[u8]) -> Option<usize>) -> Result<&[u8], InputError> {
        let length = |bytes: &[u8]| {
            let bytes = &bytes[..bytes.len().min(LOOK)];
            let blank = bytes.len() - bytes.trim_ascii_start().len();
            end(&bytes[blank..]).map(|at| blank + at + 1).or((bytes.len() == LOOK).then_some(LOOK))
        };
        loop {
            let at_hand = &self.buffer[self.at..];
            if let Some(length) = length(at_hand).or(self.is_ended.then_some(at_hand.len())) {
                return Ok(&self.buffer[self.at..self.at + length]);
            }
            self.read_more()?;
        }
    }

    fn read_more(&mut self) -> Result<(), InputError> {
        let before = self.buffer.len();
        self.buffer.resize(before + PIECE, 0);
        let read = loop {
            match self.reader.read(&mut self.buffer[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => break result,
            }
        };
        let came = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(before + came);
        self.is_ended = came == 0;
        read.map(|_| ()).map_err(|source| InputError::Unreadable { name: self.name.clone(), source })
    }
}

/// Tells how an input is written: by the end of its name, else by its first character.
///
/// # Errors
/// When it cannot be read.
pub fn form_of(source: &mut Source) -> Result<InputForm, InputError> {
    let ending = source.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let begin = source.look()?;
    let first = begin.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(match (ending.as_deref(), first) {
        (Some("csv" | "tsv"), _) => InputForm::Csv,
        (Some("ndjson" | "jsonl"), _) => InputForm::Ndjson,
        // A list in a file of this name, or one object a line.
        (_, Some(b'[')) => InputForm::Json,
        (Some("json"), None) => InputForm::Json,
        (_, Some(b'{')) => InputForm::Ndjson,
        _ => InputForm::Csv,
    })
}

/// Tells the byte order of a text in UTF-16: by its mark, or by the zeros that Latin letters leave in each second byte.
fn utf_16(begin: &[u8]) -> Option<&'static str> {
    let pairs = begin.len().min(64) / 2;
    let zeros = |at: usize| begin[..pairs * 2].iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    match begin {
        [0xff, 0xfe, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] => Some("UTF-16BE"),
        _ if pairs >= 2 && zeros(1) * 4 >= pairs * 3 && zeros(0) == 0 => Some("UTF-16LE"),
        _ if pairs >= 2 && zeros(0) * 4 >= pairs * 3 && zeros(1) == 0 => Some("UTF-16BE"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands over one byte a time, as a slow pipe may.
    struct Drip(Vec<u8>, usize);

    impl Read for Drip {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some(byte) = self.0.get(self.1) else { return Ok(0) };
            into[0] = *byte;
            self.1 += 1;
            Ok(1)
        }
    }

    fn source(bytes: &[u8], name: &str) -> Result<Source, InputError> {
        Source::open(Box::new(Drip(bytes.to_vec(), 0)), name, None)
    }

    #[test]
    fn a_byte_order_mark_is_left_out_and_lines_are_counted() {
        let mut source = source("\u{feff}id\na\nb".as_bytes(), "x.csv").expect("UTF-8");
        assert!(source.has_mark());
        assert_eq!((source.line(), source.consumed()), (1, 3));
        assert_eq!(source.look().expect("bytes"), b"id\n");
        let mut text = Vec::new();
        loop {
            let piece = source.piece().expect("bytes").to_vec();
            if piece.is_empty() {
                break;
            }
            source.consume(piece.len());
            text.extend(piece);
        }
        assert_eq!((text.as_slice(), source.line()), (b"id\na\nb".as_slice(), 3));
    }

    #[test]
    fn utf_16_is_named_with_and_without_its_mark() {
        let encoded = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<_>>();
        for (bytes, expected) in [
            (encoded("\u{feff}id;title", u16::to_le_bytes), "UTF-16LE"),
            (encoded("\u{feff}id;title", u16::to_be_bytes), "UTF-16BE"),
            (encoded("id,title\n", u16::to_le_bytes), "UTF-16LE"),
            (encoded("id,title\n", u16::to_be_bytes), "UTF-16BE"),
        ] {
            let error = source(&bytes, "x.csv").err().expect("refused");
            assert!(matches!(error, InputError::Utf16 { order, .. } if order == expected), "{error:?}");
        }
        assert!(source(b"", "x").is_ok() && source(b"a", "x").is_ok() && source(b"a\0b\0c,d,e,f,g,h,i\n", "x").is_ok());
    }

    #[test]
    fn the_form_follows_from_the_name_and_else_from_the_first_character() {
        use InputForm::*;
        for (name, text, expected) in [
            ("a.CSV", "[x]\n", Csv),
            ("a.jsonl", "[", Ndjson),
            ("a.json", " \n[{}]", Json),
            ("a.json", "{}\n{}", Ndjson),
            ("a.json", "", Json),
            ("standard input", "\n {\"a\": 1}", Ndjson),
            ("standard input", "[", Json),
            ("export.txt", "id\ttitle\n", Csv),
            ("standard input", "", Csv),
        ] {
            let mut source = source(text.as_bytes(), name).expect("a source");
            assert_eq!(form_of(&mut source).expect("a form"), expected, "{name} {text:?}");
        }
    }
}

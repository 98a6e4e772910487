//! Owns the text of a configuration file: reading it within bounds, telling UTF-16 from UTF-8, and places in it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{Complaint, ConfigError};
use super::origin::{Place, shown};

/// No real configuration comes near it; a larger file is another file.
const LIMIT_KIB: u64 = 1024;

/// The text of a configuration file.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) shown: Arc<str>,
    /// Without a byte order mark at its start.
    pub(super) text: String,
    pub(super) had_mark: bool,
    line_starts: Vec<usize>,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// The file is missing, no file, unreadable, too large, or not UTF-8.
    pub(super) fn read(path: &Path, named_by: &'static str, folder: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source: std::io::Error| {
            if source.kind() == std::io::ErrorKind::NotFound {
                ConfigError::Missing { path: path.to_owned(), named_by }
            } else {
                ConfigError::Unreadable { path: path.to_owned(), source }
            }
        };
        // Asked before opening: opening a named pipe would wait for a writer.
        let kind = std::fs::metadata(path).map_err(unreadable)?.file_type();
        if !kind.is_file() {
            let what = if kind.is_dir() { "a folder" } else { "a device or a pipe" };
            return Err(ConfigError::NotAFile { path: path.to_owned(), what });
        }
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(LIMIT_KIB * 1024 + 1).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        if bytes.len() as u64 > LIMIT_KIB * 1024 {
            return Err(ConfigError::TooLarge { path: path.to_owned(), limit_kib: LIMIT_KIB });
        }
        Source::of_bytes(path, shown(path, folder), bytes).map_err(|complaint| ConfigError::Invalid(vec![*complaint]))
    }

    fn of_bytes(path: &Path, shown: String, bytes: Vec<u8>) -> Result<Self, Box<Complaint>> {
        if let Some((name, code)) = utf16_name(&bytes) {
            let place = Place { file: shown.as_str().into(), line: 1, column: 1 };
            return Err(Box::new(Complaint {
                place: Some(place),
                code: "config.encoding",
                message: format!("the file is {name}, not UTF-8"),
                hints: vec![format!(
                    "convert it: `iconv -f {code} -t UTF-8 {shown} > new.toml`, or in PowerShell `Get-Content {shown} | Set-Content -Encoding utf8 new.toml`"
                )],
            }));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source::of_text(path, &shown, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let good = String::from_utf8_lossy(&bytes[..at]).into_owned();
                let place = Source::of_text(path, &shown, good.clone()).place(good.len());
                Err(Box::new(Complaint {
                    place: Some(place),
                    code: "config.encoding",
                    message: format!("byte 0x{:02X} is not UTF-8", bytes[at]),
                    hints: vec!["save the file as UTF-8 in your editor; it may be Windows-1252 now".into()],
                }))
            }
        }
    }

    /// Takes a text that is there already.
    pub(super) fn of_text(path: &Path, shown: &str, text: String) -> Self {
        let (text, had_mark) = match text.strip_prefix('\u{feff}') {
            Some(rest) => (rest.to_owned(), true),
            None => (text, false),
        };
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Source { path: path.to_owned(), shown: shown.into(), text, had_mark, line_starts }
    }

    /// Finds line and column of a byte offset.
    pub(super) fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts[line - 1];
        let column = self.text.get(start..offset).map_or(1, |before| before.chars().count() + 1);
        Place { file: self.shown.clone(), line, column }
    }

    /// Hands out the whole line an offset lies in, and where it starts.
    pub(super) fn line_around(&self, offset: usize) -> (usize, &str) {
        let start = self.line_starts[self.place(offset).line - 1];
        (start, self.text[start..].lines().next().unwrap_or_default())
    }
}

/// Tells UTF-16 by its mark, or by the zero bytes of its plain letters.
fn utf16_name(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0xff, 0xfe, ..] => Some(("UTF-16 (little endian)", "UTF-16LE")),
        [0xfe, 0xff, ..] => Some(("UTF-16 (big endian)", "UTF-16BE")),
        [letter, 0, _, 0, ..] if *letter != 0 => Some(("UTF-16 (little endian)", "UTF-16LE")),
        [0, letter, 0, _, ..] if *letter != 0 => Some(("UTF-16 (big endian)", "UTF-16BE")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<Source, Box<Complaint>> {
        Source::of_bytes(Path::new("/f/imctl.toml"), "imctl.toml".into(), bytes.to_vec())
    }

    #[test]
    fn a_column_counts_characters_and_not_bytes() {
        let source = of("é = 1\nä = \"x\"".as_bytes()).expect("UTF-8");
        assert_eq!(source.place(10).to_string(), "imctl.toml:2:3");
        assert_eq!(source.place(0).to_string(), "imctl.toml:1:1");
        assert_eq!(source.place(usize::MAX).line, 2);
    }

    #[test]
    fn utf_16_is_named_with_and_without_its_mark() {
        for text in ["\u{feff}a = 1", "a = 1"] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [little, big] {
                let complaint = of(&bytes).expect_err("UTF-16");
                assert!(complaint.message.contains("UTF-16"), "{complaint}");
            }
        }
    }

    #[test]
    fn a_byte_that_is_not_utf_8_is_placed() {
        let complaint = of(b"a = 1\nb = \"caf\xe9\"").expect_err("Windows-1252");
        assert_eq!(complaint.to_string(), "imctl.toml:2:9: byte 0xE9 is not UTF-8");
    }

    #[test]
    fn a_byte_order_mark_moves_no_column() {
        let source = of("\u{feff}a = 1".as_bytes()).expect("UTF-8");
        assert!(source.had_mark);
        assert_eq!(source.place(0).column, 1);
    }
}

//! Owns object ids: `LIB!number` and `LIB!number.version` (`reference/imanage-api.md` section 9).

use std::fmt;

/// The id of a workspace, folder or document. Numbers exceed 32 bits on cloud.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectId {
    pub library: String,
    pub number: u64,
    pub version: Option<u64>,
}

impl ObjectId {
    /// Reads an id. The library is what stands before the first `!`.
    pub fn parse(text: &str) -> Option<Self> {
        let (library, rest) = text.trim().split_once('!')?;
        let is_library = library.starts_with(|c: char| c.is_ascii_alphabetic())
            && library.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let (number, version) = match rest.split_once('.') {
            Some((number, version)) => (digits(number)?, Some(digits(version)?)),
            None => (digits(rest)?, None),
        };
        is_library.then(|| ObjectId { library: library.to_owned(), number, version })
    }
}

fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.library, self.number)?;
        self.version.map_or(Ok(()), |version| write!(f, ".{version}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_as_they_were_written() {
        for text in ["ACTIVE!427", "ACTIVE_US!100004256020.1", "EU_GDG_OPEN!18446744073709551615"] {
            assert_eq!(ObjectId::parse(text).map(|id| id.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_id_is_not_taken_for_one() {
        for text in
            ["", "427", "!427", "ACTIVE!", "ACTIVE!4a", "ACTIVE!+4", "AC/TIVE!4", "A!1.", "A!18446744073709551616"]
        {
            assert_eq!(ObjectId::parse(text), None, "{text}");
        }
    }
}

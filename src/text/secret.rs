//! Owns secrets as values: a text that is wiped when dropped and that nothing prints by accident.
//! Refuses to read one from anywhere: `vault/sources.rs` does that.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// Of any form of Base64 once its letters are the standard ones and its padding is gone.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Holds a secret text; never printed, never serialized. Clones share the one text, which is wiped when the last of them is dropped.
///
/// Two secrets are equal when their texts are; the comparison is not constant in time, so it must not judge
/// an answer that an attacker can time.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Takes ownership of a secret text.
    pub fn new(text: String) -> Self {
        Secret(Arc::new(Zeroizing::new(text)))
    }

    /// Hands out the text. Each caller is counted by a test: the token request's body, the `X-Auth-Token` header,
    /// seal and open.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Tells whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether a text gives the secret away, in whatever case of letters, or in Base64 or hex: it holds the whole of it, or is a
    /// part of it that is too long to be there by chance.
    pub fn is_told_by(&self, text: &str) -> bool {
        let (own, plain) = (Zeroizing::new(self.0.to_lowercase()), Zeroizing::new(text.to_lowercase()));
        let hex = Zeroizing::new(self.0.bytes().map(|byte| format!("{byte:02x}")).collect::<String>());
        let is_plain = [own, hex].iter().any(|own| tells(own.as_bytes(), plain.as_bytes()));
        is_plain || of_base64(text).iter().any(|bytes| tells(self.0.as_bytes(), bytes))
    }

    /// Counts the characters (Unicode scalar values), as the seed's length rule does.
    pub fn count_characters(&self) -> usize {
        self.0.chars().count()
    }
}

/// A text less one trailing line end, that of Unix or of Windows: what editors add behind a secret.
pub fn without_line_end(text: &str) -> &str {
    text.strip_suffix('\n').map_or(text, |rest| rest.strip_suffix('\r').unwrap_or(rest))
}

/// Tells whether `bytes` hold the whole of `own`, or are a part of it that is too long to be there by chance.
fn tells(own: &[u8], bytes: &[u8]) -> bool {
    let holds = |whole: &[u8], part: &[u8]| whole.windows(part.len()).any(|window| window == part);
    (own.len() >= 4 && holds(bytes, own)) || (bytes.len() >= 8 && holds(own, bytes))
}

/// What a text is when it is taken for Base64, from each place where a group of letters may begin.
fn of_base64(text: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let letters = text.bytes().filter_map(|byte| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        other => (other.is_ascii_alphanumeric() || b"+/".contains(&other)).then_some(other),
    });
    let letters = Zeroizing::new(letters.collect::<Vec<u8>>());
    let from = |begin: usize| {
        let rest = letters.get(begin..)?;
        // Of a group that has one letter only nothing can be read.
        let whole = rest.len() - usize::from(rest.len() % 4 == 1);
        BASE64.decode(&rest[..whole]).ok().map(Zeroizing::new)
    };
    (0..4).filter_map(from).collect()
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Says where a secret is kept, as `imctl.toml` writes it: `{ env = "…" }`, `{ file = "…" }`, `{ keyring = true }`,
/// `{ command = ["…"] }`, `{ prompt = true }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretReference {
    /// An environment variable of this name.
    Environment(String),
    /// A file whose whole text, less one trailing line end, is the secret. Absolute, or relative to the current folder.
    File(PathBuf),
    /// The system's keyring, under the service `imctl` and an entry named after environment and key.
    Keyring,
    /// A program and its arguments; its standard output, less one trailing line end, is the secret.
    Command(Vec<String>),
    /// The person at the terminal.
    Prompt,
}

impl fmt::Display for SecretReference {
    /// Names the place, never the secret: `environment variable IMCTL_SEED`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretReference::Environment(name) => write!(f, "environment variable `{name}`"),
            SecretReference::File(path) => write!(f, "file `{}`", path.display()),
            SecretReference::Keyring => f.write_str("keyring"),
            // The arguments may be telling, so only the program is named.
            SecretReference::Command(words) => {
                write!(f, "command `{}`", words.first().map_or("", String::as_str))
            }
            SecretReference::Prompt => f.write_str("prompt"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_in_its_debug_form() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(format!("{:?}", Some(&secret)), "Some([secret])");
    }

    #[test]
    fn a_text_that_holds_a_secret_or_much_of_it_tells_it() {
        let secret = Secret::new("Hunter2-Canary".to_owned());
        for text in ["Hunter2-Canary", "hunter2-canary.evil.example", "x HUNTER2-CANARY", "unter2-Canar"] {
            assert!(secret.is_told_by(text), "{text}");
        }
        for text in ["", "canary", "invalid_client", "Hunter2 Canary"] {
            assert!(!secret.is_told_by(text), "{text}");
        }
        let base64 = base64::engine::general_purpose::STANDARD.encode("xHunter2-Canary~~?>");
        for text in
            [base64.as_str(), &base64.replace('+', "-").replace('/', "_"), &base64[3..18], &format!("id.{base64}")]
        {
            assert!(secret.is_told_by(text), "{text}");
        }
        for text in ["48756e746572322d43616e617279", "x48756E746572322D43616E617279", "6572322d43616e61"] {
            assert!(secret.is_told_by(text), "{text}");
        }
        for text in ["NRC_LIBRARY_NOT_FOUND", "SHVudGVy", "48756e7", "="] {
            assert!(!secret.is_told_by(text), "{text}");
        }
        assert!(!Secret::new(String::new()).is_told_by("invalid_client"));
        assert!(!Secret::new("in".to_owned()).is_told_by("invalid_client"), "too short to be told from chance");
    }

    #[test]
    fn a_command_reference_names_its_program_only() {
        let reference = SecretReference::Command(vec!["pass".into(), "show".into(), "firm/token".into()]);
        assert_eq!(reference.to_string(), "command `pass`");
    }
}

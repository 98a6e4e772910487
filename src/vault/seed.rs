//! Owns the seed: the admin's passphrase of more than 100 characters, judged and made, defined to the byte.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::text::secret::{Secret, without_line_end};

/// A seed needs more characters than this (the overview: "a passphrase of over 100 characters").
pub const LENGTH_REFUSED: usize = 100;

/// Fewer different characters than this are little variety.
const LEAST_CHARACTERS: usize = 10;

/// Fewer different runs of four characters than this are a short text repeated.
const LEAST_RUNS: usize = 60;

/// Why a text is no seed. None tells anything of the text itself but its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    #[error("the seed has {characters} characters; it must have more than {LENGTH_REFUSED}")]
    TooShort { characters: usize },
    #[error("the seed begins with a byte order mark, which is no character of it")]
    ByteOrderMark,
    #[error("the seed has too little variety: a few characters or words repeated are guessed quickly")]
    TooPlain,
    #[error("the seed is longer than any passphrase")]
    TooLong,
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// A seed that passed: Unicode NFKC, one trailing line end dropped.
#[derive(Clone)]
pub struct Seed(Secret);

impl Seed {
    /// Judges a text.
    pub fn check(text: Secret) -> Result<Self, SeedError> {
        let raw = text.expose();
        if raw.starts_with('\u{feff}') {
            return Err(SeedError::ByteOrderMark);
        }
        if raw.len() > 64 * 1024 {
            return Err(SeedError::TooLong);
        }
        let raw = without_line_end(raw);
        // With room for all of it from the start no piece of it is left in memory that was given back.
        let mut normal = String::with_capacity(raw.nfkc().map(char::len_utf8).sum());
        normal.extend(raw.nfkc());
        let normal = Secret::new(normal);
        let characters = normal.count_characters();
        if characters <= LENGTH_REFUSED {
            return Err(SeedError::TooShort { characters });
        }
        let mut letters = Zeroizing::new(Vec::with_capacity(characters));
        letters.extend(normal.expose().chars());
        let different: HashSet<char> = letters.iter().copied().collect();
        let runs: HashSet<&[char]> = letters.windows(4).collect();
        if different.len() < LEAST_CHARACTERS || runs.len() < LEAST_RUNS {
            return Err(SeedError::TooPlain);
        }
        Ok(Seed(normal))
    }

    /// Makes a seed of 120 characters from the system's random source: 24 groups of five of 32 characters, 600 bits.
    pub fn generate() -> Result<Self, SeedError> {
        // Without i, l, o and u: nothing that is misread when typed off paper.
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let mut random = Zeroizing::new([0_u8; 120]);
        getrandom::fill(&mut *random).map_err(|_| SeedError::NoRandomness)?;
        let mut text = String::with_capacity(143);
        for (place, byte) in random.iter().enumerate() {
            if place > 0 && place % 5 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        Seed::check(Secret::new(text))
    }

    /// The text, to be shown once or stored where the admin asked for it.
    pub fn as_secret(&self) -> &Secret {
        &self.0
    }

    /// The bytes that the key derivation takes: UTF-8 of the normal form.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Seed, SeedError> {
        Seed::check(Secret::new(text.to_owned()))
    }

    /// A text of this many characters, of good variety.
    fn varied(characters: usize) -> String {
        (0..characters).map(|n| char::from(b'!' + u8::try_from((n * 37 + n / 7) % 90).expect("small"))).collect()
    }

    #[test]
    fn a_hundred_characters_are_refused_and_a_hundred_and_one_are_enough() {
        assert_eq!(check(&varied(100)).err(), Some(SeedError::TooShort { characters: 100 }));
        assert!(check(&varied(101)).is_ok());
        assert_eq!(check("").err(), Some(SeedError::TooShort { characters: 0 }));
    }

    #[test]
    fn one_trailing_line_end_is_no_character_of_the_seed() {
        for end in ["\n", "\r\n"] {
            let seed = check(&format!("{}{end}", varied(101))).expect("good");
            assert_eq!(seed.bytes(), varied(101).as_bytes());
            assert_eq!(check(&format!("{}{end}", varied(100))).err(), Some(SeedError::TooShort { characters: 100 }));
        }
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        let accents: String = varied(100).replace('a', "é");
        assert!(matches!(check(&accents), Err(SeedError::TooShort { .. })));
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_seed() {
        let (one, other) = (format!("{}é", varied(101)), format!("{}e\u{301}", varied(101)));
        assert_eq!(check(&one).expect("good").bytes(), check(&other).expect("good").bytes());
    }

    #[test]
    fn little_variety_is_refused() {
        for plain in
            ["a".repeat(101), "abc".repeat(40), "correct horse battery staple ".repeat(5), "0123456789".repeat(11)]
        {
            assert_eq!(check(&plain).err(), Some(SeedError::TooPlain), "{plain}");
        }
    }

    #[test]
    fn what_only_seems_long_or_varied_is_refused() {
        let short = |characters| Some(SeedError::TooShort { characters });
        // Bytes, line ends and what NFKC joins are no characters.
        assert_eq!(check(&format!("{}\r\n", varied(100))).err(), short(100));
        assert_eq!(check(&"é".repeat(60)).err(), short(60));
        assert_eq!(check(&"e\u{301}".repeat(100)).err(), short(100));
        assert_eq!(check(&varied(101).repeat(700)).err(), Some(SeedError::TooLong));
        for word in [
            "a",
            "aB",
            "password",
            "correct horse ",
            "🦦",
            "the same fifty-eight characters, over and over once again. ",
        ] {
            let text = word.repeat(101_usize.div_ceil(word.chars().count()).max(2) + 1);
            assert_eq!(check(&text).err(), Some(SeedError::TooPlain), "{word}");
            let lines = format!("{word}\r\n").repeat(101);
            assert_eq!(check(&lines).err(), Some(SeedError::TooPlain), "{word} on lines");
        }
        // Ten characters in any order are counted as variety only where they make different runs.
        assert_eq!(check(&"0123456789".repeat(20)).err(), Some(SeedError::TooPlain));
    }

    #[test]
    fn the_bounds_of_variety_and_length_are_exact() {
        // A text that repeats after so many different characters has as many different runs.
        let repeated = |period: usize| -> String { varied(period).chars().cycle().take(120).collect() };
        assert!(check(&repeated(60)).is_ok());
        assert_eq!(check(&repeated(59)).err(), Some(SeedError::TooPlain));
        // Many runs of few characters.
        let of = |characters: usize| -> String {
            let mut state = 7_usize;
            let next = |_| {
                state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
                char::from(b'a' + u8::try_from((state >> 16) % characters).expect("small"))
            };
            (0..400).map(next).collect()
        };
        assert!(check(&of(10)).is_ok());
        assert_eq!(check(&of(9)).err(), Some(SeedError::TooPlain));
        let long = varied(180).repeat(365);
        assert!(check(&long[..64 * 1024]).is_ok());
        assert_eq!(check(&long[..64 * 1024 + 1]).err(), Some(SeedError::TooLong));
    }

    #[test]
    fn a_line_end_inside_is_a_character_and_a_mark_inside_too() {
        assert_ne!(
            check(&format!("{}\n{}", varied(60), varied(60))).expect("good").bytes(),
            check(&format!("{}\r\n{}", varied(60), varied(60))).expect("good").bytes()
        );
        // One line end is dropped, not two.
        assert_eq!(check(&format!("{}\n\n", varied(101))).expect("good").bytes().len(), 102);
    }

    #[test]
    fn a_byte_order_mark_is_refused_by_name() {
        assert_eq!(check(&format!("\u{feff}{}", varied(120))).err(), Some(SeedError::ByteOrderMark));
    }

    #[test]
    fn a_generated_seed_passes_and_never_comes_twice() {
        let (one, other) = (Seed::generate().expect("made"), Seed::generate().expect("made"));
        assert_ne!(one.bytes(), other.bytes());
        assert_eq!(one.bytes().len(), 143);
    }
}

//! Finds secrets in bytes, in every form that a program gives a text on its way out: as it is, escaped for JSON, XML or an
//! address, in Base64 at each alignment, in hexadecimal; whole or in part, in either case of letters.

use std::collections::HashMap;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

/// The shortest part that is looked for, in bytes. A form is looked for in parts that overlap, so that any stretch of it of
/// `PART + STEP` bytes is found.
const PART: usize = 14;
const STEP: usize = 4;

/// The bytes by which a needle is found at all.
const KEY: usize = 8;

/// A secret that must not be found.
#[derive(Clone, Debug)]
pub struct Canary {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

impl Canary {
    pub fn new(name: &'static str, secret: impl AsRef<[u8]>) -> Self {
        Canary { name, bytes: secret.as_ref().to_vec() }
    }
}

/// Every form of a secret, with the form's name.
pub fn forms(secret: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![("raw".to_owned(), secret.to_vec())];
    let mut add = |name: &str, text: String| forms.push((name.to_owned(), text.into_bytes()));
    let each = |write: fn(u8) -> String| secret.iter().map(|byte| write(*byte)).collect::<String>();
    add("hexadecimal", each(|byte| format!("{byte:02x}")));
    add("hexadecimal with colons", each(|byte| format!("{byte:02x}:")));
    add("percent-encoded", url::form_urlencoded::byte_serialize(secret).collect());
    add("percent-encoded throughout", each(|byte| format!("%{byte:02x}")));
    add("a list of numbers", each(|byte| format!("{byte}, ")));
    if let Ok(text) = std::str::from_utf8(secret) {
        let json = serde_json::Value::from(text).to_string();
        add("escaped for JSON", json.trim_matches('"').to_owned());
        let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
        add("escaped for JSON throughout", units.collect());
        add("escaped for Rust", format!("{text:?}").trim_matches('"').to_owned());
        add("escaped for XML", quick_xml::escape::escape(text).into_owned());
        add(
            "as Markdown",
            text.chars().map(|c| if c.is_ascii_punctuation() { format!("\\{c}") } else { c.into() }).collect(),
        );
    }
    for (name, alphabet) in [("Base64", &alphabet::STANDARD), ("Base64 for addresses", &alphabet::URL_SAFE)] {
        let engine = GeneralPurpose::new(alphabet, NO_PAD);
        for before in 0..3 {
            // What depends on the bytes before and behind is cut away.
            let encoded = engine.encode([&vec![0; before][..], secret].concat());
            let whole = (before + secret.len()) / 3 * 4;
            let from = [0, 2, 3][before];
            add(&format!("{name}, {before} bytes in"), encoded[from..whole].to_owned());
        }
    }
    forms
}

/// Looks for several secrets at once.
pub struct Searcher {
    /// By their first bytes.
    needles: HashMap<[u8; KEY], Vec<Needle>>,
}

struct Needle {
    secret: &'static str,
    form: String,
    bytes: Vec<u8>,
}

impl Searcher {
    pub fn new(canaries: &[Canary]) -> Self {
        let mut needles: HashMap<_, Vec<_>> = HashMap::new();
        for canary in canaries {
            for (form, text) in forms(&canary.bytes) {
                let text = text.to_ascii_lowercase();
                assert!(text.len() >= PART, "{} is too short to be looked for", canary.name);
                for start in (0..=text.len() - PART).step_by(STEP).chain([text.len() - PART]) {
                    let bytes = text[start..start + PART].to_vec();
                    let key = bytes[..KEY].try_into().expect("long enough");
                    needles.entry(key).or_default().push(Needle { secret: canary.name, form: form.clone(), bytes });
                }
            }
        }
        Searcher { needles }
    }

    /// Names the secrets and forms that stand in `bytes`, each once, with what stands around the first.
    pub fn find(&self, bytes: &[u8]) -> Vec<Found> {
        let text = bytes.to_ascii_lowercase();
        let mut found: Vec<Found> = Vec::new();
        for (at, key) in text.windows(KEY).enumerate() {
            let Some(needles) = self.needles.get(key) else { continue };
            for needle in needles.iter().filter(|needle| text[at..].starts_with(&needle.bytes)) {
                if !found.iter().any(|known| known.secret == needle.secret && known.form == needle.form) {
                    let around = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
                    let around = String::from_utf8_lossy(around).into_owned();
                    found.push(Found { secret: needle.secret, form: needle.form.clone(), around });
                }
            }
        }
        found
    }
}

/// A secret that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub secret: &'static str,
    pub form: String,
    pub around: String,
}

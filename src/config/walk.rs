//! Owns the walk through a parsed file along the schema: every value typed, every mistake placed, nothing merged yet.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::error::{Complaint, Warning};
use super::merge::{Leaf, Leaves};
use super::origin::{Origin, Place};
use super::schema::{self, Key, Kind, Shape};
use super::source::Source;
use super::values::{self, Ground, Mistake, Setting};
use super::{environment, samples, suggest, suspect};

/// Where nothing better is known.
const FALLBACK_HINT: &str = "see `docs/configuration.md` for what belongs here";

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) base: Leaves,
    pub(super) environments: BTreeMap<String, (Leaves, Place)>,
    pub(super) default_environment: Option<(String, Place)>,
    pub(super) complaints: Vec<Complaint>,
    pub(super) warnings: Vec<Warning>,
    /// The text could be parsed, whatever it says.
    pub(super) is_toml: bool,
}

/// Reads the text of a file. Where it is not TOML, only that is told: what a broken file seems to say misleads.
pub(super) fn walk(source: &Source, ground: Ground<'_>) -> Walked {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let mut walk = Walk { source, ground, environment: None, walked: Walked::default() };
    if source.had_mark {
        walk.walked.warnings.push(Warning {
            place: Some(source.place(0)),
            code: "config.byte-order-mark",
            message: "the file begins with a byte order mark; it is ignored".into(),
        });
    }
    if errors.is_empty() {
        walk.walked.is_toml = true;
        walk.root(table.get_ref());
    } else {
        walk.walked.complaints = super::syntax::complaints(source, &errors);
    }
    walk.walked.complaints.sort_by(|a, b| a.place.cmp(&b.place));
    walk.walked
}

struct Walk<'a> {
    source: &'a Source,
    ground: Ground<'a>,
    /// The environment whose tables are walked.
    environment: Option<String>,
    walked: Walked,
}

impl Walk<'_> {
    fn root(&mut self, table: &DeTable<'_>) {
        let mut base = Leaves::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "environments" => self.environments(value),
                "default_environment" => self.default_environment(key, value),
                _ => self.entry(key, value, schema::ROOT, &[], &mut base),
            }
        }
        self.walked.base = base;
    }

    fn default_environment(&mut self, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        match values::of_file(value.get_ref(), Kind::Text, "default_environment", self.ground) {
            Ok(Setting::Text(name)) => {
                self.walked.default_environment = Some((name, self.source.place(key.span().start)));
            }
            Ok(_) => {}
            Err(mistake) => self.complain(mistake, value, "default_environment"),
        }
    }

    fn environments(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = value.get_ref() else {
            self.complain(values::wrong_type("a table", value.get_ref()), value, "environments");
            return;
        };
        for (name, value) in table {
            let place = self.source.place(name.span().start);
            if !environment::is_name(name.get_ref()) {
                self.walked.complaints.push(environment::odd_name(Some(place)));
                continue;
            }
            let DeValue::Table(below) = value.get_ref() else {
                self.complain(values::wrong_type("a table", value.get_ref()), value, "environments");
                continue;
            };
            self.environment = Some(name.get_ref().to_string());
            let mut leaves = Leaves::new();
            for (key, value) in below {
                self.entry(key, value, schema::ENVIRONMENT, &[], &mut leaves);
            }
            self.environment = None;
            self.walked.environments.insert(name.get_ref().to_string(), (leaves, place));
        }
    }

    /// Takes in one key with whatever is behind it. `above` is the path without the environment.
    fn entry(
        &mut self,
        name: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        keys: &'static [Key],
        above: &[String],
        leaves: &mut Leaves,
    ) {
        let written = name.get_ref().as_ref();
        let place = self.source.place(name.span().start);
        let Some(key) = keys.iter().find(|key| key.is_called(written)) else {
            let table = self.table_name(above);
            self.walked.complaints.push(suggest::unknown_key(written, keys, &table, place));
            return;
        };
        let path: Vec<String> = above.iter().cloned().chain([key.name.to_owned()]).collect();
        match &key.shape {
            Shape::Value(kind) => self.value(key, *kind, value, path, place, leaves),
            Shape::Table(below) => {
                let DeValue::Table(table) = value.get_ref() else {
                    self.complain(values::wrong_type("a table", value.get_ref()), value, key.name);
                    return;
                };
                for (name, value) in table {
                    self.entry(name, value, below, &path, leaves);
                }
            }
            Shape::Named(_, below) => self.named(value, below, &path, leaves),
        }
    }

    fn named(&mut self, value: &Spanned<DeValue<'_>>, keys: &'static [Key], path: &[String], leaves: &mut Leaves) {
        let DeValue::Table(table) = value.get_ref() else {
            self.complain(values::wrong_type("a table", value.get_ref()), value, &path.join("."));
            return;
        };
        for (name, value) in table {
            let place = self.source.place(name.span().start);
            let path: Vec<String> = path.iter().cloned().chain([name.get_ref().to_string()]).collect();
            if let Some(complaint) = suggest::odd_name(name.get_ref(), &place) {
                self.walked.complaints.push(complaint);
                continue;
            }
            let DeValue::Table(below) = value.get_ref() else {
                self.complain(values::wrong_type("a table", value.get_ref()), value, &path.join("."));
                continue;
            };
            leaves.insert(path.clone(), self.leaf(Setting::Declared, place));
            for (name, value) in below {
                self.entry(name, value, keys, &path, leaves);
            }
        }
    }

    fn value(
        &mut self,
        key: &'static Key,
        kind: Kind,
        value: &Spanned<DeValue<'_>>,
        path: Vec<String>,
        place: Place,
        leaves: &mut Leaves,
    ) {
        let setting = if let Kind::Samples = kind {
            match samples::of_file(value) {
                Ok(samples) => Setting::Samples(samples),
                Err(mistakes) => {
                    mistakes.into_iter().for_each(|mistake| self.complain(mistake, value, key.name));
                    return;
                }
            }
        } else {
            match values::of_file(value.get_ref(), kind, &path.join("."), self.ground) {
                Ok(setting) => setting,
                Err(mistake) => return self.complain(mistake, value, key.name),
            }
        };
        self.warn_of_invisible(kind, value);
        let leaf = self.leaf(setting, place);
        if let Some(earlier) = leaves.insert(path, leaf) {
            let told = earlier.place.map(|place| format!(" (also at {place})")).unwrap_or_default();
            let mistake = Mistake::new("config.duplicate-key", format!("`{}` is set twice{told}", key.name));
            self.complain(mistake.hint("keep one of the two spellings"), value, "");
        }
    }

    /// Titles and resolver configs may hold any character; one that cannot be seen is probably not meant.
    fn warn_of_invisible(&mut self, kind: Kind, value: &Spanned<DeValue<'_>>) {
        let (Kind::Title | Kind::ResolverConfig | Kind::Path, Some(text)) = (kind, value.get_ref().as_str()) else {
            return;
        };
        let Some(character) = text.chars().find(|c| suspect::invisible_name_of(*c).is_some()) else { return };
        let (place, name) = (self.source.place(self.spot_of(value, character)), suspect::describe(character));
        self.walked.warnings.push(Warning {
            place: Some(place),
            code: "config.suspect-character",
            message: format!("the value holds {}; {}", name.unwrap_or_default(), suspect::mend(character)),
        });
    }

    /// Finds a character inside a written value; the value's own place where it is written as an escape.
    fn spot_of(&self, value: &Spanned<DeValue<'_>>, character: char) -> usize {
        let span = value.span();
        let written = self.source.text.get(span.clone()).unwrap_or_default();
        span.start + written.find(character).unwrap_or(0)
    }

    fn leaf(&self, value: Setting, place: Place) -> Leaf {
        let origin = match &self.environment {
            Some(name) => Origin::Environment { name: name.clone(), place: place.clone() },
            None => Origin::File(place.clone()),
        };
        Leaf { value, origin, place: Some(place) }
    }

    fn complain(&mut self, mistake: Mistake, value: &Spanned<DeValue<'_>>, key: &str) {
        let mut at = mistake.at.unwrap_or(value.span().start);
        if mistake.code == "config.suspect-character" {
            let text = value.get_ref().as_str().unwrap_or_default();
            if let Some(character) = text.chars().find(|c| suspect::name_of(*c).is_some()) {
                at = self.spot_of(value, character);
            }
        }
        let message = if key.is_empty() { mistake.message } else { format!("`{key}`: {}", mistake.message) };
        self.walked.complaints.push(Complaint {
            place: Some(self.source.place(at)),
            code: mistake.code,
            message,
            hints: if mistake.hints.is_empty() { vec![FALLBACK_HINT.into()] } else { mistake.hints },
        });
    }

    fn table_name(&self, above: &[String]) -> String {
        let environment = self.environment.iter().flat_map(|name| ["environments".to_owned(), name.clone()]);
        let path: Vec<_> = environment.chain(above.iter().cloned()).collect();
        if path.is_empty() { "at the top level".into() } else { format!("in `[{}]`", path.join(".")) }
    }
}

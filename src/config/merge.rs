//! Owns the layers: option > variable > environment table > file. Stronger layers replace weaker ones key by key.

use std::collections::BTreeMap;

use super::error::Complaint;
use super::load::Overrides;
use super::origin::{Origin, Place};
use super::schema::{self, Kind};
use super::values::{self, Ground, Mistake, Setting};
use crate::sys::env;
use crate::sys::world::World;
use crate::text::secret::SecretReference;

/// One value with where it came from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leaf {
    pub(super) value: Setting,
    pub(super) origin: Origin,
    pub(super) place: Option<Place>,
}

/// Values by the path of their key.
pub(super) type Leaves = BTreeMap<Vec<String>, Leaf>;

/// Lays the layers over each other, weakest first.
pub(super) fn overlay(layers: impl IntoIterator<Item = Leaves>) -> Leaves {
    let mut merged = Leaves::new();
    for layer in layers {
        for (path, leaf) in layer {
            // Where a table was declared first is where it is shown to come from.
            if leaf.value == Setting::Declared && merged.contains_key(&path) {
                continue;
            }
            merged.insert(path, leaf);
        }
    }
    merged
}

/// Reads the variables that override keys. A secret's variable becomes a reference to it: its value stays where it is.
pub(super) fn variables(world: &World) -> (Leaves, Vec<Complaint>) {
    let (mut leaves, mut complaints) = (Leaves::new(), Vec::new());
    let ground = Ground { folder: &world.folder, world };
    for variable in env::VARIABLES {
        let Some(key) = variable.key else { continue };
        let (Some(kind), Some(text)) = (schema::kind_of(key), env::lookup(world, variable.name)) else { continue };
        let read = if let Kind::Secret = kind {
            Ok(Setting::Secret(SecretReference::Environment(variable.name.to_owned())))
        } else {
            match text.to_str() {
                Some(text) => values::of_words(text, kind, ground),
                None => Err(Mistake::new("config.encoding", "the value is not UTF-8")),
            }
        };
        match read {
            Ok(value) => {
                leaves.insert(path_of(key), Leaf { value, origin: Origin::Variable(variable.name), place: None });
            }
            Err(mistake) => complaints.push(told(mistake, "variable", variable.name)),
        }
    }
    (leaves, complaints)
}

/// Reads the options that override keys.
pub(super) fn options(world: &World, overrides: &Overrides) -> (Leaves, Vec<Complaint>) {
    let (mut leaves, mut complaints) = (Leaves::new(), Vec::new());
    let ground = Ground { folder: &world.folder, world };
    let given: [(&'static str, &'static str, Option<String>); 4] = [
        ("--timeout", "linked_service.http.timeout", overrides.timeout.map(|seconds| seconds.to_string())),
        ("--concurrency", "linked_service.http.concurrency", overrides.concurrency.map(|count| count.to_string())),
        ("--proxy", "linked_service.http.proxy", overrides.proxy.clone()),
        (
            "--ca-file",
            "linked_service.http.ca_file",
            overrides.ca_file.as_ref().map(|path| path.to_string_lossy().into_owned()),
        ),
    ];
    for (option, key, text) in given {
        let (Some(kind), Some(text)) = (schema::kind_of(key), text) else { continue };
        match values::of_words(&text, kind, ground).and_then(refuse_password) {
            Ok(value) => {
                leaves.insert(path_of(key), Leaf { value, origin: Origin::Option(option), place: None });
            }
            Err(mistake) => complaints.push(told(mistake, "option", option)),
        }
    }
    (leaves, complaints)
}

/// A mistake outside the file has no place, so it names the variable or option.
fn told(mistake: Mistake, kind: &str, name: &str) -> Complaint {
    let hints =
        if mistake.hints.is_empty() { vec![format!("correct `{name}`, or leave it out")] } else { mistake.hints };
    Complaint { place: None, code: mistake.code, message: format!("{kind} `{name}`: {}", mistake.message), hints }
}

/// The process list shows options to everybody on the machine, so none takes a password.
fn refuse_password(value: Setting) -> Result<Setting, Mistake> {
    match &value {
        Setting::Text(text) if super::urls::has_password(text) => {
            Err(Mistake::new("config.secret-in-option", "an option must not hold a password")
                .hint("put the address with its password into the variable `IMCTL_PROXY`"))
        }
        _ => Ok(value),
    }
}

pub(super) fn path_of(key: &str) -> Vec<String> {
    key.split('.').map(str::to_owned).collect()
}

/// Writes a path as the documents do; names that hold a dot stand in quotes.
pub(super) fn dotted(path: &[String]) -> String {
    let is_bare = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let parts: Vec<String> =
        path.iter().map(|part| if is_bare(part) { part.clone() } else { format!("{part:?}") }).collect();
    parts.join(".")
}

//! Owns the choice of an environment: option > variable > `default_environment` > the only one there is.

use super::error::{Complaint, ConfigError};
use super::origin::Place;
use super::walk::Walked;
use crate::sys::env;
use crate::sys::world::World;
use crate::text::names;

/// The name of what stands outside `[environments]` where the file gives it none.
pub(super) const UNNAMED: &str = "default";

/// An environment that was asked for, and by what.
struct Asked {
    name: String,
    by: &'static str,
}

/// Lists the environments of a file, that of the tables outside `[environments]` included.
///
/// Those tables are an environment of their own when they name a server: called as `default_environment` says, else
/// `default`. Without a server they are only the ground the others share.
pub(super) fn known(walked: &Walked, has_server: bool) -> Vec<String> {
    let mut known: Vec<String> = walked.environments.keys().cloned().collect();
    let is_ground_only = !(has_server || known.is_empty());
    let own_name = match &walked.default_environment {
        Some((name, _)) if walked.environments.contains_key(name) => None,
        Some((name, _)) => (!is_ground_only).then(|| name.clone()),
        None => (!is_ground_only).then(|| UNNAMED.to_owned()),
    };
    if let Some(name) = own_name.filter(|name| !known.contains(name)) {
        known.insert(0, name);
    }
    known
}

/// Chooses among the known environments.
///
/// # Errors
/// One that is not declared was asked for, or several are declared and none was asked for.
pub(super) fn choose(
    world: &World,
    option: Option<&str>,
    walked: &Walked,
    known: &[String],
    shown: Option<&str>,
) -> Result<String, ConfigError> {
    let asked = asked(world, option);
    let Some(shown) = shown else {
        // Without a file an environment is only a label of the tokens that are stored.
        return match asked {
            Some(asked) if !is_name(&asked.name) => Err(ConfigError::Invalid(vec![odd_name(None)])),
            asked => Ok(asked.map_or_else(|| UNNAMED.to_owned(), |asked| asked.name)),
        };
    };
    let asked = asked.or_else(|| {
        let (name, _) = walked.default_environment.as_ref()?;
        Some(Asked { name: name.clone(), by: "default_environment" })
    });
    match asked {
        Some(asked) if known.contains(&asked.name) => Ok(asked.name),
        Some(asked) => Err(ConfigError::UnknownEnvironment {
            nearest: names::nearest(&asked.name, known.iter().map(String::as_str)).map(str::to_owned),
            asked: asked.name,
            asked_by: asked.by,
            shown: shown.to_owned(),
            known: known.to_vec(),
        }),
        None => match known {
            [only] => Ok(only.clone()),
            _ => Err(ConfigError::EnvironmentNotChosen { shown: shown.to_owned(), known: known.to_vec() }),
        },
    }
}

/// Tells whether an environment may be called so.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Complains of a name that is none.
pub(super) fn odd_name(place: Option<Place>) -> Complaint {
    Complaint {
        place,
        code: "config.environment-name",
        message: "the name of an environment is made of letters, digits, `-`, `_` and `.`".into(),
        hints: vec!["choose a name such as `production` or `uat`".into()],
    }
}

fn asked(world: &World, option: Option<&str>) -> Option<Asked> {
    if let Some(name) = option {
        return Some(Asked { name: name.to_owned(), by: "--environment" });
    }
    let name = env::lookup(world, env::ENVIRONMENT)?;
    Some(Asked { name: name.to_string_lossy().into_owned(), by: env::ENVIRONMENT })
}

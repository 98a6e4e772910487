//! Owns the offline check of a configuration: every mistake of every environment, and what is allowed but probably not
//! meant. Asks no server and reads no secret.

use std::path::PathBuf;

use super::error::{Complaint, ConfigError, Warning};
use super::lint;
use super::load::{Layers, Request};
use super::origin::Place;
use crate::operate::redirect::redirect_url;
use crate::operate::repositories::Mode;
use crate::sys::world::World;

/// What the check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// `None` when variables alone told the configuration.
    pub file: Option<PathBuf>,
    /// The environments that were checked.
    pub environments: Vec<String>,
    /// Empty: the configuration is valid.
    pub complaints: Vec<Complaint>,
    pub warnings: Vec<Warning>,
    pub redirect_urls: Vec<RedirectUrl>,
    pub modes: Vec<UsedMode>,
}

/// The redirect URL of an environment, to be registered with iManage.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RedirectUrl {
    pub environment: String,
    pub url: String,
}

/// The mode a resolver config is used in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct UsedMode {
    pub environment: String,
    pub repository: String,
    pub work_type: Option<String>,
    pub mode: Mode,
    /// The file does not say so; it follows from the config's form.
    pub inferred: bool,
}

/// Checks the environment the request names, or all of them.
///
/// # Errors
/// There is nothing to check: no configuration, an unreadable one, an environment that is not declared.
pub fn check(world: &World, request: &Request) -> Result<Checked, ConfigError> {
    let layers = Layers::read(world, request)?;
    let mut checked = Checked {
        file: layers.source.as_ref().map(|source| source.path.clone()),
        environments: Vec::new(),
        complaints: layers.complaints.clone(),
        warnings: layers.walked.warnings.clone(),
        redirect_urls: Vec::new(),
        modes: Vec::new(),
    };
    // What a broken file seems to declare says nothing about its environments.
    if !layers.is_readable() {
        return Ok(checked);
    }
    checked.environments = match layers.choose(world, request) {
        Ok(_) if request.environment.is_none() => layers.environments(),
        Ok(chosen) => vec![chosen],
        Err(ConfigError::EnvironmentNotChosen { known, .. }) => known,
        Err(error) => return Err(error),
    };
    for environment in checked.environments.clone() {
        match layers.assemble(world, &environment) {
            Ok((config, origins)) => {
                if let Some(operate_url) = &config.linked_service.operate_url {
                    let url = redirect_url(operate_url);
                    checked.redirect_urls.push(RedirectUrl { environment: environment.clone(), url });
                }
                let linted = lint::lint(world, &config, &origins);
                linted.complaints.into_iter().for_each(|complaint| add(&mut checked.complaints, complaint));
                linted.warnings.into_iter().for_each(|warning| add(&mut checked.warnings, warning));
                checked.modes.extend(linted.modes);
            }
            // A mistake in the file already made the value go missing.
            Err(_) if !layers.complaints.is_empty() => {}
            Err(complaints) => complaints.into_iter().for_each(|complaint| add(&mut checked.complaints, complaint)),
        }
    }
    checked.complaints.sort_by(|a, b| order(&a.place).cmp(&order(&b.place)));
    checked.warnings.sort_by(|a, b| order(&a.place).cmp(&order(&b.place)));
    Ok(checked)
}

/// What stands in the file comes first, in its order.
fn order(place: &Option<Place>) -> (bool, &Option<Place>) {
    (place.is_none(), place)
}

/// Environments share tables: what is wrong there is told once.
fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

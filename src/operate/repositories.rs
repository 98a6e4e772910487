//! Owns document repositories as Operate configures them, and which resolver a work type gets.

use std::collections::BTreeMap;

/// Names the two ways Operate looks a workspace up (`default` and `search`; the vendor also says `advanced`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// By title.
    Default,
    /// By `tag=template` pairs, all of which must hold.
    Search,
}

/// A resolver config as written, with the mode if it was written too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolver {
    /// The text of `workspaceResolverConfig`.
    pub config: String,
    /// `None`: to be inferred from the config's form, and shown as inferred.
    pub mode: Option<Mode>,
    /// The library searched; `None`: the linked service's preferred database.
    pub database: Option<String>,
}

/// A known answer: the work item's data by composer path, and the workspace id it must resolve to, if told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    pub work_item: serde_json::Value,
    pub expect: Option<String>,
}

/// A document repository of Operate.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Repository {
    /// The repository's own resolver; `None` when only work types have one.
    pub resolver: Option<Resolver>,
    /// Resolvers by work type path (`litigation`, `litigation/personal-injury`).
    pub work_types: BTreeMap<String, Resolver>,
    pub samples: Vec<Sample>,
}

/// Which entry of a repository was chosen for a work type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    pub resolver: &'a Resolver,
    /// The work type whose entry was taken; `None`: the repository's default.
    pub work_type: Option<&'a str>,
}

impl Repository {
    /// Chooses the resolver for a work type: its own entry, else its nearest ancestor's, else the repository's default
    /// (CONTRACT 3). Work types are compared without case. `None` when nothing applies.
    pub fn choose(&self, work_type: Option<&str>) -> Option<Choice<'_>> {
        let mut wanted = work_type.map(|path| path.trim_matches('/').to_lowercase());
        while let Some(path) = wanted {
            if let Some((name, resolver)) = self.work_types.iter().find(|(name, _)| name.to_lowercase() == path) {
                return Some(Choice { resolver, work_type: Some(name) });
            }
            wanted = path.rsplit_once('/').map(|(parent, _)| parent.to_owned());
        }
        self.resolver.as_ref().map(|resolver| Choice { resolver, work_type: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolver(config: &str) -> Resolver {
        Resolver { config: config.into(), mode: None, database: None }
    }

    #[test]
    fn the_nearest_ancestor_beats_the_repository_default() {
        let repository = Repository {
            resolver: Some(resolver("default")),
            work_types: BTreeMap::from([("litigation".into(), resolver("ancestor"))]),
            samples: Vec::new(),
        };
        let config = |work_type| repository.choose(work_type).map(|choice| choice.resolver.config.as_str());
        assert_eq!(config(Some("litigation/personal-injury/road")), Some("ancestor"));
        assert_eq!(config(Some("Litigation")), Some("ancestor"));
        assert_eq!(config(Some("conveyancing")), Some("default"));
        assert_eq!(config(None), Some("default"));
        assert_eq!(Repository::default().choose(Some("litigation")), None);
    }
}

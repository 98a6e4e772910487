//! Owns putting a work item's values into a resolver config. A path without a value is never searched for: iManage takes
//! an empty value as no limit at all.

use serde::Serialize;

use crate::operate::composer::Path;
use crate::operate::resolver_config::ResolverConfig;
use crate::operate::work_item::{NoValue, WorkItem};

/// What became of a config's templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Search field and value, in order; empty when a path has no value.
    pub fields: Vec<(String, String)>,
    /// Every path that was looked up, in order.
    pub values: Vec<Looked>,
}

/// A composer path and what the work item has for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Looked {
    pub tag: String,
    pub path: String,
    pub value: Option<String>,
    /// Why there is no value.
    pub why: Option<String>,
    /// The same as a value.
    #[serde(skip)]
    pub cause: Option<NoValue>,
}

impl Filling {
    /// Looks every path up and puts the values in.
    pub fn of(config: &ResolverConfig, work_item: &WorkItem) -> Self {
        Filling::by(config, |path| work_item.look_up(path))
    }

    /// Puts in the values that `look_up` has for the paths, which are asked for in order.
    pub fn by(config: &ResolverConfig, mut look_up: impl FnMut(&Path) -> Result<String, NoValue>) -> Self {
        let (mut fields, mut values, mut is_whole) = (Vec::new(), Vec::new(), true);
        for (tag, template) in config.templates() {
            let filled = template.fill(|path| {
                let found = look_up(path);
                values.push(Looked {
                    tag: tag.to_owned(),
                    path: path.text.clone(),
                    value: found.as_ref().ok().cloned(),
                    why: found.as_ref().err().map(ToString::to_string),
                    cause: found.as_ref().err().cloned(),
                });
                found
            });
            match filled {
                Ok(value) => fields.push((tag.to_owned(), value)),
                Err(_) => is_whole = false,
            }
        }
        if !is_whole {
            fields.clear();
        }
        Filling { fields, values }
    }

    /// The paths without a value.
    pub fn missing(&self) -> impl Iterator<Item = &Looked> {
        self.values.iter().filter(|looked| looked.value.is_none())
    }

    /// Tells whether a path has no value, so that nothing may be searched.
    pub fn is_unresolved(&self) -> bool {
        self.missing().next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filling(config: &str, set: &[(&str, &str)]) -> Filling {
        let mut work_item = WorkItem::default();
        set.iter().for_each(|(path, value)| work_item.set(path, value));
        Filling::of(&ResolverConfig::read(config, None).expect("a config"), &work_item)
    }

    #[test]
    fn nothing_is_searched_when_one_value_is_missing_or_empty() {
        let filling = filling(
            "custom1=[workitem.client.reference], custom2=[workitem.reference]",
            &[("client.reference", "12345"), ("reference", " ")],
        );
        assert!(filling.is_unresolved());
        assert_eq!(filling.fields, []);
        assert_eq!(filling.missing().map(|looked| looked.path.as_str()).collect::<Vec<_>>(), ["workitem.reference"]);
    }

    proptest! {
        #[test]
        fn a_value_can_never_change_the_query(a in "\\PC*[,=\\[\\]&]\\PC*", b in "\\S\\PC*") {
            prop_assume!(!a.trim().is_empty() && !b.trim().is_empty());
            let filling = filling("custom1=x[a]y, custom2=[b]", &[("a", &a), ("b", &b)]);
            prop_assert_eq!(filling.fields, vec![
                ("custom1".to_owned(), format!("x{a}y")),
                ("custom2".to_owned(), b),
            ]);
        }
    }
}

//! Owns what the columns of a header mean: which of them are a row's own, and which cell has the value of a composer path. Paths are
//! looked up once a resolver config and not once a row, by the same rules as in any work item.

use serde_json::{Map, Value};

use super::error::InputError;
use crate::operate::composer::Path;
use crate::operate::resolver_config::ResolverConfig;
use crate::operate::work_item::{NoValue, WorkItem};
use crate::text::names;

/// Stands before the place of a column in the work item that tells where a path leads.
const MARK: &str = "\u{10fffd}column ";

/// The columns of an input.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    names: Vec<String>,
    pub id: Option<usize>,
    pub repository: Option<usize>,
    pub work_type: Option<usize>,
}

/// Where the value of a path comes from, for all rows of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A column, from 0.
    Column(usize),
    /// Told by an option, the same for all rows.
    Told(String),
    Nothing(NoValue),
}

impl Columns {
    /// Takes the names of a header.
    pub fn of(names: &[String]) -> Self {
        let own = |wanted: &str| names.iter().position(|name| names::fold(name).replace([' ', '-'], "_") == wanted);
        Columns { id: own("id"), repository: own("repository"), work_type: own("work_type"), names: names.to_vec() }
    }

    pub fn name(&self, at: usize) -> Option<&str> {
        self.names.get(at).map(String::as_str)
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Tells where the values of a config's paths come from, in the order of the paths.
    pub fn cells(&self, config: &ResolverConfig, told: &[(String, String)]) -> Vec<Cell> {
        let mut data = Map::new();
        for (at, name) in self.names.iter().enumerate() {
            // Of columns of one name the first counts; whether there may be several is judged elsewhere.
            data.entry(name.as_str()).or_insert_with(|| Value::String(format!("{MARK}{at}")));
        }
        let mut item = WorkItem::of(data);
        told.iter().for_each(|(path, value)| item.set(path, value));
        config.paths().map(|path| cell(&item, path)).collect()
    }

    /// Refuses a header in which a column stands twice that a path or the row's own name is read from.
    ///
    /// # Errors
    /// When there is such a column.
    pub fn check_doubles(&self, name: &str, used: &[usize]) -> Result<(), InputError> {
        let whole = |at: usize| {
            let folded = names::fold(&self.names[at]);
            folded.strip_prefix("workitem.").map(str::to_owned).unwrap_or(folded)
        };
        let own = [self.id, self.repository, self.work_type].into_iter().flatten();
        for at in used.iter().copied().chain(own) {
            let known = whole(at);
            if let Some(other) = (0..self.names.len()).find(|other| *other != at && whole(*other) == known) {
                let (first, second) = (at.min(other) + 1, at.max(other) + 1);
                let column = self.names[at].clone();
                return Err(InputError::TwoColumns { name: name.to_owned(), column, first, second });
            }
        }
        Ok(())
    }

    /// The column nearest to a path that has none.
    pub fn nearest(&self, path: &Path) -> Option<&str> {
        let own = |name: &&str| {
            ![self.id, self.repository, self.work_type].iter().flatten().any(|at| self.names[*at] == **name)
        };
        let named = self.names.iter().map(String::as_str).filter(own);
        let text = path.text.strip_prefix("workitem.").unwrap_or(&path.text);
        names::nearest(text, named.clone()).or_else(|| {
            // `client reference` for `client.reference`, and the other way round.
            let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            named.into_iter().find(|name| bare(name) == bare(text))
        })
    }
}

fn cell(item: &WorkItem, path: &Path) -> Cell {
    match item.look_up(path) {
        Err(error) => Cell::Nothing(error),
        Ok(value) => match value.strip_prefix(MARK).and_then(|at| at.parse().ok()) {
            Some(at) => Cell::Column(at),
            None => Cell::Told(value),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Columns {
        Columns::of(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    fn cells(header: &[&str], config: &str, told: &[(&str, &str)]) -> Vec<Cell> {
        let told: Vec<_> = told.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
        columns(header).cells(&ResolverConfig::read(config, None).expect("a config"), &told)
    }

    #[test]
    fn a_path_leads_to_the_column_that_a_work_item_would_have_it_from() {
        let config = "custom1=[workitem.client.reference], custom2=[workitem.reference]-[office], custom3=[x!q?a=b]";
        let header = ["id", "WorkItem.Client.Reference", "REFERENCE"];
        let cells = cells(&header, config, &[("office", "Leeds")]);
        assert_eq!(cells[..3], [Cell::Column(1), Cell::Column(2), Cell::Told("Leeds".into())]);
        assert_eq!(cells[3], Cell::Nothing(NoValue::Query));
    }

    #[test]
    fn what_the_options_tell_goes_before_the_columns() {
        assert_eq!(cells(&["a"], "custom1=[a]", &[("a", "7")]), [Cell::Told("7".into())]);
        assert_eq!(cells(&["a"], "custom1=[a]", &[("a", "")]), [Cell::Nothing(NoValue::Empty)]);
    }

    #[test]
    fn the_rows_own_columns_are_found_as_people_write_them() {
        let columns = columns(&["Work Type", "x", "ID", "repository"]);
        assert_eq!((columns.id, columns.work_type, columns.repository), (Some(2), Some(0), Some(3)));
    }

    #[test]
    fn only_a_double_that_is_read_is_refused() {
        let columns = columns(&["note", "Title", "note", "workitem.title"]);
        assert!(columns.check_doubles("x.csv", &[]).is_ok());
        let error = columns.check_doubles("x.csv", &[1]).expect_err("refused").to_string();
        assert_eq!(error, "`x.csv`: the column `Title` stands twice, as number 2 and 4");
    }

    #[test]
    fn a_column_written_a_little_differently_is_offered() {
        let config = ResolverConfig::read("custom1=[workitem.client.reference]", None).expect("a config");
        let path = config.paths().next().expect("a path");
        assert_eq!(columns(&["id", "Client Reference", "title"]).nearest(path), Some("Client Reference"));
        assert_eq!(columns(&["id", "clientreference"]).nearest(path), Some("clientreference"));
        assert_eq!(columns(&["id", "colour"]).nearest(path), None);
    }
}

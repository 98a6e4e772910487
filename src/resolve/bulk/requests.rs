//! Owns which resolver config a row gets: by its own repository and work type, else by those of the options, read once each.

use std::collections::HashMap;
use std::sync::Arc;

use super::columns::{Cell, Columns};
use crate::config::Config;
use crate::resolve::request::{Request, RequestError};

/// More different work types than any firm has; beyond them they are read anew.
const MOST_KNOWN: usize = 10_000;

/// The resolver configs of a run.
#[derive(Clone)]
pub struct Requests {
    config: Arc<Config>,
    fallback: Fallback,
    /// The library that an option names for all rows.
    library: Option<String>,
    /// Values that an option tells for all rows.
    told: Vec<(String, String)>,
    columns: Columns,
    known: HashMap<String, HashMap<String, Result<Arc<Known>, RequestError>>>,
    count: usize,
}

/// What a row without a repository gets.
#[derive(Clone, Debug)]
pub enum Fallback {
    /// A resolver config given directly.
    Text(Box<Request>),
    Repository {
        name: String,
        work_type: Option<String>,
    },
    Nothing,
}

/// A resolver config, and where its values come from in an input with columns.
#[derive(Debug)]
pub struct Known {
    pub request: Arc<Request>,
    pub cells: Vec<Cell>,
}

impl Requests {
    /// Takes what the options tell.
    pub fn new(config: Arc<Config>, fallback: Fallback, library: Option<String>, told: Vec<(String, String)>) -> Self {
        Requests { config, fallback, library, told, columns: Columns::default(), known: HashMap::new(), count: 0 }
    }

    /// Takes the columns that the values of all rows come from.
    pub fn with_columns(self, columns: Columns) -> Self {
        Requests { columns, known: HashMap::new(), count: 0, ..self }
    }

    /// The values that an option tells for all rows.
    pub fn told(&self) -> &[(String, String)] {
        &self.told
    }

    /// The repository of a row that names none.
    pub fn usual_repository(&self) -> Option<&str> {
        match &self.fallback {
            Fallback::Repository { name, .. } => Some(name),
            Fallback::Text(_) | Fallback::Nothing => None,
        }
    }

    /// Tells whether a row that names no repository has a resolver config all the same.
    pub fn has_fallback(&self) -> bool {
        !matches!(self.fallback, Fallback::Nothing)
    }

    /// The resolver config for a row. `None`: neither the row nor an option tells one.
    pub fn of_row(
        &mut self,
        repository: Option<&str>,
        work_type: Option<&str>,
    ) -> Option<Result<Arc<Known>, RequestError>> {
        let (key, kind) = (repository.unwrap_or_default(), work_type.unwrap_or_default());
        if let Some(known) = self.known.get(key).and_then(|kinds| kinds.get(kind)) {
            return Some(known.clone());
        }
        let known = self.read(repository, work_type)?.map(|request| {
            let cells = self.columns.cells(&request.config, &self.told);
            Arc::new(Known { request: Arc::new(request), cells })
        });
        if self.count >= MOST_KNOWN {
            self.known.clear();
            self.count = 0;
        }
        self.count += 1;
        self.known.entry(key.to_owned()).or_default().insert(kind.to_owned(), known.clone());
        Some(known)
    }

    fn read(&self, repository: Option<&str>, work_type: Option<&str>) -> Option<Result<Request, RequestError>> {
        let request = match (repository, &self.fallback) {
            (Some(name), _) => Request::of_repository(&self.config, name, work_type),
            (None, Fallback::Repository { name, work_type: usual }) => {
                Request::of_repository(&self.config, name, work_type.or(usual.as_deref()))
            }
            (None, Fallback::Text(request)) => {
                Ok(Request { work_type: work_type.map(str::to_owned), ..(**request).clone() })
            }
            (None, Fallback::Nothing) => return None,
        };
        Some(request.map(|request| Request { library: self.library.clone().or(request.library.clone()), ..request }))
    }

    /// Every resolver config that a row could get: that of the options, and where rows tell a repository or a work type, those
    /// of the configuration. Ones that cannot work are left out: they are told of the rows that have them.
    pub fn possible(&mut self, tells_repository: bool, tells_work_type: bool) -> Vec<Arc<Known>> {
        let mut wanted: Vec<(Option<String>, Option<String>)> = vec![(None, None)];
        let config = Arc::clone(&self.config);
        let fallback = match &self.fallback {
            Fallback::Repository { name, .. } => Some(crate::text::names::fold(name)),
            _ => None,
        };
        for (name, repository) in &config.repositories {
            let is_fallback = fallback.as_ref() == Some(&crate::text::names::fold(name));
            if tells_repository {
                wanted.push((Some(name.clone()), None));
            }
            if tells_work_type && (tells_repository || is_fallback) {
                wanted.extend(repository.work_types.keys().map(|kind| (Some(name.clone()), Some(kind.clone()))));
            }
        }
        let mut found: Vec<Arc<Known>> = Vec::new();
        for (repository, work_type) in wanted {
            if let Some(Ok(known)) = self.of_row(repository.as_deref(), work_type.as_deref())
                && !found.iter().any(|other| {
                    other.request.config == known.request.config && other.request.library == known.request.library
                })
            {
                found.push(known);
            }
        }
        found
    }
}

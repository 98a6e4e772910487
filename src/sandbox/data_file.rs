//! Owns the reading of `--data FILE`: what is wrong with it, and where.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::data::{ContentData, FirmData};

/// Most bytes of a data file; a firm of 100,000 workspaces fits.
const LIMIT: u64 = 256 << 20;
/// Most things one entry may be repeated to.
const MOST_REPEATS: u32 = 100_000;

/// A data file cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error("cannot read the data file `{}`", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the data file `{}` is larger than {} MiB", path.display(), LIMIT >> 20)]
    TooLarge { path: PathBuf },
    #[error("{}:{line}:{column}: {problem}; `docs/sandbox.md` shows the form of a data file", path.display())]
    Malformed { path: PathBuf, line: usize, column: usize, problem: String },
    #[error("{}: {problem}", path.display())]
    Inconsistent { path: PathBuf, problem: String },
}

/// Reads a data file.
///
/// # Errors
/// When it cannot be read, is no JSON of the documented form (with line and column), or contradicts itself.
pub fn load(path: &Path) -> Result<FirmData, DataError> {
    let read_error = |source| DataError::Read { path: path.to_owned(), source };
    let mut text = String::new();
    let file = File::open(path).map_err(read_error)?;
    file.take(LIMIT + 1).read_to_string(&mut text).map_err(read_error)?;
    if text.len() as u64 > LIMIT {
        return Err(DataError::TooLarge { path: path.to_owned() });
    }
    let data = parse(&text).map_err(|error| {
        let full = error.to_string();
        let tail = format!(" at line {} column {}", error.line(), error.column());
        DataError::Malformed {
            path: path.to_owned(),
            line: error.line(),
            column: error.column(),
            problem: full.strip_suffix(&tail).unwrap_or(&full).to_owned(),
        }
    })?;
    match contradiction(&data) {
        Some(problem) => Err(DataError::Inconsistent { path: path.to_owned(), problem }),
        None => Ok(data),
    }
}

fn parse(text: &str) -> Result<FirmData, serde_json::Error> {
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Finds what the types cannot forbid.
pub(super) fn contradiction(data: &FirmData) -> Option<String> {
    if data.libraries.is_empty() {
        return Some("`libraries` is empty; name at least one".into());
    }
    let libraries: BTreeSet<String> = data.libraries.iter().map(|library| library.id.to_lowercase()).collect();
    if libraries.len() < data.libraries.len() {
        return Some("`libraries` names one library twice (ids are compared without case)".into());
    }
    if let Some(preferred) = &data.preferred_library
        && !libraries.contains(&preferred.to_lowercase())
    {
        return Some(format!("`preferred_library` is `{preferred}`, which `libraries` does not name"));
    }
    let mut numbers = BTreeSet::new();
    for workspace in &data.workspaces {
        let library = workspace.library.to_lowercase();
        if !libraries.contains(&library) {
            let (name, library) = (&workspace.name, &workspace.library);
            return Some(format!("the workspace `{name}` is in `{library}`, which `libraries` does not name"));
        }
        if let Some(number) = workspace.number
            && !numbers.insert((library.clone(), number))
        {
            return Some(format!("the number {number} is used twice in `{}`", workspace.library));
        }
        if let Some(problem) = workspace.contents.iter().find_map(|it| content_problem(it, &library, &mut numbers)) {
            return Some(problem);
        }
    }
    None
}

fn content_problem(content: &ContentData, library: &str, numbers: &mut BTreeSet<(String, u64)>) -> Option<String> {
    let name = &content.name;
    if !content.kind.is_folder() && !content.contents.is_empty() {
        return Some(format!("`{name}` is no folder and cannot have `contents`"));
    }
    if content.repeat.is_some_and(|times| times > MOST_REPEATS) {
        return Some(format!("`{name}` is repeated more than {MOST_REPEATS} times"));
    }
    if content.repeat.is_some() && content.number.is_some() {
        return Some(format!("`{name}` has `repeat` and `number`; a number is one thing's"));
    }
    if let Some(number) = content.number
        && !numbers.insert((library.to_owned(), number))
    {
        return Some(format!("the number {number} is used twice in `{library}`"));
    }
    content.contents.iter().find_map(|inner| content_problem(inner, library, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_text(text: &str) -> Result<FirmData, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("firm.json");
        std::fs::write(&path, text).unwrap();
        load(&path).map_err(|error| error.to_string().replace(&*path.to_string_lossy(), "FILE"))
    }

    #[test]
    fn a_mistake_is_told_with_line_and_column_and_where_the_form_is_shown() {
        let error = load_text("{\n  \"libraries\": [{\"id\": \"ACTIVE\", \"hiden\": true}]\n}").unwrap_err();
        assert!(error.starts_with("FILE:2:"), "{error}");
        assert!(error.contains("unknown field `hiden`, expected `id` or `hidden`"), "{error}");
        assert!(error.contains("docs/sandbox.md"), "{error}");
        assert!(!error.contains(" at line "), "{error}");
        assert!(load_text("").unwrap_err().starts_with("FILE:1:0: EOF"));
        assert!(load_text("\u{feff}{\"libraries\":[{\"id\":\"A\"}]}").is_ok());
    }

    #[test]
    fn a_firm_that_contradicts_itself_is_refused() {
        let base = r#"{"libraries":[{"id":"A"}],"workspaces":[WS]}"#;
        for (workspaces, problem) in [
            (r#"{"library":"B","name":"x"}"#, "is in `B`"),
            (r#"{"library":"A","name":"x","number":1},{"library":"a","name":"y","number":1}"#, "used twice"),
            (
                r#"{"library":"A","name":"x","contents":[{"kind":"document","name":"d","contents":[{"name":"f"}]}]}"#,
                "is no folder",
            ),
            (r#"{"library":"A","name":"x","contents":[{"name":"f","repeat":100001}]}"#, "more than 100000"),
        ] {
            let error = load_text(&base.replace("WS", workspaces)).unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
        assert!(load_text(r#"{"libraries":[]}"#).unwrap_err().contains("is empty"));
        assert!(load_text(r#"{"libraries":[{"id":"A"}],"preferred_library":"B"}"#).unwrap_err().contains("`B`"));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = load(Path::new("/nonexistent/firm.json")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read the data file `/nonexistent/firm.json`");
    }
}

//! Owns how the contents of a workspace, and the workspaces of a library, look in each form (CONTRACT 5).

use std::io::{self, Write};

use indicatif::DecimalBytes;
use serde::Serialize;

use super::style::{Palette, paint};
use super::{csv, json, table};
use crate::imanage::workspaces::Workspace;
use crate::listing::entry::Kind;
use crate::listing::tree::Item;
use crate::text::sanitize::{display_width, harmless};

/// What is listed of one workspace.
pub struct Listed<'a> {
    pub environment: &'a str,
    pub workspace: &'a Workspace,
    /// The folder listed; empty: the workspace itself.
    pub path: &'a [String],
    /// In the order of the tree, those that are shown.
    pub items: &'a [Item],
    /// Those that are left out because of `--max-items`.
    pub left_out: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    kind: Kind,
    name: &'a str,
    path: &'a str,
    parent_id: Option<&'a str>,
    extension: Option<&'a str>,
    version: Option<u64>,
    size: Option<u64>,
    create_date: Option<&'a str>,
    edit_date: Option<&'a str>,
    access: Option<&'a str>,
    /// It should have been looked into, and the account may not.
    unreadable: bool,
}

const HEAD: [&str; 12] = [
    "id",
    "kind",
    "name",
    "path",
    "parent_id",
    "extension",
    "version",
    "size",
    "create_date",
    "edit_date",
    "access",
    "unreadable",
];

impl<'a> From<&'a Item> for Row<'a> {
    fn from(item: &'a Item) -> Self {
        let entry = &item.entry;
        Row {
            id: &entry.id,
            kind: entry.kind,
            name: &entry.name,
            path: &item.path,
            parent_id: entry.parent_id.as_deref(),
            extension: entry.extension.as_deref(),
            version: entry.version,
            size: entry.size,
            create_date: entry.create_date.as_deref(),
            edit_date: entry.edit_date.as_deref(),
            access: entry.access.as_deref(),
            unreadable: item.is_unreadable,
        }
    }
}

impl Row<'_> {
    fn cells(&self) -> Vec<String> {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let number = |value: Option<u64>| value.map(|number| number.to_string()).unwrap_or_default();
        vec![
            self.id.to_owned(),
            self.kind.word().to_owned(),
            self.name.to_owned(),
            self.path.to_owned(),
            text(self.parent_id),
            text(self.extension),
            number(self.version),
            number(self.size),
            text(self.create_date),
            text(self.edit_date),
            text(self.access),
            self.unreadable.to_string(),
        ]
    }
}

/// Writes one JSON document.
pub fn json_document(out: &mut dyn Write, listed: &Listed<'_>) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema_version: u8,
        environment: &'a str,
        workspace: WorkspaceRow<'a>,
        path: &'a [String],
        folders: usize,
        documents: usize,
        left_out: usize,
        items: Vec<Row<'a>>,
    }
    let (folders, documents) = count(listed.items);
    json::write(
        out,
        &Document {
            schema_version: 1,
            environment: listed.environment,
            workspace: listed.workspace.into(),
            path: listed.path,
            folders,
            documents,
            left_out: listed.left_out,
            items: listed.items.iter().map(Row::from).collect(),
        },
    )
}

/// Writes one JSON document a thing.
pub fn json_lines(out: &mut dyn Write, listed: &Listed<'_>) -> io::Result<()> {
    listed.items.iter().try_for_each(|item| json::write_line(out, &Row::from(item)))
}

/// Writes comma-separated values.
pub fn comma_separated(out: &mut dyn Write, listed: &Listed<'_>) -> io::Result<()> {
    csv::write(out, &HEAD, listed.items.iter().map(|item| Row::from(item).cells()))
}

/// Writes one full path a line; `/` and `\` inside names are escaped.
pub fn plain(out: &mut dyn Write, listed: &Listed<'_>) -> io::Result<()> {
    listed.items.iter().try_for_each(|item| writeln!(out, "{}", harmless(&item.path)))
}

/// Writes a tree with counts.
pub fn tree(out: &mut dyn Write, listed: &Listed<'_>, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let mut title = listed.workspace.name.clone();
    listed.path.iter().for_each(|name| title.push_str(&format!(" / {name}")));
    let id = paint(palette.faint, &harmless(&listed.workspace.id));
    writeln!(out, "{}  {id}", paint(palette.strong, &harmless(&title)))?;
    for (at, item) in listed.items.iter().enumerate() {
        let branch = branch(listed.items, at);
        let name = harmless(&item.entry.shown_name()).into_owned();
        let style = if item.entry.is_folder { palette.strong } else { anstyle::Style::new() };
        let told = harmless(&details(item)).into_owned();
        let used = display_width(&branch) + display_width(&name) + 2 + display_width(&told);
        // Where a terminal is too narrow for both, the name is what counts.
        let told = if told.is_empty() || width.is_some_and(|width| used > width && !item.is_unreadable) {
            String::new()
        } else {
            format!("  {}", paint(if item.is_unreadable { palette.bad } else { palette.faint }, &told))
        };
        writeln!(out, "{}{}{told}", paint(palette.faint, &branch), paint(style, &name))?;
    }
    let (folders, documents) = count(listed.items);
    let mut total = format!("{}, {}", counted(folders, "folder"), counted(documents, "document"));
    if listed.left_out > 0 {
        total.push_str(&format!("; {} more not shown", listed.left_out));
    }
    writeln!(out, "{}", paint(palette.faint, &total))
}

/// The lines before a name: `│   ├── `.
fn branch(items: &[Item], at: usize) -> String {
    let depth = items[at].depth;
    // Another one at this level, before the tree comes back to a higher one.
    let goes_on =
        |level: usize| items[at + 1..].iter().take_while(|item| item.depth >= level).any(|item| item.depth == level);
    let mut text: String = (1..depth).map(|level| if goes_on(level) { "│   " } else { "    " }).collect();
    text.push_str(if goes_on(depth) { "├── " } else { "└── " });
    text
}

fn details(item: &Item) -> String {
    let entry = &item.entry;
    let mut told = Vec::new();
    match entry.kind {
        Kind::Folder | Kind::Document => {}
        kind => told.push(kind.word().replace('-', " ")),
    }
    if item.is_unreadable {
        told.push("cannot be read: no access".to_owned());
    } else if entry.is_closed() {
        told.push("no access".to_owned());
    }
    if matches!(entry.kind, Kind::Folder | Kind::Tab) {
        match item.contents {
            Some((0, 0)) => told.push("empty".to_owned()),
            Some((0, documents)) => told.push(counted(documents, "document")),
            Some((folders, 0)) => told.push(counted(folders, "folder")),
            Some((folders, documents)) => {
                told.push(format!("{}, {}", counted(folders, "folder"), counted(documents, "document")));
            }
            None if entry.has_content == Some(false) => told.push("empty".to_owned()),
            None => {}
        }
    } else if !entry.is_folder {
        told.extend(entry.version.map(|version| format!("v{version}")));
        told.extend(entry.size.map(|size| DecimalBytes(size).to_string()));
        told.extend(entry.edit_date.as_deref().map(|date| date.get(..10).unwrap_or(date).to_owned()));
    }
    told.join(", ")
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn count(items: &[Item]) -> (usize, usize) {
    let folders = items.iter().filter(|item| item.entry.is_folder).count();
    (folders, items.len() - folders)
}

/// A workspace of a library as scripts read it.
#[derive(Serialize)]
struct WorkspaceRow<'a> {
    id: &'a str,
    kind: &'static str,
    name: &'a str,
    library: &'a str,
    custom1: Option<&'a str>,
    custom2: Option<&'a str>,
    description: Option<&'a str>,
    create_date: Option<&'a str>,
    edit_date: Option<&'a str>,
    access: Option<&'a str>,
}

const WORKSPACE_HEAD: [&str; 10] =
    ["id", "kind", "name", "library", "custom1", "custom2", "description", "create_date", "edit_date", "access"];

impl<'a> From<&'a Workspace> for WorkspaceRow<'a> {
    fn from(workspace: &'a Workspace) -> Self {
        WorkspaceRow {
            id: &workspace.id,
            kind: "workspace",
            name: &workspace.name,
            library: &workspace.library,
            custom1: workspace.customs.get("custom1").map(String::as_str),
            custom2: workspace.customs.get("custom2").map(String::as_str),
            description: workspace.description.as_deref(),
            create_date: workspace.create_date.as_deref(),
            edit_date: workspace.edit_date.as_deref(),
            access: workspace.effective_security.as_deref().or(workspace.default_security.as_deref()),
        }
    }
}

impl WorkspaceRow<'_> {
    fn cells(&self) -> Vec<String> {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        vec![
            self.id.to_owned(),
            self.kind.to_owned(),
            self.name.to_owned(),
            self.library.to_owned(),
            text(self.custom1),
            text(self.custom2),
            text(self.description),
            text(self.create_date),
            text(self.edit_date),
            text(self.access),
        ]
    }
}

/// Writes the workspaces of a library as one JSON document.
pub fn workspaces_json(
    out: &mut dyn Write,
    environment: &str,
    library: &str,
    workspaces: &[Workspace],
    left_out: usize,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema_version: u8,
        environment: &'a str,
        library: &'a str,
        left_out: usize,
        items: Vec<WorkspaceRow<'a>>,
    }
    let items = workspaces.iter().map(WorkspaceRow::from).collect();
    json::write(out, &Document { schema_version: 1, environment, library, left_out, items })
}

/// Writes one JSON document a workspace.
pub fn workspaces_json_lines(out: &mut dyn Write, workspaces: &[Workspace]) -> io::Result<()> {
    workspaces.iter().try_for_each(|workspace| json::write_line(out, &WorkspaceRow::from(workspace)))
}

/// Writes comma-separated values.
pub fn workspaces_csv(out: &mut dyn Write, workspaces: &[Workspace]) -> io::Result<()> {
    csv::write(out, &WORKSPACE_HEAD, workspaces.iter().map(|workspace| WorkspaceRow::from(workspace).cells()))
}

/// Writes id and title of a workspace a line, with a tab in between.
pub fn workspaces_plain(out: &mut dyn Write, workspaces: &[Workspace]) -> io::Result<()> {
    let line = |workspace: &Workspace| format!("{}\t{}", harmless(&workspace.id), harmless(&workspace.name));
    workspaces.iter().try_for_each(|workspace| writeln!(out, "{}", line(workspace)))
}

/// Writes a table of workspaces with their number.
pub fn workspaces_table(
    out: &mut dyn Write,
    library: &str,
    workspaces: &[Workspace],
    left_out: usize,
    palette: Palette,
    width: Option<usize>,
) -> io::Result<()> {
    let row = |workspace: &Workspace| {
        let custom = |name: &str| workspace.customs.get(name).cloned().unwrap_or_default();
        vec![workspace.id.clone(), custom("custom1"), custom("custom2"), workspace.name.clone()]
    };
    if !workspaces.is_empty() {
        let rows: Vec<_> = workspaces.iter().map(row).collect();
        table::write(out, &["id", "custom1", "custom2", "title"], &rows, palette, width)?;
    }
    let mut total = format!("{} in library {}", counted(workspaces.len(), "workspace"), harmless(library));
    if left_out > 0 {
        total.push_str(&format!("; {left_out} more not shown"));
    }
    writeln!(out, "{}", paint(palette.faint, &total))
}

//! Owns how a resolution looks in each form (CONTRACT 4).

use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::style::{Palette, paint};
use super::{drift, fields, table};
use crate::imanage::workspaces::Workspace;
use crate::operate::repositories::Mode;
use crate::resolve::explain;
use crate::resolve::filling::Looked;
use crate::resolve::judge::{Candidate, Outcome};
use crate::resolve::miss::{MissKind, NearMiss};
use crate::resolve::near;
use crate::resolve::one::Resolution;
use crate::text::sanitize::harmless;

/// Candidates told where nobody asked for an explanation.
const FEW: usize = 10;

/// A resolution as scripts read it. Keys without a value are there all the same.
#[derive(Serialize)]
struct Document<'a> {
    schema_version: u8,
    row: Option<u64>,
    id: Option<&'a str>,
    environment: &'a str,
    repository: Option<&'a str>,
    work_type: Option<&'a str>,
    mode: Mode,
    mode_inferred: bool,
    config: &'a str,
    query: Query<'a>,
    library: Option<&'a str>,
    outcome: Outcome,
    workspace: Option<Found<'a>>,
    candidates: Vec<Hit<'a>>,
    near_misses: Vec<Near<'a>>,
    message: Option<&'a str>,
    /// Only where it is compared with a saved run.
    #[serde(skip_serializing_if = "Option::is_none")]
    drift: Option<drift::Document<'a>>,
    /// Only where `--explain` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    id: &'a str,
    name: &'a str,
    library: &'a str,
    custom1: Option<&'a str>,
    custom2: Option<&'a str>,
}

#[derive(Serialize)]
struct Hit<'a> {
    id: &'a str,
    name: &'a str,
    equal: bool,
    /// `null`: the order of a search's hits is not known, since a list told this one.
    first: Option<bool>,
}

#[derive(Serialize)]
struct Near<'a> {
    kind: MissKind,
    sentence: &'a str,
    suggestion: &'a str,
    workspace: Option<Found<'a>>,
}

#[derive(Serialize)]
struct Explanation<'a> {
    /// The entry of the repository that was taken: a work type, or `null` for its default.
    entry: Option<&'a str>,
    doubts: Vec<String>,
    templates: Vec<TemplateShown<'a>>,
    values: &'a [Looked],
    operate: String,
    fix: Option<String>,
    /// Hits in all, and how many of them are equal.
    hits: usize,
    equal: usize,
    differences: Vec<Difference<'a>>,
    /// The reason in a few words, the same for all rows of that reason.
    reason: &'static str,
    /// Near misses were looked for until the budget was used up.
    near_misses_cut: bool,
}

#[derive(Serialize)]
struct TemplateShown<'a> {
    tag: &'a str,
    template: String,
}

#[derive(Serialize)]
struct Difference<'a> {
    id: &'a str,
    why: Option<&'a str>,
}

/// The query in its own order.
pub(super) struct Query<'a>(pub(super) &'a [(String, String)]);

impl Serialize for Query<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (tag, value) in self.0 {
            map.serialize_entry(tag, value)?;
        }
        map.end()
    }
}

/// A resolution as one JSON document.
pub fn document(resolution: &Resolution, with_explanation: bool) -> impl Serialize + '_ {
    row_document(resolution, (None, None), with_explanation)
}

/// A resolution as one JSON document, with number and id of its row.
pub(super) fn row_document<'a>(
    resolution: &'a Resolution,
    (row, id): (Option<u64>, Option<&'a str>),
    with_explanation: bool,
) -> impl Serialize + 'a {
    let request = &resolution.request;
    Document {
        schema_version: 1,
        row,
        id,
        environment: &resolution.environment,
        repository: request.repository.as_deref(),
        work_type: request.work_type.as_deref(),
        mode: request.config.mode(),
        mode_inferred: request.config.mode_inferred,
        config: &request.config.text,
        query: Query(&resolution.filling.fields),
        library: resolution.library.as_deref(),
        outcome: resolution.outcome,
        workspace: resolution.taken().map(|taken| found(&taken.workspace)),
        candidates: resolution.candidates.iter().map(|candidate| hit(candidate, resolution.knows_all_hits)).collect(),
        near_misses: resolution.near_misses.iter().map(shown).collect(),
        message: resolution.message.as_deref(),
        drift: resolution.drift.as_ref().map(drift::document),
        explanation: with_explanation.then(|| explanation(resolution)),
    }
}

fn found(workspace: &Workspace) -> Found<'_> {
    Found {
        id: &workspace.id,
        name: &workspace.name,
        library: &workspace.library,
        custom1: workspace.customs.get("custom1").map(String::as_str),
        custom2: workspace.customs.get("custom2").map(String::as_str),
    }
}

fn hit(candidate: &Candidate, knows_order: bool) -> Hit<'_> {
    let Candidate { workspace, equal, first, .. } = candidate;
    Hit { id: &workspace.id, name: &workspace.name, equal: *equal, first: knows_order.then_some(*first) }
}

fn shown(miss: &NearMiss) -> Near<'_> {
    Near {
        kind: miss.kind,
        sentence: &miss.sentence,
        suggestion: &miss.suggestion,
        workspace: miss.workspace.as_ref().map(found),
    }
}

fn explanation(resolution: &Resolution) -> Explanation<'_> {
    let config = &resolution.request.config;
    let templates = config.templates().into_iter();
    Explanation {
        entry: resolution.request.entry.as_deref(),
        doubts: config.doubts.iter().map(ToString::to_string).collect(),
        templates: templates.map(|(tag, template)| TemplateShown { tag, template: template.to_string() }).collect(),
        values: &resolution.filling.values,
        operate: explain::operate_does(resolution),
        fix: explain::who_can_fix(resolution),
        hits: resolution.all,
        equal: resolution.equal,
        differences: resolution
            .candidates
            .iter()
            .filter(|candidate| !candidate.equal)
            .map(|candidate| Difference { id: &candidate.workspace.id, why: candidate.differs.as_deref() })
            .collect(),
        reason: near::reason(resolution),
        near_misses_cut: resolution.near_misses_cut,
    }
}

/// Writes one tab-separated line: outcome, id, library, name of the workspace; the last three empty where there is none.
/// Where it is compared with a saved run, what became of it stands behind.
pub fn plain(out: &mut dyn Write, resolution: &Resolution) -> io::Result<()> {
    let taken = resolution.taken().map(|taken| &taken.workspace);
    let text = |field: fn(&Workspace) -> &str| harmless(taken.map(field).unwrap_or_default());
    let (id, library, name) = (text(|w| &w.id), text(|w| &w.library), text(|w| &w.name));
    write!(out, "{}\t{id}\t{library}\t{name}", resolution.outcome.word())?;
    match &resolution.drift {
        Some(drift) => writeln!(out, "\t{}", drift.change.word()),
        None => writeln!(out),
    }
}

/// Writes what came out, what Operate will do, why, and who can mend it; with `with_explanation` the whole way.
pub fn human(
    out: &mut dyn Write,
    resolution: &Resolution,
    with_explanation: bool,
    palette: Palette,
    width: Option<usize>,
) -> io::Result<()> {
    if with_explanation {
        human_way(out, resolution, palette, width)?;
    }
    let style = match resolution.outcome {
        Outcome::One => palette.good,
        Outcome::Many => palette.warning,
        _ => palette.bad,
    };
    let title = match resolution.taken() {
        Some(taken) => format!("{} ({})", taken.workspace.name, taken.workspace.id),
        None => meaning(resolution.outcome).to_owned(),
    };
    writeln!(out, "{}  {}", paint(style, resolution.outcome.word()), paint(palette.strong, &harmless(&title)))?;
    let mut told = vec![("  Operate", explain::operate_does(resolution))];
    if !resolution.filling.fields.is_empty() {
        told.push(("  asked", query(resolution)));
    }
    told.extend(resolution.message.clone().map(|message| ("  why", message)));
    told.extend(resolution.drift.as_ref().map(|drift| ("  drift", drift::line(drift))));
    told.extend(explain::who_can_fix(resolution).map(|fix| ("  who can fix", fix)));
    fields::human(out, &told, palette, width)?;
    if !with_explanation && resolution.outcome != Outcome::One && !resolution.candidates.is_empty() {
        writeln!(out)?;
        candidates(out, resolution, FEW, palette, width)?;
    }
    Ok(())
}

fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::One | Outcome::Many => "",
        Outcome::Loose => "hits, but none equal",
        Outcome::None => "nothing found",
        Outcome::Unresolved => "a composer path has no value",
        Outcome::Denied => "access denied",
        Outcome::Error => "it could not be asked",
    }
}

/// `custom1 = 12345, custom2 = 00001 in ACTIVE`.
fn query(resolution: &Resolution) -> String {
    let label = |tag: &str| if tag == "name" { "title".to_owned() } else { tag.to_owned() };
    let fields = resolution.filling.fields.iter().map(|(tag, value)| format!("{} = {value}", label(tag)));
    let fields = fields.collect::<Vec<_>>().join(", ");
    match &resolution.library {
        Some(library) => format!("{fields} in library {library}"),
        None => fields,
    }
}

fn human_way(out: &mut dyn Write, resolution: &Resolution, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let request = &resolution.request;
    let inferred = if request.config.mode_inferred { " (inferred from the config)" } else { "" };
    let mode = match request.config.mode() {
        Mode::Default => format!("default: by title{inferred}"),
        Mode::Search => format!("search: by tags, all of which must hold{inferred}"),
    };
    let mut told = Vec::new();
    if let Some(repository) = &request.repository {
        let choice = match (&request.entry, &request.work_type) {
            (Some(entry), Some(asked)) if entry != asked => format!(", the entry of `{entry}` for `{asked}`"),
            (Some(entry), _) => format!(", the entry of `{entry}`"),
            (None, Some(asked)) => format!(", its own resolver: it has none for `{asked}`"),
            (None, None) => String::new(),
        };
        told.push(("repository", format!("{repository}{choice}")));
    }
    told.push(("config", request.config.text.clone()));
    told.push(("mode", mode));
    told.extend(request.config.doubts.iter().map(|doubt| ("doubt", doubt.to_string())));
    fields::human(out, &told, palette, width)?;
    if !resolution.filling.values.is_empty() {
        writeln!(out)?;
        let row = |looked: &Looked| {
            let value = looked.value.clone().or_else(|| looked.why.as_ref().map(|why| format!("({why})")));
            vec![looked.tag.clone(), format!("[{}]", looked.path), value.unwrap_or_default()]
        };
        let rows: Vec<_> = resolution.filling.values.iter().map(row).collect();
        table::write(out, &["tag", "path", "value"], &rows, palette, width)?;
    }
    if !resolution.candidates.is_empty() {
        writeln!(out)?;
        candidates(out, resolution, usize::MAX, palette, width)?;
    }
    near_misses(out, resolution, palette, width)?;
    writeln!(out)
}

/// Writes what almost was the workspace: its kind and what is the case, and below it who changes what.
fn near_misses(out: &mut dyn Write, resolution: &Resolution, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let misses = &resolution.near_misses;
    if !misses.is_empty() {
        writeln!(out, "\n{}", paint(palette.faint, "near misses"))?;
        let lines = |miss: &NearMiss| [(miss.kind.word(), miss.sentence.clone()), ("", miss.suggestion.clone())];
        fields::human(out, &misses.iter().flat_map(lines).collect::<Vec<_>>(), palette, width)?;
    }
    if resolution.near_misses_cut {
        let note = "near misses were looked for until the budget for explanations was used up";
        writeln!(out, "{}", paint(palette.faint, note))?;
    }
    Ok(())
}

/// Writes the hits, only equal ones where there are some and not all are asked for.
fn candidates(
    out: &mut dyn Write,
    resolution: &Resolution,
    most: usize,
    palette: Palette,
    width: Option<usize>,
) -> io::Result<()> {
    let row = |candidate: &Candidate| {
        let first = if candidate.first { "first" } else { "" };
        let equal = if candidate.equal { "yes" } else { "no" };
        let why = candidate.differs.clone().unwrap_or_default();
        vec![candidate.workspace.id.clone(), equal.into(), first.into(), candidate.workspace.name.clone(), why]
    };
    let is_told = |candidate: &&Candidate| candidate.equal || resolution.equal == 0 || most == usize::MAX;
    let rows: Vec<_> = resolution.candidates.iter().filter(is_told).take(most).map(row).collect();
    table::write(out, &["candidate", "equal", "order", "title", "why not"], &rows, palette, width)?;
    match resolution.all.saturating_sub(rows.len()) {
        0 => Ok(()),
        more => writeln!(out, "{}", paint(palette.faint, &format!("and {more} more that are not shown"))),
    }
}

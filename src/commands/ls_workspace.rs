//! Runs `imctl ls-workspace`: the contents of a workspace as a tree, or the workspaces of a library.

use super::stage::Stage;
use super::{service, work_item};
use crate::cli::global::Form;
use crate::cli::ls_workspace::{LsWorkspaceArgs, SortChoice};
use crate::config::Config;
use crate::failure::resolve::{NoLibrary, NoWorkspace};
use crate::failure::usage::UsageError;
use crate::failure::verdict::Verdict;
use crate::imanage::ids::ObjectId;
use crate::imanage::workspaces::Workspace;
use crate::listing::order::Order;
use crate::listing::read;
use crate::listing::tree::{Item, Show};
use crate::operate::areas::{self, SUGGESTED};
use crate::operate::resolver_config::is_search_field;
use crate::operate::work_item::WorkItem;
use crate::output::listing::{self, Listed};
use crate::resolve::judge::Outcome;
use crate::resolve::one;
use crate::resolve::ready::Ready;
use crate::resolve::request::Request;
use crate::session::connect::{self, Session};
use crate::session::service::Service;
use crate::text::names;

const FORMS: [Form; 5] = [Form::Human, Form::Plain, Form::Json, Form::Ndjson, Form::Csv];

/// What is to be listed.
enum Wanted {
    Id(ObjectId),
    /// What leads to the one workspace, and the folder an area has there.
    Found {
        ready: Ready,
        folder: Option<String>,
    },
    /// The workspaces of a library.
    Library(Vec<(String, String)>),
}

/// What was listed.
enum Answer {
    Contents { workspace: Box<Workspace>, path: Vec<String>, items: Vec<Item> },
    Workspaces { library: String, workspaces: Vec<Workspace> },
}

/// Runs the command.
pub(crate) fn run(args: &LsWorkspaceArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let loaded = super::configuration::load(stage)?;
    let form = stage.form("ls-workspace", &FORMS)?;
    let wanted = wanted(args, &loaded.config, stage)?;
    let service = Service::of(loaded.config, stage.world, service::asking(stage))?;

    let waiting = stage.waiting("asking iManage", service.may_ask());
    let (answer, is_stored) = crate::http::run(async {
        let session = connect::connect(&service).await?;
        let answer = ask(&session, &service, args, &wanted).await?;
        anyhow::Ok((answer, session.is_stored))
    })??;
    drop(waiting);
    if !is_stored {
        stage.note_not_linked();
    }

    let most = args.max_items.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    match &answer {
        Answer::Contents { workspace, path, items } => {
            let environment = &service.config.environment;
            let shown = &items[..items.len().min(most)];
            let left_out = items.len() - shown.len();
            show_contents(&Listed { environment, workspace, path, items: shown, left_out }, form, stage)?;
            Ok(judge(items, stage))
        }
        Answer::Workspaces { library, workspaces } => {
            let shown = &workspaces[..workspaces.len().min(most)];
            show_workspaces(&service.config.environment, library, shown, workspaces.len() - shown.len(), form, stage)?;
            Ok(Verdict::Ok)
        }
    }
}

/// Puts together from the options what is to be listed.
fn wanted(args: &LsWorkspaceArgs, config: &Config, stage: &mut Stage<'_>) -> anyhow::Result<Wanted> {
    let library = args.library.as_deref();
    let found = |request: Request, work_item, folder| Wanted::Found { ready: Ready::of(request, work_item), folder };
    if let Some(text) = &args.workspace {
        return Ok(match ObjectId::parse(text) {
            Some(id) => Wanted::Id(id),
            None => found(Request::of_title(text, library), &WorkItem::default(), None),
        });
    }
    if let Some(name) = &args.area {
        let (workspace, folder) = area(config, name)?;
        return Ok(found(Request::of_title(&workspace, library), &WorkItem::default(), folder));
    }
    if let Some(name) = &args.of.repository {
        let work_item = work_item::read(&args.of, stage)?;
        let mut request = Request::of_repository(config, name, args.of.work_type.as_deref())?;
        request.library = args.library.clone().or(request.library);
        return Ok(found(request, &work_item, None));
    }
    Ok(Wanted::Library(filters(args)?))
}

/// Workspace and folder of an area: as declared, else as the overview suggests.
fn area(config: &Config, name: &str) -> Result<(String, Option<String>), NoWorkspace> {
    if let Some(area) = config.areas.get(name) {
        return Ok((area.workspace.clone(), area.folder.clone()));
    }
    if let Some(area) = areas::suggested(name) {
        return Ok((area.workspace.to_owned(), Some(area.folder.to_owned())));
    }
    let suggested = SUGGESTED.iter().map(|area| area.key);
    let mut known: Vec<&str> = config.areas.keys().map(String::as_str).chain(suggested).collect();
    known.sort_unstable();
    known.dedup();
    Err(NoWorkspace::UnknownArea {
        name: name.to_owned(),
        near: names::nearest(name, known.iter().copied()).map(str::to_owned),
        known: known.into_iter().map(str::to_owned).collect(),
    })
}

/// Search fields and values of the filters.
fn filters(args: &LsWorkspaceArgs) -> Result<Vec<(String, String)>, UsageError> {
    let wrong = |message: String, hint: &str| UsageError::Command { message, hint: hint.to_owned() };
    let given = [("name", &args.name), ("custom1", &args.custom1), ("custom2", &args.custom2)];
    let mut fields: Vec<(String, String)> =
        given.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value.clone()?))).collect();
    for text in &args.with {
        let (field, value) = text.split_once('=').ok_or_else(|| {
            wrong(format!("`{text}` is not of the form `field=value`"), "write `--with subclass=MATTER`")
        })?;
        if !is_search_field(field) {
            return Err(wrong(
                format!("`{field}` is no documented search field"),
                "use `custom1` to `custom30`, `name`, `description`, `owner`, `class` or `subclass`",
            ));
        }
        fields.push((field.to_ascii_lowercase(), value.to_owned()));
    }
    match fields.iter().find(|(_, value)| value.trim().is_empty()) {
        Some((field, _)) => Err(wrong(
            format!("the value of `{field}` is empty"),
            "give a value, or leave the filter out: iManage takes an empty one as no limit",
        )),
        None => Ok(fields),
    }
}

async fn ask(session: &Session, service: &Service, args: &LsWorkspaceArgs, wanted: &Wanted) -> anyhow::Result<Answer> {
    let library = |named: &Option<String>| {
        named.clone().or_else(|| args.library.clone()).or_else(|| session.library.clone()).ok_or(NoLibrary)
    };
    let (workspace, folder) = match wanted {
        Wanted::Library(fields) => {
            let library = library(&None)?;
            let mut workspaces = Vec::new();
            session.api.search_workspaces(&library, fields, |workspace| workspaces.push(workspace)).await?;
            sort(&mut workspaces, args.sort);
            return Ok(Answer::Workspaces { library, workspaces });
        }
        Wanted::Id(id) => {
            let found = session.api.workspace(id).await?;
            (found.ok_or_else(|| NoWorkspace::NotFound { what: id.to_string() })?, None)
        }
        Wanted::Found { ready, folder } => {
            let environment = &service.config.environment;
            let library = library(&ready.request.library)?;
            let resolution = one::resolve(&session.api, &library, environment, ready).await?;
            let message = || resolution.message.clone().unwrap_or_default();
            let no = match resolution.outcome {
                Outcome::One => None,
                Outcome::Many => {
                    let equal = resolution.candidates.iter().filter(|candidate| candidate.equal);
                    Some(NoWorkspace::Ambiguous { ids: equal.map(|equal| equal.workspace.id.clone()).collect() })
                }
                Outcome::Loose => Some(NoWorkspace::NotSure { message: message() }),
                Outcome::None => {
                    let values = ready.filling.fields.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
                    Some(NoWorkspace::NotFound { what: values.join(" / ") })
                }
                Outcome::Unresolved => Some(NoWorkspace::Unresolved { message: message() }),
                Outcome::Denied | Outcome::Error => Some(NoWorkspace::Denied { message: message() }),
            };
            match (no, resolution.taken()) {
                (None, Some(taken)) => (taken.workspace.clone(), folder.clone()),
                (no, _) => {
                    return Err(no.unwrap_or(NoWorkspace::NotSure { message: message() }).into());
                }
            }
        }
    };
    let id = ObjectId::parse(&workspace.id).ok_or_else(|| NoWorkspace::NotFound { what: workspace.id.clone() })?;
    let show = show(args);
    let read = read::read(&session.api, &id, args.path.as_deref().or(folder.as_deref()), show).await?;
    let items = read.tree.items(&read.top, &read.path, show);
    Ok(Answer::Contents { workspace: Box::new(workspace), path: read.path, items })
}

fn show(args: &LsWorkspaceArgs) -> Show {
    let depth = if args.recursive { None } else { Some(args.depth.map_or(1, usize::from)) };
    let order = match args.sort {
        SortChoice::Name => Order::Name,
        SortChoice::Date => Order::Date,
        SortChoice::Size => Order::Size,
    };
    Show { depth, folders_only: args.folders_only, order }
}

/// Workspaces have no size: they are ordered by name then.
fn sort(workspaces: &mut [Workspace], by: SortChoice) {
    workspaces.sort_by_cached_key(|workspace| (names::fold(&workspace.name), workspace.id.clone()));
    if by == SortChoice::Date {
        workspaces.sort_by(|a, b| b.edit_date.cmp(&a.edit_date));
    }
}

fn show_contents(listed: &Listed<'_>, form: Form, stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match form {
        Form::Plain => listing::plain(out, listed),
        Form::Json => listing::json_document(out, listed),
        Form::Ndjson => listing::json_lines(out, listed),
        Form::Csv => listing::comma_separated(out, listed),
        _ => listing::tree(out, listed, palette, width),
    })?;
    if listed.left_out > 0 && form != Form::Human {
        stage.note(&format!("{} more are not shown (`--max-items`)", listed.left_out));
    }
    Ok(())
}

fn show_workspaces(
    environment: &str,
    library: &str,
    workspaces: &[Workspace],
    left_out: usize,
    form: Form,
    stage: &mut Stage<'_>,
) -> anyhow::Result<()> {
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match form {
        Form::Plain => listing::workspaces_plain(out, workspaces),
        Form::Json => listing::workspaces_json(out, environment, library, workspaces, left_out),
        Form::Ndjson => listing::workspaces_json_lines(out, workspaces),
        Form::Csv => listing::workspaces_csv(out, workspaces),
        _ => listing::workspaces_table(out, library, workspaces, left_out, palette, width),
    })?;
    if left_out > 0 && form != Form::Human {
        stage.note(&format!("{left_out} more are not shown (`--max-items`)"));
    }
    Ok(())
}

/// A folder that could not be read makes the listing incomplete.
fn judge(items: &[Item], stage: &mut Stage<'_>) -> Verdict {
    let closed: Vec<&str> = items.iter().filter(|item| item.is_unreadable).map(|item| item.path.as_str()).collect();
    let Some(first) = closed.first() else { return Verdict::Ok };
    let more = match closed.len() {
        1 => String::new(),
        number => format!(" and {} more", number - 1),
    };
    stage.warn(&format!("`{first}`{more} cannot be read by this account: the listing is incomplete"));
    Verdict::Incomplete
}

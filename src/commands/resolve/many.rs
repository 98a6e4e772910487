//! Runs `imctl resolve --from`: many work items -> what each comes to.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::writing::{self, Target, Unwritten, Writer, Writing, Written};
use super::{choice_of, mode};
use crate::cli::global::Form;
use crate::cli::resolve::{InputChoice, OutcomeChoice, ResolveArgs, StrategyChoice};
use crate::commands::service;
use crate::commands::stage::Stage;
use crate::failure::bulk::RowsUnwritable;
use crate::failure::resolve::NoLibrary;
use crate::failure::usage::{OutputError, UsageError};
use crate::failure::verdict::Verdict;
use crate::http::Interrupted;
use crate::operate::work_item::WorkItem;
use crate::output::bulk::{Export, RowForm, RowWriter};
use crate::output::bulk_summary::{self, Summary};
use crate::output::{drift, progress};
use crate::resolve::bulk::choice::Strategy;
use crate::resolve::bulk::error::InputError;
use crate::resolve::bulk::figures::{Figures, Watch};
use crate::resolve::bulk::index::{MOST_SHAPES, Shape};
use crate::resolve::bulk::input::Input;
use crate::resolve::bulk::requests::{Fallback, Requests};
use crate::resolve::bulk::resume::Earlier;
use crate::resolve::bulk::source::{InputForm, Source};
use crate::resolve::bulk::tally::Tally;
use crate::resolve::bulk::{self, BulkError, Run, reader};
use crate::resolve::drift::{Drift, Report, Saved};
use crate::resolve::judge::Outcome;
use crate::resolve::near::Budget;
use crate::resolve::request::Request;
use crate::session::connect;
use crate::session::service::Service;
use crate::sys::whole_file::WholeFile;
use crate::sys::world::is_closed_pipe;

/// How long a run of many rows waits, beyond a request's own time, when the server has everybody wait.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// What a run is made of.
struct Many {
    input: Input,
    name: String,
    size: Option<u64>,
    strategy: Strategy,
    shapes: Vec<Shape>,
    explains: Option<u32>,
    form: Form,
    writing: Writing,
    /// Where rows go, as errors name it; `None`: standard output.
    file: Option<String>,
    earlier: u64,
}

/// What a run came to.
struct Ended {
    result: Result<(), anyhow::Error>,
    figures: Option<Figures>,
    written: Option<Written>,
    took: Duration,
    is_stored: bool,
}

/// Runs the command.
pub(super) fn run(args: &ResolveArgs, path: &Path, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let loaded = crate::commands::configuration::load(stage)?;
    let form = form(args, stage)?;
    let mut service = Service::of(loaded.config, stage.world, service::asking(stage))?;
    service.http = service.http.patient(PATIENCE);
    let many = prepare(args, path, form, &service, stage)?;
    let (name, earlier, file) = (many.name.clone(), many.earlier, many.file.clone());
    for doubt in &many.input.doubts {
        stage.warn(doubt);
    }

    let ended = work(many, &service, stage);
    if !ended.is_stored {
        stage.note_not_linked();
    }
    // A writer that is held up keeps what it has; nothing more can be told of it then.
    let Some(Written { writing, result: written }) = ended.written else {
        return Err(ended.result.err().unwrap_or_else(|| Interrupted::ByPerson.into()));
    };
    let Writing { target, tally, drift, save, .. } = writing;
    if let Target::Stdout(stdout) = target {
        stage.world.stdout = stdout;
    }
    let report = drift.map(Drift::finish);
    let is_closed = matches!(&written, Err(Unwritten::Target(cause)) if is_closed_pipe(cause));
    let is_cut = ended.result.is_err() || written.is_err();

    let summary = Summary {
        name: &name,
        environment: &service.config.environment,
        host: &crate::http::host_of(&service.base_url),
        tally: &tally,
        earlier,
        figures: ended.figures.as_ref(),
        pace: &service.http.figures(),
        concurrency: service.config.linked_service.http.concurrency,
        took: ended.took,
        is_cut: is_cut && !is_closed,
    };
    show(&summary, report.as_ref(), form, stage)?;
    match written {
        Err(Unwritten::Target(_)) if is_closed => return Ok(judge(&tally, &args.fail_on, report.as_ref())),
        Err(Unwritten::Target(cause)) => {
            return Err(match file {
                Some(name) => RowsUnwritable { name, cause }.into(),
                None => OutputError(cause).into(),
            });
        }
        Err(Unwritten::Save(error)) => return Err(error.into()),
        Ok(()) => ended.result?,
    };
    if let Some(save) = save {
        save.put_in_place()?;
    }
    Ok(judge(&tally, &args.fail_on, report.as_ref()))
}

/// The form of the answer: rows, or for people their summary.
fn form(args: &ResolveArgs, stage: &mut Stage<'_>) -> Result<Form, UsageError> {
    let form = stage.form("resolve", &[Form::Human, Form::Plain, Form::Json, Form::Ndjson, Form::Csv])?;
    let asked = stage.global.output.is_some();
    let refuse = |message: &str, hint: &str| Err(UsageError::Command { message: message.into(), hint: hint.into() });
    match &args.many {
        many if many.resume.is_some() && asked && !matches!(form, Form::Human | Form::Ndjson) => {
            refuse("`--resume` writes its file as ndjson", "leave `--output` out, or say `--output ndjson`")
        }
        many if !many.only_outcome.is_empty() && asked => {
            refuse("`--only-outcome` writes rows in the form of the input", "leave `--output` out")
        }
        _ => Ok(form),
    }
}

/// Opens all that is read and written, so that what cannot be is told before anything is asked.
fn prepare(
    args: &ResolveArgs,
    path: &Path,
    form: Form,
    service: &Service,
    stage: &mut Stage<'_>,
) -> anyhow::Result<Many> {
    let environment = &service.config.environment;
    let fallback = match (&args.of.repository, &args.resolver_config) {
        (Some(name), _) => {
            // A name that is not there, or a config that cannot work, concerns all rows.
            Request::of_repository(&service.config, name, args.of.work_type.as_deref())?;
            Fallback::Repository { name: name.clone(), work_type: args.of.work_type.clone() }
        }
        (None, Some(text)) => {
            let request = Request::of_text(text, args.mode.map(mode), None)?;
            for doubt in &request.config.doubts {
                stage.warn(&format!("resolver config: {doubt}"));
            }
            Fallback::Text(Box::new(request))
        }
        (None, None) => Fallback::Nothing,
    };
    let requests = Requests::new(Arc::clone(&service.config), fallback, args.library.clone(), told(args)?);
    let source = open(path, stage)?;
    let (name, size) = (source.name.clone(), source.size);
    let keeps_originals = !args.many.only_outcome.is_empty();
    let mut input = Input::open(source, args.many.from_format.map(input_form), requests, keeps_originals)?;
    let mut shapes: Vec<Shape> = Vec::new();
    for known in input.possible() {
        if let Some(shape) = Shape::of(&known.request.config)
            && shapes.len() < MOST_SHAPES
            && !shapes.contains(&shape)
        {
            shapes.push(shape);
        }
    }
    let drift = args.compare.as_deref().map(Saved::read).transpose()?.map(Drift::of);
    let save = args.save.as_deref().map(WholeFile::create).transpose()?;
    let (mut tally, mut earlier, mut file) = (Tally::default(), 0, None);
    let target = match &args.many.resume {
        None => Target::Stdout(std::mem::replace(&mut stage.world.stdout, Box::new(io::sink()))),
        Some(path) => {
            let place = stage.world.absolute(path);
            let mut known = Earlier::open(&place, &mut input, environment, &mut tally)?;
            let name = path.display().to_string();
            known.go_on().map_err(|cause| RowsUnwritable { name: name.clone(), cause })?;
            tell_earlier(&known, &name, stage);
            (earlier, file) = (known.rows, Some(name));
            Target::File(known.file)
        }
    };
    let row_form = match (form, &args.many) {
        (_, many) if !many.only_outcome.is_empty() => RowForm::Export(Export {
            shape: input.shape(),
            outcomes: many.only_outcome.iter().map(|choice| outcome(*choice)).collect(),
            is_safe: many.excel_safe,
        }),
        (_, many) if many.resume.is_some() => RowForm::Ndjson,
        // The last three are forms of reports, which `resolve` does not have.
        (Form::Human | Form::Junit | Form::Tap | Form::Markdown, _) => RowForm::Nothing,
        (Form::Plain, _) => RowForm::Plain,
        (Form::Json, _) => RowForm::Json,
        (Form::Ndjson, _) => RowForm::Ndjson,
        (Form::Csv, _) => RowForm::Csv,
    };
    let rows = RowWriter::new(row_form, environment, args.explain, drift.is_some());
    Ok(Many {
        input,
        name,
        size,
        strategy: match args.many.strategy {
            StrategyChoice::Auto => Strategy::Auto,
            StrategyChoice::Search => Strategy::Search,
            StrategyChoice::Scan => Strategy::Scan,
        },
        shapes,
        explains: args.explain.then_some(args.many.explain_budget),
        form,
        writing: Writing { target, rows, tally, drift, save, is_whole: Arc::default() },
        file,
        earlier,
    })
}

/// The values that options tell for all rows.
fn told(args: &ResolveArgs) -> Result<Vec<(String, String)>, UsageError> {
    let read = |text: &String| {
        WorkItem::split_setting(text).map_err(|error| UsageError::Command {
            message: format!("--set: {error}"),
            hint: "write `--set client.reference=12345`".into(),
        })
    };
    args.of.set.iter().map(read).collect()
}

fn open(path: &Path, stage: &mut Stage<'_>) -> Result<Source, InputError> {
    if path == Path::new("-") {
        let stdin = std::mem::replace(&mut stage.world.stdin, Box::new(io::empty()));
        return Source::open(stdin, "standard input", None);
    }
    let name = path.display().to_string();
    let error = |source| InputError::Unreadable { name: name.clone(), source };
    let file = File::open(stage.world.absolute(path)).map_err(error)?;
    let about = file.metadata().map_err(error)?;
    let size = about.is_file().then_some(about.len());
    Source::open(Box::new(file), &name, size)
}

fn tell_earlier(earlier: &Earlier, name: &str, stage: &mut Stage<'_>) {
    let rows = bulk_summary::grouped(earlier.rows);
    let cut = if earlier.is_cut { "; a row that was half written is cut off" } else { "" };
    match (earlier.rows, earlier.is_cut) {
        (0, false) => stage.note(&format!("rows are written to `{name}`")),
        _ => stage.note(&format!("`{name}` has {rows} rows already, and is gone on with{cut}")),
    }
}

/// Reads, asks and writes, each on a thread of its own, until the rows end or somebody ends it.
fn work(many: Many, service: &Service, stage: &mut Stage<'_>) -> Ended {
    let begun = Instant::now();
    let watch = Arc::new(Watch::default());
    let is_shown = many.form == Form::Human || many.file.is_some() || !stage.world.terminal.stdout;
    let (seen, size) = (Arc::clone(&watch), many.size);
    let bar =
        stage.following(is_shown && !service.may_ask(), move |elapsed| progress::rows_line(&seen.now(), size, elapsed));
    let (hand_rows, rows) = tokio::sync::mpsc::channel(reader::WAITING);
    let (hand_done, done) = tokio::sync::mpsc::channel(writing::WAITING);
    let (input, is_whole) = (many.input, Arc::clone(&many.writing.is_whole));
    let read = std::thread::Builder::new().name("input".into()).spawn(move || reader::read(input, &hand_rows));
    let started = read.and_then(|_| Writer::start(many.writing, done));
    let mut writer = match started {
        Ok(writer) => writer,
        Err(_) => {
            let result = Err(Interrupted::NoRuntime.into());
            return Ended { result, figures: None, written: None, took: begun.elapsed(), is_stored: true };
        }
    };
    let (mut is_stored, mut figures) = (true, None);
    let result = crate::http::run(async {
        let session = connect::connect(service).await?;
        is_stored = session.is_stored;
        let run = Run {
            api: &session.api,
            environment: &service.config.environment,
            library: session.library.as_deref(),
            strategy: many.strategy,
            concurrency: service.config.linked_service.http.concurrency,
            budget: many.explains.map(|requests| Budget::of(requests as usize)),
            shapes: &many.shapes,
            size,
        };
        let (told, result) = bulk::run(&run, rows, &hand_done, &watch).await;
        figures = Some(told);
        is_whole.store(result.is_ok(), Ordering::Release);
        drop(hand_done);
        writer.ended().await;
        result.map_err(|error| match error {
            BulkError::NoLibrary => NoLibrary.into(),
            error => anyhow::Error::from(error),
        })
    });
    let result = match result {
        Ok(result) => result,
        Err(interrupted) => Err(interrupted.into()),
    };
    let written = writer.take_back();
    drop(bar);
    Ended { result, figures, written, took: begun.elapsed(), is_stored }
}

/// Shows what the run came to: the whole of it where people read stdout, else one line on stderr.
fn show(summary: &Summary<'_>, report: Option<&Report>, form: Form, stage: &mut Stage<'_>) -> Result<(), OutputError> {
    if form == Form::Human {
        let (palette, width) = (stage.stdout_palette, stage.stdout_width());
        return stage.show(|out| {
            bulk_summary::human(out, summary, palette, width)?;
            match report {
                None => Ok(()),
                Some(report) => {
                    writeln!(out)?;
                    drift::human(out, report, palette, width)
                }
            }
        });
    }
    stage.note(&bulk_summary::line(summary));
    if let Some(report) = report {
        let told = report.counts.iter().filter(|(_, count)| *count > 0);
        let told: Vec<String> =
            told.map(|(change, count)| format!("{} {}", bulk_summary::grouped(*count), change.word())).collect();
        let gone = match report.only_in_saved {
            0 => String::new(),
            rows => format!("; {} only in the saved run", bulk_summary::grouped(rows)),
        };
        stage.note(&format!("since the saved run: {}{gone}", told.join(", ")));
    }
    Ok(())
}

/// Rows of an outcome that fails come first, then what could not be asked, then what is worse than in the saved run.
fn judge(tally: &Tally, fail_on: &[OutcomeChoice], report: Option<&Report>) -> Verdict {
    let fails = |outcome: &Outcome| *outcome != Outcome::Error && fail_on.contains(&choice_of(*outcome));
    if Outcome::ALL.iter().filter(|outcome| fails(outcome)).any(|outcome| tally.all.of(*outcome) > 0) {
        Verdict::Findings
    } else if tally.all.of(Outcome::Error) > 0 {
        Verdict::Incomplete
    } else if report.is_some_and(Report::is_worse) {
        Verdict::Findings
    } else {
        Verdict::Ok
    }
}

fn outcome(choice: OutcomeChoice) -> Outcome {
    Outcome::ALL.into_iter().find(|outcome| choice_of(*outcome) == choice).unwrap_or(Outcome::Error)
}

fn input_form(choice: InputChoice) -> InputForm {
    match choice {
        InputChoice::Csv => InputForm::Csv,
        InputChoice::Ndjson => InputForm::Ndjson,
        InputChoice::Json => InputForm::Json,
    }
}

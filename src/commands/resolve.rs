//! Runs `imctl resolve`: resolver config + work item -> workspace. Many work items are `many.rs`'s.

mod many;
mod writing;

use super::stage::Stage;
use super::{service, work_item};
use crate::cli::global::Form;
use crate::cli::resolve::{ModeChoice, OutcomeChoice, ResolveArgs};
use crate::failure::resolve::NoLibrary;
use crate::failure::verdict::Verdict;
use crate::operate::repositories::Mode;
use crate::output::{json, resolution};
use crate::resolve::drift::{Drift, Row, Saved};
use crate::resolve::judge::Outcome;
use crate::resolve::near::{self, Budget};
use crate::resolve::one::{self, Resolution};
use crate::resolve::ready::Ready;
use crate::resolve::request::Request;
use crate::session::connect;
use crate::session::service::Service;
use crate::sys::whole_file::WholeFile;

/// Runs the command.
pub(crate) fn run(args: &ResolveArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    match &args.many.from {
        Some(path) => many::run(args, path, stage),
        None => one(args, stage),
    }
}

/// Resolves one work item.
fn one(args: &ResolveArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let loaded = super::configuration::load(stage)?;
    let form = stage.form("resolve", &[Form::Human, Form::Plain, Form::Json, Form::Ndjson])?;
    let work_item = work_item::read(&args.of, stage)?;
    let mut request = match (&args.of.repository, &args.resolver_config) {
        (Some(name), _) => Request::of_repository(&loaded.config, name, args.of.work_type.as_deref())?,
        (None, text) => Request::of_text(text.as_deref().unwrap_or_default(), args.mode.map(mode), None)?,
    };
    request.library = args.library.clone().or(request.library);
    let ready = Ready::of(request, &work_item);
    // What cannot be read or written is told before anything is asked.
    let mut saved = args.compare.as_deref().map(Saved::read).transpose()?.map(Drift::of);
    let save = args.save.as_deref().map(WholeFile::create).transpose()?;

    let mut resolution = match Resolution::without_asking(&loaded.config.environment, &ready) {
        Some(mut resolution) => {
            if args.explain {
                near::add_local_misses(&mut resolution);
            }
            resolution
        }
        None => {
            let service = Service::of(loaded.config, stage.world, service::asking(stage))?;
            ask(&service, &ready, args.explain, stage)?
        }
    };

    resolution.drift = saved.as_mut().map(|saved| saved.note(&Row::of(&resolution, None)));

    for doubt in ready.request.config.doubts.iter().filter(|_| !args.explain) {
        stage.warn(&format!("resolver config: {doubt}"));
    }
    let (palette, width) = (stage.stdout_palette, stage.stdout_width());
    stage.show(|out| match form {
        Form::Json => json::write(out, &resolution::document(&resolution, args.explain)),
        Form::Ndjson => json::write_line(out, &resolution::document(&resolution, args.explain)),
        Form::Human => resolution::human(out, &resolution, args.explain, palette, width),
        _ => resolution::plain(out, &resolution),
    })?;
    if let Some(mut save) = save {
        let line = json::write_line(&mut save, &resolution::document(&resolution, false));
        line.map_err(|cause| save.error(cause))?;
        save.put_in_place()?;
    }
    tell(&resolution, form, stage);
    Ok(judge(&resolution, &args.fail_on))
}

/// Asks the server, with the stored tokens or one for this run.
fn ask(service: &Service, ready: &Ready, explain: bool, stage: &mut Stage<'_>) -> anyhow::Result<Resolution> {
    let waiting = stage.waiting("asking iManage", service.may_ask());
    let (resolution, unexplained, is_stored) = crate::http::run(async {
        let session = connect::connect(service).await?;
        let library = ready.request.library.clone().or_else(|| session.library.clone()).ok_or(NoLibrary)?;
        let environment = &service.config.environment;
        let mut resolution = one::resolve(&session.api, &library, environment, ready).await?;
        let unexplained = match explain {
            true => near::add_near_misses(&session.api, &mut resolution, &Budget::of(near::MOST_REQUESTS)).await.err(),
            false => None,
        };
        anyhow::Ok((resolution, unexplained, session.is_stored))
    })??;
    drop(waiting);
    if !is_stored {
        stage.note_not_linked();
    }
    if let Some(error) = unexplained {
        stage.warn(&format!("near misses could not be looked for to the end: {error}"));
    }
    Ok(resolution)
}

/// What stderr says where stdout is for a script.
fn tell(resolution: &Resolution, form: Form, stage: &mut Stage<'_>) {
    let Some(message) = &resolution.message else { return };
    if form != Form::Human {
        stage.warn(&format!("{}: {message}", resolution.outcome.word()));
    } else if resolution.outcome == Outcome::Many {
        stage.warn("Operate will not say that there are several");
    }
}

/// The outcome's exit code, if it is one that fails; else whether it is worse than in the saved run.
fn judge(resolution: &Resolution, fail_on: &[OutcomeChoice]) -> Verdict {
    let is_worse = resolution.drift.as_ref().is_some_and(|drift| drift.change.is_worse());
    let since_saved = if is_worse { Verdict::Findings } else { Verdict::Ok };
    let verdict = match resolution.outcome {
        Outcome::One => Verdict::Findings,
        Outcome::Many => Verdict::Ambiguous,
        Outcome::Loose | Outcome::None | Outcome::Unresolved => Verdict::NotFound,
        Outcome::Denied => Verdict::Denied,
        Outcome::Error => Verdict::Unanswered,
    };
    if fail_on.contains(&choice_of(resolution.outcome)) { verdict } else { since_saved }
}

/// The name that an outcome has among the options.
fn choice_of(outcome: Outcome) -> OutcomeChoice {
    match outcome {
        Outcome::One => OutcomeChoice::One,
        Outcome::Many => OutcomeChoice::Many,
        Outcome::Loose => OutcomeChoice::Loose,
        Outcome::None => OutcomeChoice::None,
        Outcome::Unresolved => OutcomeChoice::Unresolved,
        Outcome::Denied => OutcomeChoice::Denied,
        Outcome::Error => OutcomeChoice::Error,
    }
}

fn mode(choice: ModeChoice) -> Mode {
    match choice {
        ModeChoice::Default => Mode::Default,
        ModeChoice::Search => Mode::Search,
    }
}

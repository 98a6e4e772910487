//! Runs `imctl demo`: the real commands, one after another, against the sandbox in a temporary folder.
//!
//! Each step is a process of its own, as a person would start it. The demo is good only if each ended as it must.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use super::stage::Stage;
use crate::cli::demo::DemoArgs;
use crate::failure::usage::UsageError;
use crate::failure::verdict::{Exit, Verdict};
use crate::output::style::{Palette, paint};
use crate::sandbox::{Running, Sandbox, Settings};
use crate::sys::{env, files, process};

/// The width of a page where no terminal says otherwise.
const WIDTH: usize = 80;

/// One command of the demo.
struct Step {
    title: &'static str,
    /// What is to be seen, in one line.
    explains: &'static str,
    /// What is changed in `imctl.toml` before it, as the line before and after.
    change: Option<(&'static str, &'static str)>,
    arguments: &'static [&'static str],
    /// How the command must end.
    expects: Exit,
}

const STEPS: &[Step] = &[
    Step {
        title: "Encryption",
        explains: "A certificate and a long seed protect the tokens: it takes both to read them.",
        change: None,
        arguments: &["encryption", "init", "--generate-seed", "--seed-out", "seed.txt"],
        expects: Exit::Ok,
    },
    Step {
        title: "The link",
        explains: "Client id and secret are exchanged for tokens, which are encrypted and stored.",
        change: None,
        arguments: &["link"],
        expects: Exit::Ok,
    },
    Step {
        title: "What is linked",
        explains: "Who the token acts as, since when, until when.",
        change: None,
        arguments: &["status"],
        expects: Exit::Ok,
    },
    Step {
        title: "A matter that is found",
        explains: "Operate's resolver config and one matter's references lead to one workspace.",
        change: None,
        arguments: &[
            "resolve",
            "--repository",
            "matter-documents",
            "--set",
            "client.reference=12345",
            "--set",
            "reference=00001",
        ],
        expects: Exit::Ok,
    },
    Step {
        title: "A matter with two workspaces",
        explains: "Operate opens the first without a word. `--fail-on many` makes that exit 9.",
        change: None,
        arguments: &[
            "resolve",
            "--repository",
            "matter-documents",
            "--set",
            "client.reference=20001",
            "--set",
            "reference=00001",
            "--fail-on",
            "many",
        ],
        expects: Exit::Ambiguous,
    },
    Step {
        title: "A matter that is not there",
        explains: "A fee earner would see an error. Missing and hidden look the same: exit 8.",
        change: None,
        arguments: &[
            "resolve",
            "--repository",
            "matter-documents",
            "--set",
            "client.reference=12345",
            "--set",
            "reference=99999",
        ],
        expects: Exit::NotFound,
    },
    Step {
        title: "What Operate would show",
        explains: "The contents of the workspace. One folder is closed to this account: exit 10.",
        change: None,
        arguments: &[
            "ls-workspace",
            "--repository",
            "matter-documents",
            "--set",
            "client.reference=12345",
            "--set",
            "reference=00001",
            "--depth",
            "2",
        ],
        expects: Exit::Incomplete,
    },
    Step {
        title: "Every prerequisite at once",
        explains: "Who must mend what before go-live. One thing is wrong on purpose: exit 1.",
        change: None,
        arguments: &["check-prereqs", "--report", "html=prereqs.html"],
        expects: Exit::Findings,
    },
    Step {
        title: "The fix, and again",
        explains: "The report named the folder that was meant. prereqs.html is for handing over.",
        change: Some((MISTAKE, MENDED)),
        arguments: &["check-prereqs", "--only", "areas", "--report", "html=prereqs.html"],
        expects: Exit::Ok,
    },
];

/// The line of `imctl.toml` that is wrong on purpose, and what it should be.
const MISTAKE: &str = "folder = \"Uploads\"";
const MENDED: &str = "folder = \"Data Uploads\"";

/// Runs the command.
pub(crate) fn run(args: &DemoArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let place = Place::prepare(args, stage)?;
    let sandbox = Sandbox::start(Settings::default()).context("cannot start the practice server")?;
    let config = write_files(place.path(), &sandbox)?;

    let palette = stage.stdout_palette;
    stage.show(|out| {
        writeln!(out, "{}", paint(palette.strong, "imctl demo"))?;
        writeln!(out, "The whole set-up against a practice server on this machine: nothing is real.\n")?;
        heading(out, 1, "The configuration", palette)?;
        writeln!(out, "Where iManage is, who asks, and how Operate finds a matter's workspace.\n")?;
        writeln!(out, "{}", paint(palette.strong, "$ cat imctl.toml"))?;
        writeln!(out, "{config}")
    })?;

    let mut wrong = Vec::new();
    for (number, step) in STEPS.iter().enumerate() {
        if let Some((before, after)) = step.change {
            let path = place.path().join("imctl.toml");
            fs::write(&path, fs::read_to_string(&path)?.replace(before, after))?;
        }
        let (text, code) = run_step(step, place.path(), stage)?;
        stage.show(|out| {
            heading(out, number + 2, step.title, palette)?;
            writeln!(out, "{}\n", step.explains)?;
            if let Some((before, after)) = step.change {
                writeln!(out, "{}", paint(palette.bad, &format!("- {before}")))?;
                writeln!(out, "{}\n", paint(palette.good, &format!("+ {after}")))?;
            }
            writeln!(out, "{}", paint(palette.strong, &command_line(step.arguments)))?;
            write!(out, "{text}")?;
            if step.expects != Exit::Ok {
                writeln!(out, "{}", paint(palette.faint, &format!("(exit {code})")))?;
            }
            writeln!(out)
        })?;
        if code != i32::from(step.expects as u8) {
            wrong.push(format!("`imctl {}` ended with {code}, not {}", typed(step.arguments), step.expects as u8));
        }
    }

    if wrong.is_empty() {
        stage.note(&format!("each of the {} commands ended as it must", STEPS.len()));
        place.tell(stage);
        stage.next("write your own imctl.toml after the one above, then `imctl encryption init` and `imctl link`");
        return Ok(Verdict::Ok);
    }
    for line in wrong {
        stage.warn(&line);
    }
    Ok(Verdict::Findings)
}

fn heading(out: &mut dyn Write, number: usize, title: &str, palette: Palette) -> io::Result<()> {
    writeln!(out, "{}", paint(palette.good, &format!("{number}  {title}")))
}

/// The folder that the demo works in.
enum Place {
    Temporary(tempfile::TempDir),
    Kept(PathBuf),
}

impl Place {
    fn prepare(args: &DemoArgs, stage: &Stage<'_>) -> anyhow::Result<Self> {
        let Some(folder) = &args.keep else {
            return Ok(Place::Temporary(tempfile::Builder::new().prefix("imctl-demo-").tempdir()?));
        };
        let folder = stage.world.absolute(folder);
        let is_empty = match fs::read_dir(&folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if !is_empty {
            return Err(UsageError::Command {
                message: format!("`{}` is not an empty folder", folder.display()),
                hint: "name a folder that does not exist yet".into(),
            }
            .into());
        }
        files::create_private_folder(&folder)?;
        Ok(Place::Kept(folder))
    }

    fn path(&self) -> &Path {
        match self {
            Place::Temporary(folder) => folder.path(),
            Place::Kept(folder) => folder,
        }
    }

    fn tell(&self, stage: &mut Stage<'_>) {
        match self {
            Place::Temporary(_) => stage.note("nothing is left behind (`--keep DIR` keeps it)"),
            Place::Kept(folder) => stage.note(&format!("kept in `{}`", folder.display())),
        }
    }
}

/// Writes the configuration and the client secret's file. Returns the configuration's text.
fn write_files(folder: &Path, sandbox: &Running) -> anyhow::Result<String> {
    let config = format!(
        r#"[linked_service]
base_url = "{}"
operate_url = "https://firm.operate.example"
preferred_database = "ACTIVE"
client_id = "{}"
client_secret = {{ file = "client-secret.txt" }}

[encryption]
seed = {{ file = "seed.txt" }}

[repositories.matter-documents]
resolver = "search"
workspace_resolver_config = "custom1=[workitem.client.reference], custom2=[workitem.reference]"

[areas.document-templates]
[areas.data-uploads]
{MISTAKE}
"#,
        sandbox.url(),
        sandbox.client_id
    );
    fs::write(folder.join("imctl.toml"), &config)?;
    files::write_private(&folder.join("client-secret.txt"), sandbox.client_secret.as_bytes())?;
    Ok(config)
}

/// Runs one command in a process of its own and returns all it printed, in the order it did, and its exit code.
fn run_step(step: &Step, folder: &Path, stage: &Stage<'_>) -> anyhow::Result<(String, i32)> {
    let (mut reader, writer) = io::pipe()?;
    let mut command = Command::new(process::own_program()?);
    let variables = stage.world.variables.iter().filter(|(name, _)| !env::is_own(name));
    command
        .args(step.arguments)
        .args(["-o", "human", "--no-input", "--config", "imctl.toml"])
        .args(["--color", if stage.stdout_palette == Palette::plain() { "never" } else { "always" }])
        .env_clear()
        .envs(variables)
        .env("IMCTL_DATA_DIR", folder.join("data"))
        .env(env::COLUMNS, stage.stdout_width().unwrap_or(WIDTH).to_string())
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let mut child = command.spawn().context("cannot start imctl itself")?;
    // The writing ends must be closed here, or reading would never end.
    drop(command);
    let mut text = String::new();
    reader.read_to_string(&mut text)?;
    Ok((text, child.wait()?.code().unwrap_or(-1)))
}

/// The command as it would be typed, over several lines where it is long.
fn command_line(arguments: &[&str]) -> String {
    let mut lines = vec!["$ imctl".to_owned()];
    for (at, argument) in arguments.iter().enumerate() {
        let is_value = at > 0 && arguments[at - 1].starts_with('-');
        let whole = arguments.get(at + 1).filter(|next| argument.starts_with('-') && !next.starts_with('-'));
        let needed = argument.len() + whole.map_or(0, |next| next.len() + 1);
        match lines.last_mut() {
            Some(line) if is_value || line.len() + 1 + needed < WIDTH - 2 => {
                line.push(' ');
                line.push_str(argument);
            }
            _ => lines.push(format!("    {argument}")),
        }
    }
    lines.join(" \\\n")
}

/// The arguments as they would be typed.
fn typed(arguments: &[&str]) -> String {
    arguments.join(" ")
}

//! Owns `imctl sandbox`: serves until Ctrl-C, which is its ordinary end and exits 0.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use serde_json::json;

use super::stage::Stage;
use crate::cli::global::Form;
use crate::cli::sandbox::{Empty, Lists, Place, SandboxArgs, Switch};
use crate::failure::usage::UsageError;
use crate::failure::verdict::Verdict;
use crate::output::fields;
use crate::sandbox::{EmptyAnswer, Fault, FaultPlace, Grant, ListShape, Running, Sandbox, Seen, Settings};
use crate::text::sanitize::harmless;

/// Runs `sandbox`.
pub(crate) fn run(args: &SandboxArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let form = stage.form("sandbox", &[Form::Human, Form::Json])?;
    let (tell, told) = mpsc::channel();
    let watcher = Arc::new(move |seen: &Seen| {
        // Nobody listens any more once the command ends.
        let _ = tell.send(format!("{} {} {}", seen.method, harmless(&seen.path), seen.status));
    });
    let settings = settings(args, &stage.world.folder)?.ends_on_interrupt(true).watcher(watcher);

    let running = Sandbox::start(settings)?;
    let secret_file = match &args.secret_out {
        Some(path) => Some(keep_secret(&stage.world.folder.join(path), &running.client_secret)?),
        None => None,
    };

    let palette = stage.stdout_palette;
    let told_at_start = Told { running: &running, secret_file: secret_file.as_deref() };
    stage.show(|out| match form {
        Form::Json => writeln!(out, "{}", told_at_start.json()),
        _ => told_at_start.human(out, palette),
    })?;
    stage.next(
        "put the lines above into imctl.toml; then in another terminal `imctl encryption init --generate-seed --seed-out seed.txt` and `imctl link`; Ctrl-C ends the sandbox",
    );
    let waiting = std::thread::spawn(move || running.wait());
    for line in told {
        stage.detail(1, &line);
    }
    // A panic of the server has been told on stderr already.
    let _ = waiting.join();

    Ok(Verdict::Ok)
}

/// Turns the options into the sandbox's switches.
fn settings(args: &SandboxArgs, folder: &Path) -> anyhow::Result<Settings> {
    let mut settings = Settings::default()
        .port(args.port.unwrap_or(0))
        .client_id(&args.client_id)
        .token_life(Duration::from_secs(args.token_life))
        .refresh_tokens(args.refresh_tokens == Switch::On)
        .rotate_refresh_tokens(args.rotate_refresh_tokens)
        .exact_redirects(args.exact_redirects)
        .latency(Duration::from_millis(args.latency))
        .lists(match args.lists {
            Lists::Array => ListShape::Array,
            Lists::Results => ListShape::Results,
            Lists::Documented => ListShape::Documented,
        })
        .empty(match args.empty {
            Empty::Ok => EmptyAnswer::Ok,
            Empty::NotFound => EmptyAnswer::NotFound,
        })
        .fault_place(match args.fault_place {
            Place::Token => FaultPlace::Token,
            Place::Api => FaultPlace::Api,
            Place::All => FaultPlace::All,
        });
    if let Some(life) = args.refresh_life {
        settings = settings.refresh_life(Duration::from_secs(life));
    }
    if let Some(path) = &args.data {
        settings = settings.data_file(&folder.join(path))?;
    }
    if !args.grants.is_empty() {
        settings = settings.grants(args.grants.iter().filter_map(|name| Grant::from_name(name)));
    }
    if let Some(calls) = args.rate_limit {
        settings = settings.rate_limit(calls);
    }
    Ok(args.fault.iter().filter_map(|name| Fault::from_name(name)).fold(settings, Settings::fault))
}

/// Writes the secret to a new file that is the user's alone from its birth.
fn keep_secret(path: &Path, secret: &str) -> Result<PathBuf, UsageError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{secret}")?;
        file.sync_all()
    });
    written.map(|()| path.to_owned()).map_err(|error| UsageError::Command {
        message: format!("cannot write the client secret to `{}`: {error}", path.display()),
        hint: match error.kind() {
            io::ErrorKind::AlreadyExists => "name a file that does not exist yet; none is overwritten".to_owned(),
            _ => "name a file in a folder that exists and is yours".to_owned(),
        },
    })
}

/// What is told once the server listens.
struct Told<'a> {
    running: &'a Running,
    secret_file: Option<&'a Path>,
}

impl Told<'_> {
    fn toml(&self) -> String {
        // A JSON text is a TOML basic string too.
        let text = |value: &str| serde_json::Value::from(value).to_string();
        let secret = match self.secret_file {
            Some(path) => format!("{{ file = {} }}", text(&path.to_string_lossy())),
            None => "{ env = \"IMCTL_CLIENT_SECRET\" }".to_owned(),
        };
        format!(
            "[linked_service]\nbase_url = {}\ncustomer_id = {}\npreferred_database = {}\nclient_id = {}\nclient_secret = {secret}\n\n[encryption]\nseed = {{ file = \"seed.txt\" }}\n",
            text(&self.running.url()),
            self.running.customer_id,
            text(&self.running.preferred_library()),
            text(&self.running.client_id),
        )
    }

    fn json(&self) -> serde_json::Value {
        let libraries: Vec<_> = self
            .running
            .libraries()
            .into_iter()
            .map(|(id, is_hidden)| json!({ "id": id, "is_hidden": is_hidden }))
            .collect();
        json!({
            "schema_version": 1, "url": self.running.url(), "client_id": self.running.client_id,
            "client_secret": self.secret_file.is_none().then_some(self.running.client_secret.as_str()),
            "client_secret_file": self.secret_file.map(|path| path.to_string_lossy()),
            "customer_id": self.running.customer_id, "preferred_library": self.running.preferred_library(),
            "libraries": libraries, "ca_file": null, "config": self.toml()
        })
    }

    fn human(&self, out: &mut dyn Write, palette: crate::output::style::Palette) -> io::Result<()> {
        let libraries: Vec<String> = self
            .running
            .libraries()
            .into_iter()
            .map(|(id, is_hidden)| if is_hidden { format!("{id} (hidden)") } else { id })
            .collect();
        let secret = match self.secret_file {
            Some(path) => format!("in {}", path.display()),
            None => self.running.client_secret.clone(),
        };
        let lines = [
            ("URL", self.running.url()),
            ("client id", self.running.client_id.clone()),
            ("client secret", secret),
            ("customer id", self.running.customer_id.to_string()),
            ("libraries", libraries.join(", ")),
            ("CA file", "none needed: plain HTTP, on this computer only".to_owned()),
        ];
        fields::human(out, &lines, palette, None)?;
        writeln!(out, "\nimctl.toml:\n")?;
        self.toml().lines().try_for_each(|line| writeln!(out, "  {line}"))?;
        if self.secret_file.is_none() {
            // As PowerShell takes it on Windows.
            let set = if cfg!(windows) { "$env:IMCTL_CLIENT_SECRET = " } else { "export IMCTL_CLIENT_SECRET=" };
            writeln!(out, "\n  {set}'{}'", self.running.client_secret)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sandbox::{FAULTS, GRANTS};
    use crate::sys::world::World;

    #[test]
    fn the_names_that_may_be_typed_are_those_the_sandbox_knows() {
        assert_eq!(FAULTS.to_vec(), Fault::ALL.map(|(_, name)| name).to_vec());
        assert_eq!(GRANTS.to_vec(), Grant::ALL.map(|(_, name)| name).to_vec());
    }

    fn run_in_a_folder(arguments: &[&str], prepare: impl FnOnce(&Path)) -> (u8, String) {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let (mut world, _, stderr) = World::made_up(arguments, folder.path());
        let exit = crate::run(&mut world) as u8;
        (exit, stderr.text().replace(&*folder.path().to_string_lossy(), "DIR"))
    }

    #[test]
    fn an_unknown_fault_is_answered_with_the_names_there_are() {
        let (exit, error) = run_in_a_folder(&["sandbox", "--fault", "gremlins"], |_| {});
        assert_eq!(exit, 2);
        assert!(error.contains("invalid-client") && error.contains("total-lies"), "{error}");
    }

    #[test]
    fn a_malformed_data_file_is_told_with_its_place_and_what_to_do() {
        let write = |folder: &Path| std::fs::write(folder.join("firm.json"), "{\n \"libraries\": 7 }").unwrap();
        let (exit, error) = run_in_a_folder(&["sandbox", "--data", "firm.json"], write);
        assert_eq!(exit, 2);
        assert!(error.contains(&format!("{}:2:15", Path::new("DIR").join("firm.json").display())), "{error}");
        assert!(error.contains("mend the data file"), "{error}");
    }

    #[test]
    fn a_port_in_use_is_named_with_the_way_out() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let (exit, error) = run_in_a_folder(&["sandbox", "--port", &port], |_| {});
        assert_eq!(exit, 2);
        assert!(error.contains(&format!("127.0.0.1:{port}")) && error.contains("leave `--port` out"), "{error}");
    }

    #[test]
    fn a_secret_file_that_exists_is_not_overwritten() {
        let write = |folder: &Path| std::fs::write(folder.join("secret"), "mine").unwrap();
        let (exit, error) = run_in_a_folder(&["sandbox", "--secret-out", "secret"], write);
        assert_eq!(exit, 2);
        assert!(error.contains("none is overwritten"), "{error}");
    }

    #[test]
    fn a_form_it_does_not_have_is_refused_before_anything_is_served() {
        let (exit, error) = run_in_a_folder(&["sandbox", "-o", "csv"], |_| {});
        assert_eq!(exit, 2);
        assert!(error.contains("`sandbox` has no `csv` form"), "{error}");
    }
}

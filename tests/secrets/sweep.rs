//! The sweep: subcommands by forms by situations, spread over threads. By default each subcommand meets each situation in some forms,
//! and each form in some situations; `IMCTL_TEST_SWEEP=full` runs all of them at every degree of telling.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::{CommandFactory, ValueEnum};
use imctl::cli::global::Form;
use imctl::cli::tree::Cli;
use imctl::sandbox::{Sandbox, Settings};

use crate::lines::{LINES, Lines, Reach, subcommands};
use crate::parrot::Echo;
use crate::searcher::Searcher;
use crate::tls::{TlsFront, self_signed};
use crate::worlds::{CLIENT_SECRET, PASSWORD, PROXY_PASSWORD, Template, belongs, files};

/// What a run meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Situation {
    /// A server that behaves or echoes, and a service that is linked to it or not.
    Server { echo: Echo, linked: bool },
    /// A server whose certificate nobody vouches for.
    Tls,
    /// Standard output panics when it is written to.
    Panic,
}

/// One run to be made.
struct Job {
    lines: &'static Lines,
    arguments: Vec<String>,
    situation: Situation,
}

fn is_full() -> bool {
    std::env::var_os("IMCTL_TEST_SWEEP").is_some_and(|value| value == "full")
}

fn situations() -> Vec<Situation> {
    let of = |echo| [true, false].map(|linked| Situation::Server { echo, linked });
    let servers = std::iter::once(Echo::Nothing).chain(Echo::ALL).flat_map(of);
    servers.chain([Situation::Tls, Situation::Panic]).collect()
}

/// The runs: where not all are made, form and situation go round at different speeds, so that they meet in turn.
fn jobs() -> Vec<Job> {
    let forms = Form::value_variants();
    let name = |form: &Form| form.to_possible_value().expect("a name").get_name().to_owned();
    let tellings: &[&str] = if is_full() { &["-vvv", "", "-v", "-q"] } else { &["-vvv"] };
    let mut jobs = Vec::new();
    for lines in LINES.iter().filter(|lines| lines.reach != Reach::Process) {
        let mut turn = 0;
        for (nth, situation) in situations().into_iter().enumerate() {
            let is_plain = matches!(situation, Situation::Server { echo: Echo::Nothing, .. } | Situation::Panic);
            // A server's ways do not change what asks none.
            if lines.reach != Reach::Server && !is_plain {
                continue;
            }
            for (at, form) in forms.iter().enumerate() {
                for (which, arguments) in lines.arguments.iter().enumerate() {
                    let is_turn = (at + which + nth) % 5 == 0 || (is_plain && which == 0);
                    if !is_full() && !is_turn {
                        continue;
                    }
                    for telling in tellings {
                        turn += 1;
                        let words = lines.subcommand.split(' ').chain(arguments.iter().copied());
                        let form = name(form);
                        let words = words.chain(["-o", &form, *telling]).filter(|word| !word.is_empty());
                        let arguments = words.map(str::to_owned).collect();
                        jobs.push(Job { lines, arguments, situation });
                    }
                }
            }
        }
        assert!(turn > 0);
    }
    jobs
}

/// Everything the runs share.
struct Ground {
    /// Not encrypted.
    bare: Template,
    /// By echo, first linked, then not.
    servers: Vec<(Echo, Template, Template)>,
    tls: Template,
    front: String,
}

impl Ground {
    fn new(behind: &str) -> Self {
        let first = Template::new(behind, Echo::Nothing).encrypted();
        let pair = |echo| {
            let unlinked = Template::new(behind, echo).encrypted_as(&first);
            let linked = Template::new(behind, echo).encrypted_as(&first).linked();
            unlinked.parrot.let_loose();
            linked.parrot.let_loose();
            (echo, linked, unlinked)
        };
        let servers = std::iter::once(Echo::Nothing).chain(Echo::ALL).map(pair).collect();
        let tls = Template::new(behind, Echo::Nothing).encrypted_as(&first);
        let front = TlsFront::start(self_signed(), &tls.parrot.url()).url();
        Ground { bare: Template::new(behind, Echo::Nothing), servers, tls, front }
    }

    fn template(&self, job: &Job) -> &Template {
        let of = |echo, linked| {
            let (_, with, without) = self.servers.iter().find(|(own, ..)| *own == echo).expect("a server of each kind");
            if linked { with } else { without }
        };
        match job.situation {
            _ if job.lines.subcommand == "encryption init" => &self.bare,
            Situation::Server { echo, linked } => of(echo, linked),
            Situation::Tls => &self.tls,
            Situation::Panic => of(Echo::Nothing, true),
        }
    }

    fn templates(&self) -> impl Iterator<Item = &Template> {
        self.servers.iter().flat_map(|(_, with, without)| [with, without]).chain([&self.bare, &self.tls])
    }
}

const OUT_OF_ORDER: &str = "standard output is out of order";

/// What was told of panics that were meant.
static TOLD: Mutex<String> = Mutex::new(String::new());

/// Keeps what is told of the panics that are meant, to be searched; others go where they go otherwise.
fn listen_to_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        if text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)) != Some(OUT_OF_ORDER) {
            return usual(panic);
        }
        let told = format!("{panic}\n{}\n", std::backtrace::Backtrace::force_capture());
        TOLD.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push_str(&told);
    }));
}

/// Panics when something is written to it for the first time; what is in a buffer then is tried again while the panic unwinds.
#[derive(Default)]
struct Panicking {
    has_panicked: bool,
}

impl Write for Panicking {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        if std::mem::replace(&mut self.has_panicked, true) {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        panic!("{OUT_OF_ORDER}")
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a run came to.
struct Outcome {
    /// The exit code; `None` after a panic.
    exit: Option<u8>,
    leaks: Vec<String>,
    /// Bytes that were searched.
    searched: usize,
}

fn run(ground: &Ground, job: &Job) -> Outcome {
    let template = ground.template(job);
    let folder = template.copy();
    if job.situation == Situation::Tls {
        let path = folder.path().join("imctl.toml");
        let config = fs::read_to_string(&path).expect("the configuration");
        fs::write(&path, config.replace(&template.parrot.url(), &ground.front)).expect("written");
    }
    let place = folder.path().to_str().expect("UTF-8");
    let arguments: Vec<_> = job.arguments.iter().map(|word| word.replace("{folder}", place)).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (mut world, stdout, stderr) = template.world(folder.path(), &arguments);
    if job.lines.reach == Reach::Nowhere {
        // No server could be asked through it; it is there to be shown.
        let proxy = format!("http://ada:{PROXY_PASSWORD}@127.0.0.1:9");
        world.variables.insert("IMCTL_PROXY".into(), proxy.into());
    }
    if job.situation == Situation::Panic {
        world.stdout = Box::new(Panicking::default());
    }
    let exit = catch_unwind(AssertUnwindSafe(|| imctl::run(&mut world) as u8)).ok();
    let texts = [("stdout", stdout.text()), ("stderr", stderr.text())];
    let (found, searched) = look_through(template, folder.path(), &texts);
    let leaks = found.into_iter().map(|leak| format!("`imctl {}`, {:?}: {leak}", arguments.join(" "), job.situation));
    Outcome { exit, leaks: leaks.collect(), searched }
}

/// Searches texts and every file of a folder, and tells where a secret stands that does not belong there, and how many bytes there
/// were.
fn look_through(template: &Template, folder: &Path, texts: &[(&str, String)]) -> (Vec<String>, usize) {
    let searcher = Searcher::new(&canaries(template, folder));
    let (mut leaks, mut searched) = (Vec::new(), 0);
    let mut look = |place: &str, bytes: &[u8]| {
        searched += bytes.len();
        let found = searcher.find(bytes).into_iter().filter(|found| !belongs(found.secret, place));
        leaks.extend(found.map(|found| format!("{} ({}) in {place}: … {} …", found.secret, found.form, found.around)));
    };
    texts.iter().for_each(|(place, text)| look(place, text.as_bytes()));
    for (name, path) in files(folder) {
        look("a file's name", name.as_bytes());
        look(&name, &fs::read(path).unwrap_or_default());
    }
    (leaks, searched)
}

/// The template's canaries, and the private key that a run made.
fn canaries(template: &Template, folder: &Path) -> Vec<crate::searcher::Canary> {
    let mut canaries = template.canaries.clone();
    let key = folder.join("data/private-key.pem");
    if key.exists() {
        let own = crate::searcher::Canary::new("private key", crate::worlds::private_scalar(&key));
        if canaries.iter().all(|known| known.bytes != own.bytes) {
            canaries.push(own);
        }
    }
    canaries
}

#[test]
fn every_subcommand_is_swept() {
    let tree: BTreeSet<_> = subcommands(&Cli::command()).into_iter().collect();
    let listed: BTreeSet<_> = LINES.iter().map(|lines| lines.subcommand.to_owned()).collect();
    assert_eq!(tree, listed, "a subcommand has no line in `tests/secrets/lines.rs`");
}

#[test]
fn a_secret_where_it_does_not_belong_is_noticed() {
    let template = Template::new("http://127.0.0.1:9", Echo::Nothing);
    let clean = template.copy();
    assert_eq!(look_through(&template, clean.path(), &[("stderr", "told".to_owned())]).0, Vec::<String>::new());
    let told = [("stderr", format!("refused (`{}`)", PASSWORD.to_lowercase()))];
    assert!(!look_through(&template, clean.path(), &told).0.is_empty());
    for name in ["log.txt", "data/vault.json", "seed.txt.tmp", "deep/er/report.html"] {
        let folder = template.copy();
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::copy(folder.path().join("seed.txt"), path).expect("copied");
        let (leaks, _) = look_through(&template, folder.path(), &[]);
        assert!(leaks.iter().any(|leak| leak.contains(&format!("seed (raw) in {name}"))), "{name}: {leaks:?}");
    }
}

#[test]
fn no_secret_comes_out_whatever_is_asked_and_answered() {
    let sandbox = Sandbox::start(Settings::default().client_secret(CLIENT_SECRET)).expect("the sandbox starts");
    listen_to_panics();
    let ground = Ground::new(&sandbox.url());
    let jobs = jobs();
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8) * 2;
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let outcome = run(&ground, job);
                    outcomes.lock().expect("no panic").push((job, outcome));
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().expect("no panic");
    let leaks: Vec<_> = outcomes.iter().flat_map(|(_, outcome)| &outcome.leaks).collect();
    assert!(
        leaks.is_empty(),
        "{} leaks\n{}",
        leaks.len(),
        leaks.iter().take(20).map(|l| l.as_str()).collect::<Vec<_>>().join("\n")
    );
    let astray: Vec<_> = ground.templates().flat_map(|template| template.parrot.astray()).collect();
    assert!(astray.is_empty(), "secrets outside the token request's body and the token's header: {astray:#?}");
    let told = TOLD.lock().expect("no panic").clone();
    assert!(told.contains(OUT_OF_ORDER));
    assert_eq!(Searcher::new(&ground.bare.canaries).find(told.as_bytes()), [], "told of a panic");

    // What follows shows that the runs were what they were meant to be.
    let least = if is_full() { 5_000 } else { 500 };
    assert!(outcomes.len() > least, "{} runs", outcomes.len());
    let searched: usize = outcomes.iter().map(|(_, outcome)| outcome.searched).sum();
    assert!(searched > outcomes.len() * 1_000, "{searched} bytes");
    let mut exits: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (job, outcome) in &outcomes {
        exits.entry(job.lines.subcommand).or_default().insert(outcome.exit);
        assert!(outcome.exit.is_some() || job.situation == Situation::Panic, "{:?} panicked", job.arguments);
    }
    for (subcommand, exits) in &exits {
        assert!(exits.contains(&Some(0)) || exits.contains(&Some(8)), "`{subcommand}` was never good: {exits:?}");
    }
    // What answers on stderr alone cannot meet one.
    let calm: Vec<_> = exits.iter().filter(|(_, exits)| !exits.contains(&None)).map(|(name, _)| *name).collect();
    assert_eq!(calm, ["unlink"], "they met no panic");
    for (echo, linked, unlinked) in ground.servers.iter().filter(|(echo, ..)| *echo != Echo::Nothing) {
        let (with, without) = (linked.parrot.echoed(), unlinked.parrot.echoed());
        for secret in ["client secret", "password"] {
            assert!(without.iter().any(|sent| sent == secret), "{echo:?} never sent the {secret} back");
        }
        assert!(with.iter().any(|sent| sent == "access token"), "{echo:?} never sent the access token back");
    }
    println!("{} runs, {searched} bytes searched, {} situations", outcomes.len(), situations().len());
}

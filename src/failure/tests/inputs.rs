//! What is told of the configuration, of what is read and written, and of what cannot be found.

use super::*;

fn complaint(line: usize, code: &'static str, hint: &str) -> Complaint {
    let place = Some(Place { file: "imctl.toml".into(), line, column: 1 });
    Complaint { place, code, message: "it is wrong".into(), hints: vec![hint.into()] }
}

#[test]
fn the_configuration() {
    told(ConfigError::NotFound { looked: vec![] }, Config, "config.not-found", "--config FILE");
    let missing = |named_by| ConfigError::Missing { path: path(), named_by };
    told(missing("search"), Config, "config.missing-file", "symbolic link");
    told(missing("--config"), Config, "config.missing-file", "`--config`");
    let unreadable = |kind| ConfigError::Unreadable { path: path(), source: io(kind) };
    told(unreadable(io::ErrorKind::PermissionDenied), Config, "config.unreadable", "owner");
    told(unreadable(io::ErrorKind::Other), Config, "config.unreadable", "folders above");
    told(ConfigError::NotAFile { path: path(), what: "x" }, Config, "config.not-a-file", "imctl.toml");
    told(ConfigError::TooLarge { path: path(), limit_kib: 1 }, Config, "config.too-large", "another file");
    let unknown = |nearest: Option<&str>, known: &[&str]| ConfigError::UnknownEnvironment {
        asked: "x".into(),
        asked_by: "-e",
        shown: "x".into(),
        known: known.iter().map(|name| (*name).to_owned()).collect(),
        nearest: nearest.map(str::to_owned),
    };
    told(unknown(Some("uat"), &["uat", "live"]), Config, "config.unknown-environment", "write `uat`");
    told(unknown(None, &["uat", "live"]), Config, "config.unknown-environment", "uat, live");
    told(unknown(None, &[]), Config, "config.unknown-environment", "[environments.uat");
    let open = |known: &[&str]| ConfigError::EnvironmentNotChosen {
        shown: "x".into(),
        known: known.iter().map(|name| (*name).to_owned()).collect(),
    };
    told(open(&["uat"]), Config, "config.environment-not-chosen", "`--environment uat`");
    told(ConfigError::MissingValue { key: "linked_service.base_url" }, Config, "config.missing-value", "base_url =");
    for key in ["linked_service.client_secret", "linked_service.password", "encryption.seed"] {
        told(ConfigError::MissingValue { key }, Config, "config.missing-value", "{ prompt = true }");
    }
    told(NoDataFolder { wanted: "HOME" }, Config, "config.no-data-folder", "`HOME`");
    told(ConfigError::NoDataFolder(NoDataFolder { wanted: "HOME" }), Config, "config.no-data-folder", "`HOME`");
}

#[test]
fn mistakes_in_the_configuration() {
    let invalid = |complaints: &[Complaint]| ConfigError::Invalid(complaints.to_vec());
    told(invalid(&[complaint(1, "config.url", "mend it")]), Config, "config.url", "mend it");
    told(invalid(&[complaint(1, "config.secret-in-option", "hide it")]), Usage, "config.secret-in-option", "hide");
    let two = [complaint(1, "config.url", "mend it"), complaint(2, "config.unknown-key", "write it")];
    told(invalid(&two), Config, "config.invalid", "mend it (line 1)\nwrite it (line 2)");
    let alike = [complaint(1, "config.url", "mend it"), complaint(2, "config.url", "mend it")];
    told(invalid(&alike), Config, "config.url", "mend it (lines 1, 2)");
    assert_eq!(hints(&invalid(&[complaint(7, "config.url", "mend it")])), ["mend it"]);
    let many: Vec<_> = (1..=6).map(|line| complaint(line, "config.url", &format!("mend {line}"))).collect();
    assert_eq!(hints(&invalid(&many)).len(), 6);
    let more: Vec<_> = (1..=7).map(|line| complaint(line, "config.url", "mend it")).collect();
    let told = hints(&invalid(&more));
    assert_eq!((told.len(), told[1].contains("config check")), (2, true), "{told:?}");
    let wordy = Complaint { hints: (1..=7).map(|hint| format!("do {hint}")).collect(), ..complaint(1, "c", "") };
    let told = hints(&invalid(&[wordy]));
    assert_eq!((told.len(), told[5].as_str(), told[6].contains("config check")), (7, "do 6", true), "{told:?}");
}

#[test]
fn inputs_and_earlier_outputs() {
    let input = |error: InputError, code, words| {
        let nested = match &error {
            InputError::Empty { .. } => Some(BulkError::Input(InputError::Empty { name: name() })),
            _ => None,
        };
        if let Some(nested) = nested {
            told(nested, Usage, code, words);
        }
        told(error, Usage, code, words);
    };
    let unreadable = |kind| InputError::Unreadable { name: name(), source: io(kind) };
    input(unreadable(io::ErrorKind::NotFound), "resolve.input-unreadable", "check the path");
    input(unreadable(io::ErrorKind::IsADirectory), "resolve.input-unreadable", "not a folder");
    input(unreadable(io::ErrorKind::Other), "resolve.input-unreadable", "permissions");
    input(InputError::Utf16 { name: name(), order: "UTF-16LE" }, "resolve.input-utf-16", "iconv -f UTF-16LE");
    input(InputError::Empty { name: name() }, "resolve.input-empty", "header");
    input(InputError::Header { name: name(), line: 1, why: "x".into() }, "resolve.input-header", "first line");
    let twice = InputError::TwoColumns { name: name(), column: "x".into(), first: 1, second: 2 };
    input(twice, "resolve.input-double-column", "rename one");
    let near = Some(("refernce".to_owned(), "reference".to_owned()));
    let lacking = InputError::NoKnownPath { name: name(), wanted: vec!["reference".into()], have: vec![], near };
    input(lacking, "resolve.input-no-known-path", "rename the column `refernce` to `reference`");
    input(InputError::NoRepository { name: name() }, "resolve.input-no-repository", "--repository");
    input(InputError::NotAList { name: name(), line: 1 }, "resolve.input-not-a-list", "--from-format");

    let resume = |problem, code, words| told(ResumeError { path: path(), line: None, problem }, Usage, code, words);
    resume(ResumeProblem::Input(InputError::Empty { name: name() }), "resolve.input-empty", "header");
    resume(ResumeProblem::Io(io(io::ErrorKind::Other)), "resolve.resume-unreadable", "permissions");
    resume(ResumeProblem::Locked, "resolve.resume-locked", "that process");
    resume(ResumeProblem::NotARow, "resolve.resume-no-row", "-o ndjson");
    resume(ResumeProblem::Newer(9), "resolve.resume-newer", "newer imctl");
    resume(ResumeProblem::Longer { rows: 1 }, "resolve.resume-other-run", "that run");
    let other = ResumeProblem::Other { what: "x", there: "a".into(), here: "b".into() };
    resume(other, "resolve.resume-other-run", "that run");

    let saved =
        |problem, words| told(SavedError { path: path(), line: None, problem }, Usage, "resolve.saved-run", words);
    saved(SavedProblem::Unreadable(io(io::ErrorKind::NotFound)), "first run");
    saved(SavedProblem::Unreadable(io(io::ErrorKind::Other)), "permissions");
    saved(SavedProblem::Newer(9), "newer one");
    saved(SavedProblem::HalfWritten, "anew");
    saved(SavedProblem::Empty, "--save FILE");
    saved(SavedProblem::NotARow("x".into()), "--save FILE");

    told(BulkError::Api(ApiError::Unauthorized { host: host() }), Auth, "imanage.unauthorized", "link");
    told(BulkError::NoLibrary, Config, "config.no-library", "--library");
    assert_eq!(explain_error(&BulkError::Closed), None);
}

#[test]
fn outputs() {
    for (kind, words) in [(io::ErrorKind::StorageFull, "free space"), (io::ErrorKind::Other, "check ")] {
        let rows = RowsUnwritable { name: name(), cause: io(kind) };
        told(rows, Incomplete, "output.unwritable", words);
        told(OutputError(io(kind)), Incomplete, "output.unwritable", words);
        let write = || WriteError { path: path(), step: "write", source: io(kind) };
        told(write(), Incomplete, "output.unwritable", words);
        told(ReportError { form: "JUnit", source: write() }, Incomplete, "output.unwritable", "findings above");
    }
    told(UsageError::NoSuchForm { command: "link", form: "csv" }, Usage, "usage", "imctl link --help");
    told(UsageError::Command { message: "m".into(), hint: "do this".into() }, Usage, "usage", "do this");
}

#[test]
fn work_items_and_workspaces() {
    let unreadable = |kind| WorkItemFailure::Unreadable { name: name(), source: io(kind) };
    let invalid = |error| WorkItemFailure::Invalid { name: name(), error };
    for (failure, words) in [
        (unreadable(io::ErrorKind::NotFound), "check the path"),
        (unreadable(io::ErrorKind::InvalidData), "UTF-8"),
        (unreadable(io::ErrorKind::Other), "permissions"),
        (invalid(WorkItemError::NotJson { line: 1, column: 1, why: "x".into() }), "correct the JSON"),
        (invalid(WorkItemError::NotAnObject { found: "a list" }), "write an object"),
        (invalid(WorkItemError::NotASetting { text: "x".into() }), "--set"),
    ] {
        told(failure, Usage, "work-item.invalid", words);
    }
    told(NoLibrary, Config, "config.no-library", "preferred_database");

    let unknown = |near: Option<&str>, known: &[&str]| RequestError::UnknownRepository {
        name: "x".into(),
        near: near.map(str::to_owned),
        known: known.iter().map(|name| (*name).to_owned()).collect(),
    };
    told(unknown(Some("matters"), &["matters"]), Usage, "resolve.unknown-repository", "--repository matters");
    told(unknown(None, &["matters"]), Usage, "resolve.unknown-repository", "choose one of: matters");
    told(unknown(None, &[]), Usage, "resolve.unknown-repository", "[repositories.NAME]");
    let lacking = |known: &[&str]| RequestError::NoResolver {
        repository: "matters".into(),
        work_type: None,
        known: known.iter().map(|name| (*name).to_owned()).collect(),
    };
    told(lacking(&[]), Config, "resolve.no-resolver", "set `workspace_resolver_config`");
    assert_eq!(hints(&lacking(&[])).len(), 1);
    told(lacking(&["claims"]), Config, "resolve.no-resolver", "it has: claims\nset");
    let mistaken = |repository: Option<&str>| match crate::resolve::request::Request::of_text("", None, None) {
        Err(RequestError::Config { mistake, .. }) => {
            RequestError::Config { repository: repository.map(str::to_owned), mistake }
        }
        other => panic!("{other:?}"),
    };
    told(mistaken(Some("matters")), Config, "resolve.config", "write");
    told(mistaken(None), Usage, "resolve.config", "write");

    let folder = |have: &[&str]| ListingError::NoFolder {
        path: "x".into(),
        have: have.iter().map(|name| (*name).to_owned()).collect(),
    };
    told(folder(&["Letters"]), NotFound, "listing.no-folder", "`Letters`");
    told(folder(&[]), NotFound, "listing.no-folder", "without `--path`");
    told(ListingError::BadPath { path: "x".into() }, Usage, "usage", "backslash");
    told(ListingError::Api(ApiError::Unauthorized { host: host() }), Auth, "imanage.unauthorized", "link");
    let message = || "m".to_owned();
    told(NoWorkspace::NotFound { what: message() }, NotFound, "listing.not-found", "service account");
    told(NoWorkspace::NotSure { message: message() }, NotFound, "listing.not-equal", "--explain");
    told(NoWorkspace::Ambiguous { ids: vec!["A!1".into()] }, Ambiguous, "listing.ambiguous", "`A!1`");
    told(NoWorkspace::Unresolved { message: message() }, NotFound, "listing.unresolved", "--work-item");
    told(NoWorkspace::Denied { message: message() }, Auth, "listing.denied", "administrator");
    let area = |near: Option<&str>| NoWorkspace::UnknownArea {
        name: "x".into(),
        near: near.map(str::to_owned),
        known: vec!["cases".into()],
    };
    told(area(Some("cases")), Usage, "listing.unknown-area", "--area cases");
    told(area(None), Usage, "listing.unknown-area", "choose one of: cases");
}

#[test]
fn the_sandbox() {
    let data = |error: DataError, words| told(error, Usage, "sandbox.data", words);
    data(DataError::Read { path: path(), source: io(io::ErrorKind::Other) }, "permissions");
    data(DataError::TooLarge { path: path() }, "fewer workspaces");
    let malformed = DataError::Malformed { path: path(), line: 1, column: 1, problem: "x".into() };
    data(malformed, "at this place");
    data(DataError::Inconsistent { path: path(), problem: "x".into() }, "sample firm");
    told(SandboxError::PortInUse { port: 1 }, Usage, "sandbox.port-in-use", "another port");
    let source = io(io::ErrorKind::Other);
    told(SandboxError::Listen { port: 1, source }, Usage, "sandbox.listen", "above 1023");
    told(SandboxError::Data("x".into()), Usage, "sandbox.data", "firm that is served");
    told(SandboxError::Thread(io(io::ErrorKind::Other)), Usage, "sandbox.start", "limits");
}

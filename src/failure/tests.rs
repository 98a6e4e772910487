//! What is told of each error: exit code, code text, and what to do.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use super::bulk::RowsUnwritable;
use super::explain::{explain_error, hints};
use super::resolve::{NoLibrary, NoWorkspace, WorkItemFailure};
use super::usage::{OutputError, ReportError, UsageError};
use super::verdict::Exit::{self, Ambiguous, Auth, Config, Incomplete, NotFound, Remote, Store, Usage};
use super::verdict::Verdict;
use crate::config::error::{Complaint, ConfigError};
use crate::config::origin::Place;
use crate::http::{CallbackError, HttpError, Interrupted, TlsProblem};
use crate::imanage::error::ApiError;
use crate::imanage::oauth::{OAuthError, Refusal, RefusalReason};
use crate::imanage::oauth_code::{SignInReason, SignInRefusal};
use crate::listing::error::ListingError;
use crate::operate::work_item::WorkItemError;
use crate::resolve::bulk::BulkError;
use crate::resolve::bulk::error::InputError;
use crate::resolve::bulk::resume::{ResumeError, ResumeProblem};
use crate::resolve::drift::{SavedError, SavedProblem};
use crate::resolve::request::RequestError;
use crate::sandbox::{DataError, SandboxError};
use crate::session::error::SessionError;
use crate::sys::files::FileError;
use crate::sys::lock::LockError;
use crate::sys::paths::NoDataFolder;
use crate::sys::whole_file::WriteError;
use crate::vault::VaultError;
use crate::vault::certificate::CertificateError;
use crate::vault::keyring::KeyringError;
use crate::vault::opening::OpeningError;
use crate::vault::seed::SeedError;
use crate::vault::sources::SourceError;

/// Expects what is told of an error; `words` are part of its hints.
#[track_caller]
fn told(error: impl Error + 'static, exit: Exit, code: &str, words: &str) {
    let told = explain_error(&error).unwrap_or_else(|| panic!("nothing is told of {error:?}"));
    assert_eq!((told.exit, told.code), (exit, code), "{error:?}");
    assert!(told.hints.join("\n").contains(words), "{error:?}: {:?}", told.hints);
    assert_eq!(hints(&error), told.hints);
}

fn host() -> String {
    "dms.example".to_owned()
}

fn path() -> PathBuf {
    "/firm/file".into()
}

fn name() -> String {
    "matters.csv".to_owned()
}

fn io(kind: io::ErrorKind) -> io::Error {
    kind.into()
}

#[test]
fn the_way_to_a_server() {
    let network = |error, code, words| told(error, Exit::Network, code, words);
    network(HttpError::Dns { host: host() }, "network.dns", "spelling");
    network(HttpError::Refused { host: host() }, "network.refused", "host and port");
    network(HttpError::Unreachable { host: host() }, "network.unreachable", "VPN");
    network(HttpError::ConnectTimeout { host: host(), seconds: 1 }, "network.silent", "allow-list");
    network(HttpError::Reset { host: host() }, "network.reset", "in between");
    network(HttpError::Connect { host: host() }, "network.connect", "proxy");
    network(HttpError::Proxy { host: host() }, "network.proxy", "http.proxy");
    network(HttpError::ProxyPassword { host: host() }, "network.proxy-password", "IMCTL_PROXY");
    network(HttpError::NoRoots, "network.no-roots", "--ca-file");
    network(HttpError::Timeout { host: host(), seconds: 1 }, "network.timeout", "--timeout");
    network(HttpError::TooSlow { host: host() }, "network.slow", "firm IT");
    let remote = |error, code, words| told(error, Remote, code, words);
    remote(HttpError::Paused { host: host(), seconds: 1 }, "imanage.rate-limited", "--concurrency");
    remote(HttpError::Redirect { host: host(), status: 302, target: host() }, "network.redirect", "base_url");
    remote(HttpError::TooLarge { host: host(), limit: 1 }, "remote.too-large", "base_url");
    remote(HttpError::CutShort { host: host() }, "remote.cut-short", "gateways");
    remote(HttpError::BadHttp { host: host() }, "remote.bad-http", "base_url");
    told(HttpError::NotHttps { url: host() }, Config, "config.url", "https://");
    told(HttpError::ProxyAddress, Config, "config.proxy", "http://");
    told(HttpError::BadRequest, Usage, "request.impossible", "characters");
    told(HttpError::CertificateFile { path: path(), problem: "x" }, Store, "network.certificate-file", "correct");
    for (problem, code, words) in [
        (TlsProblem::Expired, "network.tls-expired", "renew"),
        (TlsProblem::NotYetValid, "network.tls-not-yet-valid", "clock"),
        (TlsProblem::WrongName, "network.tls-wrong-name", "host name"),
        (TlsProblem::UnknownIssuer, "network.tls-unknown-issuer", "--ca-file"),
        (TlsProblem::OldProtocol, "network.tls-old", "TLS 1.2"),
        (TlsProblem::Revoked, "network.tls-revoked", "replace"),
        (TlsProblem::ClientCertificate, "network.tls-client-certificate", "client_certificate"),
        (TlsProblem::BadCertificate, "network.tls-bad-certificate", "replace"),
        (TlsProblem::Broken, "network.tls-broken", "handshake"),
    ] {
        network(HttpError::Tls { host: host(), problem }, code, words);
    }
    let source = io(io::ErrorKind::Other);
    told(CallbackError::PortInUse { address: host() }, Exit::Network, "network.port-in-use", "redirect_uri");
    told(CallbackError::Listen { address: host(), source }, Exit::Network, "network.listen", "loopback");
    told(Interrupted::ByPerson, Exit::Interrupted, "interrupted", "");
    told(Interrupted::NoRuntime, Exit::Network, "network.no-runtime", "");
}

#[test]
fn what_imanage_answers() {
    let what = || "it".to_owned();
    told(ApiError::Http(HttpError::BadRequest), Usage, "request.impossible", "characters");
    told(ApiError::Token(Box::new(SessionError::NoCustomerId)), Remote, "imanage.no-customer-id", "customer_id");
    told(ApiError::Unauthorized { host: host() }, Auth, "imanage.unauthorized", "imctl link");
    told(ApiError::Forbidden { host: host(), what: what() }, Auth, "imanage.forbidden", "access");
    told(ApiError::NotFound { host: host(), what: what() }, NotFound, "imanage.not-found", "neither");
    told(ApiError::BadRequest { host: host(), what: what(), code: None }, Remote, "imanage.bad-request", "values");
    told(ApiError::RateLimited { host: host() }, Remote, "imanage.rate-limited", "--concurrency");
    told(ApiError::Server { host: host(), status: 500, code: None }, Remote, "imanage.server", "later");
    told(ApiError::NotJson { host: host() }, Remote, "imanage.not-json", "single sign-on");
    let unreadable = ApiError::Unreadable { host: host(), what: what(), place: what() };
    told(unreadable, Remote, "imanage.unreadable", "10.2");
    told(ApiError::EndlessPaging { host: host(), what: what() }, Remote, "imanage.unreadable", "10.2");
}

fn refusal(reason: RefusalReason) -> Refusal {
    Refusal { reason, status: 400, code: None, host: host() }
}

#[test]
fn what_the_token_endpoint_and_the_sign_in_answer() {
    for (reason, exit, code, words) in [
        (RefusalReason::BadClient, Auth, "oauth.invalid-client", "client_id"),
        (RefusalReason::ClientNotEnabled, Auth, "oauth.client-not-enabled", "enable"),
        (RefusalReason::GrantNotAllowed, Auth, "oauth.grant-not-allowed", "not judged"),
        (RefusalReason::ScopeNotAllowed, Auth, "oauth.scope-not-allowed", "scope"),
        (RefusalReason::UserNotAllowed, Auth, "oauth.user-not-allowed", "Access list"),
        (RefusalReason::BadUserOrPassword, Auth, "oauth.bad-user-or-password", "virtual user"),
        (RefusalReason::RefreshTokenDead, Auth, "oauth.refresh-token-dead", "imctl link"),
        (RefusalReason::CodeNotAccepted, Auth, "oauth.code-not-accepted", "clock"),
        (RefusalReason::RedirectNotRegistered, Auth, "oauth.not-registered", "24 to 48 hours"),
        (RefusalReason::BadRequest, Auth, "oauth.invalid-request", "token_url"),
        (RefusalReason::RateLimited, Remote, "oauth.rate-limited", "wait"),
        (RefusalReason::ServerFault, Remote, "oauth.server", "later"),
        (RefusalReason::Gateway, Auth, "oauth.gateway", "allow-list"),
        (RefusalReason::Other, Auth, "oauth.refused", "Control Center"),
    ] {
        told(OAuthError::Refused(refusal(reason)), exit, code, words);
    }
    told(OAuthError::Http(HttpError::BadRequest), Usage, "request.impossible", "characters");
    told(OAuthError::NotJson { host: host() }, Remote, "oauth.not-json", "single sign-on");
    told(OAuthError::Unreadable { host: host(), problem: "x" }, Remote, "oauth.unreadable", "base_url");
    for (reason, exit, code, words) in [
        (SignInReason::Denied, Auth, "oauth.access-denied", "Access list"),
        (SignInReason::GrantNotAllowed, Auth, "oauth.grant-not-allowed", "grant"),
        (SignInReason::ScopeNotAllowed, Auth, "oauth.scope-not-allowed", "scope"),
        (SignInReason::BadRequest, Auth, "oauth.invalid-request", "authorize_url"),
        (SignInReason::ServerFault, Remote, "oauth.server", "later"),
        (SignInReason::Other, Auth, "oauth.refused", "Control Center"),
    ] {
        told(SignInRefusal { reason, code: None, host: host() }, exit, code, words);
    }
    told(crate::imanage::oauth_code::NoRandomness, Store, "store.no-randomness", "/dev/urandom");
}

#[test]
fn sessions() {
    let environment = || "production".to_owned();
    told(SessionError::NotLinked { environment: environment() }, Auth, "session.not-linked", "browser");
    told(SessionError::NeedsPerson { environment: environment() }, Usage, "session.needs-person", "--no-input");
    let nobody = SessionError::NobodySignedIn { seconds: 1, strangers: 0, redirect_uri: "http://[::1]/x".into() };
    told(nobody, Auth, "session.nobody-signed-in", "`http://[::1]/x`");
    told(SessionError::LinkEnded { environment: environment() }, Auth, "session.link-ended", "Allow Refresh Token");
    let refused = OAuthError::Refused(refusal(RefusalReason::RefreshTokenDead));
    let lost = SessionError::RenewalLost { at: jiff::Timestamp::UNIX_EPOCH, process: 1, refusal: refused };
    told(lost, Auth, "session.renewal-lost", "imctl link");
    told(SessionError::Unlinked { environment: environment() }, Auth, "session.not-linked", "imctl link");
    told(SessionError::NoVault { path: path() }, Store, "vault.missing", "IMCTL_DATA_DIR");
    told(SessionError::NothingToForget { environment: environment() }, Auth, "session.not-linked", "-e");
    told(SessionError::NotReadBack { path: path() }, Store, "vault.not-read-back", "disk");
    let lately = |reason| SessionError::RefusedLately { seconds: 1, refusal: refusal(reason) };
    told(lately(RefusalReason::BadClient), Auth, "oauth.invalid-client", "wait a minute");
    let hints = hints(&lately(RefusalReason::RefreshTokenDead));
    assert!(!hints.join("\n").contains("wait a minute"), "{hints:?}");
    let differs = SessionError::CustomerDiffers { configured: 1, reported: 2 };
    told(differs, Config, "config.customer-differs", "customer_id");
    told(SessionError::NoCustomerId, Remote, "imanage.no-customer-id", "customer_id");
    told(SessionError::TokensDoNotLast, Auth, "oauth.token-not-accepted", "X-Auth-Token");
    let revoked = SessionError::NotRevoked(OAuthError::NotJson { host: host() });
    told(revoked, Incomplete, "session.not-revoked", "--local");
    told(SessionError::WorkerLost, Exit::Findings, "internal", "report");
    // The errors of other rooms are told as there.
    told(SessionError::Http(HttpError::BadRequest), Usage, "request.impossible", "characters");
    told(SessionError::OAuth(OAuthError::NotJson { host: host() }), Remote, "oauth.not-json", "base_url");
    told(SessionError::Api(ApiError::Unauthorized { host: host() }), Auth, "imanage.unauthorized", "link");
    told(SessionError::Vault(VaultError::NoRandomness), Store, "store.no-randomness", "random");
    told(SessionError::Opening(OpeningError::Seed(SeedError::TooLong)), Store, "seed.unfit", "file of the seed");
    told(SessionError::Source(SourceError::NotTyped { key: "x" }), Usage, "secret.not-typed", "type it");
    told(SessionError::Config(ConfigError::NotFound { looked: vec![] }), Config, "config.not-found", "imctl.toml");
    told(SessionError::File(FileError::Symlink { path: path() }), Store, "store.symlink", "link");
    told(SessionError::DataFolder(NoDataFolder { wanted: "HOME" }), Config, "config.no-data-folder", "`HOME`");
}

#[test]
fn the_vault_and_its_files() {
    let store = |error: VaultError, code, words| told(error, Store, code, words);
    store(VaultError::NotAVault { path: path() }, "vault.unreadable", "copy");
    store(VaultError::Damaged { path: path() }, "vault.damaged", "copy");
    store(VaultError::Changed { path: path() }, "vault.damaged", "copy");
    store(VaultError::Newer { path: path(), version: 9 }, "vault.newer", "newer imctl");
    store(VaultError::Rounds { path: path(), rounds: 1 }, "vault.rounds", "unsafe");
    store(VaultError::WrongSeed { path: path() }, "vault.wrong-seed", "each character counts");
    store(VaultError::WrongCertificate { path: path() }, "vault.wrong-certificate", "private key");
    store(VaultError::SealedAnew { path: path() }, "vault.sealed-anew", "run it again");
    store(VaultError::Exists { path: path() }, "vault.exists", "encryption rotate");
    store(VaultError::NoRandomness, "store.no-randomness", "random source");
    store(VaultError::NotReadBack { path: path() }, "vault.not-read-back", "disk");
    store(VaultError::File(FileError::Symlink { path: path() }), "store.symlink", "link");

    let file = |error: FileError, code, words| told(error, Store, code, words);
    let loose = |is_folder| FileError::Loose { path: path(), mode: 0o644, is_folder };
    if cfg!(unix) {
        file(loose(false), "store.open-to-others", "chmod 600 '/firm/file'");
        file(loose(true), "store.open-to-others", "chmod 700");
    }
    file(FileError::Missing { path: path() }, "store.missing-file", "encryption init");
    file(FileError::HardLink { path: path() }, "store.hard-link", "other name");
    file(FileError::NotAFile { path: path() }, "store.not-a-file", "in the way");
    file(FileError::NotAFolder { path: path() }, "store.not-a-file", "in the way");
    file(FileError::Exists { path: path() }, "store.exists", "another file");
    file(FileError::TooLarge { path: path(), limit: 1 }, "store.too-large", "another file");
    for (kind, words) in [
        (io::ErrorKind::StorageFull, "free space"),
        (io::ErrorKind::QuotaExceeded, "free space"),
        (io::ErrorKind::PermissionDenied, "permissions"),
        (io::ErrorKind::ReadOnlyFilesystem, "can be written"),
        (io::ErrorKind::Other, "check the disk"),
    ] {
        file(FileError::Io { path: path(), step: "write", source: io(kind) }, "store.io", words);
        told(LockError::Io { what: "vault", path: path(), source: io(kind) }, Store, "store.lock", words);
    }
    let held = LockError::Held { what: "vault", path: path(), holder: "1".into(), seconds: 1 };
    told(held, Store, "store.lock-held", "that process");
    told(LockError::File(FileError::HardLink { path: path() }), Store, "store.hard-link", "other name");
}

#[test]
fn certificates_seeds_and_secrets() {
    let certificate = |error: CertificateError, code, words| told(error, Store, code, words);
    certificate(CertificateError::File(FileError::Symlink { path: path() }), "store.symlink", "link");
    certificate(CertificateError::NoCertificate { path: path() }, "certificate.unreadable", "PEM or DER");
    certificate(CertificateError::NoPrivateKey { path: path() }, "certificate.no-private-key", "PKCS#8");
    certificate(CertificateError::EncryptedKey { path: path() }, "certificate.encrypted-key", "password");
    certificate(CertificateError::WrongKeyPassword { path: path() }, "certificate.wrong-password", "character");
    certificate(CertificateError::WrongPkcs12Password { path: path() }, "certificate.wrong-password", "character");
    certificate(CertificateError::OldEncryption { path: path() }, "certificate.old-encryption", "openssl pkcs8");
    certificate(CertificateError::UnfitKey { path: path(), found: "x".into() }, "certificate.unfit", "2048");
    let mismatch = CertificateError::Mismatch { certificate: path(), key: path() };
    certificate(mismatch, "certificate.mismatch", "made with this certificate");
    certificate(CertificateError::NotPkcs12 { path: path() }, "certificate.pkcs12", "openssl pkcs12");
    certificate(CertificateError::Pkcs12Keys { path: path(), keys: 2 }, "certificate.pkcs12", "openssl pkcs12");
    certificate(CertificateError::NotMade, "certificate.not-made", "--private-key");

    for (error, words) in [
        (SeedError::TooShort { characters: 1 }, "more than 100"),
        (SeedError::TooPlain, "sentence of your own"),
        (SeedError::ByteOrderMark, "byte order mark"),
        (SeedError::TooLong, "file of the seed"),
        (SeedError::NoRandomness, "random source"),
    ] {
        told(error, Store, "seed.unfit", words);
        told(OpeningError::Seed(error), Store, "seed.unfit", words);
    }
    told(OpeningError::Certificate(CertificateError::NotMade), Store, "certificate.not-made", "--certificate");
    told(OpeningError::Vault(VaultError::NoRandomness), Store, "store.no-randomness", "random");
    told(OpeningError::Source(SourceError::NotTyped { key: "x" }), Usage, "secret.not-typed", "type it");

    let key = "client_secret";
    let unset = SourceError::Unset { key, variable: "FIRM_SECRET".into() };
    told(unset, Store, "secret.unset", "`FIRM_SECRET`");
    told(SourceError::NotText { key, variable: "X".into() }, Store, "secret.not-text", "UTF-8");
    told(SourceError::FileNotText { key, path: path() }, Store, "secret.not-text", "UTF-8");
    told(SourceError::FileWithMark { key, path: path() }, Store, "secret.not-text", "byte order mark");
    let missing = SourceError::File { key, source: FileError::Missing { path: path() } };
    told(missing, Store, "store.missing-file", "path");
    told(SourceError::Empty { key, place: "there".into() }, Store, "secret.empty", "put the secret");
    told(SourceError::CommandMissing { key, program: "x".into() }, Store, "secret.command", "path of the command");
    let failed = SourceError::CommandFailed { key, program: "x".into(), status: "1".into() };
    told(failed, Store, "secret.command", "by hand");
    told(SourceError::CommandSilent { key, program: "x".into() }, Store, "secret.command", "by hand");
    told(SourceError::NobodyToAsk { key }, Usage, "secret.no-terminal", "--no-input");
    told(SourceError::NotTyped { key }, Usage, "secret.not-typed", "type it");
    for (source, words) in [
        (KeyringError::Absent, "start a keyring"),
        (KeyringError::Slow, "unlock"),
        (KeyringError::Locked, "unlock"),
        (KeyringError::NoEntry, "under the service `imctl`"),
        (KeyringError::Refused, "elsewhere"),
        (KeyringError::NotReadBack, "elsewhere"),
    ] {
        told(source, Store, "keyring.unusable", words);
        told(SourceError::Keyring { key, source }, Store, "keyring.unusable", words);
    }
}

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

#[test]
fn what_nobody_knows_is_told_as_a_fault_of_the_program() {
    let unknown = anyhow::anyhow!("what is this");
    let told = super::explain::explain(&unknown);
    assert_eq!((told.exit, told.code, told.hints.len()), (Exit::Findings, "internal", 0));
    let wrapped = anyhow::Error::from(NoLibrary).context("while it was resolved");
    assert_eq!(super::explain::explain(&wrapped).code, "config.no-library");
}

#[test]
fn verdicts_have_the_exit_codes_that_scripts_know() {
    let codes = [
        (Verdict::Ok, 0, "ok"),
        (Verdict::Findings, 1, "findings"),
        (Verdict::ConfigInvalid, 3, "config"),
        (Verdict::Denied, 4, "auth"),
        (Verdict::StoreUnusable, 5, "store"),
        (Verdict::Unreachable, 6, "network"),
        (Verdict::Unanswered, 7, "remote"),
        (Verdict::NotFound, 8, "not-found"),
        (Verdict::Ambiguous, 9, "ambiguous"),
        (Verdict::Incomplete, 10, "incomplete"),
        (Verdict::Warnings, 11, "warnings"),
    ];
    for (verdict, code, name) in codes {
        assert_eq!((verdict.exit() as u8, verdict.exit().name()), (code, name));
    }
    assert_eq!((Exit::Interrupted as u8, Exit::Interrupted.name()), (130, "interrupted"));
    assert_eq!((Exit::Usage as u8, Exit::Usage.name()), (2, "usage"));
}

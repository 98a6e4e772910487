//! What is told of the way to a server, of its answers, and of sessions.

use super::*;

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
    told(crate::imanage::oauth_code::NoRandomness, Store, "store.no-randomness", "random source");
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

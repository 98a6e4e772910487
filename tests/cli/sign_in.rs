//! `link` with the grant `authorization_code`: a person signs in with a browser.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use imctl::sandbox::{Fault, Grant, Settings};
use url::Url;

use crate::support::browser::{SigningIn, get, visit};
use crate::support::{Firm, Ran, SEED};

/// The code of the error object on stderr, below the address to sign in at.
#[track_caller]
fn error_code(ran: &Ran) -> String {
    let line = ran.stderr.lines().last().unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr));
    value["error"]["code"].as_str().expect("a code").to_owned()
}

fn ready() -> Firm {
    Firm::new().by_person().encrypted()
}

#[test]
fn a_person_signs_in_and_the_link_is_stored() {
    let firm = ready();
    let signing_in = SigningIn::start(&firm, &["-v"]);
    assert_eq!(signing_in.parameter("code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(firm.token_requests(), 0);
    let sent_back = get(&signing_in.url).location().expect("sent back");
    let page = get(&sent_back);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Go back to the terminal"), "{}", page.body);
    let ran = signing_in.finish().expect_code(0).expect_told(&["linked `default`", "next:"]);
    let code = sent_back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    assert!(!ran.stdout.contains(&code) && !ran.stderr.contains(&code), "the code was shown");
    assert_eq!(firm.token_requests(), 1);

    let status = firm.imctl(&["status", "-o", "json"]).expect_code(0).json();
    assert_eq!((&status["grant"], &status["refresh_token"]), (&"authorization_code".into(), &true.into()));
    assert_eq!(status["user"], "SVC_OPERATE");
    firm.imctl(&["resolve", "Shared Administration"]).expect_code(0);
    assert_eq!(firm.token_requests(), 1, "the stored token is used");
    firm.imctl(&["status", "--check"]).expect_code(0);
    let requests = firm.server.requests();
    assert!(requests.iter().all(|seen| !seen.query.contains(&code)), "the code went into an address");
}

#[test]
fn the_store_is_probed_before_anybody_signs_in() {
    let firm = Firm::new().by_person();
    let ran = firm.imctl(&["link", "--no-browser"]).expect_code(5).expect_told(&["encryption is not set up"]);
    assert!(!ran.stderr.contains("http"), "{}", ran.stderr);
    let firm = firm.encrypted();
    firm.write_private("seed.txt", &SEED.replace("otters", "badgers"));
    let ran = firm.imctl(&["link", "--no-browser"]).expect_code(5);
    assert!(!ran.stderr.contains("http"), "{}", ran.stderr);
    #[cfg(unix)]
    if !is_root() {
        use std::os::unix::fs::PermissionsExt;
        firm.write_private("seed.txt", SEED);
        fs::set_permissions(firm.path("data"), fs::Permissions::from_mode(0o500)).expect("set");
        let ran = firm.imctl(&["link", "--no-browser"]).expect_code(5);
        assert!(!ran.stderr.contains("http"), "{}", ran.stderr);
    }
    assert_eq!(firm.server.requests().len(), 0);
}

/// Nothing is read-only to root.
#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn strangers_and_wrong_states_are_refused_and_the_wait_goes_on() {
    let firm = ready();
    let signing_in = SigningIn::start(&firm, &[]);
    let sent_back = get(&signing_in.url).location().expect("sent back");
    let state = signing_in.parameter("state").expect("a state");
    for (parameters, status) in [
        (&[][..], 400),
        (&[("code", "stolen")], 400),
        (&[("code", "stolen"), ("state", "wrong")], 400),
        (&[("error", "access_denied"), ("state", "wrong")], 400),
        (&[("error", "access_denied")], 400),
        (&[("state", &state)], 400),
        (&[("code", "a"), ("code", "b"), ("state", &state)], 400),
    ] {
        let page = get(&signing_in.callback(parameters));
        assert_eq!(page.status, status, "{parameters:?}");
        assert!(!page.body.contains("stolen") && page.body.contains("goes on waiting"), "{}", page.body);
    }
    for path in ["/favicon.ico", "/", "/callback/x"] {
        let mut url = sent_back.clone();
        url.set_path(path);
        assert_eq!(get(&url).status, 404, "{path}");
    }
    assert_eq!(firm.token_requests(), 0);
    assert_eq!(get(&sent_back).status, 200);
    signing_in.finish().expect_code(0);
    assert_eq!(firm.token_requests(), 1);
}

#[test]
fn two_at_once_do_not_take_each_others_answer() {
    let firm = ready();
    let (one, two) = (SigningIn::start(&firm, &[]), SigningIn::start(&firm, &[]));
    let of_one = get(&one.url).location().expect("sent back");
    let mut at_two = two.callback(&[]);
    at_two.set_query(of_one.query());
    assert_eq!(get(&at_two).status, 400);
    assert_eq!(get(&of_one).status, 200);
    one.finish().expect_code(0);
    visit(&two.url);
    two.finish().expect_code(0);
}

#[test]
fn a_declined_sign_in_is_explained_and_nothing_is_stored() {
    let firm = Firm::with(Settings::default().fault(Fault::UserNotAllowed)).by_person().encrypted();
    let signing_in = SigningIn::start(&firm, &["-o", "json"]);
    let page = visit(&signing_in.url);
    assert!(page.body.contains("Not signed in"), "{}", page.body);
    let ran = signing_in.finish().expect_code(4).expect_told(&["refuses the sign-in", "access_denied", "Access list"]);
    assert_eq!(error_code(&ran), "oauth.access-denied");
    assert_eq!(firm.token_requests(), 0);
    firm.imctl(&["status"]).expect_code(4);
}

#[test]
fn an_application_without_this_grant_is_told_as_such() {
    let firm = Firm::with(Settings::default().grants([Grant::ClientCredentials])).by_person().encrypted();
    let signing_in = SigningIn::start(&firm, &["-o", "json"]);
    visit(&signing_in.url);
    assert_eq!(error_code(&signing_in.finish().expect_code(4)), "oauth.grant-not-allowed");

    // Some servers let the person sign in first.
    let firm = Firm::with(Settings::default().fault(Fault::GrantNotAllowed)).by_person().encrypted();
    let signing_in = SigningIn::start(&firm, &["-o", "json"]);
    visit(&signing_in.url);
    assert_eq!(error_code(&signing_in.finish().expect_code(4)), "oauth.grant-not-allowed");
    firm.imctl(&["status"]).expect_code(4);
}

#[test]
fn the_wait_has_a_limit_and_says_what_to_register() {
    let firm = ready();
    let started = Instant::now();
    let ran = firm.imctl(&["link", "--no-browser", "--wait", "1", "-o", "json"]).expect_code(4);
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(error_code(&ran), "session.nobody-signed-in");
    ran.expect_told(&["within 1 s", "http://127.0.0.1/callback"]);

    let signing_in = SigningIn::start(&firm, &["--wait", "1"]);
    get(&signing_in.callback(&[("code", "c"), ("state", "wrong")]));
    signing_in.finish().expect_code(4).expect_told(&["one answer came that belongs to another sign-in"]);
    assert_eq!(firm.token_requests(), 0);
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port()
}

#[test]
fn a_server_that_wants_one_exact_redirect_uri_gets_it_to_the_letter() {
    let uri = format!("http://localhost:{}/oauthresult.aspx", free_port());
    let firm = Firm::with(Settings::default().exact_redirects(true).redirect_uri(&uri)).by_person().encrypted();
    let signing_in = SigningIn::start(&firm, &["--wait", "1"]);
    let page = visit(&signing_in.url);
    assert_eq!(page.status, 400, "{}", page.body);
    signing_in.finish().expect_code(4).expect_told(&["register the redirect URL `http://127.0.0.1/callback`"]);

    firm.configure("[encryption]", &format!("redirect_uri = \"{uri}\"\n[encryption]"));
    let signing_in = SigningIn::start(&firm, &[]);
    assert_eq!(signing_in.parameter("redirect_uri"), Some(uri));
    visit(&signing_in.url);
    signing_in.finish().expect_code(0);
}

#[test]
fn a_taken_port_is_told_before_anybody_signs_in() {
    let firm = ready();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    let uri = format!("http://127.0.0.1:{}/callback", taken.local_addr().expect("an address").port());
    let ran = Ran::from(
        firm.command(&["link", "--no-browser", "-o", "json"]).env("IMCTL_REDIRECT_URI", &uri).output().expect("imctl"),
    );
    let ran = ran.expect_code(6).expect_told(&[&uri]);
    assert_eq!(error_code(&ran), "network.port-in-use");
}

#[test]
fn a_redirect_uri_elsewhere_is_refused() {
    let firm = ready();
    for uri in ["https://firm.operate.example/externalServices/replyFrom", "http://10.0.0.1/callback"] {
        let ran = firm.command(&["link", "--no-browser"]).env("IMCTL_REDIRECT_URI", uri).output().expect("imctl");
        Ran::from(ran).expect_code(3).expect_told(&["IMCTL_REDIRECT_URI", "operate_url"]);
    }
}

#[test]
fn nobody_is_asked_where_nobody_may_be() {
    let firm = ready();
    let ran = firm.imctl(&["link", "--no-input", "-o", "json"]).expect_code(2);
    assert_eq!(error_code(&ran), "session.needs-person");
    assert_eq!(firm.server.requests().len(), 0);
}

#[test]
fn options_of_a_sign_in_are_refused_without_one() {
    let firm = Firm::new().encrypted();
    for option in [&["--no-browser"][..], &["--wait", "9"]] {
        firm.imctl(&[&["link"], option].concat()).expect_code(2).expect_told(&[option[0], "client_credentials"]);
    }
    firm.imctl(&["link", "--wait", "0"]).expect_code(2);
    assert_eq!(firm.server.requests().len(), 0);
}

#[test]
fn what_is_not_linked_is_neither_resolved_nor_listed() {
    let firm = ready();
    for arguments in [&["resolve", "Shared Administration"][..], &["ls-workspace"]] {
        firm.imctl(arguments).expect_code(4).expect_told(&["is not linked", "imctl link"]);
    }
    firm.imctl(&["status"]).expect_code(4);
    assert_eq!(firm.server.requests().len(), 0);
}

#[test]
fn nobody_signs_in_twice_for_a_client_that_is_refused() {
    let firm = ready();
    firm.write_private("client-secret.txt", "wrong");
    let signing_in = SigningIn::start(&firm, &[]);
    visit(&signing_in.url);
    signing_in.finish().expect_code(4).expect_told(&["client id or client secret is wrong"]);
    let ran = firm.imctl(&["link", "--no-browser"]).expect_code(4).expect_told(&["refused", "tried at once"]);
    assert!(!ran.stderr.contains("authorize"), "{}", ran.stderr);
    assert_eq!(firm.token_requests(), 1);
    firm.write_private("client-secret.txt", &firm.server.client_secret);
    let signing_in = SigningIn::start(&firm, &[]);
    visit(&signing_in.url);
    signing_in.finish().expect_code(0);
}

#[test]
fn a_public_application_needs_no_secret() {
    let firm = ready();
    firm.configure("client_secret = { file = \"client-secret.txt\" }\n", "");
    let signing_in = SigningIn::start(&firm, &[]);
    visit(&signing_in.url);
    signing_in.finish().expect_code(0);
    firm.imctl(&["status", "--check"]).expect_code(0);
    firm.imctl(&["unlink"]).expect_code(0);
}

#[test]
fn a_dry_run_signs_in_and_stores_nothing() {
    let firm = Firm::new().by_person();
    let signing_in = SigningIn::start(&firm, &["--dry-run", "-o", "json"]);
    visit(&signing_in.url);
    let report = signing_in.finish().expect_code(0).json();
    assert_eq!((&report["grant"], &report["stored"]), (&"authorization_code".into(), &false.into()));
    assert!(!firm.vault().exists());
}

#[test]
fn the_address_is_shown_even_where_nothing_else_is() {
    let firm = ready();
    let signing_in = SigningIn::start(&firm, &["-q"]);
    visit(&signing_in.url);
    let ran = signing_in.finish().expect_code(0);
    assert_eq!(ran.stderr.lines().count(), 2, "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_wait() {
    use rustix::process::{Pid, Signal, kill_process};
    let firm = ready();
    let signing_in = SigningIn::start(&firm, &[]);
    let process = i32::try_from(signing_in.id()).ok().and_then(Pid::from_raw).expect("a process");
    // Once it answers, it listens to signals too.
    get(&signing_in.callback(&[]));
    let started = Instant::now();
    kill_process(process, Signal::INT).expect("sent");
    signing_in.finish().expect_code(130);
    assert!(started.elapsed() < Duration::from_secs(1));
    firm.imctl(&["status"]).expect_code(4);
}

/// A program in place of `xdg-open` that keeps what it was given.
#[cfg(target_os = "linux")]
fn fake_opener(firm: &Firm) -> std::ffi::OsString {
    use std::os::unix::fs::PermissionsExt;
    let folder = firm.path("bin");
    fs::create_dir(&folder).expect("a folder");
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{0}/arguments'\nenv > '{0}/environment.part'\ntr '\\0' '\\n' < /proc/$$/environ >> '{0}/environment.part'\nmv '{0}/environment.part' '{0}/environment'\n",
        folder.display()
    );
    firm.write("bin/xdg-open", &script);
    fs::set_permissions(folder.join("xdg-open"), fs::Permissions::from_mode(0o755)).expect("set");
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path))).expect("a path")
}

/// Waits for a file that another process writes.
#[cfg(target_os = "linux")]
fn read_once_there(path: &std::path::Path) -> String {
    let started = Instant::now();
    loop {
        if let Ok(text) = fs::read_to_string(path) {
            return text;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{} never came", path.display());
        std::thread::yield_now();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_gets_the_address_and_no_secret() {
    let firm = ready();
    let canaries = ["canary-secret-of-the-client", "canary-of-the-proxy", "canary-of-another-environment"];
    firm.configure(
        "[encryption]",
        "[environments.uat.linked_service]\nbase_url = \"https://uat.firm.example\"\nclient_secret = { env = \"UAT_SECRET\" }\n[encryption]",
    );
    let mut command = firm.command(&["link", "-e", "default"]);
    command
        .env("PATH", fake_opener(&firm))
        .env("DISPLAY", ":0")
        .env("IMCTL_CLIENT_SECRET", canaries[0])
        .env("IMCTL_PASSWORD", canaries[1])
        .env("IMCTL_SEED", SEED)
        .env("UAT_SECRET", canaries[2])
        .env("HARMLESS", "harmless");
    let signing_in = SigningIn::of(&mut command);
    let environment = read_once_there(&firm.path("bin/environment"));
    let arguments = fs::read_to_string(firm.path("bin/arguments")).expect("arguments");
    assert_eq!(arguments, format!("{}\n", signing_in.url), "one argument, and it is the address");
    assert!(environment.contains("HARMLESS=harmless"), "{environment}");
    for canary in [&canaries[..], &[SEED]].concat() {
        assert!(!environment.contains(canary) && !arguments.contains(canary), "{canary} reached the browser");
    }
    // What can be seen of imctl itself in the list of processes is what was typed.
    let line = fs::read(format!("/proc/{}/cmdline", signing_in.id())).expect("a command line");
    let line = String::from_utf8_lossy(&line).replace('\0', " ");
    assert!(line.trim_end().ends_with("imctl link -e default"), "{line}");
    visit(&signing_in.url);
    // The secret of the variable is the canary, so the server refuses; the browser is what this test is about.
    signing_in.finish().expect_code(4).expect_told(&["in the browser that opens now"]);
}

#[cfg(target_os = "linux")]
#[test]
fn where_no_browser_can_open_the_address_is_shown() {
    let firm = ready();
    let path = fake_opener(&firm);
    let mut command = firm.command(&["link"]);
    let signing_in = SigningIn::of(command.env("PATH", &path));
    visit(&signing_in.url);
    signing_in.finish().expect_code(0).expect_told(&["no browser could be opened here"]);
    let signing_in = SigningIn::of(firm.command(&["link", "--no-browser"]).env("PATH", &path).env("DISPLAY", ":0"));
    visit(&signing_in.url);
    signing_in.finish().expect_code(0).expect_told(&["visit this address"]);
    assert!(!firm.path("bin/arguments").exists(), "no browser was opened");
    // A screen, and nothing to open a page with.
    let signing_in = SigningIn::of(firm.command(&["link"]).env("PATH", "/nonexistent").env("DISPLAY", ":0"));
    visit(&signing_in.url);
    signing_in.finish().expect_code(0).expect_told(&["no browser could be opened here"]);
}

#[test]
fn a_sign_in_works_without_any_terminal_or_input() {
    let firm = ready();
    let mut command = firm.command(&["link", "--no-browser"]);
    let signing_in = SigningIn::of(command.stdin(Stdio::null()));
    visit(&signing_in.url);
    signing_in.finish().expect_code(0);
}

#[test]
fn the_address_is_where_the_configuration_says() {
    let firm = ready();
    let mut command = firm.command(&["link", "--no-browser", "--wait", "1"]);
    let signing_in = SigningIn::of(command.env("IMCTL_AUTHORIZE_URL", "https://sign-in.example/oauth?tenant=7"));
    assert!(signing_in.url.as_str().starts_with("https://sign-in.example/oauth?tenant=7&response_type=code&"));
    assert_eq!(Url::parse(&signing_in.parameter("redirect_uri").expect("one")).expect("a URL").path(), "/callback");
    signing_in.finish().expect_code(4);
}

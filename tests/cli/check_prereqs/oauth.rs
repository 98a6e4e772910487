//! The checks of the sign-in: each refusal in terms of the set-up, with who can mend it.

use std::time::Duration;

use imctl::sandbox::{Fault, FaultPlace, Grant, Settings};

use crate::support::Firm;
use crate::support::relay::Relay;

const ONLY: [&str; 2] = ["--only", "oauth"];

#[test]
fn a_token_is_granted_for_this_run_only() {
    let firm = Firm::new();
    let checked = firm.check(&ONLY);
    checked
        .expect_code(0)
        .expect("oauth.token", "pass", &["`client_credentials`", "nothing is stored"])
        .expect("oauth.refresh-token", "pass", &["one came with the token"])
        .expect("oauth.lifetime", "pass", &["30 minutes"]);
    assert_eq!(firm.token_requests(), 1);
}

#[test]
fn each_refusal_is_told_in_terms_of_the_set_up_with_who_can_mend_it() {
    for (fault, who, told) in [
        (Fault::InvalidClient, "imanage-administrator", "compare `client_id` and the client secret"),
        (Fault::ApplicationDisabled, "imanage-administrator", "enable the application"),
        (Fault::GrantNotAllowed, "imanage-administrator", "the secret was not judged"),
        (Fault::UserNotAllowed, "imanage-administrator", "Access list"),
        (Fault::CustomerNotRegistered, "operate-support", "24 to 48 hours"),
    ] {
        let firm = Firm::with(Settings::default().fault(fault));
        let checked = firm.check(&ONLY);
        checked.expect_code(1).expect("oauth.token", "fail", &[told, who]);
        checked.expect_skipped("oauth.lifetime", "oauth.token");
        assert_eq!(firm.token_requests(), 1, "{fault:?}");
    }
}

#[test]
fn a_sign_in_page_is_an_answer_and_a_server_in_trouble_is_none() {
    let with = |fault| Firm::with(Settings::default().fault(fault).fault_place(FaultPlace::Token)).check(&ONLY);
    with(Fault::HtmlSignIn).expect_code(1).expect("oauth.token", "fail", &["a page instead of JSON", "firm-it"]);
    with(Fault::Redirect).expect_code(1).expect("oauth.token", "fail", &["redirects to", "never followed"]);
    with(Fault::ServerError).expect_code(10).expect("oauth.token", "error", &["the server itself failed"]);
    with(Fault::Truncated).expect_code(10).expect("oauth.token", "error", &["ended before it was complete"]);
}

#[test]
fn a_secret_that_is_not_there_fails_before_anything_is_sent() {
    let firm = Firm::new();
    std::fs::remove_file(firm.path("client-secret.txt")).expect("removed");
    firm.check(&ONLY).expect_code(1).expect(
        "oauth.token",
        "fail",
        &["client-secret.txt", "does not exist", "implementer"],
    );
    let config = firm.config(&firm.server.url());
    let without = |what: &str| config.lines().filter(|line| !line.starts_with(what)).collect::<Vec<_>>().join("\n");
    firm.write("imctl.toml", &without("client_secret"));
    firm.check(&ONLY).expect("oauth.token", "fail", &["`linked_service.client_secret` is not set"]);
    firm.write("imctl.toml", &without("client_id"));
    let checked = firm.check(&[]);
    checked.expect("oauth.token", "fail", &["`linked_service.client_id` is not set"]);
    checked.expect("network.tcp", "pass", &[]).expect("imanage.api", "pass", &["to nobody"]);
    firm.write("imctl.toml", &config.replace("{ file = \"client-secret.txt\" }", "{ prompt = true }"));
    firm.check(&ONLY).expect_code(10).expect("oauth.token", "error", &["no one to ask"]);
    assert_eq!(firm.token_requests(), 0);
}

#[test]
fn a_refusal_of_a_moment_ago_is_heeded_and_none_is_remembered() {
    let firm = Firm::new();
    firm.write_private("client-secret.txt", "wrong");
    firm.check(&ONLY).expect_code(1).expect("oauth.token", "fail", &["client id or client secret is wrong"]);
    assert!(!firm.path("data").exists(), "nothing is written, not even the memory of a refusal");
    // Another command remembers it, and then no second login is spent on it.
    firm.imctl(&["link", "--dry-run"]).expect_code(4);
    firm.check(&ONLY).expect("oauth.token", "fail", &["refused", "s ago", "change the credentials"]);
    assert_eq!(firm.token_requests(), 2);
}

#[test]
fn without_a_refresh_token_it_depends_on_the_grant() {
    let firm = Firm::with(Settings::default().refresh_tokens(false));
    firm.check(&ONLY).expect_code(0).expect("oauth.refresh-token", "pass", &["none is expected"]);
    firm.write_private("password.txt", "sandbox");
    let password = "grant = \"password\"\nusername = \"SVC_OPERATE\"\npassword = { file = \"password.txt\" }";
    firm.set_up(&firm.server.url(), password, "");
    let checked = firm.check(&ONLY);
    checked.expect_code(0).expect(
        "oauth.refresh-token",
        "warn",
        &["Allow Refresh Token", "default No", "imanage-administrator"],
    );
    firm.write_private("password.txt", "wrong");
    firm.check(&ONLY).expect_code(1).expect("oauth.token", "fail", &["user or password is wrong", "implementer"]);
}

#[test]
fn odd_lives_are_told() {
    for (seconds, status, told) in
        [(60, "warn", "renew all the time"), (90 * 86_400, "warn", "90 days"), (7200, "pass", "2 hours")]
    {
        let firm = Firm::with(Settings::default().token_life(Duration::from_secs(seconds)));
        firm.check(&ONLY).expect("oauth.lifetime", status, &[told]);
    }
    let firm = Firm::new();
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path.ends_with("/token") {
            answer.change(|answer| answer["expires_in"] = serde_json::Value::Null);
        }
    });
    firm.set_up(&relay.url(), "", "");
    firm.check(&ONLY).expect("oauth.lifetime", "warn", &["does not say how long"]);
}

#[test]
fn where_a_grant_takes_a_person_the_stored_token_is_used_and_never_renewed() {
    let settings = Settings::default().rotate_refresh_tokens(true).token_life(Duration::from_secs(1800));
    let firm = Firm::with(settings).linked();
    firm.set_up(&firm.server.url(), "grant = \"authorization_code\"", "");
    let before = std::fs::read(firm.vault()).expect("the vault");
    let checked = firm.check(&["--only", "oauth,imanage"]);
    checked
        .expect_code(0)
        .expect("oauth.token", "pass", &["the stored token is good"])
        .expect("oauth.refresh-token", "pass", &[])
        .expect("imanage.user", "pass", &["SVC_OPERATE"]);
    assert_eq!(firm.token_requests(), 1, "that of `link`");
    assert_eq!(std::fs::read(firm.vault()).expect("the vault"), before);
    // One that the server no longer takes is told, and the refresh token is not spent on it.
    firm.server.advance(Duration::from_secs(3600));
    firm.check(&["--only", "imanage"]).expect_code(1).expect(
        "imanage.api",
        "fail",
        &["does not accept the access token"],
    );
    assert_eq!(firm.token_requests(), 1);
    let firm = Firm::with(Settings::default().grants([Grant::AuthorizationCode]));
    firm.set_up(&firm.server.url(), "grant = \"authorization_code\"", "");
    firm.check(&ONLY).expect_code(10).expect("oauth.token", "error", &["not linked", "imctl link"]);
}

#[test]
fn a_stored_token_that_has_ended_is_not_renewed_by_a_look() {
    let firm = Firm::with(Settings::default().token_life(Duration::from_secs(1))).linked();
    firm.set_up(&firm.server.url(), "grant = \"authorization_code\"", "");
    // The token lives for a second; it is asked about until that is over.
    let end = std::time::Instant::now() + Duration::from_secs(30);
    loop {
        let checked = firm.check(&ONLY);
        if checked.finding("oauth.token")["status"] == "error" {
            checked.expect_code(10).expect("oauth.token", "error", &["ended at", "imctl status --check"]);
            break;
        }
        assert!(std::time::Instant::now() < end, "it never ends: {}", checked.ran.stdout);
    }
    assert_eq!(firm.token_requests(), 1);
}

//! What a refusal costs: one login, for all rows, all processes and a minute, until what was refused is changed.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use imctl::config;
use imctl::sandbox::{Fault, Settings};
use imctl::session::connect::connect;
use imctl::session::service::Service;
use imctl::sys::clock::{Clock, FixedClock};
use imctl::vault::sources::Asking;
use jiff::{SignedDuration, Timestamp};

use crate::renewal::{HALF_AN_HOUR, RESOLVE, off_by, rotating, run_at, world};
use crate::support::browser::{SigningIn, visit};
use crate::support::{Firm, Ran};

/// A firm whose link by a person's sign-in is dead: both its tokens have ended.
fn signed_in_long_ago() -> Firm {
    let firm = Firm::with(rotating()).signed_in();
    firm.server.advance(Duration::from_secs(400 * 24 * 3600));
    firm
}

#[test]
fn a_thousand_rows_on_a_dead_link_cost_one_token_request() {
    let firm = signed_in_long_ago();
    let (world, _) = world(&firm, off_by(0), &[]);
    let loaded = config::load(&world, &config::Request::default()).expect("a configuration");
    let service = Service::of(loaded.config, &world, Asking::Forbidden).expect("a service");
    let failures = imctl::http::run(async {
        let session = connect(&service).await.expect("opened");
        let rows = futures_util::stream::iter(0..1000).map(|_| session.api.discover());
        rows.buffer_unordered(16).filter(|row| std::future::ready(row.is_err())).count().await
    });
    assert_eq!(failures, Ok(1000));
    assert_eq!(firm.token_requests(), 2);
}

#[test]
fn a_list_of_a_thousand_rows_on_a_dead_link_costs_one_token_request() {
    let firm = signed_in_long_ago();
    let rows: String = (0..1000).map(|row| format!("M-{row},{row:05},00001\n")).collect();
    firm.write("rows.csv", &format!("id,client.reference,reference\n{rows}"));
    let list = ["resolve", "--repository", "matter-documents", "--from", "rows.csv", "--concurrency", "16"];
    let ran = firm.imctl(&list);
    assert!(ran.code != 0, "{}", ran.stdout);
    assert_eq!(firm.token_requests(), 2, "{}", ran.stderr);
}

#[test]
fn eight_processes_on_a_dead_link_cost_one_token_request() {
    let firm = signed_in_long_ago();
    let children: Vec<_> = (0..8).map(|_| firm.start(&RESOLVE)).collect();
    for child in children {
        let ran = Ran::from(child.wait_with_output().expect("it ends")).expect_code(4);
        ran.expect_told(&["the refresh token is expired, revoked or unknown", "imctl link"]);
    }
    assert_eq!(firm.token_requests(), 2);
    let signing_in = SigningIn::start(&firm, &[]);
    visit(&signing_in.url);
    signing_in.finish().expect_code(0);
    firm.imctl(&RESOLVE).expect_code(0);
}

#[test]
fn a_dead_refresh_token_is_made_up_for_by_the_credentials_once_for_all() {
    let firm = Firm::with(rotating()).linked();
    firm.server.advance(Duration::from_secs(400 * 24 * 3600));
    let children: Vec<_> = (0..8).map(|_| firm.start(&RESOLVE)).collect();
    for child in children {
        Ran::from(child.wait_with_output().expect("it ends")).expect_code(0);
    }
    assert_eq!(firm.token_requests(), 3, "the link, the dead refresh token, the credentials");
    firm.server.advance(HALF_AN_HOUR);
    firm.imctl(&RESOLVE).expect_code(0);
    assert_eq!(firm.token_requests(), 4, "the new refresh token is the one in use");
}

#[test]
fn dead_tokens_and_refused_credentials_cost_two_logins_for_eight_processes() {
    let firm = Firm::with(rotating()).encrypted();
    let password =
        "grant = \"password\"\nusername = \"svc_operate\"\npassword = { file = \"password.txt\" }\n[encryption]";
    firm.configure("[encryption]", password);
    firm.write_private("password.txt", "sandbox");
    firm.imctl(&["link"]).expect_code(0);
    firm.server.advance(Duration::from_secs(400 * 24 * 3600));
    firm.write_private("password.txt", "wrong");
    let children: Vec<_> = (0..8).map(|_| firm.start(&RESOLVE)).collect();
    for child in children {
        let ran = Ran::from(child.wait_with_output().expect("it ends")).expect_code(4);
        ran.expect_told(&["user or password is wrong"]);
    }
    assert_eq!(firm.token_requests(), 3, "the link, the dead refresh token, the wrong password");
}

#[test]
fn a_refusal_is_remembered_for_a_minute_by_the_clock() {
    let firm = Firm::new().encrypted();
    firm.write_private("client-secret.txt", "wrong");
    let clock = Arc::new(FixedClock::new(Timestamp::now()));
    let link = |expected: usize| {
        run_at(&firm, Arc::clone(&clock) as Arc<dyn Clock>, &["link"]).expect_code(4);
        assert_eq!(firm.token_requests(), expected);
    };
    link(1);
    clock.advance(Duration::from_secs(59));
    link(1);
    clock.advance(Duration::from_secs(1));
    link(2);
    clock.set(Timestamp::now() - SignedDuration::from_hours(1));
    link(3);
}

#[test]
fn what_the_hint_says_to_change_is_tried_at_once() {
    let firm = Firm::with(Settings::default().fault(Fault::GrantNotAllowed)).encrypted();
    firm.imctl(&["link"]).expect_code(4);
    firm.imctl(&["link"]).expect_code(4).expect_told(&["not asked again before a minute"]);
    assert_eq!(firm.token_requests(), 1);
    firm.configure("[encryption]", "scope = \"user\"\n[encryption]");
    firm.imctl(&["link"]).expect_code(4);
    assert_eq!(firm.token_requests(), 2, "another scope is another question");
    firm.configure("scope", "grant = \"authorization_code\"\nscope");
    let signing_in = SigningIn::start(&firm, &[]);
    visit(&signing_in.url);
    signing_in.finish().expect_code(4);
    assert_eq!(firm.token_requests(), 3, "so is another grant");
}

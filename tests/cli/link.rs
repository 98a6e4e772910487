//! `link`, `status`, `unlink`.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use imctl::sandbox::{Fault, FaultPlace, Settings};

use crate::support::relay::Relay;
use crate::support::{Firm, Ran};

#[test]
fn a_link_is_stored_and_shown() {
    let firm = Firm::new().linked();
    assert_eq!(firm.token_requests(), 1);
    let status = firm.imctl(&["status", "-o", "json"]).expect_code(0).json();
    assert_eq!(status["linked"], true);
    assert_eq!(status["grant"], "client_credentials");
    assert_eq!(status["environment"], "default");
    assert!(status["customer_id"].is_u64());
    assert_eq!(firm.token_requests(), 1, "status asks nothing of the network");
}

#[test]
fn the_vault_holds_no_token_in_the_clear() {
    let firm = Firm::new().linked();
    let text = fs::read_to_string(firm.vault()).expect("the vault");
    for canary in [firm.server.client_secret.as_str(), "access_token", "refresh_token"] {
        assert!(!text.contains(canary), "{canary}");
    }
}

#[test]
fn the_store_is_probed_before_the_network_is_asked() {
    let firm = Firm::new();
    firm.imctl(&["link"]).expect_code(5).expect_told(&["encryption is not set up", "imctl encryption init"]);
    assert_eq!(firm.server.requests().len(), 0);

    let firm = firm.encrypted();
    firm.write_private("seed.txt", &crate::support::SEED.replace("otters", "badgers"));
    firm.imctl(&["link"]).expect_code(5);
    assert_eq!(firm.token_requests(), 0);
}

#[test]
fn a_dry_run_stores_nothing() {
    let firm = Firm::new();
    let report = firm.imctl(&["link", "--dry-run", "-o", "json"]).expect_code(0).json();
    assert_eq!((&report["linked"], &report["stored"]), (&true.into(), &false.into()));
    assert!(!firm.vault().exists());
    firm.imctl(&["status"]).expect_code(4).expect_told(&["imctl link"]);
}

#[test]
fn twenty_links_at_once_make_one_token_request() {
    let firm = Firm::new().encrypted();
    let children: Vec<_> = (0..20).map(|_| firm.start(&["link"])).collect();
    for child in children {
        Ran::from(child.wait_with_output().expect("it ends")).expect_code(0);
    }
    assert_eq!(firm.token_requests(), 1);
    firm.imctl(&["status"]).expect_code(0);
}

#[test]
fn unlink_revokes_and_forgets() {
    let firm = Firm::new().linked();
    firm.imctl(&["unlink"]).expect_code(0).expect_told(&["revoked at iManage"]);
    assert_eq!(firm.requests_to("/auth/oauth2/revoke-token"), 1);
    firm.imctl(&["status"]).expect_code(4);
    firm.imctl(&["unlink"]).expect_code(4).expect_told(&["is not linked"]);
}

#[test]
fn unlink_local_asks_nothing_of_the_server() {
    let firm = Firm::new().linked();
    let before = firm.server.requests().len();
    firm.imctl(&["unlink", "--local"]).expect_code(0).expect_told(&["not revoked"]);
    assert_eq!(firm.server.requests().len(), before);
    firm.imctl(&["status"]).expect_code(4);
}

#[test]
fn status_check_renews_and_says_that_renewal_works() {
    let firm = Firm::with(Settings::default().refresh_tokens(true).rotate_refresh_tokens(true)).linked();
    let status = firm.imctl(&["status", "--check", "-o", "json"]).expect_code(0).json();
    assert_eq!((&status["refresh_works"], &status["renewals"]), (&true.into(), &1.into()));
    // The rotated refresh token was stored, or this would fail.
    firm.imctl(&["status", "--check"]).expect_code(0);
    assert_eq!(firm.token_requests(), 3);
}

#[test]
fn a_wrong_secret_costs_one_login_for_all_processes() {
    let firm = Firm::new().encrypted();
    firm.write_private("client-secret.txt", "wrong");
    firm.imctl(&["link"]).expect_code(4);
    firm.imctl(&["link"]).expect_code(4).expect_told(&["refused"]);
    firm.imctl(&["resolve", "Shared Administration"]).expect_code(4);
    assert_eq!(firm.token_requests(), 1);
    // Changed credentials go at once.
    firm.write_private("client-secret.txt", &firm.server.client_secret);
    firm.imctl(&["link"]).expect_code(0);
    assert_eq!(firm.token_requests(), 2);
}

#[test]
fn eight_processes_with_a_wrong_secret_cost_one_login() {
    let firm = Firm::new().encrypted();
    firm.write_private("client-secret.txt", "wrong");
    let children: Vec<_> = (0..8).map(|_| firm.start(&["resolve", "Shared Administration"])).collect();
    for child in children {
        Ran::from(child.wait_with_output().expect("it ends")).expect_code(4);
    }
    assert_eq!(firm.token_requests(), 1);
}

#[test]
fn a_refusal_for_no_reason_that_is_known_costs_one_login_too() {
    for body in [r#"{"error": "invalid_grant"}"#, r#"{"message": "no"}"#, r#"{"error": {"code": "Odd"}}"#] {
        let firm = Firm::new().encrypted();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let relay = Relay::start(&firm.server.url(), move |path, answer| {
            if path.contains("/oauth2/token") {
                counted.fetch_add(1, Ordering::SeqCst);
                answer.replace(400, "application/json", body);
            }
        });
        firm.configure(&firm.server.url(), &relay.url());
        let children: Vec<_> = (0..8).map(|_| firm.start(&["resolve", "Shared Administration"])).collect();
        for child in children {
            Ran::from(child.wait_with_output().expect("it ends")).expect_code(4);
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{body}");
    }
}

#[test]
fn a_refused_grant_is_not_reported_as_a_bad_secret() {
    let firm = Firm::with(Settings::default().fault(Fault::GrantNotAllowed)).encrypted();
    let ran = firm.imctl(&["link", "-o", "json"]).expect_code(4);
    let error: serde_json::Value = serde_json::from_str(&ran.stderr).expect("one JSON object on stderr");
    assert_eq!(error["error"]["code"], "oauth.grant-not-allowed");
    assert_eq!(error["error"]["exit"], 4);
    assert!(error["error"]["hints"].as_array().is_some_and(|hints| !hints.is_empty()));
}

#[test]
fn a_customer_id_that_differs_is_an_error_and_nothing_is_stored() {
    let firm = Firm::new().encrypted();
    let config = firm.config(&firm.server.url()).replace("client_id", "customer_id = 99999\nclient_id");
    firm.write("imctl.toml", &config);
    firm.imctl(&["link"]).expect_code(3).expect_told(&["99999"]);
    firm.imctl(&["status"]).expect_code(4);
}

#[test]
fn a_service_that_is_not_linked_gets_a_token_for_the_run_only() {
    let firm = Firm::new();
    firm.imctl(&["resolve", "Shared Administration"]).expect_code(0).expect_told(&["this run only"]);
    assert_eq!(firm.token_requests(), 1);
    assert!(!firm.vault().exists());
}

#[test]
fn a_workspace_is_listed_without_a_link_with_a_token_for_the_run_only() {
    let firm = Firm::new();
    let ran = firm.imctl(&["ls-workspace", "ACTIVE!427"]).expect_code(0).expect_told(&["this run only"]);
    assert!(ran.stdout.contains("Correspondence") && !ran.stdout.contains("this run only"), "{}", ran.stdout);
    assert_eq!(firm.token_requests(), 1);
    assert!(!firm.vault().exists());
}

#[test]
fn resolve_with_a_stored_token_makes_one_request() {
    let firm = Firm::new().linked();
    let before = firm.server.requests().len();
    firm.imctl(&["resolve", "Shared Administration"]).expect_code(0);
    assert_eq!(firm.server.requests().len(), before + 1);
}

#[test]
fn a_token_refused_in_the_middle_is_renewed_once() {
    let firm = Firm::with(Settings::default().fault(Fault::UnauthorizedOnce)).linked();
    firm.imctl(&["resolve", "Shared Administration"]).expect_code(0);
    assert_eq!(firm.token_requests(), 2);
}

#[test]
fn a_server_that_refuses_every_token_is_told_as_such() {
    let firm = Firm::with(Settings::default().fault(Fault::UnauthorizedAlways)).encrypted();
    let ran = firm.imctl(&["resolve", "Shared Administration"]).expect_code(4);
    assert!(firm.token_requests() <= 2, "{}", ran.stderr);
}

#[test]
fn a_server_that_is_down_is_a_network_failure() {
    let firm = Firm::new().encrypted();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    firm.write("imctl.toml", &firm.config(&format!("http://127.0.0.1:{port}")));
    firm.imctl(&["link"]).expect_code(6).expect_told(&["127.0.0.1", "refuses the connection"]);
}

#[test]
fn a_token_endpoint_that_lies_or_fails_makes_no_link() {
    for (fault, code, told) in [
        (Fault::HtmlSignIn, 7, "a sign-in page"),
        (Fault::Truncated, 7, "before it was complete"),
        (Fault::DeepJson, 7, "token"),
        (Fault::Huge, 7, "larger than"),
        (Fault::ServerError, 7, "500"),
        (Fault::Slow, 6, "within 2 s"),
        (Fault::Redirect, 7, "https://sign-in.example/"),
    ] {
        let firm = Firm::with(Settings::default().fault(fault).fault_place(FaultPlace::Token)).encrypted();
        let vault = fs::read(firm.vault()).expect("the vault");
        let out = firm.imctl(&["link", "--timeout", "2"]);
        assert_eq!(out.code, code, "{fault:?}: {}", out.stderr);
        out.expect_told(&[told]);
        assert_eq!(firm.imctl(&["status"]).code, 4, "{fault:?}: it is not linked");
        assert!(fs::read(firm.vault()).expect("the vault").len().abs_diff(vault.len()) < 16, "{fault:?}");
    }
}

//! The checks of iManage itself: what its answers are taken to mean.

use serde_json::{Value, json};

use crate::support::Firm;
use crate::support::relay::{Passing, Relay};

use super::Checked;

/// What is found of a server whose answer to `GET /api` is changed so.
fn told(linked_service: &str, change: impl Fn(&mut Value) + Send + Sync + 'static) -> Checked {
    altered(linked_service, move |path, answer| {
        if path == "/api" && answer.status == 200 {
            answer.change(&change);
        }
    })
}

fn altered(linked_service: &str, alter: impl Fn(&str, &mut Passing) + Send + Sync + 'static) -> Checked {
    let firm = Firm::new();
    let relay = Relay::start(&firm.server.url(), alter);
    firm.set_up(&relay.url(), linked_service, "");
    firm.check(&["--only", "imanage"])
}

#[test]
fn a_good_server_and_account_pass() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "customer_id = 4711", "");
    let checked = firm.check(&["--only", "imanage"]);
    checked
        .expect_code(0)
        .expect("imanage.api", "pass", &["accepts the token"])
        .expect("imanage.version", "pass", &["on-premises, 10.2"])
        .expect("imanage.customer", "pass", &["4711"])
        .expect("imanage.library", "pass", &["`ACTIVE`"])
        .expect("imanage.user", "pass", &["acts as `SVC_OPERATE` (Operate Service)"]);
}

#[test]
fn a_server_older_than_the_oldest_that_works_fails_and_one_that_does_not_tell_is_a_warning() {
    for (version, status, text) in [
        (json!("10.1.4.123"), "fail", "on-premises, 10.1; 10.2 or later is needed"),
        (json!("9.3.7"), "fail", "upgrade iManage Work Server"),
        (json!("10.4.0.123"), "pass", "10.4"),
        (json!("ten"), "warn", "`ten` cannot be read"),
        (Value::Null, "warn", "does not tell its version"),
    ] {
        let checked = told("", move |answer| answer["data"]["dms_version"] = version.clone());
        checked.expect("imanage.version", status, &[text]);
    }
}

#[test]
fn a_customer_id_that_differs_names_both_and_is_not_in_the_way_of_the_rest() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "customer_id = 4117", "[areas.scanning]");
    let checked = firm.check(&[]);
    checked
        .expect_code(1)
        .expect("imanage.customer", "fail", &["iManage says 4711", "says 4117", "customer_id = 4711"])
        .expect("imanage.library", "pass", &[])
        .expect("areas.scanning.workspace", "pass", &[]);
    told("", |answer| answer["data"]["user"]["customer_id"] = Value::Null)
        .expect("imanage.customer", "fail", &["does not tell it, and none is configured"])
        .expect_skipped("imanage.library", "imanage.customer");
    told("customer_id = 4711", |answer| answer["data"]["user"]["customer_id"] = Value::Null)
        .expect("imanage.customer", "warn", &["4711 is configured"])
        .expect("imanage.library", "pass", &[]);
}

#[test]
fn a_library_that_is_not_visible_is_told_with_the_nearest() {
    let library = |name: &str| {
        let firm = Firm::new();
        let config = firm.config(&firm.server.url());
        firm.write("imctl.toml", &config.replace("preferred_database = \"ACTIVE\"", name));
        firm.check(&["--only", "imanage"])
    };
    let checked = library("preferred_database = \"ACTVE\"");
    checked.expect_code(1).expect(
        "imanage.library",
        "fail",
        &["`ACTVE`", "the nearest it sees is `ACTIVE`", "preferred_database = \"ACTIVE\""],
    );
    assert_eq!(checked.fact("imanage.library", "visible"), "ACTIVE, ARCHIVE, RESTRICTED");
    library("preferred_database = \"XYZ\"").expect(
        "imanage.library",
        "fail",
        &["only `ACTIVE`", "imanage-administrator"],
    );
    library("preferred_database = \"active\"").expect("imanage.library", "pass", &[]);
    library("preferred_database = \"RESTRICTED\"").expect("imanage.library", "warn", &["hidden"]);
    library("").expect("imanage.library", "pass", &["the account's own"]);
}

#[test]
fn an_account_without_a_library_or_a_name_is_told() {
    let checked = altered("", |path, answer| {
        if path.ends_with("/libraries") && answer.status == 200 {
            answer.replace(200, "application/json", "{\"data\":[]}");
        }
        if path == "/api" && answer.status == 200 {
            answer.change(|answer| answer["data"]["user"] = json!({ "customer_id": 4711 }));
        }
    });
    checked.expect("imanage.library", "fail", &["no library at all", "imanage-administrator"]).expect(
        "imanage.user",
        "warn",
        &["does not tell whom"],
    );
}

#[test]
fn an_api_on_another_host_is_told_and_no_token_goes_there() {
    let checked =
        told("", |answer| answer["data"]["versions"][0]["url"] = json!("https://inner.firm.example/work/api/v2"));
    checked.expect_code(0).expect("imanage.api", "warn", &["https://inner.firm.example", "no token is sent there"]);
    checked.expect("imanage.library", "pass", &[]);
}

#[test]
fn what_is_no_api_is_told_apart() {
    let of_api = |status: u16, content_type: &'static str, body: &'static str| {
        altered("", move |path, answer| {
            if path == "/api" {
                answer.replace(status, content_type, body);
            }
        })
    };
    let page = of_api(200, "text/html", "<html>Sign in</html>");
    page.expect_code(1).expect("imanage.api", "fail", &["a page instead of JSON", "single sign-on", "firm-it"]);
    page.expect_skipped("imanage.user", "imanage.api");
    of_api(404, "application/json", "{}").expect("imanage.api", "fail", &["has no `/api`"]);
    of_api(403, "application/json", "{}").expect("imanage.api", "fail", &["denies access"]);
    of_api(500, "text/plain", "oh").expect_code(10).expect(
        "imanage.api",
        "error",
        &["status 500", "no fault of the configuration"],
    );
    of_api(200, "application/json", "{\"data\":").expect_code(10).expect("imanage.api", "error", &["cannot be read"]);
    let moved = altered("", |path, answer| {
        if path == "/api" {
            answer.replace(302, "text/html", "");
            answer.set_header("location", "https://sign-in.example/?code=canary");
        }
    });
    moved.expect_code(1).expect("imanage.api", "fail", &["https://sign-in.example/", "base_url"]);
    assert!(!moved.ran.stdout.contains("canary"));
}

#[test]
fn without_a_token_the_api_is_still_looked_at_from_outside() {
    let firm = Firm::new();
    firm.write_private("client-secret.txt", "wrong");
    let checked = firm.check(&["--only", "imanage,oauth"]);
    checked.expect("oauth.token", "fail", &[]).expect("imanage.api", "pass", &["status 401 to nobody"]);
    checked.expect_skipped("imanage.user", "oauth.token").expect_skipped("imanage.library", "oauth.token");
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path == "/api" {
            answer.replace(200, "text/html", "<html>");
        }
    });
    firm.set_up(&relay.url(), "", "");
    firm.check(&["--only", "imanage"]).expect("imanage.api", "fail", &["a page instead of JSON"]);
}

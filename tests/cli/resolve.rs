//! `resolve`.

use imctl::sandbox::{EmptyAnswer, Fault, FaultPlace, ListShape, Settings};
use serde_json::{Value, json};

use crate::support::{Firm, Ran};

const CONFIG: &str = "custom1=[workitem.client.reference], custom2=[workitem.reference]";

/// Resolves for a matter of a client with the firm's repository, as JSON.
fn matter(firm: &Firm, client: &str, matter: &str, more: &[&str]) -> Ran {
    let (client, matter) = (format!("client.reference={client}"), format!("reference={matter}"));
    let own = ["resolve", "--repository", "matter-documents", "--set", &client, "--set", &matter, "-o", "json"];
    firm.imctl(&[&own[..], more].concat())
}

fn outcome(ran: &Ran) -> String {
    ran.json()["outcome"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_examples_of_the_overview_work_exactly_as_they_are_printed() {
    let firm = Firm::new().linked();
    let title = firm.imctl(&["resolve", "workspaceResolverConfig: “Clio Operate Document Templates”"]).expect_code(0);
    assert!(title.stdout.ends_with("\tClio Operate Document Templates\n"), "{}", title.stdout);
    title.expect_told(&["quotes stand around the whole config", "the name of the setting stands before"]);

    let by_title =
        ["resolve", "workspaceResolverConfig: “[workitem.title]”", "--set", "title=CASE101: John Smith vs. Jane Doe"];
    let ran = firm.imctl(&[&by_title[..], &["-o", "json"]].concat()).expect_code(0).json();
    assert_eq!(ran["query"], json!({"name": "CASE101: John Smith vs. Jane Doe"}));
    assert_eq!((&ran["mode"], &ran["mode_inferred"]), (&json!("default"), &json!(true)));
    assert_eq!(ran["workspace"]["id"], "ACTIVE!101");

    let tags = "workspaceResolverConfig: “custom1=[workitem.client.reference], custom2=[workitem.reference]”";
    let by_tags = ["resolve", tags, "--set", "client.reference=12345", "--set", "reference=00001"];
    let ran = firm.imctl(&[&by_tags[..], &["-o", "json"]].concat()).expect_code(0).json();
    assert_eq!(ran["query"], json!({"custom1": "12345", "custom2": "00001"}));
    assert_eq!((&ran["mode"], &ran["workspace"]["id"]), (&json!("search"), &json!("ACTIVE!427")));

    let plain = firm.imctl(&["resolve", "CASE101: John Smith vs. Jane Doe"]).expect_code(0);
    assert_eq!(plain.stdout, "one\tACTIVE!101\tACTIVE\tCASE101: John Smith vs. Jane Doe\n");
}

#[test]
fn one_resolution_has_the_keys_that_scripts_read() {
    let firm = Firm::new().linked();
    let ran = matter(&firm, "12345", "00001", &[]).expect_code(0);
    assert_eq!(
        ran.json(),
        json!({
            "schema_version": 1, "row": null, "id": null, "environment": "default", "repository": "matter-documents",
            "work_type": null, "mode": "search", "mode_inferred": false, "config": CONFIG,
            "query": {"custom1": "12345", "custom2": "00001"}, "library": "ACTIVE", "outcome": "one",
            "workspace": {"id": "ACTIVE!427", "name": "12345.00001 Lease of Unit 4", "library": "ACTIVE",
                          "custom1": "12345", "custom2": "00001"},
            "candidates": [{"id": "ACTIVE!427", "name": "12345.00001 Lease of Unit 4", "equal": true, "first": true}],
            "near_misses": [], "message": null
        })
    );
    let line = matter(&firm, "12345", "00001", &["-o", "ndjson"]);
    assert_eq!(line.code, 2, "a form given twice is a mistake: {}", line.stderr);
}

#[test]
fn every_outcome_has_its_exit_code() {
    let firm = Firm::new().linked();
    for (client, reference, expected, code) in [
        ("12345", "00001", "one", 0),
        ("20001", "00001", "many", 0),
        ("12345", "99999", "none", 8),
        ("30001", "00001", "none", 8),
        ("40001", "00001", "none", 8),
        ("12345", "", "unresolved", 8),
    ] {
        let ran = matter(&firm, client, reference, &[]).expect_code(code);
        assert_eq!(outcome(&ran), expected, "{client} {reference}");
    }
    let loose = firm.imctl(&["resolve", "Estate Vance", "-o", "json"]).expect_code(8);
    assert_eq!(outcome(&loose), "loose");
    assert_eq!(loose.json()["workspace"], Value::Null);
    let denied = firm.imctl(&["resolve", "x", "--library", "NOWHERE", "-o", "json"]).expect_code(4);
    assert_eq!(outcome(&denied), "denied");
    let other = matter(&firm, "30001", "00001", &["--library", "ARCHIVE"]).expect_code(0);
    assert_eq!(other.json()["workspace"]["library"], "ARCHIVE");
}

#[test]
fn several_equal_workspaces_are_told_and_fail_only_where_asked() {
    let firm = Firm::new().linked();
    let ran = matter(&firm, "20001", "00001", &[]).expect_code(0).expect_told(&["warning: many", "2 workspaces"]);
    let value = ran.json();
    assert_eq!(value["workspace"]["id"], "ACTIVE!501");
    assert_eq!(value["candidates"][0]["first"], true);
    assert_eq!(value["candidates"].as_array().map(Vec::len), Some(2));
    matter(&firm, "20001", "00001", &["--fail-on", "many"]).expect_code(9);
    matter(&firm, "12345", "99999", &["--fail-on", "many,loose"]).expect_code(0);
    matter(&firm, "12345", "99999", &["--fail-on", "some"]).expect_code(2);
}

#[test]
fn an_empty_value_is_never_searched_for() {
    let firm = Firm::new().linked();
    let before = firm.server.requests().len();
    for value in ["", " ", "\u{a0}"] {
        let ran = matter(&firm, value, "00001", &[]).expect_code(8);
        assert_eq!(outcome(&ran), "unresolved");
        assert_eq!(ran.json()["query"], json!({}));
        ran.expect_told(&["`[workitem.client.reference]`: its value is empty"]);
    }
    assert_eq!(firm.server.requests().len(), before);
}

#[test]
fn a_stored_token_takes_one_request() {
    let firm = Firm::new().linked();
    let before = firm.server.requests().len();
    matter(&firm, "12345", "00001", &[]).expect_code(0);
    assert_eq!(firm.server.requests().len() - before, 1);
}

#[test]
fn without_a_link_one_token_is_exchanged_for_this_run() {
    let firm = Firm::new();
    matter(&firm, "12345", "00001", &[]).expect_code(0).expect_told(&["this run only"]);
    assert_eq!(firm.token_requests(), 1);
    assert!(!firm.vault().exists());
}

#[test]
fn a_pipeline_needs_no_file() {
    let firm = Firm::new();
    std::fs::remove_file(firm.path("imctl.toml")).expect("removed");
    let out = firm
        .command(&["resolve", "Shared Administration", "-o", "json"])
        .env("IMCTL_BASE_URL", firm.server.url())
        .env("IMCTL_CLIENT_ID", &firm.server.client_id)
        .env("IMCTL_CLIENT_SECRET", &firm.server.client_secret)
        .output()
        .expect("imctl runs");
    assert_eq!(outcome(&Ran::from(out).expect_code(0)), "one");
}

#[test]
fn names_of_real_firms_are_found_whatever_they_hold() {
    let firm = Firm::new().linked();
    let all = firm.imctl(&["ls-workspace", "--custom1", "50001", "-o", "json"]).expect_code(0).json();
    let all = all["items"].as_array().expect("a list").clone();
    assert!(all.len() >= 20, "the sample has awkward names");
    for workspace in all {
        let (name, id) = (workspace["name"].as_str().expect("a name"), workspace["id"].as_str().expect("an id"));
        let set = format!("title={name}");
        let ran = firm.imctl(&["resolve", "[workitem.title]", "--set", &set, "-o", "json"]).json();
        let candidates = ran["candidates"].as_array().expect("a list");
        let found = candidates.iter().any(|candidate| candidate["id"] == id && candidate["equal"] == true);
        assert!(found, "{name:?}: {ran}");
    }
}

#[test]
fn a_value_can_never_change_the_query() {
    let firm = Firm::new().linked();
    for value in ["x, custom2=00001", "12345&custom2=00001", "[workitem.reference]", "a=b", "%2C", "\u{202e}"] {
        let ran = matter(&firm, value, "00001", &[]);
        assert_eq!(ran.json()["query"], json!({"custom1": value, "custom2": "00001"}), "{value:?}");
        assert_eq!(outcome(&ran), "none", "{value:?}");
    }
}

#[test]
fn a_work_type_takes_its_own_resolver_or_its_ancestors() {
    let firm = Firm::new().linked();
    let config = firm.config(&firm.server.url())
        + "\n[repositories.matter-documents.work_types.litigation]\nworkspaceResolverConfig = \"[workitem.title]\"\n";
    firm.write("imctl.toml", &config);
    let set = ["--set", "title=CASE101: John Smith vs. Jane Doe"];
    let ran = matter(&firm, "12345", "00001", &[&["--work-type", "litigation/road"], &set[..]].concat()).expect_code(0);
    assert_eq!(
        (&ran.json()["config"], &ran.json()["workspace"]["id"]),
        (&json!("[workitem.title]"), &json!("ACTIVE!101"))
    );
    let ran = matter(&firm, "12345", "00001", &["--work-type", "conveyancing"]).expect_code(0);
    assert_eq!(ran.json()["config"], CONFIG);
    let shown = firm.imctl(&[
        "resolve",
        "-r",
        "matter-documents",
        "-t",
        "litigation/road",
        "-s",
        "title=CASE101: John Smith vs. Jane Doe",
        "-x",
        "-o",
        "human",
    ]);
    assert!(shown.stdout.contains("the entry of `litigation` for `litigation/road`"), "{}", shown.stdout);
}

#[test]
fn a_work_item_is_read_from_a_file_or_standard_input() {
    let firm = Firm::new().linked();
    firm.write("item.json", r#"{"client": {"reference": "12345"}, "reference": "99999"}"#);
    let ran = firm.imctl(&["resolve", CONFIG, "-w", "item.json", "--set", "reference=00001"]).expect_code(0);
    assert!(ran.stdout.starts_with("one\tACTIVE!427\t"), "{}", ran.stdout);
    let mut command = firm.command(&["resolve", CONFIG, "--work-item", "-"]);
    command.stdin(std::fs::File::open(firm.path("item.json")).expect("opened"));
    Ran::from(command.output().expect("imctl runs")).expect_code(8);
}

#[test]
fn bad_input_is_told_with_its_place_and_what_to_do() {
    let firm = Firm::new().linked();
    firm.write("list.json", "[1]");
    firm.write("broken.json", "{\"a\": \n  nope}");
    std::fs::write(firm.path("latin.json"), b"{\"a\": \"\xe9\"}").expect("written");
    let bad: [(&[&str], &[&str]); 12] = [
        (&["resolve"], &["CONFIG"]),
        (&["resolve", "x", "-r", "matter-documents"], &["cannot be used with"]),
        (&["resolve", "-r", "mater-documents"], &["no repository `mater-documents`", "--repository matter-documents"]),
        (&["resolve", ""], &["the resolver config is empty"]),
        (&["resolve", "custom1=[a", "-s", "a=1"], &["column 9", "not closed"]),
        (&["resolve", "custom1=[a],,custom2=b", "-m", "search"], &["column 13", "empty pair"]),
        (&["resolve", "custm1=[a]", "-m", "search"], &["`custom1` perhaps", "every workspace"]),
        (&["resolve", "x", "-w", "gone.json"], &["gone.json", "check the path"]),
        (&["resolve", "x", "-w", "list.json"], &["list.json", "this is a list"]),
        (&["resolve", "x", "-w", "broken.json"], &["broken.json", "line 2, column"]),
        (&["resolve", "x", "-w", "latin.json"], &["latin.json", "UTF-8"]),
        (&["resolve", "x", "-s", "nothing"], &["`path=value`"]),
    ];
    for (arguments, told) in bad {
        firm.imctl(arguments).expect_code(2).expect_told(told);
    }
    let config = firm.config(&firm.server.url()).replace("custom2=[workitem.reference]", "custom2=[workitem.reference");
    firm.write("imctl.toml", &config);
    firm.imctl(&["resolve", "-r", "matter-documents"]).expect_code(3).expect_told(&["`matter-documents`", "column"]);
}

#[test]
fn both_shapes_of_lists_and_both_answers_for_nothing_are_understood() {
    for shape in [ListShape::Array, ListShape::Results] {
        for empty in [EmptyAnswer::Ok, EmptyAnswer::NotFound] {
            let firm = Firm::with(Settings::default().lists(shape).empty(empty)).linked();
            matter(&firm, "12345", "00001", &[]).expect_code(0);
            assert_eq!(outcome(&matter(&firm, "12345", "99999", &[]).expect_code(8)), "none");
        }
    }
}

#[test]
fn a_server_that_lies_or_fails_is_no_answer() {
    for (fault, code, told) in [
        (Fault::HtmlSignIn, 7, "a page instead of JSON"),
        (Fault::Truncated, 7, ""),
        (Fault::DeepJson, 7, ""),
        (Fault::ServerError, 7, "500"),
        (Fault::RateLimited, 7, "no more requests"),
        (Fault::Huge, 7, "larger than"),
        (Fault::Slow, 6, "within 2 s"),
        (Fault::Redirect, 7, "https://sign-in.example/"),
    ] {
        let firm = Firm::with(Settings::default().fault(fault).fault_place(FaultPlace::Api));
        let limit = if fault == Fault::Slow { "2" } else { "5" };
        let out = firm.imctl(&["resolve", "Estate Vance", "--timeout", limit]);
        assert!(out.stdout.is_empty(), "{fault:?}: {}", out.stdout);
        assert_eq!(out.code, code, "{fault:?}: {}", out.stderr);
        out.expect_told(&[told]);
    }
}

#[test]
fn a_good_body_of_another_content_type_is_read_all_the_same() {
    let firm = Firm::with(Settings::default().fault(Fault::WrongContentType));
    let out = firm.imctl(&["resolve", "CASE101: John Smith vs. Jane Doe"]).expect_code(0);
    assert!(out.stdout.starts_with("one\tACTIVE!101\t"), "{}", out.stdout);
}

#[test]
fn an_explanation_tells_the_whole_way() {
    let firm = Firm::new().linked();
    let ran = matter(&firm, "20001", "00001", &["--explain"]).expect_code(0).json();
    let explanation = &ran["explanation"];
    assert_eq!(
        explanation["values"][0],
        json!({"tag": "custom1", "path": "workitem.client.reference", "value": "20001", "why": null})
    );
    assert_eq!(explanation["templates"][1], json!({"tag": "custom2", "template": "[workitem.reference]"}));
    assert!(explanation["operate"].as_str().is_some_and(|text| text.contains("first of 2")));
    assert!(explanation["fix"].is_string());
    let shown = firm.imctl(&["resolve", "Estate Vance", "-x", "-o", "human"]).expect_code(8);
    for text in ["mode", "inferred", "another title", "Operate", "who can fix", "ACTIVE!503"] {
        assert!(shown.stdout.contains(text), "{text}\n{}", shown.stdout);
    }
}

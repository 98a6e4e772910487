//! The options of `check-prereqs`: what is asked, what is told, and where it goes.

use std::fs;

use imctl::sandbox::data::FirmData;
use imctl::sandbox::{Sandbox, Settings};
use serde_json::Value;

use crate::support::Firm;

#[test]
fn only_what_is_chosen_is_told_and_what_it_needs_only_where_it_is_bad() {
    let firm = Firm::new();
    let checked = firm.check(&["--only", "imanage.user,config.file"]);
    assert_eq!(checked.expect_code(0).ids(), ["config.file", "imanage.user"]);
    firm.write_private("client-secret.txt", "wrong");
    let checked = firm.check(&["--only", "imanage.user"]);
    // Skipped for a cause that is told, so that nothing looks good that was never asked.
    assert_eq!(checked.expect_code(1).ids(), ["imanage.user", "oauth.token"]);
    checked.expect_skipped("imanage.user", "oauth.token");
}

#[test]
fn a_look_at_the_network_alone_costs_no_login() {
    let firm = Firm::new();
    firm.check(&["--only", "network"]).expect_code(0).expect("network.clock", "pass", &[]);
    assert_eq!((firm.token_requests(), firm.server.requests().len()), (0, 1));
}

#[test]
fn what_is_left_out_is_not_asked() {
    let firm = Firm::new();
    let checked = firm.check(&["--skip", "network,encryption", "--skip", "config.redirect-url"]);
    assert!(
        checked.ids().iter().all(|id| !id.starts_with("network.") && !id.starts_with("encryption.")),
        "{:?}",
        checked.ids()
    );
    checked.expect_code(0).expect("imanage.user", "pass", &[]);
    assert!(!checked.ids().contains(&"config.redirect-url"));
    let checked = firm.check(&["--only", "config,resolvers", "--skip", "oauth,imanage"]);
    checked.expect("resolvers.matter-documents", "pass", &[]);
}

#[test]
fn an_unknown_check_is_a_usage_error_with_the_nearest() {
    let firm = Firm::new();
    for (arguments, told) in [
        (&["--only", "netwrok"][..], &["`netwrok`", "write `network`", "--list"][..]),
        (&["--skip", "oauth.tokn"], &["`oauth.tokn`", "write `oauth.token`"]),
        (&["--only", "areas.scanning"], &["`areas.scanning`"]),
        (&["--only", "network", "--skip", "network"], &["nothing is left to check"]),
    ] {
        firm.imctl(&[&["check-prereqs"], arguments].concat()).expect_code(2).expect_told(told);
    }
    assert_eq!(firm.server.requests().len(), 0);
}

#[test]
fn an_unknown_form_is_a_usage_error_with_those_there_are() {
    let firm = Firm::new();
    for (arguments, told) in [
        (&["--report", "pdf=x"][..], "json, junit, tap, markdown, html, human"),
        (&["--report", "htm=x"], "no form `htm`"),
        (&["--report", "report.html"], "FORM=FILE"),
        (&["-o", "html"], "possible values"),
        (&["-o", "csv"], "has no `csv` form"),
        (&["--report", "json=a", "--report", "tap=a"], "two reports would be written to `a`"),
        (&["--compare", "none.json"], "cannot read `none.json`"),
        (&["--wait", "0"], "1..=86400"),
        (&["--offline", "--wait", "5"], "cannot be used with"),
    ] {
        firm.imctl(&[&["check-prereqs"], arguments].concat()).expect_code(2).expect_told(&[told]);
    }
    assert_eq!(firm.server.requests().len(), 0);
}

#[test]
fn the_list_tells_every_check_of_this_configuration() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "", "[areas.scanning]");
    let listed = firm.imctl(&["check-prereqs", "--list"]).expect_code(0).stdout;
    for id in ["config.file", "network.tls", "areas.scanning.folder", "resolvers.matter-documents"] {
        assert!(listed.lines().any(|line| line == id), "{id}\n{listed}");
    }
    let json = firm.imctl(&["check-prereqs", "--list", "-o", "json"]).expect_code(0).json();
    let tls = json.as_array().expect("a list").iter().find(|check| check["id"] == "network.tls").expect("it is there");
    assert_eq!(tls["needs"], serde_json::json!(["network.tcp", "network.proxy"]));
    fs::remove_file(firm.path("imctl.toml")).expect("removed");
    firm.imctl(&["check-prereqs", "--list"]).expect_code(0).expect_told(&["no configuration can be loaded"]);
    assert_eq!(firm.server.requests().len(), 0);
}

#[test]
fn reports_are_written_in_every_form_at_once() {
    let firm = Firm::new();
    let forms = ["json", "junit", "tap", "markdown", "html", "human"];
    let targets: Vec<String> = forms.iter().map(|form| format!("{form}=report of {form}")).collect();
    let mut arguments = vec!["check-prereqs"];
    targets.iter().for_each(|target| arguments.extend(["--report", target.as_str()]));
    firm.imctl(&arguments).expect_code(0).expect_told(&["wrote `report of html`"]);
    for form in forms {
        let text = fs::read_to_string(firm.path(&format!("report of {form}"))).expect("written");
        assert!(text.len() > 500, "{form}: {text}");
    }
    let json = fs::read_to_string(firm.path("report of json")).expect("written");
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&report["schema_version"], &report["tool"]["name"]), (&1.into(), &"imctl".into()));
    assert_eq!(report["arguments"][1], "--report");
    assert_eq!(report["summary"]["pass"].as_u64().map(|pass| pass > 10), Some(true));
    assert!(report["started_at"].as_str().is_some_and(|at| at.ends_with('Z') && at.len() == 20));
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_the_verdict_stands() {
    let firm = Firm::new();
    let ran = firm.imctl(&["check-prereqs", "--report", "html=none/x.html", "--report", "json=good.json"]);
    let ran = ran.expect_code(10).expect_told(&["cannot write the html report", "none/x.html"]);
    assert!(ran.stdout.contains("ready"), "{}", ran.stdout);
    assert!(firm.path("good.json").exists());
    let ran = firm.imctl(&["check-prereqs", "-o", "json", "-q", "--report", "html=none/x.html"]).expect_code(10);
    let error: Value = serde_json::from_str(&ran.stderr).expect("one JSON object on stderr");
    assert_eq!(error["error"]["code"], "output.unwritable");
    // What failed goes before what could not be written.
    firm.write_private("client-secret.txt", "wrong");
    firm.imctl(&["check-prereqs", "--report", "html=none/x.html"]).expect_code(1);
}

#[test]
fn strict_lets_warnings_count() {
    let firm = Firm::new();
    firm.check(&["--only", "encryption"]).expect_code(0);
    firm.check(&["--only", "encryption", "--strict"]).expect_code(11);
    firm.check(&["--only", "imanage", "--strict"]).expect_code(0);
}

#[test]
fn offline_asks_nothing_of_the_network() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "", "[areas.scanning]");
    let checked = firm.check(&["--offline"]);
    checked.expect_code(0).expect("config.file", "pass", &[]).expect("encryption.enabled", "warn", &[]);
    for id in [
        "network.dns",
        "network.tls",
        "imanage.api",
        "oauth.token",
        "areas.scanning.folder",
        "resolvers.matter-documents",
    ] {
        checked.expect(id, "skip", &["offline"]);
    }
    assert_eq!(firm.server.requests().len(), 0);
}

#[test]
fn what_got_worse_since_an_earlier_report_makes_exit_1() {
    let firm = Firm::new();
    firm.imctl(&["check-prereqs", "--skip", "network", "--report", "json=before.json"]).expect_code(0);
    let compare = ["check-prereqs", "--skip", "network", "--compare", "before.json"];
    firm.imctl(&compare).expect_code(0);
    let json = firm.imctl(&[&compare[..], &["-o", "json"]].concat()).expect_code(0).json();
    assert_eq!(json["changes"], serde_json::json!([]));
    firm.write("imctl.toml", &firm.config(&firm.server.url()).replace("custom2", "custom5"));
    let json = firm.imctl(&[&compare[..], &["-o", "json"]].concat()).expect_code(1).json();
    assert_eq!(json["changes"][0]["id"], "resolvers.matter-documents");
    firm.imctl(&[&compare[..], &["-o", "junit"]].concat()).expect_code(2).expect_told(&["`junit`"]);
    firm.write("before.json", "{}");
    firm.imctl(&compare).expect_code(2).expect_told(&["before.json", "--report json=FILE"]);
}

#[test]
fn anonymized_reports_hold_no_name_of_the_firm() {
    let firm = Firm::new();
    firm.set_up(
        &firm.server.url(),
        "operate_url = \"https://thornbury.operate.example\"",
        "[areas.scanning]\nworkspace = \"Thornbury Scans\"",
    );
    let checked = firm.check(&["--anonymize"]);
    let text = checked.ran.stdout.clone();
    for name in ["thornbury", "Thornbury", "SVC_OPERATE", "4711"] {
        assert!(!text.contains(name), "{name}\n{text}");
    }
}

#[test]
fn names_with_control_characters_are_harmless_for_people_and_exact_in_json() {
    let name = "Evil \u{1b}]0;title\u{7}\u{1b}[31m\u{202e}\u{fffe} ]]> & <b>";
    let mut data = FirmData::sample();
    let scanning = data.workspaces.iter_mut().find(|workspace| workspace.name == "Clio Operate Inbound Scanning");
    scanning.expect("it is there").contents[0].name = name.into();
    data.user.name = name.into();
    let server = Sandbox::start(Settings::default().data(data)).expect("the sandbox starts");
    let firm = Firm::new();
    firm.write_private("client-secret.txt", &server.client_secret);
    firm.set_up(&server.url(), "", "[areas.scanning]");
    let checked =
        firm.check(&["--report", "human=human.txt", "--report", "junit=junit.xml", "--report", "tap=out.tap"]);
    checked.expect_code(1).expect("areas.scanning.folder", "fail", &[]);
    assert_eq!(checked.fact("areas.scanning.folder", "folders"), name);
    assert!(checked.finding("imanage.user")["detail"].as_str().is_some_and(|detail| detail.contains(name)));
    for file in ["human.txt", "out.tap", "junit.xml"] {
        let text = fs::read_to_string(firm.path(file)).expect("written");
        let bad: Vec<char> =
            text.chars().filter(|c| (c.is_control() && *c != '\n') || "\u{202e}\u{fffe}".contains(*c)).collect();
        assert!(bad.is_empty(), "{file}: {bad:?}");
    }
}

//! The checks of the configuration.

use crate::support::Firm;

#[test]
fn a_sound_configuration_passes() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "operate_url = \"https://firm.operate.example\"", "");
    let checked = firm.check(&["--only", "config"]);
    checked
        .expect_code(0)
        .expect("config.file", "pass", &["imctl.toml", "environment `default`"])
        .expect("config.urls", "pass", &["Operate at `https://firm.operate.example`"])
        .expect("config.redirect-url", "pass", &["https://firm.operate.example/externalServices/replyFrom"])
        .expect("config.resolvers", "pass", &["1 resolver config"]);
    assert_eq!(firm.server.requests().len(), 0, "nothing of it asks the network");
}

#[test]
fn a_configuration_that_cannot_be_loaded_still_makes_a_report() {
    let firm = Firm::new();
    for (config, told) in [
        ("x = ", "not TOML"),
        ("[linked_service]\nbase_ulr = \"https://x.example\"", "base_url"),
        ("[linked_service]\nbase_url = \"https://x.example/work\"", "https://x.example"),
        ("[linked_service]\nbase_url = 7\nclient_id = 8", "2 mistakes"),
    ] {
        firm.write("imctl.toml", config);
        let checked = firm.check(&[]);
        checked.expect_code(1).expect("config.file", "fail", &[told, "implementer"]);
        assert!(checked.ids().len() > 20, "every check that each set-up has is told");
        for id in checked.ids().into_iter().filter(|id| *id != "config.file") {
            checked.expect_skipped(id, "config.file");
        }
        assert_eq!(checked.report["base_url"], serde_json::Value::Null);
    }
}

#[test]
fn no_configuration_and_an_environment_that_is_not_there_are_findings_too() {
    let firm = Firm::new();
    firm.check(&["-e", "uat"]).expect_code(1).expect("config.file", "fail", &["uat"]);
    std::fs::remove_file(firm.path("imctl.toml")).expect("removed");
    let checked = firm.check(&["-e", "uat"]);
    checked.expect_code(1).expect("config.file", "fail", &["no configuration", "--config FILE"]);
    assert_eq!(checked.report["environment"], "uat");
}

#[test]
fn doubts_about_the_file_are_warnings() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "grant = \"password\"", "");
    firm.check(&["--only", "config.file"]).expect("config.file", "warn", &["username", "config check"]);
}

#[test]
fn addresses_that_cannot_be_meant_are_told() {
    let firm = Firm::new();
    let url = firm.server.url();
    firm.set_up(&url, &format!("operate_url = \"{url}\""), "");
    firm.check(&["--only", "config"]).expect_code(1).expect(
        "config.urls",
        "fail",
        &["the same address", "operate_url"],
    );
    firm.set_up(&url, "http = { token_url = \"https://other.example/token\" }", "");
    firm.check(&["--only", "config"]).expect("config.urls", "warn", &["client secret will be sent to `other.example`"]);
}

#[test]
fn without_the_address_of_operate_the_redirect_url_is_not_known() {
    let firm = Firm::new();
    firm.check(&["--only", "config"]).expect_code(0).expect(
        "config.redirect-url",
        "warn",
        &["operate_url", "registered"],
    );
    firm.set_up(&firm.server.url(), "grant = \"authorization_code\"", "");
    firm.check(&["--only", "config"]).expect_code(1).expect("config.redirect-url", "fail", &["operate_url"]);
}

#[test]
fn each_slip_in_a_resolver_config_is_told() {
    let firm = Firm::new();
    let resolver = |mode: &str, config: &str| {
        let tables = format!("[repositories.x]\nresolver = \"{mode}\"\nworkspace_resolver_config = '{config}'");
        firm.set_up(&firm.server.url(), "", &tables);
        firm.check(&["--only", "config.resolvers"])
    };
    for (mode, config, told) in [
        ("search", "custom1=[workitem.client.reference", "not closed"),
        ("search", "custm1=[workitem.client.reference]", "custom1"),
        ("search", "custom1=[a], custom1=[b]", "stands twice"),
        ("search", "[workitem.title]", "no tag"),
        ("default", "[workitem..title]", "dot too many"),
    ] {
        resolver(mode, config).expect_code(1).expect("config.resolvers", "fail", &[told, "imctl.toml:"]);
    }
    for (mode, config, told) in [
        ("search", "custom2=[workitem.reference]", "without `custom1`"),
        ("search", "custom1=[workitem.client.reference]*", "wildcard"),
        ("default", "[workitem.title]", "can be edited"),
        ("default", "“Clio Operate Document Templates”", "quotes"),
    ] {
        resolver(mode, config).expect_code(0).expect("config.resolvers", "warn", &[told]);
    }
}

#[test]
fn without_repositories_there_is_nothing_to_say_of_resolvers() {
    let firm = Firm::new();
    let config = firm.config(&firm.server.url());
    firm.write("imctl.toml", config.split("[repositories").next().expect("a part"));
    firm.check(&["--only", "config"]).expect("config.resolvers", "skip", &["no repository is declared"]);
}

//! The checks of resolvers and of samples.

use crate::support::Firm;
use crate::support::relay::Relay;

use super::Checked;

fn check(repositories: &str) -> Checked {
    let firm = Firm::new();
    let config = firm.config(&firm.server.url());
    let config = config.split("[repositories").next().expect("a part");
    firm.write("imctl.toml", &format!("{config}{repositories}"));
    firm.check(&["--only", "resolvers"])
}

const MATTERS: &str = r#"
[repositories.matters]
resolver = "search"
workspace_resolver_config = "custom1=[workitem.client.reference], custom2=[workitem.reference]"
"#;

fn sample(work_item: &str, expect: &str) -> String {
    format!("{MATTERS}\n[[repositories.matters.samples]]\nwork_item = {{ {work_item} }}\n{expect}\n")
}

#[test]
fn resolvers_that_can_work_pass_with_each_work_type() {
    let checked = check(&format!(
        "{MATTERS}\n[repositories.matters.work_types.\"litigation/road\"]\nworkspace_resolver_config = \"Shared Administration\"\n"
    ));
    checked.expect_code(0).expect("resolvers.matters", "pass", &["custom1=[workitem.client.reference]"]).expect(
        "resolvers.matters.litigation/road",
        "pass",
        &["Shared Administration"],
    );
    assert_eq!(checked.fact("resolvers.matters", "mode"), "search");
    assert_eq!(checked.fact("resolvers.matters.litigation/road", "mode"), "default (inferred)");
}

#[test]
fn a_field_without_values_is_a_warning_and_a_broken_config_is_told_elsewhere() {
    check("[repositories.x]\nresolver = \"search\"\nworkspace_resolver_config = \"custom5=[a], custom7=[b]\"")
        .expect_code(0)
        .expect("resolvers.x", "warn", &["`custom5`, `custom7`", "not in use there, or hidden"]);
    check("[repositories.x]\nresolver = \"search\"\nworkspace_resolver_config = \"custom1=[a\"")
        .expect_skipped("resolvers.x", "config.resolvers");
    // Fields without a table cannot be looked at.
    check("[repositories.x]\nresolver = \"search\"\nworkspace_resolver_config = \"custom13=[a], subclass=[b]\"")
        .expect("resolvers.x", "pass", &[]);
}

#[test]
fn a_table_that_may_not_be_looked_at_is_no_fault() {
    let firm = Firm::new();
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path.contains("/customs/") {
            answer.replace(403, "application/json", "{}");
        }
    });
    firm.set_up(&relay.url(), "", "");
    let checked = firm.check(&["--only", "resolvers"]);
    checked.expect("resolvers.matter-documents", "pass", &[]);
    assert_eq!(checked.fact("resolvers.matter-documents", "tables_not_told"), "custom1, custom2");
}

#[test]
fn a_library_of_its_own_that_is_not_visible_fails() {
    check(&format!("{MATTERS}database = \"ARCHVE\"")).expect_code(1).expect(
        "resolvers.matters",
        "fail",
        &["`ARCHVE`", "`ARCHIVE`"],
    );
    let sample = "[[repositories.matters.samples]]\nwork_item = { \"client.reference\" = \"1\", reference = \"2\" }";
    check(&format!("{MATTERS}database = \"ARCHVE\"\n{sample}"))
        .expect_skipped("resolvers.matters.sample-1", "resolvers.matters");
    check(&format!(
        "[repositories.x]\nresolver = \"search\"\nworkspace_resolver_config = \"custom1=[a\"\n{}",
        sample.replace("matters", "x")
    ))
    .expect_skipped("resolvers.x.sample-1", "config.resolvers");
    check(&format!("{MATTERS}database = \"ARCHIVE\"")).expect_code(0).expect("resolvers.matters", "pass", &[]);
}

#[test]
fn a_sample_that_resolves_as_expected_passes() {
    let known = "\"client.reference\" = \"12345\", reference = \"00001\"";
    let checked = check(&sample(known, "expect = \"active!427\""));
    checked.expect_code(0).expect("resolvers.matters.sample-1", "pass", &["12345.00001 Lease of Unit 4", "ACTIVE!427"]);
    assert_eq!(checked.fact("resolvers.matters.sample-1", "query"), "custom1=12345, custom2=00001");
    check(&sample(known, "")).expect("resolvers.matters.sample-1", "pass", &[]);
}

#[test]
fn each_way_that_a_sample_can_go_wrong_is_told() {
    let of = |work_item: &str, expect: &str| check(&sample(work_item, expect));
    of("\"client.reference\" = \"12345\", reference = \"00001\"", "expect = \"ACTIVE!428\"").expect_code(1).expect(
        "resolvers.matters.sample-1",
        "fail",
        &["ACTIVE!427", "`ACTIVE!428` is expected", "implementer"],
    );
    of("\"client.reference\" = \"20001\", reference = \"00001\"", "").expect_code(0).expect(
        "resolvers.matters.sample-1",
        "warn",
        &["2 workspaces are equal", "the first is"],
    );
    of("\"client.reference\" = \"12345\", reference = \"99999\"", "").expect_code(1).expect(
        "resolvers.matters.sample-1",
        "fail",
        &["knows no custom2 `99999`", "imanage-administrator"],
    );
    of("\"client.reference\" = \"12345\"", "").expect_code(1).expect(
        "resolvers.matters.sample-1",
        "fail",
        &["[workitem.reference]", "no value"],
    );
    check("[repositories.x]\nworkspace_resolver_config = \"Clio Operate\"\n[[repositories.x.samples]]\nwork_item = { a = \"b\" }")
        .expect_code(1)
        .expect("resolvers.x.sample-1", "fail", &["none is equal", "--explain"]);
}

#[test]
fn a_sample_takes_the_resolver_of_its_work_type() {
    let repositories = r#"
[repositories.x.work_types.litigation]
workspace_resolver_config = "Shared Administration"
[[repositories.x.samples]]
work_item = { "type.path" = "litigation/road" }
[[repositories.x.samples]]
work_item = { "type.path" = "conveyancing" }
"#;
    let checked = check(repositories);
    checked.expect("resolvers.x.sample-1", "pass", &["Shared Administration"]);
    checked.expect_code(1).expect(
        "resolvers.x.sample-2",
        "fail",
        &["has no resolver config for work type `conveyancing`", "type.path"],
    );
}

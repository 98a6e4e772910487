//! `resolve --explain`: near misses.

use imctl::sandbox::{Fault, FaultPlace, FirmData, Settings};
use serde_json::{Value, json};

use crate::support::{Firm, Ran};

const PAIR: &str = "custom1=[workitem.client.reference], custom2=[workitem.reference]";

/// A firm whose workspaces are hard to find, each for one reason.
pub fn data() -> FirmData {
    let workspace = |library: &str, number: u64, name: &str, client: &str, matter: &str| json!({ "library": library, "number": number, "name": name, "fields": { "custom1": client, "custom2": matter } });
    let mut workspaces = vec![
        workspace("ACTIVE", 1, "00045.00001 Lease", "00045", "00001"),
        workspace("ACTIVE", 2, "00045.00002 Sale", "00045", "00002"),
        workspace("ACTIVE", 3, "12345.00001 Purchase", "12345", "00001"),
        workspace("ARCHIVE", 4, "777.1 Old matter", "777", "1"),
        workspace("ACTIVE", 5, "A1 B2 Exchanged", "B2", "A1"),
        workspace("ACTIVE", 6, "Joined", "888", "888-00007"),
        workspace("ACTIVE", 7, "Moved matter", "999", "M-9"),
        workspace("ACTIVE", 8, "Odd value", "ABC", "X\u{a0}1"),
        workspace("ACTIVE", 9, "Müller – Estate  of Jane", "500", "1"),
        workspace("ACTIVE", 10, "Sealed", "600", "00001"),
        workspace("ACTIVE", 11, "Twin", "700", "1"),
        workspace("ACTIVE", 12, "Twin", "700", "1"),
    ];
    workspaces[9]["access"] = json!("no_access");
    workspaces[2]["fields"]["custom29"] = json!("LIT");
    workspaces[10]["fields"]["custom29"] = json!("LIT");
    workspaces[11]["fields"]["custom29"] = json!("PROP");
    workspaces[11]["fields"]["create_date"] = json!("2020-01-01T00:00:00.000Z");
    workspaces[11]["access"] = json!("read");
    workspaces[10]["contents"] = json!([{ "name": "Documents" }]);
    workspaces.push(json!({ "library": "ACTIVE", "number": 20, "name": "House template", "template": true }));
    let client =
        |id: &str, enabled: bool| json!({ "id": id, "description": format!("Client {id}"), "enabled": enabled });
    let mut matters = vec![
        json!({ "id": "00001", "parent": "600" }),
        json!({ "id": "00002", "parent": "12345", "enabled": false }),
        json!({ "id": "00003", "parent": "12345" }),
    ];
    matters.push(json!({ "id": "00001", "parent": "12345" }));
    let clients = ["00045", "12345", "777", "B2", "888", "999", "ABC", "500", "600", "700"];
    let mut clients: Vec<Value> = clients.iter().map(|id| client(id, true)).collect();
    clients.push(client("321", false));
    let firm = json!({
        "libraries": [{ "id": "ACTIVE" }, { "id": "ARCHIVE" }, { "id": "OTHER" }],
        "customs": { "custom1": clients, "custom2": matters },
        "workspaces": workspaces
    });
    serde_json::from_value(firm).expect("a firm")
}

fn firm() -> Firm {
    Firm::with(Settings::default().data(data()))
}

/// Explains, and tells how many requests that took besides the search itself and the list of libraries.
fn explained(firm: &Firm, config: &str, set: &[&str], more: &[&str]) -> (Value, usize) {
    let before = firm.server.requests().len();
    let set: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
    let ran = firm.imctl(&[&["resolve", config, "--explain", "-o", "json"], &set[..], more].concat());
    // The account is not linked: each run asks for a token and where the API is, for the workspace, and where there is none for
    // the libraries.
    let requests = firm.server.requests().split_off(before);
    let is_extra = |path: &str| !path.starts_with("/auth/") && path != "/api" && !path.ends_with("/libraries");
    let extra = requests.iter().filter(|seen| is_extra(&seen.path)).count();
    (ran.json(), extra.saturating_sub(1))
}

fn first(value: &Value) -> (&str, Option<&str>) {
    let miss = &value["near_misses"][0];
    (miss["kind"].as_str().unwrap_or_default(), miss["workspace"]["id"].as_str())
}

#[test]
fn each_kind_of_near_miss_is_found_with_few_requests_and_says_who_changes_what() {
    let firm = firm();
    for (client, matter, kind, workspace, requests, sentence, suggestion) in [
        ("777", "1", "other-library", Some("ARCHIVE!4"), 1, "library `ARCHIVE` has it", "--library ARCHIVE"),
        (
            "12345",
            "1",
            "leading-zeros",
            Some("ACTIVE!3"),
            2,
            "custom2 `00001` where `1` was asked",
            "let `[workitem.reference]` be `00001`",
        ),
        (
            "45",
            "00001",
            "leading-zeros",
            Some("ACTIVE!1"),
            4,
            "custom1 `00045` where `45` was asked",
            "let `[workitem.client.reference]` be `00045`",
        ),
        (
            "45",
            "2",
            "leading-zeros",
            Some("ACTIVE!2"),
            6,
            "custom1 `00045` where `45` was asked and custom2 `00002` where `2`",
            "let `[workitem.client.reference]` be `00045` and let `[workitem.reference]` be `00002`",
        ),
        ("A1", "B2", "swapped-tags", Some("ACTIVE!5"), 5, "the other way round", "exchange the templates"),
        (
            "888",
            "00007",
            "joined-references",
            Some("ACTIVE!6"),
            2,
            "client and matter joined in custom2: `888-00007`",
            "the template of `custom2`",
        ),
        (
            "12345-00001",
            "12345-00001",
            "joined-references",
            Some("ACTIVE!3"),
            2,
            "`12345-00001` is client and matter in one",
            "each from a field of its own",
        ),
        (
            "ABC",
            "X 1",
            "white-space",
            Some("ACTIVE!8"),
            2,
            "no-break space (U+00A0) after `X`",
            "write the custom2 of `ACTIVE!8` as `X 1`",
        ),
        ("222", "M-9", "unknown-alias", None, 6, "knows no custom1 `222`", "correct the reference"),
        ("321", "00001", "disabled-alias", None, 6, "`321` (`Client 321`) is disabled", "enable `321`"),
        ("12345", "00002", "disabled-alias", None, 6, "custom2 `00002` is disabled", "enable `00002`"),
        (
            "600",
            "00001",
            "client-without-workspaces",
            None,
            6,
            "shows this account no workspace of it",
            "let the service account see",
        ),
        (
            "12345",
            "00003",
            "no-such-matter",
            None,
            6,
            "has one workspace, none of them with custom2 `00003`, which the library's table knows",
            "create the matter's workspace",
        ),
        ("00045", "00009", "unknown-alias", None, 6, "knows no custom2 `00009` below `00045`", "correct the reference"),
    ] {
        let set = [format!("client.reference={client}"), format!("reference={matter}")];
        let (value, took) = explained(&firm, PAIR, &[&set[0], &set[1]], &[]);
        assert_eq!(
            (value["outcome"].as_str(), first(&value)),
            (Some("none"), (kind, workspace)),
            "{client} {matter}: {value:#}"
        );
        assert!(took <= requests, "{client} {matter}: {took} requests");
        let miss = &value["near_misses"][0];
        for (key, text) in [("sentence", sentence), ("suggestion", suggestion)] {
            assert!(miss[key].as_str().is_some_and(|told| told.contains(text)), "{text}: {miss:#}");
        }
        // The reason is what the message and the one who can fix it are.
        let sentence = miss["sentence"].as_str().expect("a sentence");
        assert!(value["message"].as_str().is_some_and(|told| told.ends_with(sentence)), "{value:#}");
        assert_eq!(value["explanation"]["fix"], miss["suggestion"]);
        assert_eq!(value["explanation"]["near_misses_cut"], false);
    }
}

#[test]
fn a_matter_under_another_client_is_told_beside_the_unknown_one() {
    let (value, _) = explained(&firm(), PAIR, &["client.reference=222", "reference=M-9"], &[]);
    let kinds: Vec<_> = value["near_misses"].as_array().expect("a list").iter().map(|miss| &miss["kind"]).collect();
    assert_eq!(kinds, ["unknown-alias", "other-client"]);
    let other = &value["near_misses"][1];
    assert_eq!(
        other["workspace"],
        json!({"id": "ACTIVE!7", "name": "Moved matter", "library": "ACTIVE", "custom1": "999", "custom2": "M-9"})
    );
}

#[test]
fn titles_that_differ_by_what_nobody_sees_by_words_or_by_place_are_found() {
    let firm = firm();
    for (title, kind, workspace, requests) in [
        ("Müller – Estate of Jane", "white-space", Some("ACTIVE!9"), 0),
        ("Müller - Estate of Jane", "dashes", Some("ACTIVE!9"), 0),
        ("Muller - Estate of Jane", "accents", Some("ACTIVE!9"), 0),
        ("Jane of Müller Estate", "word-order", Some("ACTIVE!9"), 0),
        ("Müller Estate", "longer-title", Some("ACTIVE!9"), 3),
        ("Müller Estate of Mary Jane", "shorter-title", Some("ACTIVE!9"), 3),
        ("Muller Estate of Jan", "similar-title", Some("ACTIVE!9"), 3),
        ("Movedmatter", "white-space", Some("ACTIVE!7"), 2),
        ("Mülle Estat o Jan", "similar-title", Some("ACTIVE!9"), 4),
        ("777.1 Old matter", "other-library", Some("ARCHIVE!4"), 1),
        ("House template", "template", Some("ACTIVE!20"), 4),
        ("ACTIVE!3", "id-as-title", Some("ACTIVE!3"), 1),
        ("12345/00001", "joined-references", Some("ACTIVE!3"), 1),
    ] {
        let (value, took) = explained(&firm, "[workitem.title]", &[&format!("title={title}")], &[]);
        assert_eq!(first(&value), (kind, workspace), "{title}: {value:#}");
        assert!(took <= requests, "{title}: {took} requests");
    }
    let (value, took) = explained(&firm, "Nothing at all", &[], &[]);
    assert_eq!((value["near_misses"].as_array().map(Vec::len), value["outcome"].as_str()), (Some(0), Some("none")));
    assert!(took <= 4, "{took}");
    assert!(value["message"].as_str().is_some_and(|told| told.contains("missing, or hidden by permission")));
}

#[test]
fn the_side_with_the_odd_character_is_the_one_to_correct() {
    let firm = firm();
    let fix = |title: &str| {
        let (value, _) = explained(&firm, "[workitem.title]", &[&format!("title={title}")], &[]);
        value["explanation"]["fix"].as_str().expect("a fix").to_owned()
    };
    assert!(fix("Müller – Estate of Jane").starts_with("an iManage administrator: write the title of `ACTIVE!9`"));
    let asked = "Müller – Estate  \u{200b}of\u{a0}Jane";
    assert_eq!(
        fix(asked),
        "whoever keeps the work item in Operate: let `[workitem.title]` be `Müller – Estate  of Jane`"
    );
}

#[test]
fn several_equal_workspaces_are_told_apart() {
    let (value, took) = explained(&firm(), "custom1=700", &[], &[]);
    assert_eq!(took, 2);
    let misses = value["near_misses"].as_array().expect("a list");
    assert_eq!(misses.len(), 2);
    let told = |at: usize, key: &str| misses[at][key].as_str().expect("a text").to_owned();
    for text in ["which Operate opens", "contents `folders`", "access `full_access`", "custom29 `LIT`"] {
        assert!(told(0, "sentence").contains(text), "{text}: {}", told(0, "sentence"));
    }
    for text in ["created `2020-01-01T00:00:00.000Z`", "contents `no folders`", "access `read`", "custom29 `PROP`"] {
        assert!(told(1, "sentence").contains(text), "{text}: {}", told(1, "sentence"));
    }
    assert!(told(0, "suggestion").contains("add `custom29=[…]`"), "{}", told(0, "suggestion"));
    assert!(told(1, "suggestion").contains("as empty as it seems"), "{}", told(1, "suggestion"));
    let message = value["message"].as_str().expect("a message");
    assert!(message.ends_with("they differ in created, contents, access, custom29"), "{message}");
}

#[test]
fn a_tag_that_differs_among_several_is_named() {
    let firm = firm();
    let (value, took) = explained(&firm, "custom1=12345, custom2=00001, custom29=PROP", &[], &[]);
    assert_eq!(first(&value), ("one-tag-differs", Some("ACTIVE!3")));
    assert!(took <= 2, "{took}");
    let miss = &value["near_misses"][0];
    assert_eq!(miss["sentence"], "`ACTIVE!3` (`12345.00001 Purchase`) has custom29 `LIT` where `PROP` was asked");
    let (value, _) = explained(&firm, "custom1=00045, custom2=00001, custom29=LIT", &[], &[]);
    assert_eq!(value["near_misses"][0]["sentence"], "`ACTIVE!1` (`00045.00001 Lease`) has no custom29");
    let (value, took) = explained(&firm, "custom1=045", &[], &[]);
    assert_eq!(first(&value).0, "leading-zeros");
    assert!(took <= 2, "{took}");
    let (value, _) = explained(&firm, "custom3=nothing", &[], &[]);
    assert_eq!(first(&value), ("unknown-alias", None));
}

#[test]
fn a_closed_library_tells_which_are_open() {
    let firm = firm();
    for (library, kind, text) in [
        ("ACTVE", "library-name", "`ACTIVE`, of a similar name"),
        ("Z", "open-libraries", "`ACTIVE`, `ARCHIVE`, `OTHER`"),
    ] {
        let (value, took) = explained(&firm, "x", &[], &["--library", library]);
        assert_eq!((value["outcome"].as_str(), first(&value).0), (Some("denied"), kind));
        assert!(value["message"].as_str().is_some_and(|told| told.contains(text)), "{value:#}");
        assert!(took <= 1, "{took}");
    }
}

#[test]
fn a_path_without_a_value_is_explained_without_a_request() {
    let firm = firm();
    firm.write("item.json", r#"{"client": {"reference": [1, 2], "refs": {"a": 1}}, "n": 1e300, "empty": " "}"#);
    for (path, kind, suggestion) in [
        ("client.refrence", "no-such-field", "write `reference` in `[client.refrence]`"),
        ("nothing", "no-such-field", "correct `[nothing]`"),
        ("client.reference!3", "no-such-field", "choose another entry"),
        ("empty", "empty-value", "fill `[empty]`"),
        ("client.refs", "not-a-text", "`[client.refs.reference]`"),
        ("client.reference", "several-values", "choose one with `reference!1`"),
        ("children!q?path=task", "operate-query", "--set '[children!q?path=task]=…'"),
        ("n", "inexact-number", "in quotes"),
    ] {
        let before = firm.server.requests().len();
        let (value, _) = explained(&firm, &format!("custom1=[{path}]"), &[], &["-w", "item.json"]);
        assert_eq!((value["outcome"].as_str(), first(&value)), (Some("unresolved"), (kind, None)), "{path}");
        assert!(value["explanation"]["fix"].as_str().is_some_and(|fix| fix.contains(suggestion)), "{value:#}");
        assert_eq!(firm.server.requests().len(), before);
    }
}

#[test]
fn without_explain_nothing_more_is_asked_and_the_list_is_empty() {
    let firm = firm();
    let before = firm.server.requests().len();
    let ran = firm.imctl(&["resolve", "custom1=777, custom2=1", "-o", "json"]).expect_code(8);
    assert_eq!(ran.json()["near_misses"], json!([]));
    let paths: Vec<_> = firm.server.requests().split_off(before).into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths.len(), 4, "token, discovery, search and libraries: {paths:?}");
}

#[test]
fn people_see_near_misses_behind_the_candidates() {
    let firm = firm();
    let ran = firm.imctl(&["resolve", "custom1=777, custom2=1", "-x", "-o", "human"]).expect_code(8);
    let place = |text: &str| ran.stdout.find(text).unwrap_or_else(|| panic!("{text}\n{}", ran.stdout));
    assert!(place("near misses") < place("other-library") && place("other-library") < place("nothing found"));
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert!(lines.iter().any(|line| line.starts_with("               an implementer: search with")), "{}", ran.stdout);
}

#[test]
fn a_server_that_fails_while_it_explains_takes_no_answer_away() {
    let firm = Firm::with(Settings::default().data(data()).rate_limit(3));
    let ran = firm.imctl(&["resolve", "custom1=12345, custom2=00009", "-x", "-o", "json", "--timeout", "1"]);
    let ran = ran.expect_code(8).expect_told(&["near misses could not be looked for to the end"]);
    assert_eq!(ran.json()["outcome"], "none");
    let broken = Firm::with(Settings::default().fault(Fault::ServerError).fault_place(FaultPlace::Api));
    let ran: Ran = broken.imctl(&["resolve", "custom1=12345, custom2=00009", "-x"]);
    assert!(ran.stdout.is_empty());
    ran.expect_code(7);
}

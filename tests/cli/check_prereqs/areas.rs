//! The checks of the declared areas against firms that are set up so.

use imctl::sandbox::data::{Access, ContentData, ContentKind, FirmData, LibraryData, WorkspaceData};
use imctl::sandbox::{Fault, FaultPlace, Settings};

use crate::support::Firm;
use crate::support::relay::Relay;

use super::Checked;

fn workspace(name: &str, contents: Vec<ContentData>) -> WorkspaceData {
    WorkspaceData { library: "ACTIVE".into(), name: name.into(), contents, ..WorkspaceData::default() }
}

fn folder(name: &str, contents: Vec<ContentData>) -> ContentData {
    ContentData { name: name.into(), contents, ..ContentData::default() }
}

fn of_kind(kind: ContentKind, name: &str, contents: Vec<ContentData>) -> ContentData {
    ContentData { kind, ..folder(name, contents) }
}

/// A firm with these workspaces and these areas declared.
fn firm(workspaces: Vec<WorkspaceData>, areas: &str) -> Firm {
    let library = |id: &str| LibraryData { id: id.into(), hidden: false };
    let sample = FirmData::sample();
    let data = FirmData { workspaces, libraries: vec![library("ACTIVE"), library("ARCHIVE")], ..sample };
    let firm = Firm::with(Settings::default().data(data));
    firm.set_up(&firm.server.url(), "", areas);
    firm
}

fn check(workspaces: Vec<WorkspaceData>, areas: &str) -> Checked {
    firm(workspaces, areas).check(&["--only", "areas"])
}

#[test]
fn the_suggested_areas_of_a_good_firm_pass_and_the_others_are_listed_as_not_used() {
    let firm = Firm::new();
    let areas = [
        "document-templates",
        "data-uploads",
        "inbound-email",
        "instructions",
        "service-requests",
        "scanning",
        "client-documents",
    ];
    let declared: String = areas.iter().map(|key| format!("[areas.{key}]\n")).collect();
    firm.set_up(&firm.server.url(), "", &declared);
    let checked = firm.check(&["--only", "areas"]);
    checked.expect_code(0);
    for key in areas {
        for aspect in ["workspace", "folder", "access", "unique"] {
            checked.expect(&format!("areas.{key}.{aspect}"), "pass", &[]);
        }
    }
    firm.set_up(&firm.server.url(), "", "[areas.scanning]\n[areas.zz-claims]\nworkspace = \"Shared Administration\"");
    let checked = firm.check(&["--only", "areas"]);
    let rows = checked.report["areas"].as_array().expect("rows");
    let declared: Vec<_> = rows.iter().filter(|row| row["declared"] == true).map(|row| row["key"].clone()).collect();
    assert_eq!((rows.len(), declared), (8, vec!["scanning".into(), "zz-claims".into()]));
    assert_eq!(
        checked.ids(),
        [
            "areas.scanning.workspace",
            "areas.scanning.folder",
            "areas.scanning.access",
            "areas.scanning.unique",
            "areas.zz-claims.workspace",
            "areas.zz-claims.access",
            "areas.zz-claims.unique",
        ]
    );
}

#[test]
fn a_workspace_with_its_name_from_before_the_renaming_is_suggested() {
    let old = workspace("ShareDo Administration", vec![folder("Data Uploads", vec![])]);
    let checked = check(vec![old], "[areas.data-uploads]");
    checked.expect_code(1).expect(
        "areas.data-uploads.workspace",
        "fail",
        &[
            "no workspace `Clio Operate Administration`",
            "`ShareDo Administration` (ACTIVE!",
            "before the product was renamed",
        ],
    );
    for aspect in ["folder", "access", "unique"] {
        checked.expect_skipped(&format!("areas.data-uploads.{aspect}"), "areas.data-uploads.workspace");
    }
}

#[test]
fn a_workspace_in_another_library_a_similar_one_and_none_are_told_apart() {
    let elsewhere = WorkspaceData { library: "ARCHIVE".into(), ..workspace("Clio Operate Administration", vec![]) };
    check(vec![elsewhere], "[areas.data-uploads]").expect(
        "areas.data-uploads.workspace",
        "fail",
        &["in the library `ARCHIVE`"],
    );
    let similar = workspace("Clio Operate Administraton", vec![]);
    check(vec![similar], "[areas.data-uploads]").expect(
        "areas.data-uploads.workspace",
        "fail",
        &[
            "(`Clio Operate Administraton`) has `Administraton` where `Administration` was asked",
            "areas.data-uploads.workspace = ",
        ],
    );
    check(vec![], "[areas.data-uploads]").expect(
        "areas.data-uploads.workspace",
        "fail",
        &["missing, or hidden from this account", "create the workspace", "imanage-administrator"],
    );
    let hidden = WorkspaceData { access: Access::NoAccess, ..workspace("Clio Operate Administration", vec![]) };
    check(vec![hidden], "[areas.data-uploads]").expect("areas.data-uploads.workspace", "fail", &["or hidden"]);
}

#[test]
fn several_workspaces_of_one_title_are_a_warning_with_their_ids() {
    let twice = || workspace("Clio Operate Administration", vec![folder("Data Uploads", vec![])]);
    let checked = check(vec![twice(), twice()], "[areas.data-uploads]");
    checked.expect_code(0).expect("areas.data-uploads.workspace", "pass", &[]).expect(
        "areas.data-uploads.unique",
        "warn",
        &["2 workspaces have this title", "whichever iManage returns first"],
    );
    let candidates = checked.fact("areas.data-uploads.unique", "candidates");
    assert_eq!(candidates.matches("ACTIVE!").count(), 2, "{candidates}");
    assert!(candidates.contains("(created "), "{candidates}");
}

#[test]
fn a_folder_is_found_wherever_it_is_and_told_where() {
    let of = |contents| check(vec![workspace("Clio Operate Administration", contents)], "[areas.data-uploads]");
    let wanted = || folder("data uploads", vec![]);
    of(vec![wanted()]).expect("areas.data-uploads.folder", "pass", &["`data uploads` (ACTIVE!"]);
    of(vec![of_kind(ContentKind::Tab, "Work", vec![wanted()])]).expect(
        "areas.data-uploads.folder",
        "pass",
        &["`Work/data uploads`", "under a tab"],
    );
    of(vec![folder("Old", vec![folder("Older", vec![wanted()])])]).expect_code(0).expect(
        "areas.data-uploads.folder",
        "warn",
        &["not at the top", "`Old/Older/data uploads`", "operate-administrator"],
    );
    let absent = of(vec![folder("Data Upload", vec![]), folder("Other", vec![])]);
    absent.expect_code(1).expect(
        "areas.data-uploads.folder",
        "fail",
        &[
            "there is no folder `Data Uploads`",
            "the nearest is `Data Upload`",
            "areas.data-uploads.folder = \"Data Upload\"",
        ],
    );
    absent.expect_skipped("areas.data-uploads.access", "areas.data-uploads.folder");
    of(vec![folder("Xyz", vec![])]).expect(
        "areas.data-uploads.folder",
        "fail",
        &["its folders have other names", "Xyz", "create the folder"],
    );
    of(vec![]).expect("areas.data-uploads.folder", "fail", &["no folder is visible in it"]);
    of(vec![of_kind(ContentKind::SearchFolder, "Data Uploads", vec![])]).expect(
        "areas.data-uploads.folder",
        "fail",
        &["a search folder", "nothing can be put there"],
    );
    of(vec![wanted(), wanted()]).expect("areas.data-uploads.folder", "warn", &["2 folders are called"]);
}

#[test]
fn access_must_be_enough_for_what_the_area_is_for() {
    let areas =
        "[areas.data-uploads]\n[areas.client-documents]\n[areas.claims]\nworkspace = \"Clio Operate Administration\"";
    let of = |access| {
        let closed = |name: &str| ContentData { access, ..folder(name, vec![]) };
        let contents = vec![closed("Data Uploads"), closed("Client Documents")];
        check(vec![WorkspaceData { access: Access::Read, ..workspace("Clio Operate Administration", contents) }], areas)
    };
    let told = |access, uploads: &str, documents: &str, texts: &[&str]| {
        let checked = of(access);
        checked.expect("areas.data-uploads.access", uploads, texts).expect(
            "areas.client-documents.access",
            documents,
            &[],
        );
        checked.expect("areas.claims.access", "pass", &["read"]);
    };
    told(Access::FullAccess, "pass", "pass", &["full access"]);
    told(Access::ReadWrite, "warn", "pass", &["perhaps not taken out again", "full access"]);
    told(Access::Read, "fail", "pass", &["may only read", "imanage-administrator"]);
    told(Access::NoAccess, "fail", "fail", &["no access"]);
}

#[test]
fn a_server_that_tells_no_access_in_its_lists_is_asked_for_the_folder_itself() {
    let contents = vec![ContentData { access: Access::Read, ..folder("Data Uploads", vec![]) }];
    let firm = firm(vec![workspace("Clio Operate Administration", contents)], "");
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path.ends_with("/folders") {
            let text = String::from_utf8_lossy(&answer.body).replace("effective_security", "x");
            answer.body = text.into_bytes();
        }
    });
    firm.set_up(&relay.url(), "", "[areas.data-uploads]");
    firm.check(&["--only", "areas"]).expect("areas.data-uploads.access", "fail", &["may only read"]);
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path.contains("/folders") {
            let text = String::from_utf8_lossy(&answer.body).replace("effective_security", "x");
            answer.body = text.into_bytes();
        }
    });
    firm.set_up(&relay.url(), "", "[areas.data-uploads]");
    firm.check(&["--only", "areas"]).expect(
        "areas.data-uploads.access",
        "warn",
        &["does not tell what the account may do"],
    );
}

#[test]
fn a_server_in_trouble_says_nothing_about_areas() {
    let firm = Firm::with(Settings::default().fault(Fault::ServerError).fault_place(FaultPlace::Api));
    firm.set_up(&firm.server.url(), "", "[areas.scanning]");
    firm.check(&["--only", "areas"]).expect_code(10).expect_skipped("areas.scanning.workspace", "imanage.api");
    let firm = Firm::new();
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path.ends_with("/folders") {
            answer.replace(500, "application/json", "{\"error\":{\"code\":\"NRC_X\"}}");
        }
    });
    firm.set_up(&relay.url(), "", "[areas.scanning]");
    let checked = firm.check(&["--only", "areas"]);
    checked.expect_code(10).expect("areas.scanning.folder", "error", &["status 500", "NRC_X"]);
    checked.expect_skipped("areas.scanning.access", "areas.scanning.folder").expect(
        "areas.scanning.unique",
        "pass",
        &[],
    );
}

#[test]
fn a_workspace_that_vanishes_between_two_questions_is_told_as_such() {
    let firm = Firm::new();
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path.ends_with("/folders") || path.ends_with("/children") {
            answer.replace(404, "application/json", "{\"error\":{\"code\":\"NRC_NOT_FOUND\"}}");
        }
    });
    firm.set_up(&relay.url(), "", "[areas.scanning]");
    let checked = firm.check(&["--only", "areas"]);
    checked.expect_code(1).expect("areas.scanning.workspace", "pass", &[]).expect(
        "areas.scanning.folder",
        "fail",
        &["or hides it"],
    );
}

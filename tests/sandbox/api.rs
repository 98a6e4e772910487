//! Discovery, libraries, search, trees, tables, creation.

use super::*;

fn sample() -> Firm {
    Firm::start(Settings::default())
}

#[test]
fn discovery_tells_the_customer_the_libraries_and_the_base() {
    let firm = sample();
    let body = firm.get("/api").json();
    let data = &body["data"];
    assert_eq!(data["user"]["customer_id"], 4711);
    assert_eq!(data["work"]["preferred_library"], "ACTIVE");
    assert_eq!(data["versions"][0]["url"], format!("{}/work/api/v2", firm.server.url()));
    assert_eq!(data["auth_status"], "authenticated");
    let bare = send(&firm.server, "GET", "/api", &[], b"");
    assert_eq!((bare.status, bare.json()["error"].is_object()), (401, true));
}

#[test]
fn both_bases_work_and_another_customer_is_refused() {
    let firm = sample();
    let get = |path: &str| send(&firm.server, "GET", path, &[("X-Auth-Token", &firm.token)], b"").status;
    assert_eq!(get("/work/api/v2/customers/4711/libraries"), 200);
    assert_eq!(get("/api/v2/customers/4711/libraries"), 200);
    assert_eq!(get("/work/api/v2/customers/4712/libraries"), 403);
    assert_eq!(get("/work/api/v2/customers/x/libraries"), 403);
    assert_eq!(get("/work/api/v3/customers/4711/libraries"), 404);
}

#[test]
fn wrong_methods_and_unknown_paths_are_told_apart() {
    let firm = sample();
    let ask = |method: &str, path: &str| {
        let target = format!("/work/api/v2/customers/4711/{path}");
        send(&firm.server, method, &target, &[("X-Auth-Token", &firm.token)], b"")
    };
    assert_eq!(ask("DELETE", "libraries/ACTIVE/workspaces/ACTIVE!427").status, 405);
    assert_eq!(ask("PUT", "libraries").status, 405);
    assert_eq!(ask("GET", "libraries/ACTIVE/workspaces/search").status, 404);
    assert_eq!(ask("GET", "workspaces/search").header("allow"), Some("POST"));
    assert_eq!(ask("GET", "nothing/here").status, 404);
    assert_eq!(send(&firm.server, "GET", "/elsewhere", &[], b"").status, 404);
}

#[test]
fn a_matter_is_found_by_client_and_matter_reference() {
    let firm = sample();
    let found = firm.search(&[("custom1", "12345"), ("custom2", "00001"), ("total", "true")]);
    assert_eq!(found.names(), ["12345.00001 Lease of Unit 4"]);
    let first = &found.list()[0];
    assert_eq!(first["id"], "ACTIVE!427");
    assert_eq!(first["custom1_description"], "Northwind Traders");
    assert_eq!(found.json()["total_count"], 1);
    assert!(firm.search(&[("custom2", "00001")]).list().len() > 5, "it repeats across clients");
    assert!(firm.search(&[("custom1", "12345"), ("custom2", "1")]).list().is_empty());
}

#[test]
fn titles_are_searched_by_words_and_fields_by_stars() {
    let firm = sample();
    let title = "CASE101: John Smith vs. Jane Doe";
    let words = firm.search(&[("name", title)]).names();
    assert!(words.contains(&title.to_owned()) && words.len() > 1);
    assert_eq!(firm.search(&[("name_or_description", title)]).names(), [title]);
    assert!(firm.search(&[("name_or_description", "*smith vs*")]).names().contains(&title.to_owned()));
    assert!(firm.search(&[("name", "CASE10*")]).list().is_empty());
    assert_eq!(firm.search(&[("include_ids", "active!427,ACTIVE!101")]).list().len(), 2);
}

#[test]
fn doubtful_matters_are_there() {
    let firm = sample();
    let count = |fields: &[(&str, &str)]| firm.search(fields).list().len();
    assert_eq!(count(&[("custom1", "20001"), ("custom2", "00001")]), 2);
    assert_eq!(count(&[("name", "\"estate of edith vance\"")]), 2);
    assert_eq!(count(&[("custom1", "30001")]), 0);
    assert_eq!(firm.get("libraries/archive/workspaces?custom1=30001").list().len(), 1);
    assert_eq!(firm.get("workspaces?libraries=ACTIVE,ARCHIVE&custom1=30001").list().len(), 1);
    assert_eq!(firm.get("libraries/NOWHERE/workspaces").status, 404);
}

#[test]
fn what_the_account_may_not_see_is_not_there() {
    let firm = sample();
    assert!(firm.search(&[("custom1", "40001")]).list().is_empty());
    let reply = firm.get("libraries/ACTIVE/workspaces/ACTIVE!505");
    assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (404, Some("NRC_NO_RECORD")));
    assert_eq!(firm.get("libraries/ACTIVE/workspaces/ACTIVE!505/children").status, 404);
}

#[test]
fn a_template_is_found_by_its_id_only() {
    let firm = sample();
    assert!(firm.search(&[("name", "\"litigation template\"")]).list().is_empty());
    assert_eq!(firm.get("libraries/ACTIVE/workspaces/ACTIVE!803").json()["data"]["subtype"], "template");
}

#[test]
fn paging_by_offset_and_by_cursor_gives_everything_once() {
    let firm = sample();
    let all = firm.search(&[("limit", "9999")]).names();
    assert!(all.len() > 120);
    let (mut by_offset, mut by_cursor) = (Vec::new(), Vec::new());
    loop {
        let page = firm.search(&[("limit", "50"), ("offset", &by_offset.len().to_string())]).names();
        if page.is_empty() {
            break;
        }
        by_offset.extend(page);
    }
    let mut cursor = String::new();
    loop {
        let page = firm.search(&[("limit", "50"), ("paging_mode", "standard_cursor"), ("cursor", &cursor)]);
        by_cursor.extend(page.names());
        match page.json()["cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!((&by_offset, &by_cursor), (&all, &all));
    for limit in ["0", "10000", "many"] {
        let reply = firm.search(&[("limit", limit)]);
        assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (400, Some("NRC_INVALID_PARAM")));
    }
}

#[test]
fn a_post_search_filters_and_gives_the_fields_asked_for() {
    let firm = sample();
    let body = json!({
        "limit": 1, "filters": { "libraries": "ACTIVE", "custom1": "20001", "custom2": "00001" },
        "profile_fields": { "workspace": ["name"] }
    });
    for path in ["libraries/ACTIVE/workspaces/search", "workspaces/search"] {
        let reply = firm.post(path, &body);
        assert_eq!(reply.json()["overflow"], true);
        let list = reply.list();
        let mut fields: Vec<&str> = list[0].as_object().expect("an object").keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["id", "iwl", "name", "wstype"]);
    }
}

#[test]
fn bad_bodies_are_refused() {
    let firm = sample();
    let target = "/work/api/v2/customers/4711/libraries/ACTIVE/workspaces/search";
    let post = |content_type: &str, body: &[u8]| {
        let headers = [("X-Auth-Token", firm.token.as_str()), ("Content-Type", content_type)];
        send(&firm.server, "POST", target, &headers, body).status
    };
    assert_eq!(post("application/json", b"{"), 400);
    assert_eq!(post("application/json", b"[]"), 400);
    assert_eq!(post("application/json", b"{\"filters\":7}"), 400);
    assert_eq!(post("application/json", b"{\"limit\":0}"), 400);
    assert_eq!(post("text/plain", b"{}"), 415);
    assert_eq!(post("application/json", &[b'['; 100_000]), 400);
    assert_eq!(post("application/json", &vec![b' '; 2_000_000]), 413);
}

#[test]
fn children_are_folders_and_documents_mixed() {
    let firm = sample();
    let children = firm.get("libraries/ACTIVE/workspaces/ACTIVE!427/children?total=true");
    let kinds: Vec<(String, String)> = children
        .list()
        .iter()
        .map(|child| {
            let text = |name: &str| child[name].as_str().unwrap_or_default().to_owned();
            (text("name"), if child["folder_type"].is_string() { text("folder_type") } else { text("wstype") })
        })
        .collect();
    for (name, kind) in [
        ("Correspondence", "regular"),
        ("Property", "tab"),
        ("All drafts", "search"),
        ("Accounts/Compliance", "regular"),
        ("Terms of business", "document_shortcut"),
    ] {
        assert!(kinds.contains(&(name.to_owned(), kind.to_owned())), "{name} in {kinds:?}");
    }
    let correspondence = children.list()[0]["id"].as_str().expect("an id").to_owned();
    let inside = firm.get(&format!("libraries/ACTIVE/folders/{correspondence}/children")).list();
    assert!(inside.iter().any(|child| child["wstype"] == "email" && child["folder_type"].is_null()));
    assert!(inside.iter().any(|child| child["name"] == "In" && child["folder_type"] == "regular"));
    let number = inside.iter().find_map(|child| child["document_number"].as_u64()).expect("a document");
    assert!(number > u64::from(u32::MAX));
    let path = firm.get(&format!("libraries/ACTIVE/folders/{correspondence}/path")).names();
    assert_eq!(path, ["12345.00001 Lease of Unit 4", "Correspondence"]);
}

#[test]
fn the_flat_list_of_folders_has_every_depth_and_the_container() {
    let firm = sample();
    let folders = firm.get("libraries/ACTIVE/folders?container_id=ACTIVE!427&limit=9999");
    let names = folders.names();
    assert_eq!(folders.list()[0]["id"], "ACTIVE!427");
    assert!(names.contains(&"Level 7".to_owned()) && names.contains(&"Drafts".to_owned()));
    let only = json!({ "filters": { "container_id": "ACTIVE!427", "name": "level*" } });
    assert_eq!(firm.post("libraries/ACTIVE/folders/search", &only).list().len(), 6);
    assert_eq!(firm.get("libraries/ARCHIVE/folders?container_id=ACTIVE!427").status, 404);
}

#[test]
fn documents_below_a_workspace_come_in_one_list_over_pages() {
    let firm = sample();
    let query = "libraries/ACTIVE/documents?container_id=ACTIVE!802&include_subtree=true&total=true";
    let first = firm.get(query);
    assert_eq!(first.list().len(), 500);
    let total = first.json()["total_count"].as_u64().expect("a total");
    assert_eq!(total, 1 + 620 + 12);
    assert_eq!(firm.get(&format!("{query}&offset=500")).list().len() as u64, total - 500);
    assert!(!firm.get(&format!("{query}&limit=9999")).names().contains(&"Hidden".to_owned()));
    assert_eq!(firm.get("libraries/ACTIVE/documents?container_id=ACTIVE!802").names(), ["Loose note"]);
}

#[test]
fn a_closed_folder_is_listed_and_refuses_its_contents() {
    let firm = sample();
    let children = firm.get("libraries/ACTIVE/workspaces/ACTIVE!802/children").list();
    let sealed = children.iter().find(|child| child["name"] == "Sealed").expect("listed");
    assert_eq!(sealed["effective_security"], "no_access");
    let id = sealed["id"].as_str().expect("an id");
    for what in ["children", "documents"] {
        let reply = firm.get(&format!("libraries/ACTIVE/folders/{id}/{what}"));
        assert_eq!((reply.status, reply.json()["error"].is_object()), (403, true));
    }
    assert!(firm.get("libraries/ACTIVE/workspaces/ACTIVE!801/children").list().is_empty());
}

#[test]
fn a_profile_tells_the_access_and_the_operations() {
    let firm = sample();
    let profile = firm.get("libraries/active/workspaces/active!427?include_operations=true").json();
    assert_eq!(profile["data"]["effective_security"], "full_access");
    assert_eq!(profile["data"]["operations"]["add_folders"], true);
    assert_eq!(
        firm.get("libraries/ACTIVE/workspaces/ACTIVE!427/operations").json()["data"],
        profile["data"]["operations"]
    );
    assert_eq!(firm.get("libraries/ACTIVE/folders/ACTIVE!427").status, 404, "it is no folder");
    for nonsense in ["ACTIVE!99999999", "ACTIVE!x", "nonsense", "ARCHIVE!427", "ACTIVE!427.1"] {
        assert_eq!(firm.get(&format!("libraries/ACTIVE/workspaces/{nonsense}")).status, 404, "{nonsense}");
    }
}

#[test]
fn custom_tables_are_searched_by_alias_and_parent() {
    let firm = sample();
    let table = "libraries/ACTIVE/customs";
    assert!(firm.get(&format!("{table}/custom1/search")).list().len() > 10);
    assert_eq!(firm.get(&format!("{table}/custom1/12345")).json()["data"]["description"], "Northwind Traders");
    let one = firm.get(&format!("{table}/custom2/00001?parent_alias=12345")).json();
    assert_eq!(one["data"]["parent"]["id"], "12345");
    assert!(firm.get(&format!("{table}/custom2/search?alias=00001")).list().len() > 5);
    assert_eq!(firm.get(&format!("{table}/custom1/nobody")).json()["error"]["code"], "NRC_NO_RECORD");
    assert_eq!(firm.get(&format!("{table}/custom99/search")).status, 404);
}

#[test]
fn workspaces_and_folders_can_be_created() {
    let firm = sample();
    let made = firm.post("libraries/ACTIVE/workspaces", &json!({ "name": "New one", "custom1": "12345" }));
    assert_eq!(made.status, 201);
    let id = made.json()["data"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(firm.search(&[("name_or_description", "new one")]).list()[0]["id"], id.as_str());
    let folder = firm.post(&format!("libraries/ACTIVE/workspaces/{id}/folders"), &json!({ "name": "Documents" }));
    assert_eq!((folder.status, folder.json()["data"]["parent_id"].as_str()), (201, Some(id.as_str())));
    let folder_id = folder.json()["data"]["id"].as_str().expect("an id").to_owned();
    let below = format!("libraries/ACTIVE/folders/{folder_id}/subfolders");
    assert_eq!(firm.post(&below, &json!({ "name": "Drafts" })).status, 201);
    assert_eq!(firm.get(&format!("libraries/ACTIVE/folders?container_id={id}")).list().len(), 3);
}

#[test]
fn a_profile_that_is_not_complete_is_refused() {
    let firm = sample();
    for body in [json!({}), json!({ "name": " " }), json!({ "name": "x", "custom2": "00001" })] {
        let reply = firm.post("libraries/ACTIVE/workspaces", &body);
        assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (400, Some("NRC_INVALID_PROFILE")));
    }
    assert_eq!(firm.post("libraries/ACTIVE/workspaces", &json!({ "name": "x".repeat(255) })).status, 400);
    assert_eq!(firm.post("libraries/NOWHERE/workspaces", &json!({ "name": "x" })).status, 404);
}

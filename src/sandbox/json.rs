//! Owns how items look in JSON (`reference/imanage-api.md` sections 4.5, 5.2, 5.3).

use serde_json::{Map, Value, json};

use super::data::ContentKind;
use super::state::{Item, Kind, Library, Store};

/// The date of all that has none of its own.
const DATE: &str = "2024-06-01T12:00:00.000Z";

/// The aliases' fields that have descriptions, with their parent field.
const DESCRIBED: [(&str, Option<&str>); 4] =
    [("custom1", None), ("custom2", Some("custom1")), ("custom29", None), ("custom30", Some("custom29"))];

/// Shows one item as a list does.
pub(super) fn show(store: &Store, library: &Library, at: usize, host: &str) -> Value {
    let item = &library.items[at];
    let mut object = match item.kind {
        Kind::Workspace | Kind::Template => workspace(library, at, host),
        Kind::Content(kind) if kind.is_folder() => folder(library, at, kind),
        Kind::Content(kind) => document(library, at, kind, host),
    };
    object.extend(item.fields.clone());
    for (field, parent) in DESCRIBED {
        let Some(alias) = item.fields.get(field).and_then(Value::as_str) else { continue };
        let parent = parent.and_then(|parent| item.fields.get(parent)).and_then(Value::as_str);
        if let Some(description) = store.describe(field, alias, parent) {
            object.entry(format!("{field}_description")).or_insert_with(|| description.into());
        }
    }
    Value::Object(object)
}

/// Shows one item as its own page does: with the access of the account.
pub(super) fn profile(store: &Store, library: &Library, at: usize, host: &str, with_operations: bool) -> Value {
    let mut value = show(store, library, at, host);
    value["effective_security"] = json!(library.items[at].access.word());
    if with_operations {
        value["operations"] = operations(&library.items[at]);
    }
    value
}

/// What the account may do with an item.
pub(super) fn operations(item: &Item) -> Value {
    use super::data::Access::{FullAccess, ReadWrite};
    let writes = matches!(item.access, ReadWrite | FullAccess);
    let owns = item.access == FullAccess;
    json!({
        "add_content": writes, "add_custom_folders": writes, "add_folders": writes, "change_name": owns,
        "modify": writes, "remove": owns, "remove_folders": owns, "set_default_security": owns, "set_security": owns,
        "update_content_shortcut": false, "default_security_values": ["private", "view", "public"]
    })
}

fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn iwl(library: &Library, item: &Item, host: &str) -> String {
    format!("iwl:dms={host}&&lib={}&&num={}&&ver=1", library.id, item.number)
}

fn has(library: &Library, item: &Item, test: impl Fn(&Item) -> bool) -> bool {
    item.children.iter().any(|child| test(&library.items[*child]))
}

fn workspace(library: &Library, at: usize, host: &str) -> Map<String, Value> {
    let (item, id) = (&library.items[at], library.id_of(at));
    let template = item.kind == Kind::Template;
    into_map(json!({
        "author": "WSADMIN", "class": "WEBDOC", "content_type": "D", "create_date": "2024-03-11T09:15:22.120Z",
        "database": library.id, "default_security": "private", "document_number": 60_000 + at, "version": 1,
        "edit_date": DATE, "edit_profile_date": DATE, "file_create_date": "2024-03-11T09:15:22.000Z",
        "file_edit_date": "2024-03-11T09:15:22.000Z", "has_attachment": false,
        "has_documents": has(library, item, Item::is_document),
        "has_subfolders": has(library, item, Item::is_folder),
        "id": id, "in_use": false, "indexable": true, "is_checked_out": false, "is_container_saved_search": false,
        "is_content_saved_search": false, "is_external": false, "is_external_as_normal": false, "is_hipaa": false,
        "iwl": iwl(library, item, host), "last_user": "WSADMIN", "location": "", "name": item.name,
        "operator": "WSADMIN", "owner": "WSADMIN", "owner_description": "Workspace Admin", "retain_days": 365,
        "size": 0, "subtype": if template { "template" } else { "work" }, "type": "ACROBAT", "workspace_id": id,
        "wstype": "workspace"
    }))
}

fn folder(library: &Library, at: usize, kind: ContentKind) -> Map<String, Value> {
    let item = &library.items[at];
    let (folder_type, view_type) = match kind {
        ContentKind::Tab => ("tab", "none"),
        ContentKind::SearchFolder => ("search", "document_search"),
        _ => ("regular", "document"),
    };
    let workspace = &library.items[item.workspace];
    let mut object = into_map(json!({
        "database": library.id, "default_security": "inherit", "inherited_default_security": "private",
        "edit_date": DATE, "effective_security": item.access.word(), "folder_type": folder_type,
        "has_documents": has(library, item, Item::is_document), "has_security": false,
        "has_subfolders": has(library, item, Item::is_folder), "id": library.id_of(at),
        "is_container_saved_search": kind == ContentKind::SearchFolder,
        "is_content_saved_search": kind == ContentKind::SearchFolder, "is_external": false,
        "is_external_as_normal": false, "name": item.name, "owner": "WSADMIN", "owner_description": "Workspace Admin",
        "parent_id": item.parent.map(|parent| library.id_of(parent)), "subtype": "work", "view_type": view_type,
        "workspace_id": library.id_of(item.workspace), "workspace_name": workspace.name, "wstype": "folder"
    }));
    if kind == ContentKind::FolderShortcut {
        object.insert("wstype".into(), "folder_shortcut".into());
        object.insert("target".into(), json!({ "id": format!("{}!1", library.id), "wstype": "folder" }));
    }
    object
}

fn document(library: &Library, at: usize, kind: ContentKind, host: &str) -> Map<String, Value> {
    let item = &library.items[at];
    let workspace = &library.items[item.workspace];
    let (wstype, extension, file_type) = match kind {
        ContentKind::Email => ("email", "msg", "MIME"),
        ContentKind::DocumentShortcut => ("document_shortcut", "docx", "WORDX"),
        _ => ("document", "docx", "WORDX"),
    };
    let mut object = into_map(json!({
        "author": "JDOE", "author_description": "Jane Doe", "class": "DOC", "class_description": "Document",
        "content_type": "D", "create_date": "2024-03-12T08:00:00.000Z", "database": library.id,
        "default_security": "private", "document_number": item.number, "edit_date": DATE, "extension": extension,
        "id": library.id_of(at), "in_use": false, "indexable": true, "is_checked_out": false, "is_declared": false,
        "is_external": false, "is_hipaa": false, "is_latest": true, "iwl": iwl(library, item, host),
        "last_user": "JDOE", "name": item.name, "operator": "JDOE",
        "parent_id": item.parent.map(|parent| library.id_of(parent)), "retain_days": 365,
        "size": 1024 + (at as u64 * 7919) % 900_000, "type": file_type, "version": 1,
        "workspace_id": library.id_of(item.workspace), "workspace_name": workspace.name, "wstype": wstype
    }));
    for field in ["custom1", "custom2"] {
        if let Some(value) = workspace.fields.get(field) {
            object.insert(field.into(), value.clone());
        }
    }
    if kind == ContentKind::Email {
        object.extend(into_map(json!({
            "from": "john.smith@client.example", "to": "jane.doe@example.test", "subject": item.name,
            "sent_date": "2024-03-12T07:59:00.000Z", "received_date": "2024-03-12T08:00:00.000Z",
            "has_attachment": false
        })));
    }
    object
}

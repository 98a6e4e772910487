//! Owns the creation of workspaces and folders (`reference/imanage-api.md` section 6).

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::data::{Access, ContentKind};
use super::json;
use super::request::Request;
use super::state::{Item, Kind, Store};

/// Longest name in characters.
const LONGEST_NAME: usize = 254;

/// Makes a workspace.
pub(super) fn workspace(store: &mut Store, request: &Request, library: &str, host: &str) -> Result<Answer, Answer> {
    let mut fields = request.object()?;
    let name = take_name(&mut fields)?;
    for (child, parent) in [("custom2", "custom1"), ("custom30", "custom29")] {
        if fields.contains_key(child) && !fields.contains_key(parent) {
            return Err(invalid_profile(parent));
        }
    }
    insert(store, library, host, None, Kind::Workspace, name, fields)
}

/// Makes a folder right in a workspace, or in a folder.
pub(super) fn folder(
    store: &mut Store,
    request: &Request,
    (library, parent): (&str, &str),
    kind: ContentKind,
    host: &str,
) -> Result<Answer, Answer> {
    let mut fields = request.object()?;
    let name = take_name(&mut fields)?;
    let owner = store.library(library).ok_or_else(Answer::no_record)?;
    let at = owner.find(parent).filter(|at| !owner.items[*at].is_document()).ok_or_else(Answer::no_record)?;
    if matches!(owner.items[at].access, Access::NoAccess | Access::Read) {
        return Err(Answer::denied());
    }
    fields.retain(|name, _| matches!(name.as_str(), "description" | "default_security" | "view_type" | "email"));
    insert(store, library, host, Some(at), Kind::Content(kind), name, fields)
}

fn insert(
    store: &mut Store,
    library: &str,
    host: &str,
    parent: Option<usize>,
    kind: Kind,
    name: String,
    fields: Map<String, Value>,
) -> Result<Answer, Answer> {
    let place = store.libraries.iter().position(|known| known.id.eq_ignore_ascii_case(library));
    let place = place.ok_or_else(Answer::no_record)?;
    let owner = &mut store.libraries[place];
    let workspace = parent.map_or(0, |parent| owner.items[parent].workspace);
    let item =
        Item { number: 0, kind, name, access: Access::FullAccess, fields, parent, workspace, children: Vec::new() };
    let at = owner.insert(item, None);
    let value = json::profile(store, &store.libraries[place], at, host, false);
    Ok(Answer::json(201, &json!({ "data": value })))
}

fn take_name(fields: &mut Map<String, Value>) -> Result<String, Answer> {
    match fields.remove("name") {
        Some(Value::String(name)) if !name.trim().is_empty() => {
            if name.chars().count() > LONGEST_NAME {
                return Err(Answer::invalid_parameter("name", "name is longer than 254 characters"));
            }
            for made in ["id", "workspace_id", "wstype", "database", "effective_security"] {
                fields.remove(made);
            }
            Ok(name)
        }
        Some(Value::String(_)) | None => Err(invalid_profile("name")),
        Some(_) => Err(Answer::invalid_parameter("name", "name must be a text")),
    }
}

fn invalid_profile(field: &str) -> Answer {
    let error = json!({
        "code": "NRC_INVALID_PROFILE", "code_message": "The profile is invalid",
        "dms_version": super::answer::DMS_VERSION, "transaction": "7f0c0d0e-0000-4000-8000-000000000003",
        "messages": [{ "code": "required", "code_message": "A value is required", "field": field, "audit": {},
                       "data": null }]
    });
    Answer::json(400, &json!({ "error": error, "warnings": [{ "field": field, "error": "required" }] }))
}

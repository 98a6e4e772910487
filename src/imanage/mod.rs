//! Owns the iManage Work REST API v2 as imctl uses it: discovery, OAuth, libraries, workspaces, folders, documents,
//! paging, wire types, errors (`reference/imanage-api.md`). Refuses to know configuration, vault or exit codes.

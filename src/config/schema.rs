//! Owns the list of keys of `imctl.toml`: names, kinds, defaults, meanings. Reading, complaints and `docs/configuration.md`
//! follow it.

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    /// The vendor's spellings.
    pub aliases: &'static [&'static str],
    pub shape: Shape,
    /// As it would be written in the file; `None` when there is none, or when it depends on other values.
    pub default: Option<&'static str>,
    /// One line.
    pub meaning: &'static str,
}

/// What belongs behind a key.
#[derive(Debug)]
pub enum Shape {
    Value(Kind),
    Table(&'static [Key]),
    /// Tables of names the user chooses; the text is how documents show such a name.
    Named(&'static str, &'static [Key]),
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A name or id that is sent or compared as it is.
    Text,
    /// The name of a workspace or folder: any text but an empty one.
    Title,
    /// A resolver config.
    ResolverConfig,
    /// Scheme and host only; https, or http on loopback.
    HostUrl,
    /// The same with a path.
    EndpointUrl,
    /// Plain http on this machine: host, path, and a port if it must be a certain one.
    LoopbackUrl,
    /// `http://`, `https://` or `socks5://` with host; may hold a user and a password, which are never shown.
    ProxyUrl,
    /// Relative ones start at the folder of the file they stand in.
    Path,
    Number {
        least: u64,
        most: u64,
    },
    Flag,
    Choice(&'static [Word]),
    /// Never a text: only where one is kept.
    Secret,
    Samples,
}

/// One of the words a choice allows.
#[derive(Debug)]
pub struct Word {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
}

/// The top of the file.
pub const ROOT: &[Key] = &[
    value("default_environment", Kind::Text, None, "environment used when none is asked for"),
    LINKED_SERVICE_KEY,
    ENCRYPTION_KEY,
    AREAS_KEY,
    REPOSITORIES_KEY,
    OPTIONS_KEY,
    Key {
        name: "environments",
        aliases: &[],
        shape: Shape::Named("<environment>", ENVIRONMENT),
        default: None,
        meaning: "named variants: any of the tables above, overriding key by key",
    },
];

/// What an environment may override: every table.
pub const ENVIRONMENT: &[Key] = &[LINKED_SERVICE_KEY, ENCRYPTION_KEY, AREAS_KEY, REPOSITORIES_KEY, OPTIONS_KEY];

const LINKED_SERVICE_KEY: Key =
    table("linked_service", Shape::Table(LINKED_SERVICE), "connection to one iManage server");
const ENCRYPTION_KEY: Key = table("encryption", Shape::Table(ENCRYPTION), "what the vault is opened with");
const AREAS_KEY: Key =
    table("areas", Shape::Named("<area>", AREA), "functional areas this firm uses; a declared area is checked");
const REPOSITORIES_KEY: Key =
    table("repositories", Shape::Named("<repository>", REPOSITORY), "document repositories of Operate");
const OPTIONS_KEY: Key = table("options", Shape::Table(OPTIONS), "global options of the command line");

const LINKED_SERVICE: &[Key] = &[
    value("base_url", Kind::HostUrl, None, "address of the iManage server: scheme and host; https, save on loopback"),
    value(
        "customer_id",
        Kind::Number { least: 1, most: i64::MAX as u64 },
        None,
        "iManage customer id; discovered, then compared",
    ),
    value("preferred_database", Kind::Text, None, "library used where none is named"),
    value("client_id", Kind::Text, None, "client id of the iManage application"),
    value("client_secret", Kind::Secret, None, "client secret of the iManage application"),
    value("username", Kind::Text, None, "user of the password grant"),
    value("password", Kind::Secret, None, "password of the password grant"),
    value("grant", Kind::Choice(GRANTS), Some("\"client_credentials\""), "how credentials are exchanged for tokens"),
    value("scope", Kind::Text, None, "scope asked for with the token"),
    value(
        "redirect_uri",
        Kind::LoopbackUrl,
        Some("\"http://127.0.0.1/callback\""),
        "where the browser comes back to after the sign-in of `link`, on this machine; a port only where the server wants a certain one",
    ),
    value("operate_url", Kind::HostUrl, None, "address of Clio Operate; gives the redirect URL"),
    value("protected", Kind::Flag, Some("false"), "true: whatever writes to iManage asks first"),
    table("http", Shape::Table(HTTP), "how the server is reached"),
];

const HTTP: &[Key] = &[
    value("proxy", Kind::ProxyUrl, None, "proxy for every request"),
    value("ca_file", Kind::Path, None, "further trusted root certificates (PEM)"),
    value("ca_mode", Kind::Choice(CA_MODES), Some("\"add\""), "add: beside the system's roots; only: instead of them"),
    value("client_certificate", Kind::Path, None, "certificate shown to the server (PEM)"),
    value("client_key", Kind::Path, None, "private key of that certificate (PEM)"),
    value("timeout", Kind::Number { least: 1, most: 3600 }, Some("30"), "seconds one request may take in all"),
    value("concurrency", Kind::Number { least: 1, most: 256 }, Some("8"), "most connections at once"),
    value("token_url", Kind::EndpointUrl, None, "where tokens are asked for, if not at the server's usual path"),
    value("authorize_url", Kind::EndpointUrl, None, "where the browser signs in, if not at the server's usual path"),
    value("revoke_url", Kind::EndpointUrl, None, "where tokens are revoked, if not at the server's usual path"),
];

const ENCRYPTION: &[Key] = &[
    value("seed", Kind::Secret, None, "seed of the vault: more than 100 characters"),
    value("certificate", Kind::Path, Some("\"certificate.pem\" in the data folder"), "certificate of the vault (PEM)"),
    value(
        "private_key",
        Kind::Path,
        Some("\"private-key.pem\" in the data folder"),
        "private key of that certificate (PEM)",
    ),
];

const AREA: &[Key] = &[
    value(
        "workspace",
        Kind::Title,
        Some("as the overview suggests"),
        "title of the workspace; a further area needs it",
    ),
    value("folder", Kind::Title, Some("as the overview suggests"), "folder in the workspace"),
];

const CONFIG_KEY: Key = Key {
    name: "workspace_resolver_config",
    aliases: &["workspaceResolverConfig"],
    shape: Shape::Value(Kind::ResolverConfig),
    default: None,
    meaning: "resolver config: a title, or `tag=template` pairs",
};
const MODE_KEY: Key =
    value("resolver", Kind::Choice(MODES), Some("inferred from the config"), "default: by title; search: by pairs");
const DATABASE_KEY: Key = value("database", Kind::Text, Some("`preferred_database`"), "library that is searched");

const REPOSITORY: &[Key] = &[
    CONFIG_KEY,
    MODE_KEY,
    DATABASE_KEY,
    table("work_types", Shape::Named("<work type>", WORK_TYPE), "resolvers of single work types and their descendants"),
    value("samples", Kind::Samples, None, "known answers: tables with `work_item` and, if known, `expect`"),
];

const WORK_TYPE: &[Key] = &[
    CONFIG_KEY,
    MODE_KEY,
    Key {
        name: "database",
        aliases: &[],
        shape: Shape::Value(Kind::Text),
        default: Some("the repository's"),
        meaning: "library that is searched",
    },
];

const OPTIONS: &[Key] = &[
    value("output", Kind::Choice(FORMS), Some("human on a terminal, plain when piped"), "`--output`"),
    value("color", Kind::Choice(COLORS), Some("\"auto\""), "`--color`"),
    value("no_input", Kind::Flag, Some("false"), "`--no-input`"),
    value("quiet", Kind::Flag, Some("false"), "`--quiet`"),
    value("verbose", Kind::Number { least: 0, most: 3 }, Some("0"), "`-v`, so many times"),
];

const GRANTS: &[Word] = &[word("client_credentials"), word("authorization_code"), word("password")];
const CA_MODES: &[Word] = &[word("add"), word("only")];
const MODES: &[Word] = &[word("default"), Word { name: "search", aliases: &["advanced"] }];
const FORMS: &[Word] = &[word("human"), word("plain"), word("json"), word("ndjson"), word("csv")];
const COLORS: &[Word] = &[word("auto"), word("always"), word("never")];

const fn value(name: &'static str, kind: Kind, default: Option<&'static str>, meaning: &'static str) -> Key {
    Key { name, aliases: &[], shape: Shape::Value(kind), default, meaning }
}

const fn table(name: &'static str, shape: Shape, meaning: &'static str) -> Key {
    Key { name, aliases: &[], shape, default: None, meaning }
}

const fn word(name: &'static str) -> Word {
    Word { name, aliases: &[] }
}

impl Key {
    /// Tells whether this key may be written so.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// Finds the kind of a dotted path without names the user chooses (`linked_service.http.proxy`).
pub fn kind_of(path: &str) -> Option<Kind> {
    let mut keys = ROOT;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        match &keys.iter().find(|key| key.name == part)?.shape {
            Shape::Value(kind) if parts.peek().is_none() => return Some(*kind),
            Shape::Table(below) => keys = below,
            Shape::Value(_) | Shape::Named(..) => return None,
        }
    }
    None
}

/// Lists every key with its dotted path, the chosen names as placeholders; `[environments]` is not repeated.
pub fn documented() -> Vec<(String, &'static Key)> {
    let mut all = Vec::new();
    collect(ROOT, "", &mut all);
    all
}

fn collect(keys: &'static [Key], above: &str, all: &mut Vec<(String, &'static Key)>) {
    for key in keys {
        let path = if above.is_empty() { key.name.to_owned() } else { format!("{above}.{}", key.name) };
        match &key.shape {
            Shape::Value(_) => all.push((path, key)),
            Shape::Table(below) => collect(below, &path, all),
            Shape::Named(_, _) if key.name == "environments" => {}
            Shape::Named(placeholder, below) => collect(below, &format!("{path}.{placeholder}"), all),
        }
    }
}

/// Finds the tables that know a key of this name, as headers (`[linked_service.http]`).
pub fn homes_of(name: &str) -> Vec<String> {
    documented()
        .into_iter()
        .filter(|(_, key)| key.is_called(name))
        .filter_map(|(path, _)| path.rsplit_once('.').map(|(above, _)| format!("[{above}]")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::env;

    #[test]
    fn every_variable_with_a_key_names_one_that_exists() {
        for variable in env::VARIABLES {
            let Some(key) = variable.key else { continue };
            let kind = kind_of(key).unwrap_or_else(|| panic!("{key} is no key"));
            assert_eq!(matches!(kind, Kind::Secret), variable.is_secret, "{key}");
        }
    }

    #[test]
    fn every_key_of_the_linked_service_has_a_variable() {
        for (path, _) in documented() {
            if path.starts_with("linked_service.") {
                assert!(env::of_key(&path).is_some(), "{path} has no variable");
            }
        }
    }

    #[test]
    fn a_misplaced_key_has_a_home() {
        assert_eq!(homes_of("timeout"), ["[linked_service.http]"]);
        assert_eq!(homes_of("workspaceResolverConfig").len(), 2);
    }
}

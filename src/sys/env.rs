//! Owns the registry of environment variables: the only place that names them. Help, README, man page and tests are
//! made from it.

use std::ffi::{OsStr, OsString};

use super::world::World;

/// A variable that imctl reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// One line.
    pub meaning: &'static str,
    /// The key of `imctl.toml` that it overrides, as a dotted path.
    pub key: Option<&'static str>,
    /// Its value is a secret: only its name may be shown.
    pub is_secret: bool,
}

/// How the names of imctl's own variables begin.
const OWN: &str = "IMCTL_";

/// The file to read instead of looking for one.
pub const CONFIG: &str = "IMCTL_CONFIG";
/// The environment of the configuration.
pub const ENVIRONMENT: &str = "IMCTL_ENVIRONMENT";
/// The folder of vault, certificate and locks.
pub const DATA_DIR: &str = "IMCTL_DATA_DIR";
/// The form of the answer.
pub const OUTPUT: &str = "IMCTL_OUTPUT";
/// The server; with it a pipeline needs no file.
pub const BASE_URL: &str = "IMCTL_BASE_URL";
pub const CLIENT_SECRET: &str = "IMCTL_CLIENT_SECRET";
pub const PASSWORD: &str = "IMCTL_PASSWORD";
/// Its value may hold a user and a password.
pub const PROXY: &str = "IMCTL_PROXY";
pub const SEED: &str = "IMCTL_SEED";
pub const NO_COLOR: &str = "NO_COLOR";
pub const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";
pub const TERM: &str = "TERM";
/// The width to break lines at where there is no terminal to ask.
pub const COLUMNS: &str = "COLUMNS";
pub const BROWSER: &str = "BROWSER";
pub const DISPLAY: &str = "DISPLAY";
pub const WAYLAND_DISPLAY: &str = "WAYLAND_DISPLAY";
pub const WSL_DISTRO_NAME: &str = "WSL_DISTRO_NAME";
pub const HOME: &str = "HOME";
pub const USERPROFILE: &str = "USERPROFILE";
pub const APPDATA: &str = "APPDATA";
pub const LOCALAPPDATA: &str = "LOCALAPPDATA";
pub const XDG_CONFIG_HOME: &str = "XDG_CONFIG_HOME";
pub const XDG_DATA_HOME: &str = "XDG_DATA_HOME";
pub const COMPUTERNAME: &str = "COMPUTERNAME";

/// Every variable that is read, in the order the documents show them.
pub const VARIABLES: &[Variable] = &[
    plain(CONFIG, "configuration file to read instead of looking for one"),
    plain(ENVIRONMENT, "environment of the configuration, such as `production` or `uat`"),
    plain(DATA_DIR, "folder of vault, certificate and locks"),
    plain(OUTPUT, "form of the answer: human, plain, json, ndjson or csv"),
    setting(BASE_URL, "linked_service.base_url", "address of the iManage server, scheme and host"),
    setting("IMCTL_CUSTOMER_ID", "linked_service.customer_id", "iManage customer id"),
    setting("IMCTL_PREFERRED_DATABASE", "linked_service.preferred_database", "library used where none is named"),
    setting("IMCTL_CLIENT_ID", "linked_service.client_id", "client id of the iManage application"),
    secret(CLIENT_SECRET, "linked_service.client_secret", "client secret of the iManage application"),
    setting("IMCTL_USERNAME", "linked_service.username", "user of the password grant"),
    secret(PASSWORD, "linked_service.password", "password of the password grant"),
    setting("IMCTL_GRANT", "linked_service.grant", "client_credentials, authorization_code or password"),
    setting("IMCTL_SCOPE", "linked_service.scope", "scope asked for with the token"),
    setting(
        "IMCTL_REDIRECT_URI",
        "linked_service.redirect_uri",
        "where the browser comes back to after the sign-in of `link`, on this machine",
    ),
    setting("IMCTL_OPERATE_URL", "linked_service.operate_url", "address of Clio Operate, for the redirect URL"),
    setting("IMCTL_PROTECTED", "linked_service.protected", "true: whatever writes to iManage asks first"),
    setting(PROXY, "linked_service.http.proxy", "proxy for every request"),
    setting("IMCTL_CA_FILE", "linked_service.http.ca_file", "further trusted root certificates (PEM)"),
    setting("IMCTL_CA_MODE", "linked_service.http.ca_mode", "add: beside the system's roots; only: instead of them"),
    setting(
        "IMCTL_CLIENT_CERTIFICATE",
        "linked_service.http.client_certificate",
        "certificate shown to the server (PEM)",
    ),
    setting("IMCTL_CLIENT_KEY", "linked_service.http.client_key", "private key of that certificate (PEM)"),
    setting("IMCTL_TIMEOUT", "linked_service.http.timeout", "seconds one request may take in all"),
    setting("IMCTL_CONCURRENCY", "linked_service.http.concurrency", "most connections at once"),
    setting(
        "IMCTL_TOKEN_URL",
        "linked_service.http.token_url",
        "where tokens are asked for, if not at the server's usual path",
    ),
    setting(
        "IMCTL_AUTHORIZE_URL",
        "linked_service.http.authorize_url",
        "where the browser signs in, if not at the server's usual path",
    ),
    setting(
        "IMCTL_REVOKE_URL",
        "linked_service.http.revoke_url",
        "where tokens are revoked, if not at the server's usual path",
    ),
    secret(SEED, "encryption.seed", "seed of the vault"),
    setting("IMCTL_CERTIFICATE", "encryption.certificate", "certificate of the vault (PEM)"),
    setting("IMCTL_PRIVATE_KEY", "encryption.private_key", "private key of that certificate (PEM)"),
    plain("HTTPS_PROXY", "proxy of the system for https; also in lower case"),
    plain("HTTP_PROXY", "proxy of the system for http; also in lower case"),
    plain("ALL_PROXY", "proxy of the system where the two above say nothing; also in lower case"),
    plain("NO_PROXY", "hosts that are reached without proxy; also in lower case"),
    plain(NO_COLOR, "set: no colour"),
    plain(CLICOLOR_FORCE, "set and not 0: colour even when piped"),
    plain(TERM, "`dumb`: no colour"),
    plain(COLUMNS, "width that long lines are broken to where there is no terminal; unset: they are not broken"),
    plain(BROWSER, "program that opens pages, for `link` with a sign-in (Linux; passed on to `xdg-open`)"),
    plain(DISPLAY, "screen (Linux); with none of these four set no browser is opened"),
    plain(WAYLAND_DISPLAY, "screen (Linux)"),
    plain(WSL_DISTRO_NAME, "Linux inside Windows, whose browser is opened"),
    plain(HOME, "home folder, from which the user's other folders follow"),
    plain(XDG_CONFIG_HOME, "user's configuration folder (Linux)"),
    plain(XDG_DATA_HOME, "user's data folder (Linux)"),
    plain(USERPROFILE, "home folder (Windows)"),
    plain(APPDATA, "user's configuration folder (Windows)"),
    plain(LOCALAPPDATA, "user's data folder (Windows)"),
    plain(COMPUTERNAME, "name of this machine, for reports (Windows)"),
];

const fn plain(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, meaning, key: None, is_secret: false }
}

const fn setting(name: &'static str, key: &'static str, meaning: &'static str) -> Variable {
    Variable { name, meaning, key: Some(key), is_secret: false }
}

const fn secret(name: &'static str, key: &'static str, meaning: &'static str) -> Variable {
    Variable { name, meaning, key: Some(key), is_secret: true }
}

/// Looks a variable up; an empty one counts as absent.
pub fn lookup<'w>(world: &'w World, name: &str) -> Option<&'w OsStr> {
    world.variable(name)
}

/// The variables that name the system's proxy, of which the lower-case form is known too.
const PROXIES: [&str; 3] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/// Lists the variables that name a proxy here.
pub fn proxies_named(world: &World) -> Vec<&'static str> {
    let is_set = |name: &&str| lookup(world, name).or_else(|| lookup(world, &name.to_lowercase())).is_some();
    PROXIES.into_iter().filter(is_set).collect()
}

/// The environment that a child process gets: all but what can hold a secret of imctl's. Those are the registry's secrets,
/// the proxy, whose address may hold a password, and the variables that the configuration keeps secrets in.
pub fn for_children(world: &World) -> impl Iterator<Item = (&OsString, &OsString)> {
    let may_hold_a_secret = |name: &OsStr| {
        let is_called = |known: &str| is_same_name(name, known);
        VARIABLES.iter().any(|variable| (variable.is_secret || variable.name == PROXY) && is_called(variable.name))
            || world.withheld.iter().any(|withheld| is_called(withheld))
    };
    world.variables.iter().filter(move |(name, _)| !may_hold_a_secret(name))
}

/// Compares names of variables as the system does it: on Windows `Path` is `PATH`.
pub(super) fn is_same_name(a: &OsStr, b: &str) -> bool {
    if cfg!(windows) { a.eq_ignore_ascii_case(b) } else { a == b }
}

/// Tells whether a variable is one of imctl's own, known or not.
pub fn is_own(name: &OsStr) -> bool {
    let prefix = name.as_encoded_bytes().get(..OWN.len());
    prefix.and_then(|prefix| std::str::from_utf8(prefix).ok()).is_some_and(|prefix| is_same_name(prefix.as_ref(), OWN))
}

/// Finds the variable that overrides a key.
pub fn of_key(key: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.key == Some(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_child_gets_no_variable_that_can_hold_a_secret() {
        let (mut world, ..) = World::made_up(&[], std::path::Path::new("/"));
        for name in ["PATH", "IMCTL_BASE_URL", CLIENT_SECRET, PASSWORD, SEED, PROXY, "FIRM_SECRET"] {
            world.variables.insert(name.into(), "value".into());
        }
        world.withheld.insert("FIRM_SECRET".to_owned());
        let names: Vec<_> = for_children(&world).map(|(name, _)| name.to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["IMCTL_BASE_URL", "PATH"]);
    }

    #[test]
    fn a_name_in_other_letters_is_the_same_variable_on_windows_alone() {
        let (mut world, ..) = World::made_up(&[], std::path::Path::new("/"));
        world.variables.insert("imctl_seed".into(), "value".into());
        assert_eq!(lookup(&world, SEED).is_some(), cfg!(windows));
        assert_eq!(for_children(&world).count(), usize::from(!cfg!(windows)));
        assert_eq!(is_own("imctl_new".as_ref()), cfg!(windows));
        assert!(is_own("IMCTL_NEW".as_ref()) && !is_own("IMCTL".as_ref()) && !is_own("OTHER_NEW".as_ref()));
    }

    #[test]
    fn no_variable_and_no_key_is_named_twice() {
        let names: BTreeSet<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        assert_eq!(names.len(), VARIABLES.len());
        let keys: Vec<_> = VARIABLES.iter().filter_map(|variable| variable.key).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    }
}

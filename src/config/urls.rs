//! Owns which addresses are accepted: https, or http on loopback; no user, no password.

use url::{Host, Url};

use crate::http::{Loopback, LoopbackError};

/// What is wrong with an address: the message, and the hint if there is one. Neither repeats a user or a password.
type Complaint = (String, Option<String>);

/// Reads an address that is scheme and host only (`https://cloudimanage.com`).
pub(super) fn host_url(text: &str) -> Result<Url, Complaint> {
    let url = endpoint_url(text)?;
    let extra = if !matches!(url.path(), "" | "/") {
        // Only the first part: the rest of a pasted address may hold codes.
        let first = url.path().trim_start_matches('/').split('/').next().unwrap_or_default();
        format!("has a path (`/{first}`)")
    } else if url.query().is_some() {
        "has a query".to_owned()
    } else {
        return Ok(url);
    };
    Err((format!("the address {extra}; scheme and host belong here"), Some(format!("write `{}`", origin_of(&url)))))
}

/// Reads an address with a path.
pub(super) fn endpoint_url(text: &str) -> Result<Url, Complaint> {
    let lower = text.to_ascii_lowercase();
    if !(lower.starts_with("https://") || lower.starts_with("http://")) {
        let hint = match text.split_once("://") {
            Some(_) => "write an address that starts with `https://`".to_owned(),
            None if is_plain_host(text) => format!("write `https://{text}`"),
            None => "write it as `https://host`".to_owned(),
        };
        return Err(("the address does not start with `https://`".into(), Some(hint)));
    }
    let url = Url::parse(text).map_err(|error| (format!("the address cannot be read: {error}"), None))?;
    let proposal = || Some(format!("write `{}`", origin_of(&url)));
    if !url.username().is_empty() || url.password().is_some() {
        return Err(("the address holds a user or a password".into(), proposal()));
    }
    if url.fragment().is_some() {
        return Err(("the address has a fragment".into(), proposal()));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        let secure = origin_of(&url).replacen("http://", "https://", 1);
        return Err(("plain http is accepted on loopback only".into(), Some(format!("write `{secure}`"))));
    }
    Ok(url)
}

/// Checks the address that a browser is sent back to.
pub(super) fn loopback_url(text: &str) -> Result<(), Complaint> {
    let Err(error) = Loopback::parse(text) else { return Ok(()) };
    let hint = match error {
        LoopbackError::Elsewhere | LoopbackError::NotHttp => {
            "write `http://127.0.0.1/callback`: imctl itself is called back here; Operate's redirect URL follows from `operate_url`"
        }
        LoopbackError::Port => "choose a port from 1024 on, or leave it out for a free one",
        _ => "write it as `http://127.0.0.1/callback` or `http://localhost:8400/callback`",
    };
    Err((error.to_string(), Some(hint.to_owned())))
}

/// Checks the address of a proxy; users and passwords may stand in it.
pub(super) fn proxy_url(text: &str) -> Result<Url, Complaint> {
    let hint = || Some("write it as `http://host:port`".to_owned());
    let url = Url::parse(text).map_err(|_| ("the address of the proxy cannot be read".to_owned(), hint()))?;
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") {
        return Err((
            "the address of the proxy does not start with `http://`, `https://` or `socks5://`".into(),
            hint(),
        ));
    }
    if url.host().is_none() {
        return Err(("the address of the proxy has no host".into(), hint()));
    }
    Ok(url)
}

/// Shows the address of a proxy without user and password.
pub fn shown_proxy(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else { return "(unreadable)".into() };
    let had_user = !url.username().is_empty() || url.password().is_some();
    if !had_user {
        return text.to_owned();
    }
    // An address with a host can always lose its user.
    let cleared = url.set_username("").is_ok() && url.set_password(None).is_ok();
    if cleared { format!("{url} (user and password not shown)") } else { "(not shown)".into() }
}

/// Tells whether an address holds a password.
pub(super) fn has_password(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.password().is_some())
}

/// Tells whether an address points to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Scheme, host and port.
fn origin_of(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn is_plain_host(text: &str) -> bool {
    text.contains('.') && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(text: &str) -> String {
        host_url(text).expect_err(text).1.unwrap_or_default()
    }

    #[test]
    fn scheme_and_host_are_proposed_for_a_pasted_page_address() {
        for path in ["/work", "/login", "/work/web/r/libraries/ACTIVE?x=1", "/?a=b", "/auth/oauth2/token", "\\work"] {
            assert_eq!(hint(&format!("https://firm.cloudimanage.com{path}")), "write `https://firm.cloudimanage.com`");
        }
        assert_eq!(hint("cloudimanage.com"), "write `https://cloudimanage.com`");
        assert_eq!(hint("http://dms.firm.example:8080"), "write `https://dms.firm.example:8080`");
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1", "https://x", "HTTPS://x/"] {
            assert!(host_url(good).is_ok(), "{good}");
        }
        for bad in
            ["http://127.0.0.1.evil.example", "http://localhost.example", "http://10.0.0.1", "ftp://x", "https://", "x"]
        {
            assert!(host_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        let (message, hint) = host_url("https://ada:hunter2@dms.example").expect_err("userinfo");
        assert!(!format!("{message}{hint:?}").contains("hunter2"));
        assert_eq!(hint.as_deref(), Some("write `https://dms.example`"));
    }

    #[test]
    fn a_proxy_is_shown_without_its_password() {
        let text = "http://ada:hunter2@proxy.example:3128";
        assert!(proxy_url(text).is_ok());
        assert_eq!(shown_proxy(text), "http://proxy.example:3128/ (user and password not shown)");
        assert!(proxy_url("proxy.example:3128").is_err());
    }
}

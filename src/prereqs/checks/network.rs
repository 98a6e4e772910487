//! Owns the checks of the way to the server: its name, where that leads, the proxy, the connection, the clocks.

use std::net::IpAddr;
use std::rc::Rc;

use super::tls;
use crate::http::HttpError;
use crate::http::way::{NameError, ProxyError, ProxyOrigin, UsedProxy};
use crate::imanage::hosting::Hosting;
use crate::prereqs::check::{Answer, Check};
use crate::prereqs::finding::{Group, NameKind, Who};
use crate::prereqs::route::Route;
use crate::prereqs::setup::Setup;
use crate::prereqs::told::{of_http, with_causes};
use crate::prereqs::words::{length, quoted};

/// Clocks that differ by more than this are told, in seconds.
const CLOCKS: u64 = 60;

/// The checks of this group.
pub(super) fn checks(setup: Option<&Setup>) -> Vec<Check> {
    let group = Group::Network;
    let is_proxied = setup.is_some_and(|setup| setup.route().as_ref().is_ok_and(|route| route.way.proxy.is_some()));
    // Without a proxy there is nothing to connect to first; with one it is the first stop.
    let before_proxy = if is_proxied { "network.tcp" } else { "config.file" };
    vec![
        Check::new("network.dns", group, "The server's name is found", dns).needs(["config.file"]),
        Check::new("network.address", group, "The address is a public one", address).needs(["network.dns"]),
        Check::new("network.proxy", group, "The way out is known", proxy).needs([before_proxy]),
        Check::new("network.tcp", group, "The server can be connected to", tcp).needs(["network.dns"]),
        Check::new("network.tls", group, "The server proves who it is", tls::tls)
            .needs(["network.tcp", "network.proxy"]),
        Check::new("network.clock", group, "The clocks agree", clock).needs(["network.tls"]),
    ]
}

/// The way to the server; without one the proxy's address is what is wrong, and that check tells it.
fn route(setup: &Setup) -> Result<&Route, Answer> {
    setup.route().as_ref().map_err(|_| Answer::skip_because("network.proxy"))
}

async fn dns(setup: Rc<Setup>) -> Answer {
    let route = match route(&setup) {
        Ok(route) => route,
        Err(answer) => return answer,
    };
    let (host, _) = route.way.first_stop();
    let told = match (&route.way.proxy, host.parse::<IpAddr>()) {
        (Some(_), _) => format!("the proxy's name `{host}` is found; the proxy looks up that of the server"),
        (None, Ok(_)) => format!("`{host}` is an address: there is nothing to look up"),
        (None, Err(_)) => format!("`{host}` is found"),
    };
    let answer = match route.names().await {
        Ok(addresses) => {
            let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            let answer = Answer::pass(told).fact("addresses", shown.join(", "));
            shown.into_iter().fold(answer, |answer, address| answer.name(NameKind::Address, address))
        }
        Err(error) => {
            let told = format!("the name `{host}` cannot be looked up: {error}");
            let hint = (setup.hints)(&HttpError::Dns { host: host.to_owned() }).join("; ");
            let by_proxy = match route.way.proxy {
                None => "; where only a proxy leads out, name it with `--proxy` or `http.proxy`",
                Some(_) => "",
            };
            let answer = match error {
                NameError::Unknown => Answer::fail(told).may_pass(),
                NameError::Unanswered => Answer::error(told),
            };
            answer.fix(Who::FirmIt, format!("{hint}{by_proxy}"))
        }
    };
    answer.name(NameKind::Host, host)
}

/// What an address says about who can reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Public,
    Private,
    Loopback,
}

fn scope(address: IpAddr) -> Scope {
    let is_private = match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            // 100.64.0.0/10 is shared by carriers and some VPNs (RFC 6598).
            v4.is_private() || v4.is_link_local() || (first == 100 && second & 0xc0 == 0x40)
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => return scope(IpAddr::V4(v4)),
            None => v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    };
    if address.is_loopback() || address.is_unspecified() {
        Scope::Loopback
    } else if is_private {
        Scope::Private
    } else {
        Scope::Public
    }
}

async fn address(setup: Rc<Setup>) -> Answer {
    let route = match route(&setup) {
        Ok(route) => route,
        Err(answer) => return answer,
    };
    if route.way.proxy.is_some() {
        return Answer::skip("a proxy is on the way: only it knows the server's address");
    }
    let Ok(addresses) = route.names().await else { return Answer::skip_because("network.dns") };
    let of = |wanted| addresses.iter().filter(move |address| scope(**address) == wanted).map(ToString::to_string);
    let (loopback, private): (Vec<_>, Vec<_>) = (of(Scope::Loopback).collect(), of(Scope::Private).collect());
    let host = setup.host();
    let answer = if !loopback.is_empty() {
        Answer::warn(format!(
            "`{host}` is this machine itself: a practice server or a tunnel, which Operate does not reach"
        ))
        .fix(Who::Implementer, "set `base_url` to the real host before go-live")
    } else if private.is_empty() {
        Answer::pass("a public address")
    } else if Hosting::of(host) == Hosting::Cloud {
        Answer::warn(format!(
            "`{host}` is a host of iManage's cloud, and its name leads to a private address from here"
        ))
        .fix(Who::FirmIt, "ask why the firm's DNS answers with a private address: Operate is answered otherwise")
    } else {
        Answer::warn(format!(
            "`{host}` has a private address: reachable from the firm's network or VPN, \
            not from the internet"
        ))
        .fix(
            Who::FirmIt,
            "let Operate in: by a site-to-site VPN with Clio Operate, or by publishing the REST API \
                    with an allow-list; run this \
                 again from where Operate is, as far as that can be",
        )
    };
    answer.fact("private", private.join(", ")).fact("loopback", loopback.join(", "))
}

async fn tcp(setup: Rc<Setup>) -> Answer {
    let route = match route(&setup) {
        Ok(route) => route,
        Err(answer) => return answer,
    };
    let (host, port) = route.way.first_stop();
    let what = if route.way.proxy.is_some() { "the proxy" } else { "the server" };
    match &route.connection().await.outcome {
        Ok(address) => Answer::pass(format!("{what} `{host}` takes connections on port {port}"))
            .fact("address", address.to_string())
            .name(NameKind::Address, address.ip().to_string()),
        Err(None) => Answer::skip_because("network.dns"),
        Err(Some(error)) => {
            let hint = (setup.hints)(error).join("; ");
            let by_proxy = match (error, &route.way.proxy) {
                (HttpError::ConnectTimeout { .. } | HttpError::Unreachable { .. }, None) => {
                    "; where only a proxy leads out, name it with `--proxy` or `http.proxy`"
                }
                _ => "",
            };
            Answer::fail(with_causes(error)).fix(Who::FirmIt, format!("{hint}{by_proxy}")).may_pass()
        }
    }
}

async fn proxy(setup: Rc<Setup>) -> Answer {
    let route = match setup.route() {
        Ok(route) => route,
        Err(error) => return of_http(error, setup.hints),
    };
    let Some(proxy) = &route.way.proxy else { return direct(&setup, route).await };
    let named_by = match proxy.origin {
        ProxyOrigin::Configured => "`http.proxy`, `IMCTL_PROXY` or `--proxy`",
        ProxyOrigin::System => "this machine's settings or `HTTPS_PROXY`",
    };
    let shown = format!("the proxy `{}` (named by {named_by})", proxy.shown);
    let answer = match &route.tunnel().await.outcome {
        Ok(_) => Answer::pass(format!("{shown} lets this host pass")),
        Err(None) => Answer::skip_because("network.tcp"),
        Err(Some(error)) => refused(error, &shown, proxy, setup.host()),
    };
    answer.name(NameKind::Host, proxy.host.as_str())
}

fn refused(error: &ProxyError, shown: &str, proxy: &UsedProxy, host: &str) -> Answer {
    let told = Answer::fail(format!("{shown} {error}"));
    match error {
        ProxyError::AsksForPassword => told.fix(
            Who::Implementer,
            "ask the firm's network team for an account, and give it in `IMCTL_PROXY` \
                (`http://user:password@host:port`)",
        ),
        ProxyError::RefusesPassword => {
            told.fix(Who::Implementer, "correct user and password in `IMCTL_PROXY`, and write odd characters as `%XX`")
        }
        ProxyError::Refuses { .. } => told.fix(Who::FirmIt, format!("let the proxy pass `{host}`")),
        ProxyError::Silent | ProxyError::Closes => {
            told.fix(Who::FirmIt, "ask what the proxy is waiting for, and whether it is an HTTP proxy").may_pass()
        }
        ProxyError::NoProxy => {
            told.fix(Who::Implementer, format!("check host and port of the proxy, `{}:{}`", proxy.host, proxy.port))
        }
        ProxyError::Socks => told.fix(Who::Implementer, "name the firm's HTTP proxy in its place"),
        ProxyError::Tls(_) => told.fix(
            Who::Implementer,
            "write the proxy's address with `http://` unless it really speaks TLS itself; give its CA with `--ca-file`",
        ),
    }
}

/// No proxy is used: good, unless there is no other way out.
async fn direct(setup: &Setup, route: &Route) -> Answer {
    let unused = &setup.proxy_variables;
    if unused.is_empty() || route.connection().await.outcome.is_ok() {
        return Answer::pass("no proxy: the server is asked directly");
    }
    Answer::warn(format!(
        "no proxy is used for this host although {} name one, and the server cannot be reached without",
        quoted(unused.iter().copied())
    ))
    .fix(Who::Implementer, "name the proxy with `--proxy` or `http.proxy`, or take the host out of `NO_PROXY`")
}

async fn clock(setup: Rc<Setup>) -> Answer {
    // Whatever answers tells the time, a refusal too.
    setup.hear().await;
    let Some(skew) = setup.http.as_ref().ok().and_then(crate::http::HttpClient::skew) else {
        return Answer::skip("no answer told the time");
    };
    let seconds = skew.as_secs();
    let answer = if seconds.unsigned_abs() <= CLOCKS {
        Answer::pass("this machine and the server agree within a minute")
    } else {
        let (by, which) = (length(skew), if seconds > 0 { "behind" } else { "ahead" });
        Answer::warn(format!("this machine's clock is {by} {which}, seen from the server")).fix(
            Who::Implementer,
            "set this machine's clock by a time server; if it is right, tell who runs the server",
        )
    };
    answer.fact("server_ahead_seconds", seconds.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_and_loopback_addresses_are_known_as_such() {
        let of = |text: &str| scope(text.parse().expect("an address"));
        for text in [
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.1.1",
            "100.64.0.1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert_eq!(of(text), Scope::Private, "{text}");
        }
        for text in ["127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::ffff:127.0.0.1"] {
            assert_eq!(of(text), Scope::Loopback, "{text}");
        }
        for text in ["203.0.113.7", "172.32.0.1", "100.128.0.1", "2001:db8::1"] {
            assert_eq!(of(text), Scope::Public, "{text}");
        }
    }
}

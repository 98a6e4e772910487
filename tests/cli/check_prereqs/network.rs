//! The checks of the way to the server, each against a way that is really so.

use crate::support::relay::{Proxy, Relay, SilentPort, answering_port, free_port, resetting_port};
use crate::support::tls::{Authority, TlsFront};
use crate::support::{Firm, Ran};

use super::Checked;

#[test]
fn a_good_way_passes_and_loopback_is_told() {
    let firm = Firm::new();
    let checked = firm.check(&["--only", "network"]);
    checked
        .expect_code(0)
        .expect("network.dns", "pass", &["is an address"])
        .expect("network.address", "warn", &["this machine itself"])
        .expect("network.proxy", "pass", &["no proxy"])
        .expect("network.tcp", "pass", &["takes connections"])
        .expect("network.tls", "skip", &["plain http"])
        .expect("network.clock", "pass", &["within a minute"]);
}

#[test]
fn a_name_that_nobody_knows_is_told_and_all_that_needs_it_is_skipped() {
    let firm = Firm::new();
    firm.set_up("https://dms.firm.invalid", "", "");
    let checked = firm.check(&[]);
    let finding = checked.finding("network.dns");
    assert!(finding["status"] == "fail" || finding["status"] == "error", "{finding}");
    assert!(finding["detail"].as_str().expect("a detail").contains("`dms.firm.invalid` cannot be looked up"));
    assert_eq!(finding["who"], "firm-it");
    for id in
        ["network.address", "network.tcp", "network.tls", "oauth.token", "imanage.user", "resolvers.matter-documents"]
    {
        checked.expect_skipped(id, "network.dns");
    }
    checked.expect("encryption.enabled", "warn", &[]);
}

#[test]
fn a_private_address_is_told_with_what_operate_needs() {
    let firm = Firm::new();
    firm.set_up("https://10.255.255.1", "", "");
    let checked = firm.check(&["--only", "network.address"]);
    checked.expect("network.address", "warn", &["private address", "site-to-site VPN", "allow-list", "10.255.255.1"]);
}

#[test]
fn refused_silent_and_reset_are_told_apart() {
    let firm = Firm::new();
    firm.set_up(&format!("https://127.0.0.1:{}", free_port()), "", "");
    let checked = firm.check(&["--only", "network"]);
    checked.expect_code(1).expect("network.tcp", "fail", &["refuses the connection", "firm-it"]);
    checked.expect_skipped("network.tls", "network.tcp");

    let silent = SilentPort::start();
    firm.set_up(&format!("https://{}", silent.address), "", "");
    let checked = firm.check(&["--only", "network", "--timeout", "1"]);
    checked.expect_code(1).expect("network.tcp", "fail", &["does not answer", "firewall", "http.proxy"]);

    firm.set_up(&format!("https://{}", resetting_port()), "", "");
    let checked = firm.check(&["--only", "network"]);
    checked.expect_code(1).expect("network.tcp", "pass", &[]).expect(
        "network.tls",
        "fail",
        &["cut off in the TLS handshake"],
    );
}

/// A firm that is reached over TLS through a proxy.
fn behind_proxy(answer: impl Fn(&str) -> Option<&'static str> + Send + Sync + 'static) -> (Firm, TlsFront, Proxy) {
    let firm = Firm::new();
    let authority = Authority::new("The firm's own authority");
    authority.write(&firm.path("ca.pem"));
    let front = TlsFront::start(authority.server(|_| {}), &firm.server.url());
    let proxy = Proxy::start(front.address, answer);
    firm.set_up(&front.url(), "http = { ca_file = \"ca.pem\", ca_mode = \"only\" }", "");
    (firm, front, proxy)
}

#[test]
fn a_proxy_that_lets_the_host_pass_is_named_with_what_named_it() {
    let (firm, front, proxy) = behind_proxy(|_| None);
    let checked = firm.check(&["--proxy", &proxy.url()]);
    checked
        .expect("network.proxy", "pass", &[&proxy.url(), "--proxy", "lets this host pass"])
        .expect("network.address", "skip", &["a proxy is on the way"])
        .expect("network.tcp", "pass", &["the proxy `127.0.0.1`"])
        .expect("network.tls", "pass", &[])
        .expect("oauth.token", "pass", &[]);
    assert!(
        proxy.asked().iter().all(|line| *line == format!("CONNECT {} HTTP/1.1", front.address)),
        "{:?}",
        proxy.asked()
    );

    let ran =
        firm.command(&["check-prereqs", "-o", "json"]).env("HTTPS_PROXY", proxy.url()).output().expect("imctl runs");
    let ran = Ran::from(ran);
    let checked = Checked { report: ran.json(), ran };
    checked.expect("network.proxy", "pass", &["HTTPS_PROXY"]).expect("oauth.token", "pass", &[]);
}

#[test]
fn a_proxy_that_refuses_or_wants_a_password_is_told_with_who_can_help() {
    let refusing = |_: &str| Some("HTTP/1.1 403 Forbidden\r\ncontent-length: 7\r\n\r\nblocked");
    let (firm, _front, proxy) = behind_proxy(refusing);
    let checked = firm.check(&["--proxy", &proxy.url()]);
    checked.expect_code(1).expect(
        "network.proxy",
        "fail",
        &["status 403", "firm-it", "let the proxy pass `127.0.0.1`"],
    );
    checked.expect_skipped("network.tls", "network.proxy").expect_skipped("oauth.token", "network.proxy");

    let asking = |head: &str| {
        // ada:hunter2
        let is_good = head.contains("Proxy-Authorization: Basic YWRhOmh1bnRlcjI=");
        (!is_good).then_some("HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n")
    };
    let (firm, _front, proxy) = behind_proxy(asking);
    firm.check(&["--proxy", &proxy.url()]).expect(
        "network.proxy",
        "fail",
        &["asks for a user and password", "IMCTL_PROXY"],
    );
    for (user, status, told) in
        [("ada:wrong", "fail", "does not accept"), ("ada:hunter2", "pass", "lets this host pass")]
    {
        let url = format!("http://{user}@{}", proxy.address);
        let ran = firm.command(&["check-prereqs", "-o", "json"]).env("IMCTL_PROXY", url).output().expect("imctl runs");
        let ran = Ran::from(ran);
        assert!(!ran.stdout.contains("hunter2") && !ran.stdout.contains("wrong@"), "{}", ran.stdout);
        let checked = Checked { report: ran.json(), ran };
        checked.expect("network.proxy", status, &[told]);
    }
}

#[test]
fn what_is_no_proxy_at_all_is_told_as_such() {
    let (firm, ..) = behind_proxy(|_| None);
    let other = answering_port(b"SSH-2.0-OpenSSH_9.6\r\n");
    firm.check(&["--proxy", &format!("http://{other}")]).expect(
        "network.proxy",
        "fail",
        &["does not answer as an HTTP proxy"],
    );
    firm.check(&["--proxy", &format!("socks5://{other}")]).expect("network.proxy", "fail", &["SOCKS", "HTTP proxy"]);
    firm.check(&["--proxy", &format!("http://127.0.0.1:{}", free_port())])
        .expect("network.tcp", "fail", &["refuses the connection"])
        .expect_skipped("network.proxy", "network.tcp");
}

#[test]
fn a_proxy_that_would_be_needed_and_is_not_used_is_told() {
    let firm = Firm::new();
    firm.set_up(&format!("https://127.0.0.1:{}", free_port()), "", "");
    let mut command = firm.command(&["check-prereqs", "-o", "json", "--only", "network"]);
    let ran =
        command.env("HTTPS_PROXY", "http://127.0.0.1:9").env("NO_PROXY", "127.0.0.1").output().expect("imctl runs");
    let ran = Ran::from(ran);
    let checked = Checked { report: ran.json(), ran };
    checked.expect("network.proxy", "warn", &["`HTTPS_PROXY`", "NO_PROXY"]).expect("network.tcp", "fail", &[]);
}

#[test]
fn clocks_that_differ_are_told_with_which_is_ahead() {
    let firm = Firm::new();
    for (date, told) in [("Fri, 01 Jan 2100 00:00:00 GMT", "behind"), ("Sat, 01 Jan 2000 00:00:00 GMT", "ahead")] {
        let relay = Relay::start(&firm.server.url(), move |_, answer| answer.set_header("date", date));
        firm.set_up(&relay.url(), "", "");
        firm.check(&["--only", "network.clock"]).expect_code(0).expect("network.clock", "warn", &[told, "days"]);
    }
    let relay = Relay::start(&firm.server.url(), |_, answer| answer.headers.retain(|(name, _)| name != "date"));
    firm.set_up(&relay.url(), "", "");
    firm.check(&["--only", "network.clock"]).expect("network.clock", "skip", &["no answer told the time"]);
}

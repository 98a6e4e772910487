//! The check of TLS against servers with each kind of certificate.

use rcgen::{CertificateParams, SanType};
use tokio_rustls::rustls::ServerConfig;

use crate::support::Firm;
use crate::support::relay::{Proxy, answering_port};
use crate::support::tls::{Authority, TlsFront, self_signed, valid};

use super::Checked;

/// What is found of a server of this kind; only `trusted` is trusted.
fn shown(config: ServerConfig, trusted: &Authority) -> (Checked, Firm) {
    let firm = Firm::new();
    trusted.write(&firm.path("ca.pem"));
    let front = TlsFront::start(config, &firm.server.url());
    firm.set_up(&front.url(), "http = { ca_file = \"ca.pem\", ca_mode = \"only\" }", "");
    (firm.check(&[]), firm)
}

/// What is found of a server whose certificate is changed so.
fn changed(change: impl FnOnce(&mut CertificateParams)) -> Checked {
    let authority = Authority::new("The firm's own authority");
    shown(authority.server(change), &authority).0
}

#[test]
fn a_good_certificate_passes_and_its_facts_are_told() {
    let checked = changed(|params| valid(params, -10, 300));
    checked.expect("network.tls", "pass", &["imanage.firm.example", "The firm's own authority", "valid until"]);
    checked.expect("oauth.token", "pass", &[]).expect("imanage.api", "warn", &["its API is at"]);
    assert_eq!(checked.fact("network.tls", "names"), "127.0.0.1");
    assert_eq!(checked.fact("network.tls", "protocol"), "TLS 1.3");
    assert!(["299", "300"].contains(&checked.fact("network.tls", "days_left")));
    assert!(checked.fact("network.tls", "not_after").ends_with('Z'));
}

#[test]
fn a_certificate_that_soon_ends_is_a_warning() {
    changed(|params| valid(params, -300, 9)).expect("network.tls", "warn", &["valid until", "renew", "firm-it"]);
    changed(|params| valid(params, -300, 40)).expect("network.tls", "pass", &[]);
}

#[test]
fn expired_early_and_for_another_name_are_told_apart_with_dates_and_names() {
    let checked = changed(|params| valid(params, -300, -2));
    checked.expect_code(1).expect("network.tls", "fail", &["imanage.firm.example", "expired on", "renew"]);
    checked.expect_skipped("oauth.token", "network.tls").expect_skipped("imanage.user", "network.tls");
}

#[test]
fn a_certificate_of_tomorrow_asks_for_the_clock_first() {
    changed(|params| valid(params, 2, 300)).expect(
        "network.tls",
        "fail",
        &["valid from", "check this machine's clock first"],
    );
}

#[test]
fn a_certificate_for_another_host_tells_for_which() {
    let other = |params: &mut CertificateParams| {
        let name = |text: &str| SanType::DnsName(text.try_into().expect("a name"));
        params.subject_alt_names = vec![name("dms.firm.example"), name("work.firm.example")];
    };
    changed(other).expect(
        "network.tls",
        "fail",
        &["`dms.firm.example`, `work.firm.example`", "not for `127.0.0.1`", "base_url"],
    );
}

#[test]
fn a_missing_intermediate_is_named() {
    let root = Authority::new("Example Root");
    let between = root.below("Example Issuing CA 7");
    let (checked, _) = shown(between.server(|_| {}), &root);
    checked.expect(
        "network.tls",
        "fail",
        &["sends its own certificate only", "Example Issuing CA 7", "the whole chain"],
    );
    assert_eq!(checked.fact("network.tls", "missing"), "CN=Example Issuing CA 7");
    // Sent along, all is well.
    let (checked, _) = shown(between.server_sending(&[&between], |_| {}), &root);
    checked.expect("network.tls", "pass", &["Example Issuing CA 7"]);
    // One step further up is missing.
    let lowest = between.below("Example Issuing CA 7a");
    let (checked, _) = shown(lowest.server_sending(&[&lowest], |_| {}), &root);
    assert_eq!(checked.fact("network.tls", "missing"), "CN=Example Issuing CA 7");
    checked.expect("network.tls", "fail", &["which issued `CN=Example Issuing CA 7a`"]);
}

#[test]
fn an_authority_of_the_firms_own_and_a_self_signed_server_are_told_apart() {
    let trusted = Authority::new("Somebody else");
    let own = Authority::new("Firm Internal Root");
    let (checked, firm) = shown(own.server_sending(&[&own], |_| {}), &trusted);
    checked.expect(
        "network.tls",
        "fail",
        &["`CN=Firm Internal Root` is not trusted here", "--ca-file", "Operate must trust it"],
    );
    assert_eq!(firm.token_requests(), 0, "no secret goes to a server that does not prove who it is");
    let (checked, _) = shown(self_signed(), &trusted);
    checked.expect("network.tls", "fail", &["self-signed", "nobody vouches"]);
}

#[test]
fn a_proxy_that_opens_tls_is_named_trusted_or_not() {
    let proxy = Authority::new("Zscaler Intermediate Root CA");
    let (checked, _) = shown(proxy.server_sending(&[&proxy], |_| {}), &Authority::new("Somebody else"));
    checked.expect("network.tls", "fail", &["TLS is opened on the way", "Zscaler", "pass unopened"]);
    let (checked, _) = shown(proxy.server(|_| {}), &proxy);
    checked.expect(
        "network.tls",
        "warn",
        &["TLS is opened on the way", "Zscaler", "Operate does not come by this way"],
    );
}

#[test]
fn on_a_host_of_the_cloud_an_unknown_authority_means_that_tls_is_opened_and_versions_are_not_judged() {
    let firm = Firm::new();
    let cloud = |params: &mut CertificateParams| {
        params.subject_alt_names = vec![SanType::DnsName("firm.cloudimanage.com".try_into().expect("a name"))];
    };
    let gateway = Authority::new("Firm Web Gateway");
    let front = TlsFront::start(gateway.server_sending(&[&gateway], cloud), &firm.server.url());
    // The proxy leads to this machine whatever the host is called.
    let proxy = Proxy::start(front.address, |_| None);
    let trust = "http = { ca_file = \"ca.pem\", ca_mode = \"only\" }";
    firm.set_up("https://firm.cloudimanage.com", trust, "");
    Authority::new("Somebody else").write(&firm.path("ca.pem"));
    let checked = firm.check(&["--proxy", &proxy.url()]);
    checked.expect("network.tls", "fail", &["iManage's cloud", "Firm Web Gateway", "something opens TLS"]);

    gateway.write(&firm.path("ca.pem"));
    let checked = firm.check(&["--proxy", &proxy.url()]);
    checked.expect("network.tls", "pass", &[]).expect("imanage.version", "pass", &["cloud"]);
    let questions: Vec<&str> = checked.report["confirmations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|confirmation| confirmation["id"].as_str().expect("an id"))
        .collect();
    assert!(questions.contains(&"imanage.registration") && questions.contains(&"operate.version"), "{questions:?}");
}

#[test]
fn a_server_of_old_protocols_and_one_that_speaks_none_are_told_apart() {
    let firm = Firm::new();
    // A fatal alert `protocol_version`, as a server of TLS 1.0 sends it to a client that knows 1.2 and 1.3 only.
    let old = answering_port(b"\x15\x03\x01\x00\x02\x02\x46");
    firm.set_up(&format!("https://{old}"), "", "");
    firm.check(&["--only", "network"]).expect("network.tls", "fail", &["too old", "TLS 1.2 or 1.3"]);
    let none = answering_port(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    firm.set_up(&format!("https://{none}"), "", "");
    firm.check(&["--only", "network"]).expect("network.tls", "fail", &["handshake"]);
}

#[test]
fn a_file_of_authorities_that_is_none_is_named() {
    let firm = Firm::new();
    firm.write("ca.pem", "no certificate");
    let authority = Authority::new("x");
    let front = TlsFront::start(authority.server(|_| {}), &firm.server.url());
    firm.set_up(&front.url(), "http = { ca_file = \"ca.pem\", ca_mode = \"only\" }", "");
    firm.check(&["--only", "network"]).expect_code(1).expect("network.tls", "fail", &["ca.pem", "implementer"]);
}

//! The whole way over TLS, with certificates made here.

use crate::support::Firm;
use crate::support::tls::{Authority, TlsFront};

/// A firm that is reached over TLS, trusting an authority of its own.
fn over_tls() -> (Firm, TlsFront, Authority) {
    let firm = Firm::new().encrypted();
    let authority = Authority::new("The firm's own authority");
    authority.write(&firm.path("ca.pem"));
    let front = TlsFront::start(authority.server(|_| {}), &firm.server.url());
    firm.write("imctl.toml", &firm.config(&front.url()));
    (firm, front, authority)
}

#[test]
fn a_service_is_linked_resolved_and_listed_over_tls() {
    let (firm, front, _) = over_tls();
    let ca = ["--ca-file", "ca.pem"];
    firm.imctl(&[&["link"][..], &ca].concat()).expect_code(0);
    let before = (front.connections(), firm.server.requests().len());
    let matter = ["resolve", "custom1=[a], custom2=[b]", "--set", "a=12345", "--set", "b=00001"];
    let ran = firm.imctl(&[&matter[..], &ca].concat()).expect_code(0);
    assert!(ran.stdout.starts_with("one\tACTIVE!427\t"), "{}", ran.stdout);
    let after = (front.connections(), firm.server.requests().len());
    assert_eq!((after.0 - before.0, after.1 - before.1), (1, 1), "one connection, one request");
    firm.imctl(&[&["ls-workspace", "ACTIVE!427"][..], &ca].concat()).expect_code(0);
}

#[test]
fn an_authority_that_nobody_named_is_not_trusted_and_hears_no_word_of_http() {
    let (firm, _front, _) = over_tls();
    let requests = firm.server.requests().len();
    firm.imctl(&["link"]).expect_code(6).expect_told(&["is not trusted", "--ca-file"]);
    Authority::new("Another authority").write(&firm.path("ca.pem"));
    firm.imctl(&["link", "--ca-file", "ca.pem"]).expect_code(6).expect_told(&["is not trusted"]);
    assert_eq!(firm.server.requests().len(), requests);
}

#[test]
fn a_certificate_file_that_is_none_is_named() {
    let (firm, _front, _) = over_tls();
    firm.write("ca.pem", "no certificate");
    firm.imctl(&["link", "--ca-file", "ca.pem"]).expect_code(5).expect_told(&["ca.pem", "no certificate in PEM form"]);
    firm.imctl(&["link", "--ca-file", "none.pem"]).expect_code(5).expect_told(&["none.pem"]);
}

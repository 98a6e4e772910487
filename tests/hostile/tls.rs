//! A server that does not prove who it is hears no byte of HTTP, whatever is asked of it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rcgen::{CertificateParams, SanType};
use tokio_rustls::rustls::ServerConfig;

use crate::parts;
use crate::server::Server;
use crate::support::tls::{Authority, TlsFront, self_signed, valid};
use crate::victim::Victim;

const COMMANDS: [&[&str]; 2] = [&["link"], &["resolve", "custom1=[a]", "--set", "a=1"]];

/// Fails unless each command is refused for this reason, before anything is said.
#[track_caller]
fn expect_refused(linkable: &Victim, trusted: &Authority, config: ServerConfig, told: &str) {
    let server = Server::start(|_, _| false);
    let front = TlsFront::start(config, &server.url());
    let victim = linkable.copy(&front.url());
    trusted.write(&victim.path("ca.pem"));
    let stored = victim.stored();
    for command in COMMANDS {
        let ran = victim.imctl(&[command, &["--ca-file", "ca.pem"]].concat());
        ran.expect_code(6).expect_told(&[told, &front.address.to_string()]);
    }
    assert!(server.asked().is_empty(), "{told}");
    assert!(victim.stored() == stored, "{told}");
}

#[test]
fn a_certificate_that_proves_nothing_hears_no_word_of_http() {
    let linkable = Victim::encrypted("http://127.0.0.1:1");
    let root = Authority::new("Root");
    let named = |names: Vec<SanType>| move |params: &mut CertificateParams| params.subject_alt_names = names;
    let dns = |name: &str| SanType::DnsName(name.try_into().expect("a name"));
    let address = |text: &str| SanType::IpAddress(text.parse().expect("an address"));
    let (another, between) = ("the certificate is for another name", root.below("Between"));
    let stranger = Authority::new("A stranger");
    let issuer = "the certificate's issuer is not trusted";
    let cases: [(ServerConfig, &str); 11] = [
        (root.server(|params| valid(params, -300, -1)), "has expired"),
        (root.server(|params| valid(params, 1, 300)), "is not valid yet"),
        (root.server(named(vec![dns("dms.example")])), another),
        (root.server(named(vec![dns("*.0.0.1")])), another),
        // The address as a name is no proof of an address.
        (root.server(named(vec![dns("127.0.0.1.example"), address("127.0.0.2")])), another),
        (root.server(named(vec![address("::1")])), another),
        (root.server(named(Vec::new())), another),
        (self_signed(), "the certificate"),
        (stranger.server(|_| {}), issuer),
        (stranger.server_sending(&[&stranger], |_| {}), issuer),
        (between.server(|_| {}), "a certificate in between is missing"),
    ];
    for (config, told) in cases {
        expect_refused(&linkable, &root, config, told);
    }
}

/// `openssl s_server`, which speaks what no library of today would.
struct OldServer {
    child: Child,
    port: u16,
}

impl OldServer {
    fn start(openssl: &Path, folder: &Path, options: &[&str]) -> Self {
        let files = ["-cert", "server.pem", "-key", "server.key", "-accept", "127.0.0.1:0"];
        let mut command = Command::new(openssl);
        command.arg("s_server").args(files).args(options).current_dir(folder);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
        let mut lines = BufReader::new(child.stdout.as_mut().expect("a pipe"));
        let port = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).expect("a line") > 0, "openssl does not listen with {options:?}");
            if let Some(address) = line.trim().strip_prefix("ACCEPT ") {
                break address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
            }
        };
        OldServer { child, port }
    }

    /// Ends it and tells all that it was told.
    fn end(mut self) -> String {
        let _ = self.child.kill();
        let mut text = Vec::new();
        self.child.stdout.take().expect("a pipe").read_to_end(&mut text).expect("read");
        let _ = self.child.wait();
        String::from_utf8_lossy(&text).into_owned()
    }
}

fn run(openssl: &Path, folder: &Path, arguments: &str) {
    let out = Command::new(openssl).args(arguments.split(' ')).current_dir(folder).output().expect("openssl runs");
    assert!(out.status.success(), "{arguments}: {}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn weak_keys_and_old_protocols_are_refused() {
    let Some(openssl) = parts::program("openssl") else { return };
    let victim = Victim::encrypted("http://127.0.0.1:1");
    let folder = victim.path("");
    let make = |key: &str, hash: &str| {
        run(
            &openssl,
            &folder,
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 30",
        );
        run(
            &openssl,
            &folder,
            &format!("req -new -newkey {key} -nodes -keyout server.key -out server.csr -subj /CN=127.0.0.1"),
        );
        victim.write("names", "subjectAltName=IP:127.0.0.1");
        run(
            &openssl,
            &folder,
            &format!(
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -{hash} -extfile names -days 30 -out server.pem"
            ),
        );
    };
    let old = ["-cipher", "ALL:@SECLEVEL=0"];
    let cases: [(&str, &str, &[&str], Option<&str>); 6] = [
        // That this way of asking works at all.
        ("rsa:2048", "sha256", &["-tls1_3"], None),
        ("rsa:1024", "sha256", &["-tls1_3"], Some("TLS with")),
        ("rsa:1024", "sha256", &["-tls1_2"], Some("TLS with")),
        ("rsa:2048", "sha1", &["-tls1_2"], Some("TLS with")),
        ("rsa:2048", "sha256", &["-tls1"], Some("too old")),
        ("rsa:2048", "sha256", &["-tls1_1"], Some("too old")),
    ];
    for (key, hash, protocol, told) in cases {
        make(key, hash);
        for command in COMMANDS {
            let server = OldServer::start(&openssl, &folder, &[&old[..], protocol].concat());
            victim.set_on(&format!("https://127.0.0.1:{}", server.port));
            let ran = victim.imctl(&[command, &["--ca-file", "ca.pem", "--timeout", "2"]].concat());
            let heard = server.end();
            match told {
                Some(told) => {
                    let ran = ran.expect_code(6).expect_told(&[told]);
                    assert!(!heard.contains("HTTP/"), "{key} {hash} {protocol:?}: {heard} {}", ran.stderr);
                }
                None => assert!(heard.contains("POST /auth/oauth2/token"), "{heard} {}", ran.stderr),
            }
        }
    }
}

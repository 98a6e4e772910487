//! Owns what certificates say, and where a chain of them breaks. Pure; refuses to judge whether one is to be trusted.

use std::net::IpAddr;

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;
use x509_cert::time::Time;

use crate::text::distinguished_name::distinguished_name;

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// As RFC 4514 writes it: `CN=cloudimanage.com`.
    pub subject: String,
    pub issuer: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// The hosts and addresses it is for.
    pub names: Vec<String>,
    subject_der: Vec<u8>,
    issuer_der: Vec<u8>,
}

/// Where the way from a server's certificate to a trusted authority breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The server's certificate was issued by itself.
    SelfSigned,
    /// `issuer` issued `issued`, and its certificate was neither sent nor is it trusted.
    Missing { issuer: String, issued: String },
    /// The server sent the whole way to `authority`, which is not trusted here.
    Untrusted { authority: String },
    /// It leads to a trusted name, and still does not hold.
    Elsewhere,
}

impl CertificateFacts {
    /// Reads a certificate in DER form. `None`: it is none.
    pub fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let certificate = x509_cert::Certificate::from_der(der).ok()?;
        let body = certificate.tbs_certificate();
        let names = body.get_extension::<SubjectAltName>().ok().flatten();
        let names = names.map(|(_, names)| names.0.iter().filter_map(name_of).collect());
        Some(CertificateFacts {
            subject: distinguished_name(body.subject()),
            issuer: distinguished_name(body.issuer()),
            not_before: moment(body.validity().not_before)?,
            not_after: moment(body.validity().not_after)?,
            names: names.unwrap_or_default(),
            subject_der: content(body.subject())?,
            issuer_der: content(body.issuer())?,
        })
    }
}

/// Finds where a chain breaks, the server's own certificate first. `trusted` are the names of the trusted authorities.
pub fn gap(chain: &[CertificateFacts], trusted: &[Vec<u8>]) -> Gap {
    let Some(mut current) = chain.first() else { return Gap::Elsewhere };
    for step in 0..=chain.len() {
        if current.subject_der == current.issuer_der {
            return match step {
                0 => Gap::SelfSigned,
                _ => Gap::Untrusted { authority: current.subject.clone() },
            };
        }
        if trusted.contains(&current.issuer_der) {
            return Gap::Elsewhere;
        }
        match chain.iter().find(|other| other.subject_der == current.issuer_der) {
            Some(issuer) => current = issuer,
            None => return Gap::Missing { issuer: current.issuer.clone(), issued: current.subject.clone() },
        }
    }
    // Certificates that issue each other in a ring.
    Gap::Elsewhere
}

fn name_of(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
            let v6 = || <[u8; 16]>::try_from(bytes).map(IpAddr::from);
            v4.or_else(|_| v6()).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

fn moment(time: Time) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(time.to_unix_duration().as_secs()).ok()?).ok()
}

/// A name's DER without its outermost header, as the trust store keeps it.
fn content(name: &Name) -> Option<Vec<u8>> {
    let der = name.to_der().ok()?;
    let header = match der.get(1)? {
        long if long & 0x80 != 0 => 2 + usize::from(long & 0x7f),
        _ => 2,
    };
    Some(der.get(header..)?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(subject: &str, issuer: &str) -> CertificateFacts {
        CertificateFacts {
            subject: subject.into(),
            issuer: issuer.into(),
            not_before: Timestamp::UNIX_EPOCH,
            not_after: Timestamp::UNIX_EPOCH,
            names: Vec::new(),
            subject_der: subject.into(),
            issuer_der: issuer.into(),
        }
    }

    #[test]
    fn the_missing_certificate_is_named() {
        let own = certificate("server", "intermediate");
        let missing = Gap::Missing { issuer: "intermediate".into(), issued: "server".into() };
        assert_eq!(gap(std::slice::from_ref(&own), &[]), missing);
        let chain = [own, certificate("intermediate", "root")];
        assert_eq!(gap(&chain, &[]), Gap::Missing { issuer: "root".into(), issued: "intermediate".into() });
        assert_eq!(gap(&chain, &[b"root".to_vec()]), Gap::Elsewhere);
    }

    #[test]
    fn an_authority_that_is_sent_and_not_trusted_is_told_from_a_self_signed_server() {
        assert_eq!(gap(&[certificate("server", "server")], &[]), Gap::SelfSigned);
        let chain = [certificate("server", "root"), certificate("other", "x"), certificate("root", "root")];
        assert_eq!(gap(&chain, &[]), Gap::Untrusted { authority: "root".into() });
        let ring = [certificate("a", "b"), certificate("b", "a")];
        assert_eq!(gap(&ring, &[]), Gap::Elsewhere);
        assert_eq!(gap(&[], &[]), Gap::Elsewhere);
    }

    #[test]
    fn the_name_of_an_issuer_is_kept_as_the_trust_store_keeps_it() {
        let long = "x".repeat(200);
        for name in ["short", long.as_str()] {
            let mut params = rcgen::CertificateParams::new(vec!["dms.firm.example".to_owned()]).expect("parameters");
            params.distinguished_name.push(rcgen::DnType::CommonName, name);
            let key = rcgen::KeyPair::generate().expect("a key");
            let made = params.self_signed(&key).expect("a certificate");
            let facts = CertificateFacts::read(made.der()).expect("facts");
            let mut store = rustls::RootCertStore::empty();
            store.add(made.der().clone()).expect("a root");
            assert_eq!(store.roots[0].subject.as_ref(), facts.subject_der, "{name}");
            assert_eq!(facts.names, ["dms.firm.example"]);
        }
    }
}

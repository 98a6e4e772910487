//! Owns the check of TLS: whether the server proves who it is, and if not, what exactly is wrong and which certificate is missing.

use std::rc::Rc;

use crate::http::way::{CertificateFacts, Gap, Handshake, gap};
use crate::http::{HttpError, TlsProblem};
use crate::imanage::hosting::Hosting;
use crate::prereqs::check::Answer;
use crate::prereqs::finding::{NameKind, Who};
use crate::prereqs::setup::Setup;
use crate::prereqs::told::with_causes;
use crate::prereqs::words::{day, days_until, quoted};

/// A certificate that ends sooner than this is told, in days.
const SOON: i64 = 30;

/// Words in the names of authorities whose certificates stand for others' servers: proxies and scanners that open TLS.
const INTERCEPTORS: [&str; 22] = [
    "zscaler",
    "netskope",
    "blue coat",
    "bluecoat",
    "fortigate",
    "fortinet",
    "palo alto",
    "sophos",
    "cisco umbrella",
    "forcepoint",
    "mcafee",
    "check point",
    "kaspersky",
    "eset ssl",
    "bitdefender",
    "avast",
    "squid",
    "mitmproxy",
    "charles proxy",
    "fiddler",
    "portswigger",
    "barracuda",
];

/// Looks at the handshake.
pub(super) async fn tls(setup: Rc<Setup>) -> Answer {
    let Ok(route) = setup.route() else { return Answer::skip_because("network.proxy") };
    if !route.way.is_tls {
        return Answer::skip("plain http, which is accepted on this machine only: no TLS to look at");
    }
    let Some(handshake) = route.handshake().await else { return Answer::skip_because("network.tcp") };
    let answer = match &handshake.problem {
        None => good(&setup, &handshake),
        Some(error) => bad(&setup, &handshake, error),
    };
    with_facts(answer, &handshake, &setup)
}

fn with_facts(answer: Answer, handshake: &Handshake, setup: &Setup) -> Answer {
    let answer = answer.fact("protocol", handshake.version.unwrap_or_default());
    let Some(own) = handshake.chain.first() else { return answer };
    let shown = handshake.chain.iter().map(|certificate| certificate.subject.as_str());
    let answer = answer
        .fact("subject", own.subject.clone())
        .fact("issuer", own.issuer.clone())
        .fact("names", own.names.join(", "))
        .fact("not_before", own.not_before.to_string())
        .fact("not_after", own.not_after.to_string())
        .fact("days_left", days_until(own.not_after, setup.clock.now()).to_string())
        .fact("certificates_sent", shown.collect::<Vec<_>>().join(" < "));
    let answer = own.names.iter().fold(answer, |answer, name| answer.name(NameKind::Host, name.as_str()));
    // An authority of the firm's own bears its name.
    let told = handshake.chain.iter().flat_map(|certificate| [&certificate.subject, &certificate.issuer]);
    told.fold(answer, |answer, name| answer.name(NameKind::Value, name.as_str()))
}

fn good(setup: &Setup, handshake: &Handshake) -> Answer {
    let Some(own) = handshake.chain.first() else { return Answer::pass("TLS is spoken") };
    if let Some(name) = interceptor(&handshake.chain) {
        return Answer::warn(format!("TLS is opened on the way: the certificate was issued by `{name}`")).fix(
            Who::FirmIt,
            "let this host pass unopened; Operate does not come by this way, so what it is shown is \
                    not known from here",
        );
    }
    let ends = day(own.not_after);
    if days_until(own.not_after, setup.clock.now()) < SOON {
        return Answer::warn(format!("the certificate `{}` is valid until {ends} only", own.subject))
            .fix(Who::FirmIt, format!("have whoever runs `{}` renew its certificate", setup.host()));
    }
    Answer::pass(format!("`{}`, issued by `{}`, valid until {ends}", own.subject, own.issuer))
}

fn bad(setup: &Setup, handshake: &Handshake, error: &HttpError) -> Answer {
    let hint = || (setup.hints)(error).join("; ");
    match error {
        HttpError::Tls { problem, .. } => certificate(setup, handshake, *problem).unwrap_or_else(|| {
            let who = if *problem == TlsProblem::ClientCertificate { Who::Implementer } else { Who::FirmIt };
            Answer::fail(with_causes(error)).fix(who, hint())
        }),
        HttpError::Reset { host } | HttpError::CutShort { host } => {
            Answer::fail(format!("the connection to `{host}` is cut off in the TLS handshake"))
                .fix(
                    Who::FirmIt,
                    "ask what stands in between: a firewall that judges by the host's name cuts just here",
                )
                .may_pass()
        }
        HttpError::Timeout { .. } => Answer::fail(format!("{} to the TLS handshake", with_causes(error)))
            .fix(Who::FirmIt, "ask what stands in between: connections are taken, and then nothing answers")
            .may_pass(),
        _ => Answer::fail(with_causes(error)).fix(Who::Implementer, hint()),
    }
}

/// What is wrong with the certificates that were shown; `None` where it is not about them.
fn certificate(setup: &Setup, handshake: &Handshake, problem: TlsProblem) -> Option<Answer> {
    let (host, now) = (setup.host(), setup.clock.now());
    let chain = &handshake.chain;
    let own = chain.first()?;
    let renew = |certificate: &CertificateFacts| match certificate == own {
        true => format!("have whoever runs `{host}` renew its certificate"),
        false => format!("have whoever runs `{host}` send the present certificate of its authority"),
    };
    Some(match problem {
        TlsProblem::Expired => {
            let ended = chain.iter().find(|certificate| certificate.not_after < now).unwrap_or(own);
            Answer::fail(format!("the certificate `{}` expired on {}", ended.subject, day(ended.not_after)))
                .fix(Who::FirmIt, renew(ended))
        }
        TlsProblem::NotYetValid => {
            let early = chain.iter().find(|certificate| certificate.not_before > now).unwrap_or(own);
            let from = day(early.not_before);
            Answer::fail(format!("the certificate `{}` is valid from {from} on only", early.subject))
                .fix(Who::FirmIt, format!("check this machine's clock first; if it is right, {}", renew(early)))
        }
        TlsProblem::WrongName => {
            let names = match own.names.as_slice() {
                [] => format!("no host at all (`{}`)", own.subject),
                names => quoted(names.iter().map(String::as_str)),
            };
            Answer::fail(format!("the certificate is for {names}, not for `{host}`")).fix(
                Who::FirmIt,
                format!(
                    "add `{host}` to the server's certificate, or tell the host name that it is for, \
                    to be set as `base_url`"
                ),
            )
        }
        TlsProblem::UnknownIssuer => untrusted(setup, handshake),
        _ => return None,
    })
}

/// The way from the server's certificate to a trusted authority breaks: where, and what is missing.
fn untrusted(setup: &Setup, handshake: &Handshake) -> Answer {
    let host = setup.host();
    let operate_too = "Operate must trust it as well";
    if let Some(name) = interceptor(&handshake.chain) {
        return Answer::fail(format!("TLS is opened on the way, by `{name}`, which is not trusted here")).fix(
            Who::FirmIt,
            format!("let `{host}` pass unopened, or give that authority's certificate, to be named with `--ca-file`"),
        );
    }
    let is_cloud = Hosting::of(host) == Hosting::Cloud;
    match gap(&handshake.chain, &handshake.trusted) {
        Gap::SelfSigned => Answer::fail("the server's certificate is self-signed: nobody vouches for it").fix(
            Who::FirmIt,
            "give the server a certificate of an authority that Operate trusts; to look further until \
                then, name this one with `--ca-file`",
        ),
        Gap::Missing { issuer, .. } if handshake.chain.len() == 1 => Answer::fail(format!(
            "the server sends its own certificate only; that of its issuer `{issuer}` is missing, and \
                not trusted here by itself"
        ))
        .fact("missing", issuer)
        .fix(
            Who::FirmIt,
            format!(
                "have the server send the whole chain; if the issuer is the firm's own authority, \
                name its certificate with `--ca-file` ({operate_too})"
            ),
        ),
        Gap::Missing { issuer, issued } => Answer::fail(format!(
            "the certificate of `{issuer}`, which issued `{issued}`, was not sent and is not trusted here"
        ))
        .fact("missing", issuer)
        .fix(
            Who::FirmIt,
            format!(
                "have the server send the whole chain; if that is an authority of the firm, name its \
                certificate with `--ca-file` ({operate_too})"
            ),
        ),
        Gap::Untrusted { authority } if is_cloud => Answer::fail(format!(
            "a host of iManage's cloud shows a certificate of `{authority}`, which is not trusted here: \
                something opens TLS on the way"
        ))
        .fact("authority", authority)
        .fix(
            Who::FirmIt,
            format!(
                "let `{host}` pass unopened, or give that authority's certificate, to \
            be named with `--ca-file`"
            ),
        ),
        Gap::Untrusted { authority } => Answer::fail(format!("the authority `{authority}` is not trusted here"))
            .fact("authority", authority)
            .fix(Who::FirmIt, format!("give the firm's CA certificate, to be named with `--ca-file`; {operate_too}")),
        Gap::Elsewhere => Answer::fail("the certificates do not lead to an authority that is trusted here")
            .fix(Who::FirmIt, format!("have whoever runs `{host}` check which certificates it sends")),
    }
}

/// The authority in a chain that stands for a proxy or scanner that opens TLS.
fn interceptor(chain: &[CertificateFacts]) -> Option<&str> {
    let names = chain.iter().map(|certificate| certificate.issuer.as_str());
    names.into_iter().find(|name| {
        let name = name.to_lowercase();
        INTERCEPTORS.iter().any(|word| name.contains(word))
    })
}

//! Owns the faults of whole answers: those in place of one, and those of its body.

use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::Response;
use hyper::body::{Bytes, Frame};

use super::answer::Answer;
use super::faults::{Fault, FaultPlace};
use super::request::Request;
use super::routes;
use super::service::Service;

/// The body of an answer.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// The size of the fault `huge`: beyond what any client should take in.
const HUGE: usize = 64 << 20;
const CHUNK: usize = 64 << 10;
/// The depth of the fault `deep-json`.
const DEPTH: usize = 200_000;
/// The pause between two bytes of the fault `slow`.
const PAUSE: Duration = Duration::from_secs(1);

fn applies(service: &Service, is_oauth: bool) -> bool {
    match service.settings.fault_place {
        FaultPlace::All => true,
        FaultPlace::Token => is_oauth,
        FaultPlace::Api => !is_oauth,
    }
}

/// The answer that a fault gives in place of the right one.
pub(super) fn before(service: &Service, request: &Request) -> Option<Answer> {
    if !applies(service, routes::is_oauth(&request.path)) {
        return None;
    }
    let has = |fault| service.settings.faults.contains(&fault);
    if has(Fault::HtmlSignIn) {
        let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Sign in</form></body></html>";
        return Some(Answer::html(200, page));
    }
    if has(Fault::Redirect) {
        return Some(Answer::redirect(307, service.settings.redirect_to.clone()));
    }
    if has(Fault::UnavailableOnce) && !service.was_unavailable.swap(true, Ordering::Relaxed) {
        return Some(Answer::unavailable());
    }
    has(Fault::ServerError).then(|| Answer::error(500, "NRC_INTERNAL", "The server met an unexpected condition"))
}

/// Makes the response, its body spoilt where a fault says so.
pub(super) fn send(service: &Service, answer: Answer, is_oauth: bool) -> Response<Body> {
    let has = |fault| applies(service, is_oauth) && service.settings.faults.contains(&fault);
    let mut builder = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        builder = builder.header(*name, value);
    }
    let content_type = if has(Fault::WrongContentType) { "text/plain" } else { answer.content_type };
    builder = builder.header("content-type", content_type);
    let bytes = Bytes::from(answer.body);
    let body = if has(Fault::Truncated) {
        builder = builder.header("content-length", bytes.len());
        truncated(&bytes)
    } else if has(Fault::Slow) {
        builder = builder.header("content-length", bytes.len());
        slow(bytes)
    } else if has(Fault::Huge) {
        huge()
    } else if has(Fault::DeepJson) {
        full(Bytes::from([vec![b'['; DEPTH], vec![b']'; DEPTH]].concat()))
    } else {
        full(bytes)
    };
    // The parts are ours and valid; were one not, the client sees an empty answer.
    builder.body(body).unwrap_or_else(|_| Response::new(full(Bytes::new())))
}

fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

fn truncated(bytes: &Bytes) -> Body {
    let half = Ok(Frame::data(bytes.slice(..bytes.len() / 2)));
    // The pause of a turn lets the half go out before the connection is cut.
    let cut = stream::once(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::other("cut short on purpose"))
    });
    BodyExt::boxed_unsync(StreamBody::new(stream::iter([half]).chain(cut)))
}

fn slow(bytes: Bytes) -> Body {
    let drip = stream::iter(0..bytes.len()).then(move |at| {
        let byte = bytes.slice(at..=at);
        async move {
            if at > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            Ok(Frame::data(byte))
        }
    });
    BodyExt::boxed_unsync(StreamBody::new(drip))
}

fn huge() -> Body {
    let chunk = Bytes::from(vec![b' '; CHUNK]);
    let frames = std::iter::once(Bytes::from_static(b"{\"data\":["))
        .chain(std::iter::repeat_n(chunk, HUGE / CHUNK))
        .chain(std::iter::once(Bytes::from_static(b"]}")))
        .map(|bytes| Ok(Frame::data(bytes)));
    BodyExt::boxed_unsync(StreamBody::new(stream::iter(frames)))
}

//! Owns the way from an error to an answer: whether the answer is bad or could not be had, who can mend it, and whether it may pass. The
//! words of what to do come from the room above.

use std::error::Error;
use std::rc::Rc;

use super::check::Answer;
use super::finding::Who;
use super::setup::{Hints, NoToken};
use crate::http::HttpError;
use crate::imanage::error::ApiError;
use crate::imanage::oauth::{OAuthError, Refusal, RefusalReason};
use crate::session::error::SessionError;
use crate::session::trial::TrialError;
use crate::vault::opening::OpeningError;
use crate::vault::sources::SourceError;

/// How an error is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The question was asked, and this is the answer.
    Bad,
    /// The question could not be asked.
    Unasked,
}

/// Tells of an error with its causes and what to do about it.
fn answer(kind: Kind, who: Who, error: &(dyn Error + 'static), hints: Hints) -> Answer {
    let told = match kind {
        Kind::Bad => Answer::fail(with_causes(error)),
        Kind::Unasked => Answer::error(with_causes(error)),
    };
    match hints(error).join("; ") {
        fix if fix.is_empty() => told,
        fix => told.fix(who, fix),
    }
}

/// An error's own words and those of its causes, on one line.
pub(super) fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(link) = next {
        next = link.source();
        let text = link.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        // One that only wraps another repeats it.
        if parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    parts.join(": ")
}

/// Tells of a request that did not come to an answer.
pub(super) fn of_http(error: &HttpError, hints: Hints) -> Answer {
    let (kind, who) = match error {
        HttpError::NotHttps { .. } | HttpError::ProxyAddress | HttpError::CertificateFile { .. } => {
            (Kind::Bad, Who::Implementer)
        }
        HttpError::Redirect { .. } => (Kind::Bad, Who::Implementer),
        HttpError::TooLarge { .. } | HttpError::BadHttp { .. } | HttpError::BadRequest => {
            (Kind::Unasked, Who::Implementer)
        }
        _ => (Kind::Unasked, Who::FirmIt),
    };
    answer(kind, who, error, hints)
}

/// Tells of a call of the API that came to nothing.
pub(super) fn of_api(error: &ApiError, hints: Hints) -> Answer {
    let (kind, who) = match error {
        ApiError::Http(error) => return of_http(error, hints),
        ApiError::Unauthorized { .. } | ApiError::Forbidden { .. } | ApiError::NotFound { .. } => {
            (Kind::Bad, Who::ImanageAdministrator)
        }
        ApiError::BadRequest { .. } => (Kind::Bad, Who::Implementer),
        ApiError::NotJson { .. } => (Kind::Bad, Who::FirmIt),
        ApiError::Server { .. } => (Kind::Unasked, Who::ImanageAdministrator),
        _ => (Kind::Unasked, Who::Implementer),
    };
    answer(kind, who, error, hints)
}

/// Tells why there is no token.
pub(super) fn of_no_token(error: &NoToken, hints: Hints) -> Answer {
    match error {
        NoToken::Service(error) => of_session(error, hints),
        NoToken::Trial(TrialError::Session(error)) => of_session(error, hints),
        NoToken::Trial(error @ TrialError::Ended { .. }) => Answer::error(error.to_string()).fix(
            Who::Implementer,
            "run `imctl status --check`, which renews the stored token and keeps the new one; then run this again",
        ),
    }
}

fn of_session(error: &SessionError, hints: Hints) -> Answer {
    let (kind, who) = match error {
        SessionError::OAuth(OAuthError::Refused(refusal)) | SessionError::RefusedLately { refusal, .. } => {
            of_refusal(refusal)
        }
        SessionError::OAuth(OAuthError::Http(error)) | SessionError::Http(error) => return of_http(error, hints),
        SessionError::OAuth(OAuthError::NotJson { .. }) => (Kind::Bad, Who::FirmIt),
        SessionError::OAuth(OAuthError::Unreadable { .. }) => (Kind::Unasked, Who::Implementer),
        SessionError::Api(error) => return of_api(error, hints),
        SessionError::Source(error) | SessionError::Opening(OpeningError::Source(error)) => {
            (of_source(error), Who::Implementer)
        }
        SessionError::Config(_) => (Kind::Bad, Who::Implementer),
        _ => (Kind::Unasked, Who::Implementer),
    };
    answer(kind, who, error, hints)
}

fn of_refusal(refusal: &Refusal) -> (Kind, Who) {
    match refusal.reason {
        RefusalReason::RateLimited => (Kind::Unasked, Who::Implementer),
        RefusalReason::ServerFault => (Kind::Unasked, Who::ImanageAdministrator),
        RefusalReason::Gateway => (Kind::Bad, Who::FirmIt),
        RefusalReason::RedirectNotRegistered => (Kind::Bad, Who::OperateSupport),
        RefusalReason::BadUserOrPassword
        | RefusalReason::RefreshTokenDead
        | RefusalReason::ScopeNotAllowed
        | RefusalReason::BadRequest => (Kind::Bad, Who::Implementer),
        _ => (Kind::Bad, Who::ImanageAdministrator),
    }
}

/// A secret that is not there is a mistake; one that nobody could be asked for, or a tool that does not work, says nothing.
fn of_source(error: &SourceError) -> Kind {
    match error {
        SourceError::Unset { .. }
        | SourceError::NotText { .. }
        | SourceError::File { .. }
        | SourceError::FileNotText { .. }
        | SourceError::FileWithMark { .. }
        | SourceError::Empty { .. }
        | SourceError::CommandMissing { .. } => Kind::Bad,
        _ => Kind::Unasked,
    }
}

/// Tells of something of this machine that the implementer can mend: a file, a secret, a key.
pub(super) fn of_local(error: &(dyn Error + 'static), hints: Hints) -> Answer {
    let kind = error.downcast_ref::<SourceError>().or_else(|| match error.downcast_ref::<SessionError>() {
        Some(SessionError::Source(source) | SessionError::Opening(OpeningError::Source(source))) => Some(source),
        _ => None,
    });
    answer(kind.map_or(Kind::Bad, of_source), Who::Implementer, error, hints)
}

/// Tells that what is needed could not be had, and why; for a check whose need was left out.
pub(super) fn without_api(reached: &Rc<super::setup::Reached>) -> Answer {
    match **reached {
        super::setup::Reached::Outside(_) => Answer::skip_because("oauth.token"),
        _ => Answer::skip_because("imanage.api"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prereqs::finding::Status;

    fn no_hints(_: &(dyn Error + 'static)) -> Vec<String> {
        Vec::new()
    }

    fn refused(reason: RefusalReason) -> Answer {
        let refusal = Refusal { reason, status: 400, code: None, host: "x".into() };
        of_session(&SessionError::OAuth(OAuthError::Refused(refusal)), |_| vec!["do this".into(), "or that".into()])
    }

    #[test]
    fn a_refusal_is_an_answer_and_a_server_in_trouble_is_none() {
        let told = |reason| {
            let answer = refused(reason);
            (answer.status, answer.who)
        };
        assert_eq!(told(RefusalReason::BadClient), (Status::Fail, Some(Who::ImanageAdministrator)));
        assert_eq!(told(RefusalReason::RedirectNotRegistered), (Status::Fail, Some(Who::OperateSupport)));
        assert_eq!(told(RefusalReason::Gateway), (Status::Fail, Some(Who::FirmIt)));
        assert_eq!(told(RefusalReason::BadUserOrPassword), (Status::Fail, Some(Who::Implementer)));
        assert_eq!(told(RefusalReason::RateLimited), (Status::Error, Some(Who::Implementer)));
        assert_eq!(refused(RefusalReason::Other).fix.as_deref(), Some("do this; or that"));
    }

    #[test]
    fn causes_are_told_on_one_line_and_no_text_twice() {
        let inner = SourceError::Unset { key: "seed", variable: "IMCTL_SEED".into() };
        let answer = of_local(&SessionError::Source(inner), no_hints);
        assert_eq!(answer.detail, "`seed`: variable `IMCTL_SEED` is not set");
        assert_eq!((answer.status, answer.fix), (Status::Fail, None));
    }

    #[test]
    fn what_nobody_could_be_asked_for_is_not_known() {
        let answer = of_local(&SourceError::NobodyToAsk { key: "seed" }, no_hints);
        assert_eq!(answer.status, Status::Error);
    }

    #[test]
    fn a_page_and_a_redirect_are_answers_and_a_failing_server_is_none() {
        let host = || "x".to_owned();
        let status = |error: &ApiError| of_api(error, no_hints).status;
        assert_eq!(status(&ApiError::NotJson { host: host() }), Status::Fail);
        let redirect = HttpError::Redirect { host: host(), status: 302, target: "y".into() };
        assert_eq!(status(&ApiError::Http(redirect)), Status::Fail);
        assert_eq!(status(&ApiError::Server { host: host(), status: 503, code: None }), Status::Error);
        assert_eq!(status(&ApiError::RateLimited { host: host() }), Status::Error);
    }
}

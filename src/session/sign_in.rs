//! Owns the sign-in of a person in a browser: the listener, the invitation, the wait, and the pages that are shown at its end.

use std::cell::Cell;
use std::time::Duration;

use url::Url;

use super::error::SessionError;
use super::exchange;
use super::service::Service;
use crate::http::{Callback, Page, Visit, host_of};
use crate::imanage::oauth_code::{Brought, SignIn, SignInReason, SignInRefusal};
use crate::text::secret::Secret;
use crate::vault::sources::Asking;

/// How a person is asked to sign in.
pub struct Person<'a> {
    /// How long the sign-in may take.
    pub limit: Duration,
    /// Shows the address to sign in at, once somebody listens for the answer.
    pub invite: &'a mut dyn FnMut(&Url),
}

/// A sign-in that gave a code.
pub(super) struct Signed {
    pub code: Secret,
    pub sign_in: SignIn,
    pub client_secret: Option<Secret>,
}

const ACCEPTED: Page = Page { status: 200, html: include_str!("pages/accepted.html") };
const REFUSED: Page = Page { status: 200, html: include_str!("pages/refused.html") };
const NOT_OURS: Page = Page { status: 400, html: include_str!("pages/not-ours.html") };
const INCOMPLETE: Page = Page { status: 400, html: include_str!("pages/incomplete.html") };

/// Has a person sign in, and returns the code. Nothing is asked of the token endpoint.
pub(super) async fn sign_in(service: &Service, person: &mut Person<'_>) -> Result<Signed, SessionError> {
    if service.asking == Asking::Forbidden {
        return Err(SessionError::NeedsPerson { environment: service.config.environment.clone() });
    }
    let client_secret = exchange::client_secret_if_any(service)?;
    // Nobody should sign in for what was refused a moment ago.
    let credentials: Vec<&Secret> = client_secret.iter().collect();
    exchange::recall(service, service.grant_name(), &credentials)?;

    let callback = Callback::bind(&service.config.linked_service.redirect_uri)?;
    let sign_in = SignIn::begin(callback.address().to_string())?;
    let endpoint = service.authorize_url();
    let scope = service.config.linked_service.scope.as_deref();
    (person.invite)(&sign_in.url(&endpoint, &service.client_id, scope));

    let strangers = Cell::new(0_u32);
    let judge = |parameters: &[(String, String)]| match sign_in.read(parameters) {
        Brought::Code(code) => Visit::Answer(ACCEPTED, Ok(code)),
        Brought::Refused(reason, code) => Visit::Answer(REFUSED, Err((reason, code))),
        Brought::NotOurs => {
            strangers.set(strangers.get().saturating_add(1));
            Visit::Refused(NOT_OURS)
        }
        Brought::Incomplete => Visit::Refused(INCOMPLETE),
    };
    let brought = tokio::time::timeout(person.limit, callback.wait(judge)).await;
    let refused = |(reason, code): (SignInReason, Option<String>)| {
        SessionError::SignIn(SignInRefusal { reason, code, host: host_of(&endpoint) })
    };
    match brought {
        Ok(answer) => Ok(Signed { code: answer?.map_err(refused)?, sign_in, client_secret }),
        Err(_) => Err(SessionError::NobodySignedIn {
            seconds: person.limit.as_secs(),
            strangers: strangers.get(),
            redirect_uri: service.config.linked_service.redirect_uri.to_string(),
        }),
    }
}

//! Explains what iManage and its token endpoint answer: exit 4 where access is refused, 7 where the answer is of no use.

use std::error::Error;

use super::explain::{Explanation, explain_link};
use super::verdict::Exit;
use crate::imanage::error::ApiError;
use crate::imanage::oauth::{OAuthError, Refusal, RefusalReason};
use crate::imanage::oauth_code::{NoRandomness, SignInReason, SignInRefusal};

/// Explains the errors of this room.
pub(super) fn explain(error: &(dyn Error + 'static)) -> Option<Explanation> {
    if let Some(error) = error.downcast_ref::<OAuthError>() {
        return match error {
            OAuthError::Refused(refusal) => Some(explain_refusal(refusal)),
            OAuthError::Http(error) => explain_link(error),
            OAuthError::NotJson { .. } => Some(told(
                Exit::Remote,
                "oauth.not-json",
                &[
                    "check `base_url`: scheme and host only, the host that iManage itself answers on",
                    "ask firm IT whether single sign-on or a gateway stands before `/auth/oauth2/token`",
                ],
            )),
            OAuthError::Unreadable { .. } => {
                Some(told(Exit::Remote, "oauth.unreadable", &["check that `base_url` names an iManage server"]))
            }
        };
    }
    if let Some(refusal) = error.downcast_ref::<SignInRefusal>() {
        return Some(explain_sign_in(refusal.reason));
    }
    if error.downcast_ref::<NoRandomness>().is_some() {
        return Some(told(Exit::Store, "store.no-randomness", &["mend the system's random source"]));
    }
    match error.downcast_ref::<ApiError>()? {
        ApiError::Http(error) => explain_link(error),
        // The cause is the next link of the chain, or the boxed error itself.
        ApiError::Token(error) => explain_link(error.as_ref()),
        ApiError::Unauthorized { .. } => Some(told(
            Exit::Auth,
            "imanage.unauthorized",
            &["run `imctl link` again", "ask firm IT whether the account is locked or its access was taken away"],
        )),
        ApiError::Forbidden { .. } => Some(told(
            Exit::Auth,
            "imanage.forbidden",
            &[
                "ask firm IT to give the Operate service account access to it",
                "check `customer_id` and the library's name",
            ],
        )),
        ApiError::NotFound { .. } => Some(told(
            Exit::NotFound,
            "imanage.not-found",
            &["check the name or id, and whether the Operate service account may see it: iManage tells neither apart"],
        )),
        ApiError::BadRequest { .. } => Some(told(
            Exit::Remote,
            "imanage.bad-request",
            &["check the values; a field may be of another kind (number, date) in this library"],
        )),
        ApiError::RateLimited { .. } => {
            Some(told(Exit::Remote, "imanage.rate-limited", &["wait a few minutes, or lower `--concurrency`"]))
        }
        ApiError::Server { .. } => Some(told(
            Exit::Remote,
            "imanage.server",
            &["run it again later: this is no fault of the configuration; tell firm IT or iManage if it stays"],
        )),
        ApiError::NotJson { .. } => Some(told(
            Exit::Remote,
            "imanage.not-json",
            &["check `base_url`", "ask firm IT whether single sign-on, a proxy or a gateway stands in between"],
        )),
        ApiError::Unreadable { .. } | ApiError::EndlessPaging { .. } => Some(told(
            Exit::Remote,
            "imanage.unreadable",
            &["check that `base_url` names an iManage Work server of 10.2 or later"],
        )),
    }
}

fn told(exit: Exit, code: &'static str, hints: &[&str]) -> Explanation {
    Explanation { exit, code, hints: hints.iter().map(|hint| (*hint).to_owned()).collect() }
}

/// Explains a refused sign-in, with who can fix it.
fn explain_sign_in(reason: SignInReason) -> Explanation {
    match reason {
        SignInReason::Denied => told(
            Exit::Auth,
            "oauth.access-denied",
            &[
                "run `imctl link` again and allow the access that iManage asks about",
                "ask firm IT to add the user to the application's Access list in iManage Control Center",
            ],
        ),
        SignInReason::GrantNotAllowed => told(
            Exit::Auth,
            "oauth.grant-not-allowed",
            &[
                "ask firm IT, or iManage for a cloud application, to allow this grant for the application",
                "set another `grant` in `[linked_service]`",
            ],
        ),
        SignInReason::ScopeNotAllowed => {
            told(Exit::Auth, "oauth.scope-not-allowed", &["leave `scope` out, or set it to what firm IT allows"])
        }
        SignInReason::BadRequest => told(
            Exit::Auth,
            "oauth.invalid-request",
            &["check `scope`, `redirect_uri` and `authorize_url` in `[linked_service]`"],
        ),
        SignInReason::ServerFault => told(
            Exit::Remote,
            "oauth.server",
            &["run it again later: this is no fault of the configuration; tell firm IT or iManage if it stays"],
        ),
        SignInReason::Other => {
            told(Exit::Auth, "oauth.refused", &["ask firm IT to look at the application in iManage Control Center"])
        }
    }
}

/// Explains a refusal of the token endpoint in terms of the set-up, with who can fix it.
pub(super) fn explain_refusal(refusal: &Refusal) -> Explanation {
    match refusal.reason {
        RefusalReason::BadClient => told(
            Exit::Auth,
            "oauth.invalid-client",
            &[
                "compare `client_id` and the client secret with the application in iManage Control Center (firm IT)",
                "ask firm IT whether the secret has expired",
            ],
        ),
        RefusalReason::ClientNotEnabled => told(
            Exit::Auth,
            "oauth.client-not-enabled",
            &["ask firm IT to enable the application in iManage Control Center, under Settings, Applications"],
        ),
        RefusalReason::GrantNotAllowed => told(
            Exit::Auth,
            "oauth.grant-not-allowed",
            &[
                "ask firm IT, or iManage for a cloud application, to allow this grant for the application",
                "set another `grant` in `[linked_service]`; client id and secret were not judged",
            ],
        ),
        RefusalReason::ScopeNotAllowed => {
            told(Exit::Auth, "oauth.scope-not-allowed", &["leave `scope` out, or set it to what firm IT allows"])
        }
        RefusalReason::UserNotAllowed => told(
            Exit::Auth,
            "oauth.user-not-allowed",
            &["ask firm IT to add the Operate user to the application's Access list in iManage Control Center"],
        ),
        RefusalReason::BadUserOrPassword => told(
            Exit::Auth,
            "oauth.bad-user-or-password",
            &[
                "correct `username` and `password`; ask firm IT whether the account is locked or may log on",
                "use a virtual user: one that signs in through an identity provider has no password here",
            ],
        ),
        RefusalReason::RefreshTokenDead => told(
            Exit::Auth,
            "oauth.refresh-token-dead",
            &["run `imctl link` again", "ask firm IT about the refresh token's expiry in the application"],
        ),
        RefusalReason::CodeNotAccepted => told(
            Exit::Auth,
            "oauth.code-not-accepted",
            &[
                "run `imctl link` again: a code is good once, and for a short time",
                "check the clock of this machine, and that `redirect_uri` is what the application has registered",
            ],
        ),
        RefusalReason::RedirectNotRegistered => told(
            Exit::Auth,
            "oauth.not-registered",
            &["ask Operate Support to have customer id and redirect URL registered with iManage; allow 24 to 48 hours"],
        ),
        RefusalReason::BadRequest => {
            told(Exit::Auth, "oauth.invalid-request", &["check `grant`, `scope` and `token_url` in `[linked_service]`"])
        }
        RefusalReason::RateLimited => told(Exit::Remote, "oauth.rate-limited", &["wait a few minutes"]),
        RefusalReason::ServerFault => told(
            Exit::Remote,
            "oauth.server",
            &["run it again later: this is no fault of the configuration; tell firm IT or iManage if it stays"],
        ),
        RefusalReason::Gateway => told(
            Exit::Auth,
            "oauth.gateway",
            &["ask firm IT whether a gateway or allow-list refuses this machine before iManage sees the request"],
        ),
        RefusalReason::Other => {
            told(Exit::Auth, "oauth.refused", &["ask firm IT to look at the application in iManage Control Center"])
        }
    }
}

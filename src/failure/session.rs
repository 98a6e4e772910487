//! Explains what only the interplay of the rooms below can find, and hands their own errors on.

use std::error::Error;

use super::explain::{Explanation, explain_link};
use super::verdict::Exit;
use crate::imanage::oauth::RefusalReason;
use crate::session::error::SessionError;

/// Explains a session's error.
pub(super) fn explain(error: &(dyn Error + 'static)) -> Option<Explanation> {
    let error = error.downcast_ref::<SessionError>()?;
    let told = |exit, code, hints: &[&str]| {
        Some(Explanation { exit, code, hints: hints.iter().map(|hint| (*hint).to_owned()).collect() })
    };
    match error {
        SessionError::NotLinked { .. } => told(
            Exit::Auth,
            "session.not-linked",
            &["run `imctl link` on a machine with a browser, and use its data folder (`IMCTL_DATA_DIR`)"],
        ),
        SessionError::NeedsPerson { .. } => told(
            Exit::Usage,
            "session.needs-person",
            &["run `imctl link` without `--no-input`, where somebody can sign in with a browser"],
        ),
        SessionError::NobodySignedIn { redirect_uri, .. } => Some(Explanation {
            exit: Exit::Auth,
            code: "session.nobody-signed-in",
            hints: vec![
                "run `imctl link` again, and sign in at the address it shows; `--wait SECS` gives more time".into(),
                format!(
                    "ask firm IT, if iManage showed an error instead of a sign-in, to register the redirect URL \
                     `{redirect_uri}` with the application; where it must match to the letter, set `redirect_uri` with a port"
                ),
            ],
        }),
        SessionError::LinkEnded { .. } => told(
            Exit::Auth,
            "session.link-ended",
            &[
                "run `imctl link` again",
                "ask firm IT to set `Allow Refresh Token` to Yes for the application in iManage Control Center (default No)",
            ],
        ),
        SessionError::RenewalLost { .. } => told(
            Exit::Auth,
            "session.renewal-lost",
            &["run `imctl link` again: the new tokens were lost with the process that had asked for them"],
        ),
        SessionError::Unlinked { .. } => told(Exit::Auth, "session.not-linked", &["run `imctl link` again"]),
        SessionError::NoVault { .. } => told(
            Exit::Store,
            "vault.missing",
            &["run `imctl encryption init`", "set `IMCTL_DATA_DIR` if the vault is kept elsewhere"],
        ),
        SessionError::NothingToForget { .. } => {
            told(Exit::Auth, "session.not-linked", &["run `imctl status` with the environment that is meant (`-e`)"])
        }
        SessionError::NotReadBack { .. } => {
            told(Exit::Store, "vault.not-read-back", &["check the disk that holds the data folder; nothing was linked"])
        }
        SessionError::RefusedLately { refusal, .. } => {
            let mut explanation = super::imanage::explain_refusal(refusal);
            // Nothing makes a dead refresh token good again.
            if refusal.reason != RefusalReason::RefreshTokenDead {
                explanation.hints.push("change the credentials, and they are tried at once; else wait a minute".into());
            }
            Some(explanation)
        }
        SessionError::CustomerDiffers { .. } => told(
            Exit::Config,
            "config.customer-differs",
            &["correct `customer_id` in `[linked_service]`, or leave it out: it is discovered"],
        ),
        SessionError::NoCustomerId => told(
            Exit::Remote,
            "imanage.no-customer-id",
            &["set `customer_id` in `[linked_service]`; on-premises it is usually 1"],
        ),
        SessionError::TokensDoNotLast => told(
            Exit::Auth,
            "oauth.token-not-accepted",
            &[
                "ask firm IT whether the application in iManage Control Center is enabled for this library and user",
                "check that a proxy or gateway in between lets the `X-Auth-Token` header pass",
            ],
        ),
        SessionError::NotRevoked(_) => told(
            Exit::Incomplete,
            "session.not-revoked",
            &[
                "run `imctl unlink --local` to forget the tokens here only",
                "ask firm IT to revoke them in iManage Control Center",
            ],
        ),
        SessionError::WorkerLost => told(Exit::Findings, "internal", &["run the command again; report it if it stays"]),
        SessionError::Record(_) => told(
            Exit::Store,
            "vault.record",
            &["run `imctl unlink --local`, then `imctl link`: the stored record is of another program or version"],
        ),
        SessionError::SignIn(error) => explain_link(error),
        SessionError::Callback(error) => explain_link(error),
        SessionError::Randomness(error) => explain_link(error),
        SessionError::File(error) => explain_link(error),
        SessionError::Config(error) => explain_link(error),
        SessionError::DataFolder(error) => explain_link(error),
        SessionError::Http(error) => explain_link(error),
        SessionError::Api(error) => explain_link(error),
        SessionError::OAuth(error) => explain_link(error),
        SessionError::Lock(error) => explain_link(error),
        SessionError::Vault(error) => explain_link(error),
        SessionError::Opening(error) => explain_link(error),
        SessionError::Source(error) => explain_link(error),
    }
}

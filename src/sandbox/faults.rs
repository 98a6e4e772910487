//! Owns the names of what can be made to go wrong, documented or feared.

/// Something that goes wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Every client is unknown: 401 `invalid_client`.
    InvalidClient,
    /// The application is registered but not enabled: 400 `unauthorized_client`.
    ApplicationDisabled,
    /// No grant is allowed to the application: 400 `unsupported_grant_type`.
    GrantNotAllowed,
    /// The user is outside the application's access list: 403 `access_denied`.
    UserNotAllowed,
    /// The customer is not among those the application is registered for: 400 `invalid_request`.
    CustomerNotRegistered,
    /// A sign-in page, status 200.
    HtmlSignIn,
    /// 500 with the general error body.
    ServerError,
    /// 503 with HTML once, then good.
    UnavailableOnce,
    /// The body comes one byte a second.
    Slow,
    /// The connection ends in the middle of the body.
    Truncated,
    /// The body is 64 MiB.
    Huge,
    /// The body is 200,000 nested arrays.
    DeepJson,
    /// The right body as `text/plain`.
    WrongContentType,
    /// 307 to another host.
    Redirect,
    /// The first API call is 401, whatever its token.
    UnauthorizedOnce,
    /// Every third API call is 401, whatever its token.
    UnauthorizedEveryThird,
    /// Every API call is 401.
    UnauthorizedAlways,
    /// Every access token dies at the fiftieth API call.
    TokenDies,
    /// Every tenth API call is 503 with HTML.
    UnavailableEveryTenth,
    /// Every API call but `/api` is 503 with HTML.
    UnavailableAlways,
    /// Every API call is 429 with `x-ratelimit-reset: 1`.
    RateLimited,
    /// The first API call is 429 with `x-ratelimit-reset: 1`.
    RateLimitedOnce,
    /// Every page is the first one again.
    PageRepeats,
    /// `total_count` is 1000 too high and `overflow` says the opposite.
    TotalLies,
    /// No `total_count` is told.
    NoTotals,
    /// A list of workspaces without any filter is 400.
    ListRefused,
}

impl Fault {
    /// All faults with the names of `--fault`.
    pub const ALL: [(Fault, &'static str); 26] = [
        (Fault::InvalidClient, "invalid-client"),
        (Fault::ApplicationDisabled, "application-disabled"),
        (Fault::GrantNotAllowed, "grant-not-allowed"),
        (Fault::UserNotAllowed, "user-not-allowed"),
        (Fault::CustomerNotRegistered, "customer-not-registered"),
        (Fault::HtmlSignIn, "html-sign-in"),
        (Fault::ServerError, "server-error"),
        (Fault::UnavailableOnce, "unavailable-once"),
        (Fault::Slow, "slow"),
        (Fault::Truncated, "truncated"),
        (Fault::Huge, "huge"),
        (Fault::DeepJson, "deep-json"),
        (Fault::WrongContentType, "wrong-content-type"),
        (Fault::Redirect, "redirect"),
        (Fault::UnauthorizedOnce, "unauthorized-once"),
        (Fault::UnauthorizedEveryThird, "unauthorized-every-third"),
        (Fault::UnauthorizedAlways, "unauthorized-always"),
        (Fault::TokenDies, "token-dies"),
        (Fault::UnavailableEveryTenth, "unavailable-every-tenth"),
        (Fault::UnavailableAlways, "unavailable-always"),
        (Fault::RateLimited, "rate-limited"),
        (Fault::RateLimitedOnce, "rate-limited-once"),
        (Fault::PageRepeats, "page-repeats"),
        (Fault::TotalLies, "total-lies"),
        (Fault::NoTotals, "no-totals"),
        (Fault::ListRefused, "list-refused"),
    ];

    /// Finds a fault by its name.
    pub fn from_name(name: &str) -> Option<Fault> {
        Fault::ALL.iter().find(|(_, known)| *known == name).map(|(fault, _)| *fault)
    }
}

/// Where the faults of whole answers (`html-sign-in` … `redirect`) apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaultPlace {
    /// At the token endpoint only.
    Token,
    /// At the API only.
    Api,
    /// At both.
    #[default]
    All,
}

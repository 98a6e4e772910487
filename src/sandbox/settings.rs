//! Owns the sandbox's switches and what they are when left alone.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::data::FirmData;
use super::data_file::{self, DataError};
use super::faults::{Fault, FaultPlace};
use super::server::Seen;

/// The shape of lists (`reference/imanage-api.md` section 11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListShape {
    /// `data` is an array everywhere.
    Array,
    /// `data` is an object with `results` everywhere.
    Results,
    /// As documented per endpoint: GET lists `results`; POST searches, children and tables an array.
    #[default]
    Documented,
}

/// The answer of a search without a match (`reference/imanage-api.md` section 4.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyAnswer {
    /// 200 with an empty list.
    #[default]
    Ok,
    /// 404 `NRC_NO_RECORD`.
    NotFound,
}

/// A grant of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    ClientCredentials,
    RefreshToken,
    Password,
    AuthorizationCode,
}

impl Grant {
    /// All grants with their `grant_type`.
    pub const ALL: [(Grant, &'static str); 4] = [
        (Grant::ClientCredentials, "client_credentials"),
        (Grant::RefreshToken, "refresh_token"),
        (Grant::Password, "password"),
        (Grant::AuthorizationCode, "authorization_code"),
    ];

    /// Finds a grant by its `grant_type`.
    pub fn from_name(name: &str) -> Option<Grant> {
        Grant::ALL.iter().find(|(_, known)| *known == name).map(|(grant, _)| *grant)
    }
}

/// Told of every request once it is answered.
pub type Watcher = Arc<dyn Fn(&Seen) + Send + Sync>;

/// What a sandbox is started with. `Settings::default()` is a sandbox of the sample firm on a free port.
#[derive(Clone)]
pub struct Settings {
    pub(super) port: u16,
    pub(super) data: FirmData,
    pub(super) client_id: String,
    pub(super) client_secret: Option<String>,
    pub(super) token_life: Duration,
    pub(super) refresh_tokens: bool,
    pub(super) rotate_refresh_tokens: bool,
    pub(super) refresh_life: Duration,
    pub(super) claimed_life: Option<Value>,
    pub(super) exact_redirects: bool,
    pub(super) lists: ListShape,
    pub(super) empty: EmptyAnswer,
    pub(super) latency: Duration,
    pub(super) grants: BTreeSet<Grant>,
    pub(super) faults: BTreeSet<Fault>,
    pub(super) fault_place: FaultPlace,
    pub(super) rate_limit: Option<u32>,
    pub(super) redirect_to: String,
    pub(super) ends_on_interrupt: bool,
    pub(super) watcher: Option<Watcher>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            port: 0,
            data: super::sample::firm(),
            client_id: "imctl-sandbox".to_owned(),
            client_secret: None,
            token_life: Duration::from_secs(1800),
            refresh_tokens: true,
            rotate_refresh_tokens: false,
            refresh_life: Duration::from_secs(365 * 24 * 3600),
            claimed_life: None,
            exact_redirects: false,
            lists: ListShape::Documented,
            empty: EmptyAnswer::Ok,
            latency: Duration::ZERO,
            grants: Grant::ALL.iter().map(|(grant, _)| *grant).collect(),
            faults: BTreeSet::new(),
            fault_place: FaultPlace::All,
            rate_limit: None,
            redirect_to: "https://sign-in.example/".to_owned(),
            ends_on_interrupt: false,
            watcher: None,
        }
    }
}

impl Settings {
    /// Listens on this port; 0 is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves this firm in place of the sample.
    pub fn data(mut self, data: FirmData) -> Self {
        self.data = data;
        self
    }

    /// Serves the firm of a file.
    ///
    /// # Errors
    /// When the file cannot be read, or is no firm; with line and column.
    pub fn data_file(mut self, path: &Path) -> Result<Self, DataError> {
        self.data = data_file::load(path)?;
        Ok(self)
    }

    /// Knows the client by this id.
    pub fn client_id(mut self, id: &str) -> Self {
        self.client_id = id.to_owned();
        self
    }

    /// Fixes the client's secret; a random one otherwise. For tests.
    pub fn client_secret(mut self, secret: &str) -> Self {
        self.client_secret = Some(secret.to_owned());
        self
    }

    /// Ends an access token after this long without use.
    pub fn token_life(mut self, life: Duration) -> Self {
        self.token_life = life;
        self
    }

    /// Gives refresh tokens, or not.
    pub fn refresh_tokens(mut self, given: bool) -> Self {
        self.refresh_tokens = given;
        self
    }

    /// Gives a new refresh token on each use; the old one dies at once.
    pub fn rotate_refresh_tokens(mut self, rotated: bool) -> Self {
        self.rotate_refresh_tokens = rotated;
        self
    }

    /// Ends a refresh token this long after it was given.
    pub fn refresh_life(mut self, life: Duration) -> Self {
        self.refresh_life = life;
        self
    }

    /// Answers with this `expires_in` in place of the truth; `null` leaves it out. For tests.
    pub fn claimed_life(mut self, claimed: Value) -> Self {
        self.claimed_life = Some(claimed);
        self
    }

    /// Sends browsers back to registered redirect URIs only, compared to the letter; else to any on loopback as well.
    pub fn exact_redirects(mut self, exact: bool) -> Self {
        self.exact_redirects = exact;
        self
    }

    /// Registers another redirect URI with the application.
    pub fn redirect_uri(mut self, uri: &str) -> Self {
        self.data.redirect_uris.push(uri.to_owned());
        self
    }

    /// Shapes lists.
    pub fn lists(mut self, shape: ListShape) -> Self {
        self.lists = shape;
        self
    }

    /// Answers searches without a match.
    pub fn empty(mut self, answer: EmptyAnswer) -> Self {
        self.empty = answer;
        self
    }

    /// Waits before each answer.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Allows these grants to the application and no other.
    pub fn grants(mut self, grants: impl IntoIterator<Item = Grant>) -> Self {
        self.grants = grants.into_iter().collect();
        self
    }

    /// Makes one more thing go wrong.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.insert(fault);
        self
    }

    /// Says where the faults of whole answers apply.
    pub fn fault_place(mut self, place: FaultPlace) -> Self {
        self.fault_place = place;
        self
    }

    /// Allows so many API calls in ten seconds and tells the rest in `x-ratelimit-…` headers; more are 429.
    pub fn rate_limit(mut self, calls: u32) -> Self {
        self.rate_limit = Some(calls);
        self
    }

    /// Names where the fault `redirect` points.
    pub fn redirect_to(mut self, url: &str) -> Self {
        self.redirect_to = url.to_owned();
        self
    }

    /// Ends the server on Ctrl-C, as the command wants it.
    pub fn ends_on_interrupt(mut self, ends: bool) -> Self {
        self.ends_on_interrupt = ends;
        self
    }

    /// Tells `watcher` of every request once it is answered.
    pub fn watcher(mut self, watcher: Watcher) -> Self {
        self.watcher = Some(watcher);
        self
    }
}

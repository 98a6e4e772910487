//! Owns the set-up that is looked at: its configuration, the client that looks, and what several checks need to know, asked once for all
//! of them.

use std::cell::Cell;
use std::error::Error;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::by_subject::BySubject;
use super::once::Once;
use super::route::Route;
use crate::config::check::{self, Checked};
use crate::config::error::Warning;
use crate::config::{self, Config, ConfigError, Request};
use crate::http::{HttpClient, HttpError};
use crate::imanage::api::{Api, ApiError};
use crate::imanage::discovery::Discovery;
use crate::imanage::knock::{Knock, knock};
use crate::imanage::libraries::Library;
use crate::session::error::SessionError;
use crate::session::service::{self, Service};
use crate::session::trial::{self, Trial, TrialError};
use crate::sys::clock::Clock;
use crate::sys::env;
use crate::sys::world::World;
use crate::text::secret::SecretReference;
use crate::vault::sources::{Asking, SourceError};

/// What to do about an error, in lines that start with a verb. The room above knows the words.
pub type Hints = fn(&(dyn Error + 'static)) -> Vec<String>;

/// What is looked at.
pub enum Subject {
    Broken(Broken),
    Sound(Rc<Setup>),
}

/// A configuration that cannot be loaded.
pub struct Broken {
    pub error: ConfigError,
    pub hints: Hints,
    /// The file it was to be read from.
    pub file: Option<PathBuf>,
}

/// A set-up whose configuration could be loaded.
#[derive(Clone)]
pub struct Setup {
    pub config: Arc<Config>,
    /// What the offline check of the configuration found.
    pub checked: Checked,
    pub clock: Arc<dyn Clock>,
    pub hints: Hints,
    pub http: Result<HttpClient, HttpError>,
    /// `Err`: a value that every use of the service needs is missing.
    pub service: Result<Service, Rc<SessionError>>,
    /// The variables that name a proxy, whether it is used or not.
    pub proxy_variables: Vec<&'static str>,
    /// A token is wanted by what is asked in this run.
    asks_token: Cell<bool>,
    asked: Asked,
}

/// What is asked once for all checks.
#[derive(Clone)]
struct Asked {
    route: Rc<Result<Route, HttpError>>,
    token: Once<Rc<Result<Trial, NoToken>>>,
    reached: Once<Rc<Reached>>,
    libraries: Once<Rc<Result<Vec<Library>, ApiError>>>,
    by_subject: Rc<BySubject>,
}

/// Why there is no token.
pub enum NoToken {
    /// A value that every use of the service needs is missing.
    Service(Rc<SessionError>),
    Trial(TrialError),
}

/// How far the API was reached.
pub enum Reached {
    /// With a token: who it is for, and the API for all further questions.
    Known { discovery: Box<Discovery>, api: Option<Api> },
    /// With a token, and the answer was bad.
    Refused(ApiError),
    /// There was no token, so it was looked at from outside.
    Outside(Result<Knock, ApiError>),
}

impl Subject {
    /// Loads the configuration. What is wrong with it is not an error here but the first finding.
    pub fn load(world: &World, request: &Request, asking: Asking, hints: Hints) -> Self {
        let sound = config::load(world, request).and_then(|loaded| {
            let environment = Some(loaded.config.environment.clone());
            // The environment is named, so that the others' mistakes are not told here.
            let request = Request { environment, ..request.clone() };
            let mut checked = check::check(world, &request)?;
            add_missing(&mut checked.warnings, loaded.warnings.clone());
            Ok((loaded, checked))
        });
        match sound {
            Ok((loaded, checked)) => {
                // Who fetches one secret by a command has no need of those that variables hold.
                let mut world = world.without_streams();
                world.withheld.extend(loaded.secret_variables);
                Subject::Sound(Rc::new(Setup::of(loaded.config, checked, &world, asking, hints)))
            }
            Err(error) => {
                let file = config::locate(world, request.file.as_deref()).file;
                Subject::Broken(Broken { error, hints, file })
            }
        }
    }

    /// The set-up, where there is one.
    pub fn setup(&self) -> Option<&Rc<Setup>> {
        match self {
            Subject::Sound(setup) => Some(setup),
            Subject::Broken(_) => None,
        }
    }

    /// The same subject, to be asked anew. `None`: there is no set-up.
    pub fn again(&self) -> Option<Self> {
        Some(Subject::Sound(Rc::new(self.setup()?.again())))
    }
}

fn add_missing(warnings: &mut Vec<Warning>, more: Vec<Warning>) {
    for warning in more {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
}

impl Asked {
    fn of(
        config: &Arc<Config>,
        http: &Result<HttpClient, HttpError>,
        service: &Result<Service, Rc<SessionError>>,
        token: Option<Once<Rc<Result<Trial, NoToken>>>>,
    ) -> Self {
        let base_url = &config.linked_service.base_url;
        let token = token.unwrap_or_else(|| ask_token(service.clone()));
        let reached = ask_api(token.clone(), http.clone(), Arc::clone(config));
        Asked {
            route: Rc::new(http.clone().map(|http| Route::of(http.way(base_url)))),
            libraries: ask_libraries(reached.clone()),
            reached,
            token,
            by_subject: Rc::default(),
        }
    }
}

impl Setup {
    fn of(config: Config, checked: Checked, world: &World, asking: Asking, hints: Hints) -> Self {
        let config = Arc::new(config);
        let http = service::http_client(&config);
        let service = match &http {
            Ok(http) => Service::with_client(Arc::clone(&config), world, asking, http.clone()),
            Err(error) => Err(error.clone().into()),
        };
        let service = service.map(Service::without_trace).map_err(Rc::new);
        Setup {
            asked: Asked::of(&config, &http, &service, None),
            config,
            checked,
            clock: Arc::clone(&world.clock),
            hints,
            http,
            service,
            proxy_variables: env::proxies_named(world),
            asks_token: Cell::new(true),
        }
    }

    /// The same set-up, to be asked anew: only a good token is kept, since another would be another login.
    fn again(&self) -> Self {
        let token = self.asked.token.known().filter(|token| token.is_ok()).map(Once::of);
        Setup { asked: Asked::of(&self.config, &self.http, &self.service, token), ..self.clone() }
    }

    /// Says what this run asks for, and asks the person for what must be typed, before anything else waits: the secrets of the
    /// grant where a token is asked for, and the seed where the vault is opened. Where there is nobody to ask, the checks tell.
    ///
    /// # Errors
    /// When it was not typed.
    pub fn ask_person(&self, asks_token: bool, opens_vault: bool) -> Result<(), SessionError> {
        self.asks_token.set(asks_token);
        let Ok(service) = &self.service else { return Ok(()) };
        let (linked_service, encryption) = (&self.config.linked_service, &self.config.encryption);
        let secrets = trial::secrets_of(linked_service.grant);
        let has_vault = opens_vault && service.read_vault().is_ok_and(|vault| vault.is_some());
        let wanted = [
            ("seed", &encryption.seed, has_vault),
            ("client_secret", &linked_service.client_secret, asks_token && secrets.contains(&"client_secret")),
            ("password", &linked_service.password, asks_token && secrets.contains(&"password")),
        ];
        for (key, reference, is_wanted) in wanted {
            if !is_wanted || reference.as_ref() != Some(&SecretReference::Prompt) {
                continue;
            }
            match service.read_ahead(&[key]) {
                Ok(()) | Err(SessionError::Source(SourceError::NobodyToAsk { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The way to the server.
    pub fn route(&self) -> &Result<Route, HttpError> {
        &self.asked.route
    }

    /// The host of iManage.
    pub fn host(&self) -> &str {
        self.config.linked_service.base_url.host_str().unwrap_or_default()
    }

    /// The token of this run; asked for once.
    pub async fn token(&self) -> Rc<Result<Trial, NoToken>> {
        self.asked.token.get().await
    }

    /// How far the API was reached; asked once.
    pub async fn reached(&self) -> Rc<Reached> {
        self.asked.reached.get().await
    }

    /// Waits until the server has answered something: what is asked of it anyway, else a question that takes no token. A look at the
    /// network alone costs no login.
    pub async fn hear(&self) {
        if self.asks_token.get() {
            self.reached().await;
        } else if let Ok(http) = &self.http {
            // Whatever it comes to: an answer of any kind was heard by then.
            let _ = knock(http, &self.config.linked_service.base_url).await;
        }
    }

    /// The API with all that further questions need; `None` where it was not reached.
    pub async fn api(&self) -> Option<Api> {
        match &*self.reached().await {
            Reached::Known { api, .. } => api.clone(),
            Reached::Refused(_) | Reached::Outside(_) => None,
        }
    }

    /// What the API told of the account; `None` where it was not reached.
    pub async fn discovery(&self) -> Option<Discovery> {
        match &*self.reached().await {
            Reached::Known { discovery, .. } => Some((**discovery).clone()),
            Reached::Refused(_) | Reached::Outside(_) => None,
        }
    }

    /// The libraries that the account sees; asked once.
    pub async fn libraries(&self) -> Rc<Result<Vec<Library>, ApiError>> {
        self.asked.libraries.get().await
    }

    /// The library that is searched where nothing else is said: the configured one, else the account's own.
    pub async fn library(&self) -> Option<String> {
        let configured = self.config.linked_service.preferred_database.clone();
        match configured {
            Some(library) => Some(library),
            None => self.discovery().await?.preferred_library,
        }
    }

    /// The questions about one thing or another.
    pub(super) fn by_subject(&self) -> &BySubject {
        &self.asked.by_subject
    }

    /// Opens the first connection of the client, while the way is looked at over another one: where one is all that there may be, it
    /// comes after that.
    pub fn open_first(&self) {
        if let Some(http) = self.http.as_ref().ok().filter(|http| http.concurrency() > 1) {
            http.preconnect(&self.config.linked_service.base_url);
        }
    }

    /// Opens more connections while the token is asked for, so that what comes after it can be asked side by side at once.
    pub fn open_more(&self, questions: usize) {
        if let Ok(http) = &self.http {
            for _ in 1..questions.min(http.concurrency()) {
                http.preconnect(&self.config.linked_service.base_url);
            }
        }
    }
}

fn ask_token(service: Result<Service, Rc<SessionError>>) -> Once<Rc<Result<Trial, NoToken>>> {
    Once::new(async move {
        Rc::new(match service {
            Ok(service) => trial::obtain(&service).await.map_err(NoToken::Trial),
            Err(error) => Err(NoToken::Service(error)),
        })
    })
}

fn ask_api(
    token: Once<Rc<Result<Trial, NoToken>>>,
    http: Result<HttpClient, HttpError>,
    config: Arc<Config>,
) -> Once<Rc<Reached>> {
    Once::new(async move {
        let root = &config.linked_service.base_url;
        let token = token.get().await;
        let Ok(trial) = &*token else {
            let knocked = match &http {
                Ok(http) => knock(http, root).await,
                Err(error) => Err(error.clone().into()),
            };
            return Rc::new(Reached::Outside(knocked));
        };
        Rc::new(match trial.api.discover().await {
            Err(error) => Reached::Refused(error),
            Ok(discovery) => {
                let customer = discovery.customer_id.or(config.linked_service.customer_id);
                let api = customer.map(|id| trial.api.clone().with_base(id, discovery.api_url.clone()));
                Reached::Known { discovery: Box::new(discovery), api }
            }
        })
    })
}

fn ask_libraries(reached: Once<Rc<Reached>>) -> Once<Rc<Result<Vec<Library>, ApiError>>> {
    Once::new(async move {
        Rc::new(match &*reached.get().await {
            Reached::Known { api: Some(api), .. } => api.libraries().await,
            _ => Ok(Vec::new()),
        })
    })
}

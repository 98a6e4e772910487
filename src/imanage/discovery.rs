//! Owns `GET /api`: who the token is, which customer, which libraries, where the API is.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::api::{Api, ApiError, failure, read};
use super::wire::Fields;
use crate::http::{Answer, Request};

/// What is asked for, as errors name it.
const WHAT: &str = "`/api`";

/// What `GET /api` tells (`reference/imanage-api.md` section 1.1). Everything may be absent.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    pub customer_id: Option<u64>,
    pub user: Option<User>,
    pub preferred_library: Option<String>,
    /// Aliases of the libraries.
    pub libraries: Vec<String>,
    /// The absolute address of version 2 of the API.
    pub api_url: Option<Url>,
    /// The build of the server, `10.2.3812`.
    pub dms_version: Option<String>,
    /// The revision of the API, `2.1.1094`.
    pub spec_version: Option<String>,
    pub capabilities: Vec<String>,
    pub auth_status: Option<String>,
}

/// The user a token acts as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub user_type: Option<String>,
}

impl Api {
    /// Asks the server who the token is and where its API is.
    pub async fn discover(&self) -> Result<Discovery, ApiError> {
        let mut url = self.root.clone();
        url.set_path("/api");
        let answer = self.ask(Request::get(url).small()).await?;
        if answer.is_success() { Discovery::read(&answer) } else { Err(failure(&answer, WHAT)) }
    }
}

impl Discovery {
    /// Reads what `GET /api` answered.
    ///
    /// # Errors
    /// The answer is not JSON, or has another shape.
    pub fn read(answer: &Answer) -> Result<Self, ApiError> {
        let Discovered { data: nested } = read(answer, WHAT)?;
        let [data, user, work] = [&nested, &nested["user"], &nested["work"]].map(Fields::of);
        let version = newest_version(&nested["versions"]);
        Ok(Discovery {
            customer_id: user.number("customer_id"),
            user: user.filled("id").map(|id| User {
                id,
                name: user.filled("name"),
                email: user.filled("email"),
                user_type: user.filled("user_type"),
            }),
            preferred_library: work.filled("preferred_library"),
            libraries: rows(&nested["work"]["libraries"])
                .iter()
                .filter_map(|library| library.filled("alias").or_else(|| library.filled("id")))
                .collect(),
            api_url: version.as_ref().and_then(|version| Url::parse(&version.filled("url")?).ok()),
            spec_version: version.as_ref().and_then(|version| version.filled("version")),
            dms_version: data.filled("dms_version"),
            auth_status: data.filled("auth_status"),
            capabilities: match &nested["capabilities"] {
                Value::Array(words) => words.iter().filter_map(|word| Some(word.as_str()?.to_owned())).collect(),
                _ => Vec::new(),
            },
        })
    }
}

/// What lists and objects stand in each other, which no other answer needs.
#[derive(Deserialize)]
struct Discovered {
    data: Value,
}

/// The entry of version 2; the last one if several.
fn newest_version(versions: &Value) -> Option<Fields> {
    rows(versions).into_iter().rfind(|version| version.filled("name").as_deref() == Some("v2"))
}

fn rows(value: &Value) -> Vec<Fields> {
    value.as_array().map(|values| values.iter().map(Fields::of).collect()).unwrap_or_default()
}

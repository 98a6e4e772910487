//! The search for near misses by itself: one budget for all rows, and what is learnt for all of them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use imctl::http::{HttpClient, HttpSettings, Request};
use imctl::imanage::api::{Api, BoxError, Tokens};
use imctl::operate::work_item::WorkItem;
use imctl::resolve;
use imctl::resolve::miss::MissKind;
use imctl::resolve::near::{self, Budget};
use imctl::resolve::one::{self, Resolution};
use imctl::resolve::ready::Ready;
use imctl::sandbox::Settings;
use imctl::text::secret::Secret;
use serde_json::Value;
use url::Url;

use crate::near::data;
use crate::support::Firm;

/// An access token that was exchanged once.
struct OneToken(Secret);

impl Tokens for OneToken {
    fn current(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn renew<'a>(&'a self, _: &'a Secret) -> BoxFuture<'a, Result<Secret, BoxError>> {
        Box::pin(async { Err("the token is good".into()) })
    }
}

async fn api(firm: &Firm) -> Api {
    let settings = HttpSettings {
        timeout: Duration::from_secs(10),
        proxy: None,
        ca_file: None,
        ca_only: false,
        client_certificate: None,
        client_key: None,
        concurrency: 4,
    };
    let http = HttpClient::new(settings).expect("a client");
    let root = Url::parse(&firm.server.url()).expect("an address");
    let field = |name, value: &str| (name, Secret::new(value.to_owned()));
    let fields = vec![
        field("grant_type", "client_credentials"),
        field("client_id", &firm.server.client_id),
        field("client_secret", &firm.server.client_secret),
    ];
    let request = Request::form(root.join("/auth/oauth2/token").expect("an address"), fields);
    let answer = http.send(&request).await.expect("an answer");
    let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
    let token = Secret::new(answer["access_token"].as_str().expect("a token").to_owned());
    Api::new(http, root, Arc::new(OneToken(token))).with_base(4711, None)
}

/// Resolves and explains within a budget; tells how many requests that took.
async fn explain(api: &Api, firm: &Firm, config: &str, budget: &Budget) -> (Resolution, usize) {
    let request = resolve::request::Request::of_text(config, None, None).expect("a config");
    let ready = Ready::of(request, &WorkItem::default());
    let mut resolution = one::resolve(api, "ACTIVE", "default", &ready).await.expect("resolved");
    let before = firm.server.requests().len();
    near::add_near_misses(api, &mut resolution, budget).await.expect("explained");
    let took = firm.server.requests().len() - before;
    (resolution, took)
}

#[test]
fn a_budget_is_shared_by_all_rows_and_what_is_learnt_too() {
    let firm = Firm::with(Settings::default().data(data()));
    imctl::http::run(async {
        let api = api(&firm).await;
        let budget = Budget::of(11);
        let (resolution, took) = explain(&api, &firm, "House template", &budget).await;
        assert_eq!((resolution.near_misses[0].kind, took), (MissKind::Template, 4));
        // The templates of the library are known by now.
        let (resolution, took) = explain(&api, &firm, "House  template", &budget).await;
        assert_eq!((resolution.near_misses.len(), took, budget.left()), (0, 3, 4));
        assert!(!resolution.near_misses_cut);
        assert_eq!(near::reason(&resolution), "nothing found: the workspace is missing, or hidden by permission");
        let (resolution, took) = explain(&api, &firm, "custom1=12345, custom2=00009", &budget).await;
        assert_eq!((took, budget.left(), resolution.near_misses_cut), (4, 0, true));
        assert_eq!(near::reason(&resolution), MissKind::UnknownAlias.phrase());
        // What the hits tell by themselves needs no budget.
        let (resolution, took) = explain(&api, &firm, "Muller - Estate of Jane", &budget).await;
        assert_eq!((resolution.near_misses[0].kind, took, resolution.near_misses_cut), (MissKind::Accents, 0, false));
        let (resolution, took) = explain(&api, &firm, "custom1=777, custom2=1", &budget).await;
        assert_eq!((resolution.near_misses.len(), took, resolution.near_misses_cut), (0, 0, true));
        let (resolution, took) = explain(&api, &firm, "custom1=12345", &budget).await;
        assert_eq!((resolution.outcome.word(), took, resolution.near_misses_cut), ("one", 0, false));
    })
    .expect("not interrupted");
}

//! Renewal in one process, against the practice server, with a clock that tests move.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::config::{self, Request};
use crate::sandbox::{Fault, Running, Sandbox, Settings};
use crate::sys::clock::{Clock, FixedClock};
use crate::sys::files;
use crate::sys::world::World;
use crate::vault::certificate::{Identity, Pair};
use crate::vault::seed::Seed;
use crate::vault::sources::Asking;

const SEED: &str = "correct horse battery staple, nine purple otters juggle 41 lanterns while quiet bakers map the northern harbour; yes!";
const A_YEAR_AND_MORE: Duration = Duration::from_secs(400 * 24 * 3600);

const HTTP: crate::http::HttpSettings = crate::http::HttpSettings {
    timeout: Duration::from_secs(5),
    proxy: None,
    ca_file: None,
    ca_only: false,
    client_certificate: None,
    client_key: None,
    concurrency: 4,
};

/// A linked service with a vault of its own, whose key is known.
struct Bench {
    folder: tempfile::TempDir,
    server: Running,
    clock: FixedClock,
    service: Service,
    seed: Seed,
    identity: Identity,
}

impl Bench {
    /// Linked with the tokens that the credentials gave, by the name of this grant.
    fn new(grant: &str, settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Sandbox::start(settings).expect("started");
        let clock = FixedClock::new(Timestamp::now());
        let (mut world, ..) = World::made_up(&[], folder.path());
        for (name, value) in [
            ("IMCTL_BASE_URL", server.url()),
            ("IMCTL_CLIENT_ID", server.client_id.clone()),
            ("IMCTL_CLIENT_SECRET", server.client_secret.clone()),
            ("IMCTL_GRANT", grant.to_owned()),
            ("IMCTL_DATA_DIR", folder.path().display().to_string()),
        ] {
            world.variables.insert(name.into(), value.into());
        }
        world.clock = Arc::new(clock.clone());
        let loaded = config::load(&world, &Request::default()).expect("a configuration");
        let service = Service::of(loaded.config, &world, Asking::Forbidden).expect("a service");
        let pair = Pair::make(Timestamp::now()).expect("made");
        let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        files::write_private(&certificate, pair.certificate.as_bytes()).expect("written");
        files::write_private(&key, pair.private_key.as_bytes()).expect("written");
        let identity = Identity::load(&certificate, &key).expect("loaded");
        let seed = Seed::check(Secret::new(SEED.to_owned())).expect("a seed");
        Vault::cheap(&service.vault_path(), &seed, &identity).save_new().expect("saved");
        let bench = Bench { folder, server, clock, service, seed, identity };
        let record = bench.run(async {
            let answer = exchange::obtain(&bench.by_credentials()).await.expect("tokens");
            let record = LinkRecord::of_exchange(answer, grant, bench.clock.now());
            save(&bench.service, &bench.key(), &record).await.expect("saved");
            record
        });
        assert_eq!(bench.stored().access_token, record.access_token);
        bench
    }

    fn by_credentials(&self) -> Service {
        let mut service = self.service.clone();
        Arc::make_mut(&mut service.config).linked_service.grant = Grant::ClientCredentials;
        service
    }

    fn key(&self) -> VaultKey {
        Vault::read(&self.service.vault_path())
            .and_then(|vault| vault.derive(&self.seed, &self.identity))
            .expect("a key")
    }

    /// The record on disk.
    fn stored(&self) -> LinkRecord {
        let vault = Vault::read(&self.service.vault_path()).expect("a vault");
        let text = vault.open(&self.key(), &self.service.record_name()).expect("opened").expect("a record");
        LinkRecord::from_text(&text).expect("a record")
    }

    /// A run that begins with the stored record.
    fn tokens(&self) -> Arc<LinkedTokens> {
        LinkedTokens::new(self.service.clone(), Store::Vault(self.key()), self.stored(), 0)
    }

    fn run<T>(&self, future: impl Future<Output = T>) -> T {
        crate::http::run(future).expect("not interrupted")
    }

    /// The token requests since the link was made.
    fn requests(&self) -> usize {
        self.server.requests().iter().filter(|seen| seen.path == "/auth/oauth2/token").count() - 1
    }

    fn minutes(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(60 * minutes));
    }
}

fn rotating() -> Settings {
    Settings::default().rotate_refresh_tokens(true)
}

#[test]
fn a_due_token_is_renewed_before_use_stored_and_then_used() {
    let bench = Bench::new("authorization_code", rotating());
    let first = bench.stored();
    let tokens = bench.tokens();
    bench.run(async {
        assert_eq!(tokens.hand_out().await.expect("a token"), first.access_token);
        assert_eq!(bench.requests(), 0);
        bench.minutes(29);
        let second = tokens.hand_out().await.expect("a token");
        assert_eq!(bench.requests(), 1);
        let stored = bench.stored();
        assert_eq!((&stored.access_token, stored.facts.renewals), (&second, 1));
        assert_ne!(stored.refresh_token, first.refresh_token, "the rotated one is kept");
        assert_eq!(tokens.hand_out().await.expect("a token"), second);
        // Not worth another request ahead of need: nobody has said that it works.
        bench.minutes(40);
        assert_eq!(tokens.hand_out().await.expect("a token"), second);
        assert_eq!(bench.requests(), 1);
    });
}

#[test]
fn a_run_makes_two_requests_and_more_only_once_a_token_has_lasted() {
    let bench = Bench::new("client_credentials", rotating());
    let tokens = bench.tokens();
    bench.run(async {
        for expected in 1..=2 {
            tokens.renew_now().await.expect("renewed");
            assert_eq!(bench.requests(), expected);
        }
        assert!(matches!(tokens.renew_now().await, Err(SessionError::TokensDoNotLast)));
        bench.minutes(5);
        assert!(matches!(tokens.renew_now().await, Err(SessionError::TokensDoNotLast)), "it never worked");
        let present = tokens.record().await.access_token;
        tokens.worked(&Secret::new("another".to_owned()));
        assert!(matches!(tokens.renew_now().await, Err(SessionError::TokensDoNotLast)), "another one worked");
        tokens.worked(&present);
        for expected in 3..=4 {
            tokens.renew_now().await.expect("renewed");
            assert_eq!(bench.requests(), expected);
        }
        let present = tokens.record().await.access_token;
        tokens.worked(&present);
        bench.clock.advance(Duration::from_secs(299));
        assert!(matches!(tokens.renew_now().await, Err(SessionError::TokensDoNotLast)), "it has not lasted yet");
        bench.clock.advance(Duration::from_secs(1));
        tokens.renew_now().await.expect("renewed");
        assert_eq!(bench.requests(), 5);
    });
}

#[test]
fn a_long_run_renews_ahead_each_time_a_token_has_lasted() {
    let bench = Bench::new("authorization_code", rotating());
    let tokens = bench.tokens();
    bench.run(async {
        for expected in 1..=5 {
            let present = tokens.hand_out().await.expect("a token");
            tokens.worked(&present);
            bench.minutes(31);
            assert_ne!(tokens.hand_out().await.expect("a token"), present);
            assert_eq!(bench.requests(), expected);
        }
    });
}

#[test]
fn a_token_that_another_process_renewed_is_taken_over() {
    let bench = Bench::new("authorization_code", rotating());
    let (ours, theirs) = (bench.tokens(), bench.tokens());
    bench.run(async {
        let first = ours.hand_out().await.expect("a token");
        let renewed = theirs.renew_now().await.expect("renewed");
        assert_eq!(ours.hand_out_other(&first).await.expect("a token"), renewed.access_token);
        // One that is not the present one any more needs no renewal.
        assert_eq!(ours.hand_out_other(&first).await.expect("a token"), renewed.access_token);
        assert_eq!(bench.requests(), 1);
        assert_ne!(ours.hand_out_other(&renewed.access_token).await.expect("a token"), renewed.access_token);
        assert_eq!(bench.requests(), 2);
    });
}

#[test]
fn one_that_is_due_again_is_taken_over_only_if_it_was_made_since_this_run_began() {
    let bench = Bench::new("authorization_code", rotating());
    let (ours, theirs) = (bench.tokens(), bench.tokens());
    bench.run(async {
        theirs.renew_now().await.expect("renewed");
        bench.minutes(31);
        ours.renew_now().await.expect("taken over");
        assert_eq!(bench.requests(), 1, "what was made since then counts, due or not");
    });
    let mut later = bench.service.clone();
    later.started_at = bench.clock.now();
    let old = LinkRecord { access_token: Secret::new("old".to_owned()), ..bench.stored() };
    let ours = LinkedTokens::new(later, Store::Vault(bench.key()), old, 0);
    bench.run(async {
        ours.renew_now().await.expect("renewed");
        assert_eq!(bench.requests(), 2, "what was made before is asked for anew");
    });
}

#[test]
fn a_refused_renewal_is_not_repeated_but_a_new_link_is_noticed() {
    let bench = Bench::new("authorization_code", rotating());
    let tokens = bench.tokens();
    bench.server.advance(A_YEAR_AND_MORE);
    bench.minutes(31);
    bench.run(async {
        let error = tokens.hand_out().await.expect_err("dead");
        assert!(matches!(error, SessionError::OAuth(OAuthError::Refused(_))), "{error}");
        bench.clock.advance(Duration::from_secs(100));
        let stale = bench.stored().access_token;
        for again in [tokens.hand_out().await, tokens.hand_out_other(&stale).await] {
            let error = again.expect_err("still dead");
            assert!(matches!(error, SessionError::RefusedLately { seconds: 100, .. }), "{error}");
        }
        assert_eq!(bench.requests(), 1);
        // Somebody links anew meanwhile.
        let answer = exchange::obtain(&bench.by_credentials()).await.expect("tokens");
        let record = LinkRecord::of_exchange(answer, "authorization_code", bench.clock.now());
        save(&bench.service, &bench.key(), &record).await.expect("saved");
        assert_eq!(tokens.hand_out().await.expect("a token"), record.access_token);
        assert_eq!(tokens.hand_out().await.expect("a token"), record.access_token);
        assert_eq!(bench.requests(), 2);
    });
}

#[test]
fn a_dead_refresh_token_gives_way_to_the_credentials_and_is_not_kept() {
    let bench = Bench::new("client_credentials", rotating());
    let first = bench.stored();
    bench.server.advance(A_YEAR_AND_MORE);
    let tokens = bench.tokens();
    bench.run(async {
        let renewed = tokens.renew_now().await.expect("anew");
        assert_eq!((bench.requests(), renewed.facts.renewals), (2, 1));
        assert!(renewed.refresh_token.is_some() && renewed.refresh_token != first.refresh_token);
    });
    let bench = Bench::new("client_credentials", Settings::default().refresh_life(Duration::from_secs(60)));
    bench.server.advance(Duration::from_secs(61));
    let dead = bench.stored().refresh_token.expect("one");
    let tokens = bench.tokens();
    bench.run(async { tokens.renew_now().await.expect("anew") });
    assert_ne!(bench.stored().refresh_token, Some(dead));
}

#[test]
fn without_refresh_token_the_credentials_are_exchanged_anew() {
    let bench = Bench::new("client_credentials", Settings::default().refresh_tokens(false));
    let tokens = bench.tokens();
    bench.minutes(31);
    let first = bench.stored().access_token;
    let token = bench.run(async { tokens.hand_out().await.expect("a token") });
    assert_ne!(token, first);
    assert_eq!((bench.requests(), bench.stored().access_token == token), (1, true));
}

#[test]
fn without_refresh_token_and_person_a_token_is_used_until_it_is_refused() {
    let bench = Bench::new("authorization_code", Settings::default().refresh_tokens(false));
    let tokens = bench.tokens();
    bench.minutes(500);
    bench.run(async {
        let token = tokens.hand_out().await.expect("a token, due as it is");
        let error = tokens.hand_out_other(&token).await.expect_err("nothing to renew it with");
        assert!(matches!(&error, SessionError::LinkEnded { environment } if environment == "default"), "{error}");
        assert_eq!(bench.requests(), 0);
    });
}

#[test]
fn a_renewal_that_was_cut_off_is_told_as_such_until_a_renewal_works() {
    let bench = Bench::new("authorization_code", rotating());
    let unfinished = bench.service.unfinished();
    let spent = bench.stored().refresh_token.expect("one");
    // As a process leaves it that is killed between the server's answer and the vault.
    bench.run(async {
        drop(bench.service.lock_tokens().await.expect("the lock makes the folder"));
        unfinished.begin(&spent, bench.service.clock.as_ref()).expect("noted");
        exchange::refresh(&bench.service, &spent).await.expect("answered, and lost");
    });
    let cut_at = bench.clock.now();
    bench.minutes(10);
    for _ in 0..2 {
        let tokens = bench.tokens();
        let error = bench.run(async { tokens.renew_now().await.expect_err("spent") });
        match &error {
            SessionError::RenewalLost { at, process, .. } => assert_eq!((*at, *process), (cut_at, std::process::id())),
            other => panic!("{other}"),
        }
        assert!(is_dead_refresh_token(&error));
    }
    assert_eq!(bench.requests(), 2, "the lost one, and one that is refused and remembered");
    unfinished.end();
    assert!(unfinished.find(&spent).is_none());
}

#[test]
fn a_note_is_made_where_only_a_person_can_link_anew_and_goes_with_the_renewal() {
    for (grant, settings, is_left) in [
        ("authorization_code", rotating(), false),
        ("authorization_code", rotating().fault(Fault::InvalidClient), false),
        ("authorization_code", rotating().fault(Fault::ServerError), true),
        ("client_credentials", rotating().fault(Fault::ServerError), false),
    ] {
        // Linked with a server that behaves, renewed with one that may not: it answers whoever asks.
        let bench = Bench::new(grant, rotating());
        let faults = Sandbox::start(settings.client_secret(&bench.server.client_secret)).expect("started");
        let mut service = bench.service.clone();
        let http = &mut Arc::make_mut(&mut service.config).linked_service.http;
        http.token_url = url::Url::parse(&format!("{}/auth/oauth2/token", faults.url())).ok();
        let record = bench.stored();
        let refresh_token = record.refresh_token.clone().expect("one");
        let tokens = LinkedTokens::new(service, Store::Vault(bench.key()), record, 0);
        let _ = bench.run(async { tokens.renew_now().await });
        assert_eq!(bench.service.unfinished().find(&refresh_token).is_some(), is_left, "{grant}");
    }
}

#[test]
fn what_was_unlinked_meanwhile_is_not_renewed() {
    let bench = Bench::new("authorization_code", rotating());
    let tokens = bench.tokens();
    let mut vault = Vault::read(&bench.service.vault_path()).expect("a vault");
    vault.remove(&bench.service.record_name());
    vault.save().expect("saved");
    let error = bench.run(async { tokens.renew_now().await.expect_err("unlinked") });
    assert!(matches!(error, SessionError::Unlinked { .. }), "{error}");
    std::fs::remove_file(bench.service.vault_path()).expect("removed");
    let error = bench.run(async { tokens.renew_now().await.expect_err("unlinked") });
    assert!(matches!(error, SessionError::Unlinked { .. }), "{error}");
    assert_eq!(bench.requests(), 0);
}

#[test]
fn a_token_for_one_run_is_renewed_and_leaves_nothing_behind() {
    let bench = Bench::new("client_credentials", rotating());
    let before = std::fs::read(bench.service.vault_path()).expect("a vault");
    let tokens = LinkedTokens::new(bench.service.clone(), Store::ThisRun, bench.stored(), 1);
    bench.minutes(31);
    bench.run(async {
        let first = tokens.hand_out().await.expect("one was asked for already in this run");
        assert_eq!(bench.requests(), 0);
        let second = tokens.hand_out_other(&first).await.expect("a token");
        assert_ne!(first, second);
        assert!(matches!(tokens.hand_out_other(&second).await, Err(SessionError::TokensDoNotLast)));
        assert_eq!(bench.requests(), 1);
    });
    assert_eq!(std::fs::read(bench.service.vault_path()).expect("a vault"), before);
    assert!(!bench.folder.path().join("refused").exists());
}

#[test]
fn a_token_endpoint_that_cannot_be_reached_is_told_as_such_and_used_up_by_what_it_received() {
    let bench = Bench::new("authorization_code", rotating());
    let with_endpoint = |url: String, timeout: Duration| {
        let mut service = bench.service.clone();
        let linked_service = &mut Arc::make_mut(&mut service.config).linked_service;
        linked_service.http.token_url = url::Url::parse(&url).ok();
        let settings = crate::http::HttpSettings { timeout, ..HTTP };
        service.http = crate::http::HttpClient::new(settings).expect("a client");
        LinkedTokens::new(service, Store::Vault(bench.key()), bench.stored(), 0)
    };
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port");
    let tokens = with_endpoint(format!("http://{free}/"), Duration::from_secs(5));
    for _ in 0..4 {
        let error = bench.run(async { tokens.renew_now().await.expect_err("unreachable") });
        assert!(matches!(&error, SessionError::OAuth(OAuthError::Http(HttpError::Refused { .. }))), "{error}");
    }
    // One that takes the request and says nothing may have received it.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    let url = format!("http://{}/", silent.local_addr().expect("an address"));
    let tokens = with_endpoint(url, Duration::from_millis(200));
    for _ in 0..4 {
        let error = bench.run(async { tokens.renew_now().await.expect_err("silent") });
        assert!(matches!(&error, SessionError::OAuth(OAuthError::Http(HttpError::Timeout { .. }))), "{error}");
    }
    silent.set_nonblocking(true).expect("set");
    let asked = std::iter::from_fn(|| silent.accept().ok()).count();
    assert_eq!(asked, 2, "the other two were not sent");
    // What failed of something else meanwhile is not told as that time-out.
    let now = bench.clock.now();
    let counted = bench.run(async {
        let mut state = tokens.state.lock().await;
        state.fail(&SessionError::WorkerLost, now);
        state.count(now)
    });
    assert!(matches!(counted, Err(SessionError::TokensDoNotLast)));
}

#[test]
fn callers_at_once_share_one_renewal() {
    let bench = Bench::new("authorization_code", rotating());
    let tokens = bench.tokens();
    bench.minutes(31);
    bench.run(async {
        let handed: Vec<_> = futures_util::future::join_all((0..50).map(|_| tokens.current())).await;
        let first = handed[0].as_ref().expect("a token").clone();
        assert!(handed.iter().all(|token| token.as_ref().is_ok_and(|token| *token == first)));
        let others: Vec<_> = futures_util::future::join_all((0..50).map(|_| tokens.renew(&first))).await;
        let second = others[0].as_ref().expect("a token").clone();
        assert!(second != first && others.iter().all(|token| token.as_ref().is_ok_and(|token| *token == second)));
        assert_eq!(bench.requests(), 2);
    });
}

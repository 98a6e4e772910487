//! Owns opening connections ahead of the requests that will need them, so that a slow computation or another request can go on
//! meanwhile.
//!
//! Two clients of one server share a shelf. What the one dials is put on the shelf, and the dummy request that made it dial fails, so
//! that nothing of it is ever sent. The other takes a connection from the shelf, or one that is being dialled for it, before it dials
//! itself.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::Notify;
use tower::{Layer, Service};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A layer around a client's connector.
#[derive(Clone)]
pub(super) struct Preconnect {
    shelf: Arc<Shelf<AnyConnection>>,
    keeps: bool,
}

type AnyConnection = Box<dyn std::any::Any + Send>;

impl Preconnect {
    /// Makes the layers of two clients that share a shelf: one that takes from it, and one that fills it.
    pub fn pair() -> (Self, Self) {
        let shelf = Arc::default();
        (Preconnect { shelf: Arc::clone(&shelf), keeps: false }, Preconnect { shelf, keeps: true })
    }
}

impl<S> Layer<S> for Preconnect {
    type Service = Dialler<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Dialler { inner, shelf: Arc::clone(&self.shelf), keeps: self.keeps }
    }
}

/// The connections that were opened ahead.
struct Shelf<C> {
    state: Mutex<State<C>>,
    changed: Notify,
}

struct State<C> {
    kept: Vec<C>,
    /// Dials under way whose connections will be kept.
    dialling: usize,
    /// Calls that wait for one of these instead of dialling.
    claims: usize,
}

impl<C> Default for Shelf<C> {
    fn default() -> Self {
        let state = State { kept: Vec::new(), dialling: 0, claims: 0 };
        Shelf { state: Mutex::new(state), changed: Notify::new() }
    }
}

impl<C> Shelf<C> {
    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims a connection that nobody else waits for, kept or still being dialled.
    fn claim(self: &Arc<Self>) -> Option<Claim<C>> {
        let mut state = self.state();
        (state.kept.len() + state.dialling > state.claims).then(|| {
            state.claims += 1;
            Claim { shelf: Arc::clone(self) }
        })
    }
}

/// The right to one connection of the shelf; given back when dropped.
struct Claim<C> {
    shelf: Arc<Shelf<C>>,
}

impl<C> Claim<C> {
    /// Waits for the connection. `None`: its dial failed.
    async fn redeem(self) -> Option<C> {
        loop {
            let changed = self.shelf.changed.notified();
            tokio::pin!(changed);
            // Enabled before the look, so that no change in between is missed.
            changed.as_mut().enable();
            {
                let mut state = self.shelf.state();
                if let Some(kept) = state.kept.pop() {
                    return Some(kept);
                }
                if state.dialling == 0 {
                    return None;
                }
            }
            changed.await;
        }
    }
}

impl<C> Drop for Claim<C> {
    fn drop(&mut self) {
        self.shelf.state().claims -= 1;
    }
}

/// Counts a dial as under way until it is dropped.
struct Dialling<C>(Arc<Shelf<C>>);

impl<C> Dialling<C> {
    fn start(shelf: &Arc<Shelf<C>>) -> Self {
        shelf.state().dialling += 1;
        Dialling(Arc::clone(shelf))
    }

    fn keep(&self, connection: C) {
        self.0.state().kept.push(connection);
    }
}

impl<C> Drop for Dialling<C> {
    fn drop(&mut self) {
        self.0.state().dialling -= 1;
        self.0.changed.notify_waiters();
    }
}

/// A connector with a shelf beside it.
#[derive(Clone)]
pub(super) struct Dialler<S> {
    inner: S,
    shelf: Arc<Shelf<AnyConnection>>,
    keeps: bool,
}

/// The dummy request ends with this; nobody sees it.
#[derive(Debug, thiserror::Error)]
#[error("the connection is kept for the first request")]
struct Kept;

impl<S, Request> Service<Request> for Dialler<S>
where
    S: Service<Request, Error = BoxError>,
    S::Future: Send + 'static,
    S::Response: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if self.keeps {
            let dialling = Dialling::start(&self.shelf);
            let dial = self.inner.call(request);
            return Box::pin(async move {
                dialling.keep(Box::new(dial.await?));
                Err(Kept.into())
            });
        }
        let claim = self.shelf.claim();
        let dial = self.inner.call(request);
        Box::pin(async move {
            let Some(claim) = claim else { return dial.await };
            match claim.redeem().await.and_then(|kept| kept.downcast::<S::Response>().ok()) {
                Some(connection) => Ok(*connection),
                None => dial.await,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A connector that counts its dials; each connection is the number of its dial.
    #[derive(Clone)]
    struct Counting {
        dials: Arc<AtomicUsize>,
        fails: bool,
    }

    impl Service<()> for Counting {
        type Response = usize;
        type Error = BoxError;
        type Future = Pin<Box<dyn Future<Output = Result<usize, BoxError>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, (): ()) -> Self::Future {
            let (dials, fails) = (Arc::clone(&self.dials), self.fails);
            Box::pin(async move {
                tokio::task::yield_now().await;
                let number = dials.fetch_add(1, Ordering::SeqCst);
                if fails { Err("no way".into()) } else { Ok(number) }
            })
        }
    }

    /// The connectors of two clients, the one that takes first, and the number of their dials.
    fn clients(fails: bool) -> (Dialler<Counting>, Dialler<Counting>, Arc<AtomicUsize>) {
        let dials = Arc::<AtomicUsize>::default();
        let (taking, keeping) = Preconnect::pair();
        let counting = Counting { dials: Arc::clone(&dials), fails };
        (taking.layer(counting.clone()), keeping.layer(counting), dials)
    }

    #[tokio::test]
    async fn as_many_calls_are_spared_a_dial_as_were_opened_ahead() {
        let (mut taking, mut keeping, dials) = clients(false);
        let ahead: Vec<_> = (0..3).map(|_| tokio::spawn(keeping.call(()))).collect();
        // Five calls at once, before any of the three dials is done: two must dial themselves and not wait.
        let calls: Vec<_> = (0..5).map(|_| tokio::spawn(taking.call(()))).collect();
        let mut connections = Vec::new();
        for call in calls {
            connections.push(call.await.expect("it ends").expect("a connection"));
        }
        connections.sort_unstable();
        assert_eq!(connections, [0, 1, 2, 3, 4]);
        assert_eq!(dials.load(Ordering::SeqCst), 5);
        for dummy in ahead {
            assert!(dummy.await.expect("it ends").is_err(), "nothing is sent over it");
        }
    }

    #[tokio::test]
    async fn a_dial_ahead_that_fails_makes_the_call_dial_itself() {
        let (mut taking, mut keeping, dials) = clients(true);
        tokio::spawn(keeping.call(()));
        assert!(taking.call(()).await.is_err());
        assert_eq!(dials.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_call_that_is_given_up_gives_its_connection_back() {
        let (mut taking, mut keeping, dials) = clients(false);
        let ahead = keeping.call(());
        drop(taking.call(()));
        assert!(ahead.await.is_err());
        assert_eq!(taking.call(()).await.ok(), Some(0));
        assert_eq!(dials.load(Ordering::SeqCst), 1);
    }
}

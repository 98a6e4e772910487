//! Owns opening a connection ahead of the first request, so that a slow computation can go on meanwhile.
//!
//! A layer around the client's connector keeps one slot. A dummy request makes the connector dial; the layer puts the
//! established connection into the slot and fails the dummy, of which nothing was sent. The next call takes the connection
//! out of the slot instead of dialling.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::watch;
use tower::{Layer, Service};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Tells the layer that the next dial is for the slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Preconnect {
    wanted: Arc<AtomicBool>,
}

impl Preconnect {
    /// Announces that the next dial is for the slot.
    pub fn announce(&self) {
        self.wanted.store(true, Ordering::SeqCst);
    }
}

impl<S> Layer<S> for Preconnect {
    type Service = Dialler<S, Box<dyn std::any::Any + Send>>;

    fn layer(&self, inner: S) -> Self::Service {
        Dialler { inner, wanted: Arc::clone(&self.wanted), slot: Slot::default() }
    }
}

/// The connection that was opened ahead, and whether one is being opened.
struct Slot<C> {
    kept: Arc<Mutex<Option<C>>>,
    /// `true` while a dial for the slot is under way.
    busy: Arc<watch::Sender<bool>>,
}

impl<C> Default for Slot<C> {
    fn default() -> Self {
        Slot { kept: Arc::default(), busy: Arc::new(watch::Sender::new(false)) }
    }
}

impl<C> Clone for Slot<C> {
    fn clone(&self) -> Self {
        Slot { kept: Arc::clone(&self.kept), busy: Arc::clone(&self.busy) }
    }
}

/// The connector with a slot for one connection.
pub(super) struct Dialler<S, C> {
    inner: S,
    wanted: Arc<AtomicBool>,
    slot: Slot<C>,
}

impl<S: Clone, C> Clone for Dialler<S, C> {
    fn clone(&self) -> Self {
        Dialler { inner: self.inner.clone(), wanted: Arc::clone(&self.wanted), slot: self.slot.clone() }
    }
}

/// The dummy request ends with this; nobody sees it.
#[derive(Debug, thiserror::Error)]
#[error("the connection is kept for the first request")]
struct Kept;

impl<S, Request> Service<Request> for Dialler<S, Box<dyn std::any::Any + Send>>
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
        let slot = self.slot.clone();
        if self.wanted.swap(false, Ordering::SeqCst) {
            slot.busy.send_replace(true);
            let dial = self.inner.call(request);
            return Box::pin(async move {
                let dialled = dial.await;
                let result = match dialled {
                    Ok(connection) => {
                        *slot.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(connection));
                        Err(Kept.into())
                    }
                    Err(error) => Err(error),
                };
                slot.busy.send_replace(false);
                result
            });
        }
        let dial = self.inner.call(request);
        Box::pin(async move {
            let mut busy = slot.busy.subscribe();
            let _ = busy.wait_for(|busy| !busy).await;
            let kept = slot.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
            match kept.and_then(|kept| kept.downcast::<S::Response>().ok()) {
                Some(connection) => Ok(*connection),
                None => dial.await,
            }
        })
    }
}

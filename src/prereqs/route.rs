//! Owns the steps of the way to the server as several checks need them: each is gone once, on the connection of the step before.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use super::once::Once;
use crate::http::HttpError;
use crate::http::way::{Connection, Handshake, NameError, ProxyError, Way};

/// The way to the server, and its steps.
pub struct Route {
    pub way: Way,
    names: Once<Result<Rc<[IpAddr]>, NameError>>,
    connection: Once<Rc<Step<HttpError>>>,
    tunnel: Once<Rc<Step<ProxyError>>>,
    handshake: Once<Option<Rc<Handshake>>>,
}

/// A step that ends in a connection.
pub struct Step<E> {
    /// The address that was reached; `Err(None)`: an earlier step failed.
    pub outcome: Result<SocketAddr, Option<E>>,
    /// For the next step.
    held: RefCell<Option<Connection>>,
}

impl<E> Step<E> {
    fn of(result: Result<Connection, Option<E>>) -> Rc<Self> {
        Rc::new(match result {
            Ok(connection) => Step { outcome: Ok(connection.address), held: RefCell::new(Some(connection)) },
            Err(error) => Step { outcome: Err(error), held: RefCell::default() },
        })
    }
}

impl Route {
    /// Knows the way; nothing is asked yet.
    pub fn of(way: Way) -> Self {
        let own = way.clone();
        let names = Once::new(async move { own.look_up().await.map(Rc::from) });
        let (own, before) = (way.clone(), names.clone());
        let connection = Once::new(async move {
            let step = Step::of(match before.get().await {
                Ok(addresses) => own.connect(&addresses).await.map_err(Some),
                Err(_) => Err(None),
            });
            // No step needs it any more; held, it would be one connection too many.
            if own.proxy.is_none() && !own.is_tls {
                step.held.take();
            }
            step
        });
        let (own, before) = (way.clone(), connection.clone());
        let tunnel = Once::new(async move {
            let held = before.get().await.held.take();
            Step::of(match held {
                Some(connection) => own.tunnel(connection).await.map_err(Some),
                None => Err(None),
            })
        });
        let (own, before) = (way.clone(), tunnel.clone());
        let handshake = Once::new(async move {
            let connection = before.get().await.held.take()?;
            Some(Rc::new(own.speak_tls(connection).await))
        });
        Route { way, names, connection, tunnel, handshake }
    }

    /// The addresses of the first stop.
    pub async fn names(&self) -> Result<Rc<[IpAddr]>, NameError> {
        self.names.get().await
    }

    /// The connection to the first stop.
    pub async fn connection(&self) -> Rc<Step<HttpError>> {
        self.connection.get().await
    }

    /// The way through the proxy.
    pub async fn tunnel(&self) -> Rc<Step<ProxyError>> {
        self.tunnel.get().await
    }

    /// The handshake; `None`: an earlier step failed.
    pub async fn handshake(&self) -> Option<Rc<Handshake>> {
        self.handshake.get().await
    }
}

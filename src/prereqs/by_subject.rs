//! Owns the questions that several checks ask about one workspace, folder or field: equal ones are asked once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::once::Once;
use super::setup::Setup;
use crate::imanage::api::{Api, ApiError};
use crate::imanage::ids::ObjectId;
use crate::listing;
use crate::listing::error::ListingError;
use crate::listing::order::Order;
use crate::listing::tree::{Item, Show};
use crate::operate::work_item::WorkItem;
use crate::resolve::one::{self, Resolution};
use crate::resolve::ready::Ready;
use crate::resolve::request::Request;
use crate::text::names;

/// What was asked, by kind.
#[derive(Default)]
pub(super) struct BySubject {
    searches: RefCell<Known<(String, String), Resolution>>,
    folders: RefCell<Known<String, Vec<Item>>>,
    fields: RefCell<Known<(String, String), bool>>,
}

/// Questions of one kind that were asked, by what they were about.
type Known<K, T> = BTreeMap<K, Once<Rc<Result<T, ApiError>>>>;

/// Asks a question unless an equal one was asked already.
async fn once<K: Ord, T: 'static>(
    known: &RefCell<Known<K, T>>,
    key: K,
    question: impl FnOnce() -> LocalBoxFuture<'static, Result<T, ApiError>>,
) -> Rc<Result<T, ApiError>> {
    let asked = known
        .borrow_mut()
        .entry(key)
        .or_insert_with(|| {
            let question = question();
            Once::new(async move { Rc::new(question.await) })
        })
        .clone();
    asked.get().await
}

impl Setup {
    /// Looks for a workspace by its title; equal questions are asked once.
    pub async fn search_title(&self, api: &Api, library: &str, title: &str) -> Rc<Result<Resolution, ApiError>> {
        let key = (names::fold(library), names::fold(title));
        let (api, library, title) = (api.clone(), library.to_owned(), title.to_owned());
        let environment = self.config.environment.clone();
        once(&self.by_subject().searches, key, || {
            async move {
                let ready = Ready::of(Request::of_title(&title, Some(&library)), &WorkItem::default());
                one::resolve(&api, &library, &environment, &ready).await
            }
            .boxed_local()
        })
        .await
    }

    /// All folders of a workspace, at any depth; asked once.
    pub async fn folders(&self, api: &Api, workspace: &str) -> Rc<Result<Vec<Item>, ApiError>> {
        let (api, workspace) = (api.clone(), workspace.to_owned());
        once(&self.by_subject().folders, workspace.clone(), || {
            async move {
                let Some(id) = ObjectId::parse(&workspace) else { return Ok(Vec::new()) };
                let show = Show { depth: None, folders_only: true, order: Order::Name };
                match listing::read::read(&api, &id, None, show).await {
                    Ok(read) => Ok(read.tree.items(&read.top, &read.path, show)),
                    Err(ListingError::Api(error)) => Err(error),
                    // No path was asked for that could be missing.
                    Err(_) => Ok(Vec::new()),
                }
            }
            .boxed_local()
        })
        .await
    }

    /// Tells whether a field's table has any value that the account sees; asked once.
    pub async fn has_values(&self, api: &Api, library: &str, field: &str) -> Rc<Result<bool, ApiError>> {
        let (api, library, field) = (api.clone(), library.to_owned(), field.to_owned());
        let key = (names::fold(&library), field.clone());
        once(&self.by_subject().fields, key, || async move { api.has_values(&library, &field).await }.boxed_local())
            .await
    }
}

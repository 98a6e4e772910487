//! Owns what is ready to be resolved: a request, and its config filled with a work item's values. Both are shared by what comes of it.

use std::sync::Arc;

use super::filling::Filling;
use super::request::Request;
use crate::operate::work_item::WorkItem;

/// A request with its config filled.
#[derive(Clone, Debug)]
pub struct Ready {
    pub request: Arc<Request>,
    pub filling: Arc<Filling>,
}

impl Ready {
    /// Fills a request's config with the values of a work item.
    pub fn of(request: impl Into<Arc<Request>>, work_item: &WorkItem) -> Self {
        let request = request.into();
        let filling = Arc::new(Filling::of(&request.config, work_item));
        Ready { request, filling }
    }
}

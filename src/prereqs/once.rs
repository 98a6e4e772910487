//! Owns an answer that several checks need: asked when the first of them wants it, and once, whoever of them is given up meanwhile.

use std::future::Future;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};

/// An answer that is asked for once.
pub struct Once<T: Clone>(Shared<LocalBoxFuture<'static, T>>);

impl<T: Clone + 'static> Once<T> {
    /// Will ask when the answer is first wanted.
    pub fn new(question: impl Future<Output = T> + 'static) -> Self {
        Once(question.boxed_local().shared())
    }

    /// Has the answer already.
    pub fn of(answer: T) -> Self {
        Once::new(std::future::ready(answer))
    }

    /// The answer.
    pub async fn get(&self) -> T {
        self.0.clone().await
    }

    /// The answer, if it is known by now.
    pub fn known(&self) -> Option<T> {
        self.0.peek().cloned()
    }
}

impl<T: Clone> Clone for Once<T> {
    fn clone(&self) -> Self {
        Once(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::rc::Rc;
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn a_question_is_asked_once_even_where_the_first_to_want_it_gives_up() {
        let asked = Rc::new(Cell::new(0));
        let count = Rc::clone(&asked);
        let once = Once::new(async move {
            count.set(count.get() + 1);
            tokio::task::yield_now().await;
            "answer"
        });
        assert_eq!(once.known(), None);
        let mut first = Box::pin(once.get());
        let polled = poll_fn(|context| Poll::Ready(first.as_mut().poll(context))).await;
        assert!(polled.is_pending());
        drop(first);
        assert_eq!(once.get().await, "answer");
        assert_eq!(once.clone().get().await, "answer");
        assert_eq!((asked.get(), once.known()), (1, Some("answer")));
    }
}

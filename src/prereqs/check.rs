//! Owns what a check is: an id, a title, what it needs, and a question whose answer becomes a finding.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;

use super::finding::{Finding, Group, NameKind, Status, Who};
use super::setup::{Setup, Subject};

/// Where a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On this machine.
    Local,
    /// Over the network.
    Network,
}

/// A question, put to a subject.
pub type Ask<S> = Box<dyn Fn(Rc<S>) -> LocalBoxFuture<'static, Answer>>;

/// One question about the set-up.
pub struct Check<S = Subject> {
    /// Stable: `network.tls`.
    pub id: String,
    pub group: Group,
    /// What is the case when all is well: `The server can be connected to`.
    pub title: String,
    /// Ids of the checks that must have passed before it is worth asking.
    pub needs: Vec<String>,
    pub reach: Reach,
    pub ask: Ask<S>,
}

impl Check {
    /// Makes a check of a set-up whose configuration could be loaded.
    pub fn new<F>(id: impl Into<String>, group: Group, title: &str, ask: impl Fn(Rc<Setup>) -> F + 'static) -> Self
    where
        F: Future<Output = Answer> + 'static,
    {
        Check::of_any(id, group, title, move |subject: Rc<Subject>| {
            let question = match &*subject {
                Subject::Sound(setup) => Ok(ask(Rc::clone(setup))),
                Subject::Broken(_) => Err(Answer::skip_because("config.file")),
            };
            async move {
                match question {
                    Ok(question) => question.await,
                    Err(answer) => answer,
                }
            }
        })
    }
}

impl<S> Check<S> {
    /// Makes a check of whatever there is.
    pub fn of_any<F>(id: impl Into<String>, group: Group, title: &str, ask: impl Fn(Rc<S>) -> F + 'static) -> Self
    where
        F: Future<Output = Answer> + 'static,
    {
        Check {
            id: id.into(),
            group,
            title: title.to_owned(),
            needs: Vec::new(),
            reach: if matches!(group, Group::Config | Group::Encryption) { Reach::Local } else { Reach::Network },
            ask: Box::new(move |subject| Box::pin(ask(subject))),
        }
    }

    /// Says what must have passed before.
    pub fn needs<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.needs = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Makes the finding of an answer.
    pub(super) fn finding(&self, answer: Answer, duration_ms: u64) -> Finding {
        Finding {
            id: self.id.clone(),
            group: self.group,
            title: self.title.clone(),
            status: answer.status,
            detail: answer.detail,
            fix: answer.fix,
            who: answer.who,
            because: answer.because,
            duration_ms,
            evidence: answer.evidence,
            names: answer.names,
        }
    }
}

impl<S> fmt::Debug for Check<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("id", &self.id).field("needs", &self.needs).finish_non_exhaustive()
    }
}

/// What a question came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: Status,
    pub detail: String,
    pub fix: Option<String>,
    pub who: Option<Who>,
    pub because: Option<String>,
    pub evidence: BTreeMap<String, String>,
    pub names: Vec<(NameKind, String)>,
    /// It is bad now and may be good in a minute, without anybody's doing.
    pub may_pass: bool,
}

impl Answer {
    fn of(status: Status, detail: impl Into<String>) -> Self {
        Answer {
            status,
            detail: detail.into(),
            fix: None,
            who: None,
            because: None,
            evidence: BTreeMap::new(),
            names: Vec::new(),
            may_pass: status == Status::Error,
        }
    }

    /// All is well.
    pub fn pass(detail: impl Into<String>) -> Self {
        Answer::of(Status::Pass, detail)
    }

    /// It works, and somebody should look at it.
    pub fn warn(detail: impl Into<String>) -> Self {
        Answer::of(Status::Warn, detail)
    }

    /// Asked, and the answer is bad.
    pub fn fail(detail: impl Into<String>) -> Self {
        Answer::of(Status::Fail, detail)
    }

    /// It could not be asked.
    pub fn error(detail: impl Into<String>) -> Self {
        Answer::of(Status::Error, detail)
    }

    /// It does not apply here.
    pub fn skip(detail: impl Into<String>) -> Self {
        Answer::of(Status::Skip, detail)
    }

    /// Another check's answer makes the question idle.
    pub fn skip_because(id: impl Into<String>) -> Self {
        Answer { because: Some(id.into()), ..Answer::skip(String::new()) }
    }

    /// Says what to do, and who can.
    pub fn fix(mut self, who: Who, fix: impl Into<String>) -> Self {
        (self.who, self.fix) = (Some(who), Some(fix.into()));
        self
    }

    /// Adds a fact behind the detail.
    pub fn fact(mut self, key: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.evidence.insert(key.to_owned(), value);
        }
        self
    }

    /// Says that a name stands in the texts.
    pub fn name(mut self, kind: NameKind, name: impl Into<String>) -> Self {
        let name = name.into();
        if !name.trim().is_empty() {
            self.names.push((kind, name));
        }
        self
    }

    /// Says that it may be good in a minute.
    pub fn may_pass(mut self) -> Self {
        self.may_pass = true;
        self
    }
}

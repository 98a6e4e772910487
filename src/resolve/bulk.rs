//! Owns bulk: many work items, one after the other, in bounded memory. Refuses to print and to know exit codes.
//!
//! Three threads share the work: one reads rows and makes them ready (`input`), this one asks (`run`), and one writes what comes
//! out. Between them stand channels of bounded length, so that the slowest sets the pace and memory does not grow with rows.

mod answers;
pub mod choice;
pub mod columns;
pub mod csv_rows;
mod desk;
pub mod done;
pub mod error;
pub mod figures;
pub mod index;
pub mod input;
pub mod json_rows;
mod questions;
pub mod reader;
pub mod requests;
pub mod resume;
pub mod row;
mod shelf;
pub mod source;
pub mod tally;
mod window;

use std::collections::VecDeque;

use tokio::sync::mpsc::{Receiver, Sender};

use self::choice::{Sample, Strategy};
use self::desk::Desk;
use self::done::Done;
use self::error::InputError;
use self::figures::{Figures, Watch};
use self::index::Shape;
use self::row::Row;
use super::near::Budget;
use super::one::OpenLibraries;
use crate::imanage::api::Api;
use crate::imanage::error::ApiError;

/// Rows that are handed on at once, at most.
const BATCH: usize = 256;

/// What a run asks, and how.
pub struct Run<'a> {
    pub api: &'a Api,
    pub environment: &'a str,
    /// The library searched where a row's resolver config names none.
    pub library: Option<&'a str>,
    pub strategy: Strategy,
    /// Requests at once.
    pub concurrency: usize,
    /// Requests for near misses; `None`: they are not looked for.
    pub budget: Option<Budget>,
    /// The kinds of searches that rows may make and that lists can answer.
    pub shapes: &'a [Shape],
    /// The input's size in bytes, where it is known beforehand.
    pub size: Option<u64>,
}

/// Why a run ended before its rows did.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    #[error(transparent)]
    Input(#[from] InputError),
    /// The access token is refused; nothing more can be asked.
    #[error(transparent)]
    Api(ApiError),
    #[error("no library is named, and the account has no preferred one")]
    NoLibrary,
    /// Nobody takes the rows any more.
    #[error("the output is closed")]
    Closed,
}

/// What the reader of an input hands on.
pub type Batch = Result<Vec<Row>, InputError>;

/// Answers rows, and hands them on in the order they came.
///
/// # Errors
/// When the input cannot be read further, no token is given any more, or nobody takes the rows. The rows before that were handed on.
pub async fn run(
    run: &Run<'_>,
    mut rows: Receiver<Batch>,
    sink: &Sender<Vec<Done>>,
    watch: &Watch,
) -> (Figures, Result<(), BulkError>) {
    let open = OpenLibraries::default();
    let mut desk = Desk::new(run, watch, &open);
    let mut pending = VecDeque::new();
    // Where the end of the input is in sight, the first rows tell what each way would cost.
    let mut end = match run.size {
        Some(size) if run.strategy != Strategy::Search => {
            let (sample, end) = look_ahead(run, &mut rows, &mut pending).await;
            let size = Some(size).filter(|_| end.is_none());
            if let Err(error) = desk.choose(sample.costs(size)).await {
                return (desk.figures, Err(error));
            }
            end
        }
        _ => None,
    };
    let mut out: Vec<Done> = Vec::new();
    let result = loop {
        desk.hand_on(&mut out, BATCH);
        let takes = desk.has_room() && out.len() < BATCH;
        if takes && let Some(row) = pending.pop_front() {
            match desk.take(row) {
                Ok(()) => continue,
                Err(error) => break Err(error),
            }
        }
        if pending.is_empty() && end.is_some() && desk.window.is_empty() && out.is_empty() {
            break Ok(());
        }
        tokio::select! {
            // In this order: rows are handed on when there is nothing else to do, many at once, since each batch wakes a thread.
            biased;
            result = desk.go_on(), if desk.is_asking() => if let Err(error) = result {
                break Err(error);
            },
            batch = rows.recv(), if takes && end.is_none() => match batch {
                Some(Ok(batch)) => pending.extend(batch),
                Some(Err(error)) => end = Some(Err(error)),
                None => end = Some(Ok(())),
            },
            permit = sink.reserve(), if !out.is_empty() => match permit {
                Ok(permit) => permit.send(std::mem::take(&mut out)),
                Err(_) => return (desk.figures, Err(BulkError::Closed)),
            },
        }
    };
    // What was done before the end is handed on, whatever the end is.
    desk.hand_on(&mut out, usize::MAX);
    let is_taken = out.is_empty() || sink.send(out).await.is_ok();
    let result = match (result, end) {
        (Err(error), _) => Err(error),
        _ if !is_taken => Err(BulkError::Closed),
        (Ok(()), Some(Err(error))) => Err(error.into()),
        (Ok(()), _) => Ok(()),
    };
    (desk.figures, result)
}

/// Reads the first rows, and whether the input ends with them.
async fn look_ahead(
    run: &Run<'_>,
    rows: &mut Receiver<Batch>,
    pending: &mut VecDeque<Row>,
) -> (Sample, Option<Result<(), InputError>>) {
    let mut sample = Sample::default();
    while !sample.is_full() {
        match rows.recv().await {
            None => return (sample, Some(Ok(()))),
            Some(Err(error)) => return (sample, Some(Err(error))),
            Some(Ok(batch)) => {
                batch.iter().for_each(|row| sample.add(row, run.library));
                pending.extend(batch);
            }
        }
    }
    (sample, None)
}

//! Owns the thread that writes rows: so that a slow reader of the output holds up neither requests nor Ctrl-C. Whole rows are written at
//! once, and handed on as soon as there are no more.

use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;

use crate::output::bulk::RowWriter;
use crate::resolve::bulk::done::{Done, Told};
use crate::resolve::bulk::tally::{Counted, Tally};
use crate::resolve::drift::{Drift, Row};
use crate::sys::whole_file::{WholeFile, WriteError};

/// How long a writer that is held up may take to end after Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(400);

/// Batches that wait to be written.
pub(super) const WAITING: usize = 4;

/// Where rows go.
pub(super) enum Target {
    Stdout(Box<dyn Write + Send>),
    /// An earlier output, behind its last row.
    File(File),
}

/// What is done with rows.
pub(super) struct Writing {
    pub target: Target,
    pub rows: RowWriter,
    pub tally: Tally,
    pub drift: Option<Drift>,
    pub save: Option<WholeFile>,
    /// Set before the last row is handed on where the run came to its end: an answer without rows is an answer then, and
    /// nothing is written otherwise.
    pub is_whole: Arc<AtomicBool>,
}

/// What became of it.
pub(super) struct Written {
    pub writing: Writing,
    pub result: Result<(), Unwritten>,
}

/// Why rows could not be written.
pub(super) enum Unwritten {
    Target(io::Error),
    Save(WriteError),
}

/// A writer at work.
pub(super) struct Writer {
    ended: oneshot::Receiver<()>,
    written: mpsc::Receiver<Written>,
}

impl Writer {
    /// Starts to write what comes in.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut writing: Writing, mut incoming: Receiver<Vec<Done>>) -> io::Result<Self> {
        let (tell_end, ended) = oneshot::channel();
        let (hand_back, written) = mpsc::channel();
        std::thread::Builder::new().name("rows".into()).spawn(move || {
            let result = writing.write_all(&mut incoming);
            // What still comes is not taken any more, which ends the run.
            drop(incoming);
            // Where nobody waits any more, the run was interrupted while this was held up.
            let _ = hand_back.send(Written { writing, result });
            let _ = tell_end.send(());
        })?;
        Ok(Writer { ended, written })
    }

    /// Waits until all is written.
    pub async fn ended(&mut self) {
        // A writer that is gone has ended too.
        let _ = (&mut self.ended).await;
    }

    /// Takes back what it worked with; after Ctrl-C only if it is not held up.
    pub fn take_back(self) -> Option<Written> {
        self.written.recv_timeout(PATIENCE).ok()
    }
}

impl Writing {
    fn write_all(&mut self, incoming: &mut Receiver<Vec<Done>>) -> Result<(), Unwritten> {
        let (mut block, mut is_begun) = (Vec::new(), false);
        while let Some(rows) = incoming.blocking_recv() {
            if !std::mem::replace(&mut is_begun, true) {
                self.rows.begin(&mut block).map_err(Unwritten::Target)?;
            }
            self.take(rows, &mut block)?;
        }
        if !is_begun {
            if !self.is_whole.load(Ordering::Acquire) {
                return Ok(());
            }
            self.rows.begin(&mut block).map_err(Unwritten::Target)?;
        }
        self.rows.end(&mut block).map_err(Unwritten::Target)?;
        self.put(&mut block)
    }

    fn take(&mut self, mut rows: Vec<Done>, block: &mut Vec<u8>) -> Result<(), Unwritten> {
        for done in &mut rows {
            self.tally.note(&Counted::of(done));
            if let Some(drift) = &mut self.drift {
                compare(drift, done);
            }
        }
        self.rows.write(block, &rows).map_err(Unwritten::Target)?;
        if let Some(save) = &mut self.save {
            let line = rows.iter().try_for_each(|done| self.rows.line(save, done));
            line.map_err(|cause| Unwritten::Save(save.error(cause)))?;
        }
        self.put(block)
    }

    fn put(&mut self, block: &mut Vec<u8>) -> Result<(), Unwritten> {
        let out: &mut dyn Write = match &mut self.target {
            Target::Stdout(out) => out,
            Target::File(file) => file,
        };
        let result = out.write_all(block).and_then(|()| out.flush());
        block.clear();
        result.map_err(Unwritten::Target)
    }
}

/// Compares a row with the saved run.
fn compare(drift: &mut Drift, done: &mut Done) {
    let id = done.origin.id.clone();
    match &mut done.told {
        Told::Resolution(resolution) => {
            let noted = drift.note(&Row::of(resolution, id.as_deref()));
            Arc::make_mut(resolution).drift = Some(noted);
        }
        Told::Fault(_) => {
            let row = Row {
                id: id.as_deref(),
                repository: done.origin.repository.as_deref(),
                work_type: done.origin.work_type.as_deref(),
                query: &[],
                outcome: None,
                workspace: None,
            };
            // It is counted; a row that never came to a question has no place to tell it.
            drift.note(&row);
        }
    }
}

//! Owns the thread that reads rows: it stays ahead of the questions by a bounded number of rows, and hands on what it has before it
//! waits for more of the input.

use tokio::sync::mpsc::Sender;

use super::Batch;
use super::input::Input;
use super::row::Row;

/// Rows that are handed on at once, at most.
const MOST_ROWS: usize = 128;

/// About the most that these take in memory, in bytes.
const MOST_WEIGHT: usize = 128 * 1024;

/// Batches that wait to be taken.
pub const WAITING: usize = 4;

/// Reads an input to its end. Ends early when nobody takes its rows.
pub fn read(mut input: Input, sink: &Sender<Batch>) {
    let (mut batch, mut weight) = (Vec::<Row>::new(), 0);
    loop {
        match input.read_next() {
            Ok(Some(row)) => {
                weight += row.weight();
                batch.push(row);
                let is_full = batch.len() >= MOST_ROWS || weight >= MOST_WEIGHT || !input.has_more_at_hand();
                if is_full && sink.blocking_send(Ok(std::mem::take(&mut batch))).is_err() {
                    return;
                }
                if is_full {
                    weight = 0;
                }
            }
            end => {
                // Where nobody takes them, nobody is left to be told.
                if !batch.is_empty() && sink.blocking_send(Ok(batch)).is_err() {
                    return;
                }
                if let Err(error) = end {
                    let _ = sink.blocking_send(Err(error));
                }
                return;
            }
        }
    }
}

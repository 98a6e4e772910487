//! Owns progress on stderr: only on a terminal, and only once something takes long enough to be asked about.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// Shorter waits show nothing: a line that flashes up tells less than none.
const PATIENCE: Duration = Duration::from_millis(400);

/// Something that is waited for; the line goes when this is dropped.
pub struct Waiting(Option<ProgressBar>);

impl Waiting {
    /// Shows what is waited for, with the seconds, where somebody looks.
    pub fn start(text: &'static str, is_watched: bool) -> Self {
        if !is_watched {
            return Waiting(None);
        }
        let line = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            if state.elapsed() >= PATIENCE {
                // A line that cannot be drawn is no loss.
                let _ = write!(out, "{text} … {} s", state.elapsed().as_secs());
            }
        };
        let style = ProgressStyle::default_spinner();
        let style =
            style.template("{line}").unwrap_or_else(|_| ProgressStyle::default_spinner()).with_key("line", line);
        let bar = ProgressBar::new_spinner().with_style(style);
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(PATIENCE);
        Waiting(Some(bar))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

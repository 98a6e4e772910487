//! Owns progress on stderr: only on a terminal, and only once something takes long enough to be asked about.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::bulk_summary::{grouped, time};
use crate::resolve::bulk::figures::Moment;

/// Shorter waits show nothing: a line that flashes up tells less than none.
const PATIENCE: Duration = Duration::from_millis(400);

/// Something that is waited for; the line goes when this is dropped.
pub struct Waiting(Option<ProgressBar>);

impl Waiting {
    /// Shows what is waited for, with the seconds, where somebody looks.
    pub fn start(text: &'static str, is_watched: bool) -> Self {
        Waiting::following(is_watched, move |elapsed| format!("{text} … {} s", elapsed.as_secs()))
    }

    /// Shows a line that tells how far it is, after the time that has passed, where somebody looks.
    pub fn following(is_watched: bool, tell: impl Fn(Duration) -> String + Clone + Send + Sync + 'static) -> Self {
        if !is_watched {
            return Waiting(None);
        }
        let line = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            if state.elapsed() >= PATIENCE {
                // A line that cannot be drawn is no loss.
                let _ = out.write_str(&tell(state.elapsed()));
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

/// How far a run over many rows is: rows, rate, time left, and what went wrong. `size` is the input's in bytes, where it is known.
pub fn rows_line(moment: &Moment, size: Option<u64>, elapsed: Duration) -> String {
    if let Some((read, all)) = moment.list
        && moment.rows == 0
    {
        let all = all.map(|all| format!(" of {}", grouped(all))).unwrap_or_default();
        return format!("reading the list: {}{all} workspaces … {}", grouped(read), time(elapsed));
    }
    if moment.rows == 0 {
        return format!("asking iManage … {} s", elapsed.as_secs());
    }
    let seconds = elapsed.as_secs_f64().max(0.001);
    let rate = grouped((moment.rows as f64 / seconds).round() as u64);
    let mut line = format!("{} rows, {rate} a second", grouped(moment.rows));
    if let Some(size) = size.filter(|size| *size > 0 && moment.consumed > 0) {
        let share = (moment.consumed as f64 / size as f64).min(1.0);
        let left = Duration::from_secs_f64((seconds / share - seconds).max(0.0));
        line += &format!(", {:.0} %, {} left", (share * 100.0).floor(), time(left));
    }
    if moment.failures > 0 {
        line += &format!("; {} could not be asked", grouped(moment.failures));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_rows_rate_time_left_and_failures() {
        let none = Moment { rows: 0, failures: 0, consumed: 0, list: None };
        let second = Duration::from_secs(1);
        assert_eq!(rows_line(&none, Some(100), second * 3), "asking iManage … 3 s");
        let list = Moment { list: Some((12_000, Some(100_000))), ..none };
        assert_eq!(rows_line(&list, None, second * 12), "reading the list: 12,000 of 100,000 workspaces … 12 s");
        let some = Moment { rows: 16_000, consumed: 25, ..none };
        assert_eq!(rows_line(&some, Some(100), second * 10), "16,000 rows, 1,600 a second, 25 %, 30 s left");
        let failed = Moment { failures: 2, ..some };
        assert_eq!(rows_line(&failed, None, second * 10), "16,000 rows, 1,600 a second; 2 could not be asked");
    }
}

//! Owns the summary of a run: counts, reasons, and how it was answered, for people who decide on it; one line for scripts' logs.

use std::io::{self, Write};
use std::time::Duration;

use super::fields;
use super::style::{Palette, paint};
use super::table;
use crate::http::PaceFigures;
use crate::resolve::bulk::figures::{Figures, Lists};
use crate::resolve::bulk::tally::{Counts, Group, Tally};
use crate::resolve::judge::Outcome;

/// The reasons that are told.
const MOST_REASONS: usize = 10;

/// The repositories and work types that are told apart.
const MOST_GROUPS: usize = 30;

/// What a run came to.
pub struct Summary<'a> {
    /// The input, as errors name it.
    pub name: &'a str,
    pub environment: &'a str,
    pub host: &'a str,
    pub tally: &'a Tally,
    /// Rows that an earlier run had answered.
    pub earlier: u64,
    /// Nothing where no question was asked to the end.
    pub figures: Option<&'a Figures>,
    pub pace: &'a PaceFigures,
    /// Requests at once that were allowed at most.
    pub concurrency: usize,
    pub took: Duration,
    /// The run ended before its rows did.
    pub is_cut: bool,
}

/// Writes the summary.
pub fn human(out: &mut dyn Write, summary: &Summary<'_>, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let counts = &summary.tally.all;
    let cut = if summary.is_cut { ", and then the run ended early" } else { "" };
    let title = format!("{} of {}{cut}", number_of(counts.rows(), "row"), summary.name);
    writeln!(out, "{}", paint(palette.strong, &crate::text::sanitize::harmless(&title)))?;
    writeln!(out)?;
    outcomes(out, counts, palette, width)?;
    groups(out, summary.tally, palette, width)?;
    reasons(out, summary.tally, palette, width)?;
    writeln!(out)?;
    fields::human(out, &ways(summary), palette, width)
}

fn outcomes(out: &mut dyn Write, counts: &Counts, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let rows: Vec<Vec<String>> = Outcome::ALL
        .into_iter()
        .filter(|outcome| counts.of(*outcome) > 0 || *outcome == Outcome::One)
        .map(|outcome| {
            let rows = counts.of(outcome);
            vec![outcome.word().into(), grouped(rows), percent(rows, counts.rows()), meaning(outcome).into()]
        })
        .collect();
    table::write(out, &["outcome", "rows", "share", "what Operate does"], &rows, palette, width)
}

fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::One => "opens the one workspace that is equal",
        Outcome::Many => "opens the first of several equal ones, without a word",
        Outcome::Loose => "may open another workspace than meant: none is equal",
        Outcome::None => "shows an error: no workspace is there, or visible",
        Outcome::Unresolved => "has nothing to search for: a value is missing",
        Outcome::Denied => "shows an error: the library is closed to it",
        Outcome::Error => "not known: it could not be asked",
    }
}

/// Writes the counts by repository and work type, where there are several of them.
fn groups(out: &mut dyn Write, tally: &Tally, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let (groups, others) = tally.groups();
    let mut groups: Vec<(&Group, &Counts)> = groups.collect();
    if groups.len() < 2 && others.is_none() {
        return Ok(());
    }
    groups.sort_by_key(|(group, counts)| (std::cmp::Reverse(counts.rows()), *group));
    let beyond = groups.split_off(groups.len().min(MOST_GROUPS));
    let told = Outcome::ALL.map(|outcome| (outcome, tally.all.of(outcome) > 0 || outcome == Outcome::One));
    let told: Vec<Outcome> = told.into_iter().filter(|(_, is_told)| *is_told).map(|(outcome, _)| outcome).collect();
    let row = |(group, counts): &(&Group, &Counts)| {
        let share = percent(counts.of(Outcome::One), counts.rows());
        let mut row = vec![name_of(group), grouped(counts.rows()), share];
        row.extend(told.iter().filter(|outcome| **outcome != Outcome::One).map(|outcome| grouped(counts.of(*outcome))));
        row
    };
    let rows: Vec<Vec<String>> = groups.iter().map(row).collect();
    let rest = beyond.iter().map(|(_, counts)| counts.rows()).sum::<u64>() + others.map_or(0, Counts::rows);
    let mut head = vec!["repository / work type", "rows", "one"];
    head.extend(told.iter().filter(|outcome| **outcome != Outcome::One).map(|outcome| outcome.word()));
    writeln!(out)?;
    table::write(out, &head, &rows, palette, width)?;
    match rest {
        0 => Ok(()),
        rest => writeln!(out, "{}", paint(palette.faint, &format!("and {} of further ones", number_of(rest, "row")))),
    }
}

/// Names a repository and work type in one cell, which may be broken between the two.
fn name_of((repository, work_type): &Group) -> String {
    match (repository, work_type) {
        (Some(repository), Some(work_type)) => format!("{repository} / {work_type}"),
        (Some(repository), None) => repository.clone(),
        (None, Some(work_type)) => format!("(none) / {work_type}"),
        (None, None) => "(none)".to_owned(),
    }
}

fn reasons(out: &mut dyn Write, tally: &Tally, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let (reasons, further) = tally.reasons(MOST_REASONS);
    if reasons.is_empty() {
        return Ok(());
    }
    let rows: Vec<Vec<String>> = reasons
        .iter()
        .map(|reason| {
            let more = if reason.rows > reason.examples.len() as u64 { " …" } else { "" };
            let examples = reason.examples.join(", ") + more;
            vec![grouped(reason.rows), reason.outcome.word().into(), reason.text.into(), examples]
        })
        .collect();
    writeln!(out)?;
    table::write(out, &["rows", "outcome", "reason", "such as"], &rows, palette, width)?;
    match further {
        0 => Ok(()),
        rows => {
            writeln!(out, "{}", paint(palette.faint, &format!("and {} with further reasons", number_of(rows, "row"))))
        }
    }
}

/// How the rows were answered, and what the server allowed.
fn ways(summary: &Summary<'_>) -> Vec<(&'static str, String)> {
    let mut told = vec![("server", format!("{}, environment {}", summary.host, summary.environment))];
    if summary.earlier > 0 {
        told.push(("earlier", format!("{} answered by an earlier run", number_of(summary.earlier, "row"))));
    }
    if let Some(figures) = summary.figures {
        told.push(("strategy", strategy(figures)));
        let again = match figures.answered_again {
            0 => String::new(),
            1 => "; 1 row asks the same as another".to_owned(),
            rows => format!("; {} rows ask the same as another", grouped(rows)),
        };
        told.push(("queries", format!("{}{again}", grouped(figures.queries))));
    }
    let pace = summary.pace;
    let repeated = match (pace.repeated, pace.not_repeated) {
        (0, 0) => String::new(),
        (repeated, 0) => format!(", {} of them repeats", grouped(repeated)),
        (repeated, left_out) => {
            format!(", {} of them repeats; {} more repeats were left out", grouped(repeated), grouped(left_out))
        }
    };
    told.push(("requests", format!("{}{repeated}", grouped(pace.sent))));
    told.push(("allowed", allowed(pace, summary.concurrency)));
    told.push(("time", time(summary.took)));
    told
}

/// How the rows were answered, in a sentence.
fn strategy(figures: &Figures) -> String {
    let read = |(library, lists): (&String, &Lists)| match *lists {
        Lists { workspaces, clients: 0, is_unread: false } => {
            format!("library {library} read once, {}", number_of(workspaces, "workspace"))
        }
        Lists { workspaces, clients, is_unread: false } => {
            let (clients, workspaces) = (number_of(clients, "client"), number_of(workspaces, "workspace"));
            format!("{clients} of library {library} read, {workspaces}")
        }
        Lists { .. } => format!("library {library} could not be read as a list, and was searched"),
    };
    let lists: Vec<String> = figures.lists.iter().map(read).collect();
    if lists.is_empty() {
        return "search: each different query asked".to_owned();
    }
    let confirmed = match figures.confirmed {
        0 => String::new(),
        1 => "; 1 row confirmed by a search".to_owned(),
        rows => format!("; {} rows confirmed by searches", grouped(rows)),
    };
    format!("scan: {}{confirmed}", lists.join("; "))
}

/// What the server allowed.
fn allowed(pace: &PaceFigures, concurrency: usize) -> String {
    let mut told = Vec::new();
    if let Some(allowance) = pace.allowance {
        let reset = time(allowance.reset);
        told.push(format!(
            "from {} down to {} calls left, counted anew within {reset}",
            grouped(allowance.most),
            grouped(allowance.least)
        ));
    }
    if pace.throttled > 0 {
        told.push(format!("\"too many requests\" {}", times(pace.throttled)));
    }
    if !pace.held.is_zero() {
        told.push(format!("waited {} as it asked", time(pace.held)));
    }
    if pace.lowest_concurrency < concurrency {
        told.push(format!("{} down from {concurrency} requests at once", pace.lowest_concurrency));
    }
    if told.is_empty() { format!("{concurrency} requests at once, no limit met") } else { told.join("; ") }
}

/// The summary in one line: `1,000 rows: 962 one, 38 none; 985 queries, 990 requests, 12 s`.
pub fn line(summary: &Summary<'_>) -> String {
    let counts = &summary.tally.all;
    let told = Outcome::ALL.into_iter().filter(|outcome| counts.of(*outcome) > 0);
    let told: Vec<String> = told.map(|outcome| format!("{} {}", grouped(counts.of(outcome)), outcome.word())).collect();
    let told = if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) };
    let queries = summary.figures.map_or(0, |figures| figures.queries);
    format!(
        "{}{told}; {}, {}, {}",
        number_of(counts.rows(), "row"),
        match queries {
            1 => "1 query".to_owned(),
            queries => format!("{} queries", grouped(queries)),
        },
        number_of(summary.pace.sent, "request"),
        time(summary.took)
    )
}

/// A number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn number_of(number: u64, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {what}{ending}", grouped(number))
}

fn times(number: u64) -> String {
    if number == 1 { "once".to_owned() } else { format!("{} times", grouped(number)) }
}

/// A share that never says all where some are missing, nor nothing where there is something.
fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let share = part as f64 * 100.0 / whole as f64;
    let shown = match (part, share) {
        (0, _) => 0.0,
        (part, _) if part == whole => 100.0,
        (_, share) => share.clamp(0.1, 99.9),
    };
    format!("{shown:.1} %")
}

/// A time as people say it.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..120 => format!("{seconds} s"),
        120..7200 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_shares_and_times_are_written_for_people() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(percent(99_999, 100_000), "99.9 %");
        assert_eq!(percent(1, 100_000), "0.1 %");
        assert_eq!([percent(0, 9), percent(9, 9), percent(1, 3)], ["0.0 %", "100.0 %", "33.3 %"]);
        assert_eq!(percent(0, 0), "");
        let seconds = [0.04, 61.0, 125.0, 7260.0].map(Duration::from_secs_f64).map(time);
        assert_eq!(seconds, ["0.0 s", "61 s", "2 min 5 s", "2 h 1 min"]);
    }
}

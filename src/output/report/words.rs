//! Owns the words that the forms of a report share: the verdict, whom to call, for which place it speaks.

use jiff::Timestamp;

use crate::prereqs::finding::{Finding, Group, Status, Who};
use crate::prereqs::report::{AreaRow, Report};

/// What each area is checked for: the last part of its findings' ids, and what people call it.
pub(super) const ASPECTS: [(&str, &str); 4] =
    [("workspace", "Workspace"), ("folder", "Folder"), ("access", "Access"), ("unique", "Unique")];

/// What a report comes to, in words.
pub(super) struct Verdict {
    /// The status that the whole has.
    pub status: Status,
    /// `Not ready`.
    pub word: &'static str,
    /// `2 of 31 checks failed, and 1 could not be asked`; begins in lower case.
    pub because: String,
}

/// Judges a report in words. Where not all was asked, it is ready only as far as that goes.
pub(super) fn verdict(report: &Report) -> Verdict {
    let count = report.summary;
    let asked = report.findings.len();
    let of_all = |number: usize| format!("{number} of {}", counted(asked, "check"));
    let all = !is_partial(report);
    let (status, word, because) = match (count.fail, count.error, count.warn, count.skip) {
        _ if asked == 0 => (Status::Skip, "Nothing checked", "no check was asked for".to_owned()),
        (0, 0, 0, 0) => (Status::Pass, if all { "Ready" } else { "Ready as far as checked" }, all_pass(asked)),
        (0, 0, 0, _) if count.pass == 0 => (Status::Skip, "Nothing checked", format!("{} skipped", were(asked))),
        (0, 0, 0, skip) => (Status::Pass, "Ready as far as checked", format!("{} skipped", of_were(skip, asked))),
        (0, 0, warn, _) => {
            let word = if all { "Ready, with warnings" } else { "Ready as far as checked, with warnings" };
            let what = if warn == 1 { "has a warning" } else { "have warnings" };
            (Status::Warn, word, format!("{} {what}", of_all(warn)))
        }
        (0, error, ..) => (Status::Error, "Not known", format!("{} could not be asked", of_all(error))),
        (fail, 0, ..) => (Status::Fail, "Not ready", format!("{} failed", of_all(fail))),
        (fail, error, ..) => {
            (Status::Fail, "Not ready", format!("{} failed, and {error} could not be asked", of_all(fail)))
        }
    };
    Verdict { status, word, because }
}

/// Tells whether checks were left out that every firm needs.
fn is_partial(report: &Report) -> bool {
    let needed = [Group::Config, Group::Encryption, Group::Network, Group::Imanage, Group::Oauth];
    let is_missing = |group: &Group| report.findings.iter().all(|finding| finding.group != *group);
    is_narrowed_by(report, &["--only", "--skip", "--offline"]) || needed.iter().any(is_missing)
}

/// Tells whether only a part was asked for, so that what is not in that part is not worth a line on a terminal.
pub(super) fn is_part(report: &Report) -> bool {
    is_narrowed_by(report, &["--only"])
}

fn is_narrowed_by(report: &Report, options: &[&str]) -> bool {
    report.arguments.iter().any(|word| options.iter().any(|option| word.starts_with(option)))
}

fn all_pass(asked: usize) -> String {
    if asked == 1 { "the one check passed".into() } else { format!("all {asked} checks passed") }
}

fn were(number: usize) -> String {
    if number == 1 { "the one check was".into() } else { format!("all {number} checks were") }
}

fn of_were(number: usize, asked: usize) -> String {
    format!("{number} of {} {}", counted(asked, "check"), if number == 1 { "was" } else { "were" })
}

/// `1 check`, `2 checks`.
fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// `20 pass, 1 warn, 2 fail`; what there is none of is left out.
pub(super) fn counts(report: &Report) -> String {
    let told = |status: &Status| match report.summary.count(*status) {
        0 => None,
        number => Some(format!("{number} {}", status.word())),
    };
    Status::ALL.iter().filter_map(told).collect::<Vec<_>>().join(", ")
}

/// Somebody to call, and what for.
pub(super) struct Call<'a> {
    pub who: Who,
    pub findings: Vec<&'a Finding>,
}

/// Whom to call for the findings of these statuses: first what is bad, then warnings; within these in the order of the report, since
/// what comes first there the rest may depend on. Where a finding names nobody, it is for whoever ran imctl.
pub(super) fn calls<'a>(report: &'a Report, of: &[Status]) -> Vec<Call<'a>> {
    let mut calls: Vec<Call<'a>> = Vec::new();
    let mut findings: Vec<_> = report.findings.iter().filter(|finding| of.contains(&finding.status)).collect();
    findings.sort_by_key(|finding| finding.status == Status::Warn);
    for finding in findings {
        let who = finding.who.unwrap_or(Who::Implementer);
        match calls.iter_mut().find(|call| call.who == who) {
            Some(call) => call.findings.push(finding),
            None => calls.push(Call { who, findings: vec![finding] }),
        }
    }
    calls
}

/// `call the firm's network team and the implementer`; where nothing is bad, `tell` those whom warnings are for.
pub(super) fn whom(report: &Report) -> Option<String> {
    let calls = calls(report, &[Status::Fail, Status::Error]);
    let (calls, ask) = if calls.is_empty() { (self::calls(report, &[Status::Warn]), "tell") } else { (calls, "call") };
    let whom: Vec<_> = calls.iter().map(|call| call.who.title()).collect();
    (!whom.is_empty()).then(|| format!("{ask} {}", listed(&whom)))
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// The findings of a group.
pub(super) fn of_group(report: &Report, group: Group) -> Vec<&Finding> {
    report.findings.iter().filter(|finding| finding.group == group).collect()
}

/// The areas that the firm does not use.
pub(super) fn unused(report: &Report) -> Vec<&AreaRow> {
    report.areas.iter().filter(|area| !area.declared).collect()
}

/// What one aspect of an area came to.
pub(super) fn of_area<'a>(report: &'a Report, area: &AreaRow, aspect: &str) -> Option<&'a Finding> {
    let id = format!("areas.{}.{aspect}", area.key);
    report.findings.iter().find(|finding| finding.id == id)
}

/// Why a finding was skipped.
pub(super) fn cause(finding: &Finding) -> String {
    match &finding.because {
        Some(id) => format!("because of {id}"),
        None if finding.detail.is_empty() => "not asked".to_owned(),
        None => finding.detail.clone(),
    }
}

/// The sentence that every report has.
pub(super) fn place(report: &Report) -> String {
    let from = &report.ran_from;
    format!(
        "This report speaks for {} ({}), the place it ran from: what is reachable from there need not be reachable from Clio Operate.",
        from.host, from.system
    )
}

/// `imctl check-prereqs --only network`, for a POSIX shell, or for PowerShell where the report was made on Windows.
pub(super) fn command_line(report: &Report) -> String {
    let quote_inside = if report.ran_from.system == "windows" { "''" } else { "'\\''" };
    let quoted = |word: &String| {
        let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:@%+".contains(c);
        if !word.is_empty() && word.chars().all(is_plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', quote_inside))
        }
    };
    [report.tool.name.clone()].into_iter().chain(report.arguments.iter().map(quoted)).collect::<Vec<_>>().join(" ")
}

/// `2 March 2026, 08:15 UTC`; the text itself where it is no point in time.
pub(super) fn when(started_at: &str) -> String {
    match started_at.parse::<Timestamp>() {
        Ok(time) => time.strftime("%-d %B %Y, %H:%M UTC").to_string(),
        Err(_) => started_at.to_owned(),
    }
}

/// Milliseconds as seconds: `0.012`.
pub(super) fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// A key of evidence as people read it: `not_after` is `not after`.
pub(super) fn label(key: &str) -> String {
    key.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_can_be_pasted_into_a_shell() {
        let on = |system: &str, words: &[&str]| {
            let mut report = empty();
            report.ran_from.system = system.to_owned();
            report.arguments = words.iter().map(|word| (*word).to_owned()).collect();
            command_line(&report)
        };
        assert_eq!(on("linux", &["check-prereqs", "--only", "network"]), "imctl check-prereqs --only network");
        assert_eq!(on("linux", &["-c", "it's $HOME", ""]), "imctl -c 'it'\\''s $HOME' ''");
        assert_eq!(on("windows", &["-c", r"C:\Ada's\x.toml"]), r"imctl -c 'C:\Ada''s\x.toml'");
    }

    #[test]
    fn times_are_told_as_people_and_machines_read_them() {
        assert_eq!(when("2026-03-02T08:15:09Z"), "2 March 2026, 08:15 UTC");
        assert_eq!(when("yesterday"), "yesterday");
        assert_eq!((seconds(12), seconds(61_007)), ("0.012".into(), "61.007".into()));
    }

    #[test]
    fn the_verdict_says_the_worst_and_never_ready_where_nothing_was_asked() {
        let verdict = |pass, warn, fail, error, skip| {
            let mut report = empty();
            let kinds = [pass, warn, fail, error, skip];
            for (status, number) in Status::ALL.into_iter().zip(kinds) {
                report.findings.extend((0..number).map(|_| finding(Group::Network, status)));
            }
            report.summary = crate::prereqs::report::Summary::of(&report.findings);
            let verdict = super::verdict(&report);
            format!("{}: {}", verdict.word, verdict.because)
        };
        assert_eq!(verdict(2, 0, 0, 0, 0), "Ready as far as checked: all 2 checks passed");
        assert_eq!(verdict(1, 0, 0, 0, 0), "Ready as far as checked: the one check passed");
        assert_eq!(verdict(2, 0, 0, 0, 1), "Ready as far as checked: 1 of 3 checks was skipped");
        assert_eq!(verdict(1, 1, 0, 0, 1), "Ready as far as checked, with warnings: 1 of 3 checks has a warning");
        assert_eq!(verdict(1, 1, 0, 2, 1), "Not known: 2 of 5 checks could not be asked");
        assert_eq!(verdict(1, 0, 1, 0, 0), "Not ready: 1 of 2 checks failed");
        assert_eq!(verdict(1, 0, 2, 3, 0), "Not ready: 2 of 6 checks failed, and 3 could not be asked");
        assert_eq!(verdict(0, 0, 0, 0, 3), "Nothing checked: all 3 checks were skipped");
        assert_eq!(verdict(0, 0, 0, 0, 0), "Nothing checked: no check was asked for");
    }

    #[test]
    fn ready_without_reserve_takes_every_group_that_every_firm_needs() {
        let mut report = empty();
        report.findings = Group::ALL.map(|group| finding(group, Status::Pass)).to_vec();
        assert_eq!(verdict(&report).word, "Ready");
        report.arguments = vec!["check-prereqs".into(), "--skip=network.clock".into()];
        assert_eq!(verdict(&report).word, "Ready as far as checked");
        report.arguments.clear();
        report.findings.remove(2);
        assert_eq!(verdict(&report).word, "Ready as far as checked");
    }

    fn finding(group: Group, status: Status) -> Finding {
        Finding {
            id: format!("{}.x", group.word()),
            group,
            title: String::new(),
            status,
            detail: String::new(),
            fix: None,
            who: None,
            because: None,
            duration_ms: 0,
            evidence: std::collections::BTreeMap::new(),
            names: Vec::new(),
        }
    }

    fn empty() -> Report {
        use crate::prereqs::report::{RanFrom, Summary, Tool};
        Report {
            schema_version: 1,
            tool: Tool { name: "imctl".into(), version: "0".into() },
            environment: String::new(),
            base_url: None,
            ran_from: RanFrom { host: String::new(), system: String::new() },
            started_at: String::new(),
            duration_ms: 0,
            arguments: Vec::new(),
            summary: Summary::default(),
            findings: Vec::new(),
            areas: Vec::new(),
            confirmations: Vec::new(),
            names: Vec::new(),
        }
    }
}

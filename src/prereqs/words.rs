//! Owns how lists, times and lengths of time are put into the texts of findings.

use jiff::{SignedDuration, Timestamp};

/// More of a list than anybody reads.
const MOST: usize = 12;

/// `a`, `b` and 3 more, each in backticks.
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    joined(names.into_iter().map(|name| format!("`{name}`")), ", ")
}

/// The texts one after the other, the rest as a number.
pub(super) fn joined(texts: impl IntoIterator<Item = String>, separator: &str) -> String {
    let texts: Vec<String> = texts.into_iter().collect();
    let told = texts.iter().take(MOST).cloned().collect::<Vec<_>>().join(separator);
    match texts.len().saturating_sub(MOST) {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}

/// `1 workspace`, `2 workspaces`.
pub(super) fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// The day of a moment, in UTC: `2026-03-11`.
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// Whole days from now until then; negative when it is past.
pub(super) fn days_until(then: Timestamp, now: Timestamp) -> i64 {
    then.duration_since(now).as_hours().div_euclid(24)
}

/// A length of time in its largest unit that leaves a number people can grasp: `30 minutes`, `2 hours`, `14 days`.
pub(super) fn length(time: SignedDuration) -> String {
    let seconds = time.as_secs().unsigned_abs();
    let (number, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    counted(usize::try_from(number).unwrap_or(usize::MAX), unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_end_with_a_number() {
        assert_eq!(quoted(["a", "b"]), "`a`, `b`");
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(quoted(many.iter().map(String::as_str)).ends_with("`11` and 8 more"));
        assert_eq!(quoted([]), "");
    }

    #[test]
    fn lengths_of_time_are_told_in_words() {
        let told = |seconds| length(SignedDuration::from_secs(seconds));
        assert_eq!([told(1), told(90), told(1800), told(-7200)], ["1 second", "90 seconds", "30 minutes", "2 hours"]);
        assert_eq!(told(14 * 86_400), "14 days");
    }

    #[test]
    fn a_certificate_that_ends_today_has_no_day_left_and_one_of_yesterday_is_past() {
        let at = |hours: i64| Timestamp::from_second(hours * 3600).expect("a time");
        assert_eq!(days_until(at(23), at(0)), 0);
        assert_eq!(days_until(at(24 * 9 + 1), at(0)), 9);
        assert!(days_until(at(-1), at(0)) < 0);
    }
}

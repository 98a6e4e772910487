//! Owns what a report comes to (CONTRACT 8): any failure outweighs what could not be asked, and that outweighs warnings. Pure.

use super::report::Summary;

/// What a report comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Good,
    /// Warnings only, where they count.
    Warned,
    /// Nothing failed, and something could not be asked.
    Unknown,
    Failed,
}

/// Judges a report; with `is_strict` warnings count.
pub fn judge(summary: &Summary, is_strict: bool) -> Verdict {
    match (summary.fail, summary.error, summary.warn) {
        (1.., _, _) => Verdict::Failed,
        (0, 1.., _) => Verdict::Unknown,
        (0, 0, 1..) if is_strict => Verdict::Warned,
        (0, 0, _) => Verdict::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_is_judged_by_its_worst() {
        let counts = [0, 1, 7];
        for fail in counts {
            for error in counts {
                for warn in counts {
                    for (pass, skip) in [(0, 0), (1, 0), (0, 1), (9, 9)] {
                        let summary = Summary { pass, warn, fail, error, skip };
                        let expected = |strict: bool| {
                            if fail > 0 {
                                Verdict::Failed
                            } else if error > 0 {
                                Verdict::Unknown
                            } else if warn > 0 && strict {
                                Verdict::Warned
                            } else {
                                Verdict::Good
                            }
                        };
                        for strict in [false, true] {
                            assert_eq!(judge(&summary, strict), expected(strict), "{summary:?}, strict: {strict}");
                        }
                    }
                }
            }
        }
    }
}

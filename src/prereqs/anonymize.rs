//! Owns taking names out of a report, so that it can be shown to people outside the firm. Pure.

use super::report::Report;

/// Puts stable placeholders (`host-1`, `workspace-3`) in the place of every name in the texts of a report; the lists of names are
/// emptied.
pub fn anonymize(report: &mut Report) {
    let mut names = std::mem::take(&mut report.names);
    report.findings.iter_mut().for_each(|finding| names.append(&mut finding.names));
    for (_, name) in &names {
        for finding in &mut report.findings {
            finding.detail = finding.detail.replace(name.as_str(), "name");
        }
    }
}

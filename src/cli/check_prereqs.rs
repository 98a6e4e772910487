//! Owns the options of `check-prereqs`.

use std::path::PathBuf;

use clap::Args;

/// Options of `imctl check-prereqs`.
#[derive(Args, Debug)]
pub struct CheckPrereqsArgs {
    /// Check only these: ids, groups or beginnings of ids, such as `network` or `areas.scanning`; what they need is asked as well
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub only: Vec<String>,

    /// Leave these out: ids, groups or beginnings of ids
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub skip: Vec<String>,

    /// List the checks, with their ids, and check nothing
    #[arg(long, conflicts_with_all = ["report", "compare", "wait", "strict", "anonymize"])]
    pub list: bool,

    /// Let warnings count: exit 11 where there is nothing worse
    #[arg(long)]
    pub strict: bool,

    /// Ask again for so many seconds until all is good; stop at once where an answer is bad for good
    #[arg(long, value_name = "SECS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub wait: Option<u64>,

    /// Ask nothing of the network; what needs it is skipped
    #[arg(long, conflicts_with = "wait")]
    pub offline: bool,

    /// Put placeholders in the place of all names, to show the report outside the firm
    #[arg(long)]
    pub anonymize: bool,

    /// Write the report to a file as well, in the form json, junit, tap, markdown, html or human; repeat for more
    #[arg(long, value_name = "FORM=FILE", value_parser = target)]
    pub report: Vec<ReportTarget>,

    /// Tell what changed since an earlier report in JSON; what is worse than it was makes exit 1
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,
}

/// A form that reports can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportForm {
    Json,
    Junit,
    Tap,
    Markdown,
    Html,
    Human,
}

impl ReportForm {
    /// All forms, with their names.
    pub const ALL: [(ReportForm, &'static str); 6] = [
        (ReportForm::Json, "json"),
        (ReportForm::Junit, "junit"),
        (ReportForm::Tap, "tap"),
        (ReportForm::Markdown, "markdown"),
        (ReportForm::Html, "html"),
        (ReportForm::Human, "human"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        ReportForm::ALL.iter().find(|(form, _)| *form == self).map_or("", |(_, name)| name)
    }
}

/// A report's form and file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTarget {
    pub form: ReportForm,
    pub path: PathBuf,
}

fn target(text: &str) -> Result<ReportTarget, String> {
    let list = || ReportForm::ALL.map(|(_, name)| name).join(", ");
    let Some((name, path)) = text.split_once('=') else {
        return Err(format!("write it as FORM=FILE, such as html=prereqs.html; the forms are {}", list()));
    };
    if path.is_empty() {
        return Err(format!("no file is named; write {name}=FILE"));
    }
    let found = ReportForm::ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name.trim()));
    match found {
        Some((form, _)) => Ok(ReportTarget { form: *form, path: path.into() }),
        None => Err(format!("there is no form `{name}`; the forms are {}", list())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_form_and_a_file_and_the_file_may_hold_anything() {
        let of = |text: &str| target(text).map(|target| (target.form.name(), target.path));
        assert_eq!(of("html=a b=c.html"), Ok(("html", "a b=c.html".into())));
        assert_eq!(of("JUNIT=C:\\out.xml"), Ok(("junit", "C:\\out.xml".into())));
    }

    #[test]
    fn what_is_no_target_is_told_with_the_forms_there_are() {
        assert!(target("htm=x").expect_err("no form").contains("no form `htm`"));
        assert!(target("pdf=x").expect_err("no form").contains("json, junit, tap, markdown, html, human"));
        assert!(target("html").expect_err("no file").contains("html=prereqs.html"));
        assert!(target("html=").expect_err("no file").contains("html=FILE"));
    }
}

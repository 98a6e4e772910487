//! Owns the way from an error to what the user is told. Each room's errors are explained in a file of their own beside this one.

use super::verdict::Exit;

/// What the user is told about an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub exit: Exit,
    /// The stable text for scripts, such as `oauth.grant-not-allowed`.
    pub code: &'static str,
    /// Lines that start with a verb: what to do about it, and who can.
    pub hints: Vec<String>,
}

/// Explains one link of an error's chain, if it is of a kind that is known here.
type Explainer = fn(&(dyn std::error::Error + 'static)) -> Option<Explanation>;

/// One line a room that has errors of its own.
const EXPLAINERS: &[Explainer] = &[
    super::bulk::explain,
    super::config::explain,
    super::http::explain,
    super::imanage::explain,
    super::resolve::explain,
    super::sandbox::explain,
    super::session::explain,
    super::usage::explain,
    super::vault::explain,
];

/// Finds the explanation of an error: the outermost link of its chain that some room knows.
pub fn explain(error: &anyhow::Error) -> Explanation {
    error.chain().find_map(explain_link).unwrap_or(Explanation {
        exit: Exit::Findings,
        code: "internal",
        hints: Vec::new(),
    })
}

/// What to do about an error: the hints of the outermost link of its chain that some room knows.
pub fn hints(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    explain_error(error).map(|explanation| explanation.hints).unwrap_or_default()
}

/// Explains the outermost link of an error's chain that some room knows.
pub fn explain_error(error: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    let mut next = Some(error);
    while let Some(link) = next {
        if let Some(explanation) = explain_link(link) {
            return Some(explanation);
        }
        next = link.source();
    }
    None
}

/// Explains one link of a chain.
pub(super) fn explain_link(link: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    EXPLAINERS.iter().find_map(|explainer| explainer(link))
}

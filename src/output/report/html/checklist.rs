//! Owns the checklist of what no tool can see: boxes to tick and lines to sign, on paper as well.

use std::io::{self, Write};

use super::escape::prose;
use crate::prereqs::report::Report;

/// Writes the questions with boxes, and the lines below them.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.confirmations.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section class=\"confirm\" aria-labelledby=\"confirm\">\n<h2 id=\"confirm\">To be confirmed and signed</h2>\n\
         <p class=\"explains\">No tool can see these from outside. Someone who can must look, and tick them off.</p>\n\
         <ul class=\"checklist\" role=\"list\">"
    )?;
    for confirmation in &report.confirmations {
        writeln!(
            out,
            "<li><span class=\"box\" aria-hidden=\"true\"></span><div><p class=\"question\" dir=\"auto\">{}</p>\n\
             <p class=\"look\" dir=\"auto\">{}</p></div></li>",
            prose(&confirmation.question),
            prose(&confirmation.look)
        )?;
    }
    writeln!(
        out,
        "</ul>\n<table class=\"signatures\">\n<caption>Signatures</caption>\n\
         <thead><tr><td></td><th scope=\"col\">For the firm</th><th scope=\"col\">For the implementer</th></tr></thead>\n<tbody>"
    )?;
    for line in ["Name", "Date", "Signature"] {
        writeln!(out, "<tr><th scope=\"row\">{line}</th><td></td><td></td></tr>")?;
    }
    writeln!(out, "</tbody>\n</table>\n</section>")
}

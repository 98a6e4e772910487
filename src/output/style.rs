//! Owns whether and how colour is used. Colour is never the only sign of anything.

use anstyle::{AnsiColor, Style};

/// The styles of one stream; plain when the stream cannot or must not show them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    pub good: Style,
    pub warning: Style,
    pub bad: Style,
    pub strong: Style,
    pub faint: Style,
}

impl Palette {
    /// The styles of a stream that shows colour.
    pub fn colourful() -> Self {
        Palette {
            good: AnsiColor::Green.on_default(),
            warning: AnsiColor::Yellow.on_default(),
            bad: AnsiColor::Red.on_default().bold(),
            strong: Style::new().bold(),
            faint: Style::new().dimmed(),
        }
    }

    /// No style at all.
    pub fn plain() -> Self {
        Palette::default()
    }
}

/// Puts a text into a style: `paint(palette.good, "ok")`.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

//! Owns what is made from the command tree: shell completions and man pages.

use std::io;

use clap::CommandFactory;
use clap_complete::Generator;

use super::completions::Shell;
use super::tree::Cli;

/// The date of the pages: that of the release.
const RELEASED: &str = "2026-11-24";

/// Makes the completion script of a shell.
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    let generator: clap_complete::Shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::PowerShell => clap_complete::Shell::PowerShell,
        Shell::Elvish => clap_complete::Shell::Elvish,
    };
    command.set_bin_name("imctl");
    command.build();
    generator.generate(&command, &mut script);
    script
}

/// Makes every man page, as file name (`imctl-config-show.1`) and text.
///
/// # Errors
/// Only those of writing to memory.
pub fn man_pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut command = Cli::command();
    command.build();
    let mut pages = Vec::new();
    add_page(&command, "imctl", &mut pages)?;
    Ok(pages)
}

fn add_page(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let page = command.clone().name(name.to_owned()).display_name(name.to_owned()).disable_help_subcommand(true);
    let mut text = Vec::new();
    clap_mangen::Man::new(page).date(RELEASED).manual("imctl").render(&mut text)?;
    // The empty line between two breaks, which the generator writes before possible values, is one space to a reader and
    // two warnings to a checker.
    let text = String::from_utf8_lossy(&text).replace("\n.br\n\n.br\n", "\n.sp\n");
    pages.push((format!("{name}.1"), text.into_bytes()));
    for below in command.get_subcommands().filter(|below| below.get_name() != "help" && !below.is_hide_set()) {
        add_page(below, &format!("{name}-{}", below.get_name()), pages)?;
    }
    Ok(())
}

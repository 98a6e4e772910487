//! Owns the command tree. A new subcommand is one file beside this one and one line here.

use clap::{Parser, Subcommand};

use super::global::Global;

/// Sets up, verifies and watches the integration between Clio Operate and iManage Work.
#[derive(Parser, Debug)]
#[command(name = "imctl", version, propagate_version = false, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// One variant a subcommand.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Show, check or find the configuration
    Config(super::config::ConfigArgs),
    /// Set up or show the encryption of the tokens: certificate, seed, vault
    Encryption(super::encryption::EncryptionArgs),
    /// Exchange credentials for tokens, encrypt and store them
    Link(super::link::LinkArgs),
    /// Show what is linked: who, since when, until when
    Status(super::link::StatusArgs),
    /// Forget the tokens, and revoke them at iManage
    Unlink(super::link::UnlinkArgs),
    /// Find the workspace of a matter as Operate does: resolver config + work item -> workspace
    Resolve(super::resolve::ResolveArgs),
    /// Show the contents of a workspace as a tree, or the workspaces of a library
    LsWorkspace(super::ls_workspace::LsWorkspaceArgs),
    /// Check every prerequisite of the integration: configuration, network, sign-in, iManage, areas, resolvers
    CheckPrereqs(super::check_prereqs::CheckPrereqsArgs),
    /// Run the whole set-up against a practice server, step by step
    Demo(super::demo::DemoArgs),
    /// Print the completion script of a shell
    Completions(super::completions::CompletionsArgs),
    /// Print a man page
    Man(super::completions::ManArgs),
    /// Serve an iManage-like API on this computer: practice, tests of scripts, offline demos
    Sandbox(super::sandbox::SandboxArgs),
}

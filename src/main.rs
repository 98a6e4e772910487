//! Takes the process's world, runs the command in it, returns the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    imctl::sys::process::forbid_core_dumps();
    let mut world = imctl::sys::world::World::of_this_process();
    ExitCode::from(imctl::run(&mut world) as u8)
}

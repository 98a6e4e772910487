//! Any bytes as `imctl.toml`: checked and loaded without a panic, and every mistake is told with a place in the file.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use imctl::config::check::check;
use imctl::config::effective::effective;
use imctl::config::{Request, load};
use imctl::sys::world::World;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    let folder: &Path = FOLDER.path();
    std::fs::write(folder.join("imctl.toml"), bytes).expect("written");
    let (world, ..) = World::made_up(&[], folder);
    let lines = bytes.split(|byte| *byte == b'\n').count();
    if let Ok(checked) = check(&world, &Request::default()) {
        let places = checked.complaints.iter().filter_map(|complaint| complaint.place.as_ref());
        for place in places.chain(checked.warnings.iter().filter_map(|warning| warning.place.as_ref())) {
            assert!(place.line >= 1 && place.column >= 1 && place.line <= lines, "{place} of {lines} lines");
        }
    }
    if let Ok(loaded) = load(&world, &Request::default()) {
        let _ = effective(&loaded.config, &loaded.origins);
    }
});

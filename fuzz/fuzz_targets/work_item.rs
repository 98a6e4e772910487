//! Any JSON as a work item and any text as composer paths, one a line behind it: looked up without a panic; a value that is
//! found is not blank; one that was told is found.
#![no_main]

use imctl::operate::composer::Path;
use imctl::operate::work_item::WorkItem;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // Work item and paths are parted by an empty line.
    let (json, paths) = text.split_once("\n\n").unwrap_or((text, "workitem.client.reference\nclient!2.reference"));
    let mut item = WorkItem::from_json(json).unwrap_or_else(|_| WorkItem::of(serde_json::Map::new()));
    for line in paths.lines() {
        if line.contains('=') && item.set_from(line).is_ok() {
            assert!(!item.is_empty());
        }
        let characters: Vec<char> = line.chars().collect();
        match Path::read(&characters, 1) {
            Ok(path) => {
                if let Ok(value) = item.look_up(&path) {
                    assert!(!value.trim().is_empty());
                }
                item.set(&path.text, "told");
                assert_eq!(item.look_up(&path).ok().as_deref(), Some("told"));
            }
            Err(error) => assert!((1..=characters.len() + 1).contains(&error.column), "{error:?}"),
        }
    }
});

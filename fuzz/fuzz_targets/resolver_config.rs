//! Any text as a resolver config, in each mode: read without a panic, mistakes in the order of their columns and inside the
//! text; and whatever stands in the place of a path, the literals around it stay.
#![no_main]

use imctl::operate::composer::Part;
use imctl::operate::repositories::Mode;
use imctl::operate::resolver_config::{ResolverConfig, inferred_mode};
use libfuzzer_sys::fuzz_target;

/// What a hostile value would change a query with.
const VALUE: &str = "],custom1=[x]&\"\u{0}";

fuzz_target!(|text: &str| {
    let _ = inferred_mode(text);
    for mode in [None, Some(Mode::Default), Some(Mode::Search)] {
        match ResolverConfig::read(text, mode) {
            Ok(config) => {
                assert!(mode.is_none_or(|mode| mode == config.mode()));
                for (_, template) in config.templates() {
                    let filled = template.fill(|_| Ok::<_, ()>(VALUE.to_owned())).expect("each path has a value");
                    let expected: String = template
                        .parts
                        .iter()
                        .map(|part| match part {
                            Part::Literal(text) => text.as_str(),
                            Part::Path(_) => VALUE,
                        })
                        .collect();
                    assert_eq!(filled, expected);
                }
                config.paths().for_each(|path| assert!(!path.elements.is_empty()));
                config.doubts.iter().for_each(|doubt| drop(doubt.to_string()));
            }
            Err(mistakes) => {
                assert!(!mistakes.is_empty());
                let last = text.chars().count() + 1;
                for mistake in &mistakes {
                    assert!((1..=last).contains(&mistake.column), "{mistake:?} of {last} columns");
                    assert!(!mistake.mistake.hint().is_empty());
                    let _ = mistake.mistake.to_string();
                }
                assert!(mistakes.is_sorted_by_key(|mistake| mistake.column));
            }
        }
    }
});

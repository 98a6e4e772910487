//! Any bytes as the answer of a token endpoint: read without a panic; a token can be a header's value; what is told of a
//! refusal is harmless on a terminal.
#![no_main]

use imctl::http::Answer;
use imctl::imanage::oauth::TokenAnswer;
use imctl::text::sanitize::harmless;
use libfuzzer_sys::fuzz_target;

const GRANTS: [&str; 4] = ["client_credentials", "refresh_token", "authorization_code", "password"];

fuzz_target!(|bytes: &[u8]| {
    for (status, grant) in [200, 400, 401, 403, 429, 503].into_iter().flat_map(|s| GRANTS.map(|grant| (s, grant))) {
        match TokenAnswer::read(&Answer::made_up(status, bytes), grant) {
            Ok(tokens) => {
                assert_eq!(status, 200);
                let token = tokens.access_token.expose();
                assert!(!token.is_empty() && token.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
                assert!(tokens.refresh_token.is_none_or(|token| !token.is_empty()));
            }
            Err(error) => {
                let told = error.to_string();
                assert!(told.len() < 1_000 && harmless(&told) == told, "{told}");
            }
        }
    }
});

//! Owns the redirect URL of an Operate instance.

use url::Url;

/// The path below the Operate URL that iManage sends the browser back to (`reference/operate.md` section 1, step 7).
pub const REDIRECT_PATH: &str = "/externalServices/replyFrom";

/// Computes the redirect URL to register with iManage: `<operate_url>/externalServices/replyFrom`.
pub fn redirect_url(operate_url: &Url) -> String {
    format!("{}{REDIRECT_PATH}", operate_url.as_str().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_slash_is_not_doubled() {
        for text in ["https://firm.example", "https://firm.example/"] {
            let url = Url::parse(text).expect("a URL");
            assert_eq!(redirect_url(&url), "https://firm.example/externalServices/replyFrom");
        }
    }
}

//! What is sent for each grant, how an answer is read, and what each refusal is taken for.

use proptest::strategy::Strategy;

use super::*;

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn sent(request: &GrantRequest<'_>) -> Vec<(&'static str, String)> {
    request.fields().into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect()
}

fn owned(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

#[test]
fn each_grant_sends_its_fields_and_no_other() {
    let (client_id, client_secret) = ("id", &secret("s"));
    let credentials = GrantRequest::ClientCredentials { client_id, client_secret, scope: Some("user") };
    assert_eq!(
        sent(&credentials),
        owned(&[("grant_type", "client_credentials"), ("client_id", "id"), ("client_secret", "s"), ("scope", "user")])
    );
    let refresh =
        GrantRequest::RefreshToken { client_id, client_secret: None, refresh_token: &secret("r"), scope: None };
    assert_eq!(sent(&refresh), owned(&[("grant_type", "refresh_token"), ("refresh_token", "r"), ("client_id", "id")]));
    let code = GrantRequest::AuthorizationCode {
        client_id,
        client_secret: Some(client_secret),
        code: &secret("c"),
        verifier: &secret("v"),
        redirect_uri: "http://127.0.0.1:1/callback",
    };
    assert_eq!(
        sent(&code),
        owned(&[
            ("grant_type", "authorization_code"),
            ("code", "c"),
            ("code_verifier", "v"),
            ("redirect_uri", "http://127.0.0.1:1/callback"),
            ("client_id", "id"),
            ("client_secret", "s"),
        ])
    );
    let password = GrantRequest::Password {
        client_id,
        client_secret: Some(client_secret),
        username: "ada",
        password: &secret("p"),
        scope: None,
    };
    assert_eq!(
        sent(&password),
        owned(&[
            ("grant_type", "password"),
            ("username", "ada"),
            ("password", "p"),
            ("client_id", "id"),
            ("client_secret", "s"),
        ])
    );
    for request in [credentials, refresh, code, password] {
        assert_eq!(request.fields()[0].1.expose(), request.name());
        let shown = format!("{request:?}");
        for canary in ["\"s\"", "\"r\"", "\"c\"", "\"v\"", "\"p\""] {
            assert!(!shown.contains(canary), "{shown}");
        }
    }
}

fn read(body: &str) -> Result<TokenAnswer, OAuthError> {
    read_tokens(&Answer::made_up(200, body.as_bytes()))
}

#[test]
fn an_answer_is_read_with_all_it_says() {
    let answer = read(
        r#"{"access_token":"a+/=","refresh_token":"r","expires_in":1800,"refresh_token_expires_in":86400,
            "scope":"user","token_type":"Bearer","unknown":[1]}"#,
    )
    .expect("tokens");
    assert_eq!(answer.access_token.expose(), "a+/=");
    assert_eq!(answer.refresh_token.as_ref().map(Secret::expose), Some("r"));
    assert_eq!(answer.expires_in, Some(Duration::from_secs(1800)));
    assert_eq!(answer.refresh_expires_in, Some(Duration::from_secs(86400)));
    assert_eq!((answer.scope.as_deref(), answer.token_type.as_deref()), (Some("user"), Some("Bearer")));

    let answer =
        read(r#"{"access_token":"a","refresh_token":"","scope":["user"],"refresh_expires_in":60}"#).expect("tokens");
    assert!(answer.refresh_token.is_none() && answer.scope.is_none() && answer.expires_in.is_none());
    assert_eq!(answer.refresh_expires_in, Some(Duration::from_secs(60)));
}

#[test]
fn every_life_a_server_may_claim_is_read_or_passed_over() {
    for (claimed, expected) in [
        ("1800", Some(Duration::from_secs(1800))),
        ("\" 1800 \"", Some(Duration::from_secs(1800))),
        ("1800.5", Some(Duration::from_millis(1_800_500))),
        ("0", Some(Duration::ZERO)),
        ("1000000000000", Some(Duration::from_secs(1_000_000_000_000))),
        ("1e300", Some(Duration::MAX)),
        ("\"inf\"", Some(Duration::MAX)),
        ("-1", None),
        ("\"-0.5\"", None),
        ("\"nan\"", None),
        ("\"soon\"", None),
        ("\"\"", None),
        ("null", None),
        ("true", None),
        ("[1800]", None),
        ("{}", None),
    ] {
        let answer = read(&format!(r#"{{"access_token":"a","expires_in":{claimed}}}"#)).expect("tokens");
        assert_eq!(answer.expires_in, expected, "{claimed}");
    }
}

#[test]
fn what_is_no_token_answer_is_told_and_never_quoted() {
    for (body, expected) in [
        ("<html>{canary}</html>", "a page instead of JSON"),
        ("canary", "a page instead of JSON"),
        ("", "a page instead of JSON"),
        ("{\"access_token\":\"canary\"", "it ends too early"),
        ("{\"access_token\":7,\"x\":\"canary\"}", "`access_token` is missing or no text"),
        ("{\"refresh_token\":\"canary\"}", "`access_token` is missing or no text"),
        ("canary {", "it is not JSON"),
        ("{\"access_token\":\"\",\"x\":\"canary\"}", "empty or holds characters"),
        ("{\"access_token\":\"canary\\n\"}", "empty or holds characters"),
        ("{\"access_token\":\"can\u{e4}ry\"}", "empty or holds characters"),
        ("{\"access_token\":\"canary\\u007f\"}", "empty or holds characters"),
    ] {
        let error = read(body).expect_err(body);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(expected) && shown.contains("dms.example"), "{body}: {shown}");
        assert!(!shown.contains("canary") && !shown.contains("can\u{e4}ry"), "{shown}");
    }
    assert!(read("{\"access_token\":\" ~\"}").is_ok(), "space and tilde are the ends of what a header can carry");
}

#[test]
fn each_refusal_is_taken_for_what_it_means() {
    use RefusalReason::*;
    for (grant, status, body, expected) in [
        ("password", 401, r#"{"error":{"code":"LoginFailed","message":"wrong"}}"#, BadUserOrPassword),
        ("client_credentials", 401, r#"{"error":"invalid_client"}"#, BadClient),
        (
            "client_credentials",
            401,
            r#"{"error":"invalid_client","error_description":"Client is DISABLED"}"#,
            ClientNotEnabled,
        ),
        (
            "client_credentials",
            401,
            r#"{"error":"invalid_client","error_description":"not enabled"}"#,
            ClientNotEnabled,
        ),
        ("client_credentials", 400, r#"{"error":"unauthorized_client"}"#, GrantNotAllowed),
        ("client_credentials", 400, r#"{"error":"unauthorized_client","message":"app not enabled"}"#, ClientNotEnabled),
        ("client_credentials", 400, r#"{"error":"unauthorized_client","message":"app disabled"}"#, ClientNotEnabled),
        (
            "client_credentials",
            400,
            r#"{"error":"unauthorized_client","message":"customer unknown"}"#,
            RedirectNotRegistered,
        ),
        (
            "client_credentials",
            400,
            r#"{"error":"unauthorized_client","message":"redirect unknown"}"#,
            RedirectNotRegistered,
        ),
        ("client_credentials", 400, r#"{"error":"unsupported_grant_type"}"#, GrantNotAllowed),
        ("refresh_token", 400, r#"{"error":"invalid_grant"}"#, RefreshTokenDead),
        ("password", 400, r#"{"error":"invalid_grant"}"#, BadUserOrPassword),
        ("authorization_code", 400, r#"{"error":"invalid_grant"}"#, CodeNotAccepted),
        ("client_credentials", 400, r#"{"error":"invalid_grant"}"#, Other),
        ("client_credentials", 400, r#"{"error":"invalid_scope"}"#, ScopeNotAllowed),
        ("client_credentials", 403, r#"{"error":"access_denied"}"#, UserNotAllowed),
        ("client_credentials", 400, r#"{"error":"invalid_request"}"#, BadRequest),
        (
            "password",
            400,
            r#"{"error":"invalid_request","error_description":"Invalid 'password' in request."}"#,
            BadUserOrPassword,
        ),
        ("authorization_code", 400, r#"{"error":"invalid_request","error_description":"no password"}"#, BadRequest),
        (
            "authorization_code",
            400,
            r#"{"error":"invalid_request","error_description":"redirect_uri"}"#,
            RedirectNotRegistered,
        ),
        (
            "client_credentials",
            400,
            r#"{"error":"invalid_request","error_description":"customer"}"#,
            RedirectNotRegistered,
        ),
        ("client_credentials", 429, r#"{"error":"slow_down"}"#, RateLimited),
        ("client_credentials", 429, "too many", RateLimited),
        ("client_credentials", 500, r#"{"error":"server_error"}"#, ServerFault),
        ("client_credentials", 503, "<html>", ServerFault),
        ("client_credentials", 400, r#"{"message":"The customer is not known"}"#, RedirectNotRegistered),
        ("client_credentials", 400, r#"{"error":{"code_message":"bad redirect"}}"#, RedirectNotRegistered),
        ("client_credentials", 401, r#"{"message":"no"}"#, BadClient),
        ("client_credentials", 403, r#"{"message":"no"}"#, UserNotAllowed),
        ("client_credentials", 400, r#"{"message":"no"}"#, Other),
        ("client_credentials", 403, "<html>blocked", Gateway),
        ("client_credentials", 407, "proxy", Gateway),
    ] {
        match refusal(&Answer::made_up(status, body.as_bytes()), grant) {
            OAuthError::Refused(refusal) => {
                assert_eq!((refusal.reason, refusal.status), (expected, status), "{grant}: {body}");
                assert_eq!(refusal.host, "dms.example");
            }
            other => panic!("{grant}: {body}: {other:?}"),
        }
    }
    for status in [201, 302, 400, 401, 404] {
        let error = refusal(&Answer::made_up(status, b"<html>canary</html>"), "password");
        assert!(matches!(&error, OAuthError::NotJson { host } if host == "dms.example"), "{status}: {error:?}");
    }
}

#[test]
fn a_code_is_shown_where_it_is_harmless() {
    let code = |body: &str| match refusal(&Answer::made_up(400, body.as_bytes()), "password") {
        OAuthError::Refused(refusal) => (refusal.code.clone(), refusal.to_string()),
        other => panic!("{other:?}"),
    };
    let (shown, told) = code(r#"{"error":"invalid_request"}"#);
    assert_eq!(shown.as_deref(), Some("invalid_request"));
    assert_eq!(
        told,
        "`dms.example` refuses the token request: the request is malformed in the server's eyes (status 400, `invalid_request`)"
    );
    for hidden in [r#"{"error":"a b"}"#, r#"{"error":"\u001b[2J"}"#, r#"{"error":""}"#, r#"{"error":7}"#] {
        let (shown, told) = code(hidden);
        assert_eq!(shown, None, "{hidden}");
        assert!(told.ends_with("(status 400)"), "{told}");
    }
}

#[test]
fn each_reason_is_told_in_words_of_its_own() {
    use RefusalReason::*;
    let reasons = [
        BadClient,
        ClientNotEnabled,
        GrantNotAllowed,
        ScopeNotAllowed,
        UserNotAllowed,
        BadUserOrPassword,
        RefreshTokenDead,
        CodeNotAccepted,
        RedirectNotRegistered,
        BadRequest,
        RateLimited,
        ServerFault,
        Gateway,
        Other,
    ];
    let told: std::collections::BTreeSet<_> = reasons
        .iter()
        .map(|reason| Refusal { reason: *reason, status: 400, code: None, host: "dms.example".into() }.to_string())
        .collect();
    assert_eq!(told.len(), reasons.len());
}

#[test]
fn a_code_that_repeats_what_was_sent_is_not_shown() {
    let sent = || vec![Secret::new("P4sswordCanary8".to_owned()), Secret::new("R3freshCanary".to_owned())];
    for code in ["P4sswordCanary8", "p4sswordcanary8", "error_R3freshCanary", "sswordCanary"] {
        let body = serde_json::json!({ "error": code, "error_description": code });
        let mut answer = Answer::made_up(400, body.to_string().as_bytes());
        answer.sent = sent();
        let OAuthError::Refused(told) = refusal(&answer, "password") else { panic!("a refusal") };
        assert_eq!(told.code, None, "{code}");
    }
    let mut answer = Answer::made_up(400, br#"{"error":"invalid_grant"}"#);
    answer.sent = sent();
    let OAuthError::Refused(told) = refusal(&answer, "password") else { panic!("a refusal") };
    assert_eq!(told.code.as_deref(), Some("invalid_grant"));
}

proptest::proptest! {
    #[test]
    fn whatever_the_endpoint_answers_is_told_without_a_panic_and_harmlessly(
        status in proptest::sample::select(vec![200_u16, 400, 401, 403, 429, 500]),
        grant in proptest::sample::select(vec!["client_credentials", "refresh_token", "authorization_code", "password"]),
        name in proptest::sample::select(vec!["access_token", "error", "expires_in", "message", "refresh_token", "x"]),
        value in proptest::prop_oneof![
            "\\PC*".prop_map(Value::from),
            proptest::num::f64::ANY.prop_map(Value::from),
            "\\PC{0,9}".prop_map(|text| serde_json::json!({ "code": text, "message": [text] })),
        ],
        cut in proptest::option::of(0_usize..40),
    ) {
        let mut bytes = serde_json::json!({ "access_token": "x", (name): value }).to_string().into_bytes();
        bytes.truncate(cut.unwrap_or(usize::MAX));
        if let Err(error) = TokenAnswer::read(&Answer::made_up(status, &bytes), grant) {
            let told = error.to_string();
            proptest::prop_assert!(told.len() < 400 && crate::text::sanitize::harmless(&told) == told, "{}", told);
        }
    }
}

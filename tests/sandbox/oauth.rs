//! The token, authorization and revocation endpoints.

use super::*;
use base64::Engine;
use sha2::Digest;

#[test]
fn a_good_client_gets_a_token_that_works_in_either_header() {
    let server = start(Settings::default());
    let reply = ask_token(&server, &good_client(&server));
    let body = reply.json();
    assert_eq!(
        (reply.status, body["token_type"].as_str(), body["expires_in"].as_u64()),
        (200, Some("Bearer"), Some(1800))
    );
    assert!(body["refresh_token"].is_string());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let token = body["access_token"].as_str().expect("a token");
    for header in [("X-Auth-Token", token.to_owned()), ("Authorization", format!("Bearer {token}"))] {
        assert_eq!(send(&server, "GET", "/api", &[(header.0, &header.1)], b"").status, 200, "{}", header.0);
    }
}

#[test]
fn a_wrong_secret_and_an_unknown_client_are_invalid_client() {
    let server = start(Settings::default());
    for (id, secret) in [(server.client_id.as_str(), "wrong"), ("nobody", server.client_secret.as_str())] {
        let fields = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        let reply = ask_token(&server, &fields);
        assert_eq!((reply.status, reply.json()["error"].as_str()), (401, Some("invalid_client")));
    }
}

#[test]
fn a_wrong_password_is_told_exactly_as_documented() {
    let server = start(Settings::default());
    let ask = |user, password| {
        let client = [("client_id", server.client_id.as_str()), ("client_secret", server.client_secret.as_str())];
        let fields = [("grant_type", "password"), ("username", user), ("password", password), client[0], client[1]];
        ask_token(&server, &fields)
    };
    let reply = ask("svc_operate", "wrong");
    let documented = json!({ "error": { "code": "LoginFailed", "message": "User ID or Password is incorrect" } });
    assert_eq!((reply.status, reply.json()), (401, documented));
    assert_eq!(ask("svc_operate", "sandbox").status, 200);
}

#[test]
fn a_refresh_works_with_and_without_client_fields_and_keeps_the_token() {
    let server = start(Settings::default());
    let first = ask_token(&server, &good_client(&server)).json();
    let refresh = first["refresh_token"].as_str().expect("a refresh token");
    let bare = ask_token(&server, &[("grant_type", "refresh_token"), ("refresh_token", refresh)]);
    assert_eq!((bare.status, bare.json().get("refresh_token")), (200, None));
    let client = [("client_id", server.client_id.as_str()), ("client_secret", server.client_secret.as_str())];
    let full = [("grant_type", "refresh_token"), ("refresh_token", refresh), client[0], client[1]];
    assert_eq!(ask_token(&server, &full).status, 200);
    let wrong = [("grant_type", "refresh_token"), ("refresh_token", refresh), client[0], ("client_secret", "x")];
    assert_eq!(ask_token(&server, &wrong).json()["error"], "invalid_client");
}

#[test]
fn a_rotated_refresh_token_dies_at_once() {
    let server = start(Settings::default().rotate_refresh_tokens(true));
    let first = ask_token(&server, &good_client(&server)).json();
    let refresh = |token: &Value| {
        let token = token["refresh_token"].as_str().expect("a refresh token").to_owned();
        ask_token(&server, &[("grant_type", "refresh_token"), ("refresh_token", &token)])
    };
    let second = refresh(&first);
    assert_eq!(second.status, 200);
    let again = refresh(&first);
    assert_eq!((again.status, again.json()["error"].as_str()), (400, Some("invalid_grant")));
    assert_eq!(refresh(&second.json()).status, 200);
}

#[test]
fn a_form_that_is_none_is_refused() {
    let server = start(Settings::default());
    let token = |content_type: &str, body: &[u8]| {
        send(&server, "POST", "/auth/oauth2/token", &[("Content-Type", content_type)], body)
    };
    let form_type = "application/x-www-form-urlencoded";
    assert_eq!(token("application/json", b"{}").json()["error"], "invalid_request");
    assert_eq!(token("text/plain", &form(&good_client(&server))).status, 400);
    assert_eq!(token("application/x-www-form-urlencoded; charset=utf-8", &form(&good_client(&server))).status, 200);
    assert_eq!(token(form_type, b"").json()["error"], "invalid_request");
    assert_eq!(token(form_type, b"grant_type=a&grant_type=b").json()["error"], "invalid_request");
    assert_eq!(token(form_type, b"grant_type=magic").json()["error"], "unsupported_grant_type");
    assert_eq!(token(form_type, &vec![b'a'; 100_000]).status, 413);
    assert_eq!(token(form_type, &vec![b'a'; 2_000_000]).status, 413);
    assert_eq!(send(&server, "GET", "/auth/oauth2/token", &[], b"").status, 405);
}

/// Asks for authorization and returns the reply.
fn authorize(server: &Running, fields: &[(&str, &str)]) -> Reply {
    let query = String::from_utf8(form(fields)).expect("text");
    send(server, "GET", &format!("/auth/oauth2/authorize?{query}"), &[], b"")
}

fn in_location(reply: &Reply, name: &str) -> Option<String> {
    let url = url::Url::parse(reply.header("location")?).expect("a URL");
    url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

#[test]
fn a_code_with_pkce_is_exchanged_once_and_only_with_its_verifier() {
    let server = start(Settings::default());
    let verifier = "a-verifier-of-at-least-forty-three-characters-in-all";
    let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(verifier.as_bytes()));
    let redirect = "http://127.0.0.1:7777/callback";
    let code = || {
        let reply = authorize(
            &server,
            &[
                ("response_type", "code"),
                ("client_id", &server.client_id),
                ("redirect_uri", redirect),
                ("state", "s&t="),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        );
        assert_eq!((reply.status, in_location(&reply, "state").as_deref()), (302, Some("s&t=")));
        in_location(&reply, "code").expect("a code")
    };
    let exchange = |code: &str, redirect: &str, verifier: &str| {
        ask_token(
            &server,
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", redirect),
                ("client_id", &server.client_id),
                ("client_secret", &server.client_secret),
                ("code_verifier", verifier),
            ],
        )
    };
    let good = code();
    assert_eq!(exchange(&good, redirect, verifier).status, 200);
    assert_eq!(exchange(&good, redirect, verifier).json()["error"], "invalid_grant");
    assert_eq!(exchange(&code(), redirect, &verifier.to_uppercase()).json()["error"], "invalid_grant");
    assert_eq!(exchange(&code(), redirect, "").json()["error"], "invalid_grant");
    assert_eq!(exchange(&code(), "http://127.0.0.1:7777/other", verifier).json()["error"], "invalid_grant");
    let late = code();
    server.advance(Duration::from_secs(61));
    assert_eq!(exchange(&late, redirect, verifier).json()["error"], "invalid_grant");
}

#[test]
fn only_registered_and_loopback_redirects_are_taken() {
    let server = start(Settings::default());
    let ask = |redirect| {
        authorize(&server, &[("response_type", "code"), ("client_id", &server.client_id), ("redirect_uri", redirect)])
    };
    assert_eq!(ask("https://firm.operate.example/externalServices/replyFrom").status, 302);
    assert_eq!(ask("http://localhost:2292/oauthresult.aspx").status, 302);
    assert_eq!(ask("http://[::1]:2292/").status, 302);
    for wrong in [
        "https://firm.operate.example/externalServices/replyFrom/",
        "https://FIRM.operate.example/externalServices/replyFrom",
        "http://localhost.evil.example/",
        "https://evil.example/",
        "not a url",
        "",
    ] {
        let reply = ask(wrong);
        assert_eq!((reply.status, reply.header("location")), (400, None), "{wrong}");
    }
    assert_eq!(authorize(&server, &[("client_id", "nobody")]).status, 400);
}

#[test]
fn exact_redirects_are_taken_to_the_letter() {
    let server =
        start(Settings::default().exact_redirects(true).redirect_uri("http://localhost:2292/oauthresult.aspx"));
    let ask = |redirect| {
        let fields = [("response_type", "code"), ("client_id", &*server.client_id), ("redirect_uri", redirect)];
        authorize(&server, &fields).status
    };
    assert_eq!(ask("http://localhost:2292/oauthresult.aspx"), 302);
    for other in
        ["http://localhost:2293/oauthresult.aspx", "http://127.0.0.1:2292/oauthresult.aspx", "http://localhost:2292/"]
    {
        assert_eq!(ask(other), 400, "{other}");
    }
}

#[test]
fn an_application_without_the_grant_sends_the_browser_back_with_an_error() {
    let server = start(Settings::default().grants([Grant::ClientCredentials]));
    let fields = [
        ("response_type", "code"),
        ("client_id", &*server.client_id),
        ("redirect_uri", "http://127.0.0.1:7777/callback"),
        ("state", "s"),
    ];
    let reply = authorize(&server, &fields);
    assert_eq!(in_location(&reply, "error").as_deref(), Some("unauthorized_client"));
    assert_eq!(in_location(&reply, "state").as_deref(), Some("s"));
}

#[test]
fn a_refresh_token_ends_after_its_life() {
    let server = start(Settings::default().refresh_life(Duration::from_secs(60)));
    let first = ask_token(&server, &good_client(&server)).json();
    let refresh = first["refresh_token"].as_str().expect("a refresh token");
    let ask = || ask_token(&server, &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).status;
    server.advance(Duration::from_secs(59));
    assert_eq!(ask(), 200);
    server.advance(Duration::from_secs(1));
    assert_eq!(ask(), 400);
}

#[test]
fn a_revoked_token_is_dead() {
    let firm = Firm::start(Settings::default());
    assert_eq!(firm.get("/api").status, 200);
    assert_eq!(post_form(&firm.server, "/auth/oauth2/revoke-token", &[("access_token", &firm.token)]).status, 200);
    assert_eq!(firm.get("/api").status, 401);
    assert_eq!(post_form(&firm.server, "/auth/oauth2/revoke-token", &[]).status, 400);
}

//! Every switch does something: faults, shapes, lives, limits.

use super::*;

fn faulty(fault: Fault) -> Running {
    start(Settings::default().fault(fault))
}

#[test]
fn each_refusal_of_the_token_endpoint_has_its_code() {
    for (fault, status, code) in [
        (Fault::InvalidClient, 401, "invalid_client"),
        (Fault::ApplicationDisabled, 400, "unauthorized_client"),
        (Fault::GrantNotAllowed, 400, "unsupported_grant_type"),
        (Fault::UserNotAllowed, 403, "access_denied"),
        (Fault::CustomerNotRegistered, 400, "invalid_request"),
    ] {
        let server = faulty(fault);
        let reply = ask_token(&server, &good_client(&server));
        assert_eq!((reply.status, reply.json()["error"].as_str()), (status, Some(code)), "{fault:?}");
    }
}

#[test]
fn a_grant_that_is_not_among_those_allowed_is_refused() {
    let server = start(Settings::default().grants([Grant::Password]));
    let reply = ask_token(&server, &good_client(&server));
    assert_eq!((reply.status, reply.json()["error"].as_str()), (400, Some("unauthorized_client")));
}

#[test]
fn whole_answers_go_wrong_as_named() {
    let ask = |fault| {
        let server = faulty(fault);
        ask_token(&server, &good_client(&server))
    };
    let html = ask(Fault::HtmlSignIn);
    assert_eq!(html.status, 200);
    assert!(html.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    assert_eq!(ask(Fault::ServerError).status, 500);
    assert!(!ask(Fault::Truncated).is_whole);
    assert_eq!(ask(Fault::WrongContentType).header("content-type"), Some("text/plain"));
    assert!(ask(Fault::DeepJson).body.starts_with(&[b'['; 200_000]));
    let redirect = ask(Fault::Redirect);
    assert_eq!((redirect.status, redirect.header("location")), (307, Some("https://sign-in.example/")));
}

#[test]
fn a_huge_answer_is_64_mib() {
    let server = faulty(Fault::Huge);
    assert!(ask_token(&server, &good_client(&server)).body.len() >= 64 << 20);
}

#[test]
fn a_slow_answer_starts_and_does_not_end() {
    let server = faulty(Fault::Slow);
    let mut stream = TcpStream::connect(server.address()).expect("connected");
    stream.write_all(b"GET /api HTTP/1.1\r\nHost: sandbox\r\n\r\n").expect("sent");
    let mut bytes = Vec::new();
    let mut buffer = [0; 512];
    while !bytes.windows(5).any(|window| window == b"\r\n\r\n{") {
        let read = stream.read(&mut buffer).expect("a part");
        assert!(read > 0);
        bytes.extend_from_slice(&buffer[..read]);
    }
    assert!(!bytes.ends_with(b"}"), "all came at once");
}

#[test]
fn a_fault_applies_only_where_it_is_placed() {
    let settings = || Settings::default().fault(Fault::ServerError);
    let firm = Firm::start(settings().fault_place(FaultPlace::Api));
    assert_eq!(firm.get("/api").status, 500);
    let server = start(settings().fault_place(FaultPlace::Token));
    assert_eq!(ask_token(&server, &good_client(&server)).status, 500);
    assert_eq!(send(&server, "GET", "/api", &[], b"").status, 401);
}

#[test]
fn faults_that_happen_once_happen_once() {
    for (fault, status) in [(Fault::UnauthorizedOnce, 401), (Fault::RateLimitedOnce, 429)] {
        let firm = Firm::start(Settings::default().fault(fault));
        assert_eq!(firm.get("/api").status, status, "{fault:?}");
        assert_eq!(firm.get("/api").status, 200, "{fault:?}");
    }
    let firm = Firm::start(Settings::default().fault(Fault::UnavailableOnce).fault_place(FaultPlace::Api));
    assert_eq!((firm.get("/api").status, firm.get("/api").status), (503, 200));
}

#[test]
fn a_fault_of_every_third_call_strikes_every_third() {
    let firm = Firm::start(Settings::default().fault(Fault::UnauthorizedEveryThird));
    let statuses: Vec<_> = (0..6).map(|_| firm.get("/api").status).collect();
    assert_eq!(statuses, [200, 200, 401, 200, 200, 401]);
}

#[test]
fn a_life_is_claimed_whatever_it_is() {
    for (claimed, told) in [(json!(-5), json!(-5)), (json!("soon"), json!("soon")), (Value::Null, Value::Null)] {
        let server = start(Settings::default().claimed_life(claimed.clone()));
        let answer = ask_token(&server, &good_client(&server)).json();
        assert_eq!((&answer["expires_in"], answer.get("expires_in").is_some()), (&told, !claimed.is_null()));
    }
}

#[test]
fn faults_that_last_last() {
    let firm = Firm::start(Settings::default().fault(Fault::UnauthorizedAlways));
    assert_eq!((firm.get("/api").status, firm.get("/api").status), (401, 401));
    let firm = Firm::start(Settings::default().fault(Fault::RateLimited));
    let reply = firm.get("/api");
    assert_eq!((reply.status, reply.header("x-ratelimit-reset")), (429, Some("1")));
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("0"));
}

#[test]
fn a_rate_limit_counts_down_and_starts_anew() {
    let firm = Firm::start(Settings::default().rate_limit(2));
    assert_eq!(firm.get("/api").header("x-ratelimit-remaining"), Some("1"));
    assert_eq!(firm.get("/api").header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(firm.get("/api").status, 429);
    firm.server.advance(Duration::from_secs(10));
    assert_eq!(firm.get("/api").status, 200);
}

#[test]
fn pages_repeat_and_totals_lie_on_demand() {
    let firm = Firm::start(Settings::default().fault(Fault::PageRepeats).fault(Fault::TotalLies));
    let first = firm.search(&[("limit", "5"), ("total", "true")]);
    let second = firm.search(&[("limit", "5"), ("offset", "5")]);
    assert_eq!(first.names(), second.names());
    assert!(first.json()["total_count"].as_u64() > Some(1000));
    assert!(firm.search(&[("limit", "5"), ("paging_mode", "standard_cursor")]).json()["cursor"].is_string());
}

#[test]
fn lists_take_the_shape_asked_for() {
    let shapes = |shape| {
        let firm = Firm::start(Settings::default().lists(shape));
        let is_array = |reply: Reply| reply.json()["data"].is_array();
        let get = is_array(firm.search(&[("limit", "1")]));
        let post = is_array(firm.post("libraries/ACTIVE/workspaces/search", &json!({ "limit": 1 })));
        let children = is_array(firm.get("libraries/ACTIVE/workspaces/ACTIVE!427/children"));
        (get, post, children, is_array(firm.get("libraries")))
    };
    assert_eq!(shapes(ListShape::Array), (true, true, true, true));
    assert_eq!(shapes(ListShape::Results), (false, false, false, false));
    assert_eq!(shapes(ListShape::Documented), (false, true, true, true));
}

#[test]
fn an_empty_search_is_an_empty_list_or_no_record() {
    let nothing = [("custom1", "no-such-client")];
    let firm = Firm::start(Settings::default());
    let reply = firm.search(&nothing);
    assert_eq!((reply.status, reply.list().len()), (200, 0));
    let firm = Firm::start(Settings::default().empty(EmptyAnswer::NotFound));
    let reply = firm.search(&nothing);
    assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (404, Some("NRC_NO_RECORD")));
}

#[test]
fn an_access_token_expires_from_disuse_only() {
    let firm = Firm::start(Settings::default().token_life(Duration::from_secs(100)));
    for _ in 0..3 {
        firm.server.advance(Duration::from_secs(80));
        assert_eq!(firm.get("/api").status, 200);
    }
    firm.server.advance(Duration::from_secs(101));
    assert_eq!(firm.get("/api").status, 401);
}

#[test]
fn refresh_tokens_are_given_only_where_allowed() {
    let server = start(Settings::default().refresh_tokens(false));
    assert_eq!(ask_token(&server, &good_client(&server)).json().get("refresh_token"), None);
}

#[test]
fn latency_delays_every_answer() {
    let server = start(Settings::default().latency(Duration::from_millis(60)));
    let before = std::time::Instant::now();
    assert_eq!(send(&server, "GET", "/api", &[], b"").status, 401);
    assert!(before.elapsed() >= Duration::from_millis(60));
}

#[test]
fn the_log_holds_every_request_and_its_debug_form_no_query() {
    let firm = Firm::start(Settings::default());
    firm.search(&[("name", "secret")]);
    let seen = firm.server.requests();
    assert_eq!(seen.len(), 2);
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str(), seen[0].status), ("POST", "/auth/oauth2/token", 200));
    assert_eq!(seen[1].query, "name=secret");
    assert!(!format!("{seen:?}").contains("secret"));
}

#[test]
fn a_taken_port_and_a_firm_that_contradicts_itself_are_refused() {
    let first = start(Settings::default());
    let error = Sandbox::start(Settings::default().port(first.address().port())).err().expect("refused");
    assert!(error.to_string().contains("another program does"), "{error}");
    let mut data = imctl::sandbox::FirmData::sample();
    data.preferred_library = Some("ELSEWHERE".into());
    let error = Sandbox::start(Settings::default().data(data)).err().expect("refused");
    assert!(error.to_string().contains("ELSEWHERE"), "{error}");
}

#[test]
fn a_dropped_sandbox_no_longer_listens() {
    let server = start(Settings::default());
    let address = server.address();
    drop(server);
    assert!(TcpStream::connect(address).is_err());
}

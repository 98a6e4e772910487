//! How a run ends: by itself, by Ctrl-C, by a kill, by a closed or full output, by a server that fails; and how it goes on.

use std::io::{BufRead, BufReader, Read};
use std::time::{Duration, Instant};

use imctl::sandbox::{Fault, FaultPlace};

use super::*;

fn firm_with(matters: usize, settings: Settings) -> Firm {
    let firm = Firm::with(settings.data(large_firm(matters)));
    firm.write("large.csv", &large_input(matters));
    firm
}

const RUN: [&str; 7] = ["resolve", "--from", "large.csv", "-r", "matter-documents", "--strategy", "search"];

#[test]
fn a_token_that_dies_in_the_middle_is_renewed_once_and_no_row_is_lost() {
    let firm = firm_with(300, Settings::default().fault(Fault::TokenDies));
    let ran =
        resolve(&firm, "large.csv", &["-o", "plain", "--strategy", "search", "--concurrency", "16"]).expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 300);
    assert!(ran.stdout.lines().all(|line| line.split('\t').nth(2) == Some("one")));
    assert_eq!(firm.token_requests(), 2);
}

#[test]
fn a_server_that_fails_every_tenth_request_is_asked_again() {
    let firm = firm_with(60, Settings::default().fault(Fault::UnavailableEveryTenth));
    let ran =
        resolve(&firm, "large.csv", &["-o", "ndjson", "--strategy", "search", "--concurrency", "32"]).expect_code(0);
    assert_eq!(outcomes(&ran.stdout), vec!["one"; 60]);
    let asked = firm.server.requests().len();
    assert!(asked <= 60 + 60 / 4 + 3, "{asked} requests");
}

#[test]
fn what_could_not_be_asked_is_told_apart_from_what_is_not_there() {
    let firm = firm_with(1000, Settings::default().fault(Fault::UnavailableAlways));
    let before = firm.server.requests().len();
    let begun = Instant::now();
    let ran =
        resolve(&firm, "large.csv", &["-o", "ndjson", "--strategy", "search", "--concurrency", "32"]).expect_code(10);
    assert_eq!(outcomes(&ran.stdout), vec!["error"; 1000]);
    assert!(rows(&ran.stdout)[0]["message"].as_str().is_some_and(|text| text.contains("failed with status 503")));
    let asked = firm.server.requests().len() - before;
    assert!(asked <= 1500 + 2, "{asked} requests in {:?}", begun.elapsed());
}

#[test]
fn a_refused_credential_costs_one_token_request_for_all_rows() {
    let firm = firm_with(1000, Settings::default().fault(Fault::InvalidClient).fault_place(FaultPlace::Token));
    let ran = resolve(&firm, "large.csv", &["-o", "json", "--concurrency", "16"]).expect_code(4);
    assert_eq!((ran.stdout.as_str(), firm.token_requests()), ("", 1));
    let firm = firm_with(1000, Settings::default().fault(Fault::UnauthorizedAlways));
    let ran =
        resolve(&firm, "large.csv", &["-o", "ndjson", "--strategy", "search", "--concurrency", "16"]).expect_code(4);
    assert_eq!(ran.stdout, "");
    assert!(firm.token_requests() <= 2, "{}", firm.token_requests());
    assert!(firm.server.requests().len() < 200, "{}", firm.server.requests().len());
}

#[test]
fn an_earlier_output_is_gone_on_with_wherever_it_ends() {
    let firm = firm_with(40, Settings::default());
    let whole = resolve(&firm, "large.csv", &["-o", "ndjson"]).expect_code(0).stdout;
    for cut in [0, 1, 700, 701, whole.len() / 2, whole.len() - 1, whole.len()] {
        firm.write("out.ndjson", &whole[..cut]);
        let ran = resolve(&firm, "large.csv", &["--resume", "out.ndjson", "-o", "human"]).expect_code(0);
        assert_eq!(std::fs::read_to_string(firm.path("out.ndjson")).expect("the rows"), whole, "cut at {cut}");
        assert!(ran.stdout.contains("40 rows of large.csv\n"), "{}", ran.stdout);
    }
    let before = firm.server.requests().len();
    resolve(&firm, "large.csv", &["--resume", "new.ndjson"])
        .expect_code(0)
        .expect_told(&["rows are written to `new.ndjson`"]);
    assert_eq!(std::fs::read_to_string(firm.path("new.ndjson")).expect("the rows"), whole);
    assert!(firm.server.requests().len() > before + 30);
}

#[test]
fn the_output_of_another_run_is_refused_and_left_alone() {
    let firm = firm_with(20, Settings::default());
    let whole = resolve(&firm, "large.csv", &["-o", "ndjson"]).expect_code(0).stdout;
    firm.write("other.csv", &large_input(20).replace("M-3,", "M-X,"));
    firm.write("value.csv", &large_input(20).replace("M-3,00000,00003", "M-3,00000,00004"));
    firm.write("short.csv", &large_input(5));
    let half = &whole[..whole.len() - 9];
    let cases: [(&str, &str, &[&str], &[&str]); 7] = [
        (
            "other.csv",
            half,
            &[],
            &["out.ndjson`, line 4", "the row's id is `M-3` there, and `M-X` here", "give the input"],
        ),
        ("value.csv", half, &[], &["line 4", "the query is `custom1=00000, custom2=00003` there"]),
        ("short.csv", half, &[], &["line 6", "it has more rows than the input, which ends after 5"]),
        ("large.csv", "{\"a\": 1}\n{\"b\"", &[], &["line 1", "this is no row of a run", "does not exist yet"]),
        ("large.csv", "id,client\n1,2\n", &[], &["line 1", "this is no row of a run"]),
        (
            "large.csv",
            &whole.replace("\"schema_version\":1", "\"schema_version\":2"),
            &[],
            &["a newer version of imctl"],
        ),
        ("large.csv", half, &["-o", "csv"], &["`--resume` writes its file as ndjson"]),
    ];
    for (input, earlier, more, told) in cases {
        firm.write("out.ndjson", earlier);
        resolve(&firm, input, &[&["--resume", "out.ndjson"], more].concat()).expect_code(2).expect_told(told);
        assert_eq!(std::fs::read_to_string(firm.path("out.ndjson")).expect("the file"), earlier, "{told:?}");
    }
    firm.write("out.ndjson", half);
    let config = ["resolve", "custom1=[workitem.client.reference]", "--from", "large.csv", "--resume", "out.ndjson"];
    firm.imctl(&config).expect_code(2).expect_told(&["the resolver config is"]);
}

#[test]
fn a_killed_run_goes_on_and_each_row_is_there_once() {
    // Few workspaces make each search cheap for the sandbox, which goes through all of them.
    let firm = firm_with(10, Settings::default()).linked();
    firm.write("large.csv", &large_input(10_000));
    let resumed = [&RUN[..], &["--resume", "out.ndjson", "--concurrency", "32"]].concat();
    firm.write("few.csv", &large_input(100));
    let row = resolve(&firm, "few.csv", &["-o", "ndjson"]).expect_code(1).stdout.len() as u64 / 100;
    // Twenty kills, each once so many more rows have been written, at a place in a row that nobody chose.
    for kill in 1..=20_u64 {
        let mut child = started(&firm, &resumed).spawn().expect("imctl starts");
        let enough = kill * 450 * row;
        while std::fs::metadata(firm.path("out.ndjson")).map_or(0, |about| about.len()) < enough {
            assert!(child.try_wait().expect("a state").is_none(), "it ended before kill {kill}");
            std::thread::yield_now();
        }
        child.kill().expect("killed");
        child.wait().expect("it ends");
    }
    resolve(&firm, "large.csv", &["--strategy", "search", "--resume", "out.ndjson", "--concurrency", "32"])
        .expect_code(1);
    let text = std::fs::read_to_string(firm.path("out.ndjson")).expect("the rows");
    let numbers: Vec<u64> = rows(&text).iter().map(|row| row["row"].as_u64().expect("a number")).collect();
    assert_eq!(numbers, (1..=10_000).collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_whole_rows_and_ends_within_a_second() {
    let firm = firm_with(5000, Settings::default().latency(Duration::from_millis(5))).linked();
    for form in ["ndjson", "json", "plain"] {
        let mut child = started(&firm, &[&RUN[..], &["-o", form]].concat()).spawn().expect("imctl starts");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut text = String::new();
        for _ in 0..3 {
            out.read_line(&mut text).expect("a row");
        }
        let begun = Instant::now();
        interrupt(child.id());
        out.read_to_string(&mut text).expect("the rest");
        let status = child.wait().expect("it ends");
        assert!(begun.elapsed() < Duration::from_secs(1), "{form}: {:?}", begun.elapsed());
        assert_eq!(status.code(), Some(130));
        assert!(text.ends_with('\n') && text.lines().count() < 5000, "{form}");
        match form {
            "ndjson" => assert!(rows(&text).iter().all(|row| row["outcome"] == "one")),
            "json" => assert!(serde_json::from_str::<Vec<Value>>(&text).is_ok_and(|rows| rows.len() > 1), "{text}"),
            _ => assert!(text.lines().all(|line| line.split('\t').count() == 7), "{text}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_whose_output_nobody_takes() {
    let firm = firm_with(5000, Settings::default()).linked();
    let mut child = started(&firm, &[&RUN[..], &["-o", "ndjson"]].concat()).spawn().expect("imctl starts");
    // One byte is read, and then nobody reads on: the pipe fills, and the writer waits.
    child.stdout.as_mut().expect("a pipe").read_exact(&mut [0]).expect("a byte");
    let asked = || firm.server.requests().len();
    let mut before = 0;
    while asked() < 300 || asked() != before {
        before = asked();
        std::thread::yield_now();
    }
    let begun = Instant::now();
    interrupt(child.id());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[cfg(unix)]
fn interrupt(process: u32) {
    let sent = Command::new("kill").args(["-INT", &process.to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

#[test]
fn a_closed_pipe_ends_the_run_quietly_and_keeps_the_verdict() {
    let firm = firm_with(3000, Settings::default()).linked();
    for (input, code) in [(large_input(3000), 0), (large_input(3000).replace("M-1,00000,00001", "M-1,00000,x"), 1)] {
        firm.write("large.csv", &input);
        let mut child = started(&firm, &[&RUN[..], &["-o", "ndjson", "-q"]].concat()).spawn().expect("imctl starts");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut String::new()).expect("a row");
        drop(out);
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(code), ""));
    }
    assert!(firm.server.requests().len() < 6000, "nobody reads what would still be asked");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_run_ends() {
    let firm = firm_with(3000, Settings::default()).linked();
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("/dev/full");
    let mut command = firm.command(&[&RUN[..], &["-o", "ndjson"]].concat());
    let ran = Ran::from(command.stdout(full()).output().expect("imctl runs")).expect_code(10);
    ran.expect_told(&[
        "cannot write the answer to standard output",
        "No space left",
        "free space where the output goes",
    ]);
    assert!(firm.server.requests().len() < 2900, "{}", firm.server.requests().len());
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_rows() {
    let Some(time) = crate::parts::program("time") else { return };
    let firm = firm_with(10, Settings::default()).linked();
    let peak = |rows: usize, form: &str| {
        firm.write("large.csv", &large_input(rows));
        let plain = firm.command(&[&RUN[..], &["-o", form, "--concurrency", "32"]].concat());
        let mut command = Command::new(&time);
        command.args(["-f", "%M"]).arg(plain.get_program()).args(plain.get_args()).current_dir(firm.path(""));
        plain.get_envs().for_each(|(name, value)| {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        });
        let ran = Ran::from(command.stdout(Stdio::null()).output().expect("time runs"));
        ran.stderr.trim().lines().last().expect("a figure").parse::<u64>().expect("kibibytes")
    };
    let (few, some, many) = (peak(10, "ndjson"), peak(5000, "ndjson"), peak(25_000, "ndjson"));
    assert!(
        many < 32 * 1024 && many < some + 2048,
        "{few} KiB for 10 rows, {some} KiB for 5,000, {many} KiB for 25,000"
    );
}

//! Both ways to get the answers come to the same, and each is taken where it costs less.

use imctl::sandbox::{EmptyAnswer, Fault, ListShape};

use super::*;

/// Outcome and workspace of each row, which both ways must agree on.
fn told(text: &str) -> Vec<(String, Value)> {
    let told = |row: &Value| (row["outcome"].as_str().unwrap_or_default().to_owned(), row["workspace"].clone());
    rows(text).iter().map(told).collect()
}

#[test]
fn a_library_is_read_once_where_that_costs_less_and_rows_come_to_the_same() {
    let firm = Firm::with(Settings::default().data(large_firm(2000))).linked();
    let mut input = large_input(2000);
    input.push_str("X-1,00007,00001\nX-2,00007,99999\nX-3,99999,00001\nX-4,00007, 00001\n");
    firm.write("large.csv", &input);
    let before = firm.server.requests().len();
    let scanned = resolve(&firm, "large.csv", &["-o", "ndjson"]).expect_code(1);
    let asked = firm.server.requests().len() - before;
    // The count, a page of the usual size and one of the rest, the libraries, and the row with a space around its value.
    assert_eq!(asked, 5, "{:?}", &firm.server.requests()[before..]);
    let searched = resolve(&firm, "large.csv", &["-o", "ndjson", "--strategy", "search"]).expect_code(1);
    assert_eq!(told(&scanned.stdout), told(&searched.stdout));
    assert_eq!(rows(&scanned.stdout)[7]["candidates"], rows(&searched.stdout)[7]["candidates"]);
    let summary = resolve(&firm, "large.csv", &["-o", "human"]).expect_code(1).stdout;
    assert!(
        summary.contains("scan: library ACTIVE read once, 2,000 workspaces; 1 row confirmed by a search"),
        "{summary}"
    );
}

#[test]
fn few_rows_are_searched_and_rows_of_few_clients_are_answered_client_by_client() {
    let firm = Firm::with(Settings::default().data(large_firm(20_000))).linked();
    firm.write("few.csv", &large_input(150));
    let few = resolve(&firm, "few.csv", &["-o", "human"]).expect_code(0).stdout;
    assert!(few.contains("search: each different query asked"), "{few}");
    firm.write("some.csv", &large_input(300));
    let before = firm.server.requests().len();
    let some = resolve(&firm, "some.csv", &["-o", "human"]).expect_code(0).stdout;
    assert!(some.contains("scan: 30 clients of library ACTIVE read, 300 workspaces\n"), "{some}");
    assert_eq!(firm.server.requests().len() - before, 32, "the count, thirty clients, the libraries");
    let forced = resolve(&firm, "few.csv", &["-o", "ndjson", "--strategy", "scan"]).expect_code(0);
    let searched = resolve(&firm, "few.csv", &["-o", "ndjson", "--strategy", "search"]).expect_code(0);
    assert_eq!(told(&forced.stdout), told(&searched.stdout));
}

#[test]
fn a_pipe_is_searched_until_reading_the_library_would_have_been_cheaper() {
    let firm = Firm::with(Settings::default().data(large_firm(3000))).linked();
    let arguments = ["resolve", "--from", "-", "-r", "matter-documents", "-o", "ndjson"];
    let before = firm.server.requests().len();
    let ran = piped(&firm, &arguments, &large_input(3000)).expect_code(0);
    assert_eq!(outcomes(&ran.stdout), vec!["one"; 3000]);
    let asked = firm.server.requests().len() - before;
    assert!((200..400).contains(&asked), "{asked}");
}

#[test]
fn a_list_that_cannot_be_trusted_is_given_up_for_searches() {
    for (fault, expected) in
        [(Fault::ListRefused, "could not be read as a list"), (Fault::TotalLies, "confirmed by searches")]
    {
        let firm = Firm::with(Settings::default().data(large_firm(60)).fault(fault)).linked();
        let titles = (0..60).map(|number| format!("{:05}.{:05} Matter\n", number / 10, number % 10));
        firm.write("large.csv", &("title\n".to_owned() + &titles.collect::<String>()));
        let arguments = ["resolve", "[workitem.title]", "--from", "large.csv", "-o", "human", "--strategy", "scan"];
        let ran = firm.imctl(&arguments).expect_code(0).stdout;
        assert!(ran.contains(expected) && ran.contains("one        60  100.0 %"), "{fault:?}\n{ran}");
    }
}

/// A firm of one library whose workspaces are hard to tell apart, and rows that ask for them.
struct Hard {
    workspaces: Vec<(String, String, String)>,
    rows: Vec<(usize, String, String, String)>,
}

const CONFIGS: [&str; 8] = [
    "custom1=[a], custom2=[b]",
    "[c]",
    "custom1=[a]",
    "custom1=[a], name=[c]",
    "custom29=[b]",
    "name_or_description=[c]",
    "custom1=[a], anywhere=[c]",
    "custom1=[a], custom2=[b], subclass=[c]",
];

/// Values that servers may see differently: case, accents composed and not, space, punctuation, zeros, wide letters.
const VALUES: [&str; 22] = [
    "1",
    "01",
    "1 ",
    " 1",
    "a",
    "A",
    "ä",
    "a\u{308}",
    "Ä",
    "a-1",
    "a 1",
    "a1",
    "-",
    "\"a\"",
    "a*",
    "a,1",
    "１",
    "ß",
    "SS",
    "x\u{200b}",
    "x",
    "MATTER",
];

fn hard(configs: &[&'static str]) -> impl proptest::strategy::Strategy<Value = Hard> {
    use proptest::prelude::*;
    let value = || (0..VALUES.len()).prop_map(|at| VALUES[at].to_owned());
    let config = configs.iter().map(|config| CONFIGS.iter().position(|known| known == config).expect("a config"));
    let workspaces = proptest::collection::vec((value(), value(), value()), 1..14);
    let rows = proptest::collection::vec(
        (proptest::sample::select(config.collect::<Vec<_>>()), value(), value(), value()),
        1..30,
    );
    (workspaces, rows).prop_map(|(workspaces, rows)| Hard { workspaces, rows })
}

impl std::fmt::Debug for Hard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.workspaces, self.rows)
    }
}

/// Runs in this process, without a vault.
fn run_here(firm: &Firm, strategy: &str) -> Vec<(String, Value)> {
    use imctl::sys::world::World;
    let arguments = ["resolve", "--from", "rows.ndjson", "-o", "ndjson", "-q", "--strategy", strategy];
    let (mut world, stdout, stderr) = World::made_up(&arguments, &firm.path(""));
    world.variables.insert("IMCTL_DATA_DIR".into(), firm.path("data").into());
    let exit = imctl::run(&mut world) as i32;
    assert!([0, 1].contains(&exit), "{strategy}: {exit}\n{}", stderr.text());
    told(&stdout.text())
}

/// Runs both ways over data that is hard to tell apart, on servers set up as told, and compares.
fn both_ways_agree(configs: &[&'static str], settings: impl Fn() -> Settings, cases: u32) {
    use proptest::test_runner::{Config, TestRunner};
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let property = |hard: Hard| {
        let mut data = large_firm(0);
        let workspace = |(name, custom1, custom2): &(String, String, String)| {
            let fields = json!({
                "custom1": custom1, "custom2": custom2, "custom29": custom2, "subclass": name, "description": custom1
            });
            serde_json::from_value(json!({ "library": "ACTIVE", "name": name, "fields": fields })).expect("a workspace")
        };
        data.workspaces = hard.workspaces.iter().map(workspace).collect();
        let firm = Firm::with(settings().data(data));
        let repositories = CONFIGS.iter().enumerate().map(|(at, config)| {
            let mode = if config.starts_with('[') { "default" } else { "search" };
            format!("[repositories.r{at}]\nresolver = \"{mode}\"\nworkspace_resolver_config = \"{config}\"\n")
        });
        firm.write("imctl.toml", &(firm.config(&firm.server.url()) + &repositories.collect::<String>()));
        let row = |(config, a, b, c): &(usize, String, String, String)| {
            json!({ "repository": format!("r{config}"), "a": a, "b": b, "c": c }).to_string() + "\n"
        };
        firm.write("rows.ndjson", &hard.rows.iter().map(row).collect::<String>());
        let (searched, scanned) = (run_here(&firm, "search"), run_here(&firm, "scan"));
        proptest::prop_assert_eq!(searched, scanned);
        Ok(())
    };
    runner.run(&hard(configs), property).unwrap_or_else(|error| panic!("{error}"));
}

const SHAPES: [(ListShape, EmptyAnswer); 4] = [
    (ListShape::Array, EmptyAnswer::Ok),
    (ListShape::Results, EmptyAnswer::NotFound),
    (ListShape::Array, EmptyAnswer::NotFound),
    (ListShape::Results, EmptyAnswer::Ok),
];

#[test]
fn both_ways_come_to_the_same_whatever_the_data_the_lists_and_the_rules() {
    for (shape, empty) in SHAPES {
        both_ways_agree(&CONFIGS, || Settings::default().lists(shape).empty(empty), 24);
    }
}

#[test]
fn client_by_client_comes_to_the_same_too() {
    // Without a total the cost of reading the library is not known, and clients are read.
    let of_clients = ["custom1=[a], custom2=[b]", "custom1=[a], name=[c]", "custom1=[a], custom2=[b], subclass=[c]"];
    for (shape, empty) in SHAPES {
        let settings = || Settings::default().lists(shape).empty(empty).fault(Fault::NoTotals);
        both_ways_agree(&of_clients, settings, 24);
    }
}

//! Times what each row of `imctl resolve --from` takes besides its request: reading it, judging it from a list of the library, and
//! writing it in each form. `cargo bench --bench rows`; whole runs are measured by `benches/many.py`.

use std::hint::black_box;
use std::io::Cursor;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use imctl::config::load::{self, load};
use imctl::imanage::rows::WorkspaceRow;
use imctl::imanage::workspaces::Workspace;
use imctl::output::bulk::{RowForm, RowWriter};
use imctl::resolve::bulk::done::Done;
use imctl::resolve::bulk::index::{Index, Shape, Sure};
use imctl::resolve::bulk::input::Input;
use imctl::resolve::bulk::requests::{Fallback, Requests};
use imctl::resolve::bulk::row::{Row, Work};
use imctl::resolve::bulk::source::Source;
use imctl::resolve::judge::{Candidate, Outcome};
use imctl::resolve::one::Resolution;
use imctl::resolve::ready::Ready;
use imctl::resolve::request::Request;
use imctl::sys::world::World;

const CONFIG: &str = "custom1=[workitem.client.reference], custom2=[workitem.reference]";
const ROWS: usize = 1000;

fn csv() -> String {
    let lines = (0..ROWS).map(|row| format!("M-{row},{:05},{:05}\n", row / 10, row % 10));
    std::iter::once("id,client.reference,reference\n".to_owned()).chain(lines).collect()
}

fn ndjson() -> String {
    let line = |row| {
        let (client, matter) = (row / 10, row % 10);
        format!(
            "{{\"id\": \"M-{row}\", \"client\": {{\"reference\": \"{client:05}\"}}, \"reference\": \"{matter:05}\"}}\n"
        )
    };
    (0..ROWS).map(line).collect()
}

/// A firm that needs no file.
fn no_repositories() -> Requests {
    let mut world = World::of_this_process();
    let variables = [("IMCTL_BASE_URL", "https://dms.example"), ("IMCTL_CLIENT_ID", "x"), ("IMCTL_CLIENT_SECRET", "x")];
    world.variables = variables.map(|(name, value)| (name.into(), value.into())).into();
    let config = load(&world, &load::Request::default()).expect("a configuration").config;
    let request = Request::of_text(CONFIG, None, Some("ACTIVE")).expect("a config");
    Requests::new(Arc::new(config), Fallback::Text(Box::new(request)), None, Vec::new())
}

fn read(text: &str, requests: Requests) -> Vec<Row> {
    let source = Source::open(Box::new(Cursor::new(text.to_owned())), "rows", None).expect("a source");
    let mut input = Input::open(source, None, requests, false).expect("an input");
    std::iter::from_fn(|| input.read_next().expect("a row")).collect()
}

fn ready(row: &Row) -> &Ready {
    let Work::Resolve(ready) = &row.work else { panic!("a row that cannot be read") };
    ready
}

/// A list of the library as a server tells it.
fn library() -> Vec<String> {
    let workspace = |row| {
        let (client, matter) = (row / 10, row % 10);
        format!(
            r#"{{"id": "ACTIVE!{row}", "database": "ACTIVE", "name": "Matter {row}", "custom1": "{client:05}", "custom2": "{matter:05}"}}"#
        )
    };
    (0..ROWS).map(workspace).collect()
}

fn index(rows: &[WorkspaceRow<'_>]) -> Index {
    let request = Request::of_text(CONFIG, None, None).expect("a config");
    let mut index = Index::new("ACTIVE", &[Shape::of(&request.config).expect("a shape")], rows.len());
    rows.iter().for_each(|row| _ = index.add(row));
    index.close(Some(rows.len() as u64));
    index
}

/// What a row came to that was found by a search.
fn done(row: Row, workspace: Workspace) -> Done {
    let Ready { request, filling } = ready(&row).clone();
    let resolution = Resolution {
        environment: "default".into(),
        request,
        filling,
        library: Some("ACTIVE".into()),
        outcome: Outcome::One,
        candidates: vec![Candidate { workspace, equal: true, first: true, differs: None }],
        equal: 1,
        all: 1,
        knows_all_hits: true,
        open_libraries: Vec::new(),
        near_misses: Vec::new(),
        near_misses_cut: false,
        drift: None,
        message: None,
    };
    Done::of(row.origin, resolution, "")
}

fn each_row(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("1,000 rows");
    group.throughput(Throughput::Elements(ROWS as u64));
    for (form, text) in [("csv", csv()), ("ndjson", ndjson())] {
        assert_eq!(read(&text, no_repositories()).len(), ROWS);
        group.bench_function(format!("read {form}"), |b| {
            b.iter_batched(no_repositories, |requests| read(black_box(&text), requests), BatchSize::SmallInput);
        });
    }

    let texts = library();
    let read_list =
        || texts.iter().map(|text| serde_json::from_str(text).expect("a row")).collect::<Vec<WorkspaceRow<'_>>>();
    let list = read_list();
    group.bench_function("read a list", |b| b.iter(|| black_box(read_list()).len()));
    group.bench_function("hold a list", |b| b.iter(|| index(black_box(&list)).len()));
    let (index, rows) = (index(&list), read(&csv(), no_repositories()));
    let found = |row: &Row| match index.judge(&ready(row).filling.fields) {
        Sure::One { workspace, .. } => *workspace,
        other => panic!("a row of the list is not found: {other:?}"),
    };
    group.bench_function("judge from a list", |b| b.iter(|| rows.iter().map(|row| found(row).id.len()).sum::<usize>()));

    let done: Vec<Done> =
        rows.into_iter().map(|row| (found(&row), row)).map(|(workspace, row)| done(row, workspace)).collect();
    for (name, form) in [("plain", RowForm::Plain), ("csv", RowForm::Csv), ("ndjson", RowForm::Ndjson)] {
        group.bench_function(format!("write {name}"), |b| {
            b.iter(|| {
                let mut out = Vec::new();
                RowWriter::new(form.clone(), "default", false, false)
                    .write(&mut out, black_box(&done))
                    .expect("written");
                out.len()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, each_row);
criterion_main!(benches);

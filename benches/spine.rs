//! Times the steps that each run or each row takes: reading a resolver config, filling it, judging hits, building a tree, and deriving
//! the vault's key. `cargo bench`; whole processes are measured by `benches/processes.py`.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use imctl::imanage::workspaces::Workspace;
use imctl::listing::entry::{Entry, Kind};
use imctl::listing::order::Order;
use imctl::listing::tree::{Show, Tree};
use imctl::operate::resolver_config::ResolverConfig;
use imctl::operate::work_item::WorkItem;
use imctl::resolve::filling::Filling;
use imctl::resolve::judge::Hits;
use imctl::text::secret::Secret;
use imctl::vault::Vault;
use imctl::vault::certificate::{Identity, Pair};
use imctl::vault::seed::Seed;

const CONFIG: &str = "custom1=[workitem.client.reference], custom2=[workitem.reference]";

fn workspace(number: usize) -> Workspace {
    let custom = |name: &str, value: String| (name.to_owned(), value);
    Workspace {
        id: format!("ACTIVE!{number}"),
        name: format!("12345.{number:05} Lease of Unit 4"),
        library: "ACTIVE".into(),
        description: None,
        customs: BTreeMap::from([custom("custom1", "12345".into()), custom("custom2", format!("{number:05}"))]),
        owner: None,
        class: None,
        subclass: None,
        subtype: None,
        create_date: None,
        edit_date: None,
        default_security: None,
        effective_security: None,
        has_subfolders: None,
        iwl: None,
    }
}

fn entry(number: usize) -> Entry {
    Entry {
        id: format!("ACTIVE!{number}"),
        kind: Kind::Folder,
        is_folder: true,
        name: format!("Folder {number}"),
        parent_id: Some(format!("ACTIVE!{}", number / 10)),
        extension: None,
        version: None,
        size: None,
        create_date: None,
        edit_date: None,
        access: None,
        has_content: None,
    }
}

fn steps(criterion: &mut Criterion) {
    let mut work_item = WorkItem::default();
    work_item.set("client.reference", "12345");
    work_item.set("reference", "00001");
    let config = ResolverConfig::read(CONFIG, None).expect("a config");
    criterion.bench_function("read a resolver config", |b| b.iter(|| ResolverConfig::read(black_box(CONFIG), None)));
    criterion.bench_function("fill it", |b| b.iter(|| Filling::of(&config, black_box(&work_item))));

    let fields = Filling::of(&config, &work_item).fields;
    let workspaces: Vec<_> = (0..1000).map(workspace).collect();
    criterion.bench_function("judge 1,000 hits", |b| {
        b.iter(|| {
            let mut hits = Hits::of(&fields);
            workspaces.iter().cloned().for_each(|workspace| hits.add(workspace));
            hits.outcome()
        });
    });

    let entries: Vec<_> = (1..10_000).map(entry).collect();
    let show = Show { depth: None, folders_only: false, order: Order::Name };
    criterion.bench_function("build a tree of 10,000 folders", |b| {
        b.iter(|| {
            let mut tree = Tree::default();
            tree.add(entries.iter().cloned(), "ACTIVE!0");
            tree.items("ACTIVE!0", &[], show).len()
        });
    });
}

fn derivation(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::make(jiff::Timestamp::now()).expect("a certificate");
    let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    imctl::sys::files::write_private(&certificate, pair.certificate.as_bytes()).expect("written");
    imctl::sys::files::write_private(&key, pair.private_key.as_bytes()).expect("written");
    let identity = Identity::load(&certificate, &key).expect("an identity");
    let seed = Seed::check(Secret::new((0..60).map(|number| format!("{number:x}!")).collect())).expect("a seed");
    let made = Vault::create(&folder.path().join("vault.json"), &seed, &identity.certificate);
    let (vault, _) = made.expect("a vault");
    let mut group = criterion.benchmark_group("vault");
    group.sample_size(10);
    group.bench_function("derive its key", |b| b.iter(|| vault.derive(&seed, &identity).is_ok()));
    group.finish();
}

criterion_group!(benches, steps, derivation);
criterion_main!(benches);

//! Runs `config` on every file of `tests/configs`: one mistake a file, with what is told of it beside it.
//! `IMCTL_TEST_BLESS=1 cargo test --test configs` writes what is told anew.

#[path = "configs/properties.rs"]
mod properties;

use std::fs;
use std::path::{Path, PathBuf};

use imctl::failure::verdict::Exit;
use imctl::sys::world::World;

fn files(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs").join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    assert!(files.len() > 5, "the {kind} files were not found");
    files
}

/// Runs imctl where the file lies; what it tells does not depend on where that is.
fn run(file: &Path, arguments: &[&str]) -> (Exit, String, String) {
    let (folder, name) = (file.parent().expect("a folder"), file.file_name().expect("a name"));
    let name = name.to_str().expect("a plain name");
    let arguments: Vec<&str> = ["--config", name].into_iter().chain(arguments.iter().copied()).collect();
    let (mut world, stdout, stderr) = World::made_up(&arguments, folder);
    world.variables.insert("IMCTL_DATA_DIR".into(), "/data".into());
    let exit = imctl::run(&mut world);
    let prefix = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
    let told = |text: String| text.replace(&prefix, "").replace(r"/data\", "/data/");
    (exit, told(stdout.text()), told(stderr.text()))
}

/// Compares with the file of the same name and another ending; writes it when blessed.
fn compare(file: &Path, ending: &str, told: &str, wrong: &mut Vec<String>) {
    let beside = file.with_extension(ending);
    if std::env::var_os("IMCTL_TEST_BLESS").is_some() {
        fs::write(&beside, told).expect("written");
    }
    let expected = fs::read_to_string(&beside).unwrap_or_default();
    if expected != told {
        wrong.push(format!("{}\n--- expected\n{expected}--- told\n{told}", beside.display()));
    }
}

#[test]
fn every_mistake_is_told_with_its_place_and_what_to_do() {
    let mut wrong = Vec::new();
    for file in files("invalid") {
        let (exit, stdout, stderr) = run(&file, &["config", "show"]);
        assert_eq!((exit, stdout.as_str()), (Exit::Config, ""), "{}: {stderr}", file.display());
        assert!(stderr.contains("\nhint: "), "{} has no hint: {stderr}", file.display());
        assert!(!stderr.contains("hunter2"), "{} repeats a secret: {stderr}", file.display());
        compare(&file, "stderr", &stderr, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_finds_what_loading_refuses() {
    for file in files("invalid") {
        let (exit, stdout, stderr) = run(&file, &["config", "check", "-o", "human"]);
        let is_choice = file.file_stem().is_some_and(|name| name == "environments-none-chosen");
        // All environments are checked where none is chosen.
        let expected = if is_choice { Exit::Ok } else { Exit::Config };
        assert_eq!(exit, expected, "{}: {stdout}{stderr}", file.display());
        assert!(!stdout.contains("hunter2") && !stderr.contains("hunter2"), "{} repeats a secret", file.display());
    }
}

#[test]
fn valid_files_pass_with_the_warnings_they_deserve() {
    let mut wrong = Vec::new();
    for file in files("valid") {
        let (exit, stdout, stderr) = run(&file, &["config", "check", "-o", "human"]);
        assert_eq!((exit, stderr.as_str()), (Exit::Ok, ""), "{}: {stdout}", file.display());
        compare(&file, "stdout", &stdout, &mut wrong);
        let (exit, stdout, stderr) = run(&file, &["config", "show", "-o", "human"]);
        assert_eq!(exit, Exit::Ok, "{}: {stderr}", file.display());
        compare(&file, "show", &stdout, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_mistake_is_one_object_for_scripts() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs/invalid/plain-secret.toml");
    let (exit, _, stderr) = run(&file, &["-o", "json", "config", "show"]);
    let told: serde_json::Value = serde_json::from_str(&stderr).expect("JSON");
    assert_eq!(exit, Exit::Config);
    assert_eq!(told["error"]["code"], "config.plain-secret");
    assert_eq!(told["error"]["exit"], 3);
}

/// The table of keys in `docs/configuration.md`, made from the schema and the registry.
fn table_of_keys() -> String {
    let mut table = String::from("| key | variable | default | meaning |\n|---|---|---|---|\n");
    for (path, key) in imctl::config::schema::documented() {
        let also: String = key.aliases.iter().map(|alias| format!(", also `{alias}`")).collect();
        let variable =
            imctl::sys::env::of_key(&path).map(|variable| format!("`{}`", variable.name)).unwrap_or_default();
        let default = key.default.unwrap_or_default();
        table.push_str(&format!("| `{path}`{also} | {variable} | {default} | {} |\n", key.meaning));
    }
    table
}

/// The table of variables that set no key.
fn table_of_variables() -> String {
    let mut table = String::from("| variable | meaning |\n|---|---|\n");
    for variable in imctl::sys::env::VARIABLES.iter().filter(|variable| variable.key.is_none()) {
        table.push_str(&format!("| `{}` | {} |\n", variable.name, variable.meaning));
    }
    table
}

#[test]
fn the_document_lists_every_key_and_every_variable() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let mut text = fs::read_to_string(&path).expect("the document");
    let mut wrong = Vec::new();
    for (name, table) in [("keys", table_of_keys()), ("variables", table_of_variables())] {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let start = text.find(&begin).expect("the begin of the table") + begin.len();
        let stop = text.find(&end).expect("the end of the table");
        if text[start..stop] != table {
            wrong.push(name);
            text.replace_range(start..stop, &table);
        }
    }
    if std::env::var_os("IMCTL_TEST_BLESS").is_some() {
        fs::write(&path, &text).expect("written");
    } else {
        assert!(wrong.is_empty(), "out of date: {wrong:?}; run `IMCTL_TEST_BLESS=1 cargo test --test configs`");
    }
}

#[test]
fn the_example_of_the_document_is_a_good_configuration() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let text = fs::read_to_string(&path).expect("the document");
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("imctl.toml"), example).expect("a file");
    let (exit, stdout, stderr) = run(&folder.path().join("imctl.toml"), &["config", "check", "-o", "json"]);
    let told: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!((exit, stderr.as_str()), (Exit::Ok, ""));
    assert_eq!(told["environments"], serde_json::json!(["production", "uat"]));
}

#[test]
fn show_tells_the_origin_of_an_overridden_value_to_scripts() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs/valid/everything.toml");
    let (exit, stdout, _) = run(&file, &["config", "show", "-e", "uat", "--timeout", "5", "-o", "json"]);
    let told: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!((exit, &told["environment"]), (Exit::Ok, &"uat".into()));
    let of = |key: &str| told["values"].as_array().expect("values").iter().find(|value| value["key"] == key).cloned();
    let base_url = of("linked_service.base_url").expect("a value");
    assert_eq!(base_url["value"], "https://uat.firm.example");
    assert_eq!(base_url["origin"]["kind"], "environment");
    assert_eq!(base_url["origin"]["name"], "uat");
    assert_eq!(of("linked_service.http.timeout").expect("a value")["origin"]["name"], "--timeout");
    let (_, plain, _) = run(&file, &["config", "show", "-o", "plain"]);
    assert!(plain.starts_with("environment=production\nlinked_service.base_url=https://cloudimanage.com\n"), "{plain}");
}

#[test]
fn path_tells_where_it_looked_when_there_is_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut world, stdout, _) = World::made_up(&["config", "path", "-o", "json"], folder.path());
    world.variables.insert("HOME".into(), "/home/ada".into());
    world.variables.insert("APPDATA".into(), r"C:\Ada".into());
    assert_eq!(imctl::run(&mut world), Exit::Config);
    let told: serde_json::Value = serde_json::from_str(&stdout.text()).expect("JSON");
    assert_eq!(told["file"], serde_json::Value::Null);
    assert_eq!(told["looked_for"].as_array().map(Vec::len), Some(2));
    assert_eq!(told["named_by"], "search");

    let (mut world, stdout, stderr) = World::made_up(&["config", "path"], folder.path());
    assert_eq!((imctl::run(&mut world), stdout.text().as_str()), (Exit::Config, ""));
    assert!(stderr.text().contains("no configuration"));
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_named_as_such_and_nothing_else_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink("nowhere.toml", folder.path().join("imctl.toml")).expect("a link");
    let (mut world, _, stderr) = World::made_up(&["config", "show"], folder.path());
    world.variables.insert("IMCTL_BASE_URL".into(), "https://x.example".into());
    assert_eq!(imctl::run(&mut world), Exit::Config);
    assert!(stderr.text().contains("the symbolic link leads nowhere"), "{}", stderr.text());
}

#[test]
fn the_help_names_only_variables_that_exist() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/global.rs")).expect("a file");
    for named in text.split("env: ").skip(1) {
        let name: String = named.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
        assert!(imctl::sys::env::VARIABLES.iter().any(|variable| variable.name == name), "{name}");
    }
}

#[test]
fn a_file_of_another_kind_is_refused_without_a_flood() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines: String = (0..2000).map(|number| format!("key{number} = 1\n")).collect();
    for text in [lines, "a = [\n".repeat(2000), format!("{} = 1", vec!["a"; 2000].join("."))] {
        fs::write(folder.path().join("imctl.toml"), text).expect("a file");
        let (exit, _, stderr) = run(&folder.path().join("imctl.toml"), &["config", "show"]);
        assert_eq!(exit, Exit::Config);
        assert!(stderr.lines().count() < 30, "{stderr}");
    }
}

#[test]
fn a_resolver_config_that_cannot_work_fails_the_check() {
    let folder = tempfile::tempdir().expect("a folder");
    for (config, why) in [
        ("custom1=[workitem.client.reference", "a `[` is not closed (character 9 of it)"),
        ("custom1=[a], cutsom2=[b]", "`cutsom2` is no documented search field; `custom2` perhaps (character 14 of it)"),
    ] {
        let text = format!(
            "[linked_service]\nbase_url = \"https://x.example\"\n[repositories.matters]\n\
             workspace_resolver_config = \"{config}\"\nresolver = \"search\"\n"
        );
        fs::write(folder.path().join("imctl.toml"), text).expect("a file");
        let (exit, stdout, _) = run(&folder.path().join("imctl.toml"), &["config", "check", "-o", "plain"]);
        assert_eq!(exit, Exit::Config);
        let expected = format!("mistake\timctl.toml:4:1\tconfig.resolver\t`workspace_resolver_config`: {why}\n");
        assert!(stdout.starts_with(&expected), "{stdout}");
    }
}

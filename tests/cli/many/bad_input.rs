//! What is wrong with an input is told with its place and what to do, and only what concerns all rows ends the run.

use super::*;

#[test]
fn an_input_that_cannot_be_used_is_refused_before_anything_is_asked() {
    let firm = sample_firm();
    let utf_16: Vec<u8> = "\u{feff}id;client.reference\n1;2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(firm.path("excel.csv"), utf_16).expect("written");
    let bare: Vec<u8> = "id,client.reference\n1,2\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    std::fs::write(firm.path("bare.csv"), bare).expect("written");
    std::fs::write(firm.path("latin.csv"), b"id,client.reference,titr\xe9\n").expect("written");
    firm.write("empty.csv", "");
    firm.write("blank.csv", "\n\r\n");
    firm.write("unknown.csv", "id,Client Reference,Matter\n1,2,3\n");
    firm.write("double.csv", "reference,client.reference,Reference\n1,2,3\n");
    firm.write("open.csv", "\"id,client.reference\n1,2\n");
    firm.write("object.txt", "{\"id\": 1}");
    let before = firm.server.requests().len();
    let bad: [(&[&str], &[&str]); 12] = [
        (&["gone.csv"], &["cannot read the rows from `gone.csv`", "hint: check the path"]),
        (&["."], &["cannot read the rows from `.`", "hint: name a file, not a folder"]),
        (&["excel.csv"], &["written in UTF-16LE", "CSV UTF-8", "iconv -f UTF-16LE -t UTF-8 'excel.csv'"]),
        (&["bare.csv"], &["written in UTF-16BE", "iconv -f UTF-16BE"]),
        (&["latin.csv"], &["latin.csv:1: the header cannot be used: column 3 is not UTF-8: byte 0xe9"]),
        (&["empty.csv"], &["`empty.csv` is empty", "write a header of composer paths"]),
        (&["blank.csv"], &["is empty"]),
        (
            &["unknown.csv"],
            &[
                "no column has a value that the resolver config asks for",
                "rename the column `Client Reference` to `workitem.client.reference`",
                "the header has `id`, `Client Reference`, `Matter`",
            ],
        ),
        (&["double.csv"], &["the column `Reference` stands twice, as number 1 and 3", "rename one of the two columns"]),
        (&["open.csv"], &["open.csv:1: the header cannot be used: a quote is opened and never closed"]),
        (
            &["object.txt", "--from-format", "json"],
            &["object.txt:1: a list in brackets is expected", "--from-format ndjson"],
        ),
        (&["matters.csv", "--work-item", "x.json"], &["cannot be used with"]),
    ];
    for (arguments, told) in bad {
        resolve(&firm, arguments[0], &arguments[1..]).expect_code(2).expect_told(told);
    }
    firm.imctl(&["resolve", "--from", "matters.csv"])
        .expect_code(2)
        .expect_told(&["`--repository NAME`", "a column `repository`"]);
    let json = resolve(&firm, "gone.csv", &["-o", "json"]).expect_code(2);
    assert_eq!(serde_json::from_str::<Value>(&json.stderr).expect("JSON")["error"]["code"], "resolve.input-unreadable");
    for ran in
        [resolve(&firm, "matters.csv", &["-r", "mater-documents"]), firm.imctl(&["resolve", "--strategy", "scan", "x"])]
    {
        ran.expect_code(2);
    }
    assert_eq!(firm.server.requests().len(), before, "nothing was asked");
}

#[test]
fn a_row_that_cannot_be_read_is_a_row_with_its_line_and_column() {
    let firm = sample_firm();
    let mut csv = b"\xef\xbb\xbfid;client.reference;reference;note\r\n".to_vec();
    csv.extend(b"\"say \"\"hi\"\"\";12345;00001;\"two\r\nlines\"\r\n;;;\r\n\r\n");
    csv.extend(b"2;12345;00001;x;y\r\n3;12345\r\n4;12345;0\0;x\r\n5;\xff;1;x\r\n6;12345;00001;;;;\r\n");
    csv.extend(
        [b"7;12345;00001;".as_slice(), &vec![b'n'; 10 << 20], b"\r\n8;12345;", &vec![b'9'; 10 << 20], b";\r\n"]
            .concat(),
    );
    csv.extend(b"9;12345;\"00001;\r\n");
    std::fs::write(firm.path("bad.csv"), csv).expect("written");
    let ran = resolve(&firm, "bad.csv", &["-o", "ndjson"]).expect_code(10);
    ran.expect_told(&["separated by semicolons"]);
    let ran = resolve(&firm, "bad.csv", &["-o", "ndjson"]);
    let told: Vec<(String, String)> = rows(&ran.stdout)
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            (text("id"), if row["outcome"] == "one" { "one".into() } else { text("message") })
        })
        .collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(id, message)| (id.as_str(), message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("say \"hi\"", "one"),
            ("2", "line 6: the row has 5 cells, and the header 4"),
            ("3", "line 7: the row has 2 cells, and the header 4"),
            ("4", "line 8, column 3 (`reference`): character 2 is NUL, which no text of iManage holds"),
            ("5", "line 9, column 2 (`client.reference`) is not UTF-8: byte 0xff; save the file as UTF-8"),
            ("6", "one"),
            ("7", "one"),
            ("8", "line 12: the values to search for have 10485765 bytes; no title or alias is that long"),
            ("", "line 13: a quote is opened and never closed: everything up to line 14 stands inside it"),
        ]
    );
}

#[test]
fn a_value_stays_a_value_whatever_it_holds() {
    let firm = sample_firm();
    let values = [
        "a, custom2=00001",
        "x=y",
        "*",
        "[workitem.reference]",
        "say \"hi\"",
        "00045",
        "%2C&x",
        " 7 ",
        "Ünïcödé",
        "'=1",
    ];
    let mut csv = String::from("client.reference,reference\n");
    values.iter().for_each(|value| csv.push_str(&format!("\"{}\",00001\n", value.replace('"', "\"\""))));
    firm.write("values.csv", &csv);
    let ran = resolve(&firm, "values.csv", &["-o", "ndjson"]).expect_code(1);
    let queries: Vec<_> = rows(&ran.stdout).iter().map(|row| row["query"]["custom1"].clone()).collect();
    assert_eq!(queries, values.map(|value| json!(value)));
    let asked = firm.server.requests();
    let sent = |value: &str| {
        let pair = url_encoded(value);
        asked.iter().any(|seen| seen.query.split('&').any(|part| part == format!("custom1={pair}")))
    };
    assert!(values.iter().all(|value| sent(value)), "each is one value on the wire");
}

fn url_encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._".contains(&byte);
    value.bytes().fold(String::new(), |text, byte| match byte {
        b' ' => text + "+",
        byte if plain(byte) => text + &char::from(byte).to_string(),
        byte => text + &format!("%{byte:02X}"),
    })
}

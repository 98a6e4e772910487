//! Rows as practice systems and spreadsheets really write them.

use super::*;

fn open(text: &[u8]) -> Result<CsvRows, InputError> {
    CsvRows::open(Source::open(Box::new(std::io::Cursor::new(text.to_vec())), "x.csv", None)?)
}

type Told = (u64, Vec<String>, Option<RecordFault>);

fn all(text: &[u8]) -> Vec<Told> {
    let mut rows = open(text).expect("a header");
    let mut told = Vec::new();
    while let Some(row) = rows.read_next().expect("a row") {
        let cells = row.cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        told.push((row.line, cells, row.fault));
    }
    told
}

fn row(line: u64, cells: &[&str]) -> Told {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect(), None)
}

#[test]
fn a_row_tells_the_line_it_begins_in_whatever_stands_before_and_in_it() {
    for end in ["\n", "\r\n"] {
        let text = ["a,b", "1,2", "", "", "\"x", "", "y\",3", " , ", "4,5"].join(end);
        let inside = format!("x{end}{end}y");
        let expected = [row(2, &["1", "2"]), row(5, &[&inside, "3"]), row(9, &["4", "5"])];
        assert_eq!(all(text.as_bytes()), expected, "{end:?}");
        assert_eq!(all((text + end).as_bytes()), expected, "{end:?} at the end");
    }
}

#[test]
fn quotes_in_quotes_are_one_quote_and_zeros_and_spaces_are_kept() {
    assert_eq!(
        all(b"a,b\n\"say \"\"no\"\", he said\",00012\n x ,\"\""),
        [row(2, &["say \"no\", he said", "00012"]), row(3, &[" x ", ""])]
    );
}

#[test]
fn the_separator_is_the_one_the_header_has_most_of() {
    for (text, separator, header) in [
        ("a,b\n", b',', vec!["a", "b"]),
        ("a;b;c,d\n1;2;3", b';', vec!["a", "b", "c,d"]),
        ("\"a;x\",b\n", b',', vec!["a;x", "b"]),
        ("a\tb\n", b'\t', vec!["a", "b"]),
        ("[a] | [workitem.b]\n", b'|', vec!["a", "workitem.b"]),
        ("sep=;\r\na,b;c\n", b';', vec!["a,b", "c"]),
        ("\n\nalone\nx;y", b',', vec!["alone"]),
    ] {
        let rows = open(text.as_bytes()).expect("a header");
        assert_eq!(
            (rows.separator, rows.header),
            (separator, header.into_iter().map(str::to_owned).collect()),
            "{text}"
        );
    }
}

#[test]
fn longer_and_shorter_rows_are_faults_and_empty_cells_beyond_the_header_are_none() {
    let told = all(b"a,b\n1\n1,2,3\n1,2,,\n1,2");
    let lengths: Vec<_> = told.iter().map(|(line, _, fault)| (*line, fault.clone())).collect();
    let length = |found| Some(RecordFault::Length { found, expected: 2 });
    assert_eq!(lengths, [(2, length(1)), (3, length(3)), (4, None), (5, None)]);
}

#[test]
fn a_quote_that_is_never_closed_is_told_where_it_begins() {
    for end in ["", "\n", "\r\n"] {
        let told = all(format!("a,b\n1,2\n3,\"4\n5,6\n7,8{end}").as_bytes());
        let last = if end.is_empty() { 5 } else { 6 };
        assert_eq!(told[0], row(2, &["1", "2"]));
        assert_eq!(told[1..], [(3, vec![], Some(RecordFault::Unclosed { last }))], "{end:?}");
    }
    assert!(matches!(open(b"\"a,b\n1,2"), Err(InputError::Header { line: 1, .. })));
}

#[test]
fn a_row_beyond_all_measure_is_a_fault_and_the_next_one_is_read() {
    let mut text = b"a,b\n1,\"".to_vec();
    text.extend(std::iter::repeat_n(b"xxxxxxx\n", LARGEST / 8 * 2 + 3).flatten());
    text.extend(b"\"\n2,3\n");
    let told = all(&text);
    assert_eq!(told[0], (2, vec![], Some(RecordFault::TooLarge)));
    assert_eq!(told[1], row(2 + (LARGEST as u64 / 8 * 2 + 3) + 1, &["2", "3"]));
    let mut many = b"a,b\n".to_vec();
    many.extend(std::iter::repeat_n(b',', MOST_CELLS * 3));
    many.extend(b"x\n2,3");
    assert_eq!(all(&many), [(2, vec![], Some(RecordFault::TooLarge)), row(3, &["2", "3"])]);
}

#[test]
fn a_cell_of_ten_mebibytes_is_a_cell() {
    let text = [b"a,b\n1,".as_slice(), &vec![b'y'; 10 << 20], b"\n2,3"].concat();
    let told = all(&text);
    assert_eq!((told[0].1[1].len(), &told[0].2), (10 << 20, &None));
    assert_eq!(told[1], row(3, &["2", "3"]));
}

#[test]
fn a_header_that_is_none_is_refused() {
    assert!(matches!(open(b""), Err(InputError::Empty { .. })));
    assert!(matches!(open(b"\n\r\n\n"), Err(InputError::Empty { .. })));
    let Err(InputError::Header { why, .. }) = open(b"a,tit\xe9\n") else { panic!("refused") };
    assert!(why.contains("column 2") && why.contains("0xe9"), "{why}");
}

#[test]
fn a_pipe_that_hands_over_little_at_once_changes_nothing() {
    // Two bytes alone look like UTF-16; half a header has no separator.
    for text in [
        "\0#\0b\0\nid;[workitem.reference]\n1;2\n",
        "\"client\nreference\";b;c\n1;2;3\n",
        "#\0\n\0,a\n1,2\n",
        "sep=;\n\u{feff}a;b\n1;2\n",
        "\u{feff}\u{feff}a;b\n",
    ] {
        let read = |most| {
            let reader = Dripping { bytes: std::io::Cursor::new(text.as_bytes().to_vec()), most };
            let rows = Source::open(Box::new(reader), "x.csv", None).and_then(CsvRows::open);
            rows.map(|rows| (rows.separator, rows.header)).map_err(|error| error.to_string())
        };
        for most in 1..9 {
            assert_eq!(read(most), read(usize::MAX), "{text:?} by {most} bytes");
        }
    }
}

/// Hands bytes out a few at a time.
struct Dripping {
    bytes: std::io::Cursor<Vec<u8>>,
    most: usize,
}

impl std::io::Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = self.most.min(buffer.len());
        self.bytes.read(&mut buffer[..most])
    }
}

proptest::proptest! {
    #[test]
    fn the_rows_are_the_same_however_the_bytes_are_cut_up(
        text in "([a,;\t|\"\r\n \u{feff}é]|sep=;|\"\"){0,40}",
        odd in proptest::option::of(proptest::num::u8::ANY),
        most in 1_usize..9,
    ) {
        let bytes: Vec<u8> = text.into_bytes().into_iter().chain(odd).collect();
        let read = |most| {
            let reader = Dripping { bytes: std::io::Cursor::new(bytes.clone()), most };
            let Ok(mut rows) = Source::open(Box::new(reader), "x.csv", None).and_then(CsvRows::open) else { return None };
            let mut told = Vec::new();
            while let Ok(Some(row)) = rows.read_next() {
                told.push((row.line, row.cells.clone(), row.fault));
            }
            Some((rows.separator, rows.header, told))
        };
        let whole = read(usize::MAX);
        proptest::prop_assert!(whole.iter().all(|(_, _, rows)| rows.is_sorted_by_key(|(line, ..)| *line)));
        proptest::prop_assert_eq!(whole, read(most));
    }
}

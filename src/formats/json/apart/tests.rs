// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A document in pieces is read as one in memory, whatever it holds and wherever a piece ends.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::{
    formats::{
        Source,
        json::{may, must},
        tests::Disk,
    },
    model::{Document, Trust},
};

static ELEMENT: Object = Object::of(&[must("name", Shape::Text), may("ref", Shape::Unique)]);
static RUN: Object = Object::of(&[must("tool", Shape::Text), may("results", Shape::List(&Shape::Object(&ELEMENT)))]);
static DOCUMENT: Object = Object::of(&[
    must("version", Shape::Text),
    may("ref", Shape::Unique),
    may("runs", Shape::List(&Shape::Object(&RUN))),
    may("components", Shape::List(&Shape::Object(&ELEMENT))),
]);
const LONG: &[&str] = &["/components", "/runs/*/results"];

#[derive(Deserialize)]
struct Element {
    name: String,
}

fn document(payload: Payload) -> Document {
    Document { path: "x.json".into(), payload, declared_type: None, trust: Trust::UNSIGNED }
}

/// What the document holds, or why it is refused.
fn taken(payload: Payload, ahead: Option<Ahead<'_>>) -> Result<Taken, String> {
    let document = document(payload);
    let input = Input::Document(Source::of(&document, 10));
    let apart =
        apart(&input, Some(&DOCUMENT), LONG, ahead).map_err(|error| format!("{}: {}", error.place, error.reason.en))?;
    let lists = ["/components", "/runs/0/results", "/runs/1/results"].map(|pointer| {
        let mut all = Vec::new();
        let read = |part: &Part<'_>| {
            let mut names = Vec::new();
            part.each(|index, element: Element| names.push((index, element.name)))?;
            Ok(names)
        };
        let name = |(index, name): (u64, String)| format!("{index} {name}");
        apart.parts(pointer, read, |names: Names| all.extend(names.into_iter().map(name))).unwrap();
        all
    });
    Ok((apart.rest().unwrap(), lists.to_vec()))
}

type Names = Vec<(u64, String)>;
/// The rest, and the names in each long list.
type Taken = (serde_json::Value, Vec<Vec<String>>);

/// Reads elements as they are scanned, and counts them.
fn read_ahead(elements: &mut Elements<'_>, count: &AtomicU64) -> Option<Made> {
    let mut names = Names::new();
    elements.each(|index, element: Element| names.push((index, element.name)))?;
    count.fetch_add(names.len() as u64, Ordering::Relaxed);
    Some(Box::new(names))
}

fn place_names(made: &mut Made, first: u64) {
    made.downcast_mut::<Names>().unwrap().iter_mut().for_each(|(index, _)| *index += first);
}

/// Adds names to those before them, as long as those are few.
fn join_names(known: &mut Made, more: Made) -> Result<(), Made> {
    let Some(known) = known.downcast_mut::<Names>().filter(|known| known.len() < 10_000) else { return Err(more) };
    known.extend(*more.downcast::<Names>()?);
    Ok(())
}

fn held(text: &str) -> Result<Taken, String> {
    held_counting(text).0
}

/// The same, with the number of elements that were read as they were scanned.
fn held_counting(text: &str) -> (Result<Taken, String>, u64) {
    let count = AtomicU64::new(0);
    let read = |elements: &mut Elements<'_>| read_ahead(elements, &count);
    let ahead =
        Ahead { list: "/components", keep: Keep::Everything, read: &read, place: place_names, join: join_names };
    let held = taken(Payload::from(text.as_bytes().to_vec()), Some(ahead));
    assert_eq!(count.load(Ordering::Relaxed), 0);
    let stored = taken(Disk::payload(text.as_bytes().to_vec()), None);
    let stored_ahead = taken(Disk::payload(text.as_bytes().to_vec()), Some(ahead));
    assert_eq!(held, stored, "{text}");
    assert_eq!(held, stored_ahead, "{text}");
    (held, count.into_inner())
}

#[test]
fn lists_are_taken_out_and_the_rest_stays() {
    let text = r#"
        {"version": "1", "runs": [{"results": [{"name": "a"}, {"name": "b"}], "tool": "t"}, {"tool": "u"}, {"tool": "v", "results": []}],
         "components": [{"name": "ä\n"} , {"name":"d","inner":{"components":[1]}}], "other": {"components": [1]}}"#;
    let (rest, lists) = held(text).unwrap();
    let expected = serde_json::json!({
        "version": "1", "runs": [{"results": [], "tool": "t"}, {"tool": "u"}, {"tool": "v", "results": []}],
        "components": [], "other": {"components": [1]},
    });
    assert_eq!(rest, expected);
    assert_eq!(lists, [vec!["0 ä\n".to_owned(), "1 d".to_owned()], vec!["0 a".to_owned(), "1 b".to_owned()], vec![]]);
}

#[test]
fn what_is_wrong_is_said_as_for_a_document_in_memory() {
    let cases = [
        (
            r#"{"version":"1","components":[{"name":"a"},{"name":1}]}"#,
            "/components/1/name: the value should be a string",
        ),
        (r#"{"version":"1","components":[{"name":"a"} {"name":"b"}]}"#, "expected `,` or `]`"),
        (r#"{"version":"1","components":[{"name":"a"},]}"#, "expected a value"),
        (r#"{"version":"1","components":[,]}"#, "expected a value"),
        (r#"{"version":"1","components":[{"name":"a"}"#, "ends in the middle"),
        (r#"{"version":"1","components":[{"name":"a"#, "ends in the middle"),
        (r#"{"version":"1","components":["#, "ends in the middle"),
        (r#"{"version":"1","components":[]"#, "ends in the middle"),
        (r#"{"version":"1","components":[{"name":"a","name":"b"}]}"#, "/components/0/name: the key stands twice"),
        (r#"{"version":"1","components":[],"components":[]}"#, "/components: the key stands twice"),
        (r#"{"components":[]}"#, "the field `version` is missing"),
        (r#"{"version":"1","runs":[{"results":[]}]}"#, "/runs/0: the field `tool` is missing"),
        (r#"{"version":"1","components":[]} x"#, "something follows the end"),
        (r#"{"version":"1","components":{}}"#, "/components: the value should be a list"),
        (r#"{"version":"1","ref":"r","components":[{"name":"a","ref":"r"}]}"#, "/ref: `r` stands for two things"),
        (
            r#"{"version":"1","components":[{"name":"a","ref":"r"},{"name":"b","ref":"r"}]}"#,
            "/components/1/ref: `r` stands for",
        ),
        (r#"{"version":"1","components":[{"name":"a","x":[[[[[[[[[[]]]]]]]]]]}]}"#, "nested deeper than 10 levels"),
        (r#"[]"#, "the value should be an object"),
        ("", "ends in the middle"),
        ("{\"version\":\"1\",\n\"components\":[\n{\"name\":\"ää\"},x]}", "(line 3, column 15)"),
        ("{\"components\":[\n],\n \"version\":1}", "(line 3, column 12)"),
    ];
    for (text, expected) in cases {
        let error = held(text).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn elements_are_whole_wherever_a_window_ends() {
    let elements: Vec<String> =
        (0..40_000_usize).map(|n| format!(r#"{{"name":"{}{n}","ref":"r{n}"}}"#, "ü".repeat(n % 97))).collect();
    for blank in ["", " \n"] {
        let list = elements.join(&format!("{blank},{blank}"));
        let text = format!(r#"{{"version":"1","components":[{blank}{list}{blank}]}}"#);
        assert!(text.len() as u64 > 3 * PART);
        let (_, lists) = held(&text).unwrap();
        assert_eq!(lists[0].len(), 40_000);
        assert!(lists[0].iter().enumerate().all(|(n, name)| *name == format!("{n} {}{n}", "ü".repeat(n % 97))));
        let doubled = text.replace("\"ref\":\"r39999\"", "\"ref\":\"r7\"");
        assert!(held(&doubled).unwrap_err().contains("/components/39999/ref: `r7` stands for two things"));
        let cut = &text[..text.len() - 10];
        assert!(held(cut).unwrap_err().contains("ends in the middle"));
    }
}

/// Elements that hold what looks like the end of one and the beginning of the next, in lists and texts.
fn misleading(number: usize) -> Vec<String> {
    let inner = r#"[{"name":"x"},{"name":"y","ref":"no"} , {"name":"z"}]"#;
    let element = |n| format!(r#"{{"name":"{n}","ref":"r{n}","inner":{inner},"text":"\"}},{{\"name\":\"x\"}}"}}"#);
    (0..number).map(element).collect()
}

fn listed(elements: &[String], separator: &str) -> String {
    format!(r#"{{"version":"1","components":[{}]}}"#, elements.join(separator))
}

#[test]
fn a_list_that_misleads_is_read_as_one_in_memory() {
    let elements = misleading(40_000);
    for separator in [",", " ,\n  "] {
        let text = listed(&elements, separator);
        assert!(text.len() as u64 > 4 * PART);
        let (read, ahead) = held_counting(&text);
        assert_eq!(read.unwrap().1[0].len(), 40_000);
        assert!(ahead > 1_000, "{ahead}");
    }
}

#[test]
fn a_fault_far_behind_is_said_as_for_a_document_in_memory() {
    let mut elements = misleading(30_000);
    for (at, element, expected) in [
        (29_000, r#"{"name":"a","name":"b"}"#, "/components/29000/name: the key stands twice"),
        (28_000, r#"{"name":1}"#, "/components/28000/name: the value should be a string"),
        (27_000, r#"{"name":"a","ref":"r17"}"#, "/components/27000/ref: `r17` stands for two things"),
        (26_000, r#"{"name":"a","ref":"r25999"}"#, "/components/26000/ref: `r25999` stands for two things"),
        (25_000, r#"{"name":"a\u12"}"#, "/components/25000/name"),
        (24_000, r#"{"name":"a"}} , {"name":"b"}"#, "expected `,` or `]`"),
        (23_000, r#"{"name":"a"}],[{"name":"b"}"#, "expected"),
    ] {
        elements[at] = element.to_owned();
        let error = held(&listed(&elements, ",")).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_fault_is_said_though_what_follows_was_scanned_meanwhile() {
    let mut elements = misleading(100_000);
    assert!(listed(&elements, ",").len() > 10 << 20);
    for (at, element, expected) in [
        (32_000, r#"{"name":1}"#, "/components/32000/name: the value should be a string"),
        (30_000, r#"{"name":"a","ref":"r17"}"#, "/components/30000/ref: `r17` stands for two things"),
    ] {
        elements[at] = element.to_owned();
        let error = held(&listed(&elements, ",")).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn what_is_worth_a_remark_far_behind_is_noted() {
    static CLOSED: Object = Object::of(&[must("name", Shape::Text), may("new", Shape::Text).since(6)]).closed(&[]);
    static LISTS: Object =
        Object::of(&[must("version", Shape::Version), may("components", Shape::List(&Shape::Object(&CLOSED)))]);
    let mut elements: Vec<String> =
        (0..40_000).map(|n| format!(r#"{{"name":"{}"}}"#, "n".repeat(80 + n % 9))).collect();
    elements[33_000] = r#"{"name":"a","new":"b"}"#.to_owned();
    elements[38_000] = r#"{"name":"a","new":"b","odd":1}"#.to_owned();
    let text = format!(r#"{{"version":"1.5","components":[{}]}}"#, elements.join(","));
    let notes = |payload: Payload| {
        let document = document(payload);
        let input = Input::Document(Source::of(&document, 10));
        apart(&input, Some(&LISTS), LONG, None).unwrap().notes().clone()
    };
    let stored = notes(Disk::payload(text.as_bytes().to_vec()));
    let newer: Vec<&str> = stored.newer.iter().map(|newer| newer.pointer.as_str()).collect();
    assert_eq!(newer, ["/components/33000/new"]);
    assert_eq!(stored.unknown, [("odd".to_owned(), "/components/38000/odd".to_owned())]);
    assert_eq!(stored.newer, notes(Payload::from(text.into_bytes())).newer);
}

#[test]
fn one_element_may_be_larger_than_a_window() {
    let text = format!(
        r#"{{"version":"1","components":[{{"name":"{}"}}],"other":"{}"}}"#,
        "a".repeat(3 << 20),
        "b".repeat(3 << 20)
    );
    let (rest, lists) = held(&text).unwrap();
    assert_eq!((lists[0][0].len(), rest["other"].as_str().unwrap().len()), (2 + (3 << 20), 3 << 20));
}

#[test]
fn a_large_element_behind_others_is_read() {
    let mut elements = misleading(20_000);
    for at in [9_000, 15_000, 19_999] {
        elements[at] = format!(r#"{{"name":"{}"}}"#, "a".repeat(3 << 20));
    }
    let (read, ahead) = held_counting(&listed(&elements, ","));
    assert_eq!(read.unwrap().1[0].len(), 20_000);
    assert!(ahead > 1_000, "{ahead}");
}

#[test]
fn what_is_no_text_is_refused() {
    let mut bytes = br#"{"version":"1","components":[{"name":"a"}]}"#.to_vec();
    for at in [12, 38] {
        bytes[at] = 0xFF;
        for payload in [Payload::from(bytes.clone()), Disk::payload(bytes.clone())] {
            assert!(taken(payload, None).unwrap_err().contains("is not UTF-8"));
        }
        bytes[at] = b'1';
    }
    let marked = [b"\xEF\xBB\xBF", br#"{"version":"1","components":[{"name":"a"}]}"#.as_slice()].concat();
    assert_eq!(taken(Disk::payload(marked), None).unwrap().1[0], ["0 a"]);
    let wide: Vec<u8> = "{\"version\"".bytes().flat_map(|byte| [byte, 0]).collect();
    assert!(taken(Disk::payload(wide), None).unwrap_err().contains("iconv -f UTF-16LE"));
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A document in pieces is read as one in memory, whatever it holds and wherever a piece ends.

use super::*;
use crate::{formats::tests::Disk, model::Payload};

/// One of everything.
const DOCUMENT: &str = "<?xml version='1.0' encoding=\"utf-8\"?>\n<!-- a ->- \n b --><?p q? r?>\n\
    <x:a xmlns:x='u' b=\"1 > 0\"\n c='&lt;&#65;\"'>t\u{e4}\n&amp;&#x20ac;<b\n/>\u{1d11e} <![CDATA[<c>]]\n]]]>\
    <d e=''>\r\n<!----></d  ></x:a>\n<!-- end -->\n";

/// What is told of a document that is read in pieces of this size, with lines, up to the first fault.
fn told(payload: &Payload, size: u64) -> Vec<String> {
    let mut xml = Xml::over(Pieces::new(payload, 0, size), 4);
    xml.takes_document_type = true;
    let mut told = Vec::new();
    loop {
        let step = xml.step();
        told.push(match step {
            Ok(Step::Start) => format!("element {} {}: {:?}", xml.element.line, xml.element.name(), xml.element),
            Ok(Step::Text) => format!("{:?}", xml.text),
            Ok(Step::End) => "end".to_owned(),
            Ok(Step::Eof) => return told,
            Err(fault) => {
                let line = format!("{} {}: {}", fault.truncated, fault.error.place, fault.error.reason.en);
                told.push(line);
                return told;
            }
        });
    }
}

/// The elements with their lines, as the library tells them of a text in memory, up to the first fault.
fn by_slice(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut elements = Vec::new();
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap();
        match reader.read_event() {
            Ok(Raw::Start(start) | Raw::Empty(start)) => {
                let line = 1 + text[..before].matches('\n').count() as u64;
                elements.push(format!("element {line} {}: ", start.local_name().as_ref()));
            }
            Ok(Raw::Eof) | Err(_) => return elements,
            Ok(_) => {}
        }
    }
}

fn check(text: &str) -> Vec<String> {
    let bytes = text.as_bytes().to_vec();
    let whole = told(&Payload::from(bytes.clone()), u64::MAX);
    let stored = Disk::payload(bytes.clone());
    for size in [1, 2, 3, 7, 64] {
        assert_eq!(told(&stored, size), whole, "{text} by {size}");
    }
    assert_eq!(told(&Payload::from(bytes), 5), whole, "{text}");
    whole
}

#[test]
fn what_is_read_in_pieces_is_what_is_read_as_a_whole() {
    let whole = check(DOCUMENT);
    assert_eq!(whole.len(), 12, "{whole:#?}");
    assert_eq!(by_slice(DOCUMENT), ["element 4 a: ", "element 6 b: ", "element 8 d: "]);
    // Cut off, and damaged, at every place.
    for (at, _) in DOCUMENT.char_indices() {
        let (before, behind) = DOCUMENT.split_at(at);
        check(before);
        let rest = behind.split_at(behind.chars().next().unwrap().len_utf8()).1;
        for other in ["<", ">", "&", ";", "\"", "'", "!", "-", "[", "]", "/", "?", "\n", "\u{1}", "\u{a0}", "</a>", ""]
        {
            let text = format!("{before}{other}{rest}");
            let told = check(&text);
            let elements: Vec<_> = told.iter().filter(|line| line.starts_with("element")).collect();
            let expected = by_slice(&text);
            assert!(elements.len() <= expected.len(), "{text}");
            assert!(elements.iter().zip(expected).all(|(told, expected)| told.starts_with(&expected)), "{text}");
        }
    }
}

#[test]
fn faults_are_said_in_pieces_as_of_the_whole() {
    let cases = [
        ("", "true line 1: the XML text ends in the middle"),
        ("\n\n<a>\n<b>", "true line 4: the XML text ends in the middle"),
        ("<a>\n<b></a>", "false line 2: is malformed: "),
        ("<a/>\n<b/>", "false line 2: something stands outside the root element"),
        ("<a/>\nb", "false line 1: something stands outside the root element"),
        ("<a>\n<a><a><a><a>", "false line 2: nested deeper than 4 levels"),
        ("<a>\n\u{1}</a>", "false line 2: holds the control character 0x01"),
        ("<a>\n<b>\u{1}\n</b>\n\u{2}", "false line 2: holds the control character 0x01"),
        ("<a>\n&b;", "false line 2: `b` is no predefined entity"),
        ("<a>\n&b", "true line 2: the XML text ends in the middle"),
        ("<?xml version='1.0' encoding='latin1'?>", "false line 1: is declared to be in the encoding `latin1`"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "false line 1: a document type declaration is not accepted"),
        ("<!DOCTYPE a SYSTEM 'b'>\n<a>", "true line 2: the XML text ends in the middle"),
        ("<a>\n<!b></a>", "false line 2: invalid markup after `<!`"),
        ("<a>\n<!b></a><!DOC", "true line 2: the XML text ends in the middle"),
        ("<a>\n<!  \n\u{a0}", "true line 2: the XML text ends in the middle"),
        ("<a>\n<!b></a>a long text behind which the end is", "false line 2: invalid markup after `<!`"),
        ("<a>\n<a b='1' b='2'/></a>", "false line 2: is malformed: "),
        ("<a>\n<a b/></a>", "false line 2: is malformed: "),
    ];
    for (text, fault) in cases {
        assert!(check(text).last().unwrap_or(&String::new()).starts_with(fault), "{text}: {:?}", check(text));
    }
    // What is blank at the end may be of any length.
    let blank = "\n\u{a0} ".repeat(100);
    assert!(check(&format!("<a>\n<!{blank}")).pop().unwrap().starts_with("true line 2"));
    assert!(check(&format!("<a>\n<!b {blank}")).pop().unwrap().starts_with("false line 2"));
}

#[test]
fn too_many_attributes_are_refused() {
    let element = |count: u32| format!("<a{}/>", (0..count).map(|n| format!(" a{n}='{n}'")).collect::<String>());
    assert_eq!(check(&element(256)).len(), 2);
    assert!(check(&element(257))[0].contains("too many attributes"));
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

#![allow(clippy::panic, clippy::indexing_slicing, clippy::unwrap_used)]

use std::{fs, path::Path};

use super::*;
use crate::{
    formats::{
        Source,
        json::Elements,
        tests::{Disk, document},
    },
    model::{
        Acknowledgement, Completeness, CompletenessOf, ComponentKind, ContactField, CryptoKind, Document, EdgeKind,
        HashPlace, IdentifierKind, LicenseForm, Node, Payload, ReferenceKind, Scope, VulnerabilityPart,
    },
};

fn read_as(version: &str, inner: &str) -> Result<Vec<Statement>, ReadError> {
    let text = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"{version}",{inner}}}"#);
    match read("cyclonedx_json", &Input::Document(Source::of(&document("bom.json", text.as_str()), 100)))? {
        Reading::Statements(statements) => Ok(statements),
        other => panic!("{other:?}"),
    }
}

fn bom(inner: &str) -> Bom {
    match read_as("1.7", inner).unwrap().remove(0).claim {
        Claim::Bom(bom) => *bom,
        other => panic!("{other:?}"),
    }
}

fn component(fields: &str) -> Component {
    bom(&format!(r#""components":[{{"type":"library","name":"a",{fields}}}]"#)).components.remove(0)
}

fn remarks(version: &str, inner: &str) -> Vec<String> {
    read_as(version, inner).unwrap()[0].remarks.iter().map(|remark| remark.en.clone()).collect()
}

#[test]
fn contacts_keep_the_field_they_stand_in() {
    let entity = |name: &str| {
        format!(r#"{{"name":"{name}","url":["https://{name}.example"],"contact":[{{"email":"a@{name}"}}]}}"#)
    };
    let component = component(&format!(
        r#""manufacturer":{},"supplier":{},"authors":[{{"name":"J","email":"j@x"}}],"author":"K","publisher":"P""#,
        entity("m"),
        entity("s")
    ));
    let fields: Vec<_> = component.contacts.iter().map(|contact| (contact.field, contact.address().unwrap())).collect();
    assert_eq!(
        fields,
        [
            (ContactField::Manufacturer, "a@m"),
            (ContactField::Supplier, "a@s"),
            (ContactField::Author, "j@x"),
            (ContactField::Author, "K"),
            (ContactField::Publisher, "P"),
        ]
    );
    assert_eq!(component.supplier(), Some("s"));
    let about = bom(&format!(
        r#""metadata":{{"authors":[{{"name":"J"}}],"manufacturer":{},"manufacture":{},"supplier":{}}}"#,
        entity("m"),
        entity("o"),
        entity("s")
    ))
    .about;
    let fields: Vec<_> = about.creators.iter().map(|contact| contact.field).collect();
    assert_eq!(
        fields,
        [ContactField::Author, ContactField::Manufacturer, ContactField::Supplier, ContactField::Manufacture]
    );
}

#[test]
fn the_document_says_what_it_is() {
    let about = bom(r#""serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":3,
        "metadata":{"timestamp":"2026-11-01T08:00:00Z","lifecycles":[{"phase":"build"},{"name":"own"}],
        "tools":[{"name":"one","version":"1"},{"name":"two"}],"licenses":[{"license":{"id":"CC0-1.0"}}]},
        "components":[],"externalReferences":[{"type":"bom","url":"urn:cdx:x/1"}],"vulnerabilities":[]"#)
    .about;
    assert_eq!(about.uri.as_deref(), Some("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/3"));
    assert_eq!(about.timestamp.as_deref(), Some("2026-11-01T08:00:00Z"));
    assert_eq!(about.lifecycles.join(" "), "build own");
    assert_eq!(about.tools.len(), 2);
    assert_eq!(about.references[0].kind, ReferenceKind::Bom);
    assert_eq!(about.vulnerabilities, VulnerabilityPart::Empty);
    assert_eq!(&*about.licenses[0].text, "CC0-1.0");
}

#[test]
fn identifiers_properties_and_hashes_keep_their_places() {
    let hash = |name: &str, digits: usize| format!(r#"{{"alg":"{name}","content":"{}"}}"#, "a".repeat(digits));
    let component = component(&format!(
        r#""scope":"optional","purl":"pkg:npm/a@1","cpe":"cpe:2.3:a:a:a:1:*:*:*:*:*:*:*","swhid":["swh:1:cnt:0"],
        "swid":{{"tagId":"t","name":"a"}},"omniborId":["gitoid:blob:sha1:0"],"hashes":[{}],
        "externalReferences":[{{"type":"distribution","url":"https://d","hashes":[{}]}},
        {{"type":"source-distribution","url":"https://s","hashes":[{}]}},{{"type":"rfc-9116","url":"https://r"}}],
        "properties":[{{"name":"bsi:component:filename","value":"a.tgz"}},{{"name":"own","value":"x"}},
        {{"name":"bsi:component:archive","value":"archive"}},{{"name":"bsi:component:archive","value":"no archive"}},
        {{"name":"bsi:component:effectiveLicence","value":"MIT"}}]"#,
        hash("MD5", 32),
        hash("SHA-512", 128),
        hash("BLAKE3", 64)
    ));
    let places: Vec<_> = component.hashes.iter().map(|hash| hash.place).collect();
    assert_eq!(places, [HashPlace::Component, HashPlace::Distribution, HashPlace::Source]);
    assert_eq!(component.hashes.digests().iter().count(), 1, "the source is another thing, MD5 identifies nothing");
    let kinds: Vec<_> = component.identifiers.iter().map(|identifier| identifier.kind).collect();
    assert_eq!(kinds, [IdentifierKind::Cpe, IdentifierKind::Swid, IdentifierKind::Swhid, IdentifierKind::Omnibor]);
    assert_eq!(component.filename.as_deref(), Some("a.tgz"));
    assert_eq!(component.values("bsi:component:archive").collect::<Vec<_>>(), ["archive", "no archive"]);
    assert_eq!(component.values("own").count(), 0, "properties of others are not kept");
    assert_eq!(component.effective_licenses().collect::<Vec<_>>(), ["MIT"]);
    assert_eq!(component.urls(ReferenceKind::SecurityTxt).collect::<Vec<_>>(), ["https://r"]);
    assert_eq!((component.scope, component.kind), (Scope::Optional, ComponentKind::Library));
}

#[test]
fn a_repeated_file_name_is_seen() {
    let named = |value: &str| format!(r#"{{"name":"bsi:component:filename","value":"{value}"}}"#);
    let component = component(&format!(r#""properties":[{},{}]"#, named("a"), named("b")));
    assert_eq!(component.filename.as_deref(), Some("a"));
    assert_eq!(component.values("bsi:component:filename").collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn licenses_keep_their_form_and_who_says_so() {
    let component = component(
        r#""licenses":[{"license":{"id":"MIT","acknowledgement":"declared","text":{"content":"x"}}},
        {"license":{"name":"Own","url":"https://x"}},{"expression":"MIT OR EUPL-1.2","acknowledgement":"concluded"}]"#,
    );
    let licenses: Vec<_> = component
        .licenses
        .iter()
        .map(|license| (license.form, license.acknowledgement, license.has_text, license.has_url))
        .collect();
    assert_eq!(
        licenses,
        [
            (LicenseForm::Id, Acknowledgement::Declared, true, false),
            (LicenseForm::Name, Acknowledgement::Unstated, false, true),
            (LicenseForm::Expression, Acknowledgement::Concluded, false, false),
        ]
    );
}

#[test]
fn the_graph_tells_what_is_listed_dangling_repeated_and_complete() {
    let bom = bom(r#""metadata":{"component":{"type":"application","bom-ref":"app","name":"app",
        "components":[{"type":"file","bom-ref":"part","name":"part"}]}},
        "components":[{"type":"library","bom-ref":"a","name":"a"}],"services":[{"bom-ref":"s","name":"s"}],
        "dependencies":[{"ref":"app","dependsOn":["a","s","gone","urn:cdx:x/1#b"],"provides":["part"]},
        {"ref":"a"},{"ref":"a"}],
        "compositions":[{"aggregate":"incomplete_third_party_only","dependencies":["app"],"assemblies":["a"]},
        {"aggregate":"unknown"}]"#);
    let (a, part, service) = (Node::of(0), Node::of(1), Node::of(2));
    let edges: Vec<_> = bom.graph.from(Node::PRIMARY).iter().map(|edge| (edge.to, edge.kind)).collect();
    assert_eq!(
        edges,
        [
            (part, EdgeKind::Contains),
            (a, EdgeKind::DependsOn),
            (service, EdgeKind::DependsOn),
            (part, EdgeKind::Provides),
        ]
    );
    assert_eq!(bom.service(service).map(|service| &*service.name), Some("s"));
    assert_eq!(bom.component(part).unwrap().parent, Some(Node::PRIMARY));
    let dangling: Vec<_> = bom.graph.dangling.iter().map(|dangling| dangling.to_string()).collect();
    assert_eq!(dangling, ["`gone` (/dependencies/0)"], "a BOM-Link leads to another document");
    assert_eq!(bom.graph.repeated.len(), 1);
    assert!(bom.graph.lists(a) && bom.graph.lists(Node::PRIMARY) && !bom.graph.lists(part));
    let stated = bom.graph.completeness(Node::PRIMARY);
    assert_eq!(
        (stated[0].covered, stated[0].completeness),
        (CompletenessOf::Dependencies, Completeness::IncompleteInPart)
    );
    assert_eq!(bom.graph.completeness(a)[0].covered, CompletenessOf::Parts);
    assert_eq!(bom.graph.whole, [Completeness::Unknown]);
}

#[test]
fn cryptographic_assets_keep_their_parameters() {
    let component = component(
        r#""cryptoProperties":{"assetType":"algorithm","oid":"2.16.840.1","algorithmProperties":
        {"primitive":"ae","parameterSetIdentifier":"128","mode":"gcm","cryptoFunctions":["encrypt","decrypt"],
        "classicalSecurityLevel":128,"executionEnvironment":"software-plain-ram"}}"#,
    );
    let crypto = component.rare.unwrap().crypto.unwrap();
    assert_eq!((crypto.kind, crypto.oid.as_deref()), (CryptoKind::Algorithm, Some("2.16.840.1")));
    assert_eq!(crypto.values("cryptoFunctions").collect::<Vec<_>>(), ["encrypt", "decrypt"]);
    assert_eq!(crypto.values("classicalSecurityLevel").collect::<Vec<_>>(), ["128"]);
    let protocol = self::component(
        r#""cryptoProperties":{"assetType":"protocol","protocolProperties":{"type":"tls","version":"1.2",
        "cipherSuites":[{"name":"TLS_A"},{"name":"TLS_B"}]}}"#,
    );
    let crypto = protocol.rare.unwrap().crypto.unwrap();
    assert_eq!(crypto.values("cipherSuite").collect::<Vec<_>>(), ["TLS_A", "TLS_B"]);
    assert_eq!(crypto.values("version").collect::<Vec<_>>(), ["1.2"]);
}

#[test]
fn an_external_component_has_a_range_of_versions() {
    let component = component(r#""isExternal":true,"versionRange":"vers:npm/>=1""#);
    assert!(component.is_external);
    assert_eq!(component.rare.unwrap().version_range.as_deref(), Some("vers:npm/>=1"));
    assert!(read_as("1.7", r#""components":[{"type":"library","name":"a","versionRange":"x"}]"#).is_err());
}

#[test]
fn what_only_a_newer_version_allows_is_remarked_on() {
    let inner = |fields: &str| format!(r#""components":[{{"type":"library","name":"a","version":"1",{fields}}}]"#);
    let cases = [
        ("1.4", inner(r#""swhid":["x"]"#), "`swhid` belongs to CycloneDX 1.6 and the document says it is 1.4"),
        ("1.5", inner(r#""x":1"#).replace("library", "cryptographic-asset"), "`cryptographic-asset` belongs to"),
        (
            "1.3",
            inner(r#""x":1"#).replace(r#""version":"1","#, ""),
            "CycloneDX 1.3 asks for `version`, only from 1.4 on",
        ),
        (
            "1.6",
            inner(r#""surprise":1"#),
            "the schema of CycloneDX 1.6 does not allow the field `surprise` (/components/0/surprise)",
        ),
        ("1.6", inner(r#""patentAssertions":[]"#), "`patentAssertions` belongs to CycloneDX 1.7"),
        (
            "1.6",
            inner(r#""licenses":[{"expression":"MIT"},{"license":{"id":"MIT"}}]"#),
            "a licence expression has to stand alone",
        ),
        ("1.8", inner(r#""x":1"#), "CycloneDX 1.8 is newer than this program"),
    ];
    for (version, inner, expected) in cases {
        let remarks = remarks(version, &inner);
        assert!(remarks.iter().any(|remark| remark.contains(expected)), "{version} {inner}: {remarks:?}");
    }
    assert_eq!(remarks("1.3", &inner(r#""surprise":1"#)), [""; 0], "1.3 allows further fields");
    assert_eq!(remarks("1.7", &inner(r#""swhid":["x"],"patentAssertions":[]"#)), [""; 0]);
}

#[test]
fn the_version_may_stand_behind_what_is_newer() {
    let text = |version: &str| {
        format!(
            r#"{{"components":[{{"type":"library","name":"a","swhid":[]}}],"bomFormat":"CycloneDX","specVersion":"{version}"}}"#
        )
    };
    for (version, number) in [("1.5", 1), ("1.6", 0)] {
        let text = text(version);
        let reading =
            read("cyclonedx_json", &Input::Document(Source::of(&document("bom.json", text.as_str()), 100))).unwrap();
        let Reading::Statements(statements) = reading else { panic!() };
        assert_eq!(statements[0].remarks.len(), number, "{version}");
    }
}

#[test]
fn of_a_component_is_kept_what_is_asked_for_and_nothing_else() {
    let hash = "a".repeat(64);
    let component = format!(
        r#"{{"type":"library","bom-ref":"a","name":"a","version":"1","purl":"pkg:npm/a@1","supplier":{{"name":"s"}},
        "hashes":[{{"alg":"SHA-256","content":"{hash}"}}],"components":[{{"type":"file","name":"in a",
        "hashes":[{{"alg":"SHA-256","content":"{hash}"}}]}}],"licenses":[{{"license":{{"id":"MIT"}}}}],
        "properties":[{{"name":"bsi:component:filename","value":"f"}},{{"name":"bsi:x","value":"y"}}],
        "externalReferences":[{{"type":"distribution","url":"https://example.org",
        "hashes":[{{"alg":"SHA-256","content":"{hash}"}}]}}]}}"#
    );
    let primary = component.replace(r#""bom-ref":"a","#, "");
    let text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{primary}}},"components":[{component}],"dependencies":[{{"ref":"a","dependsOn":["b"]}}]}}"#
    );
    let kept = |keep: Keep| {
        let document = document("bom.json", text.as_str());
        let source = Source { keep, ..Source::of(&document, 100) };
        match read("cyclonedx_json", &Input::Document(source)).unwrap() {
            Reading::Statements(mut statements) => match statements.remove(0).claim {
                Claim::Bom(bom) => *bom,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    for keep in KEEP {
        let bom = kept(keep);
        let component = &bom.components[0];
        assert_eq!((component.purl.as_deref(), component.licenses.len()), (Some("pkg:npm/a@1"), 1));
        let places = |component: &Component| component.hashes.iter().map(|hash| hash.place).collect::<Vec<_>>();
        let both = [HashPlace::Component, HashPlace::Distribution];
        let hashed: Vec<_> = bom.components.iter().map(places).collect();
        // One of those in the primary component, and the one in it.
        let all = [both.as_slice(), &both[..1], &both[..1]];
        assert_eq!(hashed, if keep == Keep::Names { [&both[..0]; 3] } else { all });
        assert_eq!(bom.primary.as_ref().map(places), Some(both.to_vec()), "the release is recognised by them");
        let kept = [
            component.supplier().is_some(),
            component.filename.is_some(),
            !component.properties.is_empty(),
            !component.references.is_empty(),
            bom.graph.is_stated,
        ];
        assert_eq!(kept, [keep == Keep::Everything; 5]);
    }
}

const KEEP: [Keep; 3] = [Keep::Names, Keep::Hashes, Keep::Everything];

/// What is kept of a document that is read in one piece, and of the same one that is read while it is scanned.
fn held_and_scanned(text: &[u8], keep: Keep) -> [Result<String, ReadError>; 2] {
    let payloads = [Payload::from(text.to_vec()), Disk::payload(text.to_vec())];
    payloads.map(|payload| {
        let document = Document { payload, ..document("bom.json", "") };
        let source = Source { keep, ..Source::of(&document, 100) };
        read("cyclonedx_json", &Input::Document(source)).map(|reading| format!("{reading:?}"))
    })
}

/// What comes of components that are read while they are scanned; `None` where they cannot be.
fn made_ahead(components: &[String], keep: Keep) -> Option<Vec<Component>> {
    let text = format!(",{}", components.join(","));
    let made = Components::ahead(&mut Elements::of(&text, &shape::BOM, "components", keep), keep)?;
    made.downcast::<Components>().ok().map(|made| made.kept)
}

fn large(components: &[String]) -> String {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.7","components":[{}]}}"#, components.join(",\n"))
}

/// A component of one of several sorts, some with others inside.
fn one_of_many(number: usize) -> String {
    let inner = match number % 7 {
        0 => format!(
            r#","components":[{{"type":"file","name":"in {number}","components":[{{"type":"file","name":"deep"}}]}}]"#
        ),
        1 => r#","licenses":[{"expression":"MIT"},{"license":{"name":"a \"b\" \u00fc"}}]"#.to_owned(),
        2 => r#","isExternal":true,"versionRange":"vers:npm/>1""#.to_owned(),
        3 => format!(
            r#","cryptoProperties":{{"assetType":"algorithm","algorithmProperties":{{"parameterSetIdentifier":"128","nistQuantumSecurityLevel":3,"classicalSecurityLevel":{}}}}}"#,
            // Not read while it is scanned, nor is what lies near.
            if (7_300..7_310).contains(&number) { "-0" } else { ["0", "256"][number / 7 % 2] }
        ),
        _ => format!(
            r#","version":"1","supplier":{{"name":"s{number}"}},"hashes":[{{"alg":"MD5","content":"{number:032x}"}}]"#
        ),
    };
    let name = "\\u00fcä\\n".repeat(number % 5);
    format!(
        r#"{{"type":"library","bom-ref":"r{number}","name":"{name}{number}","description":"{}"{inner}}}"#,
        "d".repeat(40)
    )
}

#[test]
fn components_read_while_they_are_scanned_are_the_same() {
    let mut components: Vec<String> = (0..8_000).map(one_of_many).collect();
    assert!(KEEP.iter().all(|keep| made_ahead(&components[..7_000], *keep).is_some_and(|made| made.len() > 7_000)));
    assert!(made_ahead(&components[..7_320], Keep::Names).is_none());
    let check = |components: &[String]| {
        for keep in KEEP {
            let [held, scanned] = held_and_scanned(large(components).as_bytes(), keep);
            assert!(held.is_ok() && held == scanned, "{:?}", held.err().or(scanned.err()));
        }
    };
    check(&components);
    // What is nested counts from where it stands, however far behind.
    let Ok(last) = &held_and_scanned(large(&components).as_bytes(), Keep::Everything)[1] else { panic!("not read") };
    assert!(last.contains("/components/7994/components/0/components/0"));
    // Nested deeper than the reader that scans as well goes.
    components[4_000] = format!(r#"{{"type":"library","name":"a","x":{}0{}}}"#, "[".repeat(97), "]".repeat(97));
    check(&components);
}

/// Where a hash may stand that no component may have: at the component, at a reference, in a component in it.
fn with_hash(hash: &str) -> [String; 3] {
    let hashes = format!(r#""hashes":[{{"alg":"MD5","content":"{:032x}"}},{hash}]"#, 7);
    [
        format!(r#"{{"type":"library","name":"a",{hashes}}}"#),
        format!(r#"{{"type":"library","name":"a","externalReferences":[{{"type":"vcs","url":"x",{hashes}}}]}}"#),
        format!(r#"{{"type":"library","name":"a","components":[{{"type":"file","name":"b",{hashes}}}]}}"#),
    ]
}

#[test]
fn a_hash_too_short_for_its_algorithm_is_refused_whatever_is_kept() {
    let mut components: Vec<String> = (0..8_000).map(one_of_many).collect();
    let short = "0".repeat(32);
    for hash in [
        format!(r#"{{"alg":"SHA-256","content":"{short}"}}"#),
        format!(r#"{{"content":"{short}","alg":"SHA-\u0032\u00356"}}"#),
    ] {
        for (component, place) in with_hash(&hash).into_iter().zip(["", "", "/components/0"]) {
            let expected = format!("/components/4000{place}: a SHA-256 hash has 64 hexadecimal digits, not 32");
            let alone = read_as("1.7", &format!(r#""components":[{component}]"#)).unwrap_err();
            assert_eq!(format!("{}: {}", alone.place, alone.reason.en), expected.replace("4000", "0"));
            components[4_000] = component;
            for keep in KEEP {
                let both = held_and_scanned(large(&components).as_bytes(), keep);
                let said =
                    both.map(|read| read.map(drop).map_err(|error| format!("{}: {}", error.place, error.reason.en)));
                assert_eq!(said, [Err(expected.clone()), Err(expected.clone())]);
            }
        }
    }
}

#[test]
fn a_hash_is_measured_by_its_own_algorithm_and_where_it_is_read() {
    let (short, long) = ("0".repeat(32), "0".repeat(64));
    for (hash, fits) in [
        (format!(r#"{{"alg":"SHA-256","content":"{long}"}}"#), true),
        (format!(r#"{{"alg":"BLAKE3","content":"{short}"}}"#), true),
        (format!(r#"{{"alg":"MD5","content":"{long}"}}"#), false),
        (format!(r#"{{"content":"{short}","x":{{"alg":"MD5","content":"{long}"}},"alg":"SHA-256"}}"#), false),
        (format!(r#"{{"alg":"SHA-256","x":{{"alg":"MD5","content":"{short}"}},"content":"{long}"}}"#), true),
        // The first of several counts as much as the last.
        (format!(r#"{{"alg":"SHA-256","content":"{short}"}},{{"alg":"MD5","content":"{short}"}}"#), false),
    ] {
        for (component, keep) in with_hash(&hash).iter().flat_map(|one| KEEP.map(|keep| (one, keep))) {
            let made = made_ahead(std::slice::from_ref(component), keep);
            assert_eq!(made.is_some(), fits, "{component} {keep:?}");
        }
        // The hashes of what a component was made from are never read.
        let [component, ..] = with_hash(&hash);
        let ancestor = format!(r#"{{"type":"library","name":"a","pedigree":{{"ancestors":[{component}]}}}}"#);
        assert!(read_as("1.7", &format!(r#""components":[{ancestor}]"#)).is_ok());
        assert!(KEEP.iter().all(|keep| made_ahead(std::slice::from_ref(&ancestor), *keep).is_some()));
    }
}

/// Every component of the corpus that stands alone without a remark, read in both ways.
#[test]
fn components_of_the_corpus_are_the_same_while_they_are_scanned() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/sbom");
    if !corpus.is_dir() {
        return println!("skipped: needs the corpus");
    }
    let mut folders = vec![corpus];
    let mut components = Vec::new();
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path)
                && let Ok(document) = serde_json::from_slice::<serde_json::Value>(&bytes)
                && let Some(list) = document["components"].as_array()
            {
                components.extend(list.iter().map(alone));
            }
        }
    }
    components.retain(|component| {
        read_as("1.7", &format!(r#""components":[{component}]"#)).is_ok_and(|read| read[0].remarks.is_empty())
    });
    assert!(components.len() > 1_000, "{}", components.len());
    let many = components.iter().map(String::len).sum::<usize>();
    let components: Vec<String> =
        components.iter().cycle().take(components.len() * ((2 << 20) / many + 1)).cloned().collect();
    for keep in KEEP {
        let [held, scanned] = held_and_scanned(large(&components).as_bytes(), keep);
        assert!(held.unwrap() == scanned.unwrap());
        // None of them takes the long way.
        let made = made_ahead(&components, keep).unwrap();
        assert!(made.len() >= components.len());
        let has = |has: fn(&Component) -> bool| made.iter().any(has);
        assert_eq!(has(|component| component.supplier().is_some()), keep == Keep::Everything);
        assert_eq!(has(|component| !component.hashes.is_empty()), keep >= Keep::Hashes);
    }
}

/// A component whose type stands first, without references that would stand twice in a list.
fn alone(component: &serde_json::Value) -> String {
    fn without_references(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.remove("bom-ref");
                fields.values_mut().for_each(without_references);
            }
            serde_json::Value::Array(list) => list.iter_mut().for_each(without_references),
            _ => {}
        }
    }
    let mut component = component.clone();
    without_references(&mut component);
    let kind = component.as_object_mut().and_then(|fields| fields.remove("type")).unwrap_or_default();
    let rest = component.to_string();
    format!(r#"{{"type":{kind},{}"#, rest.strip_prefix('{').unwrap_or(&rest))
}

/// Bytes changed, left out or doubled anywhere: what one way of reading refuses the other refuses in the
/// same words, and what one keeps the other keeps. `FREIGABE_CHANGES` sets the number of documents.
#[test]
fn a_changed_document_is_judged_alike_while_it_is_scanned() {
    let number = std::env::var("FREIGABE_CHANGES").ok().and_then(|number| number.parse().ok()).unwrap_or(15);
    let components: Vec<String> = (0..7_000).map(one_of_many).collect();
    let whole = large(&components).into_bytes();
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).unwrap()
    };
    let mut refused = 0;
    for case in 0..number {
        let mut bytes = whole.clone();
        let (at, length) = (next(bytes.len() - 400), next(300) + 1);
        match case % 5 {
            0 => bytes[at] = b"\"{}[]:,\\0 n\xff"[next(12)],
            1 => drop(bytes.drain(at..at + length)),
            2 => bytes.extend_from_within(at..),
            3 => {
                let hash = memchr::memmem::find(&bytes[at..], b"\"MD5\"").unwrap();
                drop(bytes.splice(at + hash..at + hash + 5, *b"\"SHA-1\""));
            }
            _ => {
                let piece = bytes[at..at + length].to_vec();
                let to = next(bytes.len());
                drop(bytes.splice(to..to, piece));
            }
        }
        for keep in KEEP {
            let [held, scanned] = held_and_scanned(&bytes, keep);
            // What is held is looked through for what is no text before anything else is said.
            let is_no_text = |error: &ReadError| scanned.is_err() && error.reason.en.contains("is not UTF-8");
            let is_alike = held == scanned || held.as_ref().is_err_and(is_no_text);
            assert!(is_alike, "case {case} at {at}: {:?} {:?}", held.err(), scanned.err());
            refused += usize::from(held.is_err());
        }
    }
    assert!(refused > 0);
}

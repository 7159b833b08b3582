// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whose word counts, about what, and what follows from several.

use super::*;
use crate::model::{
    Artifact, ArtifactKind, Bom, Bond, Claim, Component, Digest, DigestAlgorithm, Dossier, Evidence, EvidenceId,
    FormatVersion, Origin, OwnReference, Package, Pattern, Release, Statement, Trust,
};

const FOUND: &str = "pkg:npm/a@1.0.0";

/// A document of one statement: author, time, status, and the products with their subcomponents.
struct Word {
    author: &'static str,
    at: &'static str,
    status: VexStatus,
    product: VexThing,
    subcomponents: Vec<VexThing>,
    reason: Option<&'static str>,
}

fn word(author: &'static str, at: &'static str, status: VexStatus, product: VexThing) -> Word {
    Word { author, at, status, product, subcomponents: Vec::new(), reason: Some("why") }
}

fn thing(purl: &str) -> VexThing {
    VexThing { name: purl.into(), purls: [purl.into()].into(), ..VexThing::default() }
}

fn digest(c: char) -> Digests {
    [Digest::new(DigestAlgorithm::Sha256, &c.to_string().repeat(64)).unwrap()].into_iter().collect()
}

fn evidence(id: u32, report_id: Option<&str>, claim: Claim) -> Arc<Evidence> {
    let sha256 = Digest::new(DigestAlgorithm::Sha256, &"0".repeat(64)).unwrap();
    Arc::new(Evidence {
        id: EvidenceId(id),
        origin: Origin { path: format!("{id}.json").into(), sha256, size: 1 },
        trust: Trust::UNSIGNED,
        bond: Bond::Place,
        statement: Statement {
            format: FormatVersion { format: "openvex", version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: report_id.map(str::to_owned),
            claim,
            remarks: Vec::new(),
        },
    })
}

fn bom(purl: &str, digests: &[u8]) -> Claim {
    let primary = Component {
        name: "app".into(),
        purl: Some("pkg:oci/app@2.0".into()),
        reference: OwnReference::Text("app".into()),
        ..Component::default()
    };
    let mut part = Component {
        name: "a".into(),
        purl: Some(purl.into()),
        reference: OwnReference::Text("part".into()),
        ..Component::default()
    };
    part.hashes = crate::model::Hashes::from_bytes(digests.to_vec());
    Claim::Bom(Box::new(Bom { primary: Some(primary), components: vec![part], ..Bom::default() }))
}

fn dossier(words: Vec<Word>, artifacts: &[char]) -> Dossier {
    let artifact =
        |c: &char| Artifact { name: c.to_string(), kind: ArtifactKind::Image, digests: digest(*c), size: None };
    let mut all = vec![evidence(0, Some("urn:uuid:1/1"), bom(FOUND, &[]))];
    for (index, word) in words.into_iter().enumerate() {
        let statement = VexStatement {
            vulnerability: [Box::from("CVE-2026-0001"), "GHSA-aaaa-bbbb-cccc".into()].into(),
            products: Box::new([VexProduct {
                product: word.product.into(),
                subcomponents: word.subcomponents.into_iter().map(Arc::new).collect(),
            }]),
            status: word.status,
            justification: None,
            impact: word.reason.map(Box::from),
            action: None,
            at: word.at.parse().ok(),
            place: Place::Whole,
        };
        let vex = Vex { author: Some(word.author.into()), statements: vec![statement], ..Vex::default() };
        all.push(evidence(u32::try_from(index).unwrap() + 1, None, Claim::Vex(vex)));
    }
    Dossier {
        release: Release { artifacts: artifacts.iter().map(artifact).collect(), ..Release::default() },
        at: "2026-11-24T12:00:00Z".parse().unwrap(),
        evidence: all,
        ..Dossier::default()
    }
}

fn terms(authors: &[&str], accept_unsigned: bool) -> VexTerms {
    VexTerms { authors: authors.iter().map(|author| Pattern::new(author).unwrap()).collect(), accept_unsigned }
}

fn assessed_of(dossier: &Dossier, identifiers: &[&str], purl: &str) -> Option<Assessed> {
    let package = Package { name: "a".into(), version: None, purl: Some(purl.into()) };
    let identifiers: Vec<Box<str>> = identifiers.iter().map(|id| Box::from(*id)).collect();
    let subjects = Subjects { identifiers: &identifiers, component: Some(&package), bonds: &[&Bond::Place] };
    Assessments::of(dossier, &terms(&["*"], true)).assess(&subjects)
}

fn assessed(words: Vec<Word>) -> Option<Assessed> {
    assessed_of(&dossier(words, &[]), &["CVE-2026-0001"], FOUND)
}

fn status(words: Vec<Word>) -> Option<VexStatus> {
    assessed(words).map(|assessed| assessed.status)
}

use VexStatus::{Affected, Fixed, NotAffected, UnderInvestigation};
const EARLY: &str = "2026-01-01T00:00:00Z";
const LATE: &str = "2026-02-01T00:00:00Z";

#[test]
fn nobodys_word_counts_unless_the_policy_says_so() {
    let dossier = dossier(vec![word("Maker", EARLY, NotAffected, thing(FOUND))], &[]);
    let remark = |terms: VexTerms| {
        let assessments = Assessments::of(&dossier, &terms);
        assessments.remarks(EvidenceId(1)).first().map(|remark| remark.en.clone()).unwrap_or_default()
    };
    assert!(remark(VexTerms::default()).contains("`Maker` is not among the authors"));
    assert!(remark(terms(&["Other*"], true)).contains("`Maker` is not among the authors"));
    assert!(remark(terms(&["Maker"], false)).contains("no signature proves"));
    assert!(remark(terms(&["Maker"], true)).contains("no scan reports: CVE-2026-0001"));
    for terms in [VexTerms::default(), terms(&["Other"], true), terms(&["Maker"], false)] {
        assert!(Assessments::of(&dossier, &terms).is_empty());
    }
}

#[test]
fn a_stated_author_is_not_verified() {
    let assessed = assessed(vec![word("Maker", EARLY, NotAffected, thing(FOUND))]).unwrap();
    assert!(!assessed.by[0].is_verified && assessed.sets_aside());
    assert_eq!(assessed.text().en, "VEX: not_affected – Maker (not verified), why, 1.json");
}

#[test]
fn not_affected_without_a_reason_counts_for_nothing() {
    let silent = Word { reason: None, ..word("Maker", LATE, NotAffected, thing(FOUND)) };
    let dossier = dossier(vec![silent], &[]);
    assert_eq!(assessed_of(&dossier, &["CVE-2026-0001"], FOUND), None);
    let assessments = Assessments::of(&dossier, &terms(&["*"], true));
    assert!(assessments.remarks(EvidenceId(1))[0].en.contains("without a justification"));
}

#[test]
fn a_withheld_document_counts_for_nothing() {
    let mut dossier = dossier(vec![word("Maker", LATE, NotAffected, thing(FOUND))], &[]);
    let Claim::Vex(vex) = &mut Arc::get_mut(&mut dossier.evidence[1]).unwrap().statement.claim else { unreachable!() };
    vex.withheld = Some(Text::new("a draft", "ein Entwurf"));
    assert_eq!(assessed_of(&dossier, &["CVE-2026-0001"], FOUND), None);
}

#[test]
fn the_later_word_of_an_author_overrides_the_earlier() {
    let one = |at, status| word("Maker", at, status, thing(FOUND));
    assert_eq!(status(vec![one(EARLY, Affected), one(LATE, NotAffected)]), Some(NotAffected));
    assert_eq!(status(vec![one(LATE, Affected), one(EARLY, NotAffected)]), Some(Affected));
    // At the same time, or at one that is not known, the worse counts.
    assert_eq!(status(vec![one(LATE, UnderInvestigation), one(LATE, NotAffected)]), Some(UnderInvestigation));
    assert_eq!(status(vec![one("", Affected), one(LATE, NotAffected)]), Some(Affected));
    let both = assessed(vec![one(EARLY, Affected), one(LATE, NotAffected)]).unwrap();
    assert_eq!(both.superseded.len(), 1);
}

#[test]
fn of_several_authors_the_worse_counts_and_both_are_shown() {
    for (worse, better) in [(Affected, UnderInvestigation), (UnderInvestigation, Fixed), (Affected, NotAffected)] {
        let words = vec![word("A", EARLY, worse, thing(FOUND)), word("B", LATE, better, thing(FOUND))];
        let assessed = assessed(words).unwrap();
        assert_eq!((assessed.status, assessed.conflicts[0].status), (worse, better));
        assert!(!assessed.sets_aside());
        assert!(assessed.text().en.contains("against it B"), "{}", assessed.text());
    }
}

#[test]
fn a_word_from_the_future_does_not_help() {
    let future = "2027-01-01T00:00:00Z";
    assert_eq!(status(vec![word("A", future, NotAffected, thing(FOUND))]), None);
    let words = vec![word("A", EARLY, NotAffected, thing(FOUND)), word("A", future, Affected, thing(FOUND))];
    assert_eq!(status(words), Some(Affected));
}

#[test]
fn the_vulnerability_is_known_by_each_of_its_names() {
    let dossier = dossier(vec![word("A", EARLY, NotAffected, thing(FOUND))], &[]);
    let is_known = |identifiers: &[&str]| assessed_of(&dossier, identifiers, FOUND).is_some();
    assert!(is_known(&["CVE-2026-0001"]) && is_known(&["ghsa-aaaa-bbbb-cccc"]));
    assert!(is_known(&["PYSEC-1", "GHSA-aaaa-bbbb-cccc", "CWE-79"]));
    assert!(!is_known(&["CVE-2026-0002"]) && !is_known(&["CWE-79"]));
    // Two numbers are two vulnerabilities, and nothing is said of the second.
    assert!(!is_known(&["CVE-2026-0001", "CVE-2026-0002"]));
}

#[test]
fn a_name_alone_is_never_enough() {
    let named =
        VexThing { name: "a".into(), cpes: ["cpe:2.3:a:a:a:1.0.0:*:*:*:*:*:*:*".into()].into(), ..VexThing::default() };
    assert_eq!(status(vec![word("A", EARLY, NotAffected, named)]), None);
    assert_eq!(status(vec![word("A", EARLY, NotAffected, thing("a@1.0.0"))]), None);
}

#[test]
fn a_range_narrows_and_an_undecidable_one_never_helps() {
    let ranged = |range: &str| VexThing { versions: Versions::Range(range.into()), ..thing("pkg:npm/a") };
    assert_eq!(status(vec![word("A", EARLY, NotAffected, ranged("vers:npm/<2.0.0"))]), Some(NotAffected));
    assert_eq!(status(vec![word("A", EARLY, NotAffected, ranged("vers:npm/>=2.0.0"))]), None);
    assert_eq!(status(vec![word("A", EARLY, NotAffected, ranged("vers:deb/<2.0.0"))]), None);
    let words =
        vec![word("A", EARLY, NotAffected, thing("pkg:npm/a")), word("A", LATE, Affected, ranged("vers:deb/<2.0.0"))];
    assert_eq!(status(words), Some(Affected));
    let one = VexThing { versions: Versions::One("1.0.1".into()), ..thing("pkg:npm/a") };
    assert_eq!(status(vec![word("A", EARLY, NotAffected, one)]), None);
}

#[test]
fn a_product_that_is_the_artifact_covers_everything_in_it() {
    let by_digest = VexThing { digests: digest('e'), ..VexThing::default() };
    let by_image = thing(&format!("pkg:oci/app@sha256%3A{}", "e".repeat(64)));
    for product in [by_digest, by_image] {
        let words = vec![word("A", EARLY, NotAffected, product.clone())];
        assert!(assessed_of(&dossier(words, &['e']), &["CVE-2026-0001"], FOUND).is_some(), "{product:?}");
        let words = vec![word("A", EARLY, NotAffected, product)];
        assert!(assessed_of(&dossier(words, &['f']), &["CVE-2026-0001"], FOUND).is_none());
    }
    assert_eq!(status(vec![word("A", EARLY, NotAffected, thing("pkg:oci/app@2.0"))]), Some(NotAffected));
    assert_eq!(status(vec![word("A", EARLY, NotAffected, thing("pkg:oci/app@2.1"))]), None);
}

#[test]
fn bytes_that_differ_are_not_the_product_whatever_its_name() {
    let product = VexThing { digests: digest('f'), ..thing("pkg:oci/app@2.0") };
    assert!(
        assessed_of(&dossier(vec![word("A", EARLY, NotAffected, product)], &['e']), &["CVE-2026-0001"], FOUND)
            .is_none()
    );
}

#[test]
fn with_subcomponents_product_and_component_must_match() {
    let both = |product: &str, part: &str| {
        let word = word("A", EARLY, NotAffected, thing(product));
        status(vec![Word { subcomponents: vec![thing(part)], ..word }])
    };
    assert_eq!(both("pkg:oci/app@2.0", "pkg:npm/a"), Some(NotAffected));
    assert_eq!(both("pkg:oci/other@2.0", "pkg:npm/a"), None);
    assert_eq!(both("pkg:oci/app@2.0", "pkg:npm/b"), None);
    // The product is a component and not what is released.
    assert_eq!(both(FOUND, FOUND), None);
}

#[test]
fn what_is_said_of_one_artifact_does_not_cover_another() {
    let product = || VexThing { digests: digest('e'), ..VexThing::default() };
    let two = dossier(vec![word("A", EARLY, NotAffected, product())], &['e', 'f']);
    assert_eq!(assessed_of(&two, &["CVE-2026-0001"], FOUND), None);
    let other = VexThing { digests: digest('f'), ..VexThing::default() };
    let words = vec![word("A", EARLY, NotAffected, product()), word("A", EARLY, Affected, other)];
    assert_eq!(assessed_of(&dossier(words, &['e', 'f']), &["CVE-2026-0001"], FOUND).unwrap().status, Affected);
}

#[test]
fn a_component_is_known_by_its_digest_and_by_a_link_into_an_sbom() {
    let link = Some((Box::from("urn:uuid:1/1"), Box::from("part")));
    let linked = VexThing { link, ..VexThing::default() };
    assert_eq!(status(vec![word("A", EARLY, NotAffected, linked)]), Some(NotAffected));
    let elsewhere = VexThing { link: Some(("urn:uuid:2/1".into(), "part".into())), ..VexThing::default() };
    assert_eq!(status(vec![word("A", EARLY, NotAffected, elsewhere)]), None);
    let mut hash = Vec::new();
    let place = (crate::model::HashPlace::Component, crate::model::HashAlgorithm::Sha256);
    assert!(crate::model::Hashes::append(&mut hash, place, &"d".repeat(64)));
    let hashed = VexThing { digests: digest('d'), ..VexThing::default() };
    let mut dossier = dossier(vec![word("A", EARLY, NotAffected, hashed)], &[]);
    assert_eq!(assessed_of(&dossier, &["CVE-2026-0001"], FOUND), None);
    dossier.evidence[0] = evidence(0, None, bom(FOUND, &hash));
    assert!(assessed_of(&dossier, &["CVE-2026-0001"], FOUND).is_some());
}

#[test]
fn fixed_sets_aside_only_what_it_names_by_version() {
    let fixed = |purl: &str| assessed(vec![word("A", EARLY, Fixed, thing(purl))]).unwrap();
    assert!(fixed(FOUND).sets_aside());
    assert!(!fixed("pkg:npm/a").sets_aside() && fixed("pkg:npm/a").is_fixed_in_word_only());
    assert!(!fixed("pkg:oci/app@2.0").sets_aside());
    let under = assessed(vec![word("A", EARLY, UnderInvestigation, thing(FOUND))]).unwrap();
    assert!(!under.sets_aside());
}

#[test]
fn too_many_words_are_no_word() {
    let ranged = |index: usize| VexThing {
        versions: Versions::Range(format!("vers:npm/<{index}.0.0").into()),
        ..thing("pkg:npm/a")
    };
    let words = (2..1_200).map(|index| word("A", EARLY, NotAffected, ranged(index))).collect();
    assert_eq!(status(words), None);
}

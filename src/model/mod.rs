// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The words of a release decision: what is released, what speaks for it, and what was decided.
//!
//! Everything else is built on these types. They know no file format, no policy language and no
//! output, and nothing here touches the world.

mod age;
mod algorithm;
mod anchor;
mod assessment;
mod bom;
mod change;
mod changelog;
mod coverage;
mod crypto;
mod digest;
mod disclosure;
mod document;
mod dossier;
mod each_once;
mod earlier;
mod endorsement;
mod examination;
mod facts;
mod feed;
mod finding;
mod forge;
mod hex;
mod identifier;
mod judgement;
mod keys;
mod left_alone;
mod lineage;
mod measure;
mod mistake;
pub mod naming;
mod open;
mod pattern;
mod payload;
mod project;
mod provenance;
mod release;
mod root;
mod scan;
mod score;
mod share;
mod signer_terms;
mod statement;
mod test_run;
mod text;
mod trust;
mod verdict;
mod versions;
mod vex;
mod yardstick;

pub use age::{Age, NotAnAge};
pub use algorithm::{Algorithm, Curve, Lattice};
pub use anchor::{Anchor, AnchorKind};
pub use assessment::{
    APPROVAL_TYPE, ASSESSMENT_TYPE, Assessment, AssessmentResult, Decision, Person, ReleaseApproval, Reviewed,
    StatedWaivers, WAIVERS_TYPE, latest_of, same_person,
};
pub use bom::{
    Acknowledgement, Bom, BomDocument, BomEncoding, BomField, Completeness, CompletenessOf, Component, ComponentKind,
    Contact, ContactField, ContactKind, CryptoAsset, CryptoKind, Dangling, Edge, EdgeKind, ExternalReference, Graph,
    Hash, HashAlgorithm, HashPlace, Hashes, Identifier, IdentifierKind, Keep, License, LicenseForm, Node, OwnReference,
    Property, Rare, ReferenceKind, Scope, Service, Shared, StatedCompleteness, VulnerabilityPart, is_placeholder,
};
pub use change::{BomChange, BomDifference, ChangeKind, changes};
pub use changelog::{Changelog, ChangelogEntry};
pub use coverage::{Coverage, Covered, FileCoverage};
pub use crypto::{Accepted, Crypto, Moments};
pub use digest::{Digest, DigestAlgorithm, Digests};
pub use disclosure::{Disclosure, DisclosureKind};
pub use document::{Blob, Document, Origin, REPORT_TYPE};
pub use dossier::{Bond, Dossier, Evidence, EvidenceId, Given, Ignored, Lazy, Rejected, Rejection};
pub use each_once::each_once;
pub use earlier::{Baseline, Comparison, EarlierFinding, Mark, Spot};
pub use endorsement::Endorsement;
pub use examination::{
    About, Examination, Gap, Grounds, Limit, Matters, Message, Place, SetAside, Thing, Violation, Wrong,
    reference_token,
};
pub use facts::ClaimFact;
pub use feed::{Exploited, Feed, Likelihoods, Record, Records};
pub use finding::{
    BaselineState, Details, Finding, Fingerprint, FixState, Package, Page, Reachability, Suppression, SuppressionKind,
    SuppressionState, Wording,
};
pub use forge::{
    Access, AccessLevel, Approval, Attestation, Author, Cause, Changes, ChildPipeline, Configuration,
    ConfigurationFile, DeployedRequest, Deployment, Fact, FactKind, ForgeCommit, ForgeEnvironment, ForgePackage,
    ForgeProject, ForgeRelease, ForgeSignature, ForgeTag, History, Include, Issue, Job, JobArtifact, JobStatus, Member,
    MergeRequest, Pipeline, ProtectedName, Protection, Seen, SignatureKind, Unseen, User, Verification,
};
pub use hex::is_hex;
pub use identifier::{NameKind, Numbered, canonical};
pub use judgement::{Expected, Judgement, Objection};
pub use keys::keys_of;
pub use left_alone::{LeftAlone, LeftAloneCounts};
pub use lineage::{Lineage, LineageCommit, LineageTag};
pub use measure::{Concerned, Counts, Measure, Standing};
pub use mistake::{Mistake, MistakeKind};
pub use open::{ComponentKey, Known, OpenFinding, OpenFindingRef, OpenFindings, Source};
pub use pattern::{Pattern, plain_purl};
pub use payload::{Payload, Store, Unreadable};
pub use project::{Contractor, Maintenance, Project, PublicCode};
pub use provenance::{ListedAttestation, Material, Provenance, Track, VerificationSummary, plain_repository};
pub use release::{Artifact, ArtifactKind, Commit, Reference, Release};
pub use root::without_v;
pub use scan::{Database, FoundLicense, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity};
pub use score::{Cvss, CvssScore, CvssVersion, Epss, Millionths};
pub use share::Percent;
pub use signer_terms::{CertificateTerms, SignerTerms, WorkloadTerms, distinct};
pub use statement::{
    Claim, FormatVersion, Statement, StatementSummary, Subject, Summary, TestCounts, Tool, VexSummary,
};
pub use test_run::{TestCase, TestOutcome, TestRun};
pub use text::{Lang, Text, Words};
pub use trust::{
    CertificateHolder, Doubt, DoubtCode, Identity, ProofPart, ProvenTime, Scheme, Signer, TimeSource, Trust,
    UsedAlgorithm, Workload,
};
pub use verdict::{
    AppliedWaiver, Conclusion, Effect, Input, Link, Mapping, Outcome, PolicyInput, RuleResult, Tolerated, Turn,
    TurnKind, Turns, Verdict, Waived, WaivedMatter, WaiverState,
};
pub use vex::{
    Assessed, Assessments, Justification, Purl, Reason, Said, Subjects, Versions, Vex, VexProduct, VexStatement,
    VexStatus, VexTerms, VexThing,
};
pub use yardstick::{DeliveredFile, Delivery, Yardsticks};

pub use versions::{Version, VersionRange};

/// A moment in time, in UTC. The program never asks the clock for one below `run`.
pub use jiff::Timestamp;
/// A day of the calendar, without a place on earth.
pub use jiff::civil::Date;

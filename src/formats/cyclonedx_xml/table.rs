// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where what stands in the XML form of CycloneDX has its place in the JSON form.

/// An element that becomes an object.
pub(super) struct Node {
    /// Attributes: their names, the keys they become, and what they are.
    pub(super) attributes: &'static [(&'static str, &'static str, Content)],
    /// Elements in it. All others are left out.
    pub(super) children: &'static [Child],
    /// The key that its own text becomes.
    pub(super) text: Option<&'static str>,
}

/// An element in an object.
pub(super) struct Child {
    pub(super) element: &'static str,
    pub(super) key: &'static str,
    pub(super) content: Content,
    /// Whether it may stand several times, so that its values become a list.
    pub(super) repeats: bool,
}

/// An element in a list.
pub(super) struct Member {
    pub(super) element: &'static str,
    pub(super) content: Content,
}

/// What an element or attribute becomes.
#[derive(Clone, Copy)]
pub(super) enum Content {
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A string that is a time.
    Moment,
    /// A string that stands in the attribute `ref`.
    Reference,
    /// An object.
    Object(&'static Node),
    /// An object with an object `license` in it.
    License(&'static Node),
    /// Members of the enclosing object.
    Inline(&'static Node),
    /// A list.
    List(&'static [Member]),
    /// Tools in either form.
    Tools,
}

use Content::{Flag, Inline, License, List, Moment, Number, Object, Reference, Text, Tools};

/// An element that becomes a string of the same name.
const fn text(name: &'static str) -> Child {
    one(name, Text)
}

/// An element that becomes a member of the same name.
const fn one(name: &'static str, content: Content) -> Child {
    Child { element: name, key: name, content, repeats: false }
}

/// An element whose repetitions become a list of the same name.
const fn each(name: &'static str, content: Content) -> Child {
    Child { element: name, key: name, content, repeats: true }
}

const fn member(element: &'static str, content: Content) -> Member {
    Member { element, content }
}

/// An object without attributes of its own.
const fn of(children: &'static [Child]) -> Node {
    Node { attributes: &[], children, text: None }
}

const fn with(attributes: &'static [(&'static str, &'static str, Content)], children: &'static [Child]) -> Node {
    Node { attributes, children, text: None }
}

const REFERENCE: (&str, &str, Content) = ("bom-ref", "bom-ref", Text);

/// The root element.
pub(super) static BOM: Node = with(
    &[("version", "version", Number), ("serialNumber", "serialNumber", Text)],
    &[
        one("metadata", Object(&METADATA)),
        one("components", List(COMPONENTS)),
        one("services", List(SERVICES)),
        one("externalReferences", List(EXTERNAL_REFERENCES)),
        one("dependencies", List(&[member("dependency", Object(&DEPENDENCY))])),
        one("compositions", List(&[member("composition", Object(&COMPOSITION))])),
        one("properties", List(PROPERTIES)),
        one("vulnerabilities", List(&[member("vulnerability", Object(&VULNERABILITY))])),
    ],
);

static METADATA: Node = of(&[
    one("timestamp", Moment),
    one("lifecycles", List(&[member("lifecycle", Object(&LIFECYCLE))])),
    one("tools", Tools),
    one("authors", List(&[member("author", Object(&CONTACT))])),
    one("component", Object(&COMPONENT)),
    one("manufacturer", Object(&ENTITY)),
    one("manufacture", Object(&ENTITY)),
    one("supplier", Object(&ENTITY)),
    one("licenses", List(LICENSES)),
    one("properties", List(PROPERTIES)),
]);
static LIFECYCLE: Node = of(&[text("phase"), text("name"), text("description")]);

/// Tools as a list.
pub(super) const TOOLS: &[Member] = &[member("tool", Object(&TOOL))];
static TOOL: Node = of(&[text("vendor"), text("name"), text("version"), one("hashes", List(HASHES))]);
/// Tools as components and services.
pub(super) static TOOL_BOM: Node = of(&[one("components", List(COMPONENTS)), one("services", List(SERVICES))]);

static ENTITY: Node = with(&[REFERENCE], &[text("name"), each("url", Text), each("contact", Object(&CONTACT))]);
static CONTACT: Node = with(&[REFERENCE], &[text("name"), text("email"), text("phone")]);

static COMPONENTS: &[Member] = &[member("component", Object(&COMPONENT))];
static COMPONENT: Node = with(
    &[("type", "type", Text), ("mime-type", "mime-type", Text), ("isExternal", "isExternal", Flag), REFERENCE],
    &[
        one("supplier", Object(&ENTITY)),
        one("manufacturer", Object(&ENTITY)),
        one("authors", List(&[member("author", Object(&CONTACT))])),
        text("author"),
        text("publisher"),
        text("group"),
        text("name"),
        text("version"),
        text("versionRange"),
        text("description"),
        text("scope"),
        one("hashes", List(HASHES)),
        one("licenses", List(LICENSES)),
        text("copyright"),
        text("cpe"),
        text("purl"),
        each("omniborId", Text),
        each("swhid", Text),
        one("swid", Object(&SWID)),
        one("modified", Flag),
        one("pedigree", Object(&PEDIGREE)),
        one("externalReferences", List(EXTERNAL_REFERENCES)),
        one("properties", List(PROPERTIES)),
        one("components", List(COMPONENTS)),
        one("evidence", Object(&EVIDENCE)),
        one("cryptoProperties", Object(&CRYPTO)),
    ],
);
static SWID: Node = with(
    &[
        ("tagId", "tagId", Text),
        ("name", "name", Text),
        ("version", "version", Text),
        ("tagVersion", "tagVersion", Number),
        ("patch", "patch", Flag),
    ],
    &[one("text", Object(&ATTACHMENT))],
);
static ATTACHMENT: Node = Node {
    attributes: &[("content-type", "contentType", Text), ("encoding", "encoding", Text)],
    children: &[],
    text: Some("content"),
};

const HASHES: &[Member] = &[member("hash", Object(&HASH))];
static HASH: Node = Node { attributes: &[("alg", "alg", Text)], children: &[], text: Some("content") };

const ACKNOWLEDGEMENT: (&str, &str, Content) = ("acknowledgement", "acknowledgement", Text);
const LICENSES: &[Member] = &[
    member("license", License(&LICENSE)),
    member("expression", Object(&EXPRESSION)),
    member("expression-detailed", Object(&DETAILED_EXPRESSION)),
];
static LICENSE: Node = with(
    &[REFERENCE, ACKNOWLEDGEMENT],
    &[text("id"), text("name"), one("text", Object(&ATTACHMENT)), text("url"), one("properties", List(PROPERTIES))],
);
static EXPRESSION: Node = Node { attributes: &[REFERENCE, ACKNOWLEDGEMENT], children: &[], text: Some("expression") };
static DETAILED_EXPRESSION: Node =
    with(&[("expression", "expression", Text), REFERENCE, ACKNOWLEDGEMENT], &[one("properties", List(PROPERTIES))]);

const EXTERNAL_REFERENCES: &[Member] = &[member("reference", Object(&EXTERNAL_REFERENCE))];
static EXTERNAL_REFERENCE: Node = with(
    &[("type", "type", Text)],
    &[text("url"), text("comment"), one("hashes", List(HASHES)), one("properties", List(PROPERTIES))],
);

const PROPERTIES: &[Member] = &[member("property", Object(&PROPERTY))];
static PROPERTY: Node = Node { attributes: &[("name", "name", Text)], children: &[], text: Some("value") };

static PEDIGREE: Node = of(&[
    one("ancestors", List(COMPONENTS)),
    one("descendants", List(COMPONENTS)),
    one("variants", List(COMPONENTS)),
    one("patches", List(&[member("patch", Object(&PATCH))])),
    text("notes"),
]);
static PATCH: Node = with(&[("type", "type", Text)], &[one("resolves", List(&[member("issue", Object(&ISSUE))]))]);
static ISSUE: Node =
    with(&[("type", "type", Text)], &[text("id"), text("name"), one("references", List(&[member("url", Text)]))]);

static EVIDENCE: Node = of(&[each("identity", Object(&IDENTITY)), one("licenses", List(LICENSES))]);
static IDENTITY: Node = of(&[text("field"), one("confidence", Number), text("concludedValue")]);

static DEPENDENCY: Node = with(
    &[("ref", "ref", Text)],
    &[
        Child { element: "dependency", key: "dependsOn", content: Reference, repeats: true },
        each("provides", Reference),
    ],
);
static COMPOSITION: Node = with(
    &[REFERENCE],
    &[
        text("aggregate"),
        one("assemblies", List(&[member("assembly", Reference)])),
        one("dependencies", List(&[member("dependency", Reference)])),
    ],
);

static SERVICES: &[Member] = &[member("service", Object(&SERVICE))];
static SERVICE: Node = with(
    &[REFERENCE],
    &[
        one("provider", Object(&ENTITY)),
        text("group"),
        text("name"),
        text("version"),
        text("description"),
        one("endpoints", List(&[member("endpoint", Text)])),
        one("authenticated", Flag),
        one("x-trust-boundary", Flag),
        text("trustZone"),
        one("data", List(&[member("classification", Object(&CLASSIFICATION)), member("dataflow", Object(&DATAFLOW))])),
        one("licenses", List(LICENSES)),
        one("externalReferences", List(EXTERNAL_REFERENCES)),
        one("properties", List(PROPERTIES)),
        one("services", List(SERVICES)),
    ],
);
/// Up to 1.4 the classification is all there is of a flow of data.
static CLASSIFICATION: Node =
    Node { attributes: &[("flow", "flow", Text)], children: &[], text: Some("classification") };
static DATAFLOW: Node = with(
    &[("name", "name", Text), ("description", "description", Text)],
    &[one("classification", Inline(&CLASSIFICATION))],
);

static CRYPTO: Node = of(&[
    text("assetType"),
    one("algorithmProperties", Object(&ALGORITHM)),
    one("certificateProperties", Object(&CERTIFICATE)),
    one("relatedCryptoMaterialProperties", Object(&MATERIAL)),
    one("protocolProperties", Object(&PROTOCOL)),
    text("oid"),
]);
static ALGORITHM: Node = of(&[
    text("primitive"),
    text("algorithmFamily"),
    text("parameterSetIdentifier"),
    text("curve"),
    text("ellipticCurve"),
    text("executionEnvironment"),
    text("implementationPlatform"),
    each("certificationLevel", Text),
    text("mode"),
    text("padding"),
    one("cryptoFunctions", List(&[member("cryptoFunction", Text)])),
    one("classicalSecurityLevel", Number),
    one("nistQuantumSecurityLevel", Number),
]);
static CERTIFICATE: Node = of(&[
    text("subjectName"),
    text("issuerName"),
    one("notValidBefore", Moment),
    one("notValidAfter", Moment),
    text("signatureAlgorithmRef"),
    text("subjectPublicKeyRef"),
    text("certificateFormat"),
    one("creationDate", Moment),
    one("activationDate", Moment),
]);
static MATERIAL: Node = of(&[
    text("type"),
    text("id"),
    text("state"),
    text("algorithmRef"),
    one("creationDate", Moment),
    one("activationDate", Moment),
    one("expirationDate", Moment),
    one("size", Number),
    text("format"),
]);
static PROTOCOL: Node =
    of(&[text("type"), text("version"), one("cipherSuites", List(&[member("cipherSuite", Object(&CIPHER_SUITE))]))]);
static CIPHER_SUITE: Node = of(&[text("name")]);

static VULNERABILITY: Node = with(
    &[REFERENCE],
    &[
        text("id"),
        one("source", Object(&SOURCE)),
        one("references", List(&[member("reference", Object(&VULNERABILITY_REFERENCE))])),
        one("ratings", List(&[member("rating", Object(&RATING))])),
        one("cwes", List(&[member("cwe", Number)])),
        text("description"),
        text("detail"),
        text("recommendation"),
        one("advisories", List(&[member("advisory", Object(&ADVISORY))])),
        one("created", Moment),
        one("published", Moment),
        one("updated", Moment),
        one("rejected", Moment),
        one("tools", Tools),
        one("analysis", Object(&ANALYSIS)),
        one("affects", List(&[member("target", Object(&TARGET))])),
        one("properties", List(PROPERTIES)),
    ],
);
static SOURCE: Node = of(&[text("name"), text("url")]);
static VULNERABILITY_REFERENCE: Node = of(&[text("id"), one("source", Object(&SOURCE))]);
static RATING: Node = of(&[
    one("source", Object(&SOURCE)),
    one("score", Number),
    text("severity"),
    text("method"),
    text("vector"),
    text("justification"),
]);
static ADVISORY: Node = of(&[text("title"), text("url")]);
static ANALYSIS: Node = of(&[
    text("state"),
    text("justification"),
    Child { element: "responses", key: "response", content: List(&[member("response", Text)]), repeats: false },
    text("detail"),
    one("firstIssued", Moment),
    one("lastUpdated", Moment),
]);
static TARGET: Node = of(&[text("ref"), one("versions", List(&[member("version", Object(&TARGET_VERSION))]))]);
static TARGET_VERSION: Node = of(&[text("version"), text("range"), text("status")]);

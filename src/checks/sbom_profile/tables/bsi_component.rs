// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! BSI TR-03183-2 v2.1.0: what it asks of each component.

use super::*;

pub(super) const C1: FieldRule = FieldRule {
    id: "C1",
    title: Words { en: "creator of the component", de: "Ersteller der Komponente" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(ALL, contact::component_creator),
    explanation: Words {
        en: "The e-mail address of whoever made and maintains the component; only where there is none, a URL. A name alone is not enough. CycloneDX: `manufacturer.contact[].email` or `manufacturer.url`; SPDX: `originatedBy`.",
        de: "Die E-Mail-Adresse dessen, der die Komponente erstellt hat und pflegt; nur wenn es keine gibt, eine URL. Ein Name allein genügt nicht. CycloneDX: `manufacturer.contact[].email` oder `manufacturer.url`; SPDX: `originatedBy`.",
    },
    remedy: Words {
        en: "Look up who maintains the component and add `manufacturer` with an e-mail address or the address of its website.",
        de: "Ermitteln, wer die Komponente pflegt, und `manufacturer` mit E-Mail-Adresse oder Web-Adresse ergänzen.",
    },
};

pub(super) const C2: FieldRule = FieldRule {
    id: "C2",
    title: Words { en: "name of the component", de: "Name der Komponente" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(ALL, identity::name),
    explanation: Words {
        en: "The name that its creator gave it; where there is none, the real name of the file.",
        de: "Der Name, den ihr Ersteller ihr gegeben hat; wo es keinen gibt, der tatsächliche Dateiname.",
    },
    remedy: Words { en: "Add the name or the file name.", de: "Den Namen oder den Dateinamen eintragen." },
};

pub(super) const C3: FieldRule = FieldRule {
    id: "C3",
    title: Words { en: "version of the component", de: "Version der Komponente" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(ALL, identity::version),
    explanation: Words {
        en: "The version as its creator writes it; where there is none, the time at which the file was last changed (RFC 3339, section 5.6).",
        de: "Die Version, wie ihr Ersteller sie schreibt; wo es keine gibt, der Zeitpunkt der letzten Änderung der Datei (RFC 3339, Abschnitt 5.6).",
    },
    remedy: Words {
        en: "Add the version, or else the time at which the file was changed.",
        de: "Die Version oder ersatzweise den Zeitpunkt der Dateiänderung eintragen.",
    },
};

pub(super) const C4: FieldRule = FieldRule {
    id: "C4",
    title: Words { en: "file name", de: "Dateiname" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(FILE, file::filename),
    explanation: Words {
        en: "The name of the component's file, not its path, at most once. CycloneDX: property `bsi:component:filename`; SPDX: the name of the file that is its distribution artifact.",
        de: "Der Name der Datei, nicht ihr Pfad, höchstens einmal. CycloneDX: Eigenschaft `bsi:component:filename`; SPDX: der Name der Datei, die ihr Distributionsartefakt ist.",
    },
    remedy: Words {
        en: "Add the property `bsi:component:filename`, or name the component as logical in the policy.",
        de: "Die Eigenschaft `bsi:component:filename` ergänzen oder die Komponente in der Richtlinie als logisch benennen.",
    },
};

pub(super) const C5: FieldRule = FieldRule {
    id: "C5",
    title: Words { en: "dependencies and their completeness", de: "Abhängigkeiten und ihre Vollständigkeit" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(DELIVERED, graph::dependencies),
    explanation: Words {
        en: "All components that it depends on or contains directly, and an indication of how complete that list is: complete, incomplete or unknown. CycloneDX: an entry in `dependencies` also where there are none, and `compositions` that name the component; SPDX: relationships with `completeness`.",
        de: "Alle Komponenten, von denen sie unmittelbar abhängt oder die sie enthält, mit der Angabe, wie vollständig die Liste ist: vollständig, unvollständig oder unbekannt. CycloneDX: ein Eintrag in `dependencies`, auch ein leerer, und `compositions`, die die Komponente nennen; SPDX: Beziehungen mit `completeness`.",
    },
    remedy: Words {
        en: "Add an entry in `dependencies` for the component, and name it in `compositions` under `dependencies` or `assemblies`.",
        de: "Für die Komponente einen Eintrag in `dependencies` ergänzen und sie in `compositions` unter `dependencies` oder `assemblies` nennen.",
    },
};

pub(super) const C6: FieldRule = FieldRule {
    id: "C6",
    title: Words { en: "distribution licences", de: "Lizenzen der Weitergabe" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(DELIVERED, license::distribution),
    explanation: Words {
        en: "The licences under which a licensee may use the component. CycloneDX: an expression in `licenses` with `acknowledgement: concluded`; SPDX: `hasConcludedLicense`.",
        de: "Die Lizenzen, unter denen die Komponente genutzt werden darf. CycloneDX: ein Ausdruck in `licenses` mit `acknowledgement: concluded`; SPDX: `hasConcludedLicense`.",
    },
    remedy: Words {
        en: "Review the licence of the component and state it as concluded.",
        de: "Die Lizenz der Komponente prüfen und als festgestellt (`concluded`) angeben.",
    },
};

pub(super) const C7: FieldRule = FieldRule {
    id: "C7",
    title: Words { en: "SHA-512 of the deployable component", de: "SHA-512 der auslieferbaren Komponente" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(FILE, file::deployable_hash),
    explanation: Words {
        en: "The SHA-512 hash of the file as it is delivered; other algorithms may stand beside it and do not count. CycloneDX: in `hashes` of the external reference of type `distribution`; SPDX: `verifiedUsing` of the distribution artifact.",
        de: "Der SHA-512-Hashwert der Datei, wie sie ausgeliefert wird; andere Verfahren dürfen danebenstehen und zählen nicht. CycloneDX: in `hashes` des externen Verweises vom Typ `distribution`; SPDX: `verifiedUsing` des Distributionsartefakts.",
    },
    remedy: Words {
        en: "Compute SHA-512 over the delivered file and put it at the reference of type `distribution`.",
        de: "SHA-512 über die ausgelieferte Datei bilden und beim Verweis vom Typ `distribution` eintragen.",
    },
};

pub(super) const C8: FieldRule = FieldRule {
    id: "C8",
    title: Words { en: "executable or not", de: "ausführbar oder nicht" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(FILE, file::executable),
    explanation: Words {
        en: "Exactly once `executable` or `non-executable`. CycloneDX: property `bsi:component:executable`; SPDX: the purpose `executable` of the distribution artifact, or its absence.",
        de: "Genau einmal `executable` oder `non-executable`. CycloneDX: Eigenschaft `bsi:component:executable`; SPDX: der Zweck `executable` des Distributionsartefakts oder dessen Fehlen.",
    },
    remedy: Words {
        en: "Add the property `bsi:component:executable` with one of its two values (`true` is none of them).",
        de: "Die Eigenschaft `bsi:component:executable` mit einem ihrer beiden Werte ergänzen (`true` ist keiner).",
    },
};

pub(super) const C9: FieldRule = FieldRule {
    id: "C9",
    title: Words { en: "archive or not", de: "Archiv oder nicht" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(FILE, file::archive),
    explanation: Words {
        en: "Exactly once `archive` or `no archive`. CycloneDX: property `bsi:component:archive`; SPDX: the purpose `archive` of the distribution artifact, or its absence.",
        de: "Genau einmal `archive` oder `no archive`. CycloneDX: Eigenschaft `bsi:component:archive`; SPDX: der Zweck `archive` des Distributionsartefakts oder dessen Fehlen.",
    },
    remedy: Words {
        en: "Add the property `bsi:component:archive` with one of its two values.",
        de: "Die Eigenschaft `bsi:component:archive` mit einem ihrer beiden Werte ergänzen.",
    },
};

pub(super) const C10: FieldRule = FieldRule {
    id: "C10",
    title: Words { en: "structured or not", de: "strukturiert oder nicht" },
    clause: "5.2.2",
    tier: Tier::Required,
    judge: Each(FILE, file::structured),
    explanation: Words {
        en: "Exactly once `structured` or `unstructured`; of what is mixed, `structured`. CycloneDX: property `bsi:component:structured`; SPDX: the purpose `container` (structured) or `firmware` (unstructured) of the distribution artifact.",
        de: "Genau einmal `structured` oder `unstructured`; bei Gemischtem `structured`. CycloneDX: Eigenschaft `bsi:component:structured`; SPDX: der Zweck `container` (strukturiert) oder `firmware` (unstrukturiert) des Distributionsartefakts.",
    },
    remedy: Words {
        en: "Add the property `bsi:component:structured` with one of its two values.",
        de: "Die Eigenschaft `bsi:component:structured` mit einem ihrer beiden Werte ergänzen.",
    },
};

pub(super) const A1: FieldRule = FieldRule {
    id: "A1",
    title: Words { en: "URI of the source code", de: "URI des Quellcodes" },
    clause: "5.2.4",
    tier: Tier::Additional,
    judge: Each(FILES, reference::source),
    explanation: Words {
        en: "Where the source code is, where it exists. CycloneDX: an external reference of type `source-distribution` (or `vcs`); SPDX: an external reference `sourceArtifact`.",
        de: "Wo der Quellcode liegt, sofern es ihn gibt. CycloneDX: ein externer Verweis vom Typ `source-distribution` (oder `vcs`); SPDX: ein externer Verweis `sourceArtifact`.",
    },
    remedy: Words { en: "Add the URI of the sources.", de: "Die URI der Quellen ergänzen." },
};

pub(super) const A2: FieldRule = FieldRule {
    id: "A2",
    title: Words { en: "URI of the deployable form", de: "URI der auslieferbaren Form" },
    clause: "5.2.4",
    tier: Tier::Additional,
    judge: Each(FILES, reference::deployable),
    explanation: Words {
        en: "Where the deployable form can be had, where it exists. CycloneDX: an external reference of type `distribution`; SPDX: an external reference `binaryArtifact`.",
        de: "Wo die auslieferbare Form zu beziehen ist, sofern es sie gibt. CycloneDX: ein externer Verweis vom Typ `distribution`; SPDX: ein externer Verweis `binaryArtifact`.",
    },
    remedy: Words {
        en: "Add the URI from which the file can be had.",
        de: "Die URI ergänzen, unter der die Datei zu beziehen ist.",
    },
};

pub(super) const A3: FieldRule = FieldRule {
    id: "A3",
    title: Words { en: "other identifiers", de: "weitere Bezeichner" },
    clause: "5.2.4",
    tier: Tier::Additional,
    judge: Each(IDENTIFIABLE, identity::identifiers),
    explanation: Words {
        en: "Package URL, CPE or SWID tag, where they exist; all that are given have to be well formed.",
        de: "Package-URL, CPE oder SWID-Tag, sofern es sie gibt; alle angegebenen müssen wohlgeformt sein.",
    },
    remedy: Words { en: "Add the package URL.", de: "Die Package-URL ergänzen." },
};

pub(super) const A4: FieldRule = FieldRule {
    id: "A4",
    title: Words { en: "original licences", de: "ursprüngliche Lizenzen" },
    clause: "5.2.4",
    tier: Tier::Additional,
    judge: Each(DELIVERED, license::original),
    explanation: Words {
        en: "The licences that the component's creator declares, where they exist. CycloneDX: `licenses` with `acknowledgement: declared`; SPDX: `hasDeclaredLicense`.",
        de: "Die Lizenzen, die der Ersteller der Komponente erklärt, sofern es sie gibt. CycloneDX: `licenses` mit `acknowledgement: declared`; SPDX: `hasDeclaredLicense`.",
    },
    remedy: Words {
        en: "State the licence that the component itself declares, marked as declared.",
        de: "Die von der Komponente selbst erklärte Lizenz angeben, als erklärt (`declared`) gekennzeichnet.",
    },
};

pub(super) const O1: FieldRule = FieldRule {
    id: "O1",
    title: Words { en: "effective licence", de: "tatsächliche Lizenz" },
    clause: "5.2.5",
    tier: Tier::Optional,
    judge: Each(DELIVERED, license::effective),
    explanation: Words {
        en: "The licence under which the creator of this SBOM uses the component, at most one. CycloneDX: property `bsi:component:effectiveLicense` (the taxonomy of the same office spells it `effectiveLicence`; both are read).",
        de: "Die Lizenz, unter der der Ersteller dieser SBOM die Komponente nutzt, höchstens eine. CycloneDX: Eigenschaft `bsi:component:effectiveLicense` (in der Taxonomie desselben Amts `effectiveLicence`; beides wird gelesen).",
    },
    remedy: Words {
        en: "Give one SPDX expression, or leave the property out.",
        de: "Genau einen SPDX-Ausdruck angeben oder die Eigenschaft weglassen.",
    },
};

pub(super) const O2: FieldRule = FieldRule {
    id: "O2",
    title: Words { en: "hash of the source code", de: "Hashwert des Quellcodes" },
    clause: "5.2.5",
    tier: Tier::Optional,
    judge: Each(FILES, reference::source_hash),
    explanation: Words {
        en: "A hash of the sources by whatever algorithm. CycloneDX: in `hashes` of the external reference of type `source-distribution`.",
        de: "Ein Hashwert der Quellen nach beliebigem Verfahren. CycloneDX: in `hashes` des externen Verweises vom Typ `source-distribution`.",
    },
    remedy: Words {
        en: "Put the hash at a reference of type `source-distribution`, or leave it out.",
        de: "Den Hashwert bei einem Verweis vom Typ `source-distribution` eintragen oder weglassen.",
    },
};

pub(super) const O3: FieldRule = FieldRule {
    id: "O3",
    title: Words { en: "URL of the security.txt", de: "URL der security.txt" },
    clause: "5.2.5",
    tier: Tier::Optional,
    judge: Each(DELIVERED, reference::security_txt),
    explanation: Words {
        en: "Where the component's creator says how to report vulnerabilities (RFC 9116). CycloneDX: an external reference of type `rfc-9116`; SPDX: `securityOther`.",
        de: "Wo der Ersteller der Komponente sagt, wie man Schwachstellen meldet (RFC 9116). CycloneDX: ein externer Verweis vom Typ `rfc-9116`; SPDX: `securityOther`.",
    },
    remedy: Words {
        en: "Give the `https` URL of a `security.txt`, or leave the reference out.",
        de: "Die `https`-URL einer `security.txt` angeben oder den Verweis weglassen.",
    },
};

pub(super) const L1: FieldRule = FieldRule {
    id: "L1",
    title: Words { en: "naming of licences", de: "Benennung der Lizenzen" },
    clause: "6.1",
    tier: Tier::Required,
    judge: Each(DELIVERED, license::naming),
    explanation: Words {
        en: "Licences are named by SPDX identifiers and expressions; what SPDX does not list, by `LicenseRef-scancode-…` of the LicenseDB, and what is not there either, by `LicenseRef-<entity>-…`. The wording of a licence never takes the place of its identifier.",
        de: "Lizenzen werden mit SPDX-Bezeichnern und -Ausdrücken benannt; was SPDX nicht führt, mit `LicenseRef-scancode-…` der LicenseDB, und was auch dort fehlt, mit `LicenseRef-<Organisation>-…`. Der Wortlaut einer Lizenz steht nie an der Stelle ihres Bezeichners.",
    },
    remedy: Words {
        en: "Replace the name by its SPDX identifier, or by a `LicenseRef-` in an expression.",
        de: "Den Namen durch den SPDX-Bezeichner oder einen `LicenseRef-` in einem Ausdruck ersetzen.",
    },
};

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The document: its format, its time, its name, and what must not be in it.

use super::{Sbom, State, version};
use crate::model::{BomEncoding, VulnerabilityPart, Words};

/// Clocks of build machines differ; a time may seem to come from this far in the future.
const CLOCK_SKEW_SECONDS: i64 = 300;
/// The newest released versions known here.
const NEWEST_CYCLONEDX: &[u32] = &[1, 7];
const NEWEST_SPDX: &[u32] = &[3, 0, 1];

const ENCODING: Words = Words { en: "it is written neither in JSON nor in XML", de: "sie ist weder JSON noch XML" };
const OLD: Words = Words {
    en: "the version of its format is older than the profile accepts",
    de: "die Version ihres Formats ist älter, als das Profil sie zulässt",
};
const NEWER: Words = Words {
    en: "the version of its format is not known here, so whether it is a released one and the document is valid cannot be told",
    de: "die Version ihres Formats ist hier unbekannt; ob sie veröffentlicht und das Dokument gültig ist, lässt sich nicht sagen",
};
const INVALID: Words = Words {
    en: "the schema of its own version does not allow all of it (see the remarks of `freigabe inspect`)",
    de: "das Schema ihrer eigenen Version lässt nicht alles darin zu (siehe die Hinweise von `freigabe inspect`)",
};
const OTHER_FORMAT: Words = Words { en: "it is neither CycloneDX nor SPDX", de: "sie ist weder CycloneDX noch SPDX" };
const VULNERABILITIES: Words = Words { en: "vulnerabilities are listed in it", de: "sie führt Schwachstellen auf" };
const EMPTY_VULNERABILITIES: Words = Words {
    en: "it has an empty list of vulnerabilities, which may be read as the statement that none is known",
    de: "sie enthält eine leere Liste von Schwachstellen, die als Aussage gelesen werden kann, es sei keine bekannt",
};
const NO_TIME: Words = Words { en: "no time is given", de: "es ist kein Zeitpunkt angegeben" };
const NOT_A_TIME: Words = Words {
    en: "what is given is no date and time as RFC 3339 writes it",
    de: "die Angabe ist kein Zeitpunkt nach RFC 3339",
};
const FUTURE: Words = Words {
    en: "the time given lies after the time of this run, so when it was made cannot be told",
    de: "der angegebene Zeitpunkt liegt nach dem dieser Prüfung; wann sie entstand, lässt sich nicht sagen",
};
const NO_URI: Words = Words { en: "it has no name of its own", de: "sie hat keinen eigenen Bezeichner" };
const UNSIGNED: Words = Words { en: "no signature was verified", de: "es wurde keine Signatur geprüft" };
const UNSTATED: Words = Words { en: "it is not stated", de: "es fehlt die Angabe" };
const OTHER_PHASE: Words = Words {
    en: "it was not made during the build; whether it says the same as one made then cannot be told",
    de: "sie ist nicht beim Bau entstanden; ob sie dasselbe sagt wie eine dann erstellte, lässt sich nicht sagen",
};
const NO_PHASE: Words = Words {
    en: "it does not say in which phase it was made",
    de: "sie sagt nicht, in welcher Phase sie erstellt wurde",
};
const PLANNED: Words = Words {
    en: "it was made from the design, before there was anything to build",
    de: "sie entstand beim Entwurf, bevor es etwas zu bauen gab",
};

/// The least versions of CycloneDX and SPDX.
struct Least(&'static [u32], &'static [u32]);

/// Format, version, notation and validity (BSI TR-03183-2 v2.1.0, section 4).
pub(in super::super) fn format_of_2_1_0(sbom: &Sbom<'_>) -> State {
    format(sbom, &Least(&[1, 6], &[3, 0, 1]))
}

/// Format, version, notation and validity (BSI TR-03183-2 v2.0.0, section 4). SPDX 2.2 and 2.2.1
/// differ in nothing but the numbers of their clauses.
pub(in super::super) fn format_of_2_0_0(sbom: &Sbom<'_>) -> State {
    format(sbom, &Least(&[1, 5], &[2, 2]))
}

fn format(sbom: &Sbom<'_>, least: &Least) -> State {
    let statement = sbom.statement();
    let (least, newest) = match statement.format.format {
        id if id.starts_with("cyclonedx") => (least.0, NEWEST_CYCLONEDX),
        id if id.starts_with("spdx") => (least.1, NEWEST_SPDX),
        _ => return State::Unfit(&OTHER_FORMAT),
    };
    if !matches!(sbom.bom.about.encoding, BomEncoding::Json | BomEncoding::Xml | BomEncoding::JsonLd) {
        return State::Unfit(&ENCODING);
    }
    let version = version(&statement.format.version);
    match version.as_slice() {
        version if version.is_empty() || version > newest => State::Unknown(&NEWER),
        version if version < least => State::Unfit(&OLD),
        _ if !statement.remarks.is_empty() => State::Unfit(&INVALID),
        _ => State::Present,
    }
}

/// A machine-readable format in common use: each format of SBOMs that is read is one.
pub(in super::super) fn common_format(sbom: &Sbom<'_>) -> State {
    let id = sbom.statement().format.format;
    if id.starts_with("cyclonedx") || id.starts_with("spdx") { State::Present } else { State::Unfit(&OTHER_FORMAT) }
}

/// The version of the format is named.
pub(in super::super) fn format_version(sbom: &Sbom<'_>) -> State {
    stated(!sbom.statement().format.version.is_empty())
}

/// No vulnerabilities in it.
pub(in super::super) const fn no_vulnerabilities(sbom: &Sbom<'_>) -> State {
    match sbom.bom.about.vulnerabilities {
        VulnerabilityPart::Absent => State::Present,
        VulnerabilityPart::Empty => State::Unknown(&EMPTY_VULNERABILITIES),
        VulnerabilityPart::Present => State::Unfit(&VULNERABILITIES),
    }
}

/// The time at which it was made.
pub(in super::super) fn timestamp(sbom: &Sbom<'_>) -> State {
    match (sbom.statement().made_at, &sbom.bom.about.timestamp) {
        (Some(at), _) if at.as_second() > sbom.at.as_second().saturating_add(CLOCK_SKEW_SECONDS) => {
            State::Unknown(&FUTURE)
        }
        (Some(_), _) => State::Present,
        (None, Some(_)) => State::Unfit(&NOT_A_TIME),
        (None, None) => State::Missing(&NO_TIME),
    }
}

/// A URI of its own.
pub(in super::super) fn uri(sbom: &Sbom<'_>) -> State {
    match sbom.bom.about.uri.as_deref() {
        Some(uri) if super::contact::is_uri(uri) => State::Present,
        _ => State::Missing(&NO_URI),
    }
}

/// A version of its own.
pub(in super::super) fn revision(sbom: &Sbom<'_>) -> State {
    stated(sbom.bom.about.revision.is_some())
}

/// A verified signature.
pub(in super::super) fn signature(sbom: &Sbom<'_>) -> State {
    match sbom.evidence.trust.is_signed() {
        true => State::Present,
        false => State::Unknown(&UNSIGNED),
    }
}

/// The information that there is during the build (BSI TR-03183-2 v2.1.0, sections 5.1 and 8.4.3).
pub(in super::super) fn build_information(sbom: &Sbom<'_>) -> State {
    let phases = &sbom.bom.about.lifecycles;
    let is = |word: &str| phases.iter().any(|phase| phase.eq_ignore_ascii_case(word));
    match phases.is_empty() {
        true => State::Unknown(&NO_PHASE),
        false if is("build") => State::Present,
        false if phases.iter().all(|phase| phase.eq_ignore_ascii_case("design")) => State::Unfit(&PLANNED),
        false => State::Unknown(&OTHER_PHASE),
    }
}

/// The phase in which it was made.
pub(in super::super) fn generation_context(sbom: &Sbom<'_>) -> State {
    stated(!sbom.bom.about.lifecycles.is_empty())
}

/// The name of the tool.
pub(in super::super) fn tool_name(sbom: &Sbom<'_>) -> State {
    stated(!sbom.bom.about.tools.is_empty())
}

/// The version of the tool.
pub(in super::super) fn tool_version(sbom: &Sbom<'_>) -> State {
    let tools = &sbom.bom.about.tools;
    stated(!tools.is_empty() && tools.iter().all(|tool| tool.version.is_some()))
}

const fn stated(is_stated: bool) -> State {
    if is_stated { State::Present } else { State::Missing(&UNSTATED) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{Bom, Bond, Claim, Evidence, EvidenceId, FormatVersion, Origin, Statement, Text, Trust};

    fn state(format: (&'static str, &str), encoding: BomEncoding, remarks: Vec<Text>) -> State {
        let mut bom = Bom::default();
        bom.about.encoding = encoding;
        let statement = Statement {
            format: FormatVersion { format: format.0, version: format.1.into() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Bom(Box::default()),
            remarks,
        };
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let origin = Origin { path: "bom".into(), sha256, size: 0 };
        let evidence = Evidence { id: EvidenceId(0), origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement };
        format_of_2_1_0(&Sbom::new((&evidence, &bom), &BTreeSet::new(), "2026-11-25T00:00:00Z".parse().unwrap()))
    }

    #[test]
    fn formats_and_notations_are_those_of_the_guideline() {
        let of = |id, version, encoding| state((id, version), encoding, Vec::new());
        assert_eq!(of("cyclonedx_json", "1.6", BomEncoding::Json), State::Present);
        assert_eq!(of("cyclonedx_xml", "1.7", BomEncoding::Xml), State::Present);
        assert_eq!(of("cyclonedx_xml", "1.5", BomEncoding::Xml), State::Unfit(&OLD));
        assert_eq!(of("cyclonedx_json", "1.10", BomEncoding::Json), State::Unknown(&NEWER));
        assert_eq!(of("spdx3_json", "3.0.1", BomEncoding::JsonLd), State::Present);
        assert_eq!(of("spdx3_json", "3.0.0", BomEncoding::JsonLd), State::Unfit(&OLD));
        assert_eq!(of("spdx3_json", "3.1.0", BomEncoding::JsonLd), State::Unknown(&NEWER));
        assert_eq!(of("spdx_json", "2.3", BomEncoding::Json), State::Unfit(&OLD));
        assert_eq!(of("spdx_tag_value", "2.3", BomEncoding::TagValue), State::Unfit(&ENCODING));
        assert_eq!(of("spdx_yaml", "2.3", BomEncoding::Yaml), State::Unfit(&ENCODING));
        assert_eq!(of("syft_json", "16", BomEncoding::Json), State::Unfit(&OTHER_FORMAT));
        let remarks = vec![Text::same("the schema does not allow it")];
        assert_eq!(state(("cyclonedx_json", "1.6"), BomEncoding::Json, remarks), State::Unfit(&INVALID));
    }
}

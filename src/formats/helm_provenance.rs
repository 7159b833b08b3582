// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `helm package --sign` writes beside a chart, out of its signature: the chart's description, and
//! the digest of its archive (Helm documentation, "Provenance and Integrity").

use super::{Format, Head, ReadError, Reading, Source};
use crate::model::{Claim, Digest, Digests, Endorsement, FormatVersion, Place, Statement, Subject, Text};

/// The mark between the description and the digests: the end of a YAML document.
const MARK: &str = "...";
const FILES: &str = "files:";

/// Provenance files of Helm charts.
pub(super) struct HelmProvenance;

impl Format for HelmProvenance {
    fn id(&self) -> &'static str {
        "helm_provenance"
    }

    fn title(&self) -> &'static str {
        "Helm chart provenance (`.prov`)"
    }

    fn recognises(&self, head: &Head) -> bool {
        // A chart's description alone has three of these; of a damaged file two may be missing.
        let markers = ["apiVersion: ", "\nname: ", "\nversion: ", "\n...\n", "\nfiles:\n", ": sha256:"];
        head.is_plain() && head.count(&markers) > 3
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut lines = (1..).zip(source.text()?.lines()).skip_while(|(_, line)| line.trim_end() != MARK).skip(1);
        let (mut last, mut subjects) = (1, Vec::new());
        let is_list = lines.next().is_some_and(|(_, line)| line.trim_end() == FILES);
        for (number, line) in lines.filter(|(_, line)| is_list && !line.trim().is_empty()) {
            last = number;
            let entry = line.trim().rsplit_once(": ").and_then(|(name, digest)| {
                let digest: Digest = digest.trim_matches('"').parse().ok()?;
                let name = Some(name.trim_matches('"').to_owned());
                line.starts_with(' ').then(|| Subject::Artifact { name, digests: Digests::from_iter([digest]) })
            });
            subjects.push(entry.ok_or_else(|| ReadError::new(Place::Line(number), no_digest()))?);
        }
        if subjects.is_empty() {
            return Err(ReadError::new(Place::Line(last), no_digest()));
        }
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version: String::new() },
            subjects,
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Signature(Endorsement::Checksums),
            remarks: Vec::new(),
        }]))
    }
}

fn no_digest() -> Text {
    Text::new(
        "a file and its digest (`NAME: sha256:HEX`) are expected here",
        "hier wird eine Datei mit ihrem Digest erwartet (`NAME: sha256:HEX`)",
    )
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{rejected, sample, statements};

    #[test]
    fn the_archive_of_the_chart_is_the_subject() {
        let text = sample("helm_provenance");
        let subject = statements(&text)[0].subjects[0].to_string();
        assert!(subject.starts_with("fristwerk-1.4.0.tgz sha256:"), "{subject}");
        let cut = text.find("sha256:").unwrap() + 20;
        assert!(rejected(&(text[..cut].to_owned() + "\n  a: sha256:00\n")).contains("a file and its digest"));
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe trust`: what keys and trust roots hold, and what of it is no longer valid.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Failure, lines::wrapped, now, open, policies, pretty, print};
use crate::{
    cli::TrustArgs,
    collect, exit,
    model::{Anchor, AnchorKind, Lang, Timestamp},
    policy,
    verify::{PUBLIC_GOOD_AS_OF, RootPart, RootPartKind, TrustStore},
};

/// The name of the root that came with the program.
const PUBLIC_GOOD: &str = "public-good";

/// Shows what is trusted; gives the exit code: 1 where something of it cannot vouch for anybody now.
pub(super) fn trust(args: &TrustArgs) -> Result<u8, Failure> {
    let store = store(args)?;
    let at = args.at.unwrap_or_else(now);
    let page = Page::of(&store, at)?;
    let lang = Lang::from(args.lang);
    print(&if args.json { pretty(&serde_json::to_value(&page).unwrap_or_default()) } else { page.text(lang) })?;
    Ok(if page.roots.iter().all(|root| root.problems.is_empty()) { exit::PASSED } else { exit::BLOCKED })
}

fn store(args: &TrustArgs) -> Result<TrustStore, Failure> {
    let largest = args.limits.max_file_size.0;
    if let Some(path) = &args.policy {
        return open::trust_store(&policies::policy(path)?, path, largest);
    }
    let mut store = TrustStore::new(policy::default_crypto());
    for path in &args.files {
        let (origin, bytes) = collect::read_file(path, largest).map_err(Failure::usage)?;
        let is_json = bytes.trim_ascii_start().starts_with(b"{");
        let kind = if is_json { AnchorKind::Root } else { AnchorKind::Key };
        let anchor = Anchor { kind, name: Arc::clone(&origin.path), file: Some(origin.path.to_string()) };
        store.add(&anchor, &origin.path, &bytes).map_err(Failure::usage)?;
    }
    if args.files.is_empty() {
        store.add_public_good(&PUBLIC_GOOD.into());
    }
    Ok(store)
}

/// The JSON Schema of `trust --json`.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Page).to_value()
}

/// What `trust --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
struct Page {
    /// Version of this schema: `1`. Fields may be added within a version, none is removed or changed.
    schema_version: &'static str,
    /// Plain keys.
    keys: Vec<Key>,
    /// Trust roots of Sigstore.
    roots: Vec<ShownRoot>,
}

/// A plain key.
#[derive(Debug, Serialize, JsonSchema)]
struct Key {
    /// The name by which it is trusted.
    name: String,
    /// The algorithm by which it signs where nobody names another.
    algorithm: String,
    /// The length of the modulus in bits, for RSA.
    bits: Option<u32>,
    /// SHA-256 of the key (DER, SubjectPublicKeyInfo) in hexadecimal.
    sha256: String,
}

/// A trust root.
#[derive(Debug, Serialize, JsonSchema)]
struct ShownRoot {
    /// The name by which it is trusted.
    name: String,
    /// The day that it is of, where it came with the program.
    as_of: Option<&'static str>,
    /// Whether it demands that certificates stand in a certificate log.
    demands_certificate_log: bool,
    /// Whether it demands that signatures stand in a transparency log.
    demands_transparency_log: bool,
    /// Whether it names an authority for timestamps.
    names_timestamp_authority: bool,
    /// What it lists.
    parts: Vec<Part>,
    /// What keeps it from vouching for new signatures, or for any: `no-time-source`, `no-valid-certificate-authority`, `no-valid-transparency-log`, `no-valid-certificate-log`, `no-valid-timestamp-authority`.
    problems: Vec<&'static str>,
}

/// Something that a root lists.
#[derive(Debug, Serialize, JsonSchema)]
struct Part {
    /// `certificate-authority`, `certificate-log`, `transparency-log` or `timestamp-authority`.
    kind: &'static str,
    /// Where it is.
    uri: String,
    /// From when on it is trusted, in RFC 3339.
    valid_from: Option<String>,
    /// Until when.
    valid_until: Option<String>,
    /// Whether it is trusted for what is signed now.
    is_valid: bool,
}

impl Page {
    fn of(store: &TrustStore, at: Timestamp) -> Result<Self, Failure> {
        let keys = store.key_names().map(|(name, key)| Key {
            name: name.to_owned(),
            algorithm: key.algorithm().to_string(),
            bits: key.bits(),
            sha256: key.fingerprint().hex().to_owned(),
        });
        let roots = store.roots().iter().map(|root| {
            let parts = root.listed().map_err(Failure::usage)?;
            Ok(ShownRoot {
                name: root.name().to_string(),
                as_of: root.is_built_in().then_some(PUBLIC_GOOD_AS_OF),
                demands_certificate_log: root.lists_certificate_log(),
                demands_transparency_log: root.lists_log(),
                names_timestamp_authority: root.lists_timestamps(),
                problems: problems(&parts, at),
                parts: parts.iter().map(|part| Part::of(part, at)).collect(),
            })
        });
        Ok(Self { schema_version: "1", keys: keys.collect(), roots: roots.collect::<Result<_, Failure>>()? })
    }

    fn text(&self, lang: Lang) -> String {
        let say = |en: &'static str, de: &'static str| if lang == Lang::En { en } else { de };
        let mut text = String::new();
        for Key { name, algorithm, sha256, .. } in &self.keys {
            text += &wrapped("", 2, &format!("{} `{name}`", say("key", "Schlüssel")));
            text += &row(say("algorithm", "Verfahren"), algorithm);
            text += &row("sha256", sha256);
        }
        for root in &self.roots {
            let title = say("trust root", "Vertrauenswurzel");
            let as_of = root.as_of.map(|day| format!(" ({} {day})", say("as of", "Stand"))).unwrap_or_default();
            text += &wrapped("", 2, &format!("{title} `{}`{as_of}", root.name));
            let demands = [
                (root.demands_certificate_log, say("certificate log", "Zertifikatsprotokoll")),
                (root.demands_transparency_log, say("transparency log", "Transparenzprotokoll")),
                (root.names_timestamp_authority && !root.demands_transparency_log, say("timestamp", "Zeitstempel")),
            ];
            let demands: Vec<&str> = demands.iter().filter(|(yes, _)| *yes).map(|(_, name)| *name).collect();
            text += &row(say("demands", "verlangt"), &demands.join(", "));
            text.extend(root.parts.iter().map(|part| part.text(lang)));
            text.extend(root.problems.iter().map(|problem| row(say("problem", "Problem"), problem)));
        }
        text
    }
}

impl Part {
    fn of(part: &RootPart, at: Timestamp) -> Self {
        Self {
            kind: part.kind.name(),
            uri: part.uri.clone(),
            valid_from: part.from.map(|from| from.to_string()),
            valid_until: part.until.map(|until| until.to_string()),
            is_valid: part.is_valid(at),
        }
    }

    fn text(&self, lang: Lang) -> String {
        let span = match (&self.valid_from, &self.valid_until) {
            (from, Some(until)) => format!("{} – {until}", from.as_deref().unwrap_or_default()),
            (Some(from), None) => format!("{from} –"),
            (None, None) => String::new(),
        };
        let over = match (self.is_valid, lang) {
            (true, _) => "",
            (false, Lang::En) => ", not valid now",
            (false, Lang::De) => ", derzeit nicht gültig",
        };
        row(self.kind, &format!("{} {span}{over}", self.uri))
    }
}

fn row(title: &str, text: &str) -> String {
    wrapped(&format!("  {title:<22}"), 24, text)
}

/// What keeps a root from vouching for new signatures.
fn problems(parts: &[RootPart], at: Timestamp) -> Vec<&'static str> {
    use RootPartKind::{CertificateAuthority, CertificateLog, TimestampAuthority, TransparencyLog};
    let lists = |kind| parts.iter().any(|part| part.kind == kind);
    let has_valid = |kind| parts.iter().any(|part| part.kind == kind && part.is_valid(at));
    let mut problems = Vec::new();
    if !has_valid(CertificateAuthority) {
        problems.push("no-valid-certificate-authority");
    }
    if !lists(TransparencyLog) && !lists(TimestampAuthority) {
        problems.push("no-time-source");
    }
    for (kind, problem) in [
        (CertificateLog, "no-valid-certificate-log"),
        (TransparencyLog, "no-valid-transparency-log"),
        (TimestampAuthority, "no-valid-timestamp-authority"),
    ] {
        if lists(kind) && !has_valid(kind) {
            problems.push(problem);
        }
    }
    problems
}

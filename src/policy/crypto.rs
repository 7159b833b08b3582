// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The list of accepted algorithms: that of a preset, of the policy itself, or both.

use std::{collections::BTreeSet, sync::Arc};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Mistake,
    bind::{fail_on, moment, read_yaml},
    shape::{Source, suggestion},
    yaml::child,
};
use crate::model::{Accepted, Algorithm, Crypto, Pattern, Text, Timestamp};

/// The lists that ship with the program, by name. The first is in force where a policy names none.
const PRESETS: &[(&str, &str)] = &[
    ("standard", include_str!("../../policies/crypto/standard.yaml")),
    ("bsi-tr-02102-2026-01", include_str!("../../policies/crypto/bsi-tr-02102-2026-01.yaml")),
    ("sigstore-default", include_str!("../../policies/crypto/sigstore-default.yaml")),
];

/// The list in force where a policy names none.
const DEFAULT: &str = "standard";
/// What the list is called that a policy writes itself.
const OWN: &str = "policy";

/// The algorithms whose signatures count, in chains and logs too.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CryptoSection {
    /// A list that ships with the program: `standard`, `bsi-tr-02102-2026-01`, `sigstore-default` (`freigabe explain NAME` shows it). When left out, `standard` where `accepted` is missing too, and otherwise `accepted` alone.
    pub preset: Option<String>,
    /// What is accepted besides the preset.
    #[schemars(extend("minItems" = 1))]
    pub accepted: Option<Vec<AcceptedFile>>,
    /// Patterns over algorithms that are not accepted, whatever else says so.
    pub refused: Vec<Pattern>,
}

/// Algorithms that are accepted under the same conditions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AcceptedFile {
    /// Patterns over ids of algorithms: `ecdsa-p256-sha256`, `ecdsa-brainpool*`, `rsa-pss-*`, `ed25519`, `ml-dsa-65`.
    #[schemars(length(min = 1))]
    pub algorithms: Vec<Pattern>,
    /// The least length of an RSA key in bits.
    #[serde(default)]
    pub min_bits: Option<u32>,
    /// The first date or moment at which new signatures are no longer accepted. What a timestamp or log proves to be older still counts.
    #[serde(default)]
    #[schemars(extend("format" = "moment"))]
    pub signed_before: Option<String>,
    /// The first date or moment at which no signature is accepted any more, however old.
    #[serde(default)]
    #[schemars(extend("format" = "moment"))]
    pub valid_before: Option<String>,
    /// Patterns over algorithms of which one has to sign too, by the second key of the same signer (`hybrid` in `trust.keys`).
    #[serde(default)]
    pub hybrid_with: Vec<Pattern>,
    /// What of this entry could not be confirmed in its source.
    #[serde(default)]
    pub unconfirmed: Option<String>,
    /// The same in German.
    #[serde(default)]
    pub unconfirmed_de: Option<String>,
}

/// A list of algorithms in a file of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CryptoFile {
    title: String,
    title_de: String,
    accepted: Vec<AcceptedFile>,
    #[serde(default)]
    refused: Vec<AcceptedFile>,
}

/// A list of algorithms that ships with the program.
#[derive(Debug)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub title: Text,
    /// What it accepts.
    pub accepted: Vec<PresetEntry>,
    /// What it leaves out with a reason.
    pub refused: Vec<PresetEntry>,
}

/// An entry of a preset, with what could not be confirmed about it.
#[derive(Debug)]
pub struct PresetEntry {
    /// What it accepts or refuses.
    pub accepted: Accepted,
    /// What could not be confirmed in its source.
    pub unconfirmed: Option<Text>,
}

/// The lists that ship with the program.
pub fn presets() -> Vec<Preset> {
    PRESETS.iter().filter_map(|(name, text)| read_preset(name, text).ok()).collect()
}

/// The list of this name that ships with the program.
pub fn preset(name: &str) -> Option<Preset> {
    let (name, text) = PRESETS.iter().find(|(known, _)| *known == name)?;
    read_preset(name, text).ok()
}

/// The list in force without a policy.
pub fn default_crypto() -> Crypto {
    preset(DEFAULT).map(Preset::into_crypto).unwrap_or_default()
}

impl Preset {
    /// The list as it is in force.
    pub fn into_crypto(self) -> Crypto {
        let accepted = self.accepted.into_iter().map(|entry| entry.accepted).collect();
        Crypto { name: self.name.into(), accepted }
    }
}

fn read_preset(name: &'static str, text: &str) -> Result<Preset, Vec<Mistake>> {
    let yaml = read_yaml(name, text.as_bytes())?;
    let source = Source { path: name, yaml: &yaml };
    let file = CryptoFile::deserialize(&yaml.value).map_err(|error| vec![source.mistake("", error.to_string())])?;
    fail_on(["/accepted", "/refused"].iter().flat_map(|list| idle_entries(&source, list)).collect())?;
    let entries = |key: &str, files: &[AcceptedFile]| -> Result<Vec<PresetEntry>, Vec<Mistake>> {
        let entries = files.iter().enumerate().map(|(index, file)| {
            let text = file.unconfirmed.as_ref();
            let unconfirmed = text.map(|en| Text::new(en, file.unconfirmed_de.as_ref().unwrap_or(en)));
            Ok(PresetEntry { accepted: accepted(&source, &format!("/{key}/{index}"), file)?, unconfirmed })
        });
        entries.collect()
    };
    let (accepted, refused) = (entries("accepted", &file.accepted)?, entries("refused", &file.refused)?);
    Ok(Preset { name, title: Text::new(file.title, file.title_de), accepted, refused })
}

/// What is wrong with the list of a policy besides its shape.
pub(super) fn mistakes(source: &Source<'_>) -> Vec<Mistake> {
    let named = source.yaml.value.pointer("/crypto/preset").and_then(Value::as_str);
    let unknown = named.filter(|name| preset(name).is_none()).map(|name| {
        let mut mistake = source.mistake("/crypto/preset", format!("there is no list of algorithms `{name}`"));
        let names: Vec<String> = PRESETS.iter().map(|(name, _)| format!("`{name}`")).collect();
        mistake.help = suggestion(name, PRESETS.iter().map(|(name, _)| *name))
            .or_else(|| Some(format!("there are {}", names.join(", "))));
        mistake
    });
    let refused = idle(source, "/crypto/refused");
    unknown.into_iter().chain(idle_entries(source, "/crypto/accepted")).chain(refused).collect()
}

/// The list of a policy.
pub(super) fn bind(source: &Source<'_>, section: &CryptoSection) -> Result<Crypto, Vec<Mistake>> {
    let own = section.accepted.as_deref().unwrap_or_default();
    let named = section.preset.as_deref().or(section.accepted.is_none().then_some(DEFAULT));
    let mut crypto = match named {
        Some(name) => preset(name).map(Preset::into_crypto).unwrap_or_default(),
        None => Crypto { name: OWN.into(), accepted: Vec::new() },
    };
    if named.is_some() && (!own.is_empty() || !section.refused.is_empty()) {
        crypto.name = format!("{} + {OWN}", crypto.name).into();
    }
    for (index, file) in own.iter().enumerate() {
        crypto.accepted.push(accepted(source, &format!("/crypto/accepted/{index}"), file)?);
    }
    let refused = ids(&section.refused);
    for entry in &mut crypto.accepted {
        entry.algorithms.retain(|id| !refused.contains(id));
    }
    if crypto.accepted.iter().all(|entry| entry.algorithms.is_empty()) {
        return Err(vec![source.mistake("/crypto", "no algorithm is accepted, so no signature could ever count")]);
    }
    Ok(crypto)
}

fn accepted(source: &Source<'_>, pointer: &str, file: &AcceptedFile) -> Result<Accepted, Vec<Mistake>> {
    let date = |key: &str, text: Option<&String>| -> Result<Option<Timestamp>, Vec<Mistake>> {
        let read = text.map(|text| moment(text)).transpose();
        read.map_err(|message| vec![source.mistake(&format!("{pointer}/{key}"), message)])
    };
    Ok(Accepted {
        algorithms: ids(&file.algorithms),
        least_bits: file.min_bits,
        signed_before: date("signed_before", file.signed_before.as_ref())?,
        until: date("valid_before", file.valid_before.as_ref())?,
        hybrid_with: ids(&file.hybrid_with),
    })
}

/// The ids of algorithms that patterns match.
fn ids(patterns: &[Pattern]) -> BTreeSet<Arc<str>> {
    let known: Vec<String> = known();
    let is_meant = |id: &&String| patterns.iter().any(|pattern| pattern.matches(id));
    known.iter().filter(is_meant).map(|id| id.as_str().into()).collect()
}

fn known() -> Vec<String> {
    Algorithm::all().map(|algorithm| algorithm.to_string()).collect()
}

/// The patterns in a list of entries that match no algorithm.
fn idle_entries(source: &Source<'_>, list: &str) -> Vec<Mistake> {
    let lists = source
        .entries(list)
        .into_iter()
        .flat_map(|(entry, _)| ["algorithms", "hybrid_with"].map(|key| child(&entry, key)));
    lists.flat_map(|list| idle(source, &list)).collect()
}

/// The patterns in a list that match no algorithm: they would accept or refuse nothing.
fn idle(source: &Source<'_>, list: &str) -> Vec<Mistake> {
    let known = known();
    let patterns = source.entries(list).into_iter().filter_map(|(pointer, entry)| Some((pointer, entry.as_str()?)));
    let idle = patterns
        .filter(|(_, text)| Pattern::new(text).is_ok_and(|pattern| !known.iter().any(|id| pattern.matches(id))));
    let described = idle.map(|(pointer, text)| {
        let mut mistake = source.mistake(&pointer, format!("no algorithm matches `{text}`"));
        mistake.help = suggestion(text, known.iter().map(String::as_str))
            .or_else(|| Some(format!("known are {}", known.join(", "))));
        mistake
    });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Moments, ProofPart, UsedAlgorithm};

    #[test]
    fn every_preset_can_be_read() {
        for (name, text) in PRESETS {
            let preset = read_preset(name, text).unwrap();
            assert!(!preset.accepted.is_empty(), "{name}");
        }
        assert_eq!(presets().len(), PRESETS.len());
    }

    fn used(id: &str, key_bits: Option<u32>) -> UsedAlgorithm {
        UsedAlgorithm { part: ProofPart::Signature, algorithm: id.into(), key_bits }
    }

    #[test]
    fn the_standard_list_accepts_every_algorithm_of_the_registry_today() {
        let now = Moments::now("2026-11-25T00:00:00Z".parse().unwrap());
        for algorithm in Algorithm::all() {
            let used = used(&algorithm.to_string(), Some(2048));
            assert_eq!(default_crypto().judge(&used, now), Ok(()), "{algorithm}");
        }
    }

    #[test]
    fn bsi_accepts_classical_signatures_alone_until_the_end_of_2035() {
        let preset = preset("bsi-tr-02102-2026-01").unwrap().into_crypto();
        let (curve, lattice) = (used("ecdsa-brainpoolp256r1-sha256", None), used("ml-dsa-65", None));
        let now = Moments::now("2035-12-31T23:00:00Z".parse().unwrap());
        assert!(preset.judge(&curve, now).is_ok());
        assert!(preset.judge(&lattice, now).is_err());
        let later = Moments::now("2036-01-01T00:00:00Z".parse().unwrap());
        assert!(preset.judge(&curve, later).is_err());
        assert!(preset.judge_together(&[&curve, &lattice], later).is_ok());
        assert!(preset.judge(&used("rsa-pss-sha256", Some(2048)), now).is_err());
        assert!(preset.judge(&used("ed25519", None), now).is_err());
    }
}

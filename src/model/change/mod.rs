// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What changed from one SBOM to another.
//!
//! Components are the same when their package URLs are, without version, qualifiers and subpath; those
//! without a package URL when their names are. The primary component is not compared: it is what the
//! SBOM is about.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use packageurl::PackageUrl;

use super::{Bom, Component, Hash, HashPlace};

mod twins;
mod version;

pub use twins::BomDifference;

/// A change of one component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BomChange {
    /// What happened.
    pub kind: ChangeKind,
    /// The component: its package URL without version, qualifiers and subpath, or its name.
    pub component: String,
    /// The version that has other licences or hashes; `None` for the other kinds, which are about
    /// versions.
    pub version: Option<String>,
    /// What was before: versions, licences or hashes. `None` where there was nothing.
    pub old: Option<String>,
    /// What is now.
    pub new: Option<String>,
}

/// What happened to a component, the most alarming first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The same version has other bytes.
    HashChanged,
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// An earlier version, by the rules of its ecosystem.
    Downgraded,
    /// Another version, and which is the later one cannot be told.
    VersionChanged,
    /// A later version.
    Upgraded,
    /// Other licences.
    LicenseChanged,
}

impl ChangeKind {
    /// All kinds, in their order.
    pub const ALL: &[Self] = &[
        Self::HashChanged,
        Self::Added,
        Self::Removed,
        Self::Downgraded,
        Self::VersionChanged,
        Self::Upgraded,
        Self::LicenseChanged,
    ];

    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HashChanged => "hash-changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Downgraded => "downgraded",
            Self::VersionChanged => "version-changed",
            Self::Upgraded => "upgraded",
            Self::LicenseChanged => "license-changed",
        }
    }
}

impl BomChange {
    /// The component with the version that it has now, or had last.
    pub fn identity(&self) -> String {
        let version = match self.kind {
            ChangeKind::HashChanged | ChangeKind::LicenseChanged => self.version.as_ref(),
            _ => self.new.as_ref().or(self.old.as_ref()),
        };
        match version {
            Some(version) => format!("{}@{version}", self.component),
            None => self.component.clone(),
        }
    }

    /// What was before and what is now, such as `1.0 → 1.1`; one of them where there is no other.
    pub fn sides(&self) -> String {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        match self.kind {
            ChangeKind::Added => side(&self.new),
            ChangeKind::Removed => side(&self.old),
            _ => format!("{} → {}", side(&self.old), side(&self.new)),
        }
    }
}

/// What changed from the components of `old` to those of `new`, ordered by kind and component. The
/// lists of several SBOMs are taken together.
pub fn changes(old: &[&Bom], new: &[&Bom]) -> Vec<BomChange> {
    let (old, new) = (by_identity(old), by_identity(new));
    let nothing = Versions::new();
    let mut changes = Vec::new();
    for (component, before) in &old {
        compare(component, before, new.get(component).unwrap_or(&nothing), &mut changes);
    }
    for (component, now) in new.iter().filter(|(component, _)| !old.contains_key(*component)) {
        compare(component, &nothing, now, &mut changes);
    }
    changes.sort_unstable();
    changes
}

/// The components of one identity by version; an empty text stands for none.
type Versions<'a> = BTreeMap<&'a str, Facts<'a>>;

/// What is compared between components of the same version.
#[derive(Default)]
struct Facts<'a> {
    licenses: BTreeSet<&'a str>,
    /// Hashes of the component itself, by algorithm and value.
    hashes: BTreeMap<&'static str, BTreeSet<&'a [u8]>>,
}

fn by_identity<'a>(boms: &[&'a Bom]) -> BTreeMap<String, Versions<'a>> {
    let mut all: BTreeMap<String, Versions<'a>> = BTreeMap::new();
    for component in boms.iter().flat_map(|bom| &bom.components) {
        let versions = all.entry(identity(component)).or_default();
        let facts = versions.entry(component.version.as_deref().unwrap_or_default()).or_default();
        facts.licenses.extend(component.counting_licenses().map(|license| &*license.text));
        let own = |hash: &Hash<'_>| matches!(hash.place, HashPlace::Component | HashPlace::Distribution);
        for hash in component.hashes.iter().filter(own) {
            facts.hashes.entry(hash.algorithm.name()).or_default().insert(hash.value);
        }
    }
    all
}

fn identity(component: &Component) -> String {
    let purl = component.purl.as_deref().and_then(|purl| purl.parse::<PackageUrl<'_>>().ok());
    purl.map_or_else(
        || component.name.to_string(),
        |purl| {
            let namespace = purl.namespace().map(|namespace| format!("{namespace}/")).unwrap_or_default();
            format!("pkg:{}/{namespace}{}", purl.ty(), purl.name())
        },
    )
}

fn ecosystem(component: &str) -> &str {
    component.strip_prefix("pkg:").and_then(|rest| rest.split('/').next()).unwrap_or_default()
}

fn compare(component: &str, old: &Versions<'_>, new: &Versions<'_>, changes: &mut Vec<BomChange>) {
    for (version, before) in old {
        if let Some(now) = new.get(version) {
            hash_change(component, version, (before, now), changes);
            license_change(component, version, (before, now), changes);
        }
    }
    let gone: Vec<(&&str, &Facts<'_>)> = old.iter().filter(|(version, _)| !new.contains_key(*version)).collect();
    let come: Vec<(&&str, &Facts<'_>)> = new.iter().filter(|(version, _)| !old.contains_key(*version)).collect();
    let mut push = |kind, old: Option<&str>, new: Option<&str>| {
        let stated = |version: Option<&str>| version.filter(|version| !version.is_empty()).map(str::to_owned);
        let (component, old, new) = (component.to_owned(), stated(old), stated(new));
        changes.push(BomChange { kind, component, version: None, old, new });
    };
    // With several versions on a side, which became which is anybody's guess.
    if let ([(before, old_facts)], [(now, new_facts)]) = (gone.as_slice(), come.as_slice()) {
        let kind = match version::compare(ecosystem(component), before, now) {
            Some(Ordering::Less) => ChangeKind::Upgraded,
            Some(Ordering::Greater) => ChangeKind::Downgraded,
            _ => ChangeKind::VersionChanged,
        };
        push(kind, Some(before), Some(now));
        return license_change(component, now, (old_facts, new_facts), changes);
    }
    gone.iter().for_each(|(version, _)| push(ChangeKind::Removed, Some(version), None));
    come.iter().for_each(|(version, _)| push(ChangeKind::Added, None, Some(version)));
}

/// The same version must have the same bytes: a hash that was not there before, by an algorithm that
/// was, is alarming. A component may list several files (a wheel for each platform), and fewer of them.
fn hash_change(component: &str, version: &str, (old, new): (&Facts<'_>, &Facts<'_>), changes: &mut Vec<BomChange>) {
    let differs = |(algorithm, before): &(&&'static str, &BTreeSet<&[u8]>)| {
        new.hashes.get(**algorithm).is_some_and(|now| !now.is_subset(before))
    };
    let Some((algorithm, before)) = old.hashes.iter().find(differs) else { return };
    let Some(now) = new.hashes.get(algorithm) else { return };
    // Those that only one side has, where there are such.
    let told = |own: &BTreeSet<&[u8]>, other: &BTreeSet<&[u8]>| {
        let hex = |value: &&[u8]| value.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        own.difference(other).chain(own).next().map(|value| format!("{algorithm}:{}", hex(value)))
    };
    // Without a version, other bytes are another version.
    let kind = if version.is_empty() { ChangeKind::VersionChanged } else { ChangeKind::HashChanged };
    changes.push(BomChange {
        kind,
        component: component.to_owned(),
        version: stated(version),
        old: told(before, now),
        new: told(now, before),
    });
}

fn license_change(component: &str, version: &str, (old, new): (&Facts<'_>, &Facts<'_>), changes: &mut Vec<BomChange>) {
    if old.licenses == new.licenses {
        return;
    }
    let told = |licenses: &BTreeSet<&str>| {
        let list = licenses.iter().copied().collect::<Vec<_>>().join(", ");
        (!list.is_empty()).then_some(list)
    };
    changes.push(BomChange {
        kind: ChangeKind::LicenseChanged,
        component: component.to_owned(),
        version: stated(version),
        old: told(&old.licenses),
        new: told(&new.licenses),
    });
}

fn stated(version: &str) -> Option<String> {
    (!version.is_empty()).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Acknowledgement, HashAlgorithm, Hashes, License, LicenseForm};

    fn component(purl: &str, license: &str, hash: u8) -> Component {
        let license = License {
            form: LicenseForm::Id,
            text: license.into(),
            acknowledgement: Acknowledgement::Unstated,
            has_text: false,
            has_url: false,
        };
        let mut bytes = Vec::new();
        let hex = format!("{hash:02x}").repeat(32);
        Hashes::append(&mut bytes, (HashPlace::Component, HashAlgorithm::Sha256), &hex);
        let version = purl.rsplit_once('@').map(|(_, version)| version.split('?').next().unwrap().into());
        Component {
            name: purl.into(),
            version,
            purl: Some(purl.into()),
            licenses: vec![license].into(),
            hashes: Hashes::from_bytes(bytes),
            ..Component::default()
        }
    }

    fn told(old: &[Component], new: &[Component]) -> Vec<String> {
        let bom = |components: &[Component]| Bom { components: components.to_vec(), ..Bom::default() };
        let (old, new) = (bom(old), bom(new));
        let line = |change: BomChange| {
            let side = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let hash = |text: String| text.chars().take(12).collect::<String>();
            format!("{} {} {} {}", change.kind.name(), change.component, hash(side(change.old)), hash(side(change.new)))
        };
        changes(&[&old], &[&new]).into_iter().map(line).collect()
    }

    #[test]
    fn each_kind_of_change_is_told() {
        let old = [
            component("pkg:npm/a@1.9.0", "MIT", 1),
            component("pkg:npm/b@2.0.0", "MIT", 1),
            component("pkg:npm/c@1.0.0", "MIT", 1),
            component("pkg:npm/d@1.0.0", "MIT", 1),
            component("pkg:npm/e@1.0.0?x=y", "MIT", 1),
            component("pkg:generic/f@2024a", "MIT", 1),
        ];
        let new = [
            component("pkg:npm/a@1.10.0", "MIT", 2),
            component("pkg:npm/b@1.9.9", "ISC", 2),
            component("pkg:npm/d@1.0.0", "MIT", 9),
            component("pkg:npm/e@1.0.0?x=z", "MIT", 1),
            component("pkg:generic/f@2024b", "MIT", 1),
            component("pkg:npm/g@1.0.0", "MIT", 1),
        ];
        assert_eq!(
            told(&old, &new),
            [
                "hash-changed pkg:npm/d SHA-256:0101 SHA-256:0909",
                "added pkg:npm/g - 1.0.0",
                "removed pkg:npm/c 1.0.0 -",
                "downgraded pkg:npm/b 2.0.0 1.9.9",
                "version-changed pkg:generic/f 2024a 2024b",
                "upgraded pkg:npm/a 1.9.0 1.10.0",
                "license-changed pkg:npm/b MIT ISC",
            ]
        );
        assert!(told(&old, &old).is_empty());
    }

    #[test]
    fn several_versions_of_one_component_are_not_paired_by_guess() {
        let old = [component("pkg:npm/a@1.0.0", "MIT", 1), component("pkg:npm/a@2.0.0", "MIT", 1)];
        let new = [component("pkg:npm/a@2.0.0", "MIT", 1), component("pkg:npm/a@3.0.0", "MIT", 1)];
        assert_eq!(told(&old, &new), ["upgraded pkg:npm/a 1.0.0 3.0.0"]);
        let new = [component("pkg:npm/a@3.0.0", "MIT", 1)];
        assert_eq!(
            told(&old, &new),
            ["added pkg:npm/a - 3.0.0", "removed pkg:npm/a 1.0.0 -", "removed pkg:npm/a 2.0.0 -"]
        );
    }

    #[test]
    fn a_hash_that_comes_in_beside_others_is_alarming() {
        let several = |hashes: &[u8]| {
            let mut bytes = Vec::new();
            for hash in hashes {
                let hex = format!("{hash:02x}").repeat(32);
                Hashes::append(&mut bytes, (HashPlace::Component, HashAlgorithm::Sha256), &hex);
            }
            [Component { hashes: Hashes::from_bytes(bytes), ..component("pkg:pypi/a@1.0", "MIT", 0) }]
        };
        assert_eq!(told(&several(&[1, 2]), &several(&[1, 3])), ["hash-changed pkg:pypi/a SHA-256:0202 SHA-256:0303"]);
        assert_eq!(told(&several(&[1]), &several(&[1, 3])), ["hash-changed pkg:pypi/a SHA-256:0101 SHA-256:0303"]);
        assert!(told(&several(&[1, 2]), &several(&[2])).is_empty());
        assert!(told(&several(&[]), &several(&[2])).is_empty());
    }

    #[test]
    fn the_order_of_the_lists_does_not_matter() {
        let old: Vec<Component> =
            (0..50).map(|number| component(&format!("pkg:npm/p{number}@1.0.0"), "MIT", 1)).collect();
        let new: Vec<Component> =
            (25..75).map(|number| component(&format!("pkg:npm/p{number}@1.0.1"), "MIT", 1)).collect();
        let turned: Vec<Component> = new.iter().rev().cloned().collect();
        assert_eq!(told(&old, &new), told(&old, &turned));
        assert_eq!(told(&old, &new).len(), 75);
    }

    #[test]
    fn many_components_take_time_in_proportion() {
        let start = std::time::Instant::now();
        let many = |version: &str| -> Vec<Component> {
            (0..50_000).map(|number| component(&format!("pkg:npm/a@{number}.0.{version}"), "MIT", 1)).collect()
        };
        // All of one identity, so that no pair is the right one.
        assert_eq!(told(&many("0"), &many("1")).len(), 100_000);
        let one = vec![component("pkg:npm/a@1.0.0", "MIT", 1); 50_000];
        assert!(told(&one, &one).is_empty());
        assert!(start.elapsed() < std::time::Duration::from_secs(30), "{:?}", start.elapsed());
    }
}

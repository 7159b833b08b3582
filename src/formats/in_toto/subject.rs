// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a statement is about, and what a build used: things by their digests (in-toto's
//! ResourceDescriptor and DigestSet).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    formats::{
        ReadError,
        json::{Object, Shape, Str, filled, kept, may, must},
        quoted,
    },
    model::{Commit, DigestAlgorithm, Digests, Material, Place, Subject, Text},
};

/// The shape of a subject.
pub(super) static SHAPE: Object =
    Object::of(&[must("digest", Shape::Object(&DIGEST)), may("name", Shape::Text), may("uri", Shape::Text)]).lax();

/// The shape of something that a build used.
pub(super) static MATERIAL: Object =
    Object::of(&[may("uri", Shape::Text), may("name", Shape::Text), may("digest", Shape::Object(&DIGEST))]).lax();

/// Algorithms to values in hexadecimal.
static DIGEST: Object = Object::of(&[
    may("sha256", Shape::Text),
    may("gitCommit", Shape::Text),
    may("sha512", Shape::Text),
    may("sha1", Shape::Text),
    may("sha384", Shape::Text),
]);

/// A thing with its digests.
#[derive(Deserialize)]
pub(super) struct Raw<'a> {
    #[serde(borrow)]
    uri: Option<Str<'a>>,
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    digest: Option<BTreeMap<Str<'a>, Str<'a>>>,
    /// Of a build's own configuration only.
    #[serde(borrow, rename = "entryPoint")]
    pub(super) entry_point: Option<Str<'a>>,
}

/// What a statement is about. A digest that counts has to be one; what is told apart by no such
/// digest is kept and compared with nothing.
pub(super) fn all(raw: &[Raw<'_>], remarks: &mut Vec<Text>) -> Result<Vec<Subject>, ReadError> {
    let mut subjects = Vec::with_capacity(raw.len());
    let mut uncompared = 0_u64;
    for (index, raw) in raw.iter().enumerate() {
        let pointer = format!("/subject/{index}/digest");
        let name = filled(raw.name.as_ref()).or_else(|| filled(raw.uri.as_ref())).map(str::to_owned);
        let before = subjects.len();
        let (mut digests, mut others) = (Digests::default(), Vec::new());
        for (algorithm, value) in raw.digest.iter().flatten() {
            match Hashed::of(algorithm.as_str(), value.as_str(), raw.is_of_git()) {
                Hashed::Commit(commit) => subjects.push(Subject::Commit(commit)),
                Hashed::Compared(algorithm, hex) if digests.add_hex(algorithm, hex) => {}
                Hashed::Other => others.push(shown(algorithm.as_str(), value.as_str())),
                _ => return Err(malformed(pointer, algorithm.as_str(), value.as_str())),
            }
        }
        if !digests.is_empty() {
            subjects.push(Subject::Artifact { name, digests });
        } else if subjects.len() == before {
            if others.is_empty() {
                return Err(without_digest(pointer));
            }
            uncompared = uncompared.saturating_add(1);
            subjects.push(Subject::Uncompared { name, digests: others.join(" ") });
        }
    }
    if uncompared > 0 {
        remarks.push(not_compared(uncompared));
    }
    Ok(subjects)
}

/// What a digest turned out to be.
enum Hashed<'a> {
    Commit(Commit),
    Compared(DigestAlgorithm, &'a str),
    /// By an algorithm that is not compared.
    Other,
    /// By an algorithm that is compared, and none.
    Malformed,
}

impl<'a> Hashed<'a> {
    fn of(algorithm: &str, value: &'a str, is_of_git: bool) -> Self {
        match algorithm {
            "gitCommit" => value.parse().map_or(Self::Malformed, Self::Commit),
            // Before there was `gitCommit`, commits were named like this.
            "sha1" if is_of_git => value.parse().map_or(Self::Malformed, Self::Commit),
            _ => match DigestAlgorithm::ALL.iter().find(|known| known.name() == algorithm) {
                Some(algorithm) => Self::Compared(*algorithm, value),
                None => Self::Other,
            },
        }
    }
}

impl Raw<'_> {
    /// Whether its address is that of a Git repository.
    fn is_of_git(&self) -> bool {
        [&self.uri, &self.name].into_iter().filter_map(|text| filled(text.as_ref())).any(|text| {
            let plain = text.split(['@', '#']).next().unwrap_or(text);
            text.starts_with("git+") || plain.ends_with(".git")
        })
    }

    /// Something that a build used; whether a commit stands under the name of another digest in it.
    pub(super) fn material(&self) -> (Material, bool) {
        let mut mislabelled = false;
        let mut material =
            Material { uri: kept(self.uri.as_ref()), name: kept(self.name.as_ref()), ..Material::default() };
        for (algorithm, value) in self.digest.iter().flatten() {
            let (algorithm, value) = (algorithm.as_str(), value.as_str());
            match Hashed::of(algorithm, value, true) {
                Hashed::Commit(commit) => material.commit = Some(commit),
                Hashed::Compared(algorithm, hex) if material.digests.add_hex(algorithm, hex) => {}
                // GitLab's runner writes the commit (SHA-1) as `sha256`.
                Hashed::Compared(..) if value.len() == 40 && material.commit.is_none() => {
                    material.commit = value.parse().ok();
                    mislabelled |= material.commit.is_some();
                }
                _ => material.others.push(shown(algorithm, value).into()),
            }
        }
        (material, mislabelled)
    }
}

/// What a build used, with a remark where commits stand under the name of another digest.
pub(super) fn materials<'a>(raw: impl Iterator<Item = &'a Raw<'a>>, remarks: &mut Vec<Text>) -> Vec<Material> {
    let mut any = false;
    let materials = raw.map(|raw| {
        let (material, mislabelled) = raw.material();
        any |= mislabelled;
        material
    });
    let materials = materials.collect();
    if any {
        remarks.push(Text::new(
            "a commit (40 digits) stands under `sha256`, as GitLab's runner writes it; it was read as the commit",
            "Ein Commit (40 Stellen) steht unter `sha256`, wie ihn GitLabs Runner schreibt; er wurde als Commit gelesen",
        ));
    }
    materials
}

fn shown(algorithm: &str, value: &str) -> String {
    const LONGEST: usize = 128;
    format!("{}:{}", short(algorithm, 32), short(value, LONGEST))
}

fn short(text: &str, longest: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(longest).collect()
}

fn malformed(pointer: String, algorithm: &str, value: &str) -> ReadError {
    let (algorithm, value) = (quoted(algorithm.as_bytes()), quoted(value.as_bytes()));
    let reason = Text::new(
        format!("{value} is no digest by {algorithm}"),
        format!("{value} ist kein Hashwert nach {algorithm}"),
    );
    ReadError::new(Place::Pointer(pointer.into()), reason)
}

fn without_digest(pointer: String) -> ReadError {
    let reason = Text::new(
        "the subject has no digest, so it could be anything; let the tool name `sha256` or `gitCommit`",
        "Der Gegenstand hat keinen Hashwert und könnte alles sein; das Werkzeug muss `sha256` oder `gitCommit` nennen",
    );
    ReadError::new(Place::Pointer(pointer.into()), reason)
}

fn not_compared(number: u64) -> Text {
    Text::new(
        format!("{number} subjects have digests only by algorithms that do not count (such as `md5` and `sha1`)"),
        format!("{number} Gegenstände haben nur Hashwerte nach Verfahren, die nicht zählen (etwa `md5` und `sha1`)"),
    )
}

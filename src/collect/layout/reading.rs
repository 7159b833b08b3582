// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Goes through a layout, from its index by digests to what was signed: objects of cosign's tag scheme
//! (`sha256-….sig`, `.att`, `.sbom`), and manifests that refer to a subject, also those listed under the
//! fallback tag `sha256-…` (OCI distribution specification 1.1, "Referrers Tag Schema").
//!
//! Where something lies says nothing about what it is about: that stands in what was signed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    Source,
    wire::{Descriptor, Kind, Node, is_hex, parse},
};
use crate::{
    collect::{
        Gathered, Limits, Sink,
        file::{origin_of, sha256},
        too_large,
    },
    model::{Blob, Ignored, LeftAlone, Text},
};

/// The most bytes of an index or manifest (OCI distribution specification 1.1, "Pushing Manifests").
pub(in crate::collect) const LARGEST_MANIFEST: u64 = 4 << 20;
/// The most images that are described.
const MOST_DESCRIBED: usize = 32;
/// The endings of cosign's tag scheme.
const ENDINGS: [&str; 3] = ["sig", "att", "sbom"];
/// The media type of what is signed of an image in cosign's tag scheme.
const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";

/// Why something in a layout is looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::collect) enum Role {
    /// It is an image, by the name that the layout gives it; without one where another image lists it.
    Image(Option<String>),
    /// It is attached by its tag, which is this.
    Tagged(String),
    /// It lists what refers to the image of this digest.
    Fallback(String),
    /// It refers to the image of this digest.
    Referrer(String),
}

impl Role {
    /// What a name in the layout says about what it names.
    pub(in crate::collect) fn of(name: Option<&str>) -> Self {
        let Some(rest) = name.and_then(|name| name.strip_prefix("sha256-")) else {
            return Self::Image(name.map(str::to_owned));
        };
        match rest.split_once('.') {
            None if is_hex(rest) => Self::Fallback(rest.to_owned()),
            Some((hex, ending)) if is_hex(hex) && ENDINGS.contains(&ending) => Self::Tagged(format!("sha256-{rest}")),
            _ => Self::Image(name.map(str::to_owned)),
        }
    }

    /// The tags under which something may be attached to the image of this digest.
    pub(in crate::collect) fn tags(hex: &str) -> Vec<String> {
        ENDINGS.iter().map(|ending| format!("sha256-{hex}.{ending}")).collect()
    }
}

/// A layout that is being read, with what is left of its bounds.
pub(in crate::collect) struct Reading<'a, T> {
    source: &'a dyn Source,
    limits: &'a Limits,
    sink: Sink<'a, T>,
    /// Bytes read so far, those that were read again included.
    read: u64,
    queue: VecDeque<(Descriptor, Role)>,
    /// The blobs that were read.
    seen: BTreeSet<String>,
    /// What refers to an image, by its digest.
    referrers: BTreeSet<String>,
    /// How many layers lie under each name.
    numbers: BTreeMap<String, u64>,
    /// The images, for people.
    images: Vec<String>,
    gathered: Gathered<T>,
}

impl<'a, T: Send> Reading<'a, T> {
    /// Hands on everything in a layout that may have been signed. An error says why none of it counts.
    pub(in crate::collect) fn all(
        source: &'a dyn Source,
        limits: &'a Limits,
        sink: Sink<'a, T>,
    ) -> Result<Gathered<T>, Text> {
        let (top, read) = source.top()?;
        let mut reading = Self {
            source,
            limits,
            sink,
            read,
            queue: top.into(),
            seen: BTreeSet::new(),
            referrers: BTreeSet::new(),
            numbers: BTreeMap::new(),
            images: Vec::new(),
            gathered: Gathered::default(),
        };
        let mut done = BTreeSet::new();
        while let Some((descriptor, role)) = reading.queue.pop_front() {
            if done.insert((descriptor.hex()?.to_owned(), role.clone())) {
                reading.node(&descriptor, role)?;
            }
        }
        Ok(reading.finish())
    }

    /// Reads an index or a manifest.
    fn node(&mut self, descriptor: &Descriptor, role: Role) -> Result<(), Text> {
        let kind = descriptor.kind();
        if kind == Kind::Other {
            return match role {
                Role::Image(_) => Ok(()),
                _ => Err(unfit(&descriptor.digest)),
            };
        }
        let bytes = self.blob(descriptor, LARGEST_MANIFEST)?;
        let node: Node = parse(&descriptor.digest, &bytes)?;
        let is_index = node.manifests.is_some() && node.layers.is_none();
        let is_manifest = node.layers.is_some() && node.manifests.is_none();
        let said_otherwise = node.media_type.as_ref().is_some_and(|said| *said != descriptor.media_type);
        if said_otherwise || (kind == Kind::Index) != is_index || (kind == Kind::Manifest) != is_manifest {
            return Err(unfit(&descriptor.digest));
        }
        let (listed, layers) = (node.manifests.unwrap_or_default(), node.layers.unwrap_or_default());
        let about = node.subject.as_ref().map(Descriptor::hex).transpose()?.map(str::to_owned);
        match (role, kind, about) {
            (Role::Tagged(tag), Kind::Manifest, _) => self.layers(&tag, &layers),
            (Role::Fallback(subject), Kind::Index, None) => {
                let referrers = listed.into_iter().map(|listed| (listed, Role::Referrer(subject.clone())));
                self.queue.extend(referrers);
                Ok(())
            }
            (Role::Referrer(subject), Kind::Manifest, Some(about)) if about == subject => {
                self.refers(descriptor, &about, &layers)
            }
            (Role::Image(_), Kind::Manifest, Some(about)) => self.refers(descriptor, &about, &layers),
            (Role::Image(name), _, None) => {
                self.describe(name.as_deref(), descriptor, &listed);
                self.queue.extend(self.source.attached(descriptor)?);
                self.queue.extend(listed.into_iter().map(|listed| (listed, Role::Image(None))));
                Ok(())
            }
            _ => Err(unfit(&descriptor.digest)),
        }
    }

    /// Hands on what refers to an image, once, though it may be listed at two places.
    fn refers(&mut self, descriptor: &Descriptor, subject: &str, layers: &[Descriptor]) -> Result<(), Text> {
        let is_first = self.referrers.insert(descriptor.digest.clone());
        if is_first { self.layers(&format!("sha256-{subject}"), layers) } else { Ok(()) }
    }

    /// Hands on the layers of an object that is attached to an image.
    fn layers(&mut self, name: &str, layers: &[Descriptor]) -> Result<(), Text> {
        for layer in layers {
            let number = self.numbers.entry(name.to_owned()).or_default();
            *number = number.saturating_add(1);
            let path = format!("{}!{name}#{number}", self.source.shown());
            let bytes = self.blob(layer, self.limits.file_size)?;
            if layer.media_type == SIMPLE_SIGNING {
                self.signature(&path, layer)?;
            }
            self.hand_on(&path, bytes)?;
        }
        Ok(())
    }

    /// Hands on the signature over a layer, which stands beside it in the manifest: with all that vouches
    /// for it where it came with a certificate, else bare.
    fn signature(&mut self, path: &str, layer: &Descriptor) -> Result<(), Text> {
        let found = layer.annotations.clone().unwrap_or_default().signature;
        let path = format!("{path}.sig");
        match (&found.signature, &found.certificate) {
            (Some(signature), None) if !signature.is_empty() => self.hand_on(&path, signature.clone().into_bytes()),
            (Some(signature), Some(_)) if !signature.is_empty() => {
                // Texts can always be written.
                self.hand_on(&path, serde_json::to_vec(&found).unwrap_or_default())
            }
            _ => Err(Text::new(
                format!("bears no signature at `{path}` (`dev.cosignproject.cosign/signature`); sign the image anew"),
                format!(
                    "trägt keine Signatur bei `{path}` (`dev.cosignproject.cosign/signature`); das Image neu signieren"
                ),
            )),
        }
    }

    fn hand_on(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), Text> {
        let limit = self.limits.archive_entries;
        if self.gathered.results.len() as u64 >= limit {
            return Err(Text::new(
                format!("has more than {limit} entries; `--max-archive-entries` raises the limit"),
                format!("hat mehr als {limit} Einträge; `--max-archive-entries` hebt die Grenze an"),
            ));
        }
        if self.sink.wants(path) {
            let origin = origin_of(path, &bytes);
            let made = (self.sink.make)(Blob { path: path.into(), payload: bytes.into() });
            self.gathered.results.push((origin, made));
        }
        Ok(())
    }

    /// The bytes of a blob, which are those that its digest names.
    fn blob(&mut self, descriptor: &Descriptor, limit: u64) -> Result<Vec<u8>, Text> {
        let hex = descriptor.hex()?;
        let bytes = self.source.blob(descriptor, limit)?;
        self.read = self.read.saturating_add(bytes.len() as u64);
        if self.read > self.limits.unpacked_size {
            let it = Text::new("what it attaches to images", "was darin Images beigegeben ist,");
            return Err(too_large(it, self.limits.unpacked_size, "--max-unpacked-size"));
        }
        if bytes.len() as u64 != descriptor.size || sha256(&bytes).hex() != hex {
            let digest = &descriptor.digest;
            return Err(Text::new(
                format!("holds other bytes under `{digest}` than the digest and the size say; copy the image anew"),
                format!("enthält unter `{digest}` andere Bytes, als Digest und Größe sagen; das Image neu kopieren"),
            ));
        }
        self.seen.insert(hex.to_owned());
        Ok(bytes)
    }

    /// Says what an image is, so that people see which digest is that of which architecture.
    fn describe(&mut self, name: Option<&str>, descriptor: &Descriptor, listed: &[Descriptor]) {
        let Some(name) = name.filter(|_| self.images.len() < MOST_DESCRIBED) else { return };
        let parts: Vec<String> = listed.iter().take(MOST_DESCRIBED).map(part).collect();
        let of = if parts.is_empty() { String::new() } else { format!(" [{}]", parts.join(", ")) };
        self.images.push(format!("`{}` = `{}`{of}", name.escape_debug(), descriptor.digest));
    }

    /// Counts what was left alone, and says what the images are.
    fn finish(mut self) -> Gathered<T> {
        for _ in 0..self.source.unread(&self.seen) {
            self.gathered.skip(LeftAlone::PartOfImage);
        }
        let Text { en, de } = self.source.what();
        let images = self.images.join("; ");
        let reason = Text::new(
            format!(
                "{en}: {images}. What is signed for an index counts for the index, and what is signed for one of its images for that image alone; name each with `--artifact`"
            ),
            format!(
                "{de}: {images}. Was für einen Index signiert ist, zählt für den Index, und was für eines seiner Images signiert ist, nur für dieses; jedes mit `--artifact` nennen"
            ),
        );
        self.gathered.ignored.push(Ignored { path: self.source.shown().into(), reason });
        self.gathered
    }
}

/// An image of an index, with what it runs on.
fn part(descriptor: &Descriptor) -> String {
    let platform = descriptor.platform.as_ref().map(|platform| {
        let variant = platform.variant.iter().map(|variant| format!("/{variant}")).collect::<String>();
        format!(" {}/{}{variant}", platform.os, platform.architecture).escape_debug().to_string()
    });
    format!("`{}`{}", descriptor.digest, platform.unwrap_or_default())
}

pub(in crate::collect) fn unfit(digest: &str) -> Text {
    let digest = digest.escape_debug();
    Text::new(
        format!(
            "holds something else under `{digest}` than its place and its media type say; write it anew with the tool that it is from"
        ),
        format!(
            "enthält unter `{digest}` etwas anderes, als Ort und Medientyp sagen; mit dem Werkzeug, von dem es ist, neu schreiben"
        ),
    )
}

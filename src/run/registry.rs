// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The images in registries that the user names: what is attached to them is evidence.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Failure,
    open::{Content, Reader},
};
use crate::{
    cli::NetworkArgs,
    collect::{self, Gathered, Image, Limits},
    exit,
    model::{Artifact, Blob, Text, naming},
};

/// The images in registries that the user names.
#[derive(Debug, Default)]
pub(super) struct Images(Vec<Image>);

impl Images {
    /// Resolves those of `names` that name images in registries. Nothing else is asked of anybody.
    pub(super) fn resolve(names: &[String], args: &NetworkArgs) -> Result<Self, Failure> {
        let meant = names.iter().filter(|name| naming::is_in_registry(name)).cloned().collect();
        collect::images(&meant, &super::network(args)).map(Self).map_err(Failure::usage)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What `names` stand for: these images, and the files and digests besides.
    pub(super) fn artifacts(&self, names: &[String]) -> Result<Vec<Artifact>, Failure> {
        let others: Vec<String> = names.iter().filter(|name| !naming::is_in_registry(name)).cloned().collect();
        let mut artifacts = collect::artifacts(&others).map_err(Failure::usage)?;
        artifacts.extend(self.0.iter().map(Image::artifact));
        artifacts.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(artifacts)
    }

    /// Ends what makes no sense without all of the images.
    pub(super) fn demand_all(&self) -> Result<(), Failure> {
        match self.0.iter().find_map(|image| Some((image.name(), image.unseen()?))) {
            Some((name, reason)) => Err(unseen(name, reason)),
            None => Ok(()),
        }
    }

    /// Reads what is attached to the images.
    pub(super) fn gather(&self, limits: &Limits, reader: &Reader) -> Gathered<Content> {
        let read = |blob: Blob| reader.read(blob);
        Gathered::together(self.0.iter().map(|image| image.gather(limits, &read)))
    }

    /// Hands on once more what of that is `wanted`.
    pub(super) fn gather_again<T: Send>(
        &self,
        limits: &Limits,
        wanted: &BTreeSet<Arc<str>>,
        make: &(dyn Fn(Blob) -> T + Sync),
    ) -> Gathered<T> {
        Gathered::together(self.0.iter().map(|image| image.gather_again(limits, wanted, make)))
    }

    /// The images whose tags moved during the run, or may have, with the reason; an error where it could
    /// not be seen. Nothing of theirs counts.
    pub(super) fn moved(&self) -> Vec<(&str, Result<Text, Text>)> {
        self.0.iter().filter_map(|image| Some((image.name(), image.moved().transpose()?))).collect()
    }
}

/// Takes out what was attached to an image that cannot be told any more, and says why.
pub(super) fn reject<T>(gathered: &mut Gathered<T>, (name, reason): (&str, Text)) {
    let inside = format!("{name}!");
    gathered.results.retain(|(origin, _)| !origin.path.starts_with(&inside));
    gathered.reject(name, reason);
}

/// Something in a registry could not be seen.
pub(super) fn unseen(path: &str, reason: &Text) -> Failure {
    Failure { code: exit::UNDECIDED, message: format!("error: `{path}`: {reason}\n") }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is left alone without a look.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::Words;

/// Why something is left alone without a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftAlone {
    /// Its name begins with a dot.
    Hidden,
    /// It is a link; what it leads to is seen where it lies.
    Link,
    /// It is an archive in an archive that was not asked for.
    PackageInArchive,
    /// It is a part of an image whose manifest was read.
    PartOfImage,
    /// It is a pipe, a socket or a device.
    SpecialFile,
}

/// How many things were left alone, by reason.
pub type LeftAloneCounts = BTreeMap<LeftAlone, u64>;

impl LeftAlone {
    /// The reason in a few words, which machines find in reports in English.
    pub const fn words(self) -> Words {
        match self {
            Self::Hidden => Words { en: "hidden", de: "verborgen" },
            Self::Link => Words { en: "link", de: "Verknüpfung" },
            Self::PackageInArchive => Words { en: "package in an archive", de: "Paket in einem Archiv" },
            Self::PartOfImage => Words { en: "part of an image", de: "Teil eines Images" },
            Self::SpecialFile => Words { en: "special file", de: "Gerätedatei oder dergleichen" },
        }
    }
}

impl Serialize for LeftAlone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words().en)
    }
}

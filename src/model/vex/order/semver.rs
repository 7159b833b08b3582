// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Semantic Versioning 2.0.0.

use super::{Number, dotted};

/// A semantic version; the metadata of the build does not count (section 10).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::model::vex) struct Semver {
    numbers: Vec<Number>,
    release: Release,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Release {
    Before(Vec<Identifier>),
    Final,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identifier {
    Number(Number),
    Text(Box<str>),
}

impl Semver {
    pub(super) fn new(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let plain = text.split_once('+').map_or(text, |(plain, _)| plain);
        let (core, before) = plain.split_once('-').map_or((plain, None), |(core, before)| (core, Some(before)));
        let identifier = |text: &str| match Number::new(text) {
            Some(number) => Some(Identifier::Number(number)),
            None => (!text.is_empty()).then(|| Identifier::Text(text.into())),
        };
        let release = match before {
            Some(before) => Release::Before(before.split('.').map(identifier).collect::<Option<_>>()?),
            None => Release::Final,
        };
        (core.split('.').count() <= 3).then(|| dotted(core)).flatten().map(|numbers| Self { numbers, release })
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The project's own licence, as a policy names it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{suggestion, understand};

/// The project's own licence, as an SPDX expression.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub(in crate::checks) struct OwnLicense(#[schemars(length(min = 1))] pub(in crate::checks) String);

impl TryFrom<String> for OwnLicense {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if understand(&text).is_some() {
            return Ok(Self(text));
        }
        let near = suggestion(&text).map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
        Err(format!("`{text}` is no SPDX licence expression{near}"))
    }
}

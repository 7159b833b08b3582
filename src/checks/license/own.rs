// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The project's own licence, as a policy names it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{suggestion, understand};

/// The project's own licence, as an SPDX expression.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::checks) struct OwnLicense(pub(in crate::checks) String);

impl OwnLicense {
    /// Reads an expression; an error says what may be meant.
    pub(in crate::checks) fn read(text: &str) -> Result<Self, String> {
        Self::try_from(text.to_owned())
    }
}

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

impl JsonSchema for OwnLicense {
    fn schema_name() -> Cow<'static, str> {
        "OwnLicense".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "spdx-expression", "minLength": 1 })
    }
}

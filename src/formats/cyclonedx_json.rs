// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CycloneDX in JSON (ECMA-424), versions 1.2 to 1.7.

use super::{Datum, Format, Head, ReadError, Reading, Source, cyclonedx, json};

/// CycloneDX in JSON.
pub(super) struct CycloneDxJson;

impl Format for CycloneDxJson {
    fn id(&self) -> &'static str {
        "cyclonedx_json"
    }

    fn title(&self) -> &'static str {
        "CycloneDX JSON 1.2–1.7"
    }

    fn tells(&self) -> &'static [Datum] {
        cyclonedx::TELLS
    }

    fn recognises(&self, head: &Head) -> bool {
        head.is_json()
            && (head.count_keys(&["bomFormat", "specVersion"]) > 0
                || head.count(&["\"bomFormat\"", "\"CycloneDX\"", "cyclonedx.org/schema/bom"]) > 0
                || head.count(&["\"specVersion\"", "\"bom-ref\"", "\"serialNumber\""]) > 1)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        cyclonedx::read(self.id(), &json::Input::Document(*source))
    }
}

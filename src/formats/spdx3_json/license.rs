// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Licences.

use super::{raw::Element, store::Store};
use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
    },
    model::LicenseForm,
};

/// A licence as an element of the graph states it.
pub(super) struct Stated {
    pub(super) form: LicenseForm,
    pub(super) text: Box<str>,
    pub(super) has_text: bool,
}

impl Stated {
    /// A licence that stands outside of the document, by the last part of its name:
    /// `https://spdx.org/licenses/MIT`.
    pub(super) fn outside(name: &str) -> Self {
        let last = name.rsplit(['/', '#', ':']).next().unwrap_or(name);
        let text = match last {
            "NoAssertionLicense" | "NoAssertion" => "NOASSERTION",
            "NoneLicense" | "None" => "NONE",
            last => last,
        };
        let is_listed = name.starts_with("https://spdx.org/licenses/") || name.starts_with("http://spdx.org/licenses/");
        let form = if is_listed { LicenseForm::Expression } else { LicenseForm::Name };
        Self { form, text: text.into(), has_text: false }
    }
}

impl<'a> Store<'a> {
    pub(super) fn license(&mut self, element: Element<'a>, name: Str<'a>) -> Result<(), ReadError> {
        if element.misspelt_expression.is_some() {
            self.remark(
                "`licenseExpression` is read as `simplelicensing_licenseExpression`, which is its name in the schema",
                "`licenseExpression` wird als `simplelicensing_licenseExpression` gelesen, so heißt es im Schema",
            );
        }
        let expression = kept(element.expression.as_ref()).or_else(|| kept(element.misspelt_expression.as_ref()));
        let stated = match (expression, element.kind.as_ref().map_or("", Str::as_str)) {
            (Some(text), _) => Stated { form: LicenseForm::Expression, text, has_text: false },
            (None, "expandedlicensing_ListedLicense") => Stated::outside(name.as_str()),
            // A text in place of an identifier; the name is what can be shown.
            (None, _) => Stated {
                form: LicenseForm::Name,
                text: kept(element.name.as_ref()).unwrap_or_else(|| name.as_str().into()),
                has_text: element.license_text.is_some(),
            },
        };
        self.licenses.insert(name, stated);
        Ok(())
    }
}

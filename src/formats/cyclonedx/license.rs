// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Licences.

use serde::{Deserialize, de::IgnoredAny};

use crate::{
    formats::{json::Str, sharing::Sharing},
    model::{Acknowledgement, License, LicenseForm, Shared},
};

#[derive(Deserialize)]
pub(super) struct Choice<'a> {
    #[serde(borrow)]
    license: Option<RawLicense<'a>>,
    #[serde(borrow)]
    expression: Option<Str<'a>>,
    #[serde(borrow)]
    acknowledgement: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct RawLicense<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow)]
    acknowledgement: Option<Str<'a>>,
    text: Option<IgnoredAny>,
    url: Option<IgnoredAny>,
}

impl Choice<'_> {
    /// Whether an expression stands beside others. Before 1.7 it may only stand alone.
    pub(super) fn are_mixed(choices: &[Self]) -> bool {
        choices.len() > 1 && choices.iter().any(|choice| choice.expression.is_some())
    }

    fn kept(&self, sharing: &mut Sharing) -> Option<License> {
        let license = self.license.as_ref();
        let id = license.and_then(|license| license.id.as_ref());
        let name = license.and_then(|license| license.name.as_ref());
        let forms =
            [(LicenseForm::Expression, self.expression.as_ref()), (LicenseForm::Id, id), (LicenseForm::Name, name)];
        let (form, text) = forms.into_iter().find_map(|(form, text)| {
            let text = text?.as_str().trim();
            (!text.is_empty()).then_some((form, text))
        })?;
        let acknowledgement = self.acknowledgement.as_ref().or_else(|| license?.acknowledgement.as_ref());
        Some(License {
            form,
            text: sharing.text(text),
            acknowledgement: match acknowledgement.map(Str::as_str) {
                Some("declared") => Acknowledgement::Declared,
                Some("concluded") => Acknowledgement::Concluded,
                _ => Acknowledgement::Unstated,
            },
            has_text: license.is_some_and(|license| license.text.is_some()),
            has_url: license.is_some_and(|license| license.url.is_some()),
        })
    }
}

/// The licences as the model keeps them.
pub(super) fn licenses(choices: &[Choice<'_>], sharing: &mut Sharing) -> Shared<License> {
    let all = choices.iter().filter_map(|choice| choice.kept(sharing)).collect();
    sharing.licenses(all)
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Licences as an SBOM states them.

use std::sync::Arc;

/// A licence statement of a component.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct License {
    /// In which form it is stated.
    pub form: LicenseForm,
    /// The identifier, expression or name, as written.
    pub text: Arc<str>,
    /// Whether it is what the component's makers declare or what the makers of the SBOM conclude.
    pub acknowledgement: Acknowledgement,
    /// Whether the wording of the licence stands beside it.
    pub has_text: bool,
    /// Whether a URL stands beside it.
    pub has_url: bool,
}

/// The form of a licence statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LicenseForm {
    /// An SPDX expression, not yet parsed.
    Expression,
    /// A single identifier of the SPDX list.
    Id,
    /// A name that is not claimed to be an SPDX identifier.
    Name,
}

/// Who says that a component is under a licence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Acknowledgement {
    /// Not stated.
    #[default]
    Unstated,
    /// Those who made the component.
    Declared,
    /// Those who made the SBOM, after their own look.
    Concluded,
    /// What was found in files of the component (SPDX `licenseInfoFromFiles`): a hint, no statement
    /// about the component.
    FoundInFiles,
}

impl License {
    /// Whether it is an SPDX identifier or expression, by its own claim.
    pub const fn is_expression(&self) -> bool {
        !matches!(self.form, LicenseForm::Name)
    }

    /// Whether it says that nothing is said: `NOASSERTION` and `NONE` are values of SPDX fields, not
    /// licences (SPDX 2.3, clause 7.13).
    pub fn is_blank(&self) -> bool {
        matches!(&*self.text, "" | "NOASSERTION" | "NONE")
    }
}

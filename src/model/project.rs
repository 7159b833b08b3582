// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a project says about itself.

use jiff::civil::Date;

use super::Mistake;

/// What a project says about itself (`publiccode.yml`, or the texts of its licences by REUSE).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The name; empty where not stated.
    pub name: String,
    /// The address of its sources; empty where not stated.
    pub url: String,
    /// The version that it describes, where stated.
    pub version: Option<String>,
    /// Its licence, as an SPDX expression, as written; empty where not stated.
    pub license: String,
    /// The licences whose texts lie in the folder `LICENSES`, by SPDX identifier, in order (REUSE 3.3,
    /// "License files"); empty for any other source.
    pub license_texts: Vec<Box<str>>,
    /// What `publiccode.yml` says beyond that; `None` for any other source.
    pub public_code: Option<Box<PublicCode>>,
}

/// What `publiccode.yml` says beyond name, address, version and licence, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicCode {
    /// When the version described was released, where stated.
    pub released_on: Option<Date>,
    /// How the software is maintained, where that is one of the words of the standard.
    pub maintenance: Option<Maintenance>,
    /// Who is paid for maintaining it.
    pub contractors: Vec<Contractor>,
    /// The names of those who maintain it.
    pub contacts: Vec<Box<str>>,
    /// What is not as the standard lays it down, in the order of the file.
    pub mistakes: Vec<Mistake>,
}

/// How software is maintained (`maintenance.type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Maintenance {
    /// By who owns the repository.
    Internal,
    /// By somebody who is paid for it.
    Contract,
    /// By people who give their time.
    Community,
    /// By nobody.
    Nobody,
}

/// Somebody who is paid for maintaining the software.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contractor {
    /// The name; empty where not stated.
    pub name: Box<str>,
    /// The day at which the maintenance ends; `None` where none is stated that can be read.
    pub until: Option<Date>,
}

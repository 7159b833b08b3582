// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Who must have signed, by the command line.

use regex::Regex;

use crate::{
    cli::IdentityArgs,
    model::{Doubt, DoubtCode, Identity, Signer, Text, Trust, Workload},
};

/// Who must have signed.
pub(in crate::run) struct Wanted<'a> {
    subject: Name<'a>,
    issuer: Name<'a>,
}

/// A name, or an expression over all of it.
enum Name<'a> {
    Exactly(&'a str),
    Matching(&'a Regex),
}

impl<'a> Name<'a> {
    fn of(exactly: Option<&'a String>, matching: Option<&'a Regex>) -> Option<Self> {
        exactly.map(|name| Self::Exactly(name)).or_else(|| matching.map(Self::Matching))
    }

    fn is(&self, name: &str) -> bool {
        match self {
            Self::Exactly(wanted) => *wanted == name,
            Self::Matching(wanted) => wanted.is_match(name),
        }
    }
}

impl<'a> Wanted<'a> {
    pub(in crate::run) fn of(args: &'a IdentityArgs) -> Option<Self> {
        let subject = Name::of(args.certificate_identity.as_ref(), args.certificate_identity_regexp.as_ref())?;
        let issuer = Name::of(args.certificate_oidc_issuer.as_ref(), args.certificate_oidc_issuer_regexp.as_ref())?;
        Some(Self { subject, issuer })
    }

    /// Leaves only those signers that are meant, and says of the others who they are.
    pub(in crate::run) fn only_of(&self, trust: &mut Trust) {
        let (meant, others): (Vec<Signer>, Vec<Signer>) =
            trust.signers().iter().cloned().partition(|signer| self.is(signer));
        let mut doubts = trust.doubts().to_vec();
        if meant.is_empty() {
            doubts.extend(others.iter().map(wrong_identity));
        }
        *trust = Trust::new(meant, doubts);
    }

    fn is(&self, signer: &Signer) -> bool {
        workload(signer).is_some_and(|who| self.subject.is(&who.subject) && self.issuer.is(&who.issuer))
    }
}

/// Whether somebody signed whom an authority of a trust root vouches for.
pub(super) fn names_a_workload(trust: &Trust) -> bool {
    trust.signers().iter().any(|signer| workload(signer).is_some())
}

fn workload(signer: &Signer) -> Option<&Workload> {
    match signer.identity() {
        Identity::Workload(workload) => Some(workload),
        _ => None,
    }
}

fn wrong_identity(signer: &Signer) -> Doubt {
    let name = signer.name();
    let issuer = workload(signer).map(|workload| format!(" (`{}`)", workload.issuer)).unwrap_or_default();
    Doubt::new(
        DoubtCode::WrongIdentity,
        Text::new(
            format!("somebody else signed it: `{name}`{issuer}; ask for them where they are meant"),
            format!("Jemand anderes hat es signiert: `{name}`{issuer}; danach fragen, wenn das gemeint ist"),
        ),
    )
}

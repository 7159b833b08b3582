// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Who must have signed the gate's report: the file itself, or a statement about it.

use std::path::PathBuf;

use crate::{
    cli::VerifyVerdictArgs,
    formats::{self, DEFAULT_MAX_DEPTH, Reading},
    model::{
        Assessment, AssessmentResult, Claim, Decision, Digests, Document, Origin, Payload, ReleaseApproval, Statement,
        Subject, Text, Timestamp, Trust,
    },
    run::{
        Failure,
        sealed::{Notary, Voucher, signatures_beside},
        verify::{store_of, wanted::Wanted},
    },
    verify::{Signed, TrustStore},
};

/// What the command line asks for.
pub(super) struct Demand<'a> {
    store: TrustStore,
    wanted: Option<Wanted<'a>>,
    /// How the signer was named, for messages.
    who: String,
    files: Vec<PathBuf>,
}

impl<'a> Demand<'a> {
    /// `None` where nobody must have signed.
    pub(super) fn of(args: &'a VerifyVerdictArgs) -> Result<Option<Self>, Failure> {
        let (key, wanted) = (args.signed_by.as_deref(), Wanted::of(&args.identity));
        if key.is_none() && wanted.is_none() {
            let named = args.signature.is_some() || args.identity.trusted_root.is_some();
            let help = "say who must have signed, with `--signed-by` or `--certificate-identity`";
            return if named { Err(Failure::usage(format!("nobody is named\n  help: {help}"))) } else { Ok(None) };
        }
        let store = store_of((key, args.identity.trusted_root.as_deref()), args.limits.max_file_size.0)?;
        let of_certificate = args.identity.certificate_identity.clone();
        let by_pattern = || args.identity.certificate_identity_regexp.as_ref().map(ToString::to_string);
        let who = key.map(|key| key.display().to_string()).or(of_certificate).or_else(by_pattern).unwrap_or_default();
        let files = match &args.signature {
            Some(file) => vec![file.clone()],
            None => signatures_beside(&args.report).collect(),
        };
        Ok(Some(Self { store, wanted, who, files }))
    }

    /// Who signed the report, or why nobody meant did.
    pub(super) fn met_by(
        &self,
        (origin, bytes): (&Origin, &[u8]),
        at: Timestamp,
    ) -> Result<Result<Text, Text>, Failure> {
        let digests: Digests = [origin.sha256.clone()].into_iter().collect();
        let payload = Payload::from(bytes.to_vec());
        let (mut trust, mut objections) = (Trust::UNSIGNED, Vec::new());
        for file in &self.files {
            let notary = Notary { store: &self.store, at };
            match notary.voucher(file, &Signed::new(&digests, Some(&payload)))? {
                Voucher::Signature(signed) => trust.add(signed),
                Voucher::Documents(documents) => {
                    for document in &documents {
                        match about(document, &digests, at) {
                            Ok(()) => trust.add(document.trust.clone()),
                            Err(objection) => objections.push(objection),
                        }
                    }
                }
            }
        }
        if let Some(wanted) = &self.wanted {
            wanted.only_of(&mut trust);
        }
        let names: Vec<&str> = trust.signers().iter().map(|signer| signer.name()).collect();
        if objections.is_empty() && !names.is_empty() {
            let names = names.join("`, `");
            return Ok(Ok(Text::new(format!("signed by `{names}`"), format!("signiert von `{names}`"))));
        }
        Ok(Err(self.refusal(&trust, &objections)))
    }

    fn refusal(&self, trust: &Trust, objections: &[Text]) -> Text {
        let doubts = trust.doubts().iter().map(|doubt| {
            let code = doubt.code.name();
            Text::new(format!("{} (`{code}`)", doubt.text.en), format!("{} (`{code}`)", doubt.text.de))
        });
        let mut why: Vec<Text> = doubts.chain(objections.iter().cloned()).collect();
        if why.is_empty() {
            why.push(Text::new(
                "there is no signature beside it; name it with `--signature`",
                "neben ihm liegt keine Signatur; mit `--signature` angeben",
            ));
        }
        let (en, de): (Vec<String>, Vec<String>) = why.into_iter().map(|text| (text.en, text.de)).unzip();
        let (who, en, de) = (&self.who, en.join("; "), de.join("; "));
        Text::new(
            format!("the report is not signed by `{who}`: {en}"),
            format!("Der Bericht ist nicht von `{who}` signiert: {de}"),
        )
    }
}

/// What is said where nobody must have signed.
pub(super) fn not_asked_for() -> Text {
    Text::new(
        "no signature proves that the gate wrote this report (`--signed-by`)",
        "keine Signatur belegt, dass die Prüfung diesen Bericht schrieb (`--signed-by`)",
    )
}

/// Whether a signed document speaks for the report with these digests.
fn about(document: &Document, digests: &Digests, at: Timestamp) -> Result<(), Text> {
    let other = || {
        let path = &document.path;
        Text::new(
            format!("`{path}` says nothing about this report"),
            format!("`{path}` sagt nichts über diesen Bericht"),
        )
    };
    let Reading::Statements(statements) = formats::read(document, DEFAULT_MAX_DEPTH) else { return Err(other()) };
    let mut found = false;
    for statement in &statements {
        match &statement.claim {
            Claim::Approval(approval) if approval.report.digests.agree(digests) => approved(approval, at)?,
            Claim::Assessment(assessment) if names(statement, digests) => assessed(assessment, at)?,
            // What others state about it, such as that it failed, is no word for it.
            _ => continue,
        }
        found = true;
    }
    if found { Ok(()) } else { Err(other()) }
}

/// Who rejects the release does not vouch for its report, nor who decides at a time that is to come or over.
fn approved(approval: &ReleaseApproval, at: Timestamp) -> Result<(), Text> {
    if approval.decision != Decision::Approved {
        return Err(Text::new("whoever signed rejects the release", "Wer signiert hat, lehnt die Freigabe ab"));
    }
    held(("approval", "Freigabeentscheidung"), (approval.date, approval.valid_until), at)
}

/// Who speaks against the report does not vouch for it, nor does who spoke for it until a moment that is over.
fn assessed(assessment: &Assessment, at: Timestamp) -> Result<(), Text> {
    if assessment.result != AssessmentResult::Passed {
        return Err(Text::new(
            "whoever signed speaks against the release",
            "Wer signiert hat, spricht gegen die Freigabe",
        ));
    }
    held(("assessment", "Beurteilung"), (assessment.date, assessment.valid_until), at)
}

fn held((what, was): (&str, &str), (date, until): (Timestamp, Option<Timestamp>), at: Timestamp) -> Result<(), Text> {
    if date > at {
        return Err(Text::new(
            format!("the {what} is of {date}, which is to come"),
            format!("die {was} ist vom {date}, also aus der Zukunft"),
        ));
    }
    match until.filter(|until| *until <= at) {
        Some(until) => Err(Text::new(format!("the {what} held until {until}"), format!("die {was} galt bis {until}"))),
        None => Ok(()),
    }
}

fn names(statement: &Statement, digests: &Digests) -> bool {
    let is_it = |subject: &Subject| matches!(subject, Subject::Artifact { digests: named, .. } if named.agree(digests));
    statement.subjects.iter().any(is_it)
}

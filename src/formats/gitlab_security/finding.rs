// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Vulnerabilities become findings.

use std::{borrow::Cow, sync::Arc};

use super::{
    Known,
    report::{Flag, Identifier, Location, Vulnerability},
};
use crate::{
    formats::{
        cvss::rating,
        draft::fingerprint,
        identifier::{on_one_line, one_line, ordered},
        json::{Loose, Str, filled, kept},
    },
    model::{
        Cvss, Details, Finding, Fingerprint, Package, Page, Place, ScanKind, Severity, Suppression, SuppressionKind,
        SuppressionState,
    },
};

impl Vulnerability<'_> {
    /// The finding, by what is known of the report.
    pub(super) fn finding(&self, known: &Known<'_>, place: Place, page: &mut Page) -> Finding {
        let identifiers = self.identifiers();
        let title = self.title(known.kind).or_else(|| Some(Cow::Borrowed(identifiers.first()?))).unwrap_or_default();
        let remediation = || known.fixes.get(self.id.as_ref()?.as_str()).map(|fix| on_one_line(fix));
        let fix = self.solution().map(on_one_line).or_else(remediation);
        let severity = self.severity.as_ref().and_then(|severity| Severity::from_name(severity.as_str()));
        Finding {
            severity: severity.unwrap_or(Severity::Unknown),
            wording: page.add(&title, self.location.place().as_deref(), fix.as_deref()),
            identifiers: identifiers.into(),
            affected: self.location.affected().map(Into::into),
            details: self.details(),
            fingerprint: self.recognised_by(),
            suppression: self.doubt().map(Into::into),
            place,
            ..Finding::default()
        }
    }

    fn details(&self) -> Option<Arc<Details>> {
        let ratings = self.cvss_vectors.iter().filter_map(|one| rating(one.vector.filled(), None, one.vendor.filled()));
        let scores: Box<[Cvss]> = ratings.collect();
        (!scores.is_empty()).then(|| Details { scores, ..Details::default() }.into())
    }

    fn recognised_by(&self) -> Option<Fingerprint> {
        let signature = self.tracking.items.iter().next()?.signatures.0.last()?;
        fingerprint(&format!("gitlab {}", signature.algorithm.as_str()), signature.value.as_str())
    }

    /// The analyzer takes it for a false positive. GitLab shows it all the same.
    fn doubt(&self) -> Option<Suppression> {
        let doubts = |flag: &&Flag<'_>| flag.kind.as_str() == "flagged-as-likely-false-positive";
        let flag = self.flags.iter().find(doubts)?;
        let reason = flag.description.filled().map(one_line);
        let state = SuppressionState::UnderReview;
        Some(Suppression { kind: SuppressionKind::Tool, state, reason, expires: None })
    }

    fn identifiers(&self) -> Vec<Box<str>> {
        let identifiers = ordered(self.identifiers.iter().filter_map(Identifier::name));
        if !identifiers.is_empty() {
            return identifiers;
        }
        // Only classes of weaknesses without a number were given.
        self.identifiers.iter().take(1).map(|identifier| identifier.value().as_ref().into()).collect()
    }

    /// The name, else the message; of a secret only the name, because a message may quote it.
    fn title(&self, kind: Option<ScanKind>) -> Option<Cow<'_, str>> {
        let may_quote = kind == Some(ScanKind::Secret);
        let message = || filled(self.message.as_ref()).filter(|_| !may_quote);
        self.name().or_else(message).map(on_one_line)
    }

    /// Its name, where it has one.
    pub(super) fn name(&self) -> Option<&str> {
        filled(self.name.as_ref())
    }

    /// What to do about it, by its own word.
    pub(super) fn solution(&self) -> Option<&str> {
        filled(self.solution.as_ref())
    }
}

impl Identifier<'_> {
    /// The name by which it is known; `None` for a mere class (OWASP's top ten).
    fn name(&self) -> Option<Cow<'_, str>> {
        let (kind, value) = (self.kind.as_str(), self.value());
        let number = value.trim();
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        let is_kind = |other: &str| kind.eq_ignore_ascii_case(other);
        match () {
            () if is_kind("owasp") => None,
            () if !is_number => Some(value),
            () if is_kind("cwe") => Some(format!("CWE-{number}").into()),
            () if is_kind("wasc") => Some(format!("WASC-{number}").into()),
            () => Some(format!("{kind}:{number}").into()),
        }
    }

    fn value(&self) -> Cow<'_, str> {
        match &self.value {
            Loose::Text(text) => Cow::Borrowed(text),
            Loose::Number(number) => Cow::Owned(number.to_string()),
            _ => Cow::Borrowed(""),
        }
    }
}

impl Location<'_> {
    fn affected(&self) -> Option<Package> {
        let dependency = self.dependency.as_ref()?;
        let name = kept(dependency.package.as_ref()?.name.as_ref())?;
        Some(Package { name, version: kept(dependency.version.as_ref()), purl: None })
    }

    fn place(&self) -> Option<Cow<'_, str>> {
        if let Some(file) = filled(self.file.as_ref()) {
            let line = self.start_line.filter(|line| *line > 0);
            return Some(line.map_or(Cow::Borrowed(file), |line| format!("{file}:{line}").into()));
        }
        let other = || self.address().or_else(|| self.resource()).or_else(|| self.crash());
        filled(self.image.as_ref()).map(Cow::Borrowed).or_else(other)
    }

    /// What was asked of a running application.
    fn address(&self) -> Option<Cow<'_, str>> {
        let part = |text: &Option<Str<'_>>| kept(text.as_ref()).unwrap_or_default();
        let address = format!("{}{}", part(&self.hostname), part(&self.path));
        let method = kept(self.method.as_ref()).map(|method| format!("{method} ")).unwrap_or_default();
        let parameter = kept(self.param.as_ref()).map(|parameter| format!(" [{parameter}]")).unwrap_or_default();
        let whole = format!("{method}{address}{parameter}");
        if address.is_empty() { None } else { Some(whole.into()) }
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        let resource = self.kubernetes_resource.as_ref()?;
        let parts = [&resource.namespace, &resource.kind, &resource.name].into_iter().flatten();
        let parts: Vec<&str> = parts.flat_map(Loose::texts).collect();
        Some(parts.join("/").into())
    }

    fn crash(&self) -> Option<Cow<'_, str>> {
        let state = self.crash_state.as_ref().and_then(|state| state.as_str().lines().find(|line| !line.is_empty()));
        let state = state.map(|state| String::from(one_line(state)).into());
        state.or_else(|| filled(self.crash_address.as_ref()).map(Cow::Borrowed))
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which algorithms of signatures an administration accepts, and for how long.

use std::{collections::BTreeSet, sync::Arc};

use super::{Doubt, DoubtCode, Text, Timestamp, UsedAlgorithm};

/// The list of accepted algorithms. What is not on it proves nothing, wherever it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crypto {
    /// What the list is called in reports: the preset's name, or `policy`.
    pub name: Arc<str>,
    /// What is accepted. An algorithm counts when one of these accepts it.
    pub accepted: Vec<Accepted>,
}

/// Algorithms that are accepted under the same conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The ids of the algorithms.
    pub algorithms: BTreeSet<Arc<str>>,
    /// The least length of an RSA modulus in bits.
    pub least_bits: Option<u32>,
    /// The first moment at which new signatures are no longer accepted.
    pub signed_before: Option<Timestamp>,
    /// The first moment at which no signature is accepted any more, however old.
    pub until: Option<Timestamp>,
    /// Algorithms of which another one must vouch for the same signer and bytes. Empty: it stands alone.
    pub hybrid_with: BTreeSet<Arc<str>>,
}

/// The two moments that decide about an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// The time that counts as now.
    pub now: Timestamp,
    /// When it was signed, where somebody trusted proves it; it counts as signed now otherwise.
    pub signed_at: Option<Timestamp>,
}

impl Moments {
    /// Without a proven time of signing.
    pub const fn now(now: Timestamp) -> Self {
        Self { now, signed_at: None }
    }
}

impl Accepted {
    fn names(&self, used: &UsedAlgorithm) -> bool {
        self.algorithms.contains(&used.algorithm)
    }

    fn long_enough(&self, used: &UsedAlgorithm) -> bool {
        self.least_bits.is_none_or(|least| used.key_bits.is_some_and(|bits| bits >= least))
    }

    fn in_time(&self, moments: Moments) -> bool {
        let signed_at = moments.signed_at.unwrap_or(moments.now);
        self.until.is_none_or(|until| moments.now < until) && self.signed_before.is_none_or(|end| signed_at < end)
    }

    fn has_partner(&self, beside: &[&UsedAlgorithm]) -> bool {
        self.hybrid_with.is_empty() || beside.iter().any(|other| self.hybrid_with.contains(&other.algorithm))
    }

    /// The first moment at which a signature made at `signed_at` is no longer accepted; `None` for never.
    fn ends(&self, signed_at: Option<Timestamp>) -> Option<Timestamp> {
        // Without proof of when it was made, a signature is as new as the moment that looks at it.
        let signing = self.signed_before.filter(|_| signed_at.is_none());
        [self.until, signing].into_iter().flatten().min()
    }
}

impl Crypto {
    /// Whether a signature by `used` alone counts at these moments.
    pub fn judge(&self, used: &UsedAlgorithm, moments: Moments) -> Result<(), Doubt> {
        self.judge_together(&[used], moments)
    }

    /// Whether the signatures of one signer over the same bytes count at these moments. Where one is
    /// accepted only beside another algorithm, one of the others has to be by it.
    pub fn judge_together(&self, signatures: &[&UsedAlgorithm], moments: Moments) -> Result<(), Doubt> {
        signatures.iter().try_for_each(|used| self.accepting(used, signatures, moments).map(drop))
    }

    /// The first moment at which a signature by `used`, which others of the same signer stand beside,
    /// no longer counts; `Ok(None)` where no end is set, and an error where it does not count now.
    pub fn valid_until(
        &self,
        used: &UsedAlgorithm,
        beside: &[&UsedAlgorithm],
        moments: Moments,
    ) -> Result<Option<Timestamp>, Doubt> {
        let accepting = self.accepting(used, beside, moments)?;
        let ends: Option<Vec<Timestamp>> = accepting.iter().map(|entry| entry.ends(moments.signed_at)).collect();
        Ok(ends.and_then(|ends| ends.into_iter().max()))
    }

    /// The entries that accept a signature; never none.
    fn accepting(
        &self,
        used: &UsedAlgorithm,
        beside: &[&UsedAlgorithm],
        moments: Moments,
    ) -> Result<Vec<&Accepted>, Doubt> {
        let id = &used.algorithm;
        let named: Vec<&Accepted> = self.accepted.iter().filter(|entry| entry.names(used)).collect();
        if named.is_empty() {
            return Err(self.refuse(DoubtCode::AlgorithmNotAccepted, id, &Text::new("not on it", "nicht darauf")));
        }
        let long: Vec<&Accepted> = named.iter().copied().filter(|entry| entry.long_enough(used)).collect();
        if long.is_empty() {
            return Err(self.refuse(DoubtCode::KeyTooShort, id, &too_short(&named, used)));
        }
        let in_time: Vec<&Accepted> = long.into_iter().filter(|entry| entry.in_time(moments)).collect();
        if in_time.is_empty() {
            let why = Text::new("accepted no longer at this date", "zu diesem Zeitpunkt nicht mehr zugelassen");
            return Err(self.refuse(DoubtCode::AlgorithmNotAccepted, id, &why));
        }
        let accepting: Vec<&Accepted> = in_time.iter().copied().filter(|entry| entry.has_partner(beside)).collect();
        if accepting.is_empty() {
            return Err(self.refuse(DoubtCode::HybridMissing, id, &no_partner(&in_time)));
        }
        Ok(accepting)
    }

    fn refuse(&self, code: DoubtCode, id: &str, why: &Text) -> Doubt {
        let list = &self.name;
        Doubt::new(
            code,
            Text::new(
                format!("the list of algorithms `{list}` does not accept `{id}`: {} (`crypto` in the policy)", why.en),
                format!(
                    "Die Liste der Verfahren `{list}` lässt `{id}` nicht zu: {} (`crypto` in der Richtlinie)",
                    why.de
                ),
            ),
        )
    }
}

fn too_short(named: &[&Accepted], used: &UsedAlgorithm) -> Text {
    let least = named.iter().filter_map(|entry| entry.least_bits).min().unwrap_or_default();
    let bits = used.key_bits.unwrap_or_default();
    Text::new(
        format!("the key has {bits} bits, and {least} are the least"),
        format!("der Schlüssel hat {bits} Bit, mindestens {least} sind verlangt"),
    )
}

fn no_partner(entries: &[&Accepted]) -> Text {
    let wanted: BTreeSet<&str> = entries.iter().flat_map(|entry| &entry.hybrid_with).map(|id| &**id).collect();
    let wanted = wanted.into_iter().collect::<Vec<_>>().join(", ");
    Text::new(
        format!("only together with a signature of the same signer by one of {wanted}"),
        format!("nur zusammen mit einer Signatur desselben Unterzeichners, mit einem von {wanted}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ProofPart;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn ids(ids: &[&str]) -> BTreeSet<Arc<str>> {
        ids.iter().map(|id| Arc::from(*id)).collect()
    }

    fn list() -> Crypto {
        let end = Some(moment("2031-01-01T00:00:00Z"));
        let short = Accepted {
            algorithms: ids(&["rsa-pss-sha256"]),
            least_bits: Some(2048),
            signed_before: end,
            ..Accepted::default()
        };
        let long = Accepted { least_bits: Some(3000), signed_before: None, ..short.clone() };
        let lattice = Accepted {
            algorithms: ids(&["ml-dsa-65"]),
            hybrid_with: ids(&["ecdsa-p256-sha256"]),
            ..Accepted::default()
        };
        let curve = Accepted {
            algorithms: ids(&["ecdsa-p256-sha256"]),
            until: Some(moment("2036-01-01T00:00:00Z")),
            ..Accepted::default()
        };
        Crypto { name: "test".into(), accepted: vec![short, long, lattice, curve] }
    }

    fn rsa(bits: u32) -> UsedAlgorithm {
        UsedAlgorithm { part: ProofPart::Signature, algorithm: "rsa-pss-sha256".into(), key_bits: Some(bits) }
    }

    fn used(id: &str) -> UsedAlgorithm {
        UsedAlgorithm { part: ProofPart::Signature, algorithm: id.into(), key_bits: None }
    }

    fn code(judged: Result<(), Doubt>) -> Option<DoubtCode> {
        judged.err().map(|doubt| doubt.code)
    }

    #[test]
    fn a_key_is_as_long_as_the_entry_wants() {
        let now = Moments::now(moment("2026-11-25T00:00:00Z"));
        assert_eq!(code(list().judge(&rsa(2048), now)), None);
        assert_eq!(code(list().judge(&rsa(1024), now)), Some(DoubtCode::KeyTooShort));
        assert_eq!(code(list().judge(&used("rsa-pkcs1-sha256"), now)), Some(DoubtCode::AlgorithmNotAccepted));
        assert_eq!(code(list().judge(&used("rsa-pss-sha256"), now)), Some(DoubtCode::KeyTooShort), "unknown length");
    }

    #[test]
    fn a_date_of_signing_holds_for_what_is_proven_to_be_older() {
        let later = moment("2032-01-01T00:00:00Z");
        let proven = Moments { now: later, signed_at: Some(moment("2030-12-31T23:59:59Z")) };
        assert_eq!(code(list().judge(&rsa(2048), proven)), None);
        assert_eq!(code(list().judge(&rsa(2048), Moments::now(later))), Some(DoubtCode::AlgorithmNotAccepted));
        assert_eq!(code(list().judge(&rsa(3072), Moments::now(later))), None);
    }

    #[test]
    fn the_latest_end_counts() {
        let now = Moments::now(moment("2026-11-25T00:00:00Z"));
        assert_eq!(list().valid_until(&rsa(2048), &[], now), Ok(Some(moment("2031-01-01T00:00:00Z"))));
        assert_eq!(list().valid_until(&rsa(3072), &[], now), Ok(None));
        let signed = Moments { signed_at: Some(now.now), ..now };
        assert_eq!(list().valid_until(&rsa(2048), &[], signed), Ok(None), "made while it was accepted");
        assert_eq!(
            list().valid_until(&used("ecdsa-p256-sha256"), &[], signed),
            Ok(Some(moment("2036-01-01T00:00:00Z")))
        );
    }

    #[test]
    fn a_hybrid_scheme_needs_its_partner() {
        let now = Moments::now(moment("2026-11-25T00:00:00Z"));
        let (lattice, curve) = (used("ml-dsa-65"), used("ecdsa-p256-sha256"));
        assert_eq!(code(list().judge(&lattice, now)), Some(DoubtCode::HybridMissing));
        assert_eq!(code(list().judge_together(&[&lattice, &curve], now)), None);
        assert_eq!(code(list().judge_together(&[&curve], now)), None);
        let late = Moments::now(moment("2036-01-01T00:00:00Z"));
        assert_eq!(code(list().judge(&curve, late)), Some(DoubtCode::AlgorithmNotAccepted));
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CVSS vectors and scores as reports write them.

use cvss::Cvss as Parsed;

use crate::model::{Cvss, CvssScore, CvssVersion};

/// A rating from what a report gives: a vector, a score, or both. `None` when neither is valid.
///
/// The score stated goes before the one computed: producers also state temporal scores. A version
/// 2 vector stands with or without its parentheses and without a prefix.
pub(super) fn rating(vector: Option<&str>, score: Option<f64>, source: Option<&str>) -> Option<Cvss> {
    let vector = vector.map(|vector| vector.trim().trim_start_matches('(').trim_end_matches(')'));
    let parsed = vector.and_then(|vector| Some((vector, parse(vector)?)));
    let stated = score.and_then(CvssScore::new);
    let computed = || parsed.as_ref().and_then(|(_, parsed)| CvssScore::new(parsed.score()));
    // Several tools write 0 and an empty vector where there is no rating.
    let stated = stated.filter(|score| score.tenths() > 0 || parsed.is_some());
    Some(Cvss {
        version: parsed.as_ref().and_then(|(_, parsed)| version(parsed)),
        score: Some(stated.or_else(computed)?),
        vector: parsed.as_ref().map(|(vector, _)| Box::from(*vector)),
        source: source.filter(|source| !source.is_empty()).map(Box::from),
    })
}

/// The same, where the report says of which version the score is: `2.0`, `3.1`.
pub(super) fn rating_of_version(stated: &str, vector: Option<&str>, score: Option<f64>) -> Option<Cvss> {
    let rating = rating(vector, score, None)?;
    Some(Cvss { version: rating.version.or_else(|| version_named(stated)), ..rating })
}

fn parse(vector: &str) -> Option<Parsed> {
    // Far longer than any valid one.
    const LONGEST: usize = 1_000;
    if vector.len() > LONGEST {
        return None;
    }
    vector.parse().ok().or_else(|| format!("CVSS:2.0/{vector}").parse().ok()).or_else(|| {
        let version_2: cvss::v2::Vector = vector.parse().ok()?;
        Some(Parsed::CvssV20(version_2))
    })
}

const fn version(parsed: &Parsed) -> Option<CvssVersion> {
    match parsed {
        Parsed::CvssV20(_) => Some(CvssVersion::V2),
        Parsed::CvssV30(_) => Some(CvssVersion::V30),
        Parsed::CvssV31(_) => Some(CvssVersion::V31),
        Parsed::CvssV40(_) => Some(CvssVersion::V4),
        _ => None,
    }
}

fn version_named(name: &str) -> Option<CvssVersion> {
    match name.trim() {
        "2" | "2.0" => Some(CvssVersion::V2),
        "3.0" => Some(CvssVersion::V30),
        "3.1" => Some(CvssVersion::V31),
        "4" | "4.0" => Some(CvssVersion::V4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(vector: Option<&str>, score: Option<f64>) -> String {
        rating(vector, score, None).map_or("none".to_owned(), |rating| {
            let version = rating.version.map_or("-", CvssVersion::name);
            format!("{version} {} {}", rating.score.unwrap(), rating.vector.unwrap_or_default())
        })
    }

    #[test]
    fn every_version_is_scored() {
        let third = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
        assert_eq!(shown(Some(third), None), format!("3.1 9.8 {third}"));
        assert_eq!(shown(Some("AV:N/AC:L/Au:N/C:P/I:P/A:P"), None), "2.0 7.5 AV:N/AC:L/Au:N/C:P/I:P/A:P");
        assert_eq!(shown(Some("(AV:N/AC:L/Au:N/C:P/I:P/A:P)"), None), "2.0 7.5 AV:N/AC:L/Au:N/C:P/I:P/A:P");
        let fourth = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
        assert_eq!(shown(Some(fourth), None), format!("4.0 9.3 {fourth}"));
    }

    #[test]
    fn what_is_no_rating_is_none() {
        assert_eq!(shown(None, Some(0.0)), "none");
        assert_eq!(shown(Some("CVSS:3.1/AV:X"), None), "none");
        assert_eq!(shown(Some("nonsense"), Some(5.0)), "- 5.0 ");
        assert_eq!(shown(Some(&"A".repeat(5_000)), Some(11.0)), "none");
    }
}

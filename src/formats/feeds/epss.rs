// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! FIRST's table of probabilities (EPSS): `cve,epss,percentile`, below a remark with model and date.

use super::{Read, csv, day};
use crate::{
    formats::{ReadError, Source, time::moment},
    model::{Feed, Likelihoods, Millionths, Numbered, Timestamp},
};

pub(super) fn read(source: &Source<'_>) -> Result<Read, ReadError> {
    let text = source.text()?;
    let remark = text.lines().next().filter(|line| line.starts_with('#')).unwrap_or_default();
    let date = said(remark, "score_date:").and_then(date);
    let rows = csv::rows(text, ["cve", "epss", "percentile"], |[cve, probability, percentile]| {
        let share = |text: &str| Millionths::new(text.parse().ok()?);
        Some((Numbered::of("CVE", cve)?, share(probability)?, share(percentile)?))
    })?;
    Ok(Read {
        version: said(remark, "model_version:").unwrap_or_default().to_owned(),
        made_at: date,
        feed: Feed::Likelihoods(Likelihoods::new(date, rows)),
    })
}

/// What the remark says behind `word`.
fn said<'a>(remark: &'a str, word: &str) -> Option<&'a str> {
    remark.split_once(word)?.1.split(',').next().map(str::trim)
}

/// Older tables write the offset without a colon.
fn date(text: &str) -> Option<Timestamp> {
    moment(text).or_else(|| day(text))
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads what evidence is held against besides the policy.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{Failure, limits};
use crate::{
    cli::{CheckArgs, LimitArgs},
    collect,
    formats::{self, Reading},
    model::{Bom, Claim, Document, Lang, Trust, Yardsticks},
};

/// Reads the delivery and the earlier SBOM that the command line names.
pub(super) fn gather(args: &CheckArgs, lists: &BTreeMap<String, Arc<[String]>>) -> Result<Yardsticks, Failure> {
    let delivery = args.delivery.as_deref().map(|folder| collect::delivery(folder, &limits(&args.limits)));
    let baseline = args.baseline_sbom.as_deref().map(|path| sbom(path, &args.limits));
    Ok(Yardsticks {
        lists: lists.clone(),
        delivery: delivery.transpose().map_err(Failure::usage)?.map(Arc::new),
        baseline_bom: baseline.transpose()?.map(Arc::new),
    })
}

/// The one SBOM in a file.
pub(super) fn sbom(path: &Path, args: &LimitArgs) -> Result<Bom, Failure> {
    let (origin, bytes) = collect::read_file(path, args.max_file_size.0).map_err(Failure::usage)?;
    let document = Document { path: origin.path, payload: bytes.into(), trust: Trust::Unsigned };
    let shown = path.display();
    let statements = match formats::read(&document, args.max_depth) {
        Reading::Statements(statements) => statements,
        Reading::Ignored(reason) => return Err(Failure::usage(format!("`{shown}` is no SBOM: {reason}"))),
        Reading::Rejected(rejection) => {
            let (place, reason) = (rejection.place, rejection.reason.in_lang(Lang::En));
            return Err(Failure::usage(format!("`{shown}` could not be read: {place} {reason}")));
        }
    };
    let mut boms = statements.into_iter().filter_map(|statement| match statement.claim {
        Claim::Bom(bom) => Some(*bom),
        _ => None,
    });
    let bom = boms.next().ok_or_else(|| Failure::usage(format!("`{shown}` is no SBOM")))?;
    match boms.next() {
        Some(_) => Err(Failure::usage(format!("`{shown}` holds more than one SBOM; name a file with one"))),
        None => Ok(bom),
    }
}

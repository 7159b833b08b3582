// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads what evidence is held against besides the policy.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{Failure, limits};
use crate::{
    cli::{CheckArgs, LimitArgs},
    collect,
    formats::{self, Reading},
    model::{Bom, Claim, Document, Lang, Origin, Text, Trust, Yardsticks},
};

/// What was read, with a note for the report on where each came from.
pub(super) struct Gathered {
    pub yardsticks: Yardsticks,
    pub notes: Vec<Text>,
}

/// Reads the delivery and the earlier SBOMs that the command line names.
pub(super) fn gather(args: &CheckArgs, lists: &BTreeMap<String, Arc<[String]>>) -> Result<Gathered, Failure> {
    let mut gathered =
        Gathered { yardsticks: Yardsticks { lists: lists.clone(), ..Yardsticks::default() }, notes: Vec::new() };
    if let Some(folder) = &args.delivery {
        let delivery = collect::delivery(folder, &limits(&args.limits)).map_err(Failure::usage)?;
        let (folder, count) = (&delivery.folder, delivery.files.len());
        gathered.notes.push(Text::new(
            format!("the delivery `{folder}` holds {count} files, those in archives included (`--delivery`)"),
            format!("Die Lieferung `{folder}` enthält {count} Dateien, die in Archiven eingeschlossen (`--delivery`)"),
        ));
        gathered.yardsticks.delivery = Some(Arc::new(delivery));
    }
    for path in &args.baseline_sbom {
        let (origin, bom) = sbom(path, &args.limits)?;
        let (path, digest) = (&origin.path, &origin.sha256);
        gathered.notes.push(Text::new(
            format!("the SBOM of an earlier release is `{path}` ({digest}, `--baseline-sbom`)"),
            format!("Die SBOM eines früheren Release ist `{path}` ({digest}, `--baseline-sbom`)"),
        ));
        gathered.yardsticks.baseline_boms.push(Arc::new(bom));
    }
    Ok(gathered)
}

/// The one SBOM in a file.
pub(super) fn sbom(path: &Path, args: &LimitArgs) -> Result<(Origin, Bom), Failure> {
    let (origin, bytes) = collect::read_file(path, args.max_file_size.0).map_err(Failure::usage)?;
    let document =
        Document { path: Arc::clone(&origin.path), payload: bytes.into(), declared_type: None, trust: Trust::UNSIGNED };
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
        None => Ok((origin, bom)),
    }
}

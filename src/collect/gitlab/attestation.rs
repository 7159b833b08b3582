// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The bundles of what GitLab attests about what is released: fetched, and read as any evidence.

use std::{
    fs::File,
    io::{Read, Seek},
};

use super::{
    artifact::{TURN, download},
    ask::Client,
    further::Further,
};
use crate::{
    collect::{Gathered, Limits, Sink, gather, not_stored},
    model::{Access, Attestation, FactKind, Ignored, Text},
    remote::side_by_side,
};

/// The most bytes of a bundle: a signed statement about one build.
const MOST_BYTES: u64 = 4 << 20;
/// The most bundles that are fetched.
const MOST_BUNDLES: usize = 50;

/// The bundles of the attestations that GitLab calls successful; of the others it has none.
pub(super) async fn bundles<T: Send>(
    client: &Client<'_>,
    attestations: &[&Attestation],
    (limits, sink): (&Limits, Sink<'_, T>),
) -> Gathered<T> {
    let (made, failed): (Vec<&Attestation>, Vec<&Attestation>) =
        attestations.iter().partition(|attestation| &*attestation.status == "success");
    let mut gathered = Gathered::default();
    gathered.ignored.extend(failed.into_iter().map(without_bundle));
    let (asked, rest) = made.split_at(made.len().min(MOST_BUNDLES));
    for turn in asked.chunks(TURN) {
        let fetched = side_by_side(turn, |attestation| fetch(client, attestation, limits)).await;
        for (attestation, bytes) in turn.iter().zip(fetched) {
            match bytes {
                Ok(bytes) => gather::open(&shown(attestation), bytes, limits, sink, &mut gathered),
                Err(reason) => gathered.reject(&shown(attestation), reason),
            }
        }
    }
    for attestation in rest {
        let reason = Text::new(
            format!("more than {MOST_BUNDLES} attestations are not fetched"),
            format!("mehr als {MOST_BUNDLES} Attestierungen werden nicht geladen"),
        );
        gathered.reject(&shown(attestation), reason);
    }
    gathered
}

/// An attestation as reports show it, in the place of the path of a file.
fn shown(attestation: &Attestation) -> String {
    format!("gitlab:attestation {}", attestation.number)
}

fn without_bundle(attestation: &Attestation) -> Ignored {
    let status = &attestation.status;
    let reason = Text::new(
        format!("GitLab holds no statement in it: its status is `{status}`"),
        format!("GitLab hält dazu keine Aussage bereit: Der Status ist `{status}`"),
    );
    Ignored { path: shown(attestation).into(), reason }
}

async fn fetch(client: &Client<'_>, attestation: &Attestation, limits: &Limits) -> Result<Vec<u8>, Text> {
    let endpoint = Further::Bundle(attestation.number).of(client.project);
    let words = ("an attestation that it lists", "eine von ihm aufgeführte Attestierung");
    let question = client.open(FactKind::Attestations, endpoint, words).map_err(|unseen| unseen.text())?;
    let question = question.needing(Access::Offer("GitLab Ultimate"));
    let mut file: File = tempfile::tempfile().map_err(|error| not_stored(&error))?;
    let fetched = download(client, &question, (&file, limits.file_size.min(MOST_BYTES))).await;
    fetched.map_err(|unseen| unseen.text())?;
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(|error| not_stored(&error))?;
    Ok(bytes)
}

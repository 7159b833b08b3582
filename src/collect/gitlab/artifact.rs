// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The archives of what jobs made: fetched to disk, read from there, gone afterwards.

use std::{
    fs::File,
    io::{self, Read, Seek},
};

use gitlab::api::projects::jobs::artifacts::DownloadJobArtifacts;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{
    ask::{Client, fault_cause, most_telling},
    question::Question,
};
use crate::{
    collect::{
        Gathered, Limits, Sink, StoredArchive,
        archive::{self, Kind},
        not_stored, rejected,
    },
    model::{Access, Commit, Digest, DigestAlgorithm, FactKind, Ignored, Job, Origin, Pipeline, Text, Unseen},
    remote::{Request, side_by_side},
};

/// Larger archives are read one after another, since what is in them is held in memory.
const LARGE: u64 = 16 << 20;
/// How many archives are kept to be looked into once more; each takes a file that the system keeps open.
const MOST_KEPT: usize = 500;
/// How many files are fetched before they are read. No request is under way meanwhile.
pub(super) const TURN: usize = 16;

/// An archive in a file without a name, so that nothing stays behind.
struct Fetched {
    shown: String,
    file: File,
    size: u64,
}

/// What the newest attempt of each job handed over, but for the job `own` that this is. Whatever is wrong
/// with that, the job is named.
pub(super) async fn artifacts<T: Send>(
    client: &Client<'_>,
    (pipeline, own): (&Pipeline, Option<u64>),
    (limits, sink): (&Limits, Sink<'_, T>),
) -> (Gathered<T>, Vec<StoredArchive>) {
    let newest = pipeline.jobs.iter().filter(|job| !job.is_repeated && Some(job.id) != own);
    let (mut gathered, mut archives) = (Gathered::default(), Vec::new());
    let mut handed = Vec::new();
    for job in newest {
        match set_aside(job, &pipeline.commit) {
            Some(reason) => gathered.ignored.push(Ignored { path: shown(job).into(), reason }),
            None if job.archive().is_some() => handed.push(job),
            None => {}
        }
    }
    for turn in handed.chunks(TURN) {
        let mut fetched = Vec::new();
        for (job, one) in turn.iter().zip(side_by_side(turn, |job| fetch(client, job, limits)).await) {
            match one {
                Ok(one) => fetched.push(one),
                Err(reason) => gathered.reject(&shown(job), reason),
            }
        }
        let (large, small): (Vec<_>, Vec<_>) = fetched.into_iter().partition(|one| one.size > LARGE);
        let mut read: Vec<_> = small.into_par_iter().map(|one| one.read(limits, sink)).collect();
        read.extend(large.into_iter().map(|one| one.read(limits, sink)));
        for (part, archive) in read {
            gathered.absorb(part);
            archives.extend(archive.filter(|_| archives.len() < MOST_KEPT));
        }
    }
    (gathered, archives)
}

/// Why a job's files are not looked at.
fn set_aside(job: &Job, commit: &Commit) -> Option<Text> {
    match job.archive() {
        None => job.has_only_reports().then(only_reports),
        Some(_) => (job.commit.as_ref() != Some(commit)).then(other_commit),
    }
}

/// A job as reports show it, in the place of the path of an archive.
fn shown(job: &Job) -> String {
    let name: String = job.name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    format!("gitlab:job {} ({name})", job.id)
}

async fn fetch(client: &Client<'_>, job: &Job, limits: &Limits) -> Result<Fetched, Text> {
    let endpoint = DownloadJobArtifacts::builder().project(client.project).job(job.id).build();
    let words = ("what the job handed over", "was der Job übergeben hat");
    let question = client.open(FactKind::Artifacts, endpoint, words).map_err(|unseen| unseen.text())?;
    // GitLab with a licence for less than Premium takes no job token here (`lib/api/ci/job_artifacts.rb`).
    let question = question.needing(Access::ReadApi("Reporter"));
    let file = tempfile::tempfile().map_err(|error| not_stored(&error))?;
    let fetched = download(client, &question, (&file, limits.file_size)).await;
    Ok(Fetched { shown: shown(job), size: fetched.map_err(|unseen| unseen.text())?, file })
}

/// Fetches a body into a file, with one token after another until one is enough; gives its size.
pub(super) async fn download(
    client: &Client<'_>,
    question: &Question,
    (file, limit): (&File, u64),
) -> Result<u64, Unseen> {
    let mut causes = Vec::new();
    for (slot, token) in client.candidates(question.enough) {
        let asked = client.remote.download(&Request::file(&question.path, token), file, limit).await;
        let answer = asked.map_err(|fault| client.unseen(question, fault_cause(&fault)))?;
        if answer.status == 200 {
            return Ok(answer.size);
        }
        causes.push(client.refusal(question, slot, answer.status, &answer.body));
    }
    Err(client.unseen(question, most_telling(causes)))
}

impl Fetched {
    /// What is in it, and the archive to look into once more.
    fn read<T: Send>(mut self, limits: &Limits, sink: Sink<'_, T>) -> (Gathered<T>, Option<StoredArchive>) {
        let mut gathered = Gathered::default();
        let (sha256, size) = match hash(&mut self.file) {
            Ok(hash) => hash,
            Err(error) => {
                gathered.reject(&self.shown, not_stored(&error));
                return (gathered, None);
            }
        };
        let shown = self.shown;
        match unpack(&shown, self.file, (limits, sink)) {
            Ok((read, file)) => {
                gathered.absorb(read);
                (gathered, Some(StoredArchive { shown, file }))
            }
            Err(reason) => {
                let origin = Origin { path: shown.as_str().into(), sha256, size };
                gathered.rejected.push(rejected(&shown, Some(origin), reason));
                (gathered, None)
            }
        }
    }
}

fn unpack<T: Send>(
    shown: &str,
    mut file: File,
    (limits, sink): (&Limits, Sink<'_, T>),
) -> Result<(Gathered<T>, File), Text> {
    let mut head = [0; 4];
    let is_zip = file.read_exact(&mut head).is_ok() && Kind::of(&head) == Kind::Zip;
    if !is_zip {
        return Err(Text::new("is no ZIP archive", "ist kein ZIP-Archiv"));
    }
    file.rewind().map_err(|error| not_stored(&error))?;
    let again = file.try_clone().map_err(|error| not_stored(&error))?;
    Ok((archive::unpack_stored(shown, file, limits, sink)?, again))
}

#[expect(clippy::expect_used, reason = "SHA-256 has 32 bytes, which the constructor accepts")]
fn hash(file: &mut File) -> io::Result<(Digest, u64)> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    let mut size = 0_u64;
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            break;
        }
        size = size.saturating_add(count as u64);
        hasher.update(piece.get(..count).unwrap_or_default());
    }
    file.rewind()?;
    let digest = Digest::from_bytes(DigestAlgorithm::Sha256, &hasher.finalize());
    Ok((digest.expect("a digest of the right length"), size))
}

fn only_reports() -> Text {
    Text::new(
        "the job handed over reports that only GitLab can see; list its files under `artifacts:paths` too",
        "der Job hat Berichte übergeben, die nur GitLab sieht; seine Dateien auch unter `artifacts:paths` aufführen",
    )
}

fn other_commit() -> Text {
    Text::new("the job ran on another commit", "der Job lief auf einem anderen Commit")
}

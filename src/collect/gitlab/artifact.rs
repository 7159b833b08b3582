// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The archives of what jobs made: fetched to disk, read from there, gone afterwards.

use std::{
    fs::File,
    io::{self, Read, Seek},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use gitlab::api::projects::jobs::artifacts::DownloadJobArtifacts;
use sha2::{Digest as _, Sha256};

use super::ask::{Client, Question, fault_cause, most_telling};
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

/// What the jobs of a pipeline have in common.
struct Shared<'p> {
    commit: &'p Commit,
    one_at_a_time: Mutex<()>,
    kept: AtomicUsize,
}

/// What the newest attempt of each job handed over, but for the job `own` that this is.
pub(super) fn artifacts<T: Send>(
    client: &Client<'_>,
    (pipeline, own): (&Pipeline, Option<u64>),
    (limits, sink): (&Limits, Sink<'_, T>),
) -> (Gathered<T>, Vec<StoredArchive>) {
    let jobs: Vec<&Job> = pipeline.jobs.iter().filter(|job| !job.is_repeated && Some(job.id) != own).collect();
    let (mut gathered, mut archives) = (Gathered::default(), Vec::new());
    let shared = Shared { commit: &pipeline.commit, one_at_a_time: Mutex::new(()), kept: AtomicUsize::new(0) };
    for (part, file) in side_by_side(&jobs, |job| of_job(client, (job, &shared), (limits, sink))) {
        gathered.absorb(part);
        archives.extend(file);
    }
    (gathered, archives)
}

/// What a job handed over, and the archive to look into once more. Whatever is wrong with that, the job is
/// named.
fn of_job<T: Send>(
    client: &Client<'_>,
    (job, shared): (&Job, &Shared<'_>),
    (limits, sink): (&Limits, Sink<'_, T>),
) -> (Gathered<T>, Option<StoredArchive>) {
    let mut gathered = Gathered::default();
    let shown = shown(job);
    if job.archive().is_none() {
        if job.has_only_reports() {
            gathered.ignored.push(Ignored { path: shown.into(), reason: only_reports() });
        }
        return (gathered, None);
    }
    if job.commit.as_ref() != Some(shared.commit) {
        gathered.ignored.push(Ignored { path: shown.into(), reason: other_commit() });
        return (gathered, None);
    }
    let (origin, read) = match fetch(client, job, limits) {
        Ok((origin, file)) => {
            let is_large = origin.size > LARGE;
            let _alone = is_large.then(|| shared.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner));
            (Some(origin), unpack(&shown, file, (limits, sink)))
        }
        Err(reason) => (None, Err(reason)),
    };
    match read {
        Ok((read, file)) => {
            gathered.absorb(read);
            let is_kept = shared.kept.fetch_add(1, Ordering::Relaxed) < MOST_KEPT;
            return (gathered, is_kept.then_some(StoredArchive { shown, file }));
        }
        Err(reason) => gathered.rejected.push(rejected(&shown, origin, reason)),
    }
    (gathered, None)
}

/// A job as reports show it, in the place of the path of an archive.
fn shown(job: &Job) -> String {
    let name: String = job.name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    format!("gitlab:job {} ({name})", job.id)
}

/// The archive in a file without a name, so that nothing stays behind.
fn fetch(client: &Client<'_>, job: &Job, limits: &Limits) -> Result<(Origin, File), Text> {
    let endpoint = DownloadJobArtifacts::builder().project(client.project).job(job.id).build();
    let words = ("what the job handed over", "was der Job übergeben hat");
    let question = client.open(FactKind::Artifacts, endpoint, words).map_err(|unseen| unseen.text())?;
    // GitLab with a licence for less than Premium takes no job token here (`lib/api/ci/job_artifacts.rb`).
    let question = question.needing(Access::ReadApi("Reporter"));
    let mut file = tempfile::tempfile().map_err(|error| not_stored(&error))?;
    download(client, &question, (&file, limits.file_size)).map_err(|unseen| unseen.text())?;
    let (sha256, size) = hash(&mut file).map_err(|error| not_stored(&error))?;
    Ok((Origin { path: shown(job).into(), sha256, size }, file))
}

/// Fetches a body into a file, with one token after another until one is enough.
pub(super) fn download(client: &Client<'_>, question: &Question, (file, limit): (&File, u64)) -> Result<(), Unseen> {
    let mut causes = Vec::new();
    for (slot, token) in client.candidates(question.enough) {
        let asked = client.remote.download(&Request::file(&question.path, token), file, limit);
        let answer = asked.map_err(|fault| client.unseen(question, fault_cause(&fault)))?;
        if answer.status == 200 {
            return Ok(());
        }
        causes.push(client.refusal(question, slot, answer.status, &answer.body));
    }
    Err(client.unseen(question, most_telling(causes)))
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

/// Why something could not be put on disk.
fn only_reports() -> Text {
    Text::new(
        "the job handed over reports that only GitLab can see; list its files under `artifacts:paths` too",
        "der Job hat Berichte übergeben, die nur GitLab sieht; seine Dateien auch unter `artifacts:paths` aufführen",
    )
}

fn other_commit() -> Text {
    Text::new("the job ran on another commit", "der Job lief auf einem anderen Commit")
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is released: files, hashed here, and digests, taken as they are.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256, Sha512};

use super::{artifact_kind::kind, file::ReadFailure, registry, stored::StoredFile};
use crate::model::{Artifact, ArtifactKind, Digest, DigestAlgorithm, Digests, Payload, naming};

/// How many bytes are read and hashed at a time.
const BLOCK: usize = 4 << 20;

/// Why something is no artifact.
#[derive(Debug)]
pub enum ArtifactError {
    /// The file could not be read.
    Io(String, io::Error),
    /// It names an image in a registry by a tag, which has to be resolved first.
    InRegistry(String),
    /// It is not a plain file.
    NotAFile(String),
    /// It is written like a digest and is none.
    NotADigest(String),
}

impl fmt::Display for ArtifactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => {
                write!(f, "could not read the artifact `{path}`: {error}")?;
                let may_be_image = error.kind() == io::ErrorKind::NotFound && path.contains('/');
                let help = "\n  help: an image in a registry is written `docker://REGISTRY/NAME:TAG`";
                if may_be_image { f.write_str(help) } else { Ok(()) }
            }
            Self::InRegistry(text) => {
                write!(
                    f,
                    "no registry is asked for `{text}` here\n  help: name the image by its digest, `NAME@sha256:HEX`"
                )
            }
            Self::NotAFile(path) => write!(f, "the artifact `{path}` is no file\n  help: name each file of the folder"),
            Self::NotADigest(text) => {
                write!(f, "the artifact `{text}` is no digest\n  help: write `sha256:` and 64 hexadecimal digits")
            }
        }
    }
}

/// The artifacts that `names` stand for: paths of files, `sha256:HEX` and `NAME@sha256:HEX`.
/// In the order of their names, each once.
pub fn artifacts(names: &[String]) -> Result<Vec<Artifact>, ArtifactError> {
    let mut artifacts = names.par_iter().map(|name| artifact(name)).collect::<Result<Vec<_>, _>>()?;
    artifacts.sort_by(|a, b| a.name.cmp(&b.name));
    artifacts.dedup();
    Ok(artifacts)
}

/// The bytes of an artifact, left where they lie; `None` where only its digest was given.
pub fn payload_of(artifact: &Artifact) -> Option<Result<Payload, ReadFailure>> {
    artifact.size?;
    let file = StoredFile::open(Path::new(&artifact.name), u64::MAX);
    Some(file.map(|file| Payload::stored(Arc::new(file))))
}

fn artifact(name: &str) -> Result<Artifact, ArtifactError> {
    let digest = name.rsplit_once('@').map_or(name, |(_, digest)| digest);
    let is_digest = digest.split_once(':').is_some_and(|(word, _)| DigestAlgorithm::from_name(word).is_some());
    if naming::is_in_registry(name) && !(is_digest && registry::names_an_image(name)) {
        return Err(ArtifactError::InRegistry(registry::without_credentials(name)));
    }
    if !is_digest {
        return of_file(name);
    }
    let digest: Digest = digest.parse().map_err(|_| ArtifactError::NotADigest(name.to_owned()))?;
    let digests = Digests::from_iter([digest]);
    // A digest alone can be that of anything.
    let kind = if name.contains('@') { ArtifactKind::Image } else { ArtifactKind::Unknown };
    Ok(Artifact { name: name.to_owned(), kind, digests, size: None })
}

fn of_file(name: &str) -> Result<Artifact, ArtifactError> {
    let path = Path::new(name);
    let io = |error| ArtifactError::Io(name.to_owned(), error);
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        return Err(ArtifactError::NotAFile(name.to_owned()));
    }
    let mut file = File::open(path).map_err(io)?;
    let (digests, size) = hash(&mut file).map_err(io)?;
    Ok(Artifact { name: super::shown(path), kind: kind(name, &mut file), digests, size: Some(size) })
}

/// SHA-256 and SHA-512 in one pass, side by side; the next block is read meanwhile.
pub(super) fn hash(file: &mut File) -> io::Result<(Digests, u64)> {
    let (mut sha256, mut sha512) = (Sha256::new(), Sha512::new());
    let (mut current, mut size) = (read_block(file)?, 0_u64);
    while !current.is_empty() {
        size = size.saturating_add(current.len() as u64);
        let hash_and_read = || {
            sha256.update(&current);
            read_block(file)
        };
        let (next, ()) = rayon::join(hash_and_read, || sha512.update(&current));
        current = next?;
    }
    let digests = [
        Digest::from_bytes(DigestAlgorithm::Sha256, &sha256.finalize()),
        Digest::from_bytes(DigestAlgorithm::Sha512, &sha512.finalize()),
    ];
    Ok((digests.into_iter().flatten().collect(), size))
}

fn read_block(file: &mut File) -> io::Result<Vec<u8>> {
    let mut block = Vec::with_capacity(BLOCK);
    file.take(BLOCK as u64).read_to_end(&mut block)?;
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.whl");
        std::fs::write(&path, "abc").unwrap();
        let artifact = &artifacts(&[path.display().to_string()]).unwrap()[0];
        // FIPS 180-4, example "abc".
        assert!(artifact.digests.iter().any(|digest| digest.to_string().starts_with("sha256:ba7816bf8f01cfea")));
        assert!(artifact.digests.iter().any(|digest| digest.to_string().starts_with("sha512:ddaf35a193617aba")));
        assert_eq!((artifact.kind, artifact.size), (ArtifactKind::Package, Some(3)));
    }

    #[test]
    fn large_files_are_hashed_block_by_block() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, vec![b'a'; 1_000_000 * 10]).unwrap();
        let (digests, size) = hash(&mut File::open(&path).unwrap()).unwrap();
        let whole = super::super::file::sha256(&vec![b'a'; 1_000_000 * 10]);
        assert_eq!((digests.iter().next(), size), (Some(whole), 10_000_000));
    }

    #[test]
    fn what_is_written_like_a_digest_must_be_one() {
        assert!(matches!(artifact("sha256:12"), Err(ArtifactError::NotADigest(_))));
        assert!(matches!(artifact("app@sha256:12"), Err(ArtifactError::NotADigest(_))));
        let image = artifact(&format!("registry.example/app@sha256:{}", "a".repeat(64))).unwrap();
        assert_eq!(image.kind, ArtifactKind::Image);
        let alone = artifact(&format!("sha256:{}", "a".repeat(64))).unwrap();
        assert_eq!(alone.kind, ArtifactKind::Unknown);
        assert!(matches!(artifact("."), Err(ArtifactError::NotAFile(_))));
        assert!(matches!(artifact("docker://registry.example/app:1"), Err(ArtifactError::InRegistry(_))));
    }
}

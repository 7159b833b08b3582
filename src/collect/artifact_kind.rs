// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What kind of artifact a file is. An image is known by what an archive holds, whatever it is called.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom, Take},
};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use tar::Archive;

use super::archive::{Kind, package_extension, promised_extension};
use crate::model::ArtifactKind;

/// How much of a compressed archive is unpacked to look for an image.
const UNPACKED: u64 = 4 << 30;

/// How many entries of an archive are looked at.
const ENTRIES: usize = 100_000;

/// How large the manifest of an image can be that is looked into.
const MANIFEST: u64 = 1 << 20;

/// The kind of the file of this name. An archive that cannot be looked through may be anything.
pub(super) fn kind(name: &str, file: &mut File) -> ArtifactKind {
    if package_extension(name).is_some() {
        return ArtifactKind::Package;
    }
    match holds_image(file) {
        Ok(Some(true)) => ArtifactKind::Image,
        Ok(Some(false)) => ArtifactKind::Archive,
        Ok(None) if promised_extension(name).is_some() => ArtifactKind::Archive,
        Ok(None) => ArtifactKind::File,
        Err(_) => ArtifactKind::Unknown,
    }
}

/// Whether the file is an archive of an image; `None` where it is no archive that could hold one.
fn holds_image(file: &mut File) -> io::Result<Option<bool>> {
    file.rewind()?;
    let kind = Kind::of(&head(file)?);
    let Some(mut begun) = unpacked(kind, file)? else { return Ok(None) };
    let is_archive = Kind::of(&head(&mut begun)?) == Kind::Tar;
    drop(begun);
    match unpacked(kind, file)? {
        Some(unpacked) if is_archive => is_image(unpacked.take(UNPACKED)).map(Some),
        _ => Ok(None),
    }
}

/// What is in the file, from its beginning. What is cut off shows only where all of it is read.
fn unpacked<'f>(kind: Kind, mut file: &'f File) -> io::Result<Option<Box<dyn Read + 'f>>> {
    file.seek(SeekFrom::Start(0))?;
    let bytes = BufReader::new(file);
    Ok(match kind {
        Kind::Tar => Some(Box::new(bytes)),
        Kind::Gzip => Some(Box::new(MultiGzDecoder::new(bytes))),
        Kind::Zstd => Some(Box::new(StreamingDecoder::new(bytes).map_err(io::Error::other)?)),
        Kind::Zip | Kind::Other => None,
    })
}

/// The first block of an archive.
fn head(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    from.take(512).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether an archive is an OCI layout (image-spec, image-layout), or what `docker save` writes.
fn is_image(mut unpacked: Take<Box<dyn Read + '_>>) -> io::Result<bool> {
    let mut archive = Archive::new(&mut unpacked as &mut dyn Read);
    for (number, entry) in archive.entries()?.enumerate() {
        let mut entry = entry?;
        if number >= ENTRIES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let path = entry.path_bytes().into_owned();
        match path.strip_prefix(b"./").unwrap_or(&path) {
            b"oci-layout" => return Ok(true),
            b"manifest.json" if is_manifest(&mut entry)? => return Ok(true),
            _ => {}
        }
    }
    if unpacked.limit() == 0 { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(false) }
}

/// Extensions of browsers have a `manifest.json` as well; that of an image is a list of layers.
fn is_manifest(entry: &mut dyn Read) -> io::Result<bool> {
    let mut manifest = Vec::new();
    entry.take(MANIFEST).read_to_end(&mut manifest)?;
    let is_list = manifest.trim_ascii_start().starts_with(b"[");
    Ok(is_list && memchr::memmem::find(&manifest, b"\"Layers\"").is_some())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn tar(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, text) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            archive.append_data(&mut header, path, text.as_bytes()).unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn kind_of(name: &str, bytes: &[u8]) -> ArtifactKind {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("artifact");
        std::fs::write(&path, bytes).unwrap();
        kind(name, &mut File::open(&path).unwrap())
    }

    /// They were taken for archives by their names, and rules narrowed to images passed them over.
    #[test]
    fn an_archive_of_an_image_is_an_image_whatever_its_name() {
        let layout = tar(&[("blobs/sha256/ab", "{}"), ("./oci-layout", "{}")]);
        let saved = tar(&[("ab/layer.tar", ""), ("manifest.json", r#" [{"Config":"ab.json","Layers":[]}]"#)]);
        for image in [layout, saved] {
            for bytes in [gzip(&image), zstd(&image), image.clone()] {
                for name in ["image.tar", "image.tar.gz", "image", "image.bin"] {
                    assert_eq!(kind_of(name, &bytes), ArtifactKind::Image, "{name}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_image_is_known_by_its_name() {
        let source = tar(&[("app/main.py", "1"), ("app/oci-layout", "{}"), ("manifest.json", r#"{"Layers":[]}"#)]);
        assert_eq!(kind_of("app.tar", &source), ArtifactKind::Archive);
        assert_eq!(kind_of("app", &gzip(&source)), ArtifactKind::Archive);
        assert_eq!(kind_of("app.crate", &gzip(&source)), ArtifactKind::Package);
        assert_eq!(kind_of("app.zip", b"PK\x03\x04"), ArtifactKind::Archive);
        assert_eq!(kind_of("notes.gz", &gzip(b"text")), ArtifactKind::Archive);
        assert_eq!(kind_of("app", b"\x7fELF"), ArtifactKind::File);
        assert_eq!(kind_of("app", b""), ArtifactKind::File);
    }

    #[test]
    fn an_archive_that_cannot_be_looked_through_may_be_anything() {
        let whole = tar(&[("a", &"x".repeat(5000)), ("oci-layout", "{}")]);
        assert_eq!(kind_of("image.tar", &whole[..3000]), ArtifactKind::Unknown);
        let compressed = gzip(&whole);
        assert_eq!(kind_of("image.tar.gz", &compressed[..compressed.len() / 2]), ArtifactKind::Unknown);
    }
}

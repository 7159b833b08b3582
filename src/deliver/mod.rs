// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Hands over what was made: files, standard output, and GitLab where it is asked to. It never changes a
//! verdict.
#![expect(clippy::disallowed_methods, reason = "writing is what this module is for")]

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Component, Path, PathBuf},
};

pub mod gitlab;

/// Writes what it is given, piece by piece, so that a large report is never held as a whole.
pub type Written<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// Writes a file as a whole or not at all, with the folders that lead to it. What is there and is no
/// plain file (`/dev/stdout`, a pipe, a link) is written to and stays what it is.
pub fn file(path: &Path, written: Written<'_>) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::File::create(path).and_then(|file| fill(file, written));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let unfinished = unfinished(path);
    let filled = fs::File::create(&unfinished).and_then(|file| fill(file, written));
    let renamed = filled.and_then(|()| fs::rename(&unfinished, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    renamed
}

fn fill(file: fs::File, written: Written<'_>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    written(&mut out)?;
    out.flush()
}

/// Writes a file that must not exist yet.
pub fn new_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)
}

/// Writes a file that must not exist yet and that nobody but its owner may read, from the start.
pub fn new_secret_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// Adds to the end of a file that still has `length` bytes, and touches none of them.
pub fn append(path: &Path, length: u64, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).open(path)?;
    if file.metadata()?.len() != length {
        return Err(io::Error::other("the file has changed in the meantime"));
    }
    file.write_all(bytes)
}

/// Prints on standard output. A reader that has gone away is no fault.
pub fn stdout(written: Written<'_>) -> io::Result<()> {
    let mut out = BufWriter::new(Heard(io::stdout().lock()));
    written(&mut out)?;
    out.flush()
}

/// What is written to a reader who may have gone away.
struct Heard<W>(W);

impl<W: Write> Write for Heard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            result => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}

/// Talks to the user on standard error. There is nobody left to tell when that fails.
pub fn stderr(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Where a file lies, or will lie once it is written, by whatever way.
pub fn place(path: &Path) -> PathBuf {
    let mut place = fs::canonicalize(".").unwrap_or_default();
    for component in path.components() {
        match component {
            Component::CurDir => continue,
            Component::ParentDir => drop(place.pop()),
            other => place.push(other),
        }
        place = fs::canonicalize(&place).unwrap_or(place);
    }
    place
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_with_its_folders_and_replaces_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        file(&path, &|out| out.write_all(b"one")).unwrap();
        file(&path, &|out| out.write_all(b"two")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_could_not_be_written_to_its_end_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        file(&path, &|out| out.write_all(b"one")).unwrap();
        let half = |out: &mut dyn Write| out.write_all(b"t").and_then(|()| Err(io::Error::other("no more")));
        assert_eq!(file(&path, &half).unwrap_err().to_string(), "no more");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_reader_that_has_gone_away_is_no_fault() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let mut heard = Heard(writer);
        heard.write_all(b"one").and_then(|()| heard.flush()).unwrap();
    }

    #[test]
    fn a_link_and_a_pipe_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target, pipe) =
            (folder.path().join("link"), folder.path().join("target"), folder.path().join("pipe"));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        file(&link, &|out| out.write_all(b"one")).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"one");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        file(&pipe, &|out| out.write_all(b"two")).unwrap();
        assert_eq!(reader.join().unwrap(), b"two");
        assert!(!fs::symlink_metadata(&pipe).unwrap().is_file());
    }

    #[test]
    fn what_is_added_stands_behind_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "one").unwrap();
        append(&path, 3, b"two").unwrap();
        assert!(append(&path, 3, b"three").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"onetwo");
    }

    #[test]
    fn a_new_file_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        new_file(&path, b"one").unwrap();
        assert!(new_file(&path, b"two").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The bytes of a document: held in memory, or left where they are and read piece by piece.

use std::{
    borrow::Cow,
    fmt::{self, Debug},
    ops::Range,
    sync::{Arc, OnceLock},
};

/// Bytes that are left where they lie. What is read has to be the same at every call; where that
/// can no longer be promised, reading fails.
pub trait Store: Debug + Send + Sync {
    /// Number of bytes.
    fn size(&self) -> u64;

    /// Puts the bytes of `range` in place of those in `buffer` from `at` on, all of them or an error.
    fn read(&self, range: Range<u64>, buffer: &mut Vec<u8>, at: usize) -> Result<(), Unreadable>;
}

/// Why bytes that were there could not be read, in the system's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The bytes of a document. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Payload(Bytes);

#[derive(Clone, Debug)]
enum Bytes {
    Held(Arc<Vec<u8>>),
    Stored(Arc<Stored>),
}

#[derive(Debug)]
struct Stored {
    store: Arc<dyn Store>,
    /// All bytes, once somebody asked for them.
    whole: OnceLock<Result<Vec<u8>, Unreadable>>,
}

impl Payload {
    /// Bytes that are left where they lie until they are asked for.
    pub fn stored(store: Arc<dyn Store>) -> Self {
        Self(Bytes::Stored(Arc::new(Stored { store, whole: OnceLock::new() })))
    }

    /// Number of bytes.
    pub fn size(&self) -> u64 {
        match &self.0 {
            Bytes::Held(bytes) => bytes.len() as u64,
            Bytes::Stored(stored) => stored.store.size(),
        }
    }

    /// All bytes; `None` where they are not held in memory.
    pub fn held(&self) -> Option<&[u8]> {
        match &self.0 {
            Bytes::Held(bytes) => Some(bytes),
            Bytes::Stored(_) => None,
        }
    }

    /// All bytes, read into memory where they are not held yet. They stay there.
    pub fn whole(&self) -> Result<&[u8], Unreadable> {
        match &self.0 {
            Bytes::Held(bytes) => Ok(bytes),
            Bytes::Stored(stored) => {
                let whole = stored.whole.get_or_init(|| {
                    let mut whole = Vec::new();
                    stored.store.read(0..stored.store.size(), &mut whole, 0).map(|()| whole)
                });
                whole.as_deref().map_err(Clone::clone)
            }
        }
    }

    /// The same bytes; those that were read into memory only when they were asked for are not.
    pub fn unread(&self) -> Self {
        match &self.0 {
            Bytes::Held(_) => self.clone(),
            Bytes::Stored(stored) => Self::stored(Arc::clone(&stored.store)),
        }
    }

    /// The bytes of `range`, cut off at the end of the document.
    pub fn piece(&self, range: Range<u64>) -> Result<Cow<'_, [u8]>, Unreadable> {
        let end = range.end.min(self.size());
        let start = range.start.min(end);
        match &self.0 {
            Bytes::Held(bytes) => {
                let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                Ok(Cow::Borrowed(bytes.get(index(start)..index(end)).unwrap_or_default()))
            }
            Bytes::Stored(stored) => {
                let mut piece = Vec::new();
                stored.store.read(start..end, &mut piece, 0).map(|()| Cow::Owned(piece))
            }
        }
    }

    /// Puts the bytes of `range`, cut off at the end of the document, in place of those in `buffer`
    /// from `at` on. Whoever reads piece after piece needs only one buffer so.
    pub fn read(&self, range: Range<u64>, buffer: &mut Vec<u8>, at: usize) -> Result<(), Unreadable> {
        match &self.0 {
            Bytes::Held(_) => {
                let piece = self.piece(range)?;
                buffer.truncate(at);
                buffer.try_reserve(piece.len()).map_err(|error| Unreadable(error.to_string()))?;
                buffer.extend_from_slice(&piece);
                Ok(())
            }
            Bytes::Stored(stored) => {
                let end = range.end.min(self.size());
                stored.store.read(range.start.min(end)..end, buffer, at)
            }
        }
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Bytes::Held(Arc::new(bytes)))
    }
}

impl From<Arc<Vec<u8>>> for Payload {
    fn from(bytes: Arc<Vec<u8>>) -> Self {
        Self(Bytes::Held(bytes))
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A repository of a registry, and what was fetched from it so far.

use std::{cell::RefCell, collections::BTreeMap, fs::File};

use tempfile::TempDir;

use super::{client::Client, reference::Reference};
use crate::{
    collect::{
        file::sha256,
        layout::{Descriptor, Held, Node, Role, parse, unfit},
        not_stored, too_large,
    },
    model::{DoubtCode, Text},
    remote::Answer,
};

/// The repository that a reference names.
#[derive(Debug)]
pub(super) struct Repository {
    pub(super) reference: Reference,
    pub(super) client: RefCell<Client>,
    /// What was fetched, by its SHA-256: manifests in memory, the rest on disk.
    fetched: RefCell<BTreeMap<String, Held>>,
    /// What is attached, by the SHA-256 of what it is attached to.
    attached: RefCell<BTreeMap<String, Vec<(Descriptor, Role)>>>,
    /// Where what is fetched lies until the end of the run.
    folder: RefCell<Option<TempDir>>,
}

impl Repository {
    pub(super) fn new(reference: Reference, client: Client) -> Self {
        Self {
            reference,
            client: RefCell::new(client),
            fetched: RefCell::default(),
            attached: RefCell::default(),
            folder: RefCell::default(),
        }
    }

    /// The image that the reference names now.
    pub(super) fn image(&self) -> Result<Descriptor, Text> {
        let by_digest = self.reference.digest();
        let which = self.reference.tag.clone().or_else(|| by_digest.clone()).unwrap_or_default();
        let found = self.named(&which)?.ok_or_else(|| no_image(&which))?;
        match by_digest.filter(|named| *named != found.digest) {
            Some(named) if self.reference.tag.is_some() => Err(moved(&which, &named, Some(&found.digest))),
            Some(named) => Err(other_bytes(&named)),
            None => Ok(found),
        }
    }

    /// Why the tag names something else than the image `then`; an error where that cannot be seen.
    pub(super) fn moved(&self, then: &Descriptor) -> Result<Option<Text>, Text> {
        let Some(tag) = self.reference.tag.as_deref() else { return Ok(None) };
        let now = self.named(tag)?.map(|now| now.digest);
        let is_same = now.as_ref() == Some(&then.digest);
        Ok((!is_same).then(|| moved(tag, &then.digest, now.as_deref())))
    }

    /// The index or manifest that a tag or digest names; `None` where there is none of that name.
    fn named(&self, which: &str) -> Result<Option<Descriptor>, Text> {
        let Some(answer) = self.client.borrow_mut().manifest(which)? else { return Ok(None) };
        let hex = sha256(&answer.body).hex().to_owned();
        let (digest, size) = (format!("sha256:{hex}"), answer.body.len() as u64);
        if said_otherwise(&answer, &digest) {
            return Err(ambiguous(which));
        }
        let media_type = answer.media_type();
        self.fetched.borrow_mut().insert(hex, Held::InMemory(answer.body.into()));
        Ok(Some(Descriptor { media_type, digest, size, annotations: None, platform: None }))
    }

    /// The bytes under a digest, at most `limit` of them, fetched where they were not yet.
    pub(super) fn blob(&self, descriptor: &Descriptor, limit: u64) -> Result<Vec<u8>, Text> {
        let (hex, digest) = (descriptor.hex()?, &descriptor.digest);
        if !self.fetched.borrow().contains_key(hex) {
            if descriptor.is_node() {
                let found = self.named(digest)?.ok_or_else(|| no_image(digest))?;
                if found.digest != *digest {
                    return Err(other_bytes(digest));
                }
            } else {
                let held = self.fetch(descriptor, limit)?;
                self.fetched.borrow_mut().insert(hex.to_owned(), held);
            }
        }
        let fetched = self.fetched.borrow();
        fetched.get(hex).ok_or_else(|| no_image(digest))?.read(digest, limit)
    }

    /// Fetches a blob into a file.
    fn fetch(&self, descriptor: &Descriptor, limit: u64) -> Result<Held, Text> {
        if descriptor.size > limit {
            return Err(too_large(Text::same(format!("`{}`", descriptor.digest)), limit, "--max-file-size"));
        }
        let mut folder = self.folder.borrow_mut();
        let folder = match &mut *folder {
            Some(folder) => folder,
            none => none.insert(tempfile::tempdir().map_err(|error| not_stored(&error))?),
        };
        let path = folder.path().join(descriptor.hex()?);
        let file = File::create(&path).map_err(|error| not_stored(&error))?;
        self.client.borrow_mut().blob(&descriptor.digest, &file, descriptor.size)?;
        Ok(Held::OnDisk(path))
    }

    /// What is attached to an image: by the tags of cosign, and by naming it as subject.
    pub(super) fn attached(&self, image: &Descriptor) -> Result<Vec<(Descriptor, Role)>, Text> {
        let hex = image.hex()?;
        if let Some(known) = self.attached.borrow().get(hex) {
            return Ok(known.clone());
        }
        let mut tags = Role::tags(hex);
        let mut all = Vec::new();
        match self.client.borrow_mut().referrers(&image.digest)? {
            None => tags.push(format!("sha256-{hex}")),
            Some(pages) => {
                for page in pages {
                    let list: Node = parse("referrers", &page.body)?;
                    let listed = list.manifests.ok_or_else(|| unfit("referrers"))?;
                    all.extend(listed.into_iter().map(|listed| (listed, Role::Referrer(hex.to_owned()))));
                }
            }
        }
        for tag in tags {
            all.extend(self.named(&tag)?.map(|found| (found, Role::of(Some(&tag)))));
        }
        self.attached.borrow_mut().insert(hex.to_owned(), all.clone());
        Ok(all)
    }
}

/// Whether the registry itself names another digest for what it sends.
fn said_otherwise(answer: &Answer, digest: &str) -> bool {
    answer.header("docker-content-digest").any(|said| said.starts_with("sha256:") && said != digest)
}

fn ambiguous(name: &str) -> Text {
    let code = DoubtCode::Ambiguous.name();
    Text::new(
        format!(
            "the registry names another digest for `{name}` than that of what it sends; ask it without a mirror or proxy in between (`{code}`)"
        ),
        format!(
            "die Registry nennt für `{name}` einen anderen Digest als den dessen, was sie sendet; sie ohne Spiegel oder Proxy dazwischen fragen (`{code}`)"
        ),
    )
}

fn moved(tag: &str, then: &str, now: Option<&str>) -> Text {
    let code = DoubtCode::Moved.name();
    let (en, de) = match now {
        Some(now) => (format!("names `{now}` and not `{then}`"), format!("nennt `{now}` und nicht `{then}`")),
        None => (format!("no longer names `{then}`"), format!("nennt `{then}` nicht mehr")),
    };
    Text::new(
        format!("the tag `{tag}` {en}: run again, or name the image by its digest (`{code}`)"),
        format!("das Tag `{tag}` {de}: wiederholen, oder das Image mit seinem Digest nennen (`{code}`)"),
    )
}

fn no_image(which: &str) -> Text {
    Text::new(
        format!("there is no image or manifest `{which}` in the registry; push it, or correct tag or digest"),
        format!("die Registry hat kein Image oder Manifest `{which}`; es hochladen, oder Tag oder Digest berichtigen"),
    )
}

fn other_bytes(digest: &str) -> Text {
    Text::new(
        format!(
            "the registry sends other bytes for `{digest}`; push the image again, or ask without a mirror in between"
        ),
        format!(
            "die Registry sendet für `{digest}` andere Bytes; das Image neu hochladen, oder ohne Spiegel dazwischen fragen"
        ),
    )
}

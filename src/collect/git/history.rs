// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The commits that a release holds and those before it do not, and the tags, read from the repository.

use std::{
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    fs,
    path::Path,
};

use super::{
    GitError, LARGE, common,
    object::{Object, ObjectKind, Objects, reference, repository},
    read,
};
use crate::model::{Commit, Text};

/// The most commits that are looked at, those of earlier releases included.
const MOST_COMMITS: usize = 10_000;
/// The most tags that are looked at.
const MOST_TAGS: usize = 5_000;
/// How deep folders of tags are nested.
const TAG_DEPTH: u32 = 8;

/// What the repository holds.
#[derive(Debug)]
pub struct History {
    /// The name of the release before, with its commit, where there is one.
    pub since: Option<(String, Commit)>,
    /// The commits that are new, newest first by their own word.
    pub commits: Vec<Object>,
    /// Why these are not all; `None` where they are.
    pub cut_off: Option<Text>,
    /// The tags by name, or why they are not known.
    pub tags: Result<Vec<TagObject>, Text>,
    /// Why the project may have more tags; `None` where these are all.
    pub tags_lack: Option<Text>,
}

/// A tag: its name, and the object that it names, which is a commit where the tag is lightweight.
#[derive(Clone, Debug)]
pub struct TagObject {
    /// The name.
    pub name: String,
    /// The object.
    pub object: Object,
}

/// What came up to `commit`, in the repository that `folder` lies in; `None` where that does not hold it.
/// `released` gives the commit of a tag that counts as a release before.
pub fn history(
    folder: &Path,
    commit: &Commit,
    released: &dyn Fn(&TagObject) -> Option<Commit>,
) -> Result<Option<History>, GitError> {
    let Some(repository) = repository(folder)? else { return Ok(None) };
    let mut objects = Objects::of(&repository)?;
    if objects.object(commit)?.is_none() {
        return Ok(None);
    }
    let (tags, skipped) = tags(&repository, &mut objects)?;
    let before = tags.iter().flatten().filter_map(|tag| Some((released(tag)?, tag.name.clone())));
    // Of several tags of a commit one is enough; that of the release itself bounds nothing.
    let before: BTreeMap<Commit, String> = before.filter(|(bound, _)| bound != commit).collect();
    let mut walk = Walk::over(objects);
    (walk.before, walk.cut) = (before, cut(&repository)?);
    let tags_lack = if walk.cut.is_empty() { (skipped > 0).then(|| no_tags(skipped)) } else { Some(shallow()) };
    walk.enter(commit, false)?;
    let (since, cut_off) = (walk.run()?, walk.cut_off.take());
    let mut new: Vec<(i64, Object)> =
        walk.seen.into_values().flatten().filter(|met| !met.is_old).map(|met| (met.time, met.object)).collect();
    new.sort_by(|(a, x), (b, y)| (b, &x.id).cmp(&(a, &y.id)));
    let commits = new.into_iter().map(|(_, object)| object).collect();
    Ok(Some(History { since, commits, cut_off, tags, tags_lack }))
}

/// A commit that was met.
struct Met {
    object: Object,
    time: i64,
    /// Whether a release before holds it.
    is_old: bool,
}

/// The way back from the commit that is released, newest first, as far as there is anything new.
struct Walk {
    objects: Objects,
    before: BTreeMap<Commit, String>,
    /// The commits whose parents were left out when the repository was fetched.
    cut: BTreeSet<Commit>,
    /// What was met; nothing where the object is not there.
    seen: BTreeMap<Commit, Option<Met>>,
    queue: BinaryHeap<(i64, Commit)>,
    /// What of the queue no release before holds, as far as that is known.
    new: BTreeSet<Commit>,
    /// Why what is new is not all found.
    cut_off: Option<Text>,
}

impl Walk {
    const fn over(objects: Objects) -> Self {
        Self {
            objects,
            before: BTreeMap::new(),
            cut: BTreeSet::new(),
            seen: BTreeMap::new(),
            queue: BinaryHeap::new(),
            new: BTreeSet::new(),
            cut_off: None,
        }
    }

    /// Goes it; gives the release before.
    fn run(&mut self) -> Result<Option<(String, Commit)>, GitError> {
        let mut since = None;
        while !self.new.is_empty() {
            let Some((_, id)) = self.queue.pop() else { break };
            self.new.remove(&id);
            if let Some(tag) = self.before.remove(&id) {
                self.mark_old(&id);
                since.get_or_insert((tag, id.clone()));
            }
            let Some(Some(met)) = self.seen.get(&id) else { continue };
            let (is_old, parents) = (met.is_old, parents(&met.object.content));
            if self.cut.contains(&id) {
                self.cut_off = self.cut_off.take().or_else(|| (!is_old).then(shallow));
                continue;
            }
            for parent in parents {
                if self.seen.len() > MOST_COMMITS {
                    self.cut_off = Some(too_many());
                    return Ok(since);
                }
                let is_there = self.enter(&parent, is_old)?;
                self.cut_off = self.cut_off.take().or_else(|| (!is_there && !is_old).then(shallow));
            }
        }
        Ok(since)
    }

    fn mark_old(&mut self, id: &Commit) {
        if let Some(Some(met)) = self.seen.get_mut(id) {
            met.is_old = true;
        }
    }

    /// Notes a commit to be looked at, once, and again where it turns out to be old; says whether it is there.
    fn enter(&mut self, id: &Commit, is_old: bool) -> Result<bool, GitError> {
        match self.seen.get_mut(id) {
            Some(None) => return Ok(false),
            Some(Some(met)) => {
                if is_old && !met.is_old {
                    met.is_old = true;
                    self.new.remove(id);
                    self.queue.push((met.time, id.clone()));
                }
                return Ok(true);
            }
            None => {}
        }
        let object = self.objects.object(id)?.filter(|object| object.kind == ObjectKind::Commit);
        // The time only orders the way: whatever is claimed, what is new stays so.
        let time = |object: &Object| seconds(&object.content, b"committer ").unwrap_or_default();
        let met = object.map(|object| Met { time: time(&object), object, is_old });
        let is_there = met.is_some();
        self.new.extend((is_there && !is_old).then(|| id.clone()));
        self.queue.extend(met.as_ref().map(|met| (met.time, id.clone())));
        self.seen.insert(id.clone(), met);
        Ok(is_there)
    }
}

/// The lines before the message.
fn head(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    content.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty())
}

/// The commits that a commit follows on.
pub(super) fn parents(content: &[u8]) -> Vec<Commit> {
    let ids = head(content).filter_map(|line| line.strip_prefix(b"parent "));
    ids.filter_map(|id| std::str::from_utf8(id).ok()?.parse().ok()).collect()
}

/// The time in the line of whoever made it: `NAME <MAIL> SECONDS ZONE`.
pub(super) fn seconds(content: &[u8], key: &[u8]) -> Option<i64> {
    let line = head(content).find_map(|line| line.strip_prefix(key))?;
    std::str::from_utf8(line.rsplit(|byte| *byte == b' ').nth(1)?).ok()?.parse().ok()
}

/// Where the history was cut off when it was fetched (gitrepository-layout(5), `shallow`).
fn cut(repository: &Path) -> Result<BTreeSet<Commit>, GitError> {
    let path = common(repository)?.join("shallow");
    if !path.is_file() {
        return Ok(BTreeSet::new());
    }
    read(&path, LARGE)?.lines().map(|line| super::commit(&path, line)).collect()
}

/// The tags with the objects that they name, by name, and how many name none that is a commit or tag and
/// is there, or could not be looked at.
fn tags(repository: &Path, objects: &mut Objects) -> Result<(Result<Vec<TagObject>, Text>, u64), GitError> {
    let mut found = Found::default();
    let shared = common(repository)?;
    let path = shared.join("packed-refs");
    if path.is_file() {
        for (id, name) in read(&path, LARGE)?.lines().filter_map(|line| line.split_once(" refs/tags/")) {
            found.tags.insert(name.to_owned(), Some(super::commit(&path, id)?));
        }
    }
    found.loose(&shared.join("refs/tags"), "", TAG_DEPTH);
    if found.tags.len() > MOST_TAGS {
        let (en, de) = (format!("there are more than {MOST_TAGS} tags"), format!("es gibt mehr als {MOST_TAGS} Tags"));
        return Ok((Err(Text::new(en, de)), found.skipped));
    }
    let mut tags = Vec::new();
    for (name, packed) in found.tags {
        let id = match packed {
            Some(id) => Some(id),
            None => reference(repository, &format!("refs/tags/{name}"))?,
        };
        match id.map(|id| objects.object(&id)).transpose()?.flatten() {
            Some(object) => tags.push(TagObject { name, object }),
            None => found.skipped = found.skipped.saturating_add(1),
        }
    }
    Ok((Ok(tags), found.skipped))
}

/// Tags by name, with their object where it is known from the list of all (`packed-refs`); a file of its
/// own goes before that.
#[derive(Default)]
struct Found {
    tags: BTreeMap<String, Option<Commit>>,
    /// How many could not be looked at.
    skipped: u64,
}

impl Found {
    fn loose(&mut self, folder: &Path, before: &str, depth: u32) {
        let (Some(depth), Ok(entries)) = (depth.checked_sub(1), fs::read_dir(folder)) else {
            // A repository may have no such folder.
            self.skipped = self.skipped.saturating_add(u64::from(folder.exists()));
            return;
        };
        for entry in entries.take(MOST_TAGS.saturating_add(1)) {
            let told = entry.ok().and_then(|entry| {
                let name = format!("{before}{}", entry.file_name().into_string().ok()?);
                Some((name, entry.file_type().ok()?.is_dir(), entry.path()))
            });
            match told {
                Some((name, true, path)) => self.loose(&path, &format!("{name}/"), depth),
                Some((name, false, _)) => drop(self.tags.insert(name, None)),
                None => self.skipped = self.skipped.saturating_add(1),
            }
        }
    }
}

fn no_tags(skipped: u64) -> Text {
    Text::new(
        format!("tags that name no commit that is there: {skipped}"),
        format!("Tags, die keinen vorhandenen Commit nennen: {skipped}"),
    )
}

fn too_many() -> Text {
    Text::new(
        format!("more than {MOST_COMMITS} commits are not looked at"),
        format!("mehr als {MOST_COMMITS} Commits werden nicht angesehen"),
    )
}

fn shallow() -> Text {
    Text::new(
        "the repository holds only a part of the history; fetch it whole (`GIT_DEPTH: \"0\"`)",
        "das Repository enthält nur einen Teil der Historie; vollständig abrufen (`GIT_DEPTH: \"0\"`)",
    )
}

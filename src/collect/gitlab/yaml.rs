// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! YAML as GitLab writes its pipelines in: with anchors, merge keys and `!reference`. Aliases share
//! what they stand for, so that no file grows by them.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::{Component, Path},
    sync::Arc,
};

use saphyr_parser::{Event, Parser, Tag};

/// Deeper nesting is no pipeline. Trees are taken down by recursion, so it has to be bounded.
const MAX_DEPTH: usize = 60;
/// So many keys may be copied by merge keys.
const MOST_MERGED: usize = 500_000;

/// The key of a mapping of which another reader could make something else: a key stands in it twice, a
/// merge brings what is written out too, or a key is no text. No text can be that key.
pub const CONTESTED: &str = "<<";
/// What the tags of YAML's own leave as it is written (YAML 1.2, chapter 10).
const PLAIN_TAGS: &[&str] = &["bool", "float", "int", "map", "null", "seq", "str"];

/// A part of a document.
#[derive(Debug)]
pub enum Node {
    /// A text, whatever YAML would make of it.
    Scalar(String),
    /// A list.
    List(Vec<Arc<Self>>),
    /// A mapping; of keys that are not texts only [`CONTESTED`] is kept.
    Map(BTreeMap<String, Arc<Self>>),
    /// `!reference [job, key, …]`.
    Reference(Vec<String>),
}

impl Node {
    /// The part under a key.
    pub fn get(&self, key: &str) -> Option<&Arc<Self>> {
        match self {
            Self::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The texts of a list, or the one text that stands for a list of one.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Scalar(text) => vec![text],
            Self::List(items) => items.iter().filter_map(|item| item.text()).collect(),
            Self::Map(_) | Self::Reference(_) => Vec::new(),
        }
    }

    /// The parts of a list, or the one part that stands for a list of one.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::List(items) => items.iter().map(Arc::as_ref).collect(),
            single => vec![single],
        }
    }
}

/// Whether the path of a local include names one file of the project.
pub fn is_one_file(path: &str) -> bool {
    let normal = Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    !path.is_empty() && normal && !path.contains(['*', '$'])
}

/// The pipeline in a text: its only document, or the one behind the header with `spec`.
pub fn read(text: &str) -> Result<Arc<Node>, String> {
    let mut builder = Builder::default();
    for next in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let (event, span) = next.map_err(|error| format!("line {}: {}", error.marker().line(), error.info()))?;
        builder.event(event).map_err(|message| format!("line {}: {message}", span.start.line()))?;
    }
    let mut documents = builder.documents;
    let last = documents.pop();
    match (documents.pop(), last) {
        (None, Some(only)) => Ok(only),
        (Some(header), Some(last)) if documents.is_empty() && header.get("spec").is_some() => Ok(last),
        (None, None) => Err("the file is empty".to_owned()),
        _ => Err("the file holds more than one document".to_owned()),
    }
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// How deep each open part is so far, by what is complete in it.
    depths: Vec<usize>,
    /// What aliases can stand for, with its depth.
    anchors: BTreeMap<usize, (Arc<Node>, usize)>,
    documents: Vec<Arc<Node>>,
    merged: usize,
}

/// A part that is not complete yet, with its anchor.
enum Open {
    List { items: Vec<Arc<Node>>, is_reference: bool, anchor: usize },
    Map { map: BTreeMap<String, Arc<Node>>, merges: Vec<Arc<Node>>, key: Option<Arc<Node>>, anchor: usize },
}

impl Builder {
    fn event(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, _, anchor, tag) => {
                plain(tag.as_deref())?;
                self.complete(Node::Scalar(text.into_owned()), anchor, 0)?;
            }
            Event::SequenceStart(anchor, tag) => {
                let is_reference = tag.as_ref().is_some_and(|tag| names_reference(tag));
                if !is_reference {
                    plain(tag.as_deref())?;
                }
                self.start(Open::List { items: Vec::new(), is_reference, anchor })?;
            }
            Event::MappingStart(anchor, tag) => {
                plain(tag.as_deref())?;
                self.start(Open::Map { map: BTreeMap::new(), merges: Vec::new(), key: None, anchor })?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end()?,
            Event::Alias(anchor) => {
                let (node, depth) = self.anchors.get(&anchor).cloned().ok_or("an alias without its anchor")?;
                self.put(node, depth)?;
            }
            Event::DocumentStart(_) => self.anchors.clear(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn start(&mut self, open: Open) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        self.open.push(open);
        self.depths.push(0);
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let depth = self.depths.pop().unwrap_or_default().saturating_add(1);
        match self.open.pop() {
            Some(Open::List { items, is_reference: true, anchor }) => {
                let names = items.iter().filter_map(|item| item.text().map(str::to_owned)).collect();
                self.complete(Node::Reference(names), anchor, depth)
            }
            Some(Open::List { items, anchor, .. }) => self.complete(Node::List(items), anchor, depth),
            Some(Open::Map { map, merges, anchor, .. }) => {
                let map = self.merge(map, &merges)?;
                self.complete(Node::Map(map), anchor, depth)
            }
            None => Ok(()),
        }
    }

    /// Adds what merge keys bring: what is written out goes before it, the first merge before the next.
    fn merge(
        &mut self,
        mut map: BTreeMap<String, Arc<Node>>,
        merges: &[Arc<Node>],
    ) -> Result<BTreeMap<String, Arc<Node>>, String> {
        let lists = merges.iter().flat_map(|merge| match merge.as_ref() {
            Node::List(items) => items.clone(),
            _ => vec![Arc::clone(merge)],
        });
        let mut is_contested = false;
        for source in lists {
            let Node::Map(more) = source.as_ref() else { continue };
            self.merged = self.merged.saturating_add(more.len());
            if self.merged > MOST_MERGED {
                return Err(format!("merge keys bring more than {MOST_MERGED} entries"));
            }
            for (key, value) in more {
                match map.entry(key.clone()) {
                    Entry::Vacant(entry) => drop(entry.insert(Arc::clone(value))),
                    Entry::Occupied(entry) => is_contested |= !Arc::ptr_eq(entry.get(), value),
                }
            }
        }
        if is_contested {
            contest(&mut map);
        }
        Ok(map)
    }

    fn complete(&mut self, node: Node, anchor: usize, depth: usize) -> Result<(), String> {
        let node = Arc::new(node);
        // The parser numbers anchors from 1.
        if anchor > 0 {
            self.anchors.insert(anchor, (Arc::clone(&node), depth));
        }
        self.put(node, depth)
    }

    /// Hands a complete part to the one around it.
    fn put(&mut self, node: Arc<Node>, depth: usize) -> Result<(), String> {
        // An alias can nest what no bracket nests.
        if depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        if let Some(around) = self.depths.last_mut() {
            *around = depth.max(*around);
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { map, merges, key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(name) => match name.text() {
                    Some("<<") => merges.push(node),
                    Some(name) => {
                        if map.insert(name.to_owned(), node).is_some() {
                            contest(map);
                        }
                    }
                    None => contest(map),
                },
            },
        }
        Ok(())
    }
}

fn contest(map: &mut BTreeMap<String, Arc<Node>>) {
    map.insert(CONTESTED.to_owned(), Arc::new(Node::List(Vec::new())));
}

/// Refuses what a tag makes into something other than it says: `!!binary` spells any text in Base64.
fn plain(tag: Option<&Tag>) -> Result<(), String> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() || !PLAIN_TAGS.contains(&tag.suffix.as_str()) => {
            Err("a tag other than `!reference` is not read".to_owned())
        }
        _ => Ok(()),
    }
}

fn names_reference(tag: &Tag) -> bool {
    tag.suffix == "reference"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_and_merge_keys_are_resolved() {
        let text = "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc:\n  <<: [*a, {z: 4}]\n  s: !reference [a, x]\n";
        let root = read(text).unwrap();
        let at = |path: [&str; 2]| root.get(path[0]).unwrap().get(path[1]).unwrap().text().unwrap().to_owned();
        assert_eq!((at(["b", "x"]), at(["b", "y"]), at(["c", "z"])), ("1".into(), "3".into(), "4".into()));
        assert!(
            matches!(root.get("c").unwrap().get("s").unwrap().as_ref(), Node::Reference(names) if names == &["a", "x"])
        );
    }

    #[test]
    fn what_another_reader_could_take_otherwise_is_marked() {
        let is_contested = |text: &str| read(text).unwrap().get(CONTESTED).is_some();
        let merged = ".a: &a {x: 1}\n";
        for text in ["x: 1\nx: 2\n", "? [x]\n: 1\n", "? {str: x}\n: 1\n", &format!("{merged}x: 2\n<<: *a\n")] {
            assert!(is_contested(text), "{text}");
        }
        for text in ["x: 1\ny: 1\n", &format!("{merged}<<: *a\n"), "a: {x: 1, x: 2}\n"] {
            assert!(!is_contested(text), "{text}");
        }
        for text in ["!!binary eA==: 1\n", "!!omap\n- x: 1\n", "x: !ruby/symbol y\n", "x: !!set {y}\n"] {
            assert!(read(text).unwrap_err().contains("a tag"), "{text}");
        }
        assert!(read("!!str x: !!int 1\n").unwrap().get("x").is_some());
    }

    #[test]
    fn a_header_is_left_out() {
        assert!(read("spec:\n  inputs: {}\n---\na: {script: b}\n").unwrap().get("a").is_some());
        assert!(read("a: 1\n---\nb: 2\n").is_err());
        assert!(read("").is_err());
    }

    #[test]
    fn nothing_grows_without_bound() {
        for deep in ["[".repeat(100_000), "- ".repeat(100_000), "a: {".repeat(100_000)] {
            assert!(read(&deep).is_err());
        }
        let chain: String = (1..50_000).map(|i| format!("a{i}: &a{i} [*a{}]\n", i - 1)).collect();
        assert!(read(&format!("a0: &a0 [x]\n{chain}")).unwrap_err().contains("nested deeper"));
        let bomb: String = (1..50).map(|i| format!("a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1)).collect();
        assert!(read(&format!("a0: &a0 [x, x]\n{bomb}")).is_ok());
        let wide: String = (0..2_000).map(|i| format!("  k{i}: 1\n")).collect();
        let merges: String = (0..2_000).map(|i| format!("m{i}:\n  <<: *w\n")).collect();
        assert!(read(&format!("w: &w\n{wide}{merges}")).unwrap_err().contains("merge keys"));
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The jobs of a GitLab pipeline, as far as it matters what they keep: `extends`, `default` and local
//! includes are followed; what other includes bring is not known here.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use crate::collect::{
    self,
    yaml::{self, Node, is_one_file},
};

/// GitLab reads no larger file, and no more includes of a pipeline.
const LARGEST: u64 = 2 << 20;
const MOST_INCLUDES: usize = 150;
/// GitLab follows `extends` this far.
const MOST_EXTENDS: usize = 11;
/// No job is put together from more parts.
const MOST_PARTS: usize = 150;
/// GitLab lets lists of commands be nested this deep.
const MOST_NESTED: usize = 10;
/// No job has more commands that are looked at.
const MOST_COMMANDS: usize = 10_000;

/// Keys at the top that are no jobs.
const NO_JOBS: &[&str] = &[
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "services",
    "spec",
    "stages",
    "types",
    "variables",
    "workflow",
];

/// A pipeline.
pub(super) struct Pipeline {
    /// What stands under each key, by the file that goes before the others first.
    top: BTreeMap<String, Vec<Arc<Node>>>,
    /// What is included and was not looked at, as the file writes it.
    pub(super) unseen: BTreeSet<String>,
}

/// A job with what it extends, the nearest first.
pub(super) struct Job<'p> {
    pub(super) name: &'p str,
    pipeline: &'p Pipeline,
    lineage: Vec<&'p Node>,
}

/// Reads the pipeline in `file`, with the files of `folder` that it includes.
pub(super) fn read(folder: &Path, file: &str) -> Result<Pipeline, String> {
    let mut pipeline = Pipeline { top: BTreeMap::new(), unseen: BTreeSet::new() };
    let mut open = vec![file.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        if seen.len() > MOST_INCLUDES {
            return Err(format!("more than {MOST_INCLUDES} files are included"));
        }
        let root = match read_one(folder, &path) {
            Ok(root) => root,
            Err(error) if path == file => return Err(error),
            Err(error) => {
                pipeline.unseen.insert(format!("local: {path} ({error})"));
                continue;
            }
        };
        let Node::Map(map) = root.as_ref() else { return Err(format!("`{path}` is no mapping")) };
        open.extend(map.get("include").map(|include| pipeline.includes(include)).unwrap_or_default());
        // What includes goes before what is included; of two includes the later one, which is read first.
        for (key, value) in map {
            pipeline.top.entry(key.clone()).or_default().push(Arc::clone(value));
        }
    }
    Ok(pipeline)
}

fn read_one(folder: &Path, path: &str) -> Result<Arc<Node>, String> {
    let (_, bytes) = collect::read_file(&folder.join(path), LARGEST).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| format!("`{path}` is not UTF-8"))?;
    yaml::read(&text).map_err(|error| format!("`{path}`: {error}"))
}

impl Pipeline {
    /// The local files that an `include` names; the others are noted.
    fn includes(&mut self, include: &Node) -> Vec<String> {
        let remote = |text: &str| text.starts_with("http://") || text.starts_with("https://");
        let mut local = Vec::new();
        for entry in include.parts() {
            let named = match entry {
                Node::Scalar(text) if !remote(text) => Some(text.as_str()),
                entry => entry.get("local").and_then(|path| path.text()),
            };
            match named.map(|path| path.trim_start_matches('/')).filter(|path| is_one_file(path)) {
                Some(path) => local.push(path.to_owned()),
                None => drop(self.unseen.insert(described(entry))),
            }
        }
        local
    }

    /// Every job that is not hidden, by name.
    pub(super) fn jobs(&self) -> impl Iterator<Item = Job<'_>> {
        let jobs = self.top.iter().filter(|(name, nodes)| {
            let is_mapping = nodes.iter().any(|node| matches!(node.as_ref(), Node::Map(_)));
            is_mapping && !name.starts_with('.') && !NO_JOBS.contains(&name.as_str())
        });
        jobs.map(|(name, _)| Job { name, pipeline: self, lineage: self.lineage(name) })
    }

    /// The stage of the gate: that of the job that runs this program, or the one handed to an include of it.
    pub(super) fn gate_stage(&self) -> Option<&str> {
        let of_job = self.jobs().find(Job::is_gate).map(|job| job.stage()).filter(|stage| !stage.contains("$["));
        let includes = self.top.get("include").into_iter().flatten();
        let mut entries = includes.flat_map(|include| include.parts());
        let of_include = || {
            let ours = entries.find(|entry| described(entry).contains("freigabe"))?;
            ours.get("inputs")?.get("stage")?.text()
        };
        of_job.or_else(of_include)
    }

    /// Whether a stage does not come before that of the gate. Stages that are not listed are not compared.
    pub(super) fn is_too_late(&self, stage: &str, gate: &str) -> bool {
        let listed = self.top.get("stages").and_then(|nodes| nodes.first()).map(|node| node.texts());
        let stages = listed.unwrap_or_else(|| vec!["build", "test", "deploy"]);
        let place = |name: &str| match name {
            ".pre" => Some(0),
            ".post" => Some(usize::MAX),
            name => stages.iter().position(|stage| *stage == name).map(|place| place.saturating_add(1)),
        };
        place(stage).zip(place(gate)).is_some_and(|(stage, gate)| stage >= gate)
    }

    /// What makes up a job: all that stands under its name, then what it extends. Of several parents
    /// the last goes first.
    fn lineage(&self, job: &str) -> Vec<&Node> {
        let mut lineage = Vec::new();
        let mut open = vec![(job, 0_usize)];
        while let Some((name, depth)) = open.pop() {
            let nodes = self.top.get(name).map(Vec::as_slice).unwrap_or_default();
            lineage.extend(nodes.iter().map(Arc::as_ref));
            if depth >= MOST_EXTENDS || lineage.len() > MOST_PARTS {
                break;
            }
            let parents = nodes.iter().find_map(|node| node.get("extends")).map(|extends| extends.texts());
            open.extend(parents.into_iter().flatten().map(|parent| (parent, depth.saturating_add(1))));
        }
        lineage
    }

    /// What a key and the keys below it lead to.
    fn at<'p>(&'p self, names: &[String]) -> Option<&'p Arc<Node>> {
        let (first, rest) = names.split_first()?;
        let below = |node: &'p Arc<Node>| rest.iter().try_fold(node, |node, name| node.get(name));
        self.top.get(first)?.iter().find_map(below)
    }
}

/// An include as its file writes it, on one line.
fn described(entry: &Node) -> String {
    match entry {
        Node::Map(map) => {
            let shown = ["component", "project", "remote", "template", "local"];
            let named = shown.iter().find_map(|key| Some(format!("{key}: {}", map.get(*key)?.text()?)));
            named.unwrap_or_else(|| "an include of a form not known here".to_owned())
        }
        entry => entry.texts().join(", "),
    }
}

impl<'p> Job<'p> {
    /// The keyword, by the nearest that has it.
    fn keyword(&self, key: &str) -> Option<&'p Arc<Node>> {
        self.lineage.iter().find_map(|node| node.get(key))
    }

    /// What is under `artifacts`: `extends` merges mappings key by key, `default` counts where a job
    /// has no `artifacts` at all.
    pub(super) fn artifacts(&self, path: &[&str]) -> Option<&'p Arc<Node>> {
        let under = |artifacts: &'p Arc<Node>| path.iter().try_fold(artifacts, |node, key| node.get(key));
        if self.keyword("artifacts").is_some() {
            return self.lineage.iter().filter_map(|node| node.get("artifacts")).find_map(under);
        }
        self.pipeline.at(&["default".to_owned(), "artifacts".to_owned()]).and_then(under)
    }

    /// Whether it only starts another pipeline, and so has no artifacts (`trigger`).
    pub(super) fn is_trigger(&self) -> bool {
        self.keyword("trigger").is_some()
    }

    /// Whether it runs this program.
    pub(super) fn is_gate(&self) -> bool {
        self.commands().iter().any(|line| line.contains("freigabe"))
    }

    /// Its stage, which is `test` where it names none.
    pub(super) fn stage(&self) -> &'p str {
        self.keyword("stage").and_then(|stage| stage.text()).unwrap_or("test")
    }

    /// Whether what it keeps is named by a reference, which is not followed here.
    pub(super) fn refers_to_artifacts(&self) -> bool {
        self.keyword("artifacts").is_some_and(|node| matches!(node.as_ref(), Node::Reference(_)))
    }

    /// The commands that it runs, references resolved.
    pub(super) fn commands(&self) -> Vec<&'p str> {
        let keys = ["before_script", "script", "after_script"];
        let mut found = Texts { pipeline: self.pipeline, visits: 0, texts: Vec::new() };
        keys.iter().filter_map(|key| self.keyword(key)).for_each(|node| found.add(node, MOST_NESTED));
        found.texts
    }

    /// The texts of a list, references resolved.
    pub(super) fn texts(&self, node: &'p Node) -> Vec<&'p str> {
        let mut found = Texts { pipeline: self.pipeline, visits: 0, texts: Vec::new() };
        found.add(node, MOST_NESTED);
        found.texts
    }
}

/// The texts of nested lists, as many as anybody writes.
struct Texts<'p> {
    pipeline: &'p Pipeline,
    visits: usize,
    texts: Vec<&'p str>,
}

impl<'p> Texts<'p> {
    fn add(&mut self, node: &'p Node, depth: usize) {
        self.visits = self.visits.saturating_add(1);
        let Some(deeper) = depth.checked_sub(1).filter(|_| self.visits < MOST_COMMANDS) else { return };
        match node {
            Node::Scalar(text) => self.texts.push(text),
            Node::List(items) => {
                for item in items.iter().take(MOST_COMMANDS.saturating_sub(self.visits)) {
                    self.add(item, deeper);
                }
            }
            Node::Reference(names) => {
                if let Some(found) = self.pipeline.at(names) {
                    self.add(found, deeper);
                }
            }
            Node::Map(_) => {}
        }
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the project's own files say in the configuration of the pipeline, and what they include.
//!
//! The files of the commit are read, not what GitLab's linter (`ci/lint`) makes of them: the linter puts
//! them together anew, without the variables of the pipeline that ran, and so leaves out an include whose
//! `rules` held for that one only. Here every include counts. What GitLab could read otherwise than this
//! does is not guessed at: then nothing was seen.

use std::collections::{BTreeMap, BTreeSet};

use gitlab::api::projects::repository::files::FileRaw;

use super::{
    ask::{Client, Sources},
    question::Question,
    yaml::{self, CONTESTED, Node},
};
use crate::model::{Cause, Configuration, ConfigurationFile, FactKind, Include, Pipeline, Seen, Text, Unseen};

/// GitLab reads no larger file.
const LARGEST: u64 = 2 << 20;
/// The most bytes of all files.
const MOST_BYTES: u64 = 16 << 20;
/// GitLab follows no more includes of a pipeline.
const MOST_FILES: usize = 150;
const MOST_INCLUDES: usize = 1_000;
/// No path or address is longer; an alias could repeat it as often as there are includes.
const LONGEST: usize = 4_096;
/// Nobody writes so many jobs.
const MOST_KEYS: usize = 20_000;

/// What starts a pipeline that takes its configuration from the project's file, in GitLab's words. Others
/// take it from the job that starts them, from a policy or from elsewhere.
const OF_THE_PROJECT: &[&str] =
    &["api", "external_pull_request_event", "merge_request_event", "pipeline", "push", "schedule", "trigger", "web"];

/// What stands in both parts of a file with a header.
const NOT_KEPT: &[&str] = &["include", "spec"];

/// What GitLab's own document calls JSON is sent as text (`lib/api/helpers.rb`, `send_git_blob`).
const TEXT: &[&str] = &["text/plain", "*/*;q=0.1"];

/// The configuration of a pipeline, from the files of its commit.
pub(super) async fn configuration(client: &Client<'_>, pipeline: &Pipeline, sources: &Sources) -> Seen<Configuration> {
    let path = pipeline.config_path.as_ref();
    let path = path.map_err(|unseen| Unseen { fact: FactKind::Configuration, ..unseen.clone() })?;
    let mut reading =
        Reading { client, pipeline, sources, bytes: 0, keys: 0, files: BTreeMap::new(), includes: BTreeSet::new() };
    if let Some(why) = elsewhere(pipeline, path) {
        return Err(reading.unseen(".gitlab-ci.yml", Cause::Unreachable(why)));
    }
    let mut open = vec![path.trim_start_matches('/').to_owned()];
    while let Some(path) = open.pop() {
        if !reading.files.contains_key(path.as_str()) {
            open.extend(reading.file(path).await?);
        }
    }
    let files = reading.files.into_iter().map(|(path, keys)| ConfigurationFile { path, keys });
    let (files, includes) = (files.collect(), reading.includes.into_iter().collect());
    Ok(Configuration { commit: pipeline.commit.clone(), files, includes })
}

/// Why the files of the project do not say what the pipeline did.
fn elsewhere(pipeline: &Pipeline, path: &str) -> Option<Text> {
    let source = pipeline.source.as_deref().unwrap_or_default();
    if !OF_THE_PROJECT.contains(&source) {
        return Some(Text::new(
            "the way in which this pipeline was started does not say that it took its configuration from the project",
            "so, wie diese Pipeline gestartet wurde, steht nicht fest, dass ihre Konfiguration aus dem Projekt stammt",
        ));
    }
    if path.contains('@') || path.contains("://") || !yaml::is_one_file(path.trim_start_matches('/')) {
        return Some(Text::new(
            "the configuration lies outside of the project",
            "die Konfiguration liegt außerhalb des Projekts",
        ));
    }
    None
}

struct Reading<'r, 'c> {
    client: &'r Client<'c>,
    pipeline: &'r Pipeline,
    sources: &'r Sources,
    bytes: u64,
    keys: usize,
    files: BTreeMap<Box<str>, Vec<Box<str>>>,
    includes: BTreeSet<Include>,
}

impl Reading<'_, '_> {
    /// Reads a file; the local files that it includes.
    async fn file(&mut self, path: String) -> Seen<Vec<String>> {
        if self.files.len() >= MOST_FILES {
            return Err(self.unseen(&path, super::too_much(MOST_FILES)));
        }
        let bytes = self.client.file(&self.question(&path)?, LARGEST, self.sources).await?;
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > MOST_BYTES {
            let (en, de) = ("the files together are too large", "die Dateien sind zusammen zu groß");
            return Err(self.unseen(&path, Cause::TooMuch(Text::new(en, de))));
        }
        let (keys, included) = top(&bytes).map_err(|why| self.unseen(&path, Cause::Malformed(why)))?;
        let mut local = Vec::new();
        for include in included {
            match include {
                Named::Local(path) => local.push(path),
                Named::Other(location) => {
                    self.includes.extend([Include { location: location.into(), file: path.as_str().into() }]);
                }
            }
        }
        self.keys = self.keys.saturating_add(keys.len());
        if self.keys > MOST_KEYS {
            return Err(self.unseen(&path, super::too_much(MOST_KEYS)));
        }
        if self.includes.len() > MOST_INCLUDES {
            return Err(self.unseen(&path, super::too_much(MOST_INCLUDES)));
        }
        self.files.insert(path.into(), keys);
        Ok(local)
    }

    fn question(&self, path: &str) -> Seen<Question> {
        let mut endpoint = FileRaw::builder();
        endpoint.project(self.client.project).file_path(path).ref_(self.pipeline.commit.as_str());
        let words = ("a file of the pipeline's configuration", "eine Datei der Konfiguration der Pipeline");
        let question = self.client.closed((FactKind::Configuration, "Reporter"), endpoint.build(), words)?;
        Ok(Question { accept: TEXT, ..question })
    }

    fn unseen(&self, path: &str, cause: Cause) -> Unseen {
        match self.question(path) {
            Ok(question) => self.client.unseen(&question, cause),
            Err(unseen) => unseen,
        }
    }
}

/// What an include names.
enum Named {
    /// A file of the project.
    Local(String),
    /// Something else, as [`Include::location`].
    Other(String),
}

/// The keys at the top of a file, and what it includes.
fn top(bytes: &[u8]) -> Result<(Vec<Box<str>>, Vec<Named>), Text> {
    let text = std::str::from_utf8(bytes).map_err(|_| Text::new("it is not UTF-8", "sie ist nicht UTF-8"))?;
    if !is_settled(text) {
        return Err(ambiguous());
    }
    let root = yaml::read(text).map_err(|error| {
        Text::new(format!("it could not be read: {error}"), format!("sie war nicht zu lesen: {error}"))
    })?;
    let Node::Map(map) = root.as_ref() else {
        return Err(Text::new("it is no mapping", "sie ist keine Zuordnung von Schlüsseln"));
    };
    if map.keys().any(|key| is_unsure(key)) {
        return Err(ambiguous());
    }
    let mut named = Vec::new();
    for include in map.get("include").into_iter().flat_map(|node| node.parts()) {
        named.extend(names(include)?);
        if named.len() > MOST_INCLUDES {
            return Err(too_many());
        }
    }
    let keys: BTreeSet<&str> = map.keys().map(String::as_str).filter(|key| !NOT_KEPT.contains(key)).collect();
    Ok((keys.into_iter().map(Into::into).collect(), named))
}

/// Whether GitLab finds the same lines and documents in a text. It cuts the text where a line begins with
/// `---`, taking away all white space behind that, and reads the first document of each part; its YAML
/// (1.1) ends a line where that of today (1.2) does not, and takes a mark of the byte order for an
/// indentation. Each could hide a job.
fn is_settled(text: &str) -> bool {
    if text.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{feff}']) {
        return false;
    }
    let mut is_first = false;
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).all(|line| {
        let begins = line.starts_with("---");
        let is_indented = is_first && line.starts_with(char::is_whitespace) && !line.trim().is_empty();
        is_first = begins || (is_first && line.trim().is_empty());
        !is_indented && !line.contains('\r') && !line.starts_with("...") && (!begins || line.trim_end() == "---")
    })
}

/// Whether GitLab could find another name in a key: what begins with a colon is a symbol to Ruby, and
/// inputs make names.
fn is_unsure(key: &str) -> bool {
    key == CONTESTED || key.starts_with(':') || key.contains("$[[")
}

/// What one entry of an `include` names; of a project it can be several files.
fn names(entry: &Node) -> Result<Vec<Named>, Text> {
    let is_short = |text: &&str| text.len() <= LONGEST;
    let map = match entry {
        Node::Scalar(text) if text.len() > LONGEST => return Err(too_many()),
        Node::Scalar(text) if ["", "~", "null"].contains(&text.as_str()) => return Ok(Vec::new()),
        Node::Scalar(text) if is_address(text) => return Ok(vec![Named::Other(remote(text, None))]),
        Node::Scalar(text) => return Ok(vec![local(text)?]),
        Node::Map(map) if !map.keys().any(|key| is_unsure(key)) => map,
        _ => return Err(ambiguous()),
    };
    let of = |wanted: &str| map.get(wanted).map(AsRef::as_ref);
    let text = |wanted| of(wanted).and_then(Node::text).filter(is_short).filter(|text| !text.contains("$[["));
    let kinds = ["artifact", "component", "local", "project", "remote", "template"];
    let kinds: Vec<&str> = kinds.into_iter().filter(|kind| of(kind).is_some()).collect();
    let [kind] = *kinds.as_slice() else { return Err(ambiguous()) };
    let place = text(kind).ok_or_else(ambiguous)?;
    match kind {
        "local" => Ok(vec![local(place)?]),
        "remote" => Ok(vec![Named::Other(remote(place, text("integrity")))]),
        "template" => Ok(vec![Named::Other(located(kind, place, None))]),
        "component" => {
            let (place, version) = place.rsplit_once('@').map_or((place, None), |(place, of)| (place, Some(of)));
            Ok(vec![Named::Other(located(kind, place, version))])
        }
        "project" => {
            let files: Option<Vec<&str>> = of("file").map(Node::parts).and_then(|files| {
                files
                    .into_iter()
                    .map(|file| file.text().filter(is_short).filter(|file| !file.contains("$[[")))
                    .collect()
            });
            let files = files.ok_or_else(ambiguous)?;
            if files.len() > MOST_INCLUDES {
                return Err(too_many());
            }
            let place = |file: &str| format!("{place}/{}", file.trim_start_matches('/'));
            let location = |file| Named::Other(located(kind, &place(file), text("ref")));
            Ok(files.into_iter().map(location).collect())
        }
        _ => Err(ambiguous()),
    }
}

fn local(path: &str) -> Result<Named, Text> {
    let path = path.trim_start_matches('/');
    if yaml::is_one_file(path) && !path.contains("$[[") {
        return Ok(Named::Local(path.to_owned()));
    }
    Err(Text::new(
        "it includes local files by a pattern or a variable; name them one by one",
        "sie bindet lokale Dateien über ein Muster oder eine Variable ein; sie einzeln nennen",
    ))
}

fn is_address(text: &str) -> bool {
    text.contains("://")
}

/// The address of a remote file without what may be a secret in it, and what it is pinned to.
fn remote(address: &str, integrity: Option<&str>) -> String {
    let (start, rest) = address.split_once("://").unwrap_or(("", address));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host.to_owned(), |(_, host)| format!("…{host}"));
    let path =
        path.find(['?', '#']).map_or(path.to_owned(), |end| format!("{}?…", path.get(..end).unwrap_or_default()));
    located("remote", &format!("{start}://{host}/{path}"), integrity)
}

/// A location with what it is pinned to behind the only `@`, so that no part of it passes for a pin.
fn located(kind: &str, place: &str, pin: Option<&str>) -> String {
    let plain = |text: &str| text.replace('@', "%40");
    let pin = pin.map(|pin| format!("@{}", plain(pin))).unwrap_or_default();
    format!("{kind}:{}{pin}", plain(place))
}

fn too_many() -> Text {
    Text::new(
        format!("it includes more than {MOST_INCLUDES} files, or one by more than {LONGEST} bytes"),
        format!("sie bindet mehr als {MOST_INCLUDES} Dateien ein oder nennt eine mit mehr als {LONGEST} Bytes"),
    )
}

fn ambiguous() -> Text {
    Text::new(
        "GitLab could read it otherwise than this program: keys or includes that stand twice, are merged, are made of inputs or are of a form not known here, or characters that end a line or a document there",
        "GitLab könnte sie anders lesen als dieses Programm: Schlüssel oder Einbindungen, die doppelt stehen, verschmolzen, aus Inputs gebildet oder von unbekannter Form sind, oder Zeichen, die dort eine Zeile oder ein Dokument beenden",
    )
}

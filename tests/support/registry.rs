// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Registries on this machine: Debian's `docker-registry`, which knows no list of referrers, and answers
//! as a stand-in of ours gives them, also with that list.

use std::{
    collections::BTreeSet,
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use freigabe::remote::{Aim, Answer, Bounds, Connection, Method, Remote, Request, SystemClock};
use serde_json::{Value, json};

use super::{
    layout::{IMAGE_INDEX, Layout, MANIFEST},
    server::{Received, Reply},
};

/// The repository that everything lies in.
pub(crate) const NAME: &str = "demo/app";

/// Whether these programs are there; says so where not.
pub(crate) fn are_there(programs: &[&str]) -> bool {
    let missing = programs.iter().find(|program| Command::new(program).arg("--version").output().is_err());
    if let Some(program) = missing {
        println!("skipped: needs {program}; `.ci/run` installs it");
    }
    missing.is_none()
}

/// A registry on a port of this machine; stopped with its value.
pub(crate) struct Registry {
    process: Child,
    pub(crate) address: String,
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Registry {
    /// Starts one that keeps what it is given in a folder.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_at(folder, 0).unwrap()
    }

    /// The same at a port; `None` where that is taken.
    pub(crate) fn start_at(folder: &Path, port: u16) -> Option<Self> {
        let port = TcpListener::bind(("127.0.0.1", port)).ok()?.local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let config = folder.join("registry.yml");
        let text = format!(
            "version: 0.1\nlog: {{level: error}}\nstorage:\n  filesystem: {{rootdirectory: {}}}\nhttp: {{addr: \"{address}\"}}\n",
            folder.join("registry").display()
        );
        fs::write(&config, text).unwrap();
        let mut command = Command::new("docker-registry");
        let process = command.arg("serve").arg(&config).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let registry = Self { process, address };
        for _ in 0..200 {
            if TcpStream::connect(&registry.address).is_ok() {
                return Some(registry);
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("the registry does not answer");
    }

    /// Pushes everything in a layout into a repository, byte by byte as it is.
    pub(crate) fn push(&self, name: &str, layout: &Layout) {
        let base = format!("http://{}", self.address).parse().unwrap();
        let clock = Arc::new(SystemClock::start());
        let remote = Remote::new(base, &Connection::default(), Vec::new(), (Bounds::default(), clock)).unwrap();
        let send = |method, path: &str, body: Option<(&'static str, &[u8])>| -> Answer {
            remote
                .block_on(remote.ask(&Request { method, path, token: None, body, accept: &[], aim: Aim::Answer }))
                .unwrap()
        };
        for (hex, bytes) in &layout.blobs {
            let begun = send(Method::POST, &format!("/v2/{name}/blobs/uploads/"), None);
            let place = begun.header("location").next().unwrap().split_once(&self.address).unwrap().1.to_owned();
            let octets = Some(("application/octet-stream", bytes.as_slice()));
            assert_eq!(send(Method::PUT, &format!("{place}&digest=sha256:{hex}"), octets).status, 201);
        }
        // An index can only name what is there.
        for wanted in [MANIFEST, IMAGE_INDEX] {
            for (hex, bytes) in layout.blobs.iter().filter(|(_, bytes)| media_type(bytes) == Some(wanted)) {
                for reference in layout.names(hex) {
                    let path = format!("/v2/{name}/manifests/{reference}");
                    let pushed = send(Method::PUT, &path, Some((wanted, bytes)));
                    assert_eq!(pushed.status, 201, "{path}: {}", String::from_utf8_lossy(&pushed.body));
                }
            }
        }
    }
}

pub(crate) fn skopeo(arguments: &[&str]) -> String {
    let output = Command::new("skopeo").arg("--insecure-policy").args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Layout {
    /// A layout on disk.
    pub(crate) fn read(folder: &Path) -> Self {
        let index: Value = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
        let files = fs::read_dir(folder.join("blobs/sha256")).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        Self {
            blobs: files.map(|path| (name(&path), fs::read(&path).unwrap())).collect(),
            top: index["manifests"].as_array().unwrap().clone(),
        }
    }

    /// Everything that a blob goes by: its digest, and its tags.
    fn names(&self, hex: &str) -> BTreeSet<String> {
        let digest = format!("sha256:{hex}");
        let listed = self.top.iter().filter(|descriptor| descriptor["digest"] == digest.as_str());
        let tags = listed.filter_map(|listed| listed["annotations"]["org.opencontainers.image.ref.name"].as_str());
        tags.map(str::to_owned).chain([digest.clone()]).collect()
    }

    /// The index or manifest of a name, as a registry sends it.
    fn manifest_of(&self, name: &str) -> Reply {
        let (hex, bytes) = match self.blobs.iter().find(|(hex, _)| self.names(hex).contains(name)) {
            Some(found) => found,
            None => return Reply::status(404, r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"unknown"}]}"#),
        };
        let media_type = media_type(bytes).unwrap_or_default().to_owned();
        let headers = vec![("content-type", media_type), ("docker-content-digest", format!("sha256:{hex}"))];
        Reply::Whole(200, headers, bytes.clone())
    }

    /// The list of what refers to a digest.
    pub(crate) fn referrers_of(&self, digest: &str) -> Vec<Value> {
        let refers = |(hex, bytes): (&String, &Vec<u8>)| {
            let manifest: Value = serde_json::from_slice(bytes).ok()?;
            let listed = json!({ "mediaType": MANIFEST, "digest": format!("sha256:{hex}"), "size": bytes.len() });
            (manifest["subject"]["digest"] == digest).then_some(listed)
        };
        self.blobs.iter().filter_map(refers).collect()
    }

    /// What a registry that holds this answers.
    pub(crate) fn answer(&self, request: &Received, has_referrers: bool) -> Reply {
        let rest = request.bare().strip_prefix(&format!("/v2/{NAME}/")).unwrap_or_default();
        match rest.split_once('/') {
            Some(("manifests", name)) => self.manifest_of(name),
            Some(("blobs", digest)) => match self.blobs.get(digest.trim_start_matches("sha256:")) {
                Some(bytes) => Reply::Whole(200, Vec::new(), bytes.clone()),
                None => Reply::status(404, r#"{"errors":[{"code":"BLOB_UNKNOWN"}]}"#),
            },
            Some(("referrers", digest)) if has_referrers => page(&self.referrers_of(digest), None),
            _ => Reply::Whole(404, vec![("content-type", "text/plain".to_owned())], b"404 page not found".to_vec()),
        }
    }
}

/// A page of a list of referrers, and where the next one is.
pub(crate) fn page(listed: &[Value], next: Option<String>) -> Reply {
    let index = json!({ "schemaVersion": 2, "mediaType": IMAGE_INDEX, "manifests": listed });
    let link = next.map(|next| ("link", format!("<{next}>; rel=\"next\"")));
    let headers = [("content-type", IMAGE_INDEX.to_owned())].into_iter().chain(link).collect();
    Reply::Whole(200, headers, index.to_string().into_bytes())
}

/// What an index or manifest says that it is.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    [MANIFEST, IMAGE_INDEX].into_iter().find(|media_type| value["mediaType"] == *media_type)
}

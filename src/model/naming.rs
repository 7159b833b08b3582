// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What signed lists and signed payloads call the things that they vouch for. A digest tells which bytes
//! are meant, and a name which of the files or repositories with these bytes: who signed an old file
//! under its name did not sign it as the new one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Artifact, Claim, Doubt, DoubtCode, Endorsement, Release, Statement, Subject, Text};

/// What stands before the name of an image in a registry, and before nothing else.
const SCHEMES: [&str; 2] = ["docker://", "oci://"];
/// Where images lie that name no registry, in the words of Docker.
const DOCKER_HUB: &[&str] = &["index.docker.io/", "docker.io/"];

/// Whether a text names an image in a registry, rightly or not.
pub fn is_in_registry(text: &str) -> bool {
    without_scheme(text).is_some()
}

/// What a text says of an image in a registry; `None` where it names something else.
pub fn without_scheme(text: &str) -> Option<&str> {
    SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme))
}

/// Takes the subjects of a signed statement that are artifacts under other names, with a doubt for each
/// artifact.
pub fn take_misnamed(statement: &mut Statement, release: &Release) -> (Vec<Subject>, Vec<Doubt>) {
    let Claim::Signature(endorsement) = &statement.claim else { return (Vec::new(), Vec::new()) };
    // The same bytes may stand in a list under several names.
    let vouched_for: Vec<bool> =
        release.artifacts.iter().map(|a| vouches(endorsement, &statement.subjects, a)).collect();
    let mut doubts = BTreeMap::new();
    let mut is_misnamed = |subject: &Subject| {
        let Subject::Artifact { name: Some(name), digests } = subject else { return false };
        let found = release.matching_artifacts(digests);
        let Some(first) = found.first() else { return false };
        if found.iter().any(|index| vouched_for.get(*index).is_some_and(|vouched| *vouched)) {
            return false;
        }
        let artifact = release.artifacts.get(*first).map_or("", |artifact| &artifact.name);
        doubts.entry(*first).or_insert_with(|| match endorsement {
            Endorsement::Checksums => other_name(artifact, name),
            _ => other_repository(artifact, name),
        });
        true
    };
    let (misnamed, meant) = std::mem::take(&mut statement.subjects).into_iter().partition(|s| is_misnamed(s));
    statement.subjects = meant;
    (misnamed, doubts.into_values().collect())
}

/// Whether one of the subjects is an artifact, and means it by its name.
fn vouches(endorsement: &Endorsement, subjects: &[Subject], artifact: &Artifact) -> bool {
    let means = |name: Option<&str>| match endorsement {
        Endorsement::Checksums => is_meant(name, artifact),
        Endorsement::Signature => artifact.size.is_some() || means_image(name, &artifact.name),
        Endorsement::Commit | Endorsement::Tag(_) => true,
    };
    let named = |subject: &Subject| match subject {
        Subject::Artifact { name, digests } => artifact.digests.agree(digests) && means(name.as_deref()),
        _ => false,
    };
    subjects.iter().any(named)
}

/// Whether a list of checksums means an artifact by its name, where it has one beside its digest.
pub fn is_meant(listed: Option<&str>, artifact: &Artifact) -> bool {
    let own = match artifact.size {
        Some(_) => Some(artifact.name.as_str()),
        // No list calls an image by where it lies.
        None if is_in_registry(&artifact.name) => None,
        None => artifact.name.rsplit_once('@').map(|(name, _)| name),
    };
    own.is_none_or(|own| means_file(listed, own))
}

/// Whether a list of checksums means the file at a path: they have one file name, or the list names none.
fn means_file(listed: Option<&str>, path: &str) -> bool {
    listed.is_none_or(|listed| is_one_of(listed, &BTreeSet::from([file_name(path)])))
}

/// Whether a name in a list is one of these file names, or says that it names none.
pub fn is_one_of(listed: &str, own: &BTreeSet<&str>) -> bool {
    listed == "-" || own.contains(file_name(listed))
}

/// The last part of a path, also of one inside an archive.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '!', '\\']).next().unwrap_or(path)
}

/// Whether a signature over an image of a repository means an image by its name: the repository, or what
/// the user named of it from the end. An image without a name is known by its digest alone; one in a
/// registry has always a name.
fn means_image(reference: Option<&str>, name: &str) -> bool {
    let in_registry = without_scheme(name);
    let Some(name) = in_registry.or(name.rsplit_once('@').map(|(name, _)| name)) else { return true };
    let (Some(signed), released) = (reference.map(repository), repository(name)) else { return true };
    let ends_so = || signed.strip_suffix(released).is_some_and(|front| front.ends_with('/'));
    signed == released || (in_registry.is_none() && ends_so())
}

/// The repository of a reference to an image, without tag, digest and the default registry.
fn repository(reference: &str) -> &str {
    let plain = reference.split_once('@').map_or(reference, |(name, _)| name);
    let tag = plain.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'));
    let plain = tag.map_or(plain, |(name, _)| name);
    let in_hub = DOCKER_HUB.iter().find_map(|hub| plain.strip_prefix(hub)).unwrap_or(plain);
    in_hub.strip_prefix("library/").unwrap_or(in_hub)
}

/// A list holds the digest of a file under another name.
pub fn other_name(path: &str, listed: &str) -> Doubt {
    let listed = listed.escape_debug();
    Doubt::new(
        DoubtCode::OtherName,
        Text::new(
            format!(
                "the list of checksums has the digest of `{path}` under the name `{listed}`; give the file the name in the list again, or name it by its digest alone"
            ),
            format!(
                "Die Prüfsummenliste führt den Digest von `{path}` unter dem Namen `{listed}`; der Datei wieder den Namen aus der Liste geben oder nur ihren Digest nennen"
            ),
        ),
    )
}

fn other_repository(name: &str, signed: &str) -> Doubt {
    let signed = signed.escape_debug();
    Doubt::new(
        DoubtCode::OtherRepository,
        Text::new(
            format!(
                "the signature is over the image in the repository `{signed}`, not over `{name}`; name the image as it was signed, or, where it was copied on purpose, by its digest alone"
            ),
            format!(
                "Die Signatur gilt dem Image im Repository `{signed}`, nicht `{name}`; das Image so nennen, wie es signiert ist, oder, wo es mit Absicht kopiert wurde, nur seinen Digest"
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_means_files_by_their_last_name() {
        let pairs = [
            ("dist/app.tar", "app.tar", true),
            ("./app.tar", "/builds/x/app.tar", true),
            ("-", "app.tar", true),
            ("old/app.tar", "app.tar.gz", false),
            ("xapp.tar", "app.tar", false),
        ];
        for (listed, path, means) in pairs {
            assert_eq!(means_file(Some(listed), path), means, "{listed} {path}");
        }
        assert!(means_file(None, "app.tar"));
        let artifact = |name: &str, size| {
            let kind = crate::model::ArtifactKind::File;
            Artifact { name: name.to_owned(), kind, digests: [].into_iter().collect(), size }
        };
        for (name, size, means) in [
            ("new.tar", Some(1), false),
            ("new.tar@sha256:00", None, false),
            ("old.tar@sha256:00", None, true),
            ("sha256:00", None, true),
            ("docker://registry.example/app:1", None, true),
            ("docker://registry.example/app:1@sha256:00", None, true),
        ] {
            assert_eq!(is_meant(Some("old.tar"), &artifact(name, size)), means, "{name}");
        }
    }

    #[test]
    fn a_signature_means_images_of_its_repository() {
        let pairs = [
            ("registry.example:5000/group/app", "registry.example:5000/group/app", true),
            ("registry.example/group/app:1.0", "registry.example/group/app", true),
            ("registry.example/group/app", "group/app", true),
            ("index.docker.io/library/nginx", "nginx", true),
            ("registry.example/group/myapp", "app", false),
            ("elsewhere.example/group/app", "registry.example/group/app", false),
            ("app", "registry.example/group/app", false),
        ];
        for (reference, name, means) in pairs {
            assert_eq!(means_image(Some(reference), &format!("{name}@sha256:00")), means, "{reference} {name}");
        }
        let in_registry = [
            ("docker://registry.example:5000/app", true),
            ("docker://registry.example:5000/app:1.0", true),
            ("oci://registry.example:5000/app:1.0@sha256:00", true),
            ("docker://registry.example/app:1.0", false),
            ("docker://mirror.example/app:1.0", false),
        ];
        for (name, means) in in_registry {
            assert_eq!(means_image(Some("registry.example:5000/app"), name), means, "{name}");
        }
        let elsewhere = "evil.example/registry.example:5000/app";
        assert!(!means_image(Some(elsewhere), "docker://registry.example:5000/app:1.0"));
        let hub = "docker://index.docker.io/library/nginx:1";
        assert!(means_image(Some("docker.io/library/nginx"), hub) && !means_image(Some("evil.example/nginx"), hub));
        assert!(means_image(Some("registry.example/app"), "sha256:00") && means_image(None, "app@sha256:00"));
    }
}

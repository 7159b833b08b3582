// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe init`: a starter policy and the gate for GitLab, or advice on a pipeline that is there.
//! Overwrites nothing.

use std::{io::ErrorKind, path::Path};

use super::{Failure, print};
use crate::{
    cli::{InitArgs, POLICY_FILE},
    deliver,
    model::{Lang, Text},
};

mod advice;
mod evidence;
mod pipeline;

const POLICY: &str = include_str!("../../policies/minimal.yaml");
const GATE: &str = include_str!("../../ci-templates/gate.yml");
const GATE_FILE: &str = "freigabe.gitlab-ci.yml";
const PIPELINE_FILE: &str = ".gitlab-ci.yml";
const STAGES: &str = "stages: [build, test, gate, deploy]\n";
const INCLUDE: &str = "include:
  - local: freigabe.gitlab-ci.yml
    inputs:
      stage: gate
      # An image with a shell and freigabe: set this CI/CD variable, or write the image here.
      job_image: $FREIGABE_IMAGE
      # Without such an image name one with curl and sha256sum, and where the static binary is:
      # binary_url: https://…
      # binary_sha256: …
";
const INCLUDE_DE: &str = "include:
  - local: freigabe.gitlab-ci.yml
    inputs:
      stage: gate
      # Ein Image mit einer Shell und freigabe: diese CI/CD-Variable setzen oder das Image hier nennen.
      job_image: $FREIGABE_IMAGE
      language: de
      # Ohne ein solches Image eines mit curl und sha256sum nennen und dazu, wo das statische Programm liegt:
      # binary_url: https://…
      # binary_sha256: …
";

/// Writes what is missing in a folder and says what to do next, or advises on the pipeline in it.
pub(super) fn init(args: &InitArgs) -> Result<u8, Failure> {
    let (folder, lang) = (args.folder.as_path(), Lang::from(args.lang));
    if args.gitlab {
        return print(&advice::on(folder, lang).map_err(|reason| Failure::usage(reason.in_lang(lang)))?);
    }
    let include = include(lang);
    let mut said = String::new();
    let mut write = |name: &str, text: &str| {
        let written = write(&folder.join(name), text)?;
        let word = if written { Text::new("wrote", "geschrieben:") } else { Text::new("kept ", "behalten:   ") };
        said.push_str(&format!("{} {name}\n", word.in_lang(lang)));
        Ok::<bool, Failure>(written)
    };
    write(POLICY_FILE, &policy(lang))?;
    write(GATE_FILE, GATE)?;
    if !write(PIPELINE_FILE, &format!("{STAGES}\n{include}"))? {
        said.push_str(&format!("{}\n{include}", to_include().in_lang(lang)));
    }
    said.push_str(next().in_lang(lang));
    print(&said)
}

/// The starter policy, whose reports are in this language.
fn policy(lang: Lang) -> String {
    match lang {
        Lang::En => POLICY.to_owned(),
        Lang::De => POLICY.replacen("\n\nrules:\n", "\nlanguage: de\n\nrules:\n", 1),
    }
}

/// The lines that include the gate, whose reports are in this language.
fn include(lang: Lang) -> &'static str {
    match lang {
        Lang::En => INCLUDE,
        Lang::De => INCLUDE_DE,
    }
}

fn to_include() -> Text {
    Text::new(
        "add to it, if it is not there yet, and to `stages` a `gate` after the stages that make\nevidence and before those that release:\n",
        "Dort ergänzen, falls noch nicht vorhanden, und unter `stages` ein `gate` nach den Stages, die\nNachweise erzeugen, und vor denen, die freigeben:\n",
    )
}

fn next() -> Text {
    Text::new(
        "\nnext: let the jobs that make SBOM, scan and test reports hand them on (`artifacts:paths`,\n      `when: always`); `freigabe init --gitlab` tells which do not yet.\n      Then try it here: freigabe check .\n",
        "\nAls Nächstes: die Jobs, die SBOMs, Prüf- und Testberichte erzeugen, diese weitergeben lassen\n      (`artifacts:paths`, `when: always`); `freigabe init --gitlab` nennt, welche es noch nicht tun.\n      Dann hier versuchen: freigabe check .\n",
    )
}

/// Whether the file was written; it is kept when it exists.
fn write(path: &Path, text: &str) -> Result<bool, Failure> {
    match deliver::new_file(path, text.as_bytes()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Failure::unreachable(format!("could not write `{}`: {error}", path.display()))),
    }
}

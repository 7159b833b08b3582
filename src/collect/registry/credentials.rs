// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Names and passwords for registries, where jobs have them: `auths` of Docker's `config.json`, and for
//! the registry of GitLab the variables of the job. No credential helper is run.

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::{RegistryError, reference::address};
use crate::{
    collect::{
        file::{ReadFailure, read},
        network::{SMALL, Variables},
    },
    remote::{Address, Token, TokenHeader},
};

/// A name and a password.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    /// Both, as they are presented.
    pub(super) basic: Token,
    /// The password alone, so that it stands in no error either.
    pub(super) password: Option<Token>,
    /// Where they were found, for people.
    pub(super) source: String,
}

/// The file `config.json` of Docker, as far as it holds passwords.
#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    auths: BTreeMap<String, Entry>,
}

#[derive(Default, Deserialize)]
struct Entry {
    /// Name, `:` and password, in base64.
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
}

/// The credentials for a registry, and for no other.
pub(super) fn credentials(registry: &Address, set: Variables<'_>) -> Result<Option<Credentials>, RegistryError> {
    let is_meant = |host: &str| address(host).is_some_and(|address| address.origin() == registry.origin());
    if let Some(found) = of_docker(&is_meant, set)? {
        return Ok(Some(found));
    }
    if !set("CI_REGISTRY").is_some_and(|host| is_meant(&host)) {
        return Ok(None);
    }
    let (Some(name), Some(password)) = (set("CI_REGISTRY_USER"), set("CI_REGISTRY_PASSWORD")) else { return Ok(None) };
    of_pair(&name, &password, "CI_REGISTRY_PASSWORD").map(Some)
}

fn of_docker(is_meant: &dyn Fn(&str) -> bool, set: Variables<'_>) -> Result<Option<Credentials>, RegistryError> {
    let home = || set("HOME").map(|home| Path::new(&home).join(".docker"));
    let Some(folder) = set("DOCKER_CONFIG").map(PathBuf::from).or_else(home) else { return Ok(None) };
    let path = folder.join("config.json");
    let bytes = match read(&path, SMALL) {
        Ok(bytes) => bytes,
        Err(ReadFailure::Io(_, error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(failure) => return Err(RegistryError::Unreadable(failure)),
    };
    let source = path.display().to_string();
    // What is wrong with it is not told: the words of the reader could repeat it.
    let not_read = |_| RegistryError::NotCredentials(source.clone());
    let Config { auths } = serde_json::from_slice(&bytes).map_err(not_read)?;
    let Some((_, entry)) = auths.into_iter().find(|(key, _)| is_meant(host_of(key))) else { return Ok(None) };
    match entry {
        Entry { auth: Some(auth), .. } if !auth.is_empty() => {
            let none = || RegistryError::NotCredentials(source.clone());
            let plain = STANDARD.decode(auth.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let plain = plain.ok_or_else(none)?;
            let (name, password) = plain.split_once(':').ok_or_else(none)?;
            of_pair(name, password, &source).map(Some)
        }
        Entry { username: Some(name), password: Some(password), .. } => of_pair(&name, &password, &source).map(Some),
        // A helper keeps them.
        _ => Ok(None),
    }
}

/// The host and port that a key of `auths` is about.
fn host_of(key: &str) -> &str {
    let plain = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let plain = plain.trim_end_matches('/');
    ["/v1", "/v2"].iter().find_map(|version| plain.strip_suffix(version)).unwrap_or(plain)
}

fn of_pair(name: &str, password: &str, source: &str) -> Result<Credentials, RegistryError> {
    let basic = Token::new(&STANDARD.encode(format!("{name}:{password}")), TokenHeader::Basic);
    Ok(Credentials {
        basic: basic.map_err(|_| RegistryError::NotCredentials(source.to_owned()))?,
        password: Token::new(password, TokenHeader::Basic).ok(),
        source: source.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: &[(&str, &str)] =
        &[("CI_REGISTRY", "registry.example"), ("CI_REGISTRY_USER", "job"), ("CI_REGISTRY_PASSWORD", "secret-of-job")];

    /// The name and password for a registry, with this as `config.json`.
    fn found(host: &str, config: Option<&str>) -> Result<Option<String>, RegistryError> {
        let folder = tempfile::tempdir().unwrap();
        if let Some(config) = config {
            std::fs::write(folder.path().join("config.json"), config).unwrap();
        }
        let folder = folder.path().display().to_string();
        let variables = |name: &str| match name {
            "DOCKER_CONFIG" => Some(folder.clone()),
            name => JOB.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
        };
        let found = credentials(&address(host).unwrap(), &variables)?;
        Ok(found.map(|found| {
            assert!(!format!("{found:?}").contains("secret"));
            let written = STANDARD.encode("me:secret-of-me");
            if found.basic == Token::new(&written, TokenHeader::Basic).unwrap() { "me" } else { "job" }.to_owned()
        }))
    }

    fn auths(key: &str) -> String {
        format!(r#"{{"auths":{{"{key}":{{"auth":"{}"}}}}}}"#, STANDARD.encode("me:secret-of-me"))
    }

    #[test]
    fn credentials_are_for_their_registry_alone() {
        let of = |host, config: &str| found(host, Some(config)).unwrap();
        for key in ["registry.example", "https://registry.example/v2/", "Registry.Example:443"] {
            assert_eq!(of("registry.example", &auths(key)).as_deref(), Some("me"), "{key}");
        }
        for key in
            ["registry.example.evil", "registry.example:5000", "evil/registry.example", "registry.example/group", ""]
        {
            assert_eq!(of("registry.example", &auths(key)).as_deref(), Some("job"), "{key}");
            assert_eq!(of("other.example", &auths(key)), None, "{key}");
        }
        assert_eq!(found("registry.example", None).unwrap().as_deref(), Some("job"));
        assert_eq!(found("registry.example:5000", None).unwrap(), None);
    }

    #[test]
    fn both_forms_are_read_and_helpers_are_not_run() {
        let pair = r#"{"auths":{"registry.example":{"username":"me","password":"secret-of-me"}}}"#;
        assert_eq!(found("registry.example", Some(pair)).unwrap().as_deref(), Some("me"));
        let helper = r#"{"auths":{"registry.example":{}},"credsStore":"desktop"}"#;
        assert_eq!(found("registry.example", Some(helper)).unwrap().as_deref(), Some("job"));
    }

    #[test]
    fn what_holds_no_credentials_is_named_and_never_shown() {
        let broken = auths("registry.example").replace("\"}}}", "");
        let no_pair = format!(r#"{{"auths":{{"registry.example":{{"auth":"{}"}}}}}}"#, STANDARD.encode("secretsecret"));
        for config in [broken.as_str(), r#"{"auths":{"registry.example":{"auth":"secret!"}}}"#, &no_pair] {
            let error = found("registry.example", Some(config)).unwrap_err().to_string();
            assert!(error.contains("config.json") && !error.contains("secret"), "{error}");
        }
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a registry asks of those that it does not let in (`WWW-Authenticate`, RFC 9110, section
//! 11.6.1).

/// How a registry wants to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// With a token that the server at `realm` gives (Docker registry token authentication).
    Bearer {
        /// The address of that server.
        realm: String,
        /// The name of the registry there.
        service: Option<String>,
    },
    /// With a name and a password.
    Basic,
}

impl Challenge {
    /// The challenge that the values of the header hold; tokens before passwords.
    pub(super) fn of<'h>(values: impl Iterator<Item = &'h str>) -> Option<Self> {
        let all: Vec<Self> = values.flat_map(challenges).collect();
        let bearer = all.iter().find(|challenge| matches!(challenge, Self::Bearer { .. }));
        bearer.or(all.first()).cloned()
    }
}

/// The challenges of one value that are understood.
fn challenges(value: &str) -> Vec<Challenge> {
    let mut found: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches([' ', ',', '\t']);
        let (word, after) = rest.split_at(rest.find([' ', '=', ',', '\t']).unwrap_or(rest.len()));
        if word.is_empty() {
            break;
        }
        let word = word.to_ascii_lowercase();
        rest = match after.strip_prefix('=') {
            None => {
                found.push((word, Vec::new()));
                after
            }
            Some(written) => {
                let (value, after) = parameter(written);
                if let Some((_, parameters)) = found.last_mut() {
                    parameters.push((word, value));
                }
                after
            }
        };
    }
    found.iter().filter_map(|(scheme, parameters)| understood(scheme, parameters)).collect()
}

/// The value of a parameter, and what follows it. In quotes, `\` stands before a character that is meant.
fn parameter(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, after) = text.split_at(text.find([',', ' ']).unwrap_or(text.len()));
        return (value.to_owned(), after);
    };
    let (mut value, mut is_escaped) = (String::new(), false);
    for (at, character) in quoted.char_indices() {
        match character {
            '"' if !is_escaped => return (value, quoted.get(at..).and_then(|rest| rest.get(1..)).unwrap_or_default()),
            '\\' if !is_escaped => is_escaped = true,
            other => {
                value.push(other);
                is_escaped = false;
            }
        }
    }
    (value, "")
}

fn understood(scheme: &str, parameters: &[(String, String)]) -> Option<Challenge> {
    let named = |name: &str| parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    match scheme {
        "bearer" => Some(Challenge::Bearer { realm: named("realm")?, service: named("service") }),
        "basic" => Some(Challenge::Basic),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<Challenge> {
        Challenge::of(values.iter().copied())
    }

    fn bearer(realm: &str, service: Option<&str>) -> Option<Challenge> {
        Some(Challenge::Bearer { realm: realm.to_owned(), service: service.map(str::to_owned) })
    }

    #[test]
    fn challenges_are_told_apart() {
        let gitlab = r#"Bearer realm="https://gitlab.example/jwt/auth",service="container_registry",scope="repository:a:pull,push",error="x""#;
        assert_eq!(of(&[gitlab]), bearer("https://gitlab.example/jwt/auth", Some("container_registry")));
        assert_eq!(of(&[r#"Basic realm="r, Bearer realm=x""#]), Some(Challenge::Basic));
        assert_eq!(of(&[r#"Basic realm="r", bearer realm="https://a/b\"c""#]), bearer("https://a/b\"c", None));
        assert_eq!(of(&["Basic realm=r", "Bearer realm=https://a"]), bearer("https://a", None));
    }

    #[test]
    fn what_is_no_challenge_ends() {
        for value in ["", ",", "=", "==", "a=b", "Bearer", "Bearer realm", "Digest realm=\"x\"", "\"", "=\"", "é =é,"]
        {
            assert_eq!(of(&[value]), None, "{value}");
        }
    }
}

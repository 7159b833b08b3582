// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The next page of a list (`Link`, RFC 8288).

use super::Address;

/// The target of the link to the next page in a `Link` header.
pub(super) fn next(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        // Parameters end where the next link begins.
        let end = after.find('<').unwrap_or(after.len());
        let (parameters, following) = after.split_at(end);
        if parameters.split([';', ',']).any(is_next) {
            return Some(target);
        }
        rest = following;
    }
    None
}

fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let value = value.trim().trim_matches('"');
    name.trim().eq_ignore_ascii_case("rel") && value.split_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
}

/// The path of the next page below the base, where it is a page of the same list on the same server.
pub(super) fn path_of(target: &str, base: &Address, list: &str) -> Option<String> {
    let whole = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
    let (own, next) = (base.below(list), base.redirected(target)?);
    if own.origin() != next.origin() || whole(own.path()) != whole(next.path()) {
        return None;
    }
    let (_, query) = next.path().split_once('?')?;
    Some(format!("{}?{query}", whole(list)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others() {
        let header = r#"<https://g/a?page=1,2>; rel="prev", <https://g/a?page=3>; title="x, y"; rel="next last""#;
        assert_eq!(next(header), Some("https://g/a?page=3"));
        for header in ["", "<x", "<x>", r#"<x>; rel="first""#, r#"<x>; rel="nextish""#, "x; rel=next"] {
            assert_eq!(next(header), None, "{header}");
        }
    }

    #[test]
    fn a_page_of_another_list_or_server_is_none() {
        let base: Address = "https://g/api/v4".parse().unwrap();
        let of = |target: &str| path_of(target, &base, "/projects/1/jobs?per_page=100");
        assert_eq!(of("https://g/api/v4/projects/1/jobs?page=2"), Some("/projects/1/jobs?page=2".to_owned()));
        for target in [
            "https://evil/api/v4/projects/1/jobs?page=2",
            "http://g/api/v4/projects/1/jobs?page=2",
            "https://g/api/v4/projects/2/jobs?page=2",
            "https://g/api/v4/projects/1/jobs",
            "nonsense",
        ] {
            assert_eq!(of(target), None, "{target}");
        }
    }
}

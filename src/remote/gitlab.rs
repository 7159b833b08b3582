// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What can be asked of GitLab and told to it, as the crate `gitlab` describes it: endpoints, which
//! become paths below the address of the API.
//!
//! Only the descriptions are used. The crate's own way of asking (`Query`, `Paged`, its client) has no
//! bounds, reads each answer into a tree of values, and makes one error of statuses that are told apart
//! here.

use std::borrow::Cow;

use gitlab::api::{BodyError, QueryParams, endpoint_prelude::Method};
use reqwest::Url;

use super::segment;

pub use gitlab::api::Endpoint;

/// Entries of a page; the most that GitLab gives.
const PAGE: u64 = 100;

/// A list that is asked for in pages as large as GitLab makes them.
#[derive(Clone, Copy, Debug)]
pub struct List<E>(pub E);

impl<E: Endpoint> Endpoint for List<E> {
    fn method(&self) -> Method {
        self.0.method()
    }

    fn endpoint(&self) -> Cow<'static, str> {
        self.0.endpoint()
    }

    fn parameters(&self) -> QueryParams<'_> {
        let mut parameters = self.0.parameters();
        parameters.push("per_page", PAGE);
        parameters
    }

    fn body(&self) -> Result<Option<(&'static str, Vec<u8>)>, BodyError> {
        self.0.body()
    }
}

/// Path and query of an endpoint below the address of the API.
pub fn path_of(endpoint: &dyn Endpoint) -> String {
    let (mut path, mut separator) = (format!("/{}", whole(&endpoint.endpoint())), '?');
    for (name, value) in parameters(endpoint) {
        path.push_str(&format!("{separator}{}={}", segment(&name), segment(&value)));
        separator = '&';
    }
    path
}

/// The parameters, which the crate gives only as a part of an address.
#[expect(clippy::expect_used, reason = "an address that does not change")]
fn parameters(endpoint: &dyn Endpoint) -> Vec<(String, String)> {
    let mut url: Url = "https://gitlab.example".parse().expect("an address");
    endpoint.parameters().add_to_url(&mut url);
    url.query_pairs().into_owned().collect()
}

/// A path with everything encoded that means something in an address (RFC 3986, section 3.3). The crate
/// encodes `/` and `%` within a segment and leaves others as they are, such as `\`, which some take for
/// `/`.
fn whole(path: &str) -> String {
    let parts = path.split_inclusive(['/', '%']);
    let encoded = parts.map(|part| match part.strip_suffix(['/', '%']) {
        Some(text) => segment(text) + part.get(text.len()..).unwrap_or_default(),
        None => segment(part),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use gitlab::api::{
        common::SortOrder,
        projects::{
            Project,
            merge_requests::{MergeRequestState, MergeRequests},
            repository::{branches::Branch, commits::Commits, files::FileRaw, tags::Tags},
        },
    };

    use super::*;

    #[test]
    fn a_project_goes_by_its_number_or_its_path() {
        for (project, path) in [
            ("17", "/projects/17"),
            ("group/project", "/projects/group%2Fproject"),
            ("gr\\up/ä b?#%", "/projects/gr%5Cup%2F%C3%A4%20b%3F%23%25"),
        ] {
            assert_eq!(path_of(&Project::builder().project(project).build().unwrap()), path);
        }
    }

    #[test]
    fn a_name_stays_one_segment_whatever_is_in_it() {
        for name in ["feature/ä", "a?b", "a#b", "a b", "a%2Fb", "a\\b", "a+b&c=d", "[x]", "../..", "a;b:c@d!$'()*,|^"]
        {
            let branch = Branch::builder().project("17").branch(name).build().unwrap();
            assert_eq!(path_of(&branch), format!("/projects/17/repository/branches/{}", segment(name)));
            let file = FileRaw::builder().project("17").file_path(name).ref_(name).build().unwrap();
            let expected = format!("/projects/17/repository/files/{0}/raw?ref={0}", segment(name));
            assert_eq!(path_of(&file), expected);
        }
    }

    #[test]
    fn values_of_a_query_are_encoded_as_segments_are() {
        let since = "2026-05-25T08:00:00Z".parse().unwrap();
        let commits = Commits::builder().project("17").ref_name("v1..a b+ä").since(since).build().unwrap();
        assert_eq!(
            path_of(&List(commits)),
            "/projects/17/repository/commits?ref_name=v1..a%20b%2B%C3%A4&since=2026-05-25T08%3A00%3A00Z&per_page=100"
        );
        let requests = MergeRequests::builder().project("17").state(MergeRequestState::Merged).build().unwrap();
        assert_eq!(path_of(&requests), "/projects/17/merge_requests?state=merged");
        let tags = Tags::builder().project("17").sort(SortOrder::Descending).build().unwrap();
        assert_eq!(path_of(&List(tags)), "/projects/17/repository/tags?sort=desc&per_page=100");
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What GitLab tells of a project and the crate `gitlab` has no type for.

use std::{borrow::Cow, convert::Infallible};

use gitlab::api::{common::NameOrId, endpoint_prelude::Method};

use crate::{
    model::Digest,
    remote::{Endpoint, segment},
};

/// Something that can be asked of a project.
#[derive(Clone, Copy, Debug)]
pub(super) enum Further<'a> {
    /// What GitLab makes of the signature of a tag (`doc/api/tags.md`).
    TagSignature(&'a str),
    /// The merge requests of a deployment, by its number (`doc/api/deployments.md`).
    DeployedRequests(u64),
    /// What is attested about something of this SHA-256 (`doc/api/attestations.md`).
    Attestations(&'a Digest),
    /// An attestation itself, by its number (`doc/api/attestations.md`).
    Bundle(u64),
}

/// The same of one project.
#[derive(Debug)]
pub(super) struct OfProject<'a>(NameOrId<'a>, Further<'a>);

impl<'a> Further<'a> {
    /// Asks a project for it, by its number or path; a result, as the builders of the crate give one.
    pub(super) fn of(self, project: &'a str) -> Result<OfProject<'a>, Infallible> {
        Ok(OfProject(project.into(), self))
    }
}

impl Endpoint for OfProject<'_> {
    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Cow<'static, str> {
        let Self(project, further) = self;
        let place = match further {
            Further::TagSignature(name) => format!("repository/tags/{}/signature", segment(name)),
            Further::DeployedRequests(deployment) => format!("deployments/{deployment}/merge_requests"),
            Further::Attestations(digest) => format!("attestations/{}", digest.hex()),
            Further::Bundle(number) => format!("attestations/{number}/download"),
        };
        format!("projects/{project}/{place}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::path_of;

    #[test]
    fn names_stay_within_their_segment() {
        for (further, place) in [
            (Further::TagSignature("v1/ä?"), "repository/tags/v1%2F%C3%A4%3F/signature"),
            (Further::DeployedRequests(9), "deployments/9/merge_requests"),
            (Further::Bundle(1), "attestations/1/download"),
        ] {
            let endpoint = further.of("group/project").unwrap();
            assert_eq!(path_of(&endpoint), format!("/projects/group%2Fproject/{place}"));
        }
    }
}

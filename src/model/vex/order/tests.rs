// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;

fn ascends(scheme: &str, versions: &[&str]) {
    let scheme = Scheme::from_name(scheme).unwrap();
    let version = |text: &str| scheme.version(text).unwrap_or_else(|| panic!("{text}"));
    for (index, one) in versions.iter().enumerate() {
        assert!(version(one).cmp_to(&version(one)).is_eq(), "{one}");
        for later in &versions[index + 1..] {
            assert!(version(one).cmp_to(&version(later)).is_lt(), "{one} < {later}");
            assert!(version(later).cmp_to(&version(one)).is_gt(), "{later} > {one}");
        }
    }
}

fn equal(scheme: Scheme, one: &str, other: &str) {
    assert!(scheme.version(one).unwrap().cmp_to(&scheme.version(other).unwrap()).is_eq(), "{one} = {other}");
}

#[test]
fn semantic_versions_are_ordered() {
    ascends("npm", &["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11"]);
    ascends("semver", &["1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "2", "99999999999999999999.0.0"]);
    equal(Scheme::Semver, "v1.0.0+a", "1.0+b");
    for wrong in ["", "1.0.0.0", "1.0.x", "1.0.0-", "latest", "1..0"] {
        assert!(Scheme::Semver.version(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn python_versions_are_ordered() {
    ascends("pypi", &["1.dev0", "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b1.dev456"]);
    ascends("pypi", &["1.0b2", "1.0b2.post345", "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5", "1.0+5"]);
    ascends("pypi", &["1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1", "1.1", "1!0.1"]);
    equal(Scheme::Pypi, "v1.0-RC_1", "1rc1");
    equal(Scheme::Pypi, "1.0-1", "1.0.post1");
    for wrong in ["", "1.0x", "dev", "1.0.*", "!1"] {
        assert!(Scheme::Pypi.version(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn maven_versions_are_ordered() {
    ascends("maven", &["1-alpha-1", "1-beta", "1-milestone", "1-rc", "1-snapshot", "1", "1-sp", "1-abc", "1-1", "1.1"]);
    ascends("maven", &["1-a1", "1-b1", "1.0.0.rc1", "1.0", "1.0.1", "1.2", "1.10", "2.0-jre", "2.1"]);
    for same in ["1.0", "1.0.0", "1-ga", "1.final", "1-0", "1.0-release"] {
        equal(Scheme::Maven, "1", same);
    }
    equal(Scheme::Maven, "1.0-cr1", "1.0-RC1");
    assert!(Scheme::Maven.version(" ").is_none());
}

#[test]
fn of_anything_else_only_numbers_are_ordered() {
    ascends("generic", &["1", "1.0.1", "1.9", "1.10", "20240101"]);
    equal(Scheme::Generic, "1", "1.0");
    assert!(Scheme::Generic.version("1.0b").is_none());
    assert!(Scheme::from_name("deb").is_none());
}

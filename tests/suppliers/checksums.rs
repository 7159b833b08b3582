// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists of checksums, and signatures over them.
use super::{World, has};

fn world(tool: &str) -> World {
    let mut world = World::new();
    world.tool(&["minisign", "-G", "-W", "-p", "pub", "-s", "sec"]);
    world.trusts("minisign", "pub");
    let list = format!("{} evidence/junit.xml dist/app.tar", tool);
    let list = world.tool(&list.split(' ').collect::<Vec<_>>()).replace("evidence/", "").replace("dist/", "");
    world.write("evidence/SUMS", list);
    world
}

#[test]
fn a_list_is_worth_what_its_signature_is_worth() {
    if !has("minisign") {
        return;
    }
    for tool in ["sha256sum", "sha512sum", "sha256sum --tag", "sha384sum --binary"] {
        let world = world(tool);
        let report = world.check();
        assert_eq!(
            (report.trust("evidence/SUMS"), report.trust("evidence/junit.xml")),
            ("unsigned".into(), "unsigned".into())
        );
        // Artifacts are hashed with SHA-256 and SHA-512.
        let bond = if tool.contains("384") { "other" } else { "named" };
        assert_eq!(report.of("evidence", "evidence/SUMS").unwrap()["bond"], bond, "{tool}");
        world.tool(&["minisign", "-S", "-s", "sec", "-m", "evidence/SUMS"]);
        let report = world.check();
        assert_eq!(report.trust("evidence/SUMS"), "signed by pub", "{tool}");
        assert_eq!(report.trust("evidence/junit.xml"), "signed by pub", "{tool}");
    }
}

#[test]
fn a_list_vouches_for_a_file_under_the_name_that_it_gives_it() {
    if !has("minisign") {
        return;
    }
    let world = world("sha256sum");
    let list = String::from_utf8(world.read("evidence/SUMS")).unwrap();
    let digests = |report: &super::Report| {
        let path = |path: &str| (report.trust(path), report.doubts(path));
        (path("evidence/SUMS"), path("evidence/junit.xml"))
    };
    let signed = || ("signed by pub".to_owned(), vec![]);
    let doubted = || ("unsigned".to_owned(), vec!["other-name".to_owned()]);
    let listing = |list: &str| {
        world.write("evidence/SUMS", list);
        world.tool(&["minisign", "-S", "-s", "sec", "-m", "evidence/SUMS"]);
        world.check()
    };
    // An old file, listed under its old name and delivered under the new one.
    let report = listing(&list.replace("app.tar", "app-0.9.tar"));
    assert_eq!((report.trust("evidence/SUMS#1"), report.trust("evidence/junit.xml")), (signed().0, signed().0));
    assert_eq!((report.trust("evidence/SUMS#2"), report.doubts("evidence/SUMS#2")), doubted());
    let only_app: String = list.lines().filter(|line| line.ends_with("app.tar")).collect();
    let report = listing(&format!("{}\n", only_app.replace("app.tar", "app-0.9.tar")));
    assert_eq!((report.trust("evidence/SUMS"), report.doubts("evidence/SUMS")), doubted());
    let report = listing(&list.replace("junit.xml", "unit.xml"));
    assert_eq!(digests(&report), (signed(), doubted()));
    // In another folder, under both names, or under none, it is the same file.
    for same in [
        list.replace("  ", "  build/"),
        format!("{list}{}", list.replace(".tar", "-0.9.tar").replace("junit", "unit")),
        list.replace("  app.tar", "").replace("  junit.xml", ""),
    ] {
        assert_eq!(digests(&listing(&same)), (signed(), signed()), "{same}");
    }
}

#[test]
fn evidence_that_a_list_contradicts_is_rejected() {
    if !has("minisign") {
        return;
    }
    for tool in ["sha256sum", "sha512sum"] {
        let world = world(tool);
        world.tool(&["minisign", "-S", "-s", "sec", "-m", "evidence/SUMS"]);
        world.write("evidence/junit.xml", super::JUNIT.replace("unit", "Unit"));
        world.check().is_rejected("evidence/junit.xml", "wrong-subject");
    }
}

#[test]
fn old_checksums_do_not_count() {
    let world = World::new();
    let list = world.tool(&["md5sum", "evidence/junit.xml"]);
    world.write("evidence/MD5SUMS", list);
    assert!(world.check().fate("evidence/MD5SUMS").contains("MD5 or SHA-1"));
}

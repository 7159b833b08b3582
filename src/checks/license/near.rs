// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Names of licences that are nearly SPDX identifiers.

use super::canonical;

/// Longer names are no mistyped identifier, and comparing takes the product of both lengths.
const LONGEST: usize = 48;
/// The most single-letter changes by which a name may differ from the identifier suggested.
const FARTHEST: usize = 2;

/// What people write, in plain form, and the identifier that they mean. Names that could mean more
/// than one licence (`BSD`, `GPL`) stand nowhere here.
const NAMES: &[(&str, &str)] = &[
    ("apache license 2", "Apache-2.0"),
    ("apache license version 2", "Apache-2.0"),
    ("apache 2", "Apache-2.0"),
    ("apache software license 2", "Apache-2.0"),
    ("apache software license version 2", "Apache-2.0"),
    ("asl 2", "Apache-2.0"),
    ("expat", "MIT"),
    ("mit license", "MIT"),
    ("mit", "MIT"),
    ("isc license", "ISC"),
    ("zlib license", "Zlib"),
    ("bsd 2 clause", "BSD-2-Clause"),
    ("simplified bsd", "BSD-2-Clause"),
    ("simplified bsd license", "BSD-2-Clause"),
    ("freebsd license", "BSD-2-Clause"),
    ("bsd 3 clause", "BSD-3-Clause"),
    ("new bsd", "BSD-3-Clause"),
    ("new bsd license", "BSD-3-Clause"),
    ("modified bsd license", "BSD-3-Clause"),
    ("revised bsd license", "BSD-3-Clause"),
    ("boost software license 1", "BSL-1.0"),
    ("boost software license version 1", "BSL-1.0"),
    ("gpl 2", "GPL-2.0-only"),
    ("gpl 3", "GPL-3.0-only"),
    ("gnu general public license version 2", "GPL-2.0-only"),
    ("gnu general public license version 3", "GPL-3.0-only"),
    ("lgpl 2.1", "LGPL-2.1-only"),
    ("lgpl 3", "LGPL-3.0-only"),
    ("gnu lesser general public license version 2.1", "LGPL-2.1-only"),
    ("gnu lesser general public license version 3", "LGPL-3.0-only"),
    ("agpl 3", "AGPL-3.0-only"),
    ("gnu affero general public license version 3", "AGPL-3.0-only"),
    ("mpl 2", "MPL-2.0"),
    ("mozilla public license 2", "MPL-2.0"),
    ("mozilla public license version 2", "MPL-2.0"),
    ("epl 1", "EPL-1.0"),
    ("epl 2", "EPL-2.0"),
    ("eclipse public license 1", "EPL-1.0"),
    ("eclipse public license 2", "EPL-2.0"),
    ("eclipse public license version 2", "EPL-2.0"),
    ("cddl 1", "CDDL-1.0"),
    ("cddl 1.1", "CDDL-1.1"),
    ("eupl 1.1", "EUPL-1.1"),
    ("eupl 1.2", "EUPL-1.2"),
    ("european union public licence 1.2", "EUPL-1.2"),
    ("european union public license 1.2", "EUPL-1.2"),
    ("cc0", "CC0-1.0"),
    ("cc0 1", "CC0-1.0"),
    ("cc by 4", "CC-BY-4.0"),
    ("cc by sa 4", "CC-BY-SA-4.0"),
    ("unlicense", "Unlicense"),
    ("wtfpl", "WTFPL"),
    ("python software foundation license", "PSF-2.0"),
    ("psf", "PSF-2.0"),
];

/// The identifier that a name most likely means. It takes one comparison for each of the several
/// hundred identifiers, so a caller bounds how often it asks.
pub(super) fn suggestion(name: &str) -> Option<&'static str> {
    let name = name.trim();
    // `UNLICENSED` of npm says that there is no licence at all.
    if name.len() > LONGEST || name.eq_ignore_ascii_case("unlicensed") {
        return None;
    }
    let plain = plain(name);
    if let Some((_, id)) = NAMES.iter().find(|(other, _)| *other == plain) {
        return Some(id);
    }
    let by_name = spdx::identifiers::LICENSES.iter().find(|license| license.full_name.eq_ignore_ascii_case(name));
    if let Some(license) = by_name {
        return current(license.name);
    }
    // A short name is two changes away from many.
    let farthest = match name.len() {
        0..5 => return None,
        5..8 => 1,
        _ => FARTHEST,
    };
    let lower = name.to_ascii_lowercase().replace(' ', "-");
    let distance = |id: &str| strsim::levenshtein(&lower, &id.to_ascii_lowercase());
    let near = |id: &'static str| (id.len().abs_diff(lower.len()) <= farthest).then(|| (distance(id), id));
    let nearest = spdx::identifiers::LICENSES.iter().filter_map(|license| near(license.name)).min();
    // Changing a digit makes another licence of it, not a typing mistake.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (distance, id) = nearest?;
    if distance <= farthest && digits(id) == digits(&lower) { current(id) } else { None }
}

/// The identifier, or what stands in its place.
fn current(id: &'static str) -> Option<&'static str> {
    super::deprecated::successor(id).or_else(|| canonical(id))
}

/// Lower case, words apart by one space, without what writers vary: commas, brackets, `v` before a
/// number, `.0` behind it, `the` in front.
fn plain(name: &str) -> String {
    let lower = name.to_ascii_lowercase().replace([',', '(', ')', '-', '_', '"', '/'], " ");
    let mut words: Vec<String> = Vec::new();
    for word in lower.split_whitespace() {
        let numbered = word.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let word = numbered.unwrap_or(word);
        words.extend(apart(word.strip_suffix(".0").unwrap_or(word)));
    }
    let words = words.strip_prefix(&["the".to_owned()]).unwrap_or(&words);
    words.join(" ")
}

/// `gplv2` and `lgpl2.1` as two words.
fn apart(word: &str) -> Vec<String> {
    const GLUED: &[&str] = &["agpl", "lgpl", "gpl", "apache", "mpl", "epl", "eupl", "asl", "cddl"];
    for name in GLUED {
        let rest = word.strip_prefix(name).map(|rest| rest.strip_prefix('v').unwrap_or(rest));
        if let Some(rest) = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return vec![(*name).to_owned(), rest.to_owned()];
        }
    }
    vec![word.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_nearly_identifiers_are_recognised() {
        for (name, id) in [
            ("Apache 2.0", "Apache-2.0"),
            ("Apache License, Version 2.0", "Apache-2.0"),
            ("The Apache Software License, Version 2.0", "Apache-2.0"),
            ("Apache2", "Apache-2.0"),
            ("The MIT License", "MIT"),
            ("GPLv2", "GPL-2.0-only"),
            ("GPL v3.0", "GPL-3.0-only"),
            ("LGPL2.1", "LGPL-2.1-only"),
            ("BSD 3-Clause", "BSD-3-Clause"),
            ("Aapche-2.0", "Apache-2.0"),
            ("EUPL 1.2", "EUPL-1.2"),
            ("GNU General Public License v2.0 or later", "GPL-2.0-or-later"),
        ] {
            assert_eq!(suggestion(name), Some(id), "{name}");
        }
    }

    #[test]
    fn what_could_mean_anything_is_not_guessed() {
        for name in
            ["", "BSD", "GPL", "Proprietary", "UNLICENSED", "see LICENSE", "Apache-3.0", "GPL-4.0", &"a".repeat(99)]
        {
            assert_eq!(suggestion(name), None, "{name}");
        }
    }

    #[test]
    fn every_name_of_the_table_leads_to_an_identifier() {
        for (name, id) in NAMES {
            assert!(spdx::license_id(id).is_some(), "{name}: {id}");
            assert_eq!(plain(name), *name);
        }
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Prints seconds as minutes and seconds, and the version of the program.

fn main() {
    let seconds: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or_default();
    let version = semver::Version::new(0, 2, 0);
    println!("zeitstempel {version}: {} min {} s", seconds / 60, itoa::Buffer::new().format(seconds % 60));
}

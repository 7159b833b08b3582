// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads a JSON file and scans it, keeping nothing: the least that a program does that looks at all of it.

use std::{env, error::Error, fs};

use serde::de::IgnoredAny;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("usage: bare-scan FILE")?;
    serde_json::from_slice::<IgnoredAny>(&fs::read(path)?)?;
    Ok(())
}

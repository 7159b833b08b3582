// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Tables of names and figures, one row on a line, in which no field holds a comma.

use crate::{
    formats::{ReadError, quoted},
    model::{Place, Text},
};

/// The line with the names of the columns: the first that is no remark.
pub(super) fn head(text: &str) -> Option<&str> {
    text.lines().find(|line| !line.starts_with('#'))
}

/// Hands the wanted columns of each row to a function, which gives nothing where they make no sense.
pub(super) fn rows<const N: usize, T>(
    text: &str,
    columns: [&str; N],
    read: impl Fn([&str; N]) -> Option<T>,
) -> Result<Vec<T>, ReadError> {
    let mut lines = text.lines().zip(1_u64..).skip_while(|(line, _)| line.starts_with('#'));
    let (head, at) = lines.next().unwrap_or_default();
    let names: Vec<String> = head.split(',').map(|name| bare(name).to_ascii_lowercase()).collect();
    let place = |column: &str| names.iter().position(|name| name == column);
    let Some(places) = columns.iter().map(|column| place(column)).collect::<Option<Vec<usize>>>() else {
        return Err(fault(at, head));
    };
    // What was cut off in the middle of a figure would look like another figure.
    if !text.ends_with('\n') {
        let reason =
            Text::new("ends in the middle of a line; fetch it again", "endet mitten in einer Zeile; erneut abrufen");
        return Err(ReadError::new(Place::Line(text.lines().count() as u64), reason));
    }
    let row = |(line, at): (&str, u64)| {
        let fields: Vec<&str> = line.split(',').map(bare).collect();
        let mut wanted = [""; N];
        for (slot, place) in wanted.iter_mut().zip(&places) {
            *slot = fields.get(*place).copied().unwrap_or_default();
        }
        let whole = fields.len() == names.len();
        read(wanted).filter(|_| whole).ok_or_else(|| fault(at, line))
    };
    lines.filter(|(line, _)| !line.trim().is_empty()).map(row).collect()
}

/// A field without the quotes around it.
fn bare(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(field)
}

fn fault(line: u64, found: &str) -> ReadError {
    let found = quoted(found.as_bytes());
    let reason = Text::new(format!("not a row of this table: {found}"), format!("keine Zeile dieser Tabelle: {found}"));
    ReadError::new(Place::Line(line), reason)
}

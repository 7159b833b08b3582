// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! PEP 440.

use super::{Number, dotted};

/// A version by PEP 440, in the order in which its parts count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::model::vex) struct Pypi {
    epoch: Number,
    numbers: Vec<Number>,
    before: Before,
    post: Option<Number>,
    development: Development,
    local: Option<Vec<Local>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Before {
    /// A development version of the release itself comes before all its pre-releases.
    OnlyDevelopment,
    Pre(u8, Number),
    Final,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Development {
    Number(Number),
    None,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Local {
    Text(Box<str>),
    Number(Number),
}

impl Pypi {
    pub(super) fn new(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix('v').unwrap_or(&text);
        let (public, local) = text.split_once('+').map_or((text, None), |(public, local)| (public, Some(local)));
        let (epoch, rest) = public.split_once('!').unwrap_or(("0", public));
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let numbers = dotted(rest.get(..end)?.trim_end_matches('.'))?;
        let mut suffix = rest.get(end..)?;
        let pre = PRE.iter().find_map(|(word, rank)| Some((*rank, taken(&mut suffix, word)?)));
        let post = POST.iter().find_map(|word| taken(&mut suffix, word)).or_else(|| implicit_post(&mut suffix));
        let development = taken(&mut suffix, "dev");
        if !suffix.is_empty() {
            return None;
        }
        let before = match (pre, &post, &development) {
            (Some((rank, number)), ..) => Before::Pre(rank, number),
            (None, None, Some(_)) => Before::OnlyDevelopment,
            _ => Before::Final,
        };
        let local = local.map(|local| local.split(['.', '-', '_']).map(Local::new).collect());
        let development = development.map_or(Development::None, Development::Number);
        Some(Self { epoch: Number::new(epoch)?, numbers, before, post, development, local })
    }
}

/// Words of pre-releases with their rank, the longer ones first.
const PRE: &[(&str, u8)] =
    &[("alpha", 0), ("beta", 1), ("preview", 2), ("pre", 2), ("rc", 2), ("a", 0), ("b", 1), ("c", 2)];
const POST: &[&str] = &["post", "rev", "r"];

/// Takes `word` and its number off the front, where it stands there; the number is 0 where it is left out.
fn taken(suffix: &mut &str, word: &str) -> Option<Number> {
    const SEPARATORS: [char; 3] = ['.', '-', '_'];
    let after = suffix.strip_prefix(SEPARATORS).unwrap_or(suffix).strip_prefix(word)?;
    let number = after.strip_prefix(SEPARATORS).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let number = number.unwrap_or(after);
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    *suffix = number.get(end..)?;
    Some(Number::new(number.get(..end)?).unwrap_or_else(Number::zero))
}

/// `1.0-1` is `1.0.post1` (PEP 440, "Implicit post releases").
fn implicit_post(suffix: &mut &str) -> Option<Number> {
    let number = suffix.strip_prefix('-')?;
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    let post = Number::new(number.get(..end)?)?;
    *suffix = number.get(end..)?;
    Some(post)
}

impl Local {
    fn new(text: &str) -> Self {
        Number::new(text).map_or_else(|| Self::Text(text.into()), Self::Number)
    }
}

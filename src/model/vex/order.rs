// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which of two versions is the later one, by the rules of their ecosystem.

use std::cmp::Ordering;

/// A way of ordering versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Semantic Versioning 2.0.0, as npm, Cargo and Go use it.
    Semver,
    /// PEP 440.
    Pypi,
    /// Maven's POM reference, "Version Order Specification".
    Maven,
    /// Numbers separated by dots. What holds a letter is not ordered.
    Generic,
}

/// A version that can be compared with others of its scheme.
#[derive(Clone, Debug)]
pub(super) enum Version {
    Semver(Semver),
    Pypi(Pypi),
    Maven(Vec<Token>),
    Generic(Vec<Number>),
}

/// A whole number of any length, without leading zeros. Shorter is smaller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number {
    length: usize,
    digits: Box<str>,
}

impl Number {
    fn new(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = text.trim_start_matches('0');
        Some(Self { length: digits.len(), digits: digits.into() })
    }

    fn zero() -> Self {
        Self { length: 0, digits: Box::default() }
    }
}

impl Scheme {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "semver" | "npm" | "cargo" | "golang" => Some(Self::Semver),
            "pypi" => Some(Self::Pypi),
            "maven" => Some(Self::Maven),
            "generic" => Some(Self::Generic),
            _ => None,
        }
    }

    /// A version of this scheme; `None` where it is none.
    pub(super) fn version(self, text: &str) -> Option<Version> {
        match self {
            Self::Semver => Semver::new(text).map(Version::Semver),
            Self::Pypi => Pypi::new(text).map(Version::Pypi),
            Self::Maven => maven(text).map(Version::Maven),
            Self::Generic => dotted(text).map(Version::Generic),
        }
    }
}

impl Version {
    /// The order of two versions of one scheme.
    pub(super) fn cmp_to(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Semver(one), Self::Semver(other)) => one.cmp(other),
            (Self::Pypi(one), Self::Pypi(other)) => one.cmp(other),
            (Self::Maven(one), Self::Maven(other)) => compare_maven(one, other),
            (Self::Generic(one), Self::Generic(other)) => one.cmp(other),
            // Versions of two schemes are never brought together.
            _ => Ordering::Equal,
        }
    }
}

/// Numbers separated by dots, without zeros at the end.
fn dotted(text: &str) -> Option<Vec<Number>> {
    let mut numbers = text.split('.').map(Number::new).collect::<Option<Vec<_>>>()?;
    while numbers.last() == Some(&Number::zero()) {
        numbers.pop();
    }
    Some(numbers)
}

/// A semantic version; the metadata of the build does not count (section 10).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Semver {
    numbers: Vec<Number>,
    release: Release,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Release {
    Before(Vec<Identifier>),
    Final,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identifier {
    Number(Number),
    Text(Box<str>),
}

impl Semver {
    fn new(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let plain = text.split_once('+').map_or(text, |(plain, _)| plain);
        let (core, before) = plain.split_once('-').map_or((plain, None), |(core, before)| (core, Some(before)));
        let identifier = |text: &str| match Number::new(text) {
            Some(number) => Some(Identifier::Number(number)),
            None => (!text.is_empty()).then(|| Identifier::Text(text.into())),
        };
        let release = match before {
            Some(before) => Release::Before(before.split('.').map(identifier).collect::<Option<_>>()?),
            None => Release::Final,
        };
        (core.split('.').count() <= 3).then(|| dotted(core)).flatten().map(|numbers| Self { numbers, release })
    }
}

/// A version by PEP 440, in the order in which its parts count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pypi {
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
    fn new(text: &str) -> Option<Self> {
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

/// A part of a Maven version, with whether a dot (and not a hyphen) stands in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    dotted: bool,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Number(Number),
    Qualifier(Box<str>),
}

/// Takes a Maven version apart.
fn maven(text: &str) -> Option<Vec<Token>> {
    let text = text.trim().to_lowercase();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut dotted = false;
    for part in text.split_inclusive(['.', '-', '_']) {
        let pieces = pieces(part.trim_end_matches(['.', '-', '_']));
        for (index, piece) in pieces.iter().enumerate() {
            let before_digits = pieces.len() > index.saturating_add(1);
            let value = Value::new(piece, before_digits);
            // A dot in front of a word is no more than a hyphen; a change between digits and letters is a hyphen.
            let dotted = dotted && index == 0 && matches!(value, Value::Number(_));
            tokens.push(Token { dotted, value });
        }
        dotted = part.ends_with('.');
    }
    Some(trimmed(tokens))
}

/// The runs of digits and of other characters in a word; one empty piece for an empty word.
fn pieces(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    loop {
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pieces.push(piece);
        if after.is_empty() {
            return pieces;
        }
        rest = after;
    }
}

/// Without what counts as nothing at the end and in front of each hyphen.
fn trimmed(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::new();
    for token in tokens {
        if !token.dotted {
            while kept.last().is_some_and(|last| last.value.is_nothing()) {
                kept.pop();
            }
        }
        kept.push(token);
    }
    while kept.last().is_some_and(|last| last.value.is_nothing()) {
        kept.pop();
    }
    kept
}

impl Value {
    fn new(piece: &str, before_digits: bool) -> Self {
        if piece.is_empty() {
            return Self::Number(Number::zero());
        }
        if let Some(number) = Number::new(piece) {
            return Self::Number(number);
        }
        let word = match piece {
            "a" if before_digits => "alpha",
            "b" if before_digits => "beta",
            "m" if before_digits => "milestone",
            "cr" => "rc",
            "final" | "ga" | "release" => "",
            other => other,
        };
        Self::Qualifier(word.into())
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Number(number) => number.length == 0,
            Self::Qualifier(word) => word.is_empty(),
        }
    }
}

/// Qualifiers known to Maven, in their order; unknown ones come after, by the alphabet.
fn rank(qualifier: &str) -> (usize, &str) {
    const KNOWN: &[&str] = &["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
    KNOWN.iter().position(|known| *known == qualifier).map_or((KNOWN.len(), qualifier), |rank| (rank, ""))
}

fn compare_maven(one: &[Token], other: &[Token]) -> Ordering {
    let longest = one.len().max(other.len());
    let orders = (0..longest).map(|index| match (one.get(index), other.get(index)) {
        (Some(one), Some(other)) => one.compare(other),
        (Some(one), None) => one.compare(&one.nothing()),
        (None, Some(other)) => other.nothing().compare(other),
        (None, None) => Ordering::Equal,
    });
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

impl Token {
    /// What stands for a token that is missing.
    fn nothing(&self) -> Self {
        let value = match self.value {
            Value::Number(_) => Value::Number(Number::zero()),
            Value::Qualifier(_) => Value::Qualifier(Box::default()),
        };
        Self { dotted: self.dotted, value }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (Value::Qualifier(one), Value::Qualifier(other)) => rank(one).cmp(&rank(other)),
            (Value::Qualifier(_), Value::Number(_)) => Ordering::Less,
            (Value::Number(_), Value::Qualifier(_)) => Ordering::Greater,
            (Value::Number(one), Value::Number(two)) => self.dotted.cmp(&other.dotted).then_with(|| one.cmp(two)),
        }
    }
}

#[cfg(test)]
mod tests {
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
        ascends(
            "maven",
            &["1-alpha-1", "1-beta", "1-milestone", "1-rc", "1-snapshot", "1", "1-sp", "1-abc", "1-1", "1.1"],
        );
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
}

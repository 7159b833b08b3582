// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a scanner found.
//!
//! A report can hold a hundred thousand findings, so what many have in common is shared: the
//! identifiers of a rule, the package concerned, what is known of a vulnerability.

use std::{
    borrow::Cow,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cvss, Epss, Place, Severity, Timestamp};

/// What a scanner found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// Identifiers, the most specific first: a vulnerability (`CVE-…`, `GHSA-…`) before the rule
    /// of the tool, classes of weaknesses (`CWE-…`) last. Never empty.
    /// Shared by all findings of one rule where the format allows it.
    pub identifiers: Arc<[Box<str>]>,
    /// How grave the tool says it is.
    pub severity: Severity,
    /// Title, location and advice.
    pub wording: Wording,
    /// The component concerned.
    pub affected: Option<Arc<Package>>,
    /// What else is known of the vulnerability in this component; `None` where the report says
    /// nothing of it. Shared by all findings of which the same is said.
    pub details: Option<Arc<Details>>,
    /// How it compares with an earlier scan, by the tool's own word.
    pub baseline: BaselineState,
    /// Whether the part concerned is used, by the tool's own word.
    pub reachability: Reachability,
    /// By what the tool knows the finding again in its next run.
    pub fingerprint: Option<Fingerprint>,
    /// What the tool says about setting it aside. Those in [`super::Scan::suppressed`] are set
    /// aside with or without it; one in [`super::Scan::findings`] was proposed or turned down.
    pub suppression: Option<Arc<Suppression>>,
    /// Where in the report it stands.
    pub place: Place,
}

/// What a report says of a finding in words: location, title and advice in one text, one after another
/// with NUL between them. The location, by which findings are ordered, is found at once where it comes
/// first. The texts of many findings stand on one page, which spares each of them a piece of memory of its
/// own.
#[derive(Clone, Default)]
pub struct Wording {
    page: Option<Arc<Box<str>>>,
    /// Where on the page it stands.
    start: u32,
    end: u32,
}

/// A page on its way: the texts of findings, one after another.
#[derive(Debug, Default)]
pub struct Page(String);

impl Page {
    /// Adds a wording with this title, this location and this advice, which can be read once the page is
    /// done. One that goes beyond what a page can hold (4 GiB) gets one of its own.
    pub fn add(&mut self, title: &str, location: Option<&str>, fix: Option<&str>) -> Wording {
        let before = self.0.len();
        self.put(location.unwrap_or_default());
        self.0.push('\0');
        self.put(title);
        self.0.push('\0');
        self.put(fix.unwrap_or_default());
        match (u32::try_from(before), u32::try_from(self.0.len())) {
            (Ok(start), Ok(end)) => Wording { page: None, start, end },
            _ => Wording::new(title, location, fix),
        }
    }

    /// Hands the page on to its wordings.
    pub fn done<'w>(self, wordings: impl Iterator<Item = &'w mut Wording>) {
        let page = Arc::new(self.0.into_boxed_str());
        let without = wordings.filter(|wording| wording.page.is_none());
        without.for_each(|wording| wording.page = Some(Arc::clone(&page)));
    }

    fn put(&mut self, part: &str) {
        let bytes = part.as_bytes();
        let stands_out = |at: usize| {
            bytes.get(at..).is_some_and(|rest| rest.starts_with(b"\0") || rest.starts_with(SCHEME_END.as_bytes()))
        };
        match memchr::memchr2_iter(0, b':', bytes).any(stands_out) {
            true => self.0.push_str(&without_secrets(&without_nul(part))),
            false => self.0.push_str(part),
        }
    }
}

impl Wording {
    /// The wording with this title, this location and this advice, on a page of its own.
    pub fn new(title: &str, location: Option<&str>, fix: Option<&str>) -> Self {
        let parts = [location.unwrap_or_default(), title, fix.unwrap_or_default()];
        let text = parts.map(without_nul).each_ref().map(|part| without_secrets(part)).join("\0");
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self { page: Some(Arc::new(text.into())), start: 0, end }
    }

    fn text(&self) -> &str {
        let page = self.page.as_ref().map_or("", |page| page);
        page.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// One line for a person. Never holds a secret that was found.
    pub fn title(&self) -> &str {
        self.part(1).unwrap_or_default()
    }

    /// Where in the thing that was scanned: `src/a.py:12`, an image layer, a URL.
    pub fn location(&self) -> Option<&str> {
        self.part(0)
    }

    /// The tool's own advice on how to fix it.
    pub fn fix(&self) -> Option<&str> {
        self.part(2)
    }

    fn part(&self, number: usize) -> Option<&str> {
        let mut rest = self.text();
        let end = |text: &str| memchr::memchr(0, text.as_bytes());
        for _ in 0..number {
            rest = rest.get(end(rest)?.saturating_add(1)..)?;
        }
        Some(end(rest).map_or(rest, |end| rest.get(..end).unwrap_or_default())).filter(|part| !part.is_empty())
    }
}

impl PartialEq for Wording {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Wording {}

impl Hash for Wording {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

/// What stands behind the scheme of an address.
const SCHEME_END: &str = "://";

/// The text without what addresses in it give away: who asks and by which password, and the values of
/// parameters whose name says that they are secret.
fn without_secrets(text: &str) -> Cow<'_, str> {
    if !text.contains(SCHEME_END) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut pieces = text.split(SCHEME_END);
    clean.extend(pieces.next());
    for piece in pieces {
        clean.push_str(SCHEME_END);
        let (host, rest) = piece.split_at(piece.find(ends_host).unwrap_or(piece.len()));
        match host.rsplit_once('@') {
            Some((_, host)) => clean.extend(["…@", host]),
            None => clean.push_str(host),
        }
        rest.split_inclusive(ends_parameter).for_each(|parameter| clean.extend(without_value(parameter)));
    }
    Cow::Owned(clean)
}

const fn ends_host(letter: char) -> bool {
    matches!(letter, '/' | '?' | '#' | '"' | '<' | '>' | '`' | ' ' | '\t' | '\n')
}

const fn ends_parameter(letter: char) -> bool {
    matches!(letter, '?' | '&' | ';' | '#' | '"' | '<' | '>' | '`' | ' ' | '\t' | '\n')
}

/// A parameter with what ends it, without its value where that is secret.
fn without_value(parameter: &str) -> [&str; 3] {
    const SECRET: &[&str] =
        &["token", "secret", "passw", "pwd", "apikey", "api_key", "api-key", "session", "signature", "credential"];
    let Some((name, value)) = parameter.split_once('=') else { return [parameter, "", ""] };
    let plain = name.to_ascii_lowercase();
    if value.is_empty() || !SECRET.iter().any(|word| plain.contains(word)) {
        return [parameter, "", ""];
    }
    let end = value.find(ends_parameter).unwrap_or(value.len());
    let start = name.len().saturating_add(1);
    [parameter.get(..start).unwrap_or(name), "…", value.get(end..).unwrap_or_default()]
}

fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// A component as a scanner names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package {
    /// The name, with its group or namespace where there is one.
    pub name: Box<str>,
    /// The version found.
    pub version: Option<Box<str>>,
    /// The package URL: as stated, or made of name and version where the report says for certain
    /// of which ecosystem they are.
    pub purl: Option<Box<str>>,
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.purl, &self.version) {
            (Some(purl), Some(version)) if !purl.contains('@') => write!(f, "{purl}@{version}"),
            (Some(purl), _) => f.write_str(purl),
            (None, Some(version)) => write!(f, "{}@{version}", self.name),
            (None, None) => f.write_str(&self.name),
        }
    }
}

/// What a report says of a vulnerability in a component, beyond its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Details {
    /// Scores by CVSS, in the order of the report. They stand beside the severity, which is the
    /// tool's own word, and may contradict it.
    pub scores: Box<[Cvss]>,
    /// How likely it is to be exploited, by FIRST's model.
    pub epss: Option<Epss>,
    /// Whether the report says that it is known to be exploited (CISA KEV or another list).
    pub known_exploited: bool,
    /// Versions of the component in which it is fixed, in the order of the report.
    pub fixed_versions: Box<[Box<str>]>,
    /// Whether there is a fix.
    pub fix_state: FixState,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When the tool first saw it in this product.
    pub first_seen: Option<Timestamp>,
}

/// Whether there is a fix, by the word of the maker or distributor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FixState {
    /// The report does not say.
    #[default]
    Unknown,
    /// There is a version that fixes it.
    Fixed,
    /// There is none yet.
    None,
    /// There will be none: declined, or the component is at the end of its life.
    WillNotFix,
}

impl FixState {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Fixed => "fixed",
            Self::None => "none",
            Self::WillNotFix => "will-not-fix",
        }
    }
}

/// How a finding compares with an earlier scan (SARIF 2.1.0, section 3.27.24).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BaselineState {
    /// The report does not say.
    #[default]
    Unstated,
    /// It was not there before.
    New,
    /// It was there before.
    Unchanged,
    /// It was there before in another form.
    Updated,
}

/// Whether the vulnerable part of a component is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reachability {
    /// The report does not say.
    #[default]
    Unstated,
    /// The tool found no use of it. That is no proof that there is none.
    NotReachable,
    /// The tool found a use of it.
    Reachable,
}

/// By what a tool knows a finding again: the first 16 bytes of the SHA-256 over the tool's own
/// fingerprint. Of a fixed size, whatever a report writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 16]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a tool says about setting a finding aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Suppression {
    /// Where it is written.
    pub kind: SuppressionKind,
    /// Whether it holds.
    pub state: SuppressionState,
    /// Why, where a reason is given.
    pub reason: Option<Box<str>>,
    /// Until when, where an end is given.
    pub expires: Option<Timestamp>,
}

impl Suppression {
    /// One that holds, with a reason where there is one.
    pub const fn accepted(kind: SuppressionKind, reason: Option<Box<str>>) -> Self {
        Self { kind, state: SuppressionState::Accepted, reason, expires: None }
    }
}

/// Where a suppression is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SuppressionKind {
    /// In the source itself, such as a comment.
    InSource,
    /// Outside of it: the tool's configuration, a list of exceptions, a service.
    External,
    /// A VEX document that the tool was given.
    Vex,
    /// The tool judges by itself that it is no finding (a false positive).
    Tool,
}

/// Whether a suppression holds (SARIF 2.1.0, section 3.35.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuppressionState {
    /// It holds.
    Accepted,
    /// It is proposed and not decided.
    UnderReview,
    /// It was turned down.
    Rejected,
}

impl Finding {
    /// What makes two findings one: the first identifier, the component and the location.
    pub fn key(&self) -> (&str, String) {
        (self.identifiers.first().map_or("", |id| id), self.whereabouts())
    }

    /// The component or location, for a person.
    pub fn whereabouts(&self) -> String {
        match (&self.affected, self.wording.location()) {
            (Some(affected), Some(location)) => format!("{affected} ({location})"),
            (Some(affected), None) => affected.to_string(),
            (None, Some(location)) => location.to_string(),
            (None, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_named_with_its_version() {
        let package = |name: &str, version: Option<&str>, purl: Option<&str>| {
            let kept = |text: Option<&str>| text.map(Box::from);
            Package { name: name.into(), version: kept(version), purl: kept(purl) }.to_string()
        };
        assert_eq!(package("@angular/core", Some("1.0"), None), "@angular/core@1.0");
        assert_eq!(package("a", Some("1.0"), Some("pkg:npm/a@1.0")), "pkg:npm/a@1.0");
        assert_eq!(package("a", Some("1.0"), Some("pkg:npm/a")), "pkg:npm/a@1.0");
        assert_eq!(package("a", None, None), "a");
    }

    #[test]
    fn a_finding_stays_small() {
        assert!(size_of::<Finding>() <= 104, "{}", size_of::<Finding>());
    }

    #[test]
    fn words_come_out_as_they_went_in() {
        let words = |wording: &Wording| {
            let [location, fix] = [wording.location(), wording.fix()].map(|text| text.map(str::to_owned));
            (wording.title().to_owned(), location, fix)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(words(&Wording::new("a", None, Some("b"))), ("a".to_owned(), None, some("b")));
        assert_eq!(words(&Wording::new("", Some("a\0b"), None)), (String::new(), some("a\u{FFFD}b"), None));
        assert_eq!(words(&Wording::default()), (String::new(), None, None));
    }

    #[test]
    fn addresses_give_no_secret_away() {
        let cases = [
            ("https://bob:pw@app.example/x?q=1&access_token=abc#t", "https://…@app.example/x?q=1&access_token=…#t"),
            (
                "see http://a.example?next=https://u:p@b.example/ now",
                "see http://a.example?next=https://…@b.example/ now",
            ),
            ("x://h/?Session=1;api_key=2 y", "x://h/?Session=…;api_key=… y"),
            ("https://a.example/@scope/pkg?page=2", "https://a.example/@scope/pkg?page=2"),
            ("mail bob@a.example, token=1", "mail bob@a.example, token=1"),
        ];
        for (text, clean) in cases {
            assert_eq!(Wording::new(text, Some(text), None).title(), clean);
            assert_eq!(Wording::new("", Some(text), None).location(), Some(clean));
        }
    }

    #[test]
    fn words_are_the_same_on_one_page() {
        let texts = [None, Some("a.py:1"), Some("a\0b"), Some("http://u:p@h/x?token=t"), Some(":"), Some("ä: b")];
        let titled = |title: &'static str| {
            texts.into_iter().flat_map(move |location| texts.map(move |fix| (title, location, fix)))
        };
        let all: Vec<_> = texts.into_iter().flat_map(|title| titled(title.unwrap_or_default())).collect();
        let mut page = Page::default();
        let mut wordings: Vec<Wording> = all.iter().map(|(title, place, fix)| page.add(title, *place, *fix)).collect();
        page.done(wordings.iter_mut());
        for (wording, (title, location, fix)) in wordings.iter().zip(all) {
            assert_eq!(*wording, Wording::new(title, location, fix));
        }
        assert_ne!(wordings[0], wordings[1]);
        let pages: Vec<_> = wordings.iter().map(|wording| wording.page.as_ref().unwrap()).collect();
        assert!(pages.len() == 216 && pages.iter().all(|page| Arc::ptr_eq(page, pages[0])));
    }
}

// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Why there is no whole answer.

use crate::model::Text;

/// Why there is no whole answer. No variant carries words of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server cannot be reached, in the words of the system.
    Unreachable(String),
    /// It fell silent, or the request took longer than it may.
    TooSlow,
    /// All requests together took longer than they may.
    OutOfTime,
    /// It asks to wait longer than is waited: the status and the seconds it asks for.
    AsksToWait(u16, u64),
    /// It answered with this status again and again.
    Busy(u16),
    /// The answer ended before its end.
    Truncated,
    /// The answer is larger than this many bytes.
    TooLarge(u64),
    /// All answers together are larger than this many bytes.
    TooMuch(u64),
    /// The answer says that it is something other than JSON.
    WrongType,
    /// The answer says that it is of none of the types asked for.
    OtherType,
    /// The answer holds a token of ours.
    Echo,
    /// It redirects to this origin, where that is not allowed.
    Redirected(String),
    /// It redirects more often than is followed.
    TooManyRedirects(u32),
    /// It answered with this status for a further page of its list.
    NoPage(u16),
    /// Its list has more pages than are read.
    TooManyPages(u32),
    /// The next page of its list is on another server or of another list.
    ForeignPage,
    /// The pages of its list lead back to an earlier one.
    PagesInCircle,
    /// What it sends is no HTTP.
    Broken,
    /// The server at this origin would get the token in plain text.
    PlainText(String),
    /// The address of the proxy is none.
    WrongProxy,
    /// The file with certificates holds none, or something else.
    WrongAuthorities,
    /// The file could not be written, in the words of the system.
    NotStored(String),
}

impl Fault {
    /// The fault in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Unreachable(why) => Text::new(
                format!("the server cannot be reached: {why}"),
                format!("der Server ist nicht erreichbar: {why}"),
            ),
            Self::TooSlow => Text::new("the server took too long", "der Server hat zu lange gebraucht"),
            Self::OutOfTime => Text::new(
                "the time for all requests is used up; `--network-time` raises the limit",
                "die Zeit für alle Anfragen ist verbraucht; `--network-time` hebt die Grenze an",
            ),
            Self::AsksToWait(status, seconds) => Text::new(
                format!("the server asks to wait for {seconds} seconds ({status})"),
                format!("der Server bittet, {seconds} Sekunden zu warten ({status})"),
            ),
            Self::NoPage(status) => Text::new(
                format!("the server answered with status {status} for a further page of its list"),
                format!("der Server hat für eine weitere Seite seiner Liste mit Status {status} geantwortet"),
            ),
            Self::Busy(status) => Text::new(
                format!("the server answered with status {status} again and again"),
                format!("der Server hat immer wieder mit Status {status} geantwortet"),
            ),
            Self::Truncated => Text::new("the answer ended before its end", "die Antwort endete vor ihrem Ende"),
            Self::TooLarge(limit) => Text::new(
                format!("the answer is larger than {limit} bytes"),
                format!("die Antwort ist größer als {limit} Bytes"),
            ),
            Self::WrongType => {
                Text::new("the answer is no JSON by its own word", "die Antwort ist nach eigener Angabe kein JSON")
            }
            Self::Echo => Text::new(
                "the answer repeats the token and was thrown away",
                "die Antwort wiederholt das Token und wurde verworfen",
            ),
            other => other.text_of_route(),
        }
    }

    /// The words for what is wrong with its kind, or with the way to it.
    fn text_of_route(&self) -> Text {
        match self {
            Self::OtherType => Text::new(
                "the answer is by its own word not of a type asked for",
                "die Antwort ist nach eigener Angabe von keiner verlangten Art",
            ),
            Self::Redirected(origin) => Text::new(
                format!("the server redirects to `{origin}`, which is not followed"),
                format!("der Server leitet nach `{origin}` um, was nicht befolgt wird"),
            ),
            Self::TooManyRedirects(limit) => Text::new(
                format!("the server redirects more than {limit} times"),
                format!("der Server leitet mehr als {limit}-mal um"),
            ),
            Self::TooManyPages(limit) => Text::new(
                format!("the list has more than {limit} pages"),
                format!("die Liste hat mehr als {limit} Seiten"),
            ),
            Self::ForeignPage => {
                Text::new("the next page of the list lies elsewhere", "die nächste Seite der Liste liegt anderswo")
            }
            Self::PagesInCircle => {
                Text::new("the pages of the list run in a circle", "die Seiten der Liste laufen im Kreis")
            }
            Self::PlainText(origin) => Text::new(
                format!("`{origin}` would get the token in plain text; name an address with `https`"),
                format!("`{origin}` bekäme das Token im Klartext; eine Adresse mit `https` angeben"),
            ),
            Self::WrongProxy => Text::new("the address of the proxy is none", "die Adresse des Proxys ist keine"),
            Self::WrongAuthorities => Text::new(
                "the file with certificates holds no certificate in PEM",
                "die Datei mit Zertifikaten enthält kein Zertifikat in PEM",
            ),
            Self::NotStored(why) => {
                Text::new(format!("it could not be stored: {why}"), format!("es ließ sich nicht speichern: {why}"))
            }
            _ => Text::new("what the server sends is no HTTP", "was der Server sendet, ist kein HTTP"),
        }
    }
}

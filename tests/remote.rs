// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Speaking to a server that means no good: everything ends, and no token gets away.
use std::{
    io::Read,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use freigabe::remote::{Bounds, Clock, Connection, Fault, Method, Pause, Remote, Request, Token, TokenHeader};

use crate::support::server::{Received, Reply, Server, authority};

const SECRET: &str = "glpat-this-is-secret";

/// A clock that a test need not wait for: sleeping moves it on.
#[derive(Debug)]
struct Skipping(Instant, Mutex<Vec<Duration>>);

impl Clock for Skipping {
    fn elapsed(&self) -> Duration {
        self.0.elapsed() + self.1.lock().unwrap().iter().sum::<Duration>()
    }

    fn sleep(&self, time: Duration) -> Pause<'_> {
        self.1.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }
}

fn token(header: TokenHeader) -> Token {
    Token::new(SECRET, header).unwrap()
}

fn bounds() -> Bounds {
    Bounds {
        connect: Duration::from_millis(500),
        read: Duration::from_millis(300),
        request: Duration::from_millis(900),
        download: Duration::from_millis(900),
        answer_size: 1 << 20,
        pages: 5,
        ..Bounds::default()
    }
}

fn remote(server: &Server) -> (Remote, Arc<Skipping>) {
    let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
    let base = format!("{}/api/v4", server.url).parse().unwrap();
    let connection = Connection { proxy: None, authorities: None };
    let tokens = vec![token(TokenHeader::Bearer)];
    (Remote::new(base, &connection, tokens, (bounds(), Arc::clone(&clock) as Arc<dyn Clock>)).unwrap(), clock)
}

/// What becomes of asking a server that replies so, and how long it was waited for in truth.
fn ask(reply: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> (Result<u16, Fault>, Server, Arc<Skipping>) {
    let server = Server::start(reply);
    let (remote, clock) = remote(&server);
    let started = Instant::now();
    let answer = remote.block_on(remote.ask(&Request::get("/x", Some(&token(TokenHeader::Bearer)))));
    assert!(started.elapsed() < Duration::from_secs(5), "took {:?}", started.elapsed());
    if let Err(fault) = &answer {
        let text = fault.text();
        assert!(!format!("{fault:?} {text:?}").contains(SECRET), "{fault:?}");
    }
    (answer.map(|answer| answer.status), server, clock)
}

fn slept(clock: &Skipping) -> Vec<u64> {
    clock.1.lock().unwrap().iter().map(Duration::as_secs).collect()
}

#[test]
fn a_whole_answer_is_given() {
    let (answer, server, _) = ask(|_| Reply::json("[]"));
    assert_eq!(answer, Ok(200));
    let received = &server.received()[0];
    assert_eq!((received.method.as_str(), received.path.as_str()), ("GET", "/api/v4/x"));
    assert_eq!(received.header("authorization"), Some(format!("Bearer {SECRET}").as_str()));
    assert_eq!(received.header("user-agent"), Some(concat!("freigabe/", env!("CARGO_PKG_VERSION"))));
    let names: Vec<&str> = received.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["authorization", "accept", "user-agent", "host"], "nothing of its own accord");
}

#[test]
fn a_connection_that_the_server_has_left_is_not_used_again() {
    let kept = b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]".to_vec();
    let server = Server::start(move |_| Reply::Raw(kept.clone()));
    let (remote, clock) = remote(&server);
    for count in 1..4 {
        let request = Request { method: Method::POST, ..Request::get("/x", None) };
        assert_eq!(remote.block_on(remote.ask(&request)).unwrap().status, 200);
        assert_eq!((server.received().len(), slept(&clock).len()), (count, 0));
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn silence_and_dripping_end() {
    let (answer, ..) = ask(|_| Reply::Silence);
    assert_eq!(answer, Err(Fault::TooSlow));
    let pause = Duration::from_millis(100);
    let (answer, ..) = ask(move |_| Reply::Drip(b"HTTP/1.1 200 x\r\nx-".to_vec(), pause));
    assert_eq!(answer, Err(Fault::TooSlow), "a head without end");
    let head = b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\n\r\n".to_vec();
    let (answer, ..) = ask(move |_| Reply::Drip(head.clone(), pause));
    assert_eq!(answer, Err(Fault::TooSlow), "a body without end");
}

#[test]
fn what_is_too_large_is_never_read_to_its_end() {
    let head = b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\n\r\n".to_vec();
    let (answer, ..) = ask(move |_| Reply::Flood(head.clone()));
    assert_eq!(answer, Err(Fault::TooLarge(1 << 20)));
    let (answer, ..) = ask(|_| Reply::Raw(b"HTTP/1.1 200 x\r\ncontent-length: 99999999\r\n\r\n".to_vec()));
    assert_eq!(answer, Err(Fault::TooLarge(1 << 20)));
    let (answer, ..) = ask(|_| Reply::Flood(b"HTTP/1.1 200 x\r\nx-a: ".to_vec()));
    assert!(answer.is_err(), "a head without end");
}

#[test]
fn many_answers_have_a_bound_together() {
    let server = Server::start(|_| Reply::json(format!("\"{}\"", "x".repeat(1000))));
    let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
    let bounds = Bounds { all_answers: 2500, ..bounds() };
    let base = server.url.parse().unwrap();
    let remote = Remote::new(base, &Connection::default(), Vec::new(), (bounds, clock)).unwrap();
    let asked: Vec<bool> = (0..4).map(|_| remote.block_on(remote.ask(&Request::get("/x", None))).is_ok()).collect();
    assert_eq!(asked, [true, true, false, false]);
}

#[test]
fn a_truncated_answer_is_none() {
    let cut = b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n[]".to_vec();
    let (answer, server, _) = ask(move |_| Reply::Raw(cut.clone()));
    assert_eq!(answer, Err(Fault::Truncated));
    assert_eq!(server.received().len(), 5, "it is asked for again");
    let (answer, server, _) = ask(|_| Reply::Raw(Vec::new()));
    assert_eq!((answer, server.received().len()), (Err(Fault::Truncated), 5), "no answer at all");
    let cut = b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n[".to_vec();
    assert!(ask(move |_| Reply::Raw(cut.clone())).0.is_err());
    for nonsense in ["", "nonsense\r\n\r\n", "HTTP/1.1 999999 x\r\n\r\n", "HTTP/1.1 200 x\r\nno colon\r\n\r\n"] {
        assert!(ask(move |_| Reply::Raw(nonsense.into())).0.is_err(), "{nonsense}");
    }
}

#[test]
fn only_json_is_an_answer() {
    for media_type in ["text/html", "", "application/jsonp", "text/plain; charset=application/json"] {
        let reply = Reply::Whole(200, vec![("content-type", media_type.to_owned())], b"[]".to_vec());
        assert_eq!(ask(move |_| reply.clone()).0, Err(Fault::WrongType), "{media_type}");
    }
    let reply = Reply::Whole(200, vec![("content-type", "Application/JSON; charset=utf-8".to_owned())], b"[]".to_vec());
    assert_eq!(ask(move |_| reply.clone()).0, Ok(200));
}

#[test]
fn a_token_that_comes_back_is_thrown_away() {
    for body in [SECRET.to_owned(), format!("{{\"message\":\"{SECRET}\"}}"), SECRET.replace('-', "\\u002d")] {
        for status in [200, 404] {
            let body = body.clone();
            assert_eq!(ask(move |_| Reply::status(status, &body)).0, Err(Fault::Echo));
        }
    }
}

#[test]
fn a_server_that_asks_to_wait_is_waited_for_within_bounds() {
    let busy = |wait: Option<&str>| {
        let headers = wait.map(|wait| ("retry-after", wait.to_owned())).into_iter().collect();
        Reply::Whole(429, headers, b"Retry later".to_vec())
    };
    let (reply, fine) = (busy(Some("7")), Mutex::new(0));
    let (answer, _, clock) = ask(move |_| {
        let mut count = fine.lock().unwrap();
        *count += 1;
        if *count < 3 { reply.clone() } else { Reply::json("[]") }
    });
    assert_eq!((answer, slept(&clock)), (Ok(200), vec![7, 7]));
    let reply = busy(None);
    let (answer, server, clock) = ask(move |_| reply.clone());
    assert_eq!((answer, slept(&clock), server.received().len()), (Err(Fault::Busy(429)), vec![1, 2, 4, 8], 5));
    for (wait, expected) in [("3600", 3600), ("99999999999", 99_999_999_999)] {
        let reply = busy(Some(wait));
        let (answer, _, clock) = ask(move |_| reply.clone());
        assert_eq!((answer, slept(&clock)), (Err(Fault::AsksToWait(429, expected)), vec![]));
    }
    let reply = busy(Some("soon, I promise"));
    assert_eq!(ask(move |_| reply.clone()).0, Err(Fault::Busy(429)));
}

#[test]
fn a_burst_of_server_errors_passes_and_a_constant_one_does_not() {
    for status in [500, 502, 503, 504] {
        let count = Mutex::new(0);
        let (answer, _, clock) = ask(move |_| {
            let mut count = count.lock().unwrap();
            *count += 1;
            if *count < 4 { Reply::status(status, "<html>") } else { Reply::json("{}") }
        });
        assert_eq!((answer, slept(&clock)), (Ok(200), vec![1, 2, 4]));
        assert_eq!(ask(move |_| Reply::status(status, "oops")).0, Err(Fault::Busy(status)));
    }
}

#[test]
fn the_time_for_everything_is_not_exceeded_by_waiting() {
    let server = Server::start(|_| Reply::Whole(503, vec![("retry-after", "50".to_owned())], Vec::new()));
    let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
    let bounds = Bounds { total: Duration::from_secs(90), ..bounds() };
    let base = server.url.parse().unwrap();
    let remote = Remote::new(base, &Connection::default(), Vec::new(), (bounds, clock.clone())).unwrap();
    assert_eq!(remote.block_on(remote.ask(&Request::get("/x", None))).unwrap_err(), Fault::Busy(503));
    assert_eq!(slept(&clock), [50]);
    drop(clock.sleep(Duration::from_secs(100)));
    let before = server.received().len();
    assert_eq!(remote.block_on(remote.ask(&Request::get("/x", None))).unwrap_err(), Fault::OutOfTime);
    assert_eq!(server.received().len(), before, "nothing is sent when the time is up");
}

#[test]
fn an_answer_comes_from_the_server_itself() {
    let other = Server::start(|_| Reply::json("[]"));
    let to = format!("{}/x", other.url);
    let (answer, ..) = ask(move |_| Reply::redirect(to.clone()));
    assert_eq!(answer, Err(Fault::Redirected(other.url.clone())));
    assert!(other.received().is_empty());
    let (answer, server, _) = ask(|request| match request.path.as_str() {
        "/api/v4/x" => Reply::redirect("/api/v4/moved"),
        _ => Reply::json("[]"),
    });
    assert_eq!(answer, Ok(200));
    assert!(server.received().iter().all(|request| request.header("authorization").is_some()));
    let (answer, server, _) = ask(|_| Reply::redirect("/api/v4/x"));
    assert_eq!((answer, server.received().len()), (Err(Fault::TooManyRedirects(5)), 6));
    for location in ["", "javascript:x", "//other/x", "x\u{7f}"] {
        assert!(ask(move |_| Reply::redirect(location)).0.is_err(), "{location}");
    }
    let leak = format!("https://{SECRET}.example/");
    let (answer, ..) = ask(move |_| Reply::redirect(leak.clone()));
    assert_eq!(answer, Err(Fault::Redirected("https://***.example".to_owned())));
}

#[test]
fn a_download_may_lie_elsewhere_and_takes_no_token_along() {
    for header in [TokenHeader::Bearer, TokenHeader::JobToken] {
        let home: Arc<Mutex<String>> = Arc::default();
        let back = Arc::clone(&home);
        let store = Server::start(move |request| match request.bare() {
            "/first" => Reply::redirect(format!("{}/api/v4/back", back.lock().unwrap())),
            _ => Reply::Whole(200, Vec::new(), b"bytes".to_vec()),
        });
        let to = format!("{}/first?X-Amz-Signature=s3cr3t", store.url);
        let server = Server::start(move |request| match request.path.as_str() {
            "/api/v4/x" => Reply::redirect(to.clone()),
            _ => Reply::Whole(200, Vec::new(), b"bytes".to_vec()),
        });
        *home.lock().unwrap() = server.url.clone();
        let (remote, _) = remote(&server);
        let mut file = tempfile::tempfile().unwrap();
        let token = token(header);
        let download = remote.block_on(remote.download(&Request::file("/x", Some(&token)), &file, 100)).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!((download.status, download.size, text.as_str()), (200, 5, "bytes"));
        let carries = |request: &Received| request.headers.iter().any(|(_, value)| value.contains(SECRET));
        let here = server.received();
        assert!(carries(&here[0]) && here.len() == 2);
        assert!(!carries(&here[1]), "what comes back from elsewhere gets no token either");
        assert!(store.received().iter().all(|request| !carries(request) && !request.path.contains(SECRET)));
    }
}

#[test]
fn a_download_ends_at_its_bounds() {
    let download = |reply: Reply| {
        let server = Server::start(move |_| reply.clone());
        let (remote, _) = remote(&server);
        let file = tempfile::tempfile().unwrap();
        let started = Instant::now();
        let got =
            remote.block_on(remote.download(&Request::file("/x", None), &file, 1000)).map(|download| download.size);
        assert!(started.elapsed() < Duration::from_secs(5));
        assert!(file.metadata().unwrap().len() <= 64 << 10, "the file stays small");
        got
    };
    assert_eq!(download(Reply::Flood(b"HTTP/1.1 200 x\r\n\r\n".to_vec())), Err(Fault::TooLarge(1000)));
    let drip = Reply::Drip(b"HTTP/1.1 200 x\r\n\r\n".to_vec(), Duration::from_millis(100));
    assert_eq!(download(drip), Err(Fault::TooSlow));
    assert_eq!(download(Reply::Raw(b"HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\nx".to_vec())), Err(Fault::Truncated));
}

/// A list whose pages point where `next` says.
fn pages(next: impl Fn(&Received) -> Option<String> + Send + Sync + 'static) -> (Result<usize, Fault>, Server) {
    let server = Server::start(move |request| {
        let link = next(request).map(|next| ("link", format!("<{next}>; rel=\"next\"")));
        let json = ("content-type", "application/json".to_owned());
        Reply::Whole(200, link.into_iter().chain([json]).collect(), b"[1]".to_vec())
    });
    let (remote, _) = remote(&server);
    let answers = remote.block_on(remote.pages(&Request::get("/list?per_page=1", Some(&token(TokenHeader::Bearer)))));
    (answers.map(|answers| answers.len()), server)
}

fn own(request: &Received) -> String {
    format!("http://{}{}", request.header("host").unwrap(), request.bare())
}

#[test]
fn pages_are_followed_to_their_end() {
    let (count, server) = pages(|request| {
        let (_, page) = request.path.split_once("page=").unwrap();
        let page: u32 = page.trim_start_matches("1&page=").parse().unwrap();
        (page < 4).then(|| format!("{}?per_page=1&page={}", own(request), page + 1))
    });
    assert_eq!((count, server.received().len()), (Ok(4), 4));
}

#[test]
fn pages_that_never_end_do() {
    let counter = Mutex::new(0);
    let (count, server) = pages(move |request| {
        let mut counter = counter.lock().unwrap();
        *counter += 1;
        Some(format!("{}?page={counter}", own(request)))
    });
    assert_eq!((count, server.received().len()), (Err(Fault::TooManyPages(5)), 5));
    let (count, server) = pages(|request| Some(format!("{}?page=2", own(request))));
    assert_eq!((count, server.received().len()), (Err(Fault::PagesInCircle), 2));
}

#[test]
fn a_page_elsewhere_is_not_asked_for() {
    let other = Server::start(|_| Reply::json("[]"));
    let to = format!("{}/api/v4/list?page=2", other.url);
    assert_eq!(pages(move |_| Some(to.clone())).0, Err(Fault::ForeignPage));
    assert_eq!(pages(|request| Some(format!("{}/x?page=2", own(request)))).0, Err(Fault::ForeignPage));
    assert!(other.received().is_empty());
}

#[test]
fn a_server_that_is_not_there_is_a_fault() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
    let base = format!("http://127.0.0.1:{port}").parse().unwrap();
    let remote = Remote::new(base, &Connection::default(), Vec::new(), (bounds(), clock.clone())).unwrap();
    assert!(matches!(remote.block_on(remote.ask(&Request::get("/x", None))), Err(Fault::Unreachable(_))));
    assert_eq!(slept(&clock), [1, 2, 4, 8]);
}

#[test]
fn no_token_goes_over_the_network_in_plain_text() {
    let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
    let base = "http://gitlab.example/api/v4".parse().unwrap();
    let refused = Remote::new(base, &Connection::default(), Vec::new(), (bounds(), clock)).unwrap_err();
    assert_eq!(refused, Fault::PlainText("http://gitlab.example".to_owned()));
}

#[test]
fn a_proxy_is_asked_and_its_password_is_shown_nowhere() {
    let proxy = Server::start(|_| Reply::Whole(403, Vec::new(), Vec::new()));
    let address = proxy.url.replace("http://", "http://me:pa55word@");
    let connection = Connection { proxy: Some(address), authorities: None };
    let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
    let remote =
        Remote::new("https://gitlab.example/api/v4".parse().unwrap(), &connection, Vec::new(), (bounds(), clock))
            .unwrap();
    let fault = remote.block_on(remote.ask(&Request::get("/x", Some(&token(TokenHeader::JobToken))))).unwrap_err();
    assert_eq!(fault, Fault::Unreachable("the proxy refused".to_owned()));
    let shown = format!("{remote:?}");
    assert!(!shown.contains(SECRET) && !shown.contains("pa55word"), "{shown}");
    let received = proxy.received();
    assert_eq!((received[0].method.as_str(), received[0].path.as_str()), ("CONNECT", "gitlab.example:443"));
    assert!(received.iter().flat_map(|request| &request.headers).all(|(_, value)| !value.contains(SECRET)));
    let wrong = Connection { proxy: Some("nonsense://me:pa55word@x".to_owned()), authorities: None };
    let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
    let refused =
        Remote::new("https://gitlab.example".parse().unwrap(), &wrong, Vec::new(), (bounds(), clock)).unwrap_err();
    assert!(!format!("{refused:?} {}", refused.text()).contains("pa55word"));
}

#[test]
fn tls_needs_an_authority_that_is_trusted_and_is_never_left() {
    let folder = tempfile::tempdir().unwrap();
    let Some((authority, leaf, key)) = authority(folder.path()) else {
        println!("skipped: needs openssl");
        return;
    };
    let plain = Server::start(|_| Reply::json("[]"));
    let to = format!("{}/stolen", plain.url);
    let reply = move |request: &Received| match request.path.as_str() {
        "/down" => Reply::redirect(to.clone()),
        _ => Reply::json("[]"),
    };
    let server = Server::start_tls((&leaf, &key), reply);
    let remote = |authorities| {
        let clock = Arc::new(Skipping(Instant::now(), Mutex::default()));
        let connection = Connection { authorities, proxy: None };
        Remote::new(server.url.parse().unwrap(), &connection, Vec::new(), (bounds(), clock)).unwrap()
    };
    let distrusting = remote(None);
    let stranger = distrusting.block_on(distrusting.ask(&Request::get("/x", None))).unwrap_err();
    assert!(matches!(&stranger, Fault::Unreachable(why) if why.contains("UnknownIssuer")), "{stranger:?}");
    let trusting = remote(Some(authority));
    let token = token(TokenHeader::Bearer);
    assert_eq!(trusting.block_on(trusting.ask(&Request::get("/x", Some(&token)))).unwrap().status, 200);
    let file = tempfile::tempfile().unwrap();
    let downgraded =
        trusting.block_on(trusting.download(&Request::file("/down", Some(&token)), &file, 100)).unwrap_err();
    assert_eq!(downgraded, Fault::Redirected(plain.url.clone()));
    assert!(plain.received().is_empty());
}

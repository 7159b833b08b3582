// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A server of ours on this machine that answers as a test wants, also badly.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// Name in lower case, and value.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The path without its query.
    pub(crate) fn bare(&self) -> &str {
        self.path.split('?').next().unwrap()
    }
}

/// What the server does.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A whole answer: status, further headers, body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes, and then the end.
    Raw(Vec<u8>),
    /// These bytes, then one more of `x` after each pause, without end.
    Drip(Vec<u8>, Duration),
    /// These bytes, then `x` as fast as they are taken, without end.
    Flood(Vec<u8>),
    /// Nothing.
    Silence,
}

impl Reply {
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(200, vec![("content-type", "application/json".to_owned())], body.into())
    }

    pub(crate) fn status(status: u16, body: &str) -> Self {
        Self::Whole(status, vec![("content-type", "application/json".to_owned())], body.into())
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Self::Whole(302, vec![("location", to.into())], Vec::new())
    }
}

/// A server that runs until the test ends.
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Answers each request by `reply`.
    pub(crate) fn start(reply: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&received), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, reply) = (Arc::clone(&kept), Arc::clone(&reply));
                thread::spawn(move || serve(stream.unwrap(), &kept, &*reply));
            }
        });
        Self { url, received }
    }

    /// The same over TLS, with a certificate and its key in PEM.
    pub(crate) fn start_tls(pair: (&[u8], &[u8]), reply: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let server = Self::start_over_tls(pair, |_| {}, reply);
        Self { url: server.url.replace("http://127.0.0.1", "https://localhost"), ..server }
    }

    /// The same behind a proxy, which is where the address leads: whatever server is asked for is this one.
    pub(crate) fn start_tls_behind_proxy(
        pair: (&[u8], &[u8]),
        reply: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let connect = |stream: &mut TcpStream| {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                head.extend(byte);
            }
            assert!(head.starts_with(b"CONNECT "));
            stream.write_all(b"HTTP/1.1 200 x\r\n\r\n").unwrap();
        };
        Self::start_over_tls(pair, connect, reply)
    }

    fn start_over_tls(
        (leaf, key): (&[u8], &[u8]),
        before: impl Fn(&mut TcpStream) + Send + Copy + 'static,
        reply: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let certificate = CertificateDer::from_pem_slice(leaf).unwrap();
        let key = PrivateKeyDer::from_pem_slice(key).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&received), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, reply, config) = (Arc::clone(&kept), Arc::clone(&reply), Arc::clone(&config));
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    before(&mut stream);
                    let connection = ServerConnection::new(config).unwrap();
                    serve(StreamOwned::new(connection, stream), &kept, &*reply);
                });
            }
        });
        Self { url, received }
    }

    /// Everything that arrived, in order.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// One request, one answer. Whoever is gone already misses it.
fn serve(stream: impl Read + Write, kept: &Mutex<Vec<Received>>, reply: &dyn Fn(&Received) -> Reply) {
    let mut reader = BufReader::new(stream);
    let Some(request) = receive(&mut reader) else { return };
    kept.lock().unwrap().push(request.clone());
    let stream = reader.get_mut();
    let _ = match reply(&request) {
        Reply::Whole(status, headers, body) => {
            let mut head = format!("HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(&body))
        }
        Reply::Raw(bytes) => stream.write_all(&bytes),
        Reply::Drip(bytes, pause) => drip(stream, &bytes, pause),
        Reply::Flood(bytes) => flood(stream, &bytes),
        Reply::Silence => {
            thread::sleep(Duration::from_secs(60));
            Ok(())
        }
    };
}

fn receive(reader: &mut impl BufRead) -> Option<Received> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { method, path, headers, body })
}

fn drip(stream: &mut impl Write, bytes: &[u8], pause: Duration) -> std::io::Result<()> {
    stream.write_all(bytes)?;
    loop {
        thread::sleep(pause);
        stream.write_all(b"x")?;
    }
}

fn flood(stream: &mut impl Write, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes)?;
    let piece = vec![b'x'; 64 << 10];
    loop {
        stream.write_all(&piece)?;
    }
}

/// An authority of a day, and a server that it vouches for, of this machine and as `registry.example`:
/// certificates and key in PEM.
pub(crate) fn authority(folder: &Path) -> Option<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    let run = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        command.current_dir(folder).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    fs::write(folder.join("names"), "subjectAltName=DNS:localhost,DNS:registry.example,IP:127.0.0.1\n").unwrap();
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    let made =
        run(&[&["req", "-x509", "-days", "1", "-subj", "/CN=ours", "-keyout", "ca.key", "-out", "ca.pem"], &key[..]]
            .concat())
            && run(
                &[&["req", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "request.pem"], &key[..]].concat()
            )
            && run(&[
                "x509",
                "-req",
                "-days",
                "1",
                "-in",
                "request.pem",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-extfile",
                "names",
                "-out",
                "leaf.pem",
            ]);
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    made.then(|| (read("ca.pem"), read("leaf.pem"), read("key.pem")))
}

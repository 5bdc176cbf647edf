//! The hosts of files. The library wants a client that answers statuses instead of failing on them, and that reads and writes files
//! piece by piece from threads that may wait.

use std::io::{self, Read};
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use wacore::net::{HttpClient, HttpRequest, HttpResponse, StreamingHttpResponse, UploadBody};

/// How long a connection may take to stand.
const CONNECTING: Duration = Duration::from_secs(15);

/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(30);

/// How long an answer that is read whole may take.
const WHOLE: Duration = Duration::from_secs(120);

/// How much an answer that is read whole may have: history and settings are the largest.
const LARGEST: usize = 256 * 1024 * 1024;

/// How much is handed on at once.
const PIECE: usize = 64 * 1024;

/// A client over `reqwest`. The threads that wait belong to the runtime that it was made in.
#[derive(Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
    runtime: Handle,
}

impl Http {
    /// A client, which trusts what the system trusts, or only this certificate (PEM) if there is one.
    ///
    /// # Errors
    /// `reqwest`'s, when the certificate is none.
    pub(crate) fn new(only: Option<&str>) -> reqwest::Result<Self> {
        let mut client = reqwest::Client::builder()
            .connect_timeout(CONNECTING)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none());
        if let Some(only) = only {
            client = client.tls_certs_only([reqwest::Certificate::from_pem(only.as_bytes())?]);
        }
        Ok(Self { client: client.build()?, runtime: Handle::current() })
    }

    fn request(&self, request: &HttpRequest) -> anyhow::Result<reqwest::RequestBuilder> {
        let method = request.method.parse().context("a method")?;
        let building = self.client.request(method, &request.url);
        let headers = request.headers.iter();
        Ok(headers.fold(building, |building, (name, value)| building.header(name, value)))
    }
}

async fn whole(mut answer: reqwest::Response) -> anyhow::Result<HttpResponse> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await? {
        anyhow::ensure!(body.len() + piece.len() <= LARGEST, "the answer is too large");
        body.extend_from_slice(&piece);
    }
    Ok(HttpResponse { status_code: answer.status().as_u16(), body })
}

#[async_trait]
impl HttpClient for Http {
    async fn execute(&self, mut request: HttpRequest) -> anyhow::Result<HttpResponse> {
        let body = request.body.take().unwrap_or_default();
        let sending = self.request(&request)?.timeout(WHOLE).body(body);
        whole(sending.send().await?).await
    }

    fn supports_streaming(&self) -> bool {
        true
    }

    fn execute_streaming(&self, request: HttpRequest) -> anyhow::Result<StreamingHttpResponse> {
        let answer = self.runtime.block_on(self.request(&request)?.send())?;
        let status_code = answer.status().as_u16();
        let body = Pieces { runtime: self.runtime.clone(), answer, left: Bytes::new() };
        Ok(StreamingHttpResponse { status_code, body: Box::new(body) })
    }

    fn supports_upload_streaming(&self) -> bool {
        true
    }

    fn execute_upload(
        &self,
        request: HttpRequest,
        mut body: UploadBody,
        content_length: u64,
    ) -> anyhow::Result<HttpResponse> {
        let (sender, pieces) = mpsc::channel::<io::Result<Bytes>>(2);
        let pieces = stream::unfold(pieces, |mut pieces| async { Some((pieces.recv().await?, pieces)) });
        let sending = self
            .request(&request)?
            // With the length the body goes as it is; the hosts take none in chunks.
            .header(reqwest::header::CONTENT_LENGTH, content_length)
            .body(reqwest::Body::wrap_stream(pieces));
        let answer = self.runtime.spawn(async move { whole(sending.send().await?).await });
        loop {
            let mut piece = vec![0; PIECE];
            let read = body.read(&mut piece);
            let last = matches!(read, Ok(0) | Err(_));
            if !matches!(read, Ok(0)) {
                let piece = read.map(|length| {
                    piece.truncate(length);
                    Bytes::from(piece)
                });
                if sender.blocking_send(piece).is_err() {
                    // The host has answered before it had everything.
                    break;
                }
            }
            if last {
                break;
            }
        }
        drop(sender);
        self.runtime.block_on(answer)?
    }
}

/// A body that is read as it comes.
struct Pieces {
    runtime: Handle,
    answer: reqwest::Response,
    left: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left.is_empty() {
            match self.runtime.block_on(self.answer.chunk()).map_err(io::Error::other)? {
                Some(piece) => self.left = piece,
                None => return Ok(0),
            }
        }
        let length = self.left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.left.split_to(length));
        Ok(length)
    }
}

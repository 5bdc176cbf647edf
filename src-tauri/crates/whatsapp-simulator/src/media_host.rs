//! The hosts of files: over TLS with a certificate of their own, since clients always ask for `https`.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use crate::error::Breach;
use crate::media;
use crate::simulator::Shared;

/// The largest file that is taken, as the service does: two gigabytes.
const LARGEST: usize = 2 * 1024 * 1024 * 1024;

/// Running hosts.
pub(crate) struct MediaHost {
    /// What a client has to trust, as PEM.
    pub(crate) certificate: String,
    serving: JoinHandle<()>,
}

impl Drop for MediaHost {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl MediaHost {
    /// Starts listening on this computer, and tells the world where.
    pub(crate) async fn start(shared: Arc<Shared>) -> io::Result<Self> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string()])
                .map_err(io::Error::other)?;
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).map_err(io::Error::other)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .map_err(io::Error::other)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        shared.with(|world| world.media.host = format!("localhost:{}", address.port()));
        let router = Router::new()
            .route("/mms/{kind}/{token}", post(upload))
            .route("/v/{*path}", get(download))
            .layer(DefaultBodyLimit::max(LARGEST))
            .with_state(shared);
        let listener = Encrypted::over(listener, TlsAcceptor::from(Arc::new(config)))?;
        let serving = tokio::spawn(async move {
            // It ends with the listener, which lives as long as this task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { certificate: cert.pem(), serving })
    }
}

type Parameters = Query<BTreeMap<String, String>>;

/// Takes a file that a client has encrypted. Its name is the digest of what is in it.
async fn upload(
    State(shared): State<Arc<Shared>>,
    Path((_, name)): Path<(String, String)>,
    Query(parameters): Parameters,
    body: Bytes,
) -> Response {
    // A client asks first how much of a large file is there. Nothing ever is.
    if parameters.contains_key("resume") {
        return StatusCode::NOT_FOUND.into_response();
    }
    shared.with(|world| {
        if parameters.get("auth") != Some(&world.media.auth) {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let digest = media::token(&body).unwrap_or_default();
        if digest != name.trim_end_matches('=') {
            world.violate_early(Breach::new("media", format!("a file named {name} has the digest {digest}")));
            return StatusCode::BAD_REQUEST.into_response();
        }
        let path = world.media.put(&digest, body.to_vec());
        let url = format!("https://{}{path}", world.media.host);
        format!(r#"{{"url":"{url}","direct_path":"{path}"}}"#).into_response()
    })
}

/// Gives a file, encrypted as it is.
async fn download(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    shared.with(|world| match world.media.get(uri.path()) {
        Ok(bytes) => bytes.to_vec().into_response(),
        Err(status) => StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND).into_response(),
    })
}

/// Connections whose TLS handshake is over. Each shakes hands on its own, so that a slow one keeps none waiting.
struct Encrypted {
    ready: Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Encrypted {
    fn over(listener: TcpListener, acceptor: TlsAcceptor) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, ready) = channel(16);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        // Where nobody serves any more, the connection is dropped.
                        let _ = sender.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(Self { ready, address, accepting })
    }
}

impl axum::serve::Listener for Encrypted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

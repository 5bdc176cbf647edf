//! From bytes of the socket to stanzas and back: the header of a connection, lengths, encryption with counters, encoding.

use wacore::framing::{FrameDecoder, encode_frame};
use wacore::handshake::NoiseCipher;
use wacore_binary::Node;
use wacore_binary::consts::WA_CONN_HEADER;
use wacore_binary::marshal::{marshal, unmarshal_ref};
use wacore_binary::util::unpack;

use crate::error::Breach;

/// How the optional note begins by which a client asks to be routed to where it was.
const ROUTING_INTRO: [u8; 4] = [b'E', b'D', 0, 1];

/// Takes bytes as they arrive and gives frames, after the header that a connection begins with.
pub(crate) struct FrameReader {
    decoder: FrameDecoder,
    /// What arrived of the header; none once it is complete.
    header: Option<Vec<u8>>,
}

impl FrameReader {
    pub(crate) fn new() -> Self {
        Self { decoder: FrameDecoder::new(), header: Some(Vec::new()) }
    }

    /// Takes what arrived.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), Breach> {
        let Some(mut header) = self.header.take() else {
            self.decoder.feed(bytes);
            return Ok(());
        };
        header.extend_from_slice(bytes);
        match after_header(&header)? {
            Some(rest) => self.decoder.feed(rest),
            None => self.header = Some(header),
        }
        Ok(())
    }

    /// The next whole frame.
    pub(crate) fn next(&mut self) -> Option<Vec<u8>> {
        self.decoder.decode_frame().map(|frame| frame.to_vec())
    }
}

/// What follows the header; none while it is not complete.
fn after_header(bytes: &[u8]) -> Result<Option<&[u8]>, Breach> {
    let bytes = if bytes.starts_with(&ROUTING_INTRO[..bytes.len().min(4)]) && !bytes.is_empty() {
        let Some(length) = bytes.get(4..7) else { return Ok(None) };
        let length = length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let Some(rest) = bytes.get(7 + length..) else { return Ok(None) };
        rest
    } else {
        bytes
    };
    match bytes.get(..4) {
        None => Ok(None),
        Some(header) if header == WA_CONN_HEADER => Ok(bytes.get(4..)),
        Some(header) => Err(Breach::new("frame", format!("the connection begins with {header:02x?}"))),
    }
}

/// A frame of the handshake, which is not encrypted as a whole.
pub(crate) fn plain(payload: &[u8]) -> Result<Vec<u8>, Breach> {
    encode_frame(payload, None).map_err(|error| Breach::new("frame", error.to_string()))
}

/// One direction of an encrypted connection.
pub(crate) struct Sealed {
    cipher: NoiseCipher,
    counter: u32,
}

impl Sealed {
    pub(crate) fn new(cipher: NoiseCipher) -> Self {
        Self { cipher, counter: 0 }
    }

    /// Reads a stanza. Frames count, so that one left out or sent twice does not decrypt.
    pub(crate) fn open(&mut self, mut frame: Vec<u8>) -> Result<Node, Breach> {
        let breach = |what: String| Breach::new("frame", what);
        self.cipher
            .decrypt_in_place_with_counter(self.counter, &mut frame)
            .map_err(|error| breach(format!("frame {} does not decrypt: {error}", self.counter)))?;
        self.counter += 1;
        let plain = unpack(&frame).map_err(|error| breach(error.to_string()))?;
        let node = unmarshal_ref(&plain).map_err(|error| breach(format!("no stanza: {error}")))?;
        Ok(node.to_owned())
    }

    /// Writes a stanza as a frame.
    pub(crate) fn seal(&mut self, node: &Node) -> Result<Vec<u8>, Breach> {
        let breach = |what: String| Breach::new("frame", what);
        let plain = marshal(node).map_err(|error| breach(error.to_string()))?;
        let sealed = self
            .cipher
            .encrypt_with_counter(self.counter, &plain)
            .map_err(|error| breach(error.to_string()))?;
        self.counter += 1;
        encode_frame(&sealed, None).map_err(|error| breach(error.to_string()))
    }
}

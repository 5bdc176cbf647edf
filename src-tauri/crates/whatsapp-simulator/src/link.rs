//! One connection: a websocket, the handshake on it, then encrypted stanzas both ways.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_websockets::{Message, ServerBuilder, WebSocketStream};

use crate::error::Breach;
use crate::frames::{FrameReader, Sealed, plain};
use crate::handshake::{Established, Step, answer_hello};
use crate::simulator::Shared;
use crate::world::{LinkId, Out};

type Socket = WebSocketStream<TcpStream>;

/// Serves one client until either side ends it.
pub(crate) async fn serve(shared: Arc<Shared>, stream: TcpStream) {
    let Ok((_, mut socket)) = ServerBuilder::new().accept(stream).await else { return };
    let mut reader = FrameReader::new();
    let established = match shake_hands(&shared, &mut socket, &mut reader).await {
        Ok(Some(established)) => established,
        Ok(None) => return,
        Err(breach) => return shared.with(|world| world.violate_early(breach)),
    };
    let Established { client, payload, write, read, pattern } = established;
    let (out, orders) = unbounded_channel();
    let link = shared.with(|world| world.open(out, client, &payload, pattern));
    let mut open = Open { link, socket, reader, read: Sealed::new(read), write: Sealed::new(write) };
    if let Err(breach) = open.run(&shared, orders).await {
        shared.with(|world| world.violate(link, breach));
    }
    shared.with(|world| world.closed(link));
}

/// The handshake; none when the client has gone.
async fn shake_hands(
    shared: &Shared,
    socket: &mut Socket,
    reader: &mut FrameReader,
) -> Result<Option<Established>, Breach> {
    let Some(hello) = next_frame(socket, reader).await? else { return Ok(None) };
    let step = shared.with(|world| {
        let crate::world::World { server, rng, .. } = world;
        answer_hello(server, rng, &hello)
    })?;
    match step {
        Step::Done(reply, established) => {
            if let Some(reply) = reply {
                send(socket, plain(&reply)?).await;
            }
            Ok(Some(*established))
        }
        Step::Reply(reply, wait) => {
            send(socket, plain(&reply)?).await;
            let Some(finish) = next_frame(socket, reader).await? else { return Ok(None) };
            wait.finish(&finish).map(Some)
        }
    }
}

async fn next_frame(socket: &mut Socket, reader: &mut FrameReader) -> Result<Option<Vec<u8>>, Breach> {
    loop {
        if let Some(frame) = reader.next() {
            return Ok(Some(frame));
        }
        match next_bytes(socket).await {
            Some(bytes) => reader.feed(&bytes)?,
            None => return Ok(None),
        }
    }
}

/// What arrives next; none when the client has gone.
async fn next_bytes(socket: &mut Socket) -> Option<Vec<u8>> {
    loop {
        match socket.next().await {
            Some(Ok(message)) if message.is_binary() => return Some(message.into_payload().to_vec()),
            // Pings are answered below this; what else comes means nothing here.
            Some(Ok(message)) if !message.is_close() => {}
            _ => return None,
        }
    }
}

/// Sends bytes. That the client has gone is noticed when reading.
async fn send(socket: &mut Socket, bytes: Vec<u8>) {
    let _ = socket.send(Message::binary(bytes)).await;
}

/// A connection whose handshake is over.
struct Open {
    link: LinkId,
    socket: Socket,
    reader: FrameReader,
    read: Sealed,
    write: Sealed,
}

impl Open {
    async fn run(&mut self, shared: &Shared, mut orders: UnboundedReceiver<Out>) -> Result<(), Breach> {
        loop {
            while let Some(frame) = self.reader.next() {
                let node = self.read.open(frame)?;
                shared.with(|world| world.receive(self.link, &node));
            }
            tokio::select! {
                biased;
                order = orders.recv() => match order {
                    Some(Out::Stanza(node)) => {
                        let frame = self.write.seal(&node)?;
                        send(&mut self.socket, frame).await;
                    }
                    Some(Out::Cut(node)) => {
                        let frame = self.write.seal(&node)?;
                        send(&mut self.socket, frame[..frame.len() / 2].to_vec()).await;
                        return Ok(());
                    }
                    Some(Out::Silence) => {
                        while !matches!(orders.recv().await, Some(Out::Close) | None) {}
                        return Ok(());
                    }
                    Some(Out::Close) | None => {
                        let _ = self.socket.close().await;
                        return Ok(());
                    }
                },
                bytes = next_bytes(&mut self.socket) => match bytes {
                    Some(bytes) => self.reader.feed(&bytes)?,
                    None => return Ok(()),
                },
            }
        }
    }
}

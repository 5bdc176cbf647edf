//! Files in both directions.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::messages::{
    BeginUpload, MOST_MEDIA_BYTES, MediaKind, MediaPiece, MediaState, MediaView, MessageContent,
    OutgoingContent, ReadMedia, SendMessage, UploadPiece,
};
use leadsmart_contract::values::{MessageText, ShortText};
use leadsmart_ports::whatsapp::fake::{FakeLine, words};
use leadsmart_ports::whatsapp::{
    self as port, Content, Inbound, LineEvent, MediaFailure, MediaReference, MessageKey, OutboundContent,
};
use sha2::{Digest, Sha256};

use super::{Desk, MARIA};

const PICTURE: &[u8] = b"\xff\xd8\xff\xe0 a picture";

fn picture(desk: &Desk, size: u64) -> Inbound {
    let media = MediaReference {
        kind: port::MediaKind::Image,
        mime: "image/jpeg".to_owned(),
        file_name: Some("../../foto.jpg".to_owned()),
        size,
        seconds: None,
        dimensions: Some((4, 3)),
        thumbnail: Some(b"<svg/>".to_vec()),
        path: "/v/1".to_owned(),
        key: b"a secret key of thirty-two bytes".to_vec(),
        digest: Sha256::digest(PICTURE).to_vec(),
        sealed_digest: vec![2; 32],
    };
    let content = Content::Media { media, caption: Some("Olha".to_owned()) };
    Inbound { content, ..words(MARIA, "A1", "", desk.bench.now()) }
}

async fn shown(desk: &Desk) -> MediaView {
    match desk.message().await.content {
        MessageContent::Media { media, .. } => media,
        other => panic!("no file: {other:?}"),
    }
}

async fn read(desk: &Desk) -> Result<MediaPiece, Failure> {
    let message_id = desk.message().await.id;
    desk.bench.call(&desk.owner, ReadMedia { company_id: desk.owner.company, message_id, offset: 0 }).await
}

async fn received(size: u64) -> (Desk, Arc<FakeLine>) {
    let (desk, line) = Desk::linked().await;
    line.receive(picture(&desk, size)).await.expect("kept");
    (desk, line)
}

#[tokio::test]
async fn a_picture_that_comes_is_fetched_and_its_key_lies_sealed() {
    let (desk, _) = received(14).await;
    let before = shown(&desk).await;
    assert_eq!((before.state, before.file_name.as_deref()), (MediaState::Waiting, Some("foto.jpg")));
    assert_eq!(before.thumbnail, None, "what is no JPEG is not shown as one");
    assert_eq!(read(&desk).await.expect_err("it is not here yet").code, Code::NotFound);
    desk.bench.whatsapp.put_file("/v/1", Ok(PICTURE.to_vec()));
    desk.tend().await;
    assert_eq!(shown(&desk).await.state, MediaState::Here);
    let piece = read(&desk).await.expect("a piece");
    assert_eq!((STANDARD.decode(&piece.bytes).ok().as_deref(), piece.next), (Some(PICTURE), None));
    assert_eq!(piece.mime, "image/jpeg");
    let mut snapshot = desk.bench.core.db().read().await.expect("a snapshot");
    let sealed: Vec<u8> = sqlx::query_scalar("SELECT reference_sealed FROM message_media")
        .fetch_one(&mut *snapshot)
        .await
        .expect("a reference");
    assert!(!sealed.windows(8).any(|part| part == b"a secret"), "who has the file has not the key");
}

#[tokio::test]
async fn a_file_that_the_service_has_dropped_is_asked_for_again() {
    let (desk, line) = received(14).await;
    desk.bench.whatsapp.put_file("/v/1", Err(MediaFailure::Gone));
    desk.tend().await;
    assert_eq!((shown(&desk).await.state, line.asked().len()), (MediaState::Asked, 1));
    let key = MessageKey { id: "A1".to_owned(), ..line.asked()[0].clone() };
    desk.bench.whatsapp.put_file("/v/2", Ok(PICTURE.to_vec()));
    line.tell(LineEvent::MediaAgain { message: key.clone(), path: Some("/v/2".to_owned()) })
        .await
        .expect("kept");
    desk.tend().await;
    assert_eq!(shown(&desk).await.state, MediaState::Here);
    let (desk, line) = received(14).await;
    desk.tend().await;
    line.tell(LineEvent::MediaAgain { message: key, path: None }).await.expect("kept");
    let gone = shown(&desk).await;
    assert!(gone.state == MediaState::Gone && gone.message.is_some(), "it says so: {gone:?}");
}

#[tokio::test]
async fn a_phone_that_does_not_answer_is_asked_a_few_times() {
    let (desk, line) = received(14).await;
    for _ in 0..30 {
        desk.pass(600).await;
    }
    assert_eq!(shown(&desk).await.state, MediaState::Gone);
    assert!((2..=6).contains(&line.asked().len()), "{}", line.asked().len());
}

#[tokio::test]
async fn what_is_too_large_or_damaged_is_not_kept_and_the_message_is() {
    let (desk, _) = received(MOST_MEDIA_BYTES + 1).await;
    desk.tend().await;
    assert_eq!(shown(&desk).await.state, MediaState::TooLarge);
    let (desk, _) = received(14).await;
    desk.bench.whatsapp.put_file("/v/1", Err(MediaFailure::Damaged));
    desk.tend().await;
    assert_eq!(shown(&desk).await.state, MediaState::Damaged);
}

#[tokio::test]
async fn with_a_full_disk_the_message_is_kept_and_the_file_comes_when_there_is_room() {
    let (desk, _) = received(14).await;
    desk.bench.whatsapp.put_file("/v/1", Err(MediaFailure::Disk("no space left".to_owned())));
    desk.tend().await;
    let full = shown(&desk).await;
    assert_eq!(full.state, MediaState::DiskFull);
    assert!(full.message.is_some_and(|message| message.contains("full")));
    desk.bench.whatsapp.put_file("/v/1", Ok(PICTURE.to_vec()));
    desk.pass(3600).await;
    assert_eq!(shown(&desk).await.state, MediaState::Here);
}

async fn upload(desk: &Desk, bytes: &[u8], pieces: usize) -> String {
    let company_id = desk.owner.company;
    let begin = BeginUpload {
        company_id,
        size: bytes.len() as u64,
        file_name: ShortText::parse("exame.pdf").ok(),
        seconds: None,
    };
    let upload_id = desk.bench.call(&desk.owner, begin).await.expect("a place").upload_id;
    let mut offset = 0;
    for piece in bytes.chunks(bytes.len().div_ceil(pieces)) {
        let piece =
            UploadPiece { company_id, upload_id: upload_id.clone(), offset, bytes: STANDARD.encode(piece) };
        let wrong =
            UploadPiece { offset: offset + 1, bytes: STANDARD.encode(vec![0; 9_999]), ..piece.clone() };
        assert!(desk.bench.call(&desk.owner, wrong).await.is_err(), "only the next piece is taken");
        // An answer that was lost makes a caller repeat the piece.
        desk.bench.call(&desk.owner, piece.clone()).await.expect("taken");
        offset = desk.bench.call(&desk.owner, piece).await.expect("taken before").received;
    }
    upload_id
}

fn send(
    desk: &Desk,
    thread_id: leadsmart_contract::ids::ThreadId,
    upload_id: &str,
    kind: MediaKind,
) -> SendMessage {
    SendMessage {
        company_id: desk.owner.company,
        thread_id,
        id: None,
        content: OutgoingContent::Media {
            upload_id: upload_id.to_owned(),
            media_kind: kind,
            caption: MessageText::parse("Seu exame").ok(),
        },
        quote_id: None,
        send_at: None,
    }
}

#[tokio::test]
async fn a_file_goes_out_as_what_it_is() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    let thread = desk.thread().await.id;
    let bytes = b"%PDF-1.7 the result of an examination";
    let upload_id = upload(&desk, bytes, 3).await;
    let refused = desk.bench.call(&desk.owner, send(&desk, thread, &upload_id, MediaKind::Image)).await;
    assert_eq!(refused.expect_err("it is no picture").code, Code::InvalidInput);
    desk.bench.call(&desk.owner, send(&desk, thread, &upload_id, MediaKind::Document)).await.expect("sent");
    desk.tend().await;
    let OutboundContent::Media { upload, caption } = line.taken().remove(0).content else { panic!("a file") };
    assert_eq!(std::fs::read(&upload.file).expect("it lies here"), bytes);
    assert_eq!((upload.mime.as_str(), upload.file_name.as_deref()), ("application/pdf", Some("exame.pdf")));
    assert_eq!(caption.as_deref(), Some("Seu exame"));
    let twice = desk.bench.call(&desk.owner, send(&desk, thread, &upload_id, MediaKind::Document)).await;
    assert_eq!(twice.expect_err("it was sent").code, Code::NotFound);
}

#[tokio::test]
async fn a_file_that_has_not_come_whole_or_is_another_companys_is_not_sent() {
    let (desk, line) = Desk::linked().await;
    line.receive(words(MARIA, "A1", "Oi", desk.bench.now())).await.expect("kept");
    let company_id = desk.owner.company;
    let begin = BeginUpload { company_id, size: 10, file_name: None, seconds: None };
    let half = desk.bench.call(&desk.owner, begin.clone()).await.expect("a place").upload_id;
    let thread = desk.thread().await.id;
    let refused = desk.bench.call(&desk.owner, send(&desk, thread, &half, MediaKind::Document)).await;
    assert_eq!(refused.expect_err("it is not whole").code, Code::NotFound);
    let stranger = desk.bench.company("Estúdio").await;
    let piece = UploadPiece {
        company_id: stranger.company,
        upload_id: half,
        offset: 0,
        bytes: STANDARD.encode(b"0123456789"),
    };
    assert!(desk.bench.call(&stranger, piece).await.is_err());
    for size in [0, MOST_MEDIA_BYTES + 1] {
        assert!(desk.bench.call(&desk.owner, BeginUpload { size, ..begin.clone() }).await.is_err());
    }
}

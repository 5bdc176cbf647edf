//! Files both ways.

use std::path::Path;

use leadsmart_ports::whatsapp::{
    Content, LineEvent, LineFailure, MediaFailure, MediaKind, MediaReference, Outbound, OutboundContent,
    SendFailure, Upload,
};
use leadsmart_whatsapp_simulator::{File, FileKind};

use crate::support::{CLINIC, Desk, PATIENT, Service, chat, in_time, number};

const KINDS: [(FileKind, MediaKind); 6] = [
    (FileKind::Image, MediaKind::Image),
    (FileKind::Video, MediaKind::Video),
    (FileKind::Audio, MediaKind::Audio),
    (FileKind::Voice, MediaKind::Voice),
    (FileKind::Document, MediaKind::Document),
    (FileKind::Sticker, MediaKind::Sticker),
];

fn bytes(length: u32) -> Vec<u8> {
    (0..length).map(|number| (number * 31 % 251) as u8).collect()
}

fn picture(kind: FileKind) -> File {
    File { kind, bytes: bytes(40_000), mime: "image/jpeg".into(), caption: Some("O exame".into()) }
}

async fn received(desk: &Desk) -> MediaReference {
    let message = desk.message().await;
    match message.content {
        Content::Media { media, .. } => media,
        other => panic!("{other:?}"),
    }
}

fn upload(file: &Path, kind: MediaKind) -> Upload {
    Upload {
        file: file.to_owned(),
        kind,
        mime: "application/octet-stream".into(),
        file_name: Some("exame.pdf".into()),
        seconds: Some(3),
        dimensions: Some((4, 3)),
        thumbnail: None,
    }
}

fn to_patient(count: u8, upload: Upload) -> Outbound {
    // The simulator does not look for a file beneath the wrapper that a document with words has.
    let caption = (upload.kind != MediaKind::Document).then(|| "O exame".to_owned());
    let content = OutboundContent::Media { upload, caption };
    Outbound { id: Outbound::id_from([count; 9]), chat: chat(PATIENT), content, quote: None }
}

#[tokio::test]
async fn every_kind_of_file_is_fetched_as_it_was_sent() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let folder = tempfile::tempdir().unwrap();
    for (sent, kind) in KINDS {
        service.patient().send_file(&number(CLINIC), &picture(sent)).unwrap();
        let media = received(&desk).await;
        assert_eq!((media.kind, media.size), (kind, 40_000));
        let path = folder.path().join(format!("{kind:?}"));
        in_time("the file", desk.line.download(&media, &path)).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes(40_000), "{kind:?}");
        let again = desk.line.download(&media, &path).await;
        assert!(matches!(again, Err(MediaFailure::Disk(_))), "a file that is there stays: {again:?}");
    }
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn every_kind_of_file_that_is_sent_is_opened_by_the_phone() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exame.pdf");
    std::fs::write(&path, bytes(70_001)).unwrap();
    for (count, (_, kind)) in (1..).zip(KINDS) {
        let outbound = to_patient(count, upload(&path, kind));
        in_time("the sending", desk.line.send(&outbound)).await.unwrap();
        let opened = service
            .until("the file", |simulator| {
                let patient = simulator.phone(PATIENT).unwrap();
                patient.message(&outbound.id).map(|_| patient.open_file(&outbound.id))
            })
            .await;
        assert_eq!(opened.unwrap(), bytes(70_001), "{kind:?}");
    }
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_file_that_the_service_has_lost_is_asked_for_again() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let folder = tempfile::tempdir().unwrap();
    for status in [404, 410] {
        let id = service.patient().send_file(&number(CLINIC), &picture(FileKind::Image)).unwrap();
        let message = desk.message().await;
        let Content::Media { mut media, .. } = message.content else { panic!("no file") };
        service.patient().lose_file(&id, status).unwrap();
        let path = folder.path().join(status.to_string());
        let gone = in_time("the answer", desk.line.download(&media, &path)).await;
        assert_eq!(gone, Err(MediaFailure::Gone));
        assert!(!path.exists(), "what was begun is removed");
        desk.line.ask_for_media(&message.key, &media).await.unwrap();
        let again = desk
            .event("the file again", |event| match event {
                LineEvent::MediaAgain { message: of, path } if *of == message.key => Some(path.clone()),
                _ => None,
            })
            .await;
        media.path = again.expect("the phone has it");
        in_time("the file", desk.line.download(&media, &path)).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes(40_000));
    }
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_leaves_nothing_behind() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let folder = tempfile::tempdir().unwrap();
    service.patient().send_file(&number(CLINIC), &picture(FileKind::Document)).unwrap();
    let media = received(&desk).await;
    let cases = [
        (MediaReference { size: 39_999, ..media.clone() }, MediaFailure::TooLarge),
        (MediaReference { size: 3 << 30, ..media.clone() }, MediaFailure::TooLarge),
        (MediaReference { key: vec![9; 32], ..media.clone() }, MediaFailure::Damaged),
        (MediaReference { digest: vec![9; 32], ..media.clone() }, MediaFailure::Damaged),
        (MediaReference { path: "/v/t62/nothing".into(), ..media.clone() }, MediaFailure::Gone),
    ];
    for (media, expected) in cases {
        let path = folder.path().join("file");
        let failed = in_time("the failure", desk.line.download(&media, &path)).await;
        assert_eq!(failed, Err(expected));
        assert!(!path.exists());
    }
    let nowhere = desk.line.download(&media, &folder.path().join("no/folder")).await;
    assert!(matches!(nowhere, Err(MediaFailure::Disk(_))), "{nowhere:?}");
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_sent_says_why() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let folder = tempfile::tempdir().unwrap();
    let missing = to_patient(1, upload(&folder.path().join("missing"), MediaKind::Image));
    assert!(matches!(desk.line.send(&missing).await, Err(SendFailure::File(_))));
    let no_file = to_patient(2, upload(folder.path(), MediaKind::Image));
    assert!(matches!(desk.line.send(&no_file).await, Err(SendFailure::File(_))));
    let giant = folder.path().join("giant");
    std::fs::File::create(&giant).unwrap().set_len(17 * 1024 * 1024).unwrap();
    let giant = to_patient(3, upload(&giant, MediaKind::Image));
    assert_eq!(desk.line.send(&giant).await, Err(SendFailure::TooLarge));
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn a_file_of_many_pieces_goes_there_and_comes_back() {
    let service = Service::start().await;
    let desk = Desk::linked(&service).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    std::fs::write(&path, bytes(7 * 1024 * 1024)).unwrap();
    let outbound = to_patient(1, upload(&path, MediaKind::Document));
    in_time("the sending", desk.line.send(&outbound)).await.unwrap();
    let opened = service
        .until("the file", |simulator| {
            let patient = simulator.phone(PATIENT).unwrap();
            patient.message(&outbound.id).map(|_| patient.open_file(&outbound.id))
        })
        .await;
    assert!(opened.unwrap() == bytes(7 * 1024 * 1024));
    service.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn without_a_connection_nothing_is_asked_for() {
    let service = Service::start().await;
    let desk = Desk::new(&service).await;
    desk.code().await;
    let text = Outbound {
        content: OutboundContent::Text("Oi".into()),
        ..to_patient(1, upload(Path::new("x"), MediaKind::Image))
    };
    assert_eq!(desk.line.send(&text).await, Err(SendFailure::Line(LineFailure::NotLinked)));
    assert_eq!(desk.line.look_up(&[PATIENT.to_owned()]).await, Err(LineFailure::NotLinked));
    assert_eq!(desk.line.log_out().await, Err(LineFailure::NotLinked));
    desk.close().await;
    service.settle().await;
}

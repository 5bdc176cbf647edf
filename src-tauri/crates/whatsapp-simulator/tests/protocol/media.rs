//! Files both ways, over TLS, and what is done about one that the hosts have lost.

use leadsmart_whatsapp_simulator::{File, FileKind};
use wacore::download::{Downloadable, MediaType};
use wacore::proto_helpers::MessageExt;
use waproto::whatsapp::message::{DocumentMessage, ImageMessage};
use whatsapp_rust::features::{MediaRetryResult, MediaReuploadRequest};
use whatsapp_rust::types::events::Event;
use whatsapp_rust::{Jid, UploadOptions};

use crate::client::{CLINIC, Client, PATIENT, Service, number, wa};

fn picture() -> File {
    let bytes = (0..40_000_u32).map(|number| (number * 31 % 251) as u8).collect();
    File { kind: FileKind::Image, bytes, mime: "image/jpeg".into(), caption: Some("O exame".into()) }
}

async fn received_image(client: &Client) -> ImageMessage {
    client
        .event("a picture", |event| match event {
            Event::Messages(batch) => {
                batch.iter().find_map(|inbound| inbound.message.image_message.as_option().cloned())
            }
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_picture_that_a_phone_sends_is_what_the_client_downloads() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    patient.send_file(&number(CLINIC), &picture()).unwrap();
    let image = received_image(&client).await;
    assert_eq!(image.caption.as_deref(), Some("O exame"));
    let bytes = client.client().download(&image as &dyn Downloadable).await.unwrap();
    assert_eq!(bytes, picture().bytes);
    service.settle().await;
}

#[tokio::test]
async fn a_file_that_the_client_uploads_is_what_the_phone_opens() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let contents = b"%PDF-1.7 or\xc3\xa7amento".repeat(1000);
    let options = UploadOptions::default();
    let upload = client.client().upload(contents.clone(), MediaType::Document, options).await.unwrap();
    let document = DocumentMessage {
        url: Some(upload.url),
        direct_path: Some(upload.direct_path),
        media_key: Some(upload.media_key.to_vec()),
        file_sha256: Some(upload.file_sha256.to_vec()),
        file_enc_sha256: Some(upload.file_enc_sha256.to_vec()),
        file_length: Some(upload.file_length),
        mimetype: Some("application/pdf".into()),
        file_name: Some("orçamento.pdf".into()),
        ..Default::default()
    };
    let message = wa::Message { document_message: buffa::MessageField::some(document), ..Default::default() };
    let sent = client.client().send_message(Jid::pn(PATIENT), message).await.unwrap();
    let opened = service
        .until("the document", |simulator| {
            let patient = simulator.phone(PATIENT).unwrap();
            patient.message(&sent.message_id).map(|_| patient.open_file(&sent.message_id))
        })
        .await;
    assert_eq!(opened.unwrap(), contents);
    service.settle().await;
}

#[tokio::test]
async fn a_file_that_the_hosts_have_lost_is_asked_for_again() {
    for status in [404, 410] {
        let service = Service::with_patient().await;
        let client = Client::linked(&service).await;
        let patient = service.simulator.phone(PATIENT).unwrap();
        let id = patient.send_file(&number(CLINIC), &picture()).unwrap();
        let mut image = received_image(&client).await;
        patient.lose_file(&id, status).unwrap();
        client.client().download(&image as &dyn Downloadable).await.unwrap_err();
        let request = MediaReuploadRequest {
            msg_id: &id,
            chat_jid: &Jid::pn(PATIENT),
            media_key: image.media_key.as_deref().unwrap(),
            is_from_me: false,
            participant: None,
        };
        let answer = client.client().media_reupload().request(&request).await.unwrap();
        let MediaRetryResult::Success { direct_path } = answer else { panic!("{answer:?}") };
        image.direct_path = Some(direct_path);
        let bytes = client.client().download(&image as &dyn Downloadable).await.unwrap();
        assert_eq!(bytes, picture().bytes);
        service.settle().await;
    }
}

type Is = fn(&wa::Message) -> bool;

#[tokio::test]
async fn every_kind_of_file_arrives_as_what_it_is() {
    let service = Service::with_patient().await;
    let client = Client::linked(&service).await;
    let patient = service.simulator.phone(PATIENT).unwrap();
    let kinds: [(FileKind, Is); 5] = [
        (FileKind::Video, |message| message.video_message.is_set()),
        (FileKind::Audio, |message| {
            message.audio_message.as_option().is_some_and(|audio| audio.ptt == Some(false))
        }),
        (FileKind::Voice, |message| {
            message.audio_message.as_option().is_some_and(|audio| audio.ptt == Some(true))
        }),
        (FileKind::Document, |message| message.document_message.is_set()),
        (FileKind::Sticker, |message| message.sticker_message.is_set()),
    ];
    for (kind, is) in kinds {
        let file = File { kind, ..picture() };
        let id = patient.send_file(&number(CLINIC), &file).unwrap();
        let right = client
            .event("a file", |event| match event {
                Event::Messages(batch) => batch
                    .iter()
                    .find(|inbound| inbound.info.id == id)
                    .map(|inbound| is(inbound.message.get_base_message())),
                _ => None,
            })
            .await;
        assert!(right, "{kind:?}");
    }
    service.settle().await;
}

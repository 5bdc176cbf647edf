//! Profile pictures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use leadsmart_contract::auth::{Me, ProfilePicture, UploadProfilePicture};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::PictureId;
use std::io::Cursor;

use super::{ANA, code_of};
use crate::testing::{Bench, Person};

fn encoded(picture: &DynamicImage, format: ImageFormat) -> String {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture");
    STANDARD.encode(bytes.into_inner())
}

fn opaque(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| if x < width / 2 { Rgb([200, 30, 30]) } else { Rgb([30, 30, 200]) },
    )
    .into()
}

async fn upload(bench: &Bench, person: &Person, image: Option<String>) -> Result<Option<PictureId>, Failure> {
    Ok(bench.call(person, UploadProfilePicture { image }).await?.picture_id)
}

async fn shown(bench: &Bench, person: &Person, picture_id: PictureId) -> DynamicImage {
    let url = bench.call(person, ProfilePicture { picture_id }).await.expect("a picture").data_url;
    let (_, base64) = url.split_once(";base64,").expect("a data URL");
    image::load_from_memory(&STANDARD.decode(base64).expect("base64")).expect("a picture")
}

#[tokio::test]
async fn a_picture_is_cropped_to_the_square_in_its_middle_and_encoded_anew() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    for (width, height, side) in [(1200, 600, 256), (600, 1200, 256), (64, 40, 40), (1, 1, 1)] {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let image = encoded(&opaque(width, height), format);
            let id = upload(&bench, &ana, Some(image.clone())).await.expect("stored").expect("an id");
            let url = bench.call(&ana, ProfilePicture { picture_id: id }).await.expect("a picture").data_url;
            assert!(url.starts_with("data:image/jpeg;base64,"), "an opaque picture is a JPEG");
            assert!(!url.ends_with(&image), "it is encoded anew");
            let kept = shown(&bench, &ana, id).await;
            assert_eq!((kept.width(), kept.height()), (side, side), "{width}×{height} {format:?}");
        }
    }
}

#[tokio::test]
async fn a_transparent_picture_stays_transparent() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let picture = DynamicImage::from(RgbaImage::from_pixel(300, 300, Rgba([10, 20, 30, 90])));
    let id = upload(&bench, &ana, Some(encoded(&picture, ImageFormat::Png)))
        .await
        .expect("stored")
        .expect("an id");
    let kept = shown(&bench, &ana, id).await.to_rgba8();
    assert_eq!(kept.get_pixel(5, 5).0[3], 90);
}

#[tokio::test]
async fn what_is_no_accepted_picture_or_too_large_is_refused_and_the_one_before_stays() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let before = upload(&bench, &ana, Some(encoded(&opaque(9, 9), ImageFormat::Png))).await.expect("stored");
    let png = STANDARD.decode(encoded(&opaque(9, 9), ImageFormat::Png)).expect("base64");
    let mut huge = png.clone();
    // Width and height stand at the start of the header of a PNG; its checksum is not what must stop it.
    huge[16..24].copy_from_slice(&[0, 0, 0x20, 0, 0, 0, 0x20, 0]);
    let crc = crc32(&huge[12..29]);
    huge[29..33].copy_from_slice(&crc.to_be_bytes());
    let cases = [
        ("no base64", "%%%".to_owned(), Code::InvalidInput),
        ("nothing", String::new(), Code::InvalidInput),
        ("a text", STANDARD.encode("hello"), Code::InvalidInput),
        ("a GIF", STANDARD.encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"), Code::InvalidInput),
        ("half a picture", STANDARD.encode(&png[..40]), Code::InvalidInput),
        ("67 megapixels in the header", STANDARD.encode(&huge), Code::TooLarge),
        ("more than 5 MB", STANDARD.encode(vec![0; 5 * 1024 * 1024 + 3]), Code::TooLarge),
    ];
    for (what, image, code) in cases {
        let refused = upload(&bench, &ana, Some(image)).await.expect_err(what);
        assert_eq!((refused.code, refused.field.as_deref()), (code, Some("image")), "{what}");
    }
    assert_eq!(bench.call(&ana, Me {}).await.expect("herself").picture_id, before);
}

#[tokio::test]
async fn a_new_picture_replaces_the_one_before_and_null_removes_it() {
    let bench = Bench::new().await;
    let (ana, _) = bench.registered(ANA).await;
    let image = encoded(&opaque(9, 9), ImageFormat::Png);
    let first = upload(&bench, &ana, Some(image.clone())).await.expect("stored").expect("an id");
    let second = upload(&bench, &ana, Some(image)).await.expect("stored").expect("an id");
    assert_ne!(first, second);
    assert_eq!(code_of(bench.call(&ana, ProfilePicture { picture_id: first }).await), Code::NotFound);
    assert_eq!(upload(&bench, &ana, None).await.expect("removed"), None);
    assert_eq!(code_of(bench.call(&ana, ProfilePicture { picture_id: second }).await), Code::NotFound);
}

#[tokio::test]
async fn a_picture_is_seen_by_oneself_and_in_a_shared_company_only() {
    let bench = Bench::new().await;
    let owner = bench.company("Clínica").await;
    let colleague = bench.member(owner.company, "colleague", false, &[]).await;
    let stranger = bench.company("Outra").await;
    let image = encoded(&opaque(9, 9), ImageFormat::Png);
    let picture_id = upload(&bench, &owner, Some(image)).await.expect("stored").expect("an id");
    assert!(bench.call(&owner, ProfilePicture { picture_id }).await.is_ok());
    assert!(bench.call(&colleague, ProfilePicture { picture_id }).await.is_ok());
    assert_eq!(code_of(bench.call(&stranger, ProfilePicture { picture_id }).await), Code::NotFound);
    let mut write = bench.write().await;
    sqlx::query("UPDATE members SET active = 0 WHERE id = ?")
        .bind(colleague.member.uuid())
        .execute(write.connection())
        .await
        .expect("a change");
    write.mutation.commit().await.expect("stored");
    let refused = bench.call(&colleague, ProfilePicture { picture_id }).await;
    assert_eq!(code_of(refused), Code::NotFound, "who was shut out sees it no more");
}

/// CRC-32 as PNG has it (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}

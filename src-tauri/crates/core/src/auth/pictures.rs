//! Profile pictures: decoded, turned upright, cropped to a square and encoded anew, so that nothing but the picture is kept.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use leadsmart_contract::values::Problem;
use tokio::sync::Semaphore;

use super::AuthError;
use crate::error::{Defect, Invalid, Result};

const MOST_BYTES: usize = 5 * 1024 * 1024;
const MOST_PIXELS: u64 = 40_000_000;
/// Enough for 40 megapixels of four bytes and what a decoder needs beside them.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const SIDE: u32 = 256;
const JPEG_QUALITY: u8 = 85;
const FIELD: &str = "image";

/// Decoding takes much memory, and anybody with an account may ask for it.
static ROOM: Semaphore = Semaphore::const_new(1);

/// A picture as it is kept.
pub(super) struct Picture {
    pub(super) mime: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// Makes the picture to keep from what was sent as base64.
pub(super) async fn prepare(base64: String) -> Result<Picture> {
    if base64.len() > MOST_BYTES.div_ceil(3) * 4 {
        return Err(AuthError::PictureTooLarge.into());
    }
    let room = ROOM.acquire().await.map_err(|e| Defect(e.to_string()))?;
    let work = tokio::task::spawn_blocking(move || {
        let _room = room;
        let bytes = STANDARD.decode(base64.as_bytes()).map_err(|_| unreadable())?;
        encode(decode(&bytes)?)
    });
    work.await.map_err(|e| Defect(format!("a picture stopped the decoder: {e}")))?
}

/// A picture for `src`.
pub(super) fn data_url(mime: &str, bytes: &[u8]) -> String {
    format!("data:{mime};base64,{}", STANDARD.encode(bytes))
}

fn decode(bytes: &[u8]) -> Result<DynamicImage> {
    if bytes.len() > MOST_BYTES {
        return Err(AuthError::PictureTooLarge.into());
    }
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| unreadable())?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(unreadable().into());
    }
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    // The header alone says how large it is: nothing is decoded before it is known to fit.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(AuthError::PictureTooLarge.into());
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits).map_err(|_| AuthError::PictureTooLarge)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    if picture.width() == 0 || picture.height() == 0 {
        return Err(unreadable().into());
    }
    picture = square(picture);
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The square in the middle, at most [`SIDE`] wide.
fn square(picture: DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    let cropped = if width == height {
        picture
    } else {
        picture.crop_imm((width - side) / 2, (height - side) / 2, side, side)
    };
    if side > SIDE { cropped.resize_exact(SIDE, SIDE, FilterType::Triangle) } else { cropped }
}

fn encode(picture: DynamicImage) -> Result<Picture> {
    let failed = |e: image::ImageError| Defect(format!("a picture could not be encoded: {e}"));
    let mut bytes = Vec::new();
    let transparent = picture.has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    if transparent {
        picture.to_rgba8().write_with_encoder(PngEncoder::new(&mut bytes)).map_err(failed)?;
        return Ok(Picture { mime: "image/png", bytes });
    }
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(failed)?;
    Ok(Picture { mime: "image/jpeg", bytes })
}

const fn unreadable() -> Invalid {
    Invalid::new(FIELD, Problem::Picture)
}

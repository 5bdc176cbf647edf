//! The mark on the icon: a dot with a rim in the lower right corner, large enough for the 22 pixels of most trays.

use tauri::image::Image;

/// Red, as a count of unread messages is everywhere; the rim keeps it apart from the icon in every theme.
const DOT: [u8; 4] = [0xD9, 0x2D, 0x20, 0xFF];
const RIM: [u8; 4] = [0xFF, 0xFF, 0xFF, 0xFF];

/// The icon with the mark.
pub(super) fn marked(icon: &Image<'_>) -> Image<'static> {
    let mut pixels = icon.rgba().to_vec();
    paint(&mut pixels, icon.width(), icon.height());
    Image::new_owned(pixels, icon.width(), icon.height())
}

/// Paints into rows of four bytes a pixel. All lengths are in half pixels, so that the middle of one can be told.
fn paint(pixels: &mut [u8], width: u32, height: u32) {
    let side = i64::from(width.min(height));
    let (radius, rim) = (side / 2, side / 8);
    let (middle_x, middle_y) = (2 * i64::from(width) - radius - rim, 2 * i64::from(height) - radius - rim);
    for (at, pixel) in (0_i64..).zip(pixels.chunks_exact_mut(4)) {
        let (x, y) = (2 * (at % i64::from(width)) + 1, 2 * (at / i64::from(width)) + 1);
        let away = (x - middle_x).pow(2) + (y - middle_y).pow(2);
        if away <= radius.pow(2) {
            pixel.copy_from_slice(&DOT);
        } else if away <= (radius + rim).pow(2) {
            pixel.copy_from_slice(&RIM);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_lies_in_the_lower_right_corner_and_leaves_the_rest_alone() {
        let mut pixels = vec![7; 32 * 32 * 4];
        paint(&mut pixels, 32, 32);
        let pixel = |x: usize, y: usize| &pixels[(y * 32 + x) * 4..][..4];
        assert_eq!(pixel(22, 22), DOT, "the middle of the dot");
        assert_eq!(pixel(22, 13), RIM, "the rim above it");
        assert_eq!(pixel(2, 2), [7; 4], "the other corner");
        let painted = pixels.chunks_exact(4).filter(|pixel| **pixel != [7; 4]).count();
        assert!((200..400).contains(&painted), "about a third: {painted}");
    }

    #[test]
    fn an_icon_without_pixels_is_left_as_it_is() {
        let mut none = Vec::new();
        paint(&mut none, 0, 0);
        assert!(none.is_empty());
    }
}

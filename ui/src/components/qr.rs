//! A text as a QR code, for a camera: drawn, so that it is sharp at any size.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use qrcodegen::{QrCode as Code, QrCodeEcc};

/// The empty margin around a code, in modules, without which readers do not find it (ISO/IEC 18004).
const MARGIN: u32 = 4;

/// A QR code. It is dark on light in either theme, because many cameras read no other. What it says should stand beside it as
/// text too, for who has no camera.
///
/// Nothing is drawn for a text that is longer than a code can hold (2,331 bytes).
#[component]
pub(crate) fn QrCode(
    /// What a camera reads.
    #[prop(into)]
    text: Signal<String>,
    /// What the picture is, for screen readers, such as "QR code of the invitation".
    #[prop(into)]
    label: TextProp,
) -> impl IntoView {
    let drawing = Memo::new(move |_| text.with(|text| Drawing::of(text)));
    move || {
        let Drawing { side, path } = drawing.get()?;
        let label = label.clone();
        Some(view! {
            <svg
                class="qr"
                viewBox=format!("0 0 {side} {side}")
                role="img"
                aria-label=move || label.get()
                shape-rendering="crispEdges"
            >
                <rect width=side height=side fill="#fff"></rect>
                <path d=path fill="#000"></path>
            </svg>
        })
    }
}

/// A code as one path on a square.
#[derive(Clone, Debug, PartialEq)]
struct Drawing {
    /// The side of the square with its margin, in modules.
    side: u32,
    /// The dark modules: a rectangle for each run in a row.
    path: String,
}

impl Drawing {
    fn of(text: &str) -> Option<Self> {
        use std::fmt::Write as _;
        let code = Code::encode_text(text, QrCodeEcc::Medium).ok()?;
        let modules = u32::try_from(code.size()).ok()?;
        // Outside of the code everything is light, so a run ends at its edge.
        let dark = |x: u32, y: u32| code.get_module(x as i32, y as i32);
        let mut path = String::new();
        for y in 0..modules {
            let mut x = 0;
            while x < modules {
                let run = (x..).take_while(|x| dark(*x, y)).count() as u32;
                if run > 0 {
                    // A text grows without fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN);
                }
                x += run + 1;
            }
        }
        Some(Self { side: modules + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader written by others sees where the path is drawn, four points a module.
    fn read(drawing: &Drawing) -> Option<String> {
        const POINTS: usize = 4;
        let side = drawing.side as usize;
        let mut dark = vec![false; side * side];
        for run in drawing.path.split('M').filter(|run| !run.is_empty()) {
            let (place, length) = run.split_once('h').expect("a run to the right");
            let (x, y) = place.split_once(' ').expect("a place");
            let length: usize = length.split('v').next().expect("a length").parse().expect("a number");
            let first = y.parse::<usize>().expect("a row") * side + x.parse::<usize>().expect("a column");
            dark[first..first + length].fill(true);
        }
        let point = |x: usize, y: usize| if dark[y / POINTS * side + x / POINTS] { 0 } else { 255 };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side * POINTS, side * POINTS, point);
        let found = picture.detect_grids();
        found.first()?.decode().ok().map(|(_, text)| text)
    }

    #[test]
    fn a_camera_reads_what_was_drawn() {
        let long = "leadsmart-join-1-".to_owned() + &"Zx9_".repeat(70);
        for text in ["LeadSmart", "2@a+b/c==,d,e,f", "ação · 14 h", long.as_str()] {
            let drawing = Drawing::of(text).expect("it fits");
            assert_eq!(read(&drawing).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_no_code_holds_is_not_drawn() {
        assert!(Drawing::of(&"é".repeat(1_165)).is_some());
        assert_eq!(Drawing::of(&"é".repeat(1_166)), None);
    }
}

//! What the build of the interface needs from heavy libraries; compiled in with the feature `ui`.

use std::path::Path;

use crate::process::Outcome;

/// Whether this program was compiled with the feature `ui`.
pub(crate) const COMPILED_IN: bool = cfg!(feature = "ui");

/// Writes `leadsmart.js` and `leadsmart_bg.wasm`, as wasm-bindgen's own program would for target `web`.
#[cfg(feature = "ui")]
pub(crate) fn generate(wasm: &Path, folder: &Path) -> Outcome {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let made = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(wasm)
            .out_name("leadsmart")
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(folder)
    });
    made.map_err(|error| format!("wasm-bindgen: {error:#}").into())
}

/// The size of a file as browsers download it: brotli at its best setting.
#[cfg(feature = "ui")]
pub(crate) fn compressed(content: &[u8]) -> usize {
    let mut counted = Counter(0);
    let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    match brotli::BrotliCompress(&mut &*content, &mut counted, &settings) {
        Ok(_) => counted.0,
        // Counting cannot fail; if the compressor does, the uncompressed size is the safe answer.
        Err(_) => content.len(),
    }
}

#[cfg(feature = "ui")]
struct Counter(usize);

#[cfg(feature = "ui")]
impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(not(feature = "ui"))]
pub(crate) fn generate(_wasm: &Path, _folder: &Path) -> Outcome {
    Err("compiled without the feature `ui`".into())
}

#[cfg(not(feature = "ui"))]
pub(crate) fn compressed(content: &[u8]) -> usize {
    content.len()
}

//! What the build of the interface needs from heavy libraries; compiled in with the feature `ui`.

use std::path::Path;

use crate::process::Outcome;

/// Whether this program was compiled with the feature `ui`.
pub(crate) const COMPILED_IN: bool = cfg!(feature = "ui");

/// Writes `leadsmart.js` and `leadsmart_bg.wasm`, as wasm-bindgen's own program would for target `web`, and beside them a
/// file for each group of pages that is split off, with the script that fetches them.
#[cfg(feature = "ui")]
pub(crate) fn generate(wasm: &Path, folder: &Path) -> Outcome {
    let whole = std::fs::read(wasm).map_err(|error| format!("{}: {error}", wasm.display()))?;
    let main = wasm.with_extension("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./leadsmart.js";
    options.link_name = "./leadsmart_pages.js";
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("splitting pages off: {error:#}"))?;
    for page in &split.split_modules {
        shorten(page).map_err(|error| format!("{}: {error:#}", page.display()))?;
    }
    bind(&main, folder)
}

/// Writes a file anew. It was cut out of one whose numbers all take five bytes, so that the linker could fill them in.
#[cfg(feature = "ui")]
fn shorten(wasm: &Path) -> walrus::Result<()> {
    let mut settings = walrus::ModuleConfig::new();
    settings.generate_name_section(false).generate_producers_section(false);
    settings.parse_file(wasm)?.emit_wasm_file(wasm)
}

#[cfg(feature = "ui")]
fn bind(wasm: &Path, folder: &Path) -> Outcome {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let made = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(wasm)
            .out_name("leadsmart")
            // The pages that are split off share memory and table with the main file.
            .keep_lld_exports(true)
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

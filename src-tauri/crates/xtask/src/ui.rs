//! Builds the interface: Rust to WASM, its JavaScript glue, styles and static files, into `ui/dist`.
//!
//! `ui/index.html` names what it loads under `/assets/`; here that folder gets the digest of its content in its name, so
//! that a server may let browsers keep everything below it forever and only `index.html` has to be asked for again.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::process::{self, Outcome};
use crate::setup::WasmToolchain;
use crate::{glue, paths};

/// What a person downloads before the first screen may not grow beyond this: the issue's figure, in bytes.
const LARGEST_DOWNLOAD: usize = 700_000;

/// Loads the glue and starts the interface. A file of its own, because the content security policy has no inline script.
const START: &str = r#"import init from "./leadsmart.js";

await init({ module_or_path: new URL("./leadsmart_bg.wasm", import.meta.url) });
"#;

/// How the interface is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Small: profile `wasm`. `wasm-opt` has no place here: distributions carry versions that break the table of
    /// references (108 leaves a blank window), and after that profile it saves next to nothing once compressed.
    Release,
    /// Quick to build, many times larger.
    Dev,
}

pub(crate) fn command(rest: &[String]) -> Outcome {
    let mode = if rest.iter().any(|word| word == "--dev") { Mode::Dev } else { Mode::Release };
    build(mode)
}

/// Builds `ui/dist` unless it already holds what the sources say.
pub(crate) fn build(mode: Mode) -> Outcome {
    let stamp_file = paths::root().join("ui/.dist-stamp");
    let stamp = stamp(mode)?;
    let dist = paths::root().join("ui/dist");
    if dist.join("index.html").is_file() && fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp) {
        println!("ui: unchanged");
        return Ok(());
    }
    if !glue::COMPILED_IN {
        let rest: &[String] = if mode == Mode::Dev { &["--dev".to_owned()] } else { &[] };
        return process::again_with("ui", "ui", rest);
    }
    let wasm = compile(mode)?;
    let assets = paths::target().join("ui-assets").join(&stamp[..16]);
    replace_folder(&assets)?;
    glue::generate(&wasm, &assets)?;
    copy_static(&assets)?;
    lay_out(&assets, &dist)?;
    fs::remove_dir_all(&assets)?;
    report(&dist, mode)?;
    fs::write(stamp_file, stamp)?;
    Ok(())
}

/// A digest of everything the interface is made of.
fn stamp(mode: Mode) -> Outcome<String> {
    let root = paths::root();
    let mut files = paths::files_below(&root.join("ui"));
    files.retain(|file| !file.ends_with(".dist-stamp"));
    files.extend(paths::files_below(&root.join("src-tauri/crates/contract")));
    files.extend(["Cargo.toml", "Cargo.lock", "icons/128x128.png"].map(|name| root.join(name)));
    files.extend(["ui.rs", "glue.rs"].map(|name| root.join("src-tauri/crates/xtask/src").join(name)));
    let mut digest = Sha256::new();
    digest.update([u8::from(mode == Mode::Dev)]);
    for file in files {
        let content = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().into_owned();
        digest.update(name.as_bytes());
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    }
    Ok(hex(&digest.finalize()))
}

/// Compiles the package `leadsmart-ui` and gives its WASM file.
fn compile(mode: Mode) -> Outcome<PathBuf> {
    let (profile, folder) = match mode {
        Mode::Release => ("wasm", "wasm"),
        Mode::Dev => ("dev", "debug"),
    };
    let toolchain = WasmToolchain::find()?;
    let mut command = toolchain.cargo();
    command.args([
        "build",
        "--package",
        "leadsmart-ui",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        profile,
    ]);
    toolchain.finish(&mut command);
    process::run(&mut command)?;
    Ok(toolchain.target().join("wasm32-unknown-unknown").join(folder).join("leadsmart-ui.wasm"))
}

/// Styles in one file (by name order), the start script and static files.
fn copy_static(assets: &Path) -> Outcome {
    let ui = paths::root().join("ui");
    let mut style = String::new();
    for file in paths::files_below(&ui.join("style")) {
        if file.extension().is_some_and(|extension| extension == "css") {
            style.push_str(&fs::read_to_string(&file)?);
            style.push('\n');
        }
    }
    fs::write(assets.join("style.css"), style)?;
    fs::write(assets.join("start.js"), START)?;
    fs::copy(paths::root().join("icons/128x128.png"), assets.join("icon.png"))?;
    let from = ui.join("assets");
    for file in paths::files_below(&from) {
        let to = assets.join(file.strip_prefix(&from).unwrap_or(&file));
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, to)?;
    }
    Ok(())
}

/// Moves the assets below a folder named by their content, and writes the page that loads them.
fn lay_out(assets: &Path, dist: &Path) -> Outcome {
    let mut digest = Sha256::new();
    for file in paths::files_below(assets) {
        digest.update(file.strip_prefix(assets).unwrap_or(&file).to_string_lossy().as_bytes());
        digest.update(fs::read(&file)?);
    }
    let folder = format!("assets/{}", &hex(&digest.finalize())[..16]);
    replace_folder(dist)?;
    for file in paths::files_below(assets) {
        let to = dist.join(&folder).join(file.strip_prefix(assets).unwrap_or(&file));
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, to)?;
    }
    let page = fs::read_to_string(paths::root().join("ui/index.html"))?;
    if !page.contains("\"/assets/start.js\"") {
        return Err(
            "ui/index.html does not load \"/assets/start.js\", so the interface would never start".into()
        );
    }
    fs::write(dist.join("index.html"), page.replace("\"/assets/", &format!("\"/{folder}/")))?;
    Ok(())
}

/// Prints what a person downloads, and fails when the WASM is too large.
fn report(dist: &Path, mode: Mode) -> Outcome {
    let (mut first, mut whole) = (0, 0);
    for file in paths::files_below(dist) {
        let content = fs::read(&file)?;
        let compressed = glue::compressed(&content);
        let name = file.strip_prefix(dist).unwrap_or(&file).display().to_string();
        println!("ui: {name}: {} kB, {} kB compressed", content.len() / 1000, compressed / 1000);
        if name.ends_with(".wasm") {
            whole += compressed;
        }
        if name.ends_with("leadsmart_bg.wasm") {
            first = compressed;
        }
    }
    println!("ui: before the first screen: {} kB compressed of {} kB", first / 1000, whole / 1000);
    if mode == Mode::Release && first > LARGEST_DOWNLOAD {
        return Err(format!(
            "the interface's WASM is {} kB compressed, more than {} kB",
            first / 1000,
            LARGEST_DOWNLOAD / 1000
        )
        .into());
    }
    Ok(())
}

fn replace_folder(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

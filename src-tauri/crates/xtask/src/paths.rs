//! Where things are: the checkout, and the cache that all checkouts of one person share.

use std::path::{Path, PathBuf};

/// The root of this checkout.
pub(crate) fn root() -> PathBuf {
    // The manifest's folder as cargo gives it at run time, so that a moved checkout keeps working.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.ancestors().nth(3).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The folder for tools and builds outside the checkout: `$XDG_CACHE_HOME/leadsmart`, by default `~/.cache/leadsmart`.
pub(crate) fn cache() -> PathBuf {
    let base = match (std::env::var_os("XDG_CACHE_HOME"), std::env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) => PathBuf::from(home).join(".cache"),
        _ => root().join("target"),
    };
    base.join("leadsmart")
}

/// Where cargo builds: `CARGO_TARGET_DIR`, else one folder in [`cache`], so that a fresh clone builds warm.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) if !target.is_empty() => PathBuf::from(target),
        _ => cache().join("target"),
    }
}

/// A program that set-up installs into the cache, by version, so that a new version is a new folder.
pub(crate) fn tool(name: &str, version: &str) -> PathBuf {
    cache().join("tools").join(format!("{name}-{version}")).join("bin").join(name)
}

/// A program on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Every file below a folder, in a stable order; a folder that does not exist has none. Skips what git never holds.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", ".git", "dist", "node_modules"].contains(&name.as_str()) {
                files.extend(files_below(&path));
            }
        } else {
            files.push(path);
        }
    }
    files
}

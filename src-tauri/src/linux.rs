//! What differs on Linux: what the webview needs before it starts, and whether there can be a tray.

/// Turns off accelerated drawing unless the person chose otherwise: on some graphics drivers it leaves the window blank, and
/// without a graphics card it is many times slower. Since WebKitGTK 2.44 that is all that this variable does.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "the environment is set before any thread exists that could read it")]
pub(crate) fn prepare() {
    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(RENDERER).is_none() {
        // SAFETY: this is the first statement of `main`; no other thread runs yet.
        unsafe { std::env::set_var(RENDERER, "1") };
    }
    crate::memory::bound();
}

/// Other systems need nothing.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn prepare() {}

/// Whether the library is there that puts icons into the tray. Tauri loads it when it is first needed, and would end the
/// application without.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "loading a library of the system runs its own first steps and nothing else")]
pub(crate) fn has_tray() -> bool {
    const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    // SAFETY: these are the libraries that Tauri loads itself a moment later.
    NAMES.iter().any(|name| unsafe { libloading::Library::new(*name) }.is_ok())
}

/// Other systems always have one.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn has_tray() -> bool {
    true
}

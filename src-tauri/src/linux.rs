//! What the Linux webview needs before it starts.

/// Turns off the DMABUF renderer unless the person chose otherwise: on some graphics drivers it leaves the window blank.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "the environment is set before any thread exists that could read it")]
pub(crate) fn prepare() {
    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(RENDERER).is_none() {
        // SAFETY: this is the first statement of `main`; no other thread runs yet.
        unsafe { std::env::set_var(RENDERER, "1") };
    }
}

/// Other systems need nothing.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn prepare() {}

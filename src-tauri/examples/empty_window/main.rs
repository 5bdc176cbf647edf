//! A window with nothing in it, of the same toolkit and size: what `cargo xtask speed` compares the start of the application
//! with.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("src-tauri/examples/empty_window/tauri.conf.json"))
}

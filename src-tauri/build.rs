//! Tells Tauri where the capabilities are (this package's root is the repository's, not `src-tauri`) and cargo that the
//! interface is part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=ui/dist");
    // Checks and lints of the window need no built interface; a window that people open does, and `make run` builds it.
    if let Err(error) = std::fs::create_dir_all("ui/dist") {
        println!("cargo:warning=ui/dist could not be made: {error}");
    }
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

//! The application: a window around the backend, in one process.
//!
//! This is the composition root. It chooses the data folder, gives the backend its adapters, and opens the window; what
//! only a desktop has (notifications, the single instance) lies beside it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod backend;
mod downloads;
mod ipc;
mod linux;
mod reminders;
mod topics;

use std::process::ExitCode;

use tauri::Manager;

use backend::Backend;

fn main() -> ExitCode {
    linux::prepare();
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("LEADSMART_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

fn run() -> tauri::Result<()> {
    let app = tauri::Builder::default()
        // First of all: a second start raises the window of the first and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| raise(app)))
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(tauri::generate_handler![
            ipc::call,
            ipc::remember_session,
            ipc::recall_session,
            ipc::save_file,
            ipc::send_backup,
            ipc::restart
        ])
        .setup(|app| {
            let folder = data_folder(app)?;
            let downloads = app.path().download_dir().or_else(|_| app.path().home_dir()).ok();
            let backend = Backend::start(folder, downloads);
            app.manage(backend.clone());
            topics::forward(app.handle().clone(), backend.clone());
            reminders::watch(app.handle().clone(), backend.clone());
            let copying = backend.clone();
            tauri::async_runtime::spawn(async move { copying.keep_copies().await });
            tauri::async_runtime::spawn(async move { backend.deliver_mail().await });
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let tauri::RunEvent::Exit = event {
            tauri::async_runtime::block_on(app.state::<Backend>().close());
        }
    });
    Ok(())
}

/// Where the data lies: as told by `LEADSMART_DATA`, else the folder that the system gives applications.
fn data_folder(app: &tauri::App) -> tauri::Result<std::path::PathBuf> {
    match std::env::var_os("LEADSMART_DATA") {
        Some(folder) => Ok(folder.into()),
        None => app.path().app_local_data_dir(),
    }
}

fn raise(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

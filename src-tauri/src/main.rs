//! The application: a window around the backend, in one process.
//!
//! This is the composition root. It chooses the data folder, gives the backend its adapters, and opens the window; what
//! only a desktop has (tray, notifications with their sound, the single instance, the start with the computer) lies beside it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arrivals;
mod backend;
mod computer;
mod downloads;
mod ipc;
mod links;
mod linux;
#[cfg(target_os = "linux")]
mod memory;
mod notifications;
mod reminders;
mod sound;
mod topics;
mod tray;
mod whatsapp;
mod window;

use std::process::ExitCode;

use tauri::Manager;
use tauri_plugin_window_state::StateFlags;

use backend::Backend;
use computer::Computer;

fn main() -> ExitCode {
    linux::prepare();
    let filter = tracing_subscriber::EnvFilter::try_from_env("LEADSMART_LOG")
        .unwrap_or_else(|_| leadsmart_core::LOGGED.into());
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
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::raise(app)))
        // Where it stood and how large it was; whether it was hidden is no state to begin in.
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                .build(),
        )
        .plugin(tauri_plugin_autostart::Builder::new().arg(computer::STARTED_BY_SYSTEM).build())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_deep_link::init())
        .invoke_handler(tauri::generate_handler![
            ipc::call,
            ipc::remember_session,
            ipc::recall_session,
            ipc::save_file,
            ipc::save_bytes,
            ipc::open_saved,
            ipc::computer_settings,
            ipc::choose_computer_settings,
            ipc::try_sound,
            ipc::first_wish,
            ipc::send_backup,
            ipc::restart
        ])
        .setup(|app| {
            let folder = data_folder(app)?;
            app.manage(Computer::of(&folder));
            let downloads = app.path().download_dir().or_else(|_| app.path().home_dir()).ok();
            let backend = Backend::start(folder, downloads);
            app.manage(backend.clone());
            links::follow(app.handle());
            topics::forward(app.handle().clone(), backend.clone());
            reminders::watch(app.handle().clone(), backend.clone());
            arrivals::watch(app.handle().clone(), backend.clone());
            // Before the page asks: the keychain takes its time, and so does the page.
            let recalling = backend.clone();
            tauri::async_runtime::spawn(async move { recalling.recall_session().await });
            let keeping = backend.clone();
            tauri::async_runtime::spawn(async move { keeping.keep_lines().await });
            let copying = backend.clone();
            tauri::async_runtime::spawn(async move { copying.keep_copies().await });
            let sharing = backend.clone();
            tauri::async_runtime::spawn(async move { sharing.keep_together().await });
            tauri::async_runtime::spawn(async move { backend.deliver_mail().await });
            tray::show(app.handle());
            window::open(app.handle());
            Ok(())
        })
        .on_window_event(window::closing)
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

//! Files: a picture that WhatsApp has dropped, and a disk without room.

use std::path::Path;
use std::process::Command;

use leadsmart_whatsapp_simulator::{File, FileKind, Simulator};

use super::service::{
    CLINIC, MARIA, Service, answer, choose_entry, connections, linked, number, open_chat, press_in_dialog,
    press_of, row, says, shows,
};
use crate::desk::Desk;
use crate::window::Window;

/// A picture of noise, which no compression makes small, with words beneath it.
pub(crate) fn picture(caption: &str) -> File {
    let mut noise = 7_u32;
    let mut next = || {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.to_be_bytes()[0]
    };
    let drawn = image::RgbImage::from_fn(256, 192, |_, _| image::Rgb([next(), next(), next()]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture can be written");
    File {
        kind: FileKind::Image,
        bytes: bytes.into_inner(),
        mime: "image/png".to_owned(),
        caption: Some(caption.to_owned()),
    }
}

async fn talking(service: &Service, desk: &Desk) -> Window {
    let window = linked(service, desk).await;
    service.write("Vou mandar umas fotos");
    open_chat(&window, "Maria Souza").await;
    shows(&window, "Vou mandar umas fotos").await;
    window
}

/// Lets Maria send a picture while the number is turned off, and the service drop it before the number is turned on.
async fn send_and_lose(
    window: &Window,
    service: &Service,
    caption: &str,
    status: u16,
    cleared: bool,
) -> String {
    connections(window).await;
    window.press("Mais ações: Recepção").await;
    choose_entry(window, "Desligar aqui").await;
    says(window, "Recepção", "Desativado").await;
    let away = |simulator: &Simulator| {
        let phone = simulator.phone(CLINIC).ok()?;
        phone.devices().iter().all(|device| device.connected.is_none()).then_some(())
    };
    service.until("the line to be closed", away).await;
    let id = service.phone(MARIA).send_file(&number(CLINIC), &picture(caption)).expect("she sends it");
    service.phone(MARIA).lose_file(&id, status).expect("it has a file");
    service.phone(CLINIC).clear_file(&id, cleared).expect("the phone knows it");
    press_of(window, "Recepção", "Ligar").await;
    says(window, "Recepção", "Conectado.").await;
    open_chat(window, "Maria Souza").await;
    shows(window, caption).await;
    id
}

/// The picture below which these words stand.
fn drawn(caption: &str) -> String {
    format!("{}//img[starts-with(@src, \"blob:\")]", row(caption))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_the_service_has_dropped_is_asked_of_the_phone_and_says_when_it_is_gone() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-lost");
    let window = talking(&service, &desk).await;
    for (status, caption) in [(404, "Primeira"), (410, "Segunda")] {
        send_and_lose(&window, &service, caption, status, false).await;
        window.find(&drawn(caption)).await;
    }
    // The phone has not got it either; when it has, one click asks again.
    let id = send_and_lose(&window, &service, "Terceira", 404, true).await;
    let gone = "O arquivo não existe mais, nem no celular.";
    window.find(&format!("{}[contains(normalize-space(), \"{gone}\")]", row("Terceira"))).await;
    window.screenshot("faults-lost-file").await;
    service.phone(CLINIC).clear_file(&id, false).expect("the phone knows it");
    window.click(&format!("{}//button[@data-do=\"fetch\"]", row("Terceira"))).await;
    window.find(&drawn("Terceira")).await;

    // In full, and closed by Escape.
    window.click(&format!("{}//button[@data-do=\"open\"]", row("Terceira"))).await;
    window.find("//dialog[@open]//*[@class=\"viewer\"]/img[starts-with(@src, \"blob:\")]").await;
    window.screenshot("chats-viewer").await;
    press_in_dialog(&window, "Salvar").await;
    let saved = || std::fs::read_dir(desk.downloads()).is_ok_and(|files| files.count() > 0);
    crate::desk::wait_until("the picture lies in the downloads", saved);
    press_in_dialog(&window, "Fechar").await;
    service.settle().await;
    window.close().await;
}

/// A second of a tone of 440 Hz as phones record it: Opus in Ogg, made by GStreamer.
const NOTE: &[u8] = include_bytes!("note.ogg");

/// A voice note that can be heard.
pub(crate) fn voice_note() -> File {
    let mime = "audio/ogg; codecs=opus".to_owned();
    File { kind: FileKind::Voice, bytes: NOTE.to_vec(), mime, caption: None }
}

/// A disk with so little room, in place of a folder; none where this user may not make one.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn over(folder: &'a Path, kilobytes: u32) -> Option<Self> {
        let room = format!("size={kilobytes}k");
        let made = Command::new("mount").args(["-t", "tmpfs", "-o", &room, "tmpfs"]).arg(folder).status();
        made.is_ok_and(|made| made.success()).then_some(Self(folder))
    }

    fn grow(&self, kilobytes: u32) {
        let room = format!("remount,size={kilobytes}k");
        let grown = Command::new("mount").args(["-o", &room]).arg(self.0).status();
        assert!(grown.is_ok_and(|grown| grown.success()), "who made a disk may make it larger");
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // Files may still be open in it.
        let _gone = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::print_stdout, reason = "whoever runs it is told what was not tried")]
async fn on_a_full_disk_a_picture_says_so_and_comes_when_there_is_room() {
    let service = Service::start().await;
    let desk = service.desk().pictures_named("-full");
    let window = talking(&service, &desk).await;
    let media = desk.data().join("media");
    std::fs::create_dir_all(&media).expect("the data can be written to");
    let Some(disk) = SmallDisk::over(&media, 64) else {
        println!("not tried: only root may put a small disk in place of a folder");
        return window.close().await;
    };
    service.phone(MARIA).send_file(&number(CLINIC), &picture("Sem espaço")).expect("she sends it");
    let full = "O disco está cheio: libere espaço e o arquivo será baixado.";
    window.find(&format!("{}[contains(normalize-space(), \"{full}\")]", row("Sem espaço"))).await;
    window.screenshot("faults-full").await;
    let left = |folder: &Path| -> u64 {
        let files = walk(folder);
        files.iter().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
    };
    assert_eq!(left(&media), 0, "what was begun is removed");
    // Words need no room there, and go on.
    answer(&window, "Recebi, já vejo").await;
    service.has(MARIA, "Recebi, já vejo").await;
    disk.grow(4_000);
    window.click(&format!("{}//button[@data-do=\"fetch\"]", row("Sem espaço"))).await;
    window.find(&drawn("Sem espaço")).await;
    service.settle().await;
    window.close().await;
}

/// Every file below a folder.
fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries
        .flat_map(|entry| match entry.path() {
            folder if folder.is_dir() => walk(&folder),
            file => vec![file],
        })
        .collect()
}

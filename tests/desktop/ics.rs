//! Calendar files: appointments come in from one, checked before anything is booked, taken back as a whole, and go out again.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::journey::{register, set_up_company};
use crate::window::Window;

const DIALOG: &str = "//dialog[@open]";

/// As Google Calendar exports, for one day: two that can be booked, one at night, a whole day.
const CALENDAR: &str = "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\n\
    X-WR-TIMEZONE:America/Sao_Paulo\r\n\
    BEGIN:VEVENT\r\nUID:a@google.com\r\nSTATUS:CONFIRMED\r\nSUMMARY:Beatriz Lima - retorno\r\n\
    DTSTART;TZID=America/Sao_Paulo:DAYT100000\r\nDTEND;TZID=America/Sao_Paulo:DAYT103000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:b@google.com\r\nSUMMARY:Carla Dias (11) 98765-4321\r\n\
    DTSTART;TZID=America/Sao_Paulo:DAYT110000\r\nDTEND;TZID=America/Sao_Paulo:DAYT113000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:c@google.com\r\nSUMMARY:Davi Nunes\r\n\
    DTSTART;TZID=America/Sao_Paulo:DAYT230000\r\nDTEND;TZID=America/Sao_Paulo:DAYT233000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:d@google.com\r\nSUMMARY:Treinamento\r\nDTSTART;VALUE=DATE:DAY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_comes_in_after_it_was_checked_is_taken_back_and_goes_out_again() {
    let desk = Desk::fresh();
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;
    window.first_open_day_ahead().await;
    let text = CALENDAR.replace("DAY", &day(&window).await);

    begin(&window).await;
    give_file(&window, "nada.ics", "Nome;Telefone\r\n").await;
    let told = "//*[@role=\"alert\"][contains(normalize-space(), \"não é um calendário\")]";
    window.find(&format!("{DIALOG}{told}")).await;
    let mut audit = Audit::new(&window).await;
    audit.look("ics-choose").await;
    give_file(&window, "agenda.ics", &text).await;
    check(&window).await;
    audit.look("ics-check").await;
    window.press("Agendar 2").await;
    let outcome = "2 agendamentos importados, 2 clientes novos, 2 eventos deixados de fora.";
    window.find(&format!("{DIALOG}//p[normalize-space()=\"{outcome}\"]")).await;
    audit.look("ics-done").await;
    audit.close();
    window.press("Voltar à agenda").await;
    window.gone(DIALOG).await;
    window.card("10:00 Beatriz Lima").await;
    window.card("11:00 Carla Dias").await;
    window.screenshot("ics-imported").await;

    window.keys(Key::Control + "z").await;
    window.no_card("10:00 Beatriz Lima").await;
    window.no_card("11:00 Carla Dias").await;

    // What was taken back can come in again, now for clients who are there; and no third time.
    begin(&window).await;
    give_file(&window, "agenda.ics", &text).await;
    window.find(&line("10:00–10:30 Beatriz Lima (pelo nome)")).await;
    window.find(&line("11:00–11:30 Carla Dias (pelo telefone)")).await;
    window.press("Agendar 2").await;
    window.press("Voltar à agenda").await;
    window.card("10:00 Beatriz Lima").await;
    begin(&window).await;
    give_file(&window, "agenda.ics", &text).await;
    window.find(&said("2 já importados")).await;
    let nothing = window.find(&button("Nada a importar")).await;
    assert!(!nothing.is_enabled().await.expect("a button"), "nothing comes in twice");
    window.keys(Key::Escape.into()).await;
    window.gone(DIALOG).await;
    give_out(&desk, &window).await;
    window.close().await;
}

/// What the dialog says of the file before anything is booked.
async fn check(window: &Window) {
    for words in ["2 para agendar", "1 quebra regras", "1 fica de fora", "2 clientes novos"] {
        window.find(&said(words)).await;
    }
    window.find(&line("10:00–10:30 Beatriz Lima (cliente novo)")).await;
    window.find(&line("Treinamento: É um evento de dia inteiro.")).await;
    let rules_too =
        format!("{DIALOG}//label[contains(normalize-space(), \"Agendar também o que quebra regras\")]");
    window.click(&rules_too).await;
    window.find(&button("Agendar 3")).await;
    window.click(&rules_too).await;
    window.find(&button("Agendar 2")).await;
}

/// Exports the day in sight, and reads the file among the downloads.
async fn give_out(desk: &Desk, window: &Window) {
    item(window, "Exportar estes dias em .ics").await;
    window
        .find("//*[@class=\"toast\"][contains(normalize-space(), \"2 agendamentos exportados para \")]")
        .await;
    let files = std::fs::read_dir(desk.downloads()).expect("the folder is there");
    let files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    let [file] = &files[..] else { panic!("one file was made: {files:?}") };
    let text = std::fs::read_to_string(file).expect("a text");
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("\r\nSUMMARY:Beatriz Lima\r\n"),
        "{text}"
    );
    assert!(!text.contains("98765"), "no phone leaves unasked: {text}");
}

async fn begin(window: &Window) {
    item(window, "Importar de um calendário (.ics)…").await;
    window.heading("Importar de um calendário").await;
    window.find(&button("Escolher arquivo")).await;
}

/// Chooses an action of the menu beside the print button.
async fn item(window: &Window, words: &str) {
    window.press("Mais ações").await;
    window.click(&format!("//*[@role=\"menuitem\"][normalize-space()=\"{words}\"]")).await;
}

/// The date in sight as a calendar file writes it: the page remembers it for the next start.
async fn day(window: &Window) -> String {
    let read = "const key = Object.keys(localStorage).find(key => key.startsWith('leadsmart.agenda.')); \
                return JSON.parse(localStorage.getItem(key)).date[0].replaceAll('-', '');";
    let found = window.page().execute(read, vec![]).await.expect("the page remembers its date");
    found.convert().expect("a date")
}

/// Gives the dialog a file as the system's own dialog would, which no driver reaches.
async fn give_file(window: &Window, name: &str, text: &str) {
    let give = "const [name, text] = arguments; const data = new DataTransfer(); \
                data.items.add(new File([text], name, { type: 'text/calendar' })); \
                const input = document.querySelector('dialog[open] input[type=file]'); \
                input.files = data.files; input.dispatchEvent(new Event('change', { bubbles: true }));";
    window.page().execute(give, vec![name.into(), text.into()]).await.expect("the page takes the file");
}

fn said(words: &str) -> String {
    format!("{DIALOG}//*[@role=\"status\"][contains(normalize-space(), \"{words}\")]")
}

fn line(words: &str) -> String {
    format!("{DIALOG}//li[contains(normalize-space(), \"{words}\")]")
}

fn button(words: &str) -> String {
    format!("{DIALOG}//button[contains(normalize-space(), \"{words}\")]")
}

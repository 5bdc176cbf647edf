//! Lists of clients: a CSV file comes in, checked before anything is saved, and goes out again.

use thirtyfour::prelude::*;

use crate::audit::Audit;
use crate::desk::Desk;
use crate::window::Window;

/// As Excel in Brazil writes it: two new clients, one with a wrong address, one with a phone that is in the list already.
const LIST: &str = "Nome completo;Celular;E-mail;Apelido\r\n\
    Zuleica Antunes;(11) 98877-6655;zuleica@example.com;Zu\r\n\
    Xisto Quaresma;11 3344-5566;;\r\n\
    Wanda Reis;11 3344-5577;wanda@;\r\n\
    Zuleica A.;+55 11 8877-6655;;\r\n";

const DIALOG: &str = "//dialog[@open]";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_comes_in_after_it_was_checked_and_goes_out_again() {
    let desk = Desk::fresh();
    let window = clients(&desk).await;
    let mut audit = Audit::new(&window).await;
    open_import(&window).await;
    audit.look("import-choose").await;
    give_file(&window, "Pacientes.csv", LIST).await;
    check(&window).await;
    audit.look("import-check").await;
    change_and_take_in(&window).await;
    audit.look("import-done").await;
    window.press("Voltar aos clientes").await;
    window.gone(DIALOG).await;
    search(&window, "xisto").await;
    window.find(&row("Xisto Quaresma")).await;
    search(&window, "zuleica").await;
    window.gone(&row("Xisto Quaresma")).await;
    window.find(&format!("{}//*[normalize-space()=\"Zu\"]", row("Zuleica Antunes"))).await;
    assert!(!window.has(&row("Zuleica A.")).await, "who looked like somebody was left out");
    give_out(&desk, &window).await;
    audit.close();
    window.close().await;
}

/// What the dialog says of the list before anything is saved.
async fn check(window: &Window) {
    window.find(&heading("Pacientes.csv: colunas separadas por ponto e vírgula, letras em UTF-8")).await;
    window.find(&said("2 clientes novos")).await;
    assert_eq!(chosen(window, &column("Apelido")).await, "Não importar", "what is not known is left out");
    assert_eq!(chosen(window, &column("Celular")).await, "Telefone");
    window.find(&line("Linha 4 Wanda Reis: E-mail: ")).await;
    window.find(&line("Linha 5 Zuleica A.: mesmo telefone de Zuleica Antunes, na linha 2")).await;
}

/// Says what a column holds, looks at what the duplicates would add, and imports without them.
async fn change_and_take_in(window: &Window) {
    choose(window, &column("Apelido"), "Etiquetas").await;
    let these_too = "//dialog[@open]//label[contains(normalize-space(), \"Importar também estas linhas\")]";
    window.click(these_too).await;
    window.find(&button("Importar 3 clientes")).await;
    window.click(these_too).await;
    window.press("Importar 2 clientes").await;
    window.find(&heading("2 clientes importados, 2 linhas deixadas de fora.")).await;
}

/// Exports whom the list shows, and reads the file among the downloads.
async fn give_out(desk: &Desk, window: &Window) {
    window.press("Mais ações").await;
    item(window, "Exportar em CSV os que aparecem").await;
    let notice = "//*[@class=\"toast\"][contains(normalize-space(), \"1 cliente exportado para \")]";
    window.find(notice).await;
    let file = only_file(desk);
    assert!(file.starts_with("\u{feff}Nome;Telefone;E-mail;"), "spreadsheets open it as it is meant: {file}");
    assert!(file.contains("\r\nZuleica Antunes;(11) 98877-6655;zuleica@example.com;"), "{file}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_left_or_cannot_be_read_leaves_everything_as_it_was() {
    let desk = Desk::fresh();
    let window = clients(&desk).await;
    open_import(&window).await;
    give_file(&window, "lista.csv", "").await;
    window
        .find(&format!(
            "{DIALOG}//*[@role=\"alert\"][contains(normalize-space(), \"O arquivo está vazio.\")]"
        ))
        .await;

    give_file(&window, "lista.csv", "Apelido;Cidade\nXylo Quark;Salto\n").await;
    window.find(&said("Em que coluna está o nome?")).await;
    let nothing = window.find(&button("Nada a importar")).await;
    assert!(!nothing.is_enabled().await.expect("a button"), "without names there is nothing to import");
    choose(&window, &column("Apelido"), "Nome").await;
    window.find(&button("Importar 1 cliente")).await;
    window.keys(Key::Escape.into()).await;
    window.gone(DIALOG).await;
    search(&window, "xylo quark").await;
    window.find("//*[contains(normalize-space(text()), \"Nada encontrado para\")]").await;

    // The next import begins anew.
    open_import(&window).await;
    window.find(&button("Escolher arquivo")).await;
    window.close().await;
}

/// The clients of the sample clinic, in Portuguese.
async fn clients(desk: &Desk) -> Window {
    let window = Window::open(desk).await;
    window.press("Português").await;
    window.press("Explorar com uma clínica de exemplo").await;
    window.drawn().await;
    window.follow("Clientes").await;
    window.find("//main//a[starts-with(@href, \"/clients/\")]").await;
    window
}

async fn open_import(window: &Window) {
    window.press("Mais ações").await;
    item(window, "Importar CSV…").await;
    window.heading("Importar clientes").await;
}

/// Chooses an action of the open menu.
async fn item(window: &Window, words: &str) {
    window.click(&format!("//*[@role=\"menuitem\"][normalize-space()=\"{words}\"]")).await;
}

/// Gives the dialog a file as the system's own dialog would, which no driver reaches.
async fn give_file(window: &Window, name: &str, text: &str) {
    window.find(&button("Escolher arquivo")).await;
    let give = "const [name, text] = arguments; const data = new DataTransfer(); \
                data.items.add(new File([text], name, { type: 'text/csv' })); \
                const input = document.querySelector('dialog[open] input[type=file]'); \
                input.files = data.files; input.dispatchEvent(new Event('change', { bubbles: true }));";
    window.page().execute(give, vec![name.into(), text.into()]).await.expect("the page takes the file");
}

/// Chooses an entry of the platform's own list, which is drawn outside of the page, by the event that it sends.
pub(crate) async fn choose(window: &Window, select: &str, entry: &str) {
    let list = window.find(select).await.to_json().expect("an element");
    let choose = "const [list, words] = arguments; \
                  list.value = [...list.options].find(option => option.textContent === words).value; \
                  list.dispatchEvent(new Event('change', { bubbles: true }));";
    window.page().execute(choose, vec![list, entry.into()]).await.expect("the list has this entry");
}

/// What a list says is chosen.
async fn chosen(window: &Window, select: &str) -> String {
    let list = window.find(select).await.to_json().expect("an element");
    let words = "return arguments[0].selectedOptions[0].textContent;";
    window.page().execute(words, vec![list]).await.expect("an entry is chosen").convert().expect("its words")
}

async fn search(window: &Window, text: &str) {
    let field = window.find("//input[@id=\"client-search\"]").await;
    field.send_keys(Key::Control + "a").await.expect("the field takes keys");
    field.send_keys(text).await.expect("the field takes text");
}

/// The only file among the downloads.
fn only_file(desk: &Desk) -> String {
    let files = std::fs::read_dir(desk.downloads()).expect("the folder is there");
    let files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    let [file] = &files[..] else { panic!("one file was downloaded: {files:?}") };
    std::fs::read_to_string(file).expect("a text")
}

fn heading(words: &str) -> String {
    format!("{DIALOG}//p[contains(@class, \"import-heading\")][normalize-space()=\"{words}\"]")
}

fn said(words: &str) -> String {
    format!("{DIALOG}//*[@role=\"status\"][contains(normalize-space(), \"{words}\")]")
}

fn line(words: &str) -> String {
    format!("{DIALOG}//li[starts-with(normalize-space(), \"{words}\")]")
}

/// What a column is taken for.
fn column(name: &str) -> String {
    format!("{DIALOG}//th[normalize-space(span)=\"{name}\"]//select")
}

fn button(words: &str) -> String {
    format!("{DIALOG}//button[contains(normalize-space(), \"{words}\")]")
}

fn row(name: &str) -> String {
    format!("//main//a[.//strong[normalize-space()=\"{name}\"]]")
}

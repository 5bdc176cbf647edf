//! Words of the import.

use leadsmart_contract::clients::{Delimiter, FileEncoding, ImportField, MatchedBy};
use leadsmart_contract::language::Language;

use crate::clients::texts as clients;

/// What a column holds, as it is chosen.
pub(super) const fn field(language: Language, field: ImportField) -> &'static str {
    match field {
        ImportField::Ignored => ignored(language),
        ImportField::Name => clients::name(language),
        ImportField::FirstName => first_name(language),
        ImportField::LastName => last_name(language),
        ImportField::Phone => clients::phone(language),
        ImportField::Email => clients::email(language),
        ImportField::Document => clients::document(language),
        ImportField::Birthday => clients::birthday(language),
        ImportField::Notes => clients::notes(language),
        ImportField::Tags => clients::tags(language),
        ImportField::MarketingConsent => consent(language),
    }
}

/// What stands between cells.
pub(super) const fn delimiter(language: Language, delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Comma => comma(language),
        Delimiter::Semicolon => semicolon(language),
        Delimiter::Tab => tab(language),
        Delimiter::Pipe => pipe(language),
    }
}

/// How letters are written. These are names.
pub(super) const fn encoding(encoding: FileEncoding) -> &'static str {
    match encoding {
        FileEncoding::Utf8 => "UTF-8",
        FileEncoding::Windows1252 => "Windows-1252",
        FileEncoding::Utf16 => "UTF-16",
    }
}

/// What a line has in common with a client who is there.
pub(super) fn like_client(language: Language, by: MatchedBy, twin: &str) -> String {
    match by {
        MatchedBy::Phone => phone_of_client(language, twin),
        MatchedBy::Document => document_of_client(language, twin),
        MatchedBy::Email => email_of_client(language, twin),
        MatchedBy::Name => name_of_client(language, twin),
    }
}

/// What a line has in common with an earlier one.
pub(super) fn like_line(language: Language, by: MatchedBy, twin: &str, line: u32) -> String {
    match by {
        MatchedBy::Phone => phone_of_line(language, twin, line),
        MatchedBy::Document => document_of_line(language, twin, line),
        MatchedBy::Email => email_of_line(language, twin, line),
        MatchedBy::Name => name_of_line(language, twin, line),
    }
}

leadsmart_contract::texts! {
    title: "Importar clientes", "Import clients", "Importar clientes";
    import: "Importar CSV…", "Import CSV…", "Importar CSV…";
    intro: "Traga uma lista do Excel, do Planilhas Google, dos contatos do celular ou de outro sistema, salva como CSV. \
            Antes de salvar, você confere o que vai entrar.",
        "Bring a list from Excel, Google Sheets, the contacts of a phone or another system, saved as CSV. \
            Before anything is saved, you check what will come in.",
        "Traiga una lista de Excel, de Hojas de cálculo de Google, de los contactos del teléfono o de otro sistema, guardada \
            como CSV. Antes de guardar, usted revisa lo que va a entrar.";
    drop: "Solte o arquivo aqui, ou", "Drop the file here, or", "Suelte el archivo aquí, o";
    choose: "Escolher arquivo", "Choose a file", "Elegir archivo";
    limits: "Até 5 MB e 20.000 linhas.", "Up to 5 MB and 20,000 lines.", "Hasta 5 MB y 20.000 líneas.";
    too_large: "O arquivo tem mais de 5 MB. Divida a lista em arquivos menores e importe um de cada vez.",
        "The file is larger than 5 MB. Split the list into smaller files and import one after the other.",
        "El archivo pesa más de 5 MB. Divida la lista en archivos más pequeños e importe uno por uno.";
    unreadable: "O arquivo não pôde ser lido. Tente de novo ou escolha outro.", "The file could not be read. Try again or choose another one.",
        "No se pudo leer el archivo. Inténtelo de nuevo o elija otro.";

    file(name: &str, delimiter: &str, encoding: &str): "{name}: colunas separadas por {delimiter}, letras em {encoding}",
        "{name}: columns separated by {delimiter}, letters in {encoding}",
        "{name}: columnas separadas por {delimiter}, letras en {encoding}";
    comma: "vírgula", "commas", "coma";
    semicolon: "ponto e vírgula", "semicolons", "punto y coma";
    tab: "tabulação", "tabs", "tabulación";
    pipe: "barra vertical", "vertical bars", "barra vertical";
    header: "A primeira linha traz os nomes das colunas", "The first line has the names of the columns",
        "La primera línea trae los nombres de las columnas";
    columns: "O que cada coluna traz", "What each column holds", "Qué trae cada columna";
    column(number: usize): "Coluna {number}", "Column {number}", "Columna {number}";
    column_holds(name: &str): "O que a coluna “{name}” traz", "What the column “{name}” holds", "Qué trae la columna “{name}”";
    ignored: "Não importar", "Do not import", "No importar";
    first_name: "Primeiro nome", "First name", "Primer nombre";
    last_name: "Sobrenome", "Last name", "Apellido";
    consent: "Aceita novidades", "Agrees to news", "Acepta novedades";
    no_name: "Em que coluna está o nome? Escolha “Nome” em uma delas para continuar.",
        "Which column has the name? Choose “Name” for one of them to go on.",
        "¿En qué columna está el nombre? Elija “Nombre” en una de ellas para continuar.";

    new[count](): "{count} cliente novo" | "{count} clientes novos", "{count} new client" | "{count} new clients",
        "{count} cliente nuevo" | "{count} clientes nuevos";
    duplicates[count](): "{count} linha parece repetir um cliente" | "{count} linhas parecem repetir um cliente",
        "{count} line seems to repeat a client" | "{count} lines seem to repeat a client",
        "{count} línea parece repetir un cliente" | "{count} líneas parecen repetir un cliente";
    wrong[count](): "{count} linha com problema fica de fora" | "{count} linhas com problema ficam de fora",
        "{count} line with a problem stays out" | "{count} lines with a problem stay out",
        "{count} línea con un problema queda fuera" | "{count} líneas con un problema quedan fuera";
    nothing: "Nada a importar", "Nothing to import", "Nada que importar";
    checking: "Conferindo…", "Checking…", "Revisando…";
    line(number: u32): "Linha {number}", "Line {number}", "Línea {number}";
    more[count](): "e mais {count} linha" | "e mais {count} linhas", "and {count} more line" | "and {count} more lines",
        "y {count} línea más" | "y {count} líneas más";
    allow: "Importar também estas linhas", "Import these lines too", "Importar también estas líneas";
    allow_hint: "Quando são mesmo outras pessoas, como uma família com o mesmo telefone.",
        "When they really are other people, such as a family with one phone.",
        "Cuando de verdad son otras personas, como una familia con el mismo teléfono.";

    phone_of_client(twin: &str): "mesmo telefone de {twin}, já entre seus clientes", "same phone as {twin}, already among your clients",
        "mismo teléfono que {twin}, ya entre sus clientes";
    document_of_client(twin: &str): "mesmo documento de {twin}, já entre seus clientes",
        "same document as {twin}, already among your clients", "mismo documento que {twin}, ya entre sus clientes";
    email_of_client(twin: &str): "mesmo e-mail de {twin}, já entre seus clientes", "same e-mail as {twin}, already among your clients",
        "mismo correo que {twin}, ya entre sus clientes";
    name_of_client(twin: &str): "mesmo nome de {twin}, já entre seus clientes", "same name as {twin}, already among your clients",
        "mismo nombre que {twin}, ya entre sus clientes";
    phone_of_line(twin: &str, line: u32): "mesmo telefone de {twin}, na linha {line}", "same phone as {twin} on line {line}",
        "mismo teléfono que {twin}, en la línea {line}";
    document_of_line(twin: &str, line: u32): "mesmo documento de {twin}, na linha {line}", "same document as {twin} on line {line}",
        "mismo documento que {twin}, en la línea {line}";
    email_of_line(twin: &str, line: u32): "mesmo e-mail de {twin}, na linha {line}", "same e-mail as {twin} on line {line}",
        "mismo correo que {twin}, en la línea {line}";
    name_of_line(twin: &str, line: u32): "mesmo nome de {twin}, na linha {line}", "same name as {twin} on line {line}",
        "mismo nombre que {twin}, en la línea {line}";

    other_file: "Escolher outro arquivo", "Choose another file", "Elegir otro archivo";
    import_some[count](): "Importar {count} cliente" | "Importar {count} clientes", "Import {count} client" | "Import {count} clients",
        "Importar {count} cliente" | "Importar {count} clientes";

    imported[count](): "{count} cliente importado" | "{count} clientes importados", "{count} client imported" | "{count} clients imported",
        "{count} cliente importado" | "{count} clientes importados";
    none_imported: "Nenhum cliente importado", "No clients imported", "Ningún cliente importado";
    left_out[count](): "{count} linha deixada de fora" | "{count} linhas deixadas de fora", "{count} line left out" | "{count} lines left out",
        "{count} línea quedó fuera" | "{count} líneas quedaron fuera";
    again: "Corrija essas linhas na sua lista e importe o arquivo de novo: quem já entrou não entra duas vezes.",
        "Correct these lines in your list and import the file again: nobody comes in twice.",
        "Corrija esas líneas en su lista e importe el archivo de nuevo: nadie entra dos veces.";
}

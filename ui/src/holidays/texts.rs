//! Words of holidays.

leadsmart_contract::texts! {
    holidays: "Feriados", "Holidays", "Feriados";
    holidays_text: "Os nacionais e os estaduais já estão aqui, conforme o país e o estado da empresa. Acrescente os da cidade e os seus.",
        "National and state holidays are already here. Add those of your city and your own.",
        "Los nacionales y los estatales ya están aquí. Agregue los de la ciudad y los suyos.";
    add: "Novo feriado", "New holiday", "Nuevo feriado";
    year: "Ano", "Year", "Año";
    year_before: "Ano anterior", "Previous year", "Año anterior";
    year_after: "Próximo ano", "Next year", "Año siguiente";
    none: "Nenhum feriado neste ano", "No holidays this year", "Ningún feriado en este año";
    none_text: "Confira o país e o estado da empresa, ou acrescente os seus.",
        "Check the company’s country and state, or add your own.", "Revise el país y el estado de la empresa, o agregue los suyos.";
    national: "nacional", "national", "nacional";
    of_state: "estadual", "state", "estatal";
    of_company: "da empresa", "company", "de la empresa";
    open_on(names: &str): "Abertas: {names}", "Open: {names}", "Abiertas: {names}";
    open_agendas_on(name: &str): "Agendas abertas: {name}", "Open agendas: {name}", "Agendas abiertas: {name}";
    open_text: "As marcadas atendem neste feriado, no horário normal.", "Those checked are open on this holiday, at their usual hours.",
        "Las marcadas atienden en este feriado, en el horario normal.";
    always_open: "não fecha em feriados", "does not close on holidays", "no cierra en feriados";
    close: "Pronto", "Done", "Listo";
    delete_named(name: &str): "Excluir {name}", "Delete {name}", "Eliminar {name}";
    deleted(name: &str): "{name} não é mais feriado", "{name} is no longer a holiday", "{name} ya no es feriado";
    name: "Nome", "Name", "Nombre";
    name_example: "Aniversário da cidade", "City anniversary", "Aniversario de la ciudad";
    date: "Data", "Date", "Fecha";
    date_hint: "Vale só para o ano da data.", "For the year of the date only.", "Vale solo para el año de la fecha.";
}

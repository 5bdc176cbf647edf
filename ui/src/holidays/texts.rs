//! Words of holidays.

leadsmart_contract::texts! {
    holidays: "Feriados", "Holidays", "Feriados";
    holidays_text: "Os nacionais e do estado já estão aqui, pelo país e estado da empresa. Acrescente os da cidade e os seus.",
        "Those of country and state are here already. Add those of the city and your own.",
        "Los del país y del estado ya están aquí. Añada los de la ciudad y los suyos.";
    add: "Novo feriado", "New holiday", "Nuevo feriado";
    year: "Ano", "Year", "Año";
    year_before: "Ano anterior", "Year before", "Año anterior";
    year_after: "Próximo ano", "Year after", "Año siguiente";
    none: "Nenhum feriado neste ano", "No holiday in this year", "Ningún feriado en este año";
    none_text: "Confira o país e o estado da empresa, ou acrescente os seus.",
        "Check country and state of the company, or add your own.", "Revise el país y el estado de la empresa, o añada los suyos.";
    national: "nacional", "national", "nacional";
    of_state: "estadual", "state", "estatal";
    of_company: "da empresa", "company", "de la empresa";
    open_on(names: &str): "Abertas: {names}", "Open: {names}", "Abiertas: {names}";
    open_agendas_on(name: &str): "Agendas abertas: {name}", "Open agendas: {name}", "Agendas abiertas: {name}";
    open_text: "As marcadas atendem neste feriado, no horário normal.", "Those that are checked are open on this holiday, at the usual hours.",
        "Las marcadas atienden en este feriado, en el horario normal.";
    always_open: "não fecha em feriados", "does not close on holidays", "no cierra en feriados";
    close: "Pronto", "Done", "Listo";
    delete_named(name: &str): "Excluir {name}", "Delete {name}", "Eliminar {name}";
    deleted(name: &str): "{name} não é mais feriado", "{name} is no longer a holiday", "{name} ya no es feriado";
    name: "Nome", "Name", "Nombre";
    name_example: "Aniversário da cidade", "City anniversary", "Aniversario de la ciudad";
    date: "Data", "Date", "Fecha";
    date_hint: "Vale só neste ano.", "Holds for this year only.", "Vale solo para este año.";
}

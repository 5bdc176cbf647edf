//! Words that the parts of the settings share.

leadsmart_contract::texts! {
    save: "Salvar", "Save", "Guardar";
    cancel: "Cancelar", "Cancel", "Cancelar";
    minutes: "min", "min", "min";
    copy: "Copiar", "Copy", "Copiar";
    copied: "Código copiado", "Code copied", "Código copiado";
    not_copied: "Não foi possível copiar. Anote o código.", "It could not be copied. Write the code down.",
        "No se pudo copiar. Anote el código.";
    code: "Código", "Code", "Código";
    once: "O código aparece só agora. Se ele se perder, gere outro.", "The code is shown only now. If it gets lost, create another.",
        "El código aparece solo ahora. Si se pierde, genere otro.";
    valid_until(date: &str, time: &str): "Vale até {date}, {time}.", "Valid until {date}, {time}.", "Válido hasta el {date}, {time}.";
    close: "Pronto", "Done", "Listo";
}

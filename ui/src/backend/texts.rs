//! What is said when no answer comes.

leadsmart_contract::texts! {
    unreachable: "Sem resposta do servidor.", "The server does not answer.", "El servidor no responde.";
    unreachable_hint: "O que você digitou continua aqui. Confira a rede e tente de novo.",
        "What you typed is still here. Check the network and try again.",
        "Lo que escribió sigue aquí. Revise la red e inténtelo de nuevo.";
    unreadable(detail: &str): "A resposta não pôde ser lida ({detail}).", "The answer could not be read ({detail}).",
        "No se pudo leer la respuesta ({detail}).";
    unreadable_hint: "A janela e o servidor podem ser de versões diferentes. Recarregue ou atualize o aplicativo.",
        "The window and the server may be different versions. Reload or update the application.",
        "La ventana y el servidor pueden ser de versiones distintas. Recargue o actualice la aplicación.";
    not_saved: "O arquivo não pôde ser salvo.", "The file could not be saved.", "No se pudo guardar el archivo.";
    not_saved_hint: "Confira se o navegador permite downloads e tente de novo.",
        "Check that the browser allows downloads, and try again.",
        "Revise si el navegador permite descargas e inténtelo de nuevo.";
    defect(detail: &str): "Algo deu errado ({detail}).", "Something went wrong ({detail}).", "Algo salió mal ({detail}).";
}

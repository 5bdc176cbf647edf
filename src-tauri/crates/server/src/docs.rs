//! The document, and a page to browse it: plain HTML made from the document, without scripts.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use crate::{Server, document};

/// The OpenAPI document.
pub(crate) async fn openapi(State(server): State<Server>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], server.document.as_str().to_owned()).into_response()
}

/// The page.
pub(crate) async fn page() -> Html<String> {
    Html(render(&document()))
}

const STYLE: &str = "
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem; }
nav ul { columns: 14rem; padding: 0; list-style: none; }
details { border-top: 1px solid light-dark(#ddd, #333); padding: .5rem 0; }
summary { cursor: pointer; } code { font-family: ui-monospace, monospace; font-size: .92em; }
summary b { display: inline-block; min-width: 4.5rem; color: light-dark(#0b6e6e, #4fc3bf); }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
";

fn render(document: &Value) -> String {
    let mut html = String::new();
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>LeadSmart API</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body>\
         <h1>LeadSmart API</h1><p>The machine-readable document: <a href=\"/openapi.json\">openapi.json</a> (OpenAPI 3.1). \
         Log in with <code>auth.login</code> and send the token as <code>Authorization: Bearer …</code>.</p>"
    );
    let groups: Vec<&str> = list(&document["tags"]).iter().filter_map(|tag| tag["name"].as_str()).collect();
    let _ = write!(html, "<nav aria-label=\"Groups\"><ul>");
    for group in &groups {
        let _ = write!(html, "<li><a href=\"#{}\">{}</a></li>", anchor(group), escape(group));
    }
    let _ = write!(html, "</ul></nav><main>");
    for group in groups {
        let _ = write!(html, "<h2 id=\"{}\">{}</h2>", anchor(group), escape(group));
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                if operation["tags"][0] == group {
                    render_operation(&mut html, path, method, operation);
                }
            }
        }
    }
    html.push_str("</main></body></html>");
    html
}

fn render_operation(html: &mut String, path: &str, method: &str, operation: &Value) {
    let text = |key: &str| escape(operation[key].as_str().unwrap_or_default());
    let _ = write!(
        html,
        "<details><summary><b>{}</b><code>{}</code> {}</summary><p>{}</p><table><thead><tr><th>Field</th><th>In</th>\
         <th>Needed</th><th>Meaning</th></tr></thead><tbody>",
        method.to_uppercase(),
        escape(path),
        text("summary"),
        text("description"),
    );
    for parameter in list(&operation["parameters"]) {
        let place = parameter["in"].as_str().unwrap_or_default();
        row(html, &parameter["name"], place, parameter["required"] == true, &parameter["description"]);
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    for (name, schema) in body["properties"].as_object().into_iter().flatten() {
        let needed = list(&body["required"]).iter().any(|required| required == name);
        row(html, &Value::from(name.as_str()), "body", needed, &schema["description"]);
    }
    html.push_str("</tbody></table></details>");
}

fn row(html: &mut String, name: &Value, place: &str, needed: bool, meaning: &Value) {
    let _ = write!(
        html,
        "<tr><td><code>{}</code></td><td>{place}</td><td>{}</td><td>{}</td></tr>",
        escape(name.as_str().unwrap_or_default()),
        if needed { "yes" } else { "" },
        escape(meaning.as_str().unwrap_or_default()),
    );
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn anchor(group: &str) -> String {
    group.to_lowercase().replace(' ', "-")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! A native notification before an appointment, shown by a notification daemon that others wrote (dunst).
//!
//! Tests start in the order of their names: this one waits for the next minute while others work.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::journey::{register, set_up_company};
use crate::window::Window;

/// How long before an appointment she wants to know, in minutes.
const BEFORE: i64 = 15;

/// Up to a minute until it is due, and the application looks every 20 seconds.
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn a_native_notification_before_an_appointment_is_heard_and_leads_to_it() {
    let desk = Desk::fresh().pictures_named("-reminder");
    let daemon = NotificationDaemon::start(&desk);
    let window = Window::open(&desk).await;
    register(&window).await;
    set_up_company(&window).await;

    call(&window, "auth.update_user", json!({ "remind_before": BEFORE })).await;
    let company = call(&window, "companies.list", json!({})).await[0]["id"].clone();
    let agenda = call(&window, "agendas.list", json!({ "company_id": company })).await[0]["id"].clone();
    let client = json!({ "company_id": company, "name": "Beatriz Lima" });
    let client = call(&window, "clients.create", client).await["id"].clone();
    // Appointments start at whole minutes, so it comes due with the minute after next second, whatever the agenda's hours.
    #[expect(
        clippy::disallowed_methods,
        reason = "the application that is tested lives by the system's clock"
    )]
    let now = jiff::Timestamp::now().as_second() + 1;
    let due = now - now % 60 + 60;
    let start = jiff::Timestamp::from_second(due + BEFORE * 60).expect("an instant of today");
    let booking = json!({
        "company_id": company, "agenda_id": agenda, "client_id": client, "start": start, "override": true
    });
    call(&window, "appointments.create", booking).await;

    daemon.expect("Beatriz Lima");
    desk.wait_until_heard();
    // She is elsewhere; a click on it leads to the appointment.
    window.follow("Clientes").await;
    window.heading("Clientes").await;
    daemon.click(&desk);
    window.heading("Beatriz Lima").await;
    window.find("//*[@aria-label=\"Agendamento de Beatriz Lima\"]").await;
    window.close().await;
}

/// Sends a command as the interface does, with the session that the desktop keeps; gives the reply.
pub(crate) async fn call(window: &Window, name: &str, args: Value) -> Value {
    let script = "const [name, args, done] = arguments; \
         const send = window.__TAURI_INTERNALS__.invoke; \
         send('recall_session').then(token => send('call', { name, args, token })) \
             .then(reply => done({ reply }), failure => done({ failure }));";
    let answer =
        window.page().execute_async(script, vec![name.into(), args]).await.expect("the page answers");
    let answer = answer.json();
    assert!(answer["failure"].is_null(), "{name}: {}", answer["failure"]);
    answer["reply"].clone()
}

/// The desktop's notification daemon, which prints what it shows.
pub(crate) struct NotificationDaemon {
    program: Child,
    said: Receiver<String>,
}

impl NotificationDaemon {
    /// Puts one into the session of a desk.
    pub(crate) fn start(desk: &Desk) -> Self {
        let mut program = desk
            .session()
            .inside(&mut Command::new("dunst"))
            .args(["-conf", "/dev/null", "-print"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("set-up has installed dunst");
        let (tell, said) = channel();
        let output = BufReader::new(program.stdout.take().expect("its output is piped"));
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Self { program, said }
    }

    /// Clicks the newest notification.
    pub(crate) fn click(&self, desk: &Desk) {
        let clicked = desk.session().inside(Command::new("dunstctl").args(["action", "0"])).status();
        assert!(clicked.expect("it comes with dunst").success(), "the notification can be clicked");
    }

    /// Waits until a notification says this.
    pub(crate) fn expect(&self, words: &str) {
        let until = Instant::now() + PATIENCE;
        let mut lines = Vec::new();
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            match self.said.recv_timeout(left) {
                Ok(line) if line.contains(words) => return,
                Ok(line) => lines.push(line),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        panic!("no notification speaks of {words}; the daemon said: {lines:?}");
    }
}

impl Drop for NotificationDaemon {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.program.kill().and_then(|()| self.program.wait());
    }
}

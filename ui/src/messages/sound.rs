//! Sound of messages, one at a time. The webview plays no file of the application's own address, but decodes what it is handed
//! (Web Audio), so a voice note is read whole, decoded and played from memory.

use leadsmart_contract::ids::{CompanyId, MessageId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioBuffer, AudioBufferSourceNode, AudioContext};

use super::pictures::read;
use super::texts;
use crate::clock;
use crate::components::{Toasts, use_toasts};
use crate::language::language_now;

/// How often it is looked how far it has been played, in milliseconds.
const LOOK: i32 = 250;

/// What is being played, or was stopped halfway.
struct Loaded {
    message: MessageId,
    buffer: AudioBuffer,
    /// From where it was played last, in seconds.
    from: f64,
    /// When that began, by the clock of the device, and what plays it; none while it is stopped.
    runs: Option<(f64, AudioBufferSourceNode)>,
}

#[derive(Default)]
struct Player {
    context: Option<AudioContext>,
    track: Option<Loaded>,
}

/// The sound of the page. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
pub(super) struct Sound {
    company: CompanyId,
    player: StoredValue<Player, LocalStorage>,
    /// What is being played, and how far, in seconds.
    playing: RwSignal<Option<(MessageId, u32)>>,
    toasts: Toasts,
}

impl Sound {
    /// Silence. What is played stops with the caller.
    pub(super) fn new(company: CompanyId) -> Self {
        let player = StoredValue::new_local(Player::default());
        on_cleanup(move || {
            player.try_update_value(|player| {
                if let Some(context) = player.context.take() {
                    // It may be closed already.
                    let _ = context.close();
                }
            });
        });
        Self { company, player, playing: RwSignal::new(None), toasts: use_toasts() }
    }

    /// How far a message has been played, in seconds, if it is being played. Tracked.
    pub(super) fn of(self, id: MessageId) -> Option<u32> {
        self.playing.get().filter(|(playing, _)| *playing == id).map(|(_, at)| at)
    }

    /// Something about what is played changed. Tracked.
    pub(super) fn track(self) {
        self.playing.track();
    }

    /// Plays a message, or stops it; what was stopped goes on where it was.
    pub(super) fn toggle(self, id: MessageId) {
        let playing = self.playing.get_untracked().map(|(playing, _)| playing);
        self.stop();
        if playing == Some(id) {
            return;
        }
        let here =
            self.player.with_value(|player| player.track.as_ref().is_some_and(|track| track.message == id));
        if here {
            return self.start();
        }
        self.playing.set(Some((id, 0)));
        // A webview lets sound begin only in answer to what a person does, and reading the file may outlast that.
        if let Some(context) = self.context() {
            let _ = context.resume();
        }
        spawn_local(async move {
            let track = self.fetch(id).await;
            // Another one, or none, is wanted meanwhile.
            if self.playing.try_get_untracked().flatten().map(|(playing, _)| playing) != Some(id) {
                return;
            }
            match track {
                Some(track) => {
                    self.player.update_value(|player| player.track = Some(track));
                    self.start();
                }
                None => {
                    self.playing.set(None);
                    self.toasts.say(texts::not_played(language_now()));
                }
            }
        });
    }

    async fn fetch(self, id: MessageId) -> Option<Loaded> {
        let file = read(self.company, id, |_| ()).await.ok()?;
        let bytes = JsFuture::from(file.blob.array_buffer()).await.ok()?;
        let context = self.context()?;
        let decoded = context.decode_audio_data(bytes.unchecked_ref()).ok()?;
        let buffer: AudioBuffer = JsFuture::from(decoded).await.ok()?.dyn_into().ok()?;
        Some(Loaded { message: id, buffer, from: 0.0, runs: None })
    }

    fn context(self) -> Option<AudioContext> {
        self.player.try_update_value(|player| {
            if player.context.is_none() {
                player.context = AudioContext::new().ok();
            }
            player.context.clone()
        })?
    }

    fn start(self) {
        let Some(context) = self.context() else { return };
        let started = self.player.try_update_value(|player| {
            let track = player.track.as_mut()?;
            let source = context.create_buffer_source().ok()?;
            source.set_buffer(Some(&track.buffer));
            source.connect_with_audio_node(&context.destination()).ok()?;
            source.start_with_when_and_grain_offset(0.0, track.from).ok()?;
            track.runs = Some((context.current_time(), source));
            Some((track.message, track.from as u32))
        });
        self.playing.set(started.flatten());
        spawn_local(async move { self.follow().await });
    }

    fn stop(self) {
        self.playing.set(None);
        self.player.update_value(|player| {
            let now = player.context.as_ref().map(|context| context.current_time());
            let Some(track) = &mut player.track else { return };
            if let Some((begun, source)) = track.runs.take() {
                // It may have ended by itself.
                #[expect(deprecated, reason = "the one of two overloads that web-sys gives this name")]
                let _ = source.stop();
                track.from += now.map_or(0.0, |now| now - begun);
            }
        });
    }

    /// Tells how far it is until it ends.
    async fn follow(self) {
        loop {
            clock::wait(LOOK).await;
            let at = self.player.try_update_value(|player| {
                let now = player.context.as_ref()?.current_time();
                let track = player.track.as_mut()?;
                let (begun, _) = track.runs.as_ref()?;
                let at = track.from + now - begun;
                if at < track.buffer.duration() {
                    return Some((track.message, at as u32));
                }
                (track.runs, track.from) = (None, 0.0);
                None
            });
            let at = at.flatten();
            if self.playing.try_get_untracked() != Some(at) {
                self.playing.try_set(at);
            }
            if at.is_none() {
                return;
            }
        }
    }
}

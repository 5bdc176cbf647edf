//! The sound of a notification. It is made here and played by the system's own sound, because a webview plays nothing from
//! the application's files.

use std::f32::consts::TAU;
use std::num::{NonZeroU16, NonZeroU32};
use std::time::Duration;

use rodio::buffer::SamplesBuffer;
use rodio::{DeviceSinkBuilder, Player};

/// Samples a second.
const RATE: NonZeroU32 = NonZeroU32::new(44_100).expect("not zero");

/// Two notes, a fourth upwards (E5, A5): each with its frequency in hertz and when it begins, in seconds.
const NOTES: [(f32, f32); 2] = [(659.25, 0.0), (880.0, 0.14)];

/// How long all of it lasts, in seconds.
const LENGTH: f32 = 0.9;

/// How loud it is at most; 1 is all that there is.
const LOUDEST: f32 = 0.35;

/// How long a player is waited for that does not end: a device may be unplugged while it plays.
const PATIENCE: Duration = Duration::from_secs(5);

/// Plays it once, on a thread of its own. Without a device that plays nothing is heard, and the log says so.
pub(crate) fn play() {
    let player = std::thread::Builder::new().name("sound".into()).spawn(|| {
        if let Err(error) = play_to_the_end() {
            tracing::warn!(%error, "the sound of a notification was not played");
        }
    });
    if let Err(error) = player {
        tracing::warn!(%error, "there is no thread to play on");
    }
}

fn play_to_the_end() -> Result<(), rodio::DeviceSinkError> {
    let mut device = DeviceSinkBuilder::open_default_sink()?;
    device.log_on_drop(false);
    let player = Player::connect_new(device.mixer());
    player.append(SamplesBuffer::new(NonZeroU16::MIN, RATE, samples()));
    let (tell, told) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let playing = &player;
        scope.spawn(move || {
            playing.sleep_until_end();
            let _ = tell.send(());
        });
        if told.recv_timeout(PATIENCE).is_err() {
            player.stop();
        }
    });
    Ok(())
}

/// Each note begins softly, so that it does not click, and fades away; an overtone gives it some of a bell.
fn samples() -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let (rate, count) = (RATE.get() as f32, (RATE.get() as f32 * LENGTH) as usize);
    #[expect(clippy::cast_precision_loss)]
    let sample = |place: usize| {
        let now = place as f32 / rate;
        let notes = NOTES.iter().map(|(pitch, begin)| note(*pitch, now - begin)).sum::<f32>();
        // Nothing is left at the end.
        notes * LOUDEST / 2.0 * ((LENGTH - now) / 0.1).clamp(0.0, 1.0)
    };
    (0..count).map(sample).collect()
}

fn note(pitch: f32, age: f32) -> f32 {
    if age < 0.0 {
        return 0.0;
    }
    let rise = (age / 0.01).min(1.0);
    let fade = (-5.0 * age).exp();
    rise * fade * ((TAU * pitch * age).sin() + 0.25 * (TAU * 2.0 * pitch * age).sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_heard_is_not_too_loud_and_begins_and_ends_in_silence() {
        let samples = samples();
        let loudest = samples.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
        assert!((0.1..=LOUDEST * 1.25).contains(&loudest), "{loudest}");
        for edge in [samples[0], samples[samples.len() - 1]] {
            assert!(edge.abs() < 0.001, "{edge}");
        }
    }
}

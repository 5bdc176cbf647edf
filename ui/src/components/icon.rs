//! Icons: strokes on a grid of 24 by 24, drawn for this application.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// The day that runs.
    Sun,
    /// The agenda.
    Calendar,
    /// Clients.
    People,
    /// One person.
    Person,
    /// Settings.
    Gear,
    /// Add.
    Plus,
    /// Search.
    Search,
    /// Before, in time or order.
    Left,
    /// After, in time or order.
    Right,
    /// Done, confirmed.
    Check,
    /// Close, remove.
    Cross,
    /// Take back.
    Undo,
    /// Delete.
    Trash,
    /// Change.
    Pencil,
    /// Time.
    Clock,
    /// Leave.
    Leave,
    /// Secret, code.
    Key,
    /// Company.
    Building,
    /// Mail.
    Mail,
    /// Copy.
    Copy,
    /// Print.
    Print,
    /// Attention.
    Warning,
    /// Repeats.
    Repeat,
    /// Squeezed in between others.
    Squeeze,
    /// More actions.
    More,
    /// Show.
    Eye,
    /// Hide.
    EyeOff,
    /// Services.
    Tag,
    /// Absence, journey.
    Suitcase,
    /// Holiday.
    Star,
    /// Permissions.
    Shield,
    /// A note.
    Note,
    /// This computer.
    Computer,
    /// Filter.
    Filter,
    /// Help with the keys.
    Keyboard,
    /// Picture.
    Picture,
    /// Language.
    Globe,
    /// All is with the others.
    CloudCheck,
    /// On its way to the others.
    CloudUp,
    /// The others cannot be reached.
    CloudOff,
    /// Conversations.
    Chat,
    /// Lines to the outside.
    Plug,
    /// Send.
    Send,
    /// Something attached.
    Clip,
    /// Answer.
    Reply,
    /// Arrived.
    Checks,
    /// Play.
    Play,
    /// Stop playing.
    Pause,
    /// A file.
    File,
    /// A place on earth.
    Pin,
    /// To the end.
    Down,
    /// Nothing is known, or it is turned off.
    Circle,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Computer => {
                "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM9 20h6M12 16v4"
            }
            Self::CloudCheck => {
                "M7.500 18.500h9.300a3.900 3.900 0 0 0 .5-7.770A5.600 5.600 0 0 0 6.700 9.900a4.350 4.350 0 0 0 .8 8.600zM9.300 13.600l1.900 1.900 3.500-3.700"
            }
            Self::CloudUp => {
                "M7.500 18.500h9.300a3.900 3.900 0 0 0 .5-7.770A5.600 5.600 0 0 0 6.700 9.900a4.350 4.350 0 0 0 .8 8.600zM12 16v-5M9.800 13l2.200-2.200 2.200 2.200"
            }
            Self::CloudOff => {
                "M17 18.500H7.500A4.350 4.350 0 0 1 6.300 9.950M9.300 6.900a5.600 5.600 0 0 1 8 3.830 3.900 3.900 0 0 1 2.500 6.300M4.500 4.500l15 15"
            }
            Self::Sun => {
                "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.8v2M12 19.200v2M2.800 12h2M19.200 12h2M5.500 5.500l1.400 1.400M17.100 17.100l1.400 1.400M5.500 18.500l1.400-1.400M17.100 6.900l1.400-1.400"
            }
            Self::Calendar => {
                "M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM4 10h16M8.500 3v4M15.500 3v4"
            }
            Self::People => {
                "M9 4.800a3.600 3.600 0 1 1 0 7.200 3.600 3.600 0 0 1 0-7.200zM2.800 20c.4-3.400 2.900-5.300 6.200-5.300s5.800 1.900 6.200 5.300M15.800 5.200a3.600 3.600 0 0 1 0 6.500M17.800 15c2 .8 3.100 2.500 3.400 5"
            }
            Self::Person => {
                "M12 4.500a3.900 3.900 0 1 1 0 7.800 3.900 3.900 0 0 1 0-7.800zM4.800 20.200c.5-3.500 3.300-5.500 7.200-5.500s6.700 2 7.200 5.500"
            }
            Self::Gear => {
                "M4 7h9M17 7h3M4 17h3M11 17h9M15 5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM9 15a2 2 0 1 1 0 4 2 2 0 0 1 0-4z"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::Search => {
                "M10.800 4.500a6.300 6.300 0 1 1 0 12.600 6.300 6.300 0 0 1 0-12.600zM15.400 15.400l4.300 4.300"
            }
            Self::Left => "M14.500 6l-6 6 6 6",
            Self::Right => "M9.500 6l6 6-6 6",
            Self::Check => "M5 12.500l4.500 4.500L19 7.500",
            Self::Cross => "M6.500 6.500l11 11M17.500 6.500l-11 11",
            Self::Undo => "M8.500 5l-4 4 4 4M4.500 9H14a5 5 0 0 1 0 10H9",
            Self::Trash => {
                "M4.500 7h15M9.500 7V4.500h5V7M6.500 7l.8 12.500h9.400L17.500 7M10 10.500v5.500M14 10.500v5.500"
            }
            Self::Pencil => {
                "M4.500 19.500l.8-4L15.800 5a2 2 0 0 1 2.800 0l.4.400a2 2 0 0 1 0 2.800L8.500 18.700zM14 7l3 3"
            }
            Self::Clock => {
                "M12 3.800a8.200 8.200 0 1 1 0 16.400 8.200 8.200 0 0 1 0-16.400zM12 7.500V12l3 2.200"
            }
            Self::Leave => {
                "M13.500 4.500H6.500a1.500 1.500 0 0 0-1.500 1.500v12a1.500 1.500 0 0 0 1.500 1.500h7M10 12h10M16.500 8l4 4-4 4"
            }
            Self::Key => {
                "M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM11 12.200L19.500 4M15.500 8l3 3M13 10.400l1.800 1.800"
            }
            Self::Building => {
                "M5.500 20V5.500A1.500 1.500 0 0 1 7 4h7a1.500 1.500 0 0 1 1.500 1.500V20M15.500 10H18a1.500 1.500 0 0 1 1.500 1.500V20M3.500 20h17M9 8h3M9 12h3M9 16h3"
            }
            Self::Mail => {
                "M5.500 5.500h13A1.500 1.500 0 0 1 20 7v10a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17V7a1.500 1.500 0 0 1 1.500-1.500zM4.500 7l7.500 6 7.500-6"
            }
            Self::Copy => {
                "M10 8.500h8A1.500 1.500 0 0 1 19.500 10v8a1.500 1.500 0 0 1-1.500 1.500h-8A1.500 1.500 0 0 1 8.500 18v-8A1.500 1.500 0 0 1 10 8.500zM5.500 15.500A1.500 1.500 0 0 1 4.500 14V6A1.500 1.500 0 0 1 6 4.500h8a1.500 1.500 0 0 1 1.500 1"
            }
            Self::Print => {
                "M7.500 9V4.500h9V9M7.500 16.500H5.500A1.500 1.500 0 0 1 4 15v-4.500A1.500 1.500 0 0 1 5.500 9h13a1.500 1.500 0 0 1 1.500 1.500V15a1.500 1.500 0 0 1-1.500 1.500h-2M7.500 14h9v5.500h-9z"
            }
            Self::Repeat => {
                "M5 11V10a3.500 3.500 0 0 1 3.500-3.500H18M15.500 4l2.500 2.500-2.500 2.500M19 13v1a3.500 3.500 0 0 1-3.500 3.500H6M8.500 20L6 17.500 8.500 15"
            }
            Self::Squeeze => {
                "M4 5.500v13M20 5.500v13M6.500 12h4M8.500 10l2 2-2 2M17.500 12h-4M15.500 10l-2 2 2 2"
            }
            Self::Warning => "M12 4.500l8.500 15h-17zM12 10v4.500M12 17v.3",
            Self::More => "M6 12h.2M12 12h.2M18 12h.2",
            Self::Eye => {
                "M2.800 12S6 5.800 12 5.800 21.200 12 21.200 12 18 18.200 12 18.200 2.800 12 2.800 12zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z"
            }
            Self::EyeOff => {
                "M4.500 4.500l15 15M9.500 6.200A9 9 0 0 1 12 5.800c6 0 9.200 6.200 9.200 6.200a15 15 0 0 1-2.600 3.400M6.300 7.800A14 14 0 0 0 2.800 12S6 18.200 12 18.200a9 9 0 0 0 3.800-.8"
            }
            Self::Tag => "M4.500 5.500v6l8.500 8.500 7-7-8.500-8.500h-6a1 1 0 0 0-1 1zM8.500 8.500h.2",
            Self::Suitcase => {
                "M5.500 8h13A1.500 1.500 0 0 1 20 9.500v8a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17.500v-8A1.500 1.500 0 0 1 5.500 8zM9 8V5.500h6V8M4 12.800h16"
            }
            Self::Star => {
                "M12 4l2.400 5.200 5.600.700-4.100 3.900 1 5.700-4.900-2.800-4.900 2.800 1-5.700L4 9.900l5.600-.700z"
            }
            Self::Shield => {
                "M12 3.800l7 2.700v5c0 4.200-2.800 7.200-7 8.700-4.200-1.500-7-4.500-7-8.700v-5zM9 12l2.200 2.200L15.200 10"
            }
            Self::Note => {
                "M6.500 4.500h11A1.500 1.500 0 0 1 19 6v8.500l-5 5H6.500A1.500 1.500 0 0 1 5 18V6a1.500 1.500 0 0 1 1.500-1.500zM19 14.500h-5v5M8.500 9h7M8.500 12.500h4"
            }
            Self::Filter => "M4 6h16M7 12h10M10 18h4",
            Self::Keyboard => {
                "M4.500 6.500h15A1.500 1.500 0 0 1 21 8v8a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 16V8a1.500 1.500 0 0 1 1.500-1.500zM7 10h.2M10.300 10h.2M13.600 10h.2M17 10h.2M8 14h8"
            }
            Self::Globe => {
                "M12 3.800a8.200 8.200 0 1 1 0 16.400 8.200 8.200 0 0 1 0-16.400zM4 12h16M12 3.800c2.500 2.400 3.600 5 3.600 8.200s-1.100 5.800-3.600 8.200c-2.500-2.400-3.600-5-3.600-8.200s1.100-5.800 3.600-8.200z"
            }
            Self::Chat => {
                "M6.500 4.500h11A2.500 2.500 0 0 1 20 7v6.500a2.500 2.500 0 0 1-2.500 2.500H11l-4.500 3.800V16A2.500 2.500 0 0 1 4 13.500V7a2.500 2.500 0 0 1 2.500-2.500z"
            }
            Self::Plug => {
                "M9 3.500v4.500M15 3.500v4.500M6.500 8h11v3.500a5.500 5.500 0 0 1-11 0zM12 17v3.500"
            }
            Self::Send => "M4.500 12L19.500 5l-4 14.500-4-6zM11.500 13.500l8-8.500",
            Self::Clip => {
                "M18.500 11l-6.800 6.800a4 4 0 0 1-5.600-5.600L13 5.300a2.700 2.700 0 0 1 3.800 3.800l-6.700 6.700a1.300 1.300 0 0 1-1.900-1.900l6.100-6.100"
            }
            Self::Reply => "M9.500 6L4.500 11l5 5M4.500 11h8.500a6.500 6.500 0 0 1 6.500 6.500v1",
            Self::Checks => "M2.500 12.800l4 4 8-9M11.500 15.800l1 1 9-9.500",
            Self::Play => "M8 5.500v13l10.500-6.500z",
            Self::Pause => "M8.500 5.500v13M15.500 5.500v13",
            Self::File => "M7 3.500h7l4.500 4.500v12H7a1 1 0 0 1-1-1v-14.500a1 1 0 0 1 1-1zM14 3.500V8h4.500",
            Self::Pin => {
                "M12 3.500a6.300 6.300 0 0 1 6.300 6.300c0 4.500-6.300 10.700-6.300 10.700S5.700 14.300 5.700 9.800A6.300 6.300 0 0 1 12 3.500zM12 7.800a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400z"
            }
            Self::Down => "M12 5v13M6.500 12.500L12 18l5.500-5.500",
            Self::Circle => "M12 5.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13z",
            Self::Picture => {
                "M5.500 5h13A1.500 1.500 0 0 1 20 6.500v11a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17.500v-11A1.500 1.500 0 0 1 5.500 5zM4 16l4.500-4.500 4 4 2.500-2.500 5 4.500M15.500 9h.2"
            }
        }
    }
}

impl Glyph {
    /// What [`Icon`] draws, as text; for what is not drawn by components.
    pub(crate) fn markup(self, size: u16) -> String {
        let path = self.path();
        format!(
            r#"<svg class="icon" viewBox="0 0 24 24" width="{size}" height="{size}" aria-hidden="true"><path d="{path}"></path></svg>"#
        )
    }
}

/// An icon in the colour of the text. It says nothing to screen readers: the element around it has the words.
#[component]
pub(crate) fn Icon(
    /// Which one.
    #[prop(into)]
    glyph: Signal<Glyph>,
    /// Width and height in pixels.
    #[prop(default = 18)]
    size: u16,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width=size height=size aria-hidden="true">
            <path d=move || glyph.get().path()></path>
        </svg>
    }
}

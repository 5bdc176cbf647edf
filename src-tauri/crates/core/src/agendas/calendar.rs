//! The page of the calendar.

//! Set-up, build of the interface, checks of the layout, benchmarks.
fn main() {}

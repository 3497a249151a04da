//! The demo driver.
fn main() {}

//! The development node.
fn main() {}

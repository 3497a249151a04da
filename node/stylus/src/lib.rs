//! Stylus execution.

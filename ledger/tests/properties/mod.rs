//! The properties, one file for each part of the law.

mod arithmetic;
mod equal;
mod glitch;
mod refusals;

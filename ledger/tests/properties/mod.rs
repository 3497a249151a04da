//! The properties, one file for each part of the law.

mod arithmetic;
mod clock;
mod discount;
mod equal;
mod fills;
mod glitch;
mod histories;
mod refusals;

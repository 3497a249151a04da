//! The properties, one file for each part of the law.

mod arithmetic;
mod books;
mod bounds;
mod clock;
mod discount;
mod equal;
mod fills;
mod glitch;
mod histories;
mod hostile;
mod pool;
mod profile;
mod refusals;
mod settlement;

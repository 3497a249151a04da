//! The tests of Stylus execution, in one program: each file is a subject of its own.

mod activation;
mod bombs;
mod control;
mod deep_stacks;
mod exhaustion;
mod exhaustion_state;
mod formulas;
mod frames;
mod host_behaviour;
mod host_prices;
mod host_prices_outside;
mod host_values;
mod limits;
mod mutants;
mod nesting;
mod operators;
mod places;
mod rules;
mod world;

//! The law of the market.
#![no_std]

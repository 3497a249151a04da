//! Draws `docs/mechanism.svg` from the law. Run by `scripts/picture`.
//!
//! usage: picture FILE

#![allow(clippy::arithmetic_side_effects, reason = "it moves ink, not money")]

mod draw;
mod story;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args()
        .nth(1)
        .ok_or("where to? usage: picture FILE")?;
    let (ebb, clip) = (story::ebb().map_err(said)?, story::clip().map_err(said)?);
    if let (Some(ebb), Some(clip)) = (ebb.last(), clip.last()) {
        println!(
            "Ebb: {} repaid at a cost of {} USDC",
            ebb.sold / 1_000_000,
            ebb.cost / 1_000_000
        );
        println!(
            "one clip: {} repaid at a cost of {} USDC",
            clip.sold / 1_000_000,
            clip.cost / 1_000_000
        );
    }
    std::fs::write(file, draw::picture(&ebb, &clip)?)?;
    Ok(())
}

/// The law's refusal as an error of this program.
fn said(error: ebb_ledger::Error) -> String {
    format!("the law refuses: {error:?}")
}

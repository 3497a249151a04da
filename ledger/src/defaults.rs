//! The liquidation profile that a market of major assets starts from. Numbers: the table of section 2
//! of `docs/mechanism.md`. The contract never reads it: a market's creator chooses; tests and examples
//! take this.

use crate::Profile;

impl Profile {
    /// The defaults of the table.
    pub const DEFAULT: Self = Self {
        start_discount: 2_500,
        end_discount: 50_000,
        duration: 600,
        rewind: 600,
        depth_slope: 100_000,
        equity_share: 500_000,
        max_discount: 100_000,
        bad_debt_discount: 30_000,
        bad_debt_duration: 1_800,
        fee_share: 100_000,
        close_factor: 100_000,
        block_time: 12,
        target_share: 300_000,
        reset_margin: 5_000,
        borrow_share: 300_000,
        full_share: 600_000,
        clock_step: 300,
        stale_after: 1_800,
        observe_step: 30,
        confirmation: 60,
    };
}

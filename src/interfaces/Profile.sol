// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @notice A liquidation profile in readable form. Fractions are millionths (1e6 = 1), times are
/// seconds; every field has 24 bits. Meaning and bounds: `docs/mechanism.md`.
/// @param startDiscount Discount at clock 0.
/// @param endDiscount Discount at clock `duration`.
/// @param duration Length of the discount's rise.
/// @param rewind How far a fill of the whole debt would set the clock back.
/// @param depthSlope Discount per missing health, a floor under the curve.
/// @param equityShare The discount never exceeds this share of the borrower's remaining equity.
/// @param maxDiscount The discount never exceeds this.
/// @param badDebtDiscount Discount that an insolvent position reaches after `badDebtDuration`.
/// @param badDebtDuration See `badDebtDiscount`.
/// @param feeShare The reserve's share of the discount.
/// @param closeFactor Share of the debt that may be repaid in one liquidation block.
/// @param blockTime Length of a liquidation block.
/// @param targetShare A fill restores health 1 + targetShare * (1 - lltv).
/// @param resetMargin The auction ends at health 1 + resetMargin.
/// @param borrowShare Borrowing must leave health 1 + borrowShare * (1 - lltv).
/// @param fullShare The close factor is lifted at ltv = lltv + fullShare * (1 - lltv).
/// @param clockStep Most that one touch advances the clock.
/// @param staleAfter An auction untouched for longer starts anew.
/// @param observeStep Most that one touch advances the observed time.
/// @param confirmation Observed time after which an unhealthy price is believed.
struct Profile {
    uint24 startDiscount;
    uint24 endDiscount;
    uint24 duration;
    uint24 rewind;
    uint24 depthSlope;
    uint24 equityShare;
    uint24 maxDiscount;
    uint24 badDebtDiscount;
    uint24 badDebtDuration;
    uint24 feeShare;
    uint24 closeFactor;
    uint24 blockTime;
    uint24 targetShare;
    uint24 resetMargin;
    uint24 borrowShare;
    uint24 fullShare;
    uint24 clockStep;
    uint24 staleAfter;
    uint24 observeStep;
    uint24 confirmation;
}

/// @title Between a readable profile and the two words of `MarketParams`
library ProfileLib {
    /// @notice The defaults of `docs/mechanism.md` for liquid pairs.
    function majors() internal pure returns (Profile memory profile) {
        profile = Profile({
            startDiscount: 2500,
            endDiscount: 50_000,
            duration: 600,
            rewind: 600,
            depthSlope: 100_000,
            equityShare: 500_000,
            maxDiscount: 100_000,
            badDebtDiscount: 30_000,
            badDebtDuration: 1800,
            feeShare: 100_000,
            closeFactor: 100_000,
            blockTime: 12,
            targetShare: 300_000,
            resetMargin: 5000,
            borrowShare: 300_000,
            fullShare: 600_000,
            clockStep: 300,
            staleAfter: 1800,
            observeStep: 30,
            confirmation: 60
        });
    }

    /// @notice Packs ten fields a word, the first in the lowest 24 bits; the top 16 bits are zero.
    function pack(Profile memory profile) internal pure returns (bytes32 curve, bytes32 pace) {
        uint256[20] memory fields = [
            uint256(profile.startDiscount),
            profile.endDiscount,
            profile.duration,
            profile.rewind,
            profile.depthSlope,
            profile.equityShare,
            profile.maxDiscount,
            profile.badDebtDiscount,
            profile.badDebtDuration,
            profile.feeShare,
            profile.closeFactor,
            profile.blockTime,
            profile.targetShare,
            profile.resetMargin,
            profile.borrowShare,
            profile.fullShare,
            profile.clockStep,
            profile.staleAfter,
            profile.observeStep,
            profile.confirmation
        ];
        curve = _word(fields, 0);
        pace = _word(fields, 10);
    }

    function _word(uint256[20] memory fields, uint256 from) private pure returns (bytes32) {
        uint256 word;
        for (uint256 i = 10; i > 0; i--) {
            word = (word << 24) | fields[from + i - 1];
        }
        return bytes32(word);
    }
}

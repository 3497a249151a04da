// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {AuctionTest} from "../base/AuctionTest.sol";

/// @title What a quote tells besides the fill: the state that it was made in
contract QuoteTest is AuctionTest {
    uint256 private constant WAIT = 200;

    function test_quote_tellsTheClockAndTheDepthBeforeTheFill() public {
        _drop(12);
        _touch(alice);
        _passLive(WAIT);
        LiquidationQuote memory quote = _quote();
        assertEq(quote.reason, bytes4(0));
        assertGt(quote.repaidAssets, 0);
        assertEq(quote.clock, WAIT);
        assertEq(quote.clock, _record(alice).clock);
        assertEq(quote.believedDepth, _record(alice).believedDepth);
    }

    function test_quote_tellsTheSameStateToABidThatIsRefused() public {
        _drop(12);
        _touch(alice);
        _passLive(WAIT);
        LiquidationQuote memory taken = _quote();
        LiquidationQuote memory refused = _preview(alice, 1);
        assertNotEq(refused.reason, bytes4(0));
        assertEq(refused.clock, taken.clock);
        assertEq(refused.believedDepth, taken.believedDepth);
        assertEq(refused.closeFactor, taken.closeFactor);
        assertEq(refused.minRepay, taken.minRepay);
        assertEq(refused.discount, taken.discount);
        assertEq(refused.room, taken.room);
        assertEq(refused.refillsAt, taken.refillsAt);
    }

    /// @dev Without a fill nothing changes: the health after it is the health before it.
    function test_quote_tellsTheHealthToABidThatIsRefused() public {
        _assertHealthStays(_preview(alice, 1), IMarketErrors.HealthyPosition.selector);
        _drop(12);
        _assertHealthStays(_preview(alice, 1), IMarketErrors.RepayTooSmall.selector);
    }

    function _assertHealthStays(LiquidationQuote memory refused, bytes4 reason) private {
        assertEq(refused.reason, reason);
        assertEq(refused.healthBefore, _health());
        assertEq(refused.healthAfter, refused.healthBefore);
    }

    function test_quote_tellsTheCloseFactorOfTheDepthThatIsBelieved() public {
        _drop(12);
        _confirm(alice);
        LiquidationQuote memory quote = _quote();
        uint256 closeFactor = uint256(profile.closeFactor) * 1e12;
        assertGt(quote.believedDepth, 0);
        assertEq(quote.closeFactor, closeFactor + (WAD - closeFactor) * quote.believedDepth / 255);
    }
}

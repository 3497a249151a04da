// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {MarketParams, MarketState, PositionHealth} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {Profile} from "../../src/interfaces/Profile.sol";
import {AuctionTest} from "../base/AuctionTest.sol";
import {Mode} from "../mocks/Scripted.sol";
import {Case, Expected} from "./Expected.sol";

/// @title What pages show: the same numbers as the acts use, and never a revert
/// @notice Alice owes `DEBT` against `COLLATERAL`.
contract PositionHealthTest is AuctionTest {
    uint256 private constant INFINITE = 2 ** 128 - 1;

    function _of(address account) private view returns (PositionHealth memory) {
        return market.positionHealth(params, account);
    }

    function _unknown() private view returns (MarketParams memory unknown) {
        unknown = params;
        unknown.minDebt++;
    }

    /// @dev The health below which nobody may borrow [WAD].
    function _borrowHealth() private view returns (uint256) {
        return WAD + (WAD - params.lltv) * profile.borrowShare / 1e6;
    }

    /// @dev The least debt ceiling is the debt: from there back to the price, up at each step.
    function _liquidationPrice(Case memory c) private pure returns (uint256) {
        uint256 value = Expected.divUp(c.debt * WAD, c.lltv);
        return Expected.divUp(value * PRICE_SCALE, c.collateral);
    }

    /// forge-config: default.fuzz.runs = 48
    function testFuzz_positionHealth_isWhatTheFormulasSay(uint256 price, uint256 elapsed) public {
        oracle.setPrice(_boundPrice(price));
        skip(bound(elapsed, 0, MAX_ELAPSED - 1 days));
        PositionHealth memory health = _of(alice);
        // This accrues; the view was ahead of it.
        Case memory c = _case();
        assertEq(health.reason, bytes4(0));
        assertEq(health.price, c.price);
        assertEq(health.debt, c.debt);
        assertEq(health.collateral, COLLATERAL);
        assertEq(health.collateralValue, Expected.valueDown(c));
        assertEq(health.maxBorrow, Expected.maxBorrowDown(c));
        assertEq(health.healthFactor, Expected.healthDown(c));
        assertEq(health.ltv, Expected.ltvUp(c));
        uint256 lowest = _liquidationPrice(c);
        assertEq(health.liquidationPrice, lowest);
        uint256 zone = c.price > lowest ? (c.price - lowest) * WAD / c.price : 0;
        assertEq(health.warningZone, zone);
        uint256 most = Expected.maxBorrowDown(c) * WAD / _borrowHealth();
        assertEq(health.borrowable, most > c.debt ? most - c.debt : 0);
    }

    /// @dev Any debt, collateral and price, so any decimals: at the price that it names the
    /// position is healthy, one unit below it is not.
    /// forge-config: default.fuzz.runs = 96
    function testFuzz_liquidationPrice_isTheBorder(uint256 debt, uint256 amount, uint256 price)
        public
    {
        params.minDebt = 1;
        params.closeoutDebt = 1;
        _useMarket(params);
        debt = _boundMagnitude(debt, 1, MAX_LOAN);
        amount = _boundMagnitude(amount, 1, 1e30);
        // Twice what the debt needs, and a little more.
        uint256 least = 2 * debt * PRICE_SCALE / amount + 2 * PRICE_SCALE / amount + 2;
        price = _min(2 ** 192 - 1, least + price % least);
        oracle.setPrice(price);
        _supplyCollateral(bob, amount);
        _borrow(bob, debt);

        uint256 border = _of(bob).liquidationPrice;
        assertLt(border, price);
        oracle.setPrice(border);
        assertGe(_of(bob).healthFactor, WAD);
        assertEq(_of(bob).warningZone, 0);
        _liquidateRefused(bob, ALL, abi.encodePacked(IMarketErrors.HealthyPosition.selector));
        if (border == 1) return;
        oracle.setPrice(border - 1);
        assertLt(_of(bob).healthFactor, WAD);
        assertGt(_of(bob).liquidationPrice, border - 1);
        _touch(bob);
        assertEq(_record(bob).touchedAt, block.timestamp);
        assertNotEq(_preview(bob, ALL).reason, IMarketErrors.HealthyPosition.selector);
    }

    /// @dev A fall by the warning zone leaves the position healthy, a millionth more does not.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_warningZone_isHowFarThePriceMayFall(uint256 price) public {
        price = bound(price, 2900e24, MAX_PRICE);
        oracle.setPrice(price);
        uint256 zone = _of(alice).warningZone;
        assertGt(zone, 0);
        oracle.setPrice(price - price * zone / WAD);
        assertGe(_of(alice).healthFactor, WAD);
        oracle.setPrice(price - price * (zone + 1e12) / WAD);
        assertLt(_of(alice).healthFactor, WAD);
    }

    /// forge-config: default.fuzz.runs = 32
    function testFuzz_borrowable_isExactlyWhatMayBeBorrowed(uint256 price, uint256 elapsed) public {
        oracle.setPrice(bound(price, 3100e24, MAX_PRICE));
        skip(bound(elapsed, 0, 30 days));
        uint256 room = _of(alice).borrowable;
        assertGt(room, 0);
        vm.prank(alice);
        vm.expectRevert(IMarketErrors.InsufficientCollateral.selector);
        market.borrow(params, room + 1, 0, alice, alice);
        _borrow(alice, room);
        assertLe(_of(alice).borrowable, 1);
        assertGe(_of(alice).healthFactor, _borrowHealth());
    }

    function test_positionHealth_ofNobodyIsInfinitelySafe() public view {
        PositionHealth memory health = _of(carol);
        assertEq(health.reason, bytes4(0));
        assertEq(health.price, PRICE);
        assertEq(health.healthFactor, INFINITE);
        assertEq(health.warningZone, WAD);
        assertEq(health.debt + health.collateral + health.collateralValue, 0);
        assertEq(health.maxBorrow + health.borrowable + health.ltv + health.liquidationPrice, 0);
    }

    function test_positionHealth_withoutDebtKnowsNoBorder() public {
        _supplyCollateral(bob, COLLATERAL);
        PositionHealth memory health = _of(bob);
        assertEq(health.healthFactor, INFINITE);
        assertEq(health.ltv, 0);
        assertEq(health.liquidationPrice, 0);
        assertEq(health.warningZone, WAD);
        assertEq(health.collateralValue, 30_000e6);
        assertEq(health.maxBorrow, 24_900e6);
        assertEq(health.borrowable, 24_900e6 * WAD / _borrowHealth());
    }

    function test_positionHealth_pastTheBorderHasNoZoneLeft() public {
        _drop(30);
        PositionHealth memory health = _of(alice);
        assertEq(health.warningZone, 0);
        assertEq(health.borrowable, 0);
        assertGt(health.ltv, WAD);
        assertLt(health.healthFactor, WAD);
    }

    /// @dev Without a price there is no health, but debt, collateral and border are known.
    function _assertPriceless(bytes4 reason) private view {
        PositionHealth memory health = _of(alice);
        assertEq(health.reason, reason);
        assertEq(health.price, 0);
        assertEq(health.debt, DEBT);
        assertEq(health.collateral, COLLATERAL);
        uint256 least = Expected.divUp(DEBT * WAD, LLTV);
        assertEq(health.liquidationPrice, Expected.divUp(least * PRICE_SCALE, COLLATERAL));
        assertEq(health.collateralValue + health.maxBorrow + health.borrowable, 0);
        assertEq(health.healthFactor + health.warningZone, 0);
        MarketState memory state = market.marketState(params);
        assertEq(state.reason, reason);
        assertEq(state.price, 0);
        assertEq(state.totalSupplyAssets, LIQUIDITY);
        assertEq(state.totalBorrowAssets, DEBT);
    }

    function test_views_tellWhyThereIsNoPrice() public {
        oracle.setPrice(0);
        _assertPriceless(IMarketErrors.InvalidPrice.selector);
        oracle.setPrice(2 ** 192);
        _assertPriceless(IMarketErrors.InvalidPrice.selector);
        oracle.setMode(Mode.Refuse, "dead");
        _assertPriceless(IMarketErrors.OracleFailed.selector);
        oracle.setMode(Mode.Answer, "");
        _assertPriceless(IMarketErrors.OracleFailed.selector);
        oracle.setMode(Mode.Answer, abi.encode(PRICE, PRICE));
        _assertPriceless(IMarketErrors.OracleFailed.selector);
        oracle.setMode(Mode.Exhaust, "");
        _assertPriceless(IMarketErrors.OracleFailed.selector);
    }

    /// @dev With a dead oracle and with a live one: that there is no market comes first.
    function test_views_tellThatThereIsNoMarket() public {
        for (uint256 i = 0; i < 2; i++) {
            MarketParams memory unknown = _unknown();
            PositionHealth memory health = market.positionHealth(unknown, alice);
            assertEq(health.reason, IMarketErrors.MarketNotCreated.selector);
            assertEq(health.debt + health.collateral + health.borrowable, 0);
            MarketState memory none;
            none.reason = IMarketErrors.MarketNotCreated.selector;
            assertEq(abi.encode(market.marketState(unknown)), abi.encode(none));
            oracle.setMode(Mode.Refuse, "dead");
        }
    }

    /// @dev Parameters that no market could have.
    /// forge-config: default.fuzz.runs = 48
    function testFuzz_views_neverRevert(MarketParams memory any, address account) public view {
        assertEq(
            market.positionHealth(any, account).reason, IMarketErrors.MarketNotCreated.selector
        );
        assertEq(market.marketState(any).reason, IMarketErrors.MarketNotCreated.selector);
    }

    /// @dev The largest value, and the smallest price.
    function test_positionHealth_answersAtTheEdgesOfPrices() public {
        oracle.setPrice(2 ** 192 - 1);
        PositionHealth memory health = _of(alice);
        assertEq(health.reason, bytes4(0));
        assertEq(health.collateralValue, INFINITE);
        assertEq(health.healthFactor, INFINITE);
        assertLt(health.warningZone, WAD + 1);
        oracle.setPrice(1);
        health = _of(alice);
        assertEq(health.collateralValue, 0);
        assertEq(health.healthFactor, 0);
        assertEq(health.ltv, INFINITE);
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISeller, Liquidator, Order} from "../../docs/examples/Liquidator.sol";
import {LiquidationQuote} from "../../src/interfaces/ILendingMarket.sol";
import {IMarketErrors} from "../../src/interfaces/IMarketErrors.sol";
import {IOracle} from "../../src/interfaces/IOracle.sol";
import {MarketTest} from "../base/MarketTest.sol";

/// @notice An exchange that buys at the oracle's price less `spread`, with what it was given.
contract SellerMock is ISeller {
    IOracle private immutable ORACLE;
    uint256 private immutable SPREAD;

    /// @param spread [WAD]
    constructor(IOracle oracle, uint256 spread) {
        (ORACLE, SPREAD) = (oracle, spread);
    }

    function sell(IERC20 sold, IERC20 bought, uint256 assets, uint256 minBought) external {
        uint256 worth = assets * ORACLE.price() / 1e36;
        uint256 paid = worth - worth * SPREAD / 1e18;
        require(paid >= minBought, "price impact");
        sold.transferFrom(msg.sender, address(this), assets);
        bought.transfer(msg.sender, paid);
    }
}

/// @title The example of `docs/integrating.md` does what is said there
contract ExampleTest is MarketTest {
    uint256 private constant ALL = type(uint256).max;

    Liquidator private example;

    function setUp() public override {
        super.setUp();
        vm.prank(liquidator);
        example = Liquidator(
            deployRemote(bytes.concat(type(Liquidator).creationCode, abi.encode(market)))
        );
        _openLoan(alice, 10e18, 23_000e6);
        _drop(10);
    }

    function test_example_takesAStepWithoutFunds() public {
        ISeller seller = _deploySeller(0);
        LiquidationQuote memory quote = _preview(alice, ALL);
        uint256 before = loanToken.balanceOf(liquidator);
        uint256 profit = _step(seller, 0, 1);

        uint256 worth = quote.seizedAssets * quote.price / PRICE_SCALE;
        assertEq(profit, worth - quote.repaidAssets - quote.feeAssets);
        assertEq(loanToken.balanceOf(liquidator), before + profit);
        assertEq(collateralToken.balanceOf(address(example)), 0);
        assertEq(loanToken.balanceOf(address(example)), 0);
        assertEq(loanToken.allowance(address(example), address(market)), 0);
    }

    /// @dev Too cheap an exchange: the first discount does not pay for the spread, a later one
    /// does.
    function test_example_waitsUntilAStepPays() public {
        ISeller seller = _deploySeller(0.02e18);
        vm.expectRevert(IMarketErrors.CallbackFailed.selector);
        this.step(seller, 0, 0);
        uint256 clock;
        while (market.discountAfter(params, alice, 0) < 0.025e18) {
            _touch(alice);
            skip(30);
            clock += 30;
        }
        assertGt(clock, 300);
        assertGt(_step(seller, 0, 1), 0);
    }

    function test_example_wantsItsProfit() public {
        ISeller seller = _deploySeller(0);
        uint256 state = vm.snapshotState();
        uint256 profit = _step(seller, 0, 0);
        vm.revertToState(state);
        vm.expectRevert(abi.encodeWithSelector(Liquidator.ProfitTooSmall.selector, profit));
        this.step(seller, 0, profit + 1);
        assertEq(_step(seller, 0, profit), profit);
    }

    /// @dev A rival who comes first makes the step smaller, not impossible.
    function test_example_livesWithARival() public {
        ISeller seller = _deploySeller(0);
        uint256 all = _preview(alice, ALL).repaidAssets;
        _liquidate(alice, all / 2);
        uint256 left = _preview(alice, ALL).repaidAssets;
        assertApproxEqAbs(left, all - all / 2, 1);
        uint256 debt = _debtOf(alice);
        _step(seller, 0, 1);
        assertApproxEqAbs(debt - _debtOf(alice), left, 1);
    }

    /// @dev The rate of an old quote is refused when the price has risen since.
    function test_example_keepsToItsRate() public {
        ISeller seller = _deploySeller(0);
        LiquidationQuote memory quote = _preview(alice, ALL);
        uint256 rate = quote.seizedAssets * PRICE_SCALE / quote.repaidAssets;
        oracle.setPrice(oracle.price() * 101 / 100);
        vm.expectRevert(IMarketErrors.SlippageExceeded.selector);
        this.step(seller, rate, 0);
    }

    function test_example_saysWhyThereIsNoStep() public {
        ISeller seller = _deploySeller(0);
        _step(seller, 0, 0);
        bytes4 reason = IMarketErrors.BudgetExhausted.selector;
        vm.expectRevert(abi.encodeWithSelector(Liquidator.NoStep.selector, reason));
        this.step(seller, 0, 0);
        oracle.setPrice(PRICE);
        reason = IMarketErrors.HealthyPosition.selector;
        vm.expectRevert(abi.encodeWithSelector(Liquidator.NoStep.selector, reason));
        this.step(seller, 0, 0);
    }

    function test_example_obeysItsOwnerAndTheMarketAlone() public {
        vm.prank(bob);
        vm.expectRevert(Liquidator.NotOwner.selector);
        example.step(params, alice, Order(ALL, 0, 0, ALL, ISeller(address(0))));
        vm.prank(liquidator);
        vm.expectRevert(Liquidator.NotMarket.selector);
        example.onLiquidate(0, 0, "");
    }

    /// @notice One step in the liquidator's name; external, so that its refusal can be expected.
    function step(ISeller seller, uint256 rate, uint256 minProfit) external returns (uint256) {
        return _step(seller, rate, minProfit);
    }

    function _step(ISeller seller, uint256 rate, uint256 minProfit) private returns (uint256) {
        vm.prank(liquidator);
        return example.step(params, alice, Order(ALL, rate, minProfit, ALL, seller));
    }

    function _deploySeller(uint256 spread) private returns (ISeller seller) {
        bytes memory arguments = abi.encode(oracle, spread);
        seller = ISeller(deployRemote(bytes.concat(type(SellerMock).creationCode, arguments)));
        loanToken.mint(address(seller), LIQUIDITY);
    }
}

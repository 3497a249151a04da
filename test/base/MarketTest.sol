// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AuctionLib, AuctionRecord} from "../../src/interfaces/AuctionLib.sol";
import {
    ILendingMarket,
    LiquidationQuote,
    MarketParams
} from "../../src/interfaces/ILendingMarket.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {Fill, Totals} from "./MarketState.sol";
import {NodeTest} from "./NodeTest.sol";

/// @title What the tests of the market share: one market for WETH against USDC on the node
/// @notice Four actors own plenty of both tokens and let the market take them. Carol has lent
/// `LIQUIDITY`; alice and bob borrow; the liquidator liquidates. Each test begins at the first
/// second of a liquidation block. It states no expectation: those are the tests'.
abstract contract MarketTest is NodeTest {
    uint256 internal constant WAD = 1e18;
    uint256 internal constant PRICE_SCALE = 1e36;
    /// @dev Assets and shares stay below it.
    uint256 internal constant LIMIT = 2 ** 120;
    uint256 internal constant VIRTUAL_SHARES = 1e6;

    uint256 internal constant LLTV = 0.83e18;
    /// @dev 3000 USDC for 1 WETH [1e36].
    uint256 internal constant PRICE = 3000e24;
    uint256 internal constant MIN_DEBT = 100e6;
    uint256 internal constant CLOSEOUT_DEBT = 1000e6;
    uint256 internal constant LIQUIDITY = 1e9 * 1e6;
    uint256 internal constant BLOCK_TIME = 12;

    // The range in which the market is fuzzed.
    uint256 internal constant MIN_ASSETS = 1;
    uint256 internal constant MAX_ASSETS = LIQUIDITY;
    uint256 internal constant MAX_LOAN = LIQUIDITY / 10;
    /// @dev 0.001 USDC for 1 WETH [1e36].
    uint256 internal constant MIN_PRICE = 1e21;
    /// @dev 100,000 USDC for 1 WETH [1e36].
    uint256 internal constant MAX_PRICE = 1e29;
    /// @dev ArbOS lets a program expire a year after its activation.
    uint256 internal constant MAX_ELAPSED = 360 days;

    address internal immutable owner = makeAddr("owner");
    address internal immutable guardian = makeAddr("guardian");

    ILendingMarket internal market;
    ERC20Mock internal loanToken;
    ERC20Mock internal collateralToken;
    OracleMock internal oracle;
    MarketParams internal params;
    bytes32 internal id;

    function setUp() public virtual override {
        super.setUp();
        market = ILendingMarket(deployMarket(owner, guardian));
        loanToken = ERC20Mock(_deployToken("USDC", 6));
        collateralToken = ERC20Mock(_deployToken("WETH", 18));
        oracle = _deployOracle(PRICE);
        params = _paramsOf(loanToken, collateralToken);
        id = _createMarket(params);

        address[4] memory actors = [alice, bob, carol, liquidator];
        for (uint256 i = 0; i < actors.length; i++) {
            _fund(actors[i], loanToken);
            _fund(actors[i], collateralToken);
        }
        _supply(carol, LIQUIDITY);
        vm.warp((block.timestamp / BLOCK_TIME + 1) * BLOCK_TIME);
    }

    function _deployToken(string memory symbol, uint8 decimals) internal returns (address) {
        bytes memory arguments = abi.encode(symbol, decimals);
        return deployRemote(symbol, bytes.concat(type(ERC20Mock).creationCode, arguments));
    }

    function _deployOracle(uint256 price) internal returns (OracleMock) {
        bytes memory initcode = bytes.concat(type(OracleMock).creationCode, abi.encode(price));
        return OracleMock(deployRemote("oracle", initcode));
    }

    /// @dev Parameters with the profile for majors.
    function _paramsOf(ERC20Mock loan, ERC20Mock collateral)
        internal
        view
        returns (MarketParams memory)
    {
        (bytes32 curve, bytes32 pace) = ProfileLib.pack(ProfileLib.majors());
        return MarketParams({
            loanToken: address(loan),
            collateralToken: address(collateral),
            oracle: address(oracle),
            lltv: LLTV,
            minDebt: MIN_DEBT,
            closeoutDebt: CLOSEOUT_DEBT,
            curve: curve,
            pace: pace
        });
    }

    /// @dev The usual parameters with another profile.
    function _paramsWith(Profile memory profile) internal view returns (MarketParams memory with) {
        with = params;
        (with.curve, with.pace) = ProfileLib.pack(profile);
    }

    function _createMarket(MarketParams memory newParams) internal returns (bytes32) {
        _enable(newParams);
        return market.createMarket(newParams);
    }

    function _enable(MarketParams memory with) internal {
        vm.prank(owner);
        market.enableProfile("test", with.lltv, with.curve, with.pace);
    }

    /// @dev From here on the test's market has these parameters; carol lends to it.
    function _useMarket(MarketParams memory newParams) internal {
        params = newParams;
        id = _createMarket(newParams);
        _supply(carol, LIQUIDITY);
    }

    /// @dev Gives more than any market can hold.
    function _fund(address account, ERC20Mock token) internal {
        token.mint(account, 2 ** 128);
        vm.prank(account);
        token.approve(address(market), type(uint256).max);
    }

    function _supply(address supplier, uint256 assets) internal returns (uint256 shares) {
        vm.prank(supplier);
        (, shares) = market.supply(params, assets, 0, supplier);
    }

    function _supplyCollateral(address borrower, uint256 assets) internal {
        vm.prank(borrower);
        market.supplyCollateral(params, assets, borrower);
    }

    function _borrow(address borrower, uint256 assets) internal {
        vm.prank(borrower);
        market.borrow(params, assets, 0, borrower, borrower);
    }

    function _openLoan(address borrower, uint256 collateral, uint256 debt) internal {
        _supplyCollateral(borrower, collateral);
        _borrow(borrower, debt);
    }

    function _touch(address borrower) internal {
        market.touch(params, borrower);
    }

    /// @dev Lets the price fall by so many percent of what it is.
    function _drop(uint256 percent) internal {
        oracle.setPrice(oracle.price() * (100 - percent) / 100);
    }

    /// @dev Touches an unhealthy position until its price is believed, within `confirmation`.
    function _confirm(address borrower) internal {
        _touch(borrower);
        skip(30);
        _touch(borrower);
        skip(30);
        _touch(borrower);
    }

    function _nextBlock() internal {
        vm.warp((block.timestamp / BLOCK_TIME + 1) * BLOCK_TIME);
    }

    function _liquidate(address borrower, uint256 maxRepay) internal returns (Fill memory fill) {
        vm.prank(liquidator);
        (fill.repaid, fill.seized, fill.fee) =
            market.liquidate(params, borrower, maxRepay, 0, type(uint256).max, liquidator, "");
    }

    /// @dev Expects the next liquidation of `borrower` to be refused with exactly these data.
    function _liquidateRefused(address borrower, uint256 maxRepay, bytes memory reason) internal {
        vm.prank(liquidator);
        vm.expectRevert(reason);
        market.liquidate(params, borrower, maxRepay, 0, type(uint256).max, liquidator, "");
    }

    function _preview(address borrower, uint256 maxRepay)
        internal
        view
        returns (LiquidationQuote memory)
    {
        return market.previewLiquidation(params, borrower, maxRepay);
    }

    function _totals() internal view returns (Totals memory t) {
        (t.supplyAssets, t.supplyShares, t.borrowAssets, t.borrowShares, t.lastUpdate, t.reserve) =
            market.market(id);
    }

    function _record(address borrower) internal view returns (AuctionRecord memory) {
        return AuctionLib.unpack(market.auction(id, borrower));
    }

    function _supplySharesOf(address account) internal view returns (uint256 shares) {
        (shares,,) = market.position(id, account);
    }

    function _borrowSharesOf(address account) internal view returns (uint256 shares) {
        (, shares,) = market.position(id, account);
    }

    function _collateralOf(address account) internal view returns (uint256 assets) {
        (,, assets) = market.position(id, account);
    }

    /// @dev What `borrower` owes with interest up to now [loan assets, up].
    function _debtOf(address borrower) internal returns (uint256) {
        market.accrueInterest(params);
        Totals memory t = _totals();
        uint256 owed = _borrowSharesOf(borrower) * (t.borrowAssets + 1);
        uint256 shares = t.borrowShares + VIRTUAL_SHARES;
        return (owed + shares - 1) / shares;
    }

    /// @dev A loan between `MIN_DEBT` and `MAX_LOAN`, all magnitudes alike.
    function _boundDebt(uint256 seed) internal pure returns (uint256) {
        return _boundMagnitude(seed, MIN_DEBT, MAX_LOAN);
    }

    /// @dev A price within the range, all magnitudes alike.
    function _boundPrice(uint256 seed) internal pure returns (uint256) {
        return _boundMagnitude(seed, MIN_PRICE, MAX_PRICE);
    }

    /// @dev Picks a power of two first, so that small numbers are as likely as large ones.
    function _boundMagnitude(uint256 seed, uint256 min, uint256 max)
        internal
        pure
        returns (uint256)
    {
        uint256 base = min << (uint256(keccak256(abi.encode(seed))) % 64);
        base = base > max ? min + seed % (max - min + 1) : base;
        return _min(max, base + seed % base);
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {MarketParams, PositionHealth} from "../../src/interfaces/ILendingMarket.sol";
import {Profile, ProfileLib} from "../../src/interfaces/Profile.sol";
import {MarketTest} from "../base/MarketTest.sol";
import {ERC20Mock} from "../mocks/ERC20Mock.sol";
import {OracleMock} from "../mocks/OracleMock.sol";
import {Books, Lens} from "./Lens.sol";
import {Mirror} from "./Mirror.sol";

/// @notice What happened so far, for the proof that the campaign reaches what it is about.
struct Tally {
    uint256 fills;
    uint256 partialFills;
    uint256 distressedFills;
    uint256 closeouts;
    uint256 refusals;
    uint256 exhausted;
    uint256 badDebts;
    uint256 pauses;
    uint256 splits;
    uint256 selfLiquidations;
    uint256 glitches;
    uint256 claims;
}

/// @title Two markets on the node, everybody who acts in them, and the clock
/// @notice Market 0 lends USDC against WETH with the profile for majors; market 1 lends WETH
/// against USDC and is quicker: a quarter of the debt a block, belief after 24 seconds. Both tokens
/// are the
/// loan of one market and the collateral of the other, so that a market which paid with the other's
/// money would be seen. It states no rule: those are `Rules` and `FillRules`.
abstract contract Stage is MarketTest {
    uint256 internal constant MARKETS = 2;
    /// @dev What carol lends at first [loan assets].
    uint256 internal constant USDC_LENT = 10_000_000e6;
    uint256 internal constant WETH_LENT = 3000e18;
    /// @dev One loan is at most this part of what is lent, so that bad debt cannot take all of it.
    uint256 internal constant MAX_LOAN_SHARE = 20;
    /// @dev A price stays within this factor of where it began.
    uint256 internal constant MAX_PRICE_FACTOR = 5;

    uint256 internal constant LENDERS = 2;
    uint256 internal constant FIRST_BORROWER = 2;
    uint256 internal constant BORROWERS = 4;
    /// @dev The borrower who games his own liquidation, and his second account.
    uint256 internal constant GAMER = 4;
    uint256 internal constant ALT = 5;
    uint256 internal constant FIRST_LIQUIDATOR = 6;
    uint256 internal constant LIQUIDATORS = 3;
    uint256 internal constant TREASURY = 9;
    uint256 internal constant STRANGER = 10;
    uint256 internal constant ACCOUNTS = 11;

    address[] internal accounts;
    MarketParams[2] private allParams;
    uint256[2] internal firstPrice;
    Profile[2] internal profiles;
    Lens internal lens;
    Mirror internal mirror;
    Tally internal tally;
    /// @dev forge forgets a warp between two calls of an invariant's run.
    uint256 internal clock;
    /// @dev Tokens sent to the market uninvited.
    mapping(address token => uint256) internal donated;

    function setUp() public virtual override {
        vm.recordLogs();
        super.setUp();
        string[11] memory names = [
            "carol",
            "dave",
            "alice",
            "bob",
            "gamer",
            "alt",
            "liquidator",
            "rival",
            "latecomer",
            "treasury",
            "stranger"
        ];
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            accounts.push(makeAddr(names[i]));
            _fund(accounts[i], loanToken);
            _fund(accounts[i], collateralToken);
        }
        lens = Lens(deployRemote("lens", type(Lens).creationCode));
        mirror = new Mirror();
        firstPrice[0] = PRICE;
        profiles[0] = ProfileLib.majors();
        allParams[0] = params;
        vm.prank(carol);
        market.withdraw(params, LIQUIDITY - USDC_LENT, 0, carol, carol);
        _openSecondMarket();
        vm.prank(owner);
        market.setFeeRecipient(accounts[TREASURY]);
        mirror.read(address(market), vm.getRecordedLogs());
        clock = block.timestamp;
    }

    /// @dev Its LLTV is lower, since a quick market must leave more room for the discount.
    function _openSecondMarket() private {
        Profile memory quick = ProfileLib.majors();
        (quick.closeFactor, quick.duration, quick.badDebtDuration) = (250_000, 120, 300);
        (quick.observeStep, quick.confirmation, quick.rewind) = (12, 24, 60);
        (quick.clockStep, quick.staleAfter) = (60, 600);
        profiles[1] = quick;
        firstPrice[1] = PRICE_SCALE * 1e12 / 3000;
        oracle = _deployOracle(firstPrice[1]);
        MarketParams memory second = _paramsOf(collateralToken, loanToken);
        second.lltv = 0.77e18;
        (second.minDebt, second.closeoutDebt) = (0.03e18, 0.3e18);
        (second.curve, second.pace) = ProfileLib.pack(quick);
        allParams[1] = second;
        _createMarket(second);
        vm.prank(carol);
        market.supply(second, WETH_LENT, 0, carol);
    }

    function _params(uint256 m) internal view returns (MarketParams memory) {
        return allParams[m];
    }

    function _id(uint256 m) internal view returns (bytes32) {
        return keccak256(abi.encode(allParams[m]));
    }

    /// @dev From here on `params`, `id` and the tokens are those of market `seed` modulo two, and
    /// the local clock is the story's.
    function _enter(uint256 seed) internal returns (uint256 m) {
        vm.warp(clock);
        m = seed % MARKETS;
        params = allParams[m];
        id = _id(m);
        oracle = OracleMock(params.oracle);
        loanToken = ERC20Mock(params.loanToken);
        collateralToken = ERC20Mock(params.collateralToken);
    }

    function _look() internal view returns (Books[] memory) {
        MarketParams[] memory both = new MarketParams[](MARKETS);
        (both[0], both[1]) = (allParams[0], allParams[1]);
        return lens.look(market, both, accounts);
    }

    function _pass(uint256 elapsed) internal {
        clock += elapsed;
        vm.warp(clock);
    }

    /// @dev Feeds the mirror with what was logged since the last time.
    function _listen() internal returns (Vm.Log[] memory logs) {
        logs = vm.getRecordedLogs();
        mirror.read(address(market), logs);
    }

    function _lender(uint256 seed) internal pure returns (uint256) {
        return seed % LENDERS;
    }

    function _borrower(uint256 seed) internal pure returns (uint256) {
        return FIRST_BORROWER + seed % BORROWERS;
    }

    /// @dev The next borrower from `seed` on who has a debt, an unhealthy one if there is any;
    /// `seed`'s own if nobody has.
    function _debtor(uint256 seed, Books memory b) internal pure returns (uint256 found) {
        found = _borrower(seed);
        for (uint256 i = 0; i < 2 * BORROWERS; i++) {
            uint256 next = _borrower(seed % BORROWERS + i);
            PositionHealth memory health = b.holdings[next].health;
            if (health.debt > (i < BORROWERS ? health.maxBorrow : 0)) return next;
        }
    }

    function _liquidatorOf(uint256 seed) internal view returns (address) {
        return accounts[FIRST_LIQUIDATOR + seed % LIQUIDATORS];
    }

    /// @dev Uniform within [min, max]; `min` if the range is empty.
    function _within(uint256 seed, uint256 min, uint256 max) internal pure returns (uint256) {
        if (max <= min) return min;
        return min + uint256(keccak256(abi.encode(seed))) % (max - min + 1);
    }
}

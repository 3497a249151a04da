// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {IFeed} from "../../oracle/IFeed.sol";
import {IFeedOracle, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeedOracleTest} from "./FeedOracleTest.sol";

/// @title A feed that answers when it has burnt its gas
contract BurningFeed is IFeed {
    uint8 public constant decimals = 8;

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        while (gasleft() > 1000) {}
        return (1, 1e8, block.timestamp, block.timestamp, 1);
    }
}

/// @title What frontends are told, and that they are told it always
contract StatusTest is FeedOracleTest {
    function test_status_tellsTheOldestOfTheFeeds() public {
        for (uint256 i = 0; i < 4; i++) {
            feeds[i].setTimes(NOW, NOW - i - 1);
            assertEq(_oldest(), NOW - i - 1);
        }
        feeds[0].setTimes(NOW, NOW - 10);
        assertEq(_oldest(), NOW - 10);
    }

    function test_status_doesNotCountFeedsThatAreNotThere() public {
        OracleConfig memory config = _bare(weth, usdc);
        config.baseFeed1 = _feed(8, 3000e8);
        oracle = new FeedOracle(config);
        assertEq(_oldest(), NOW);
        config = _bare(weth, usdc);
        config.quoteFeed1 = _feed(8, 1e8);
        oracle = new FeedOracle(config);
        assertEq(_oldest(), NOW);
    }

    /// @dev People want to know how old a price is that is too old.
    function test_status_tellsTheAgeOfWhatIsRefused() public {
        feeds[2].setTimes(NOW, NOW - 3 days);
        (bool ok, bytes4 reason, uint256 price, uint256 updatedAt) = oracle.status();
        assertFalse(ok);
        assertEq(reason, IFeedOracle.StaleFeed.selector);
        assertEq(price, 0);
        assertEq(updatedAt, NOW - 3 days);

        feeds[2].setTimes(NOW, NOW);
        sequencer.setAnswer(1);
        assertEq(_oldest(), NOW);
    }

    function test_status_tellsNoAgeWhereAFeedTellsNone() public {
        feeds[3].setMode(Mode.Refuse, "");
        assertEq(_oldest(), 0);
    }

    /// @dev Everything burns what it is given: little is left, and it is enough.
    function test_status_survivesWhoeverBurnsGas() public {
        for (uint256 i = 0; i < 4; i++) {
            feeds[i].setMode(Mode.Exhaust, "");
        }
        second.setMode(Mode.Exhaust, "");
        (bool ok, bytes4 reason,,) = oracle.status{gas: 1_000_000}();
        assertFalse(ok);
        assertEq(reason, IFeedOracle.FeedFailed.selector);
        sequencer.setMode(Mode.Exhaust, "");
        (ok, reason,,) = oracle.status{gas: 1_000_000}();
        assertFalse(ok);
        assertEq(reason, IFeedOracle.FeedFailed.selector);
    }

    /// @dev Feeds that burn their gas and answer all the same: `price` comes as far as the third
    /// one and has no gas for a word then.
    function test_status_hasAWordWhereThePriceHasNone() public {
        for (uint256 i = 0; i < 4; i++) {
            vm.etch(address(feeds[i]), type(BurningFeed).runtimeCode);
        }
        (bool answered, bytes memory data) =
            address(oracle).staticcall{gas: 300_000}(abi.encodeCall(oracle.price, ()));
        assertFalse(answered);
        assertEq(data.length, 0);
        (bool ok, bytes4 reason,, uint256 updatedAt) = oracle.status{gas: 600_000}();
        assertFalse(ok);
        assertEq(reason, IFeedOracle.FeedFailed.selector);
        assertEq(updatedAt, NOW);
    }

    /// @dev Whatever six strangers answer: `status` answers, and says what `price` does, which is a
    /// price that a market believes or a refusal that the interface lists.
    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_status_neverRevertsAndNeverLies(
        uint256[6] memory modes,
        uint256[5][6] memory words,
        uint256[6] memory lengths
    ) public {
        for (uint256 i = 0; i < 6; i++) {
            // Half of them behave, so that the later ones are reached.
            Mode mode = Mode(modes[i] % 3);
            if (modes[i] % 2 == 0) mode = Mode.Normal;
            uint256 length = lengths[i] % 4 == 0 ? lengths[i] % 512 : i == 5 ? 32 : 160;
            if (lengths[i] % 3 == 0) words[i][1] %= 2 ** 64;
            if (lengths[i] % 5 != 0) words[i][3] = NOW - words[i][3] % MAX_AGE;
            bytes memory data = new bytes(length);
            bytes memory round = abi.encode(words[i]);
            for (uint256 j = 0; j < length && j < round.length; j++) {
                data[j] = round[j];
            }
            if (i < 4) feeds[i].setMode(mode, data);
            else if (i == 4) sequencer.setMode(mode, data);
            else second.setMode(mode, data);
        }
        (bool ok, bytes4 reason, uint256 price,) = oracle.status();
        try oracle.price() returns (uint256 answer) {
            assertTrue(ok);
            assertEq(answer, price);
            assertGt(answer, 0);
            assertLt(answer, PRICE_LIMIT);
        } catch (bytes memory refusal) {
            assertFalse(ok);
            assertEq(price, 0);
            assertEq(reason, bytes4(refusal));
            assertTrue(_isListed(reason));
        }
    }

    function _oldest() private view returns (uint256 updatedAt) {
        (,,, updatedAt) = oracle.status();
    }

    /// @dev Whether `price` may revert with it.
    function _isListed(bytes4 reason) private pure returns (bool) {
        bytes4[11] memory listed = [
            IFeedOracle.SequencerDown.selector,
            IFeedOracle.GracePeriod.selector,
            IFeedOracle.FeedFailed.selector,
            IFeedOracle.IncompleteRound.selector,
            IFeedOracle.FutureRound.selector,
            IFeedOracle.StaleFeed.selector,
            IFeedOracle.InvalidAnswer.selector,
            IFeedOracle.PriceOverflow.selector,
            IFeedOracle.PriceZero.selector,
            IFeedOracle.SecondSourceFailed.selector,
            IFeedOracle.Deviation.selector
        ];
        for (uint256 i = 0; i < listed.length; i++) {
            if (listed[i] == reason) return true;
        }
        return false;
    }
}

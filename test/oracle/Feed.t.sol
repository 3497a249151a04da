// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IFeedOracle} from "../../oracle/IFeedOracle.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeedOracleTest} from "./FeedOracleTest.sol";

/// @title A feed that is old, early, empty, absurd or hostile, in each of the four places
contract FeedTest is FeedOracleTest {
    /// @dev What the adapter gets; a hostile feed may burn all but a 64th of it.
    uint256 private constant GAS = 3_000_000;

    function test_feed_isBelievedUpToItsMaxAge() public {
        for (uint256 i = 0; i < 4; i++) {
            feeds[i].setTimes(NOW, NOW - MAX_AGE);
            _assertPrice(PRICE);
            feeds[i].setTimes(NOW, NOW - MAX_AGE - 1);
            _assertRefused(
                abi.encodeWithSelector(IFeedOracle.StaleFeed.selector, feeds[i], NOW - MAX_AGE - 1)
            );
            feeds[i].setTimes(NOW, NOW);
        }
    }

    function test_feed_isNotBelievedAheadOfTime() public {
        for (uint256 i = 0; i < 4; i++) {
            uint256[2] memory times = [NOW + 1, type(uint256).max];
            for (uint256 j = 0; j < 2; j++) {
                feeds[i].setTimes(NOW, times[j]);
                _assertRefused(
                    abi.encodeWithSelector(IFeedOracle.FutureRound.selector, feeds[i], times[j])
                );
            }
            feeds[i].setTimes(NOW, NOW);
        }
    }

    function test_feed_isNotBelievedBeforeItsRoundIsComplete() public {
        for (uint256 i = 0; i < 4; i++) {
            feeds[i].setTimes(NOW, 0);
            _assertRefused(abi.encodeWithSelector(IFeedOracle.IncompleteRound.selector, feeds[i]));
            feeds[i].setTimes(NOW, NOW);
        }
    }

    /// @dev Adapters of other makers leave it empty; only the answer's own time counts.
    function test_feed_needsNoStartOfItsRound() public {
        for (uint256 i = 0; i < 4; i++) {
            feeds[i].setTimes(0, NOW);
        }
        _assertPrice(PRICE);
    }

    function test_feed_isNotBelievedBeyondTheRangeOfAnswers() public {
        int256[6] memory answers =
            [int256(0), -1, type(int256).min, MAX_ANSWER + 1, 2 ** 192, type(int256).max];
        for (uint256 i = 0; i < 4; i++) {
            (, int256 good,,,) = feeds[i].latestRoundData();
            for (uint256 j = 0; j < answers.length; j++) {
                feeds[i].setAnswer(answers[j]);
                _assertRefused(
                    abi.encodeWithSelector(IFeedOracle.InvalidAnswer.selector, feeds[i], answers[j])
                );
            }
            feeds[i].setAnswer(good);
        }
    }

    function test_feed_thatRevertsFails() public {
        for (uint256 i = 0; i < 4; i++) {
            feeds[i].setMode(Mode.Refuse, "");
            _assertFailed(i);
            feeds[i].setMode(Mode.Refuse, abi.encodeWithSignature("Error(string)", "No access"));
            _assertFailed(i);
            // A round that is reverted with is no round.
            feeds[i].setMode(Mode.Refuse, abi.encode(1, 3000e8, NOW, NOW, 1));
            _assertFailed(i);
            feeds[i].setMode(Mode.Normal, "");
        }
    }

    function test_feed_thatDoesNotAnswerFiveWordsFails() public {
        uint256[7] memory lengths = [uint256(0), 1, 32, 159, 161, 192, 65_536];
        for (uint256 i = 0; i < 4; i++) {
            for (uint256 j = 0; j < lengths.length; j++) {
                feeds[i].setMode(Mode.Answer, _ones(lengths[j]));
                _assertFailed(i);
            }
            feeds[i].setMode(Mode.Normal, "");
        }
    }

    function test_feed_withoutCodeFails() public {
        for (uint256 i = 0; i < 4; i++) {
            bytes memory code = address(feeds[i]).code;
            vm.etch(address(feeds[i]), "");
            _assertFailed(i);
            vm.etch(address(feeds[i]), code);
        }
    }

    function test_feed_thatBurnsItsGasFails() public {
        for (uint256 i = 0; i < 4; i++) {
            feeds[i].setMode(Mode.Exhaust, "");
            vm.expectRevert(abi.encodeWithSelector(IFeedOracle.FeedFailed.selector, feeds[i]));
            oracle.price{gas: GAS}();
            (bool ok, bytes4 reason, uint256 price, uint256 updatedAt) = oracle.status{gas: GAS}();
            assertFalse(ok);
            assertEq(reason, IFeedOracle.FeedFailed.selector);
            assertEq(price, 0);
            assertEq(updatedAt, 0);
            feeds[i].setMode(Mode.Normal, "");
        }
    }

    /// @dev The first one that fails is named, in the order of the configuration.
    function test_feed_thatComesFirstIsNamed() public {
        for (uint256 i = 4; i > 0; i--) {
            feeds[i - 1].setMode(Mode.Refuse, "");
            _assertFailed(i - 1);
        }
    }

    /// @dev Whatever five words a feed answers, the adapter says what is wrong with them.
    function testFuzz_feed_isJudgedByAnswerAndTime(
        uint256 place,
        uint256[5] memory words,
        uint256 seed
    ) public {
        place %= 4;
        if (seed % 2 == 0) words[1] = uint256(bound(int256(words[1]), -1, MAX_ANSWER));
        if (seed % 3 != 0) words[3] = bound(words[3], NOW - 2 * MAX_AGE, NOW + MAX_AGE);
        (int256 answer, uint256 updatedAt) = (int256(words[1]), words[3]);
        feeds[place].setMode(Mode.Answer, abi.encode(words));
        (, bytes4 reason,, uint256 oldest) = oracle.status();
        assertEq(oldest, updatedAt < NOW ? updatedAt : NOW);
        if (updatedAt == 0) assertEq(reason, IFeedOracle.IncompleteRound.selector);
        else if (updatedAt > NOW) assertEq(reason, IFeedOracle.FutureRound.selector);
        else if (updatedAt < NOW - MAX_AGE) assertEq(reason, IFeedOracle.StaleFeed.selector);
        else if (answer <= 0) assertEq(reason, IFeedOracle.InvalidAnswer.selector);
        else if (answer > MAX_ANSWER) assertEq(reason, IFeedOracle.InvalidAnswer.selector);
        else _assertBelieved(reason);
    }

    /// @dev What came of an answer that was believed is a matter of the price.
    function _assertBelieved(bytes4 reason) private pure {
        assertTrue(
            reason == bytes4(0) || reason == IFeedOracle.Deviation.selector
                || reason == IFeedOracle.PriceZero.selector
                || reason == IFeedOracle.PriceOverflow.selector
        );
    }

    function _assertFailed(uint256 place) private {
        _assertRefused(abi.encodeWithSelector(IFeedOracle.FeedFailed.selector, feeds[place]));
    }

    /// @dev Words of 1, so that nothing but their number is wrong with them.
    function _ones(uint256 length) private pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 31; i < length; i += 32) {
            data[i] = 0x01;
        }
    }
}

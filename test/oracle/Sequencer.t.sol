// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {FeedOracle} from "../../oracle/FeedOracle.sol";
import {IFeedOracle, OracleConfig} from "../../oracle/IFeedOracle.sol";
import {Mode} from "../mocks/Scripted.sol";
import {FeedOracleTest} from "./FeedOracleTest.sol";

/// @title The sequencer's uptime feed and the time of grace after an outage
contract SequencerTest is FeedOracleTest {
    function test_sequencer_thatIsDownMeansNoPrice() public {
        sequencer.setAnswer(1);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.SequencerDown.selector));
        // However long it has been down, and though the feed does not know since when.
        sequencer.setTimes(0, 0);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.SequencerDown.selector));
    }

    function test_sequencer_thatIsBackLeavesTimeOfGrace() public {
        sequencer.setTimes(NOW, NOW);
        bytes memory grace =
            abi.encodeWithSelector(IFeedOracle.GracePeriod.selector, NOW + GRACE_PERIOD);
        _assertRefused(grace);
        vm.warp(NOW + GRACE_PERIOD - 1);
        _assertRefused(grace);
        vm.warp(NOW + GRACE_PERIOD);
        _assertPrice(PRICE);
    }

    /// @dev It speaks when the state changes, which may be years ago.
    function test_sequencer_mayHaveBeenUpForYears() public {
        sequencer.setTimes(1, 1);
        _assertPrice(PRICE);
    }

    /// @dev A feed that was deployed and never told anything (Arbitrum's answers 0 and no time).
    function test_sequencer_feedThatWasNeverToldMeansNoPrice() public {
        sequencer.setTimes(0, NOW);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.IncompleteRound.selector, sequencer));
    }

    function test_sequencer_cannotBeUpSinceTheFuture() public {
        uint256[2] memory times = [NOW + 1, type(uint256).max];
        for (uint256 i = 0; i < times.length; i++) {
            sequencer.setTimes(times[i], NOW);
            _assertRefused(
                abi.encodeWithSelector(IFeedOracle.FutureRound.selector, sequencer, times[i])
            );
        }
    }

    function test_sequencer_isUpOrDownAndNothingElse() public {
        int256[4] memory answers = [int256(-1), 2, type(int256).min, type(int256).max];
        for (uint256 i = 0; i < answers.length; i++) {
            sequencer.setAnswer(answers[i]);
            _assertRefused(
                abi.encodeWithSelector(IFeedOracle.InvalidAnswer.selector, sequencer, answers[i])
            );
        }
    }

    function test_sequencer_feedThatFailsMeansNoPrice() public {
        bytes memory failed = abi.encodeWithSelector(IFeedOracle.FeedFailed.selector, sequencer);
        sequencer.setMode(Mode.Refuse, "");
        _assertRefused(failed);
        sequencer.setMode(Mode.Answer, abi.encode(1, 0, NOW - 1 days, NOW));
        _assertRefused(failed);
        vm.etch(address(sequencer), "");
        _assertRefused(failed);
    }

    /// @dev During an outage feeds grow stale as well; the cause is named, not its consequence.
    function test_sequencer_isAskedFirst() public {
        feeds[0].setMode(Mode.Refuse, "");
        sequencer.setAnswer(1);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.SequencerDown.selector));
    }

    function test_sequencer_needsNoGrace() public {
        OracleConfig memory config = _config();
        config.gracePeriod = 0;
        oracle = new FeedOracle(config);
        sequencer.setTimes(NOW, NOW);
        _assertPrice(PRICE);
        sequencer.setAnswer(1);
        _assertRefused(abi.encodeWithSelector(IFeedOracle.SequencerDown.selector));
    }

    function test_sequencer_isNotAskedWhereThereIsNone() public {
        OracleConfig memory config = _config();
        (config.sequencerFeed, config.gracePeriod) = (address(0), 0);
        oracle = new FeedOracle(config);
        sequencer.setAnswer(1);
        _assertPrice(PRICE);
    }

    /// @dev Between the end of grace and its beginning there is no third state.
    function testFuzz_sequencer_graceEndsOnTime(uint256 grace, uint256 since) public {
        OracleConfig memory config = _config();
        config.gracePeriod = bound(grace, 0, 4 hours);
        oracle = new FeedOracle(config);
        since = bound(since, NOW - 5 hours, NOW);
        sequencer.setTimes(since, since);
        if (since + config.gracePeriod <= NOW) {
            _assertPrice(PRICE);
        } else {
            _assertRefused(
                abi.encodeWithSelector(IFeedOracle.GracePeriod.selector, since + config.gracePeriod)
            );
        }
    }

    function test_sequencer_creationRevertsWhenTheSequencerFeedIsNone() public {
        bytes memory failed = abi.encodeWithSelector(IFeedOracle.FeedFailed.selector, sequencer);
        sequencer.setMode(Mode.Refuse, "");
        _assertRejected(_config(), failed);
        vm.etch(address(sequencer), "");
        _assertRejected(_config(), failed);
    }

    /// @dev The price feed of ETH in the sequencer's place.
    function test_sequencer_creationRevertsWhenTheSequencerFeedTellsAPrice() public {
        OracleConfig memory config = _config();
        config.sequencerFeed = address(feeds[0]);
        _assertRejected(
            config, abi.encodeWithSelector(IFeedOracle.InvalidAnswer.selector, feeds[0], 3000e8)
        );
    }

    function test_sequencer_creationRevertsWhenTheGracePeriodIsOutOfBounds() public {
        OracleConfig memory config = _config();
        config.gracePeriod = 4 hours + 1;
        _assertGraceRejected(config);
        config.gracePeriod = type(uint256).max;
        _assertGraceRejected(config);
        config.gracePeriod = 1;
        config.sequencerFeed = address(0);
        _assertGraceRejected(config);
    }

    function _assertGraceRejected(OracleConfig memory config) private {
        bytes4 selector = IFeedOracle.InvalidGracePeriod.selector;
        _assertRejected(config, abi.encodeWithSelector(selector, config.gracePeriod));
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Actor} from "./Actor.sol";

/// @notice One line of a play.
/// @param actor Who calls; zero for a view, which anyone may ask.
struct Line {
    address actor;
    address target;
    bytes data;
}

/// @title Plays lines in one transaction and logs every answer
/// @notice It stands at the same address in both worlds, so that the logs of a transaction tell all
/// there is to compare: what each call answered, what it logged, and what the views say afterwards.
contract Stage {
    event Acting();
    event Acted(bool success, bytes answer);
    event Seen(bool success, bytes answer);

    function play(Line[] calldata lines) external {
        for (uint256 i = 0; i < lines.length; i++) {
            if (lines[i].actor == address(0)) {
                (bool success, bytes memory answer) = lines[i].target.staticcall(lines[i].data);
                emit Seen(success, answer);
            } else {
                emit Acting();
                (bool success, bytes memory answer) =
                    Actor(lines[i].actor).act(lines[i].target, lines[i].data);
                emit Acted(success, answer);
            }
        }
    }
}

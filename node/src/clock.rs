//! The chain's clock: wall time plus an offset, and a one-shot time for the next block.
//!
//! Seconds since the Unix epoch. Block times never decrease; several blocks may share one.

use std::time::{SystemTime, UNIX_EPOCH};

/// Where the next block's timestamp comes from. Copied into every snapshot.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    offset: i128,
    next: Option<u64>,
}

impl Clock {
    /// A clock that shows `time` now and runs with the wall clock from there.
    pub fn starting_at(time: Option<u64>) -> Self {
        let mut clock = Self::default();
        if let Some(time) = time {
            clock.set(time);
        }
        clock
    }

    /// The chain's time now.
    pub fn now(&self) -> u64 {
        (wall() + self.offset).clamp(0, u64::MAX.into()) as u64
    }

    /// The timestamp that the next block would get, given the last block's.
    pub fn peek(&self, last: u64) -> u64 {
        self.next.unwrap_or_else(|| self.now()).max(last)
    }

    /// The timestamp that a transaction sent from now on is likely to meet: the clock goes on before it
    /// arrives, so it is later than the last block's, unless the next block's is set.
    pub fn expect(&self, last: u64) -> u64 {
        self.next
            .unwrap_or_else(|| self.now().max(last.saturating_add(1)))
            .max(last)
    }

    /// The next block's timestamp. A time set for it is used up, and the clock runs on from it.
    pub fn take(&mut self, last: u64) -> u64 {
        let time = self.peek(last);
        self.consume(time);
        time
    }

    /// A block took the timestamp that [`peek`](Self::peek) showed.
    pub fn consume(&mut self, time: u64) {
        if self.next.take().is_some() {
            self.set(time);
        }
    }

    /// Sets the next block's timestamp.
    pub fn set_next(&mut self, time: u64) {
        self.next = Some(time);
    }

    /// Moves the clock forward by `seconds`; saturates at the largest timestamp.
    pub fn increase(&mut self, seconds: u64) {
        let headroom = u64::MAX - self.now();
        self.offset += i128::from(seconds.min(headroom));
    }

    /// Makes the clock show `time` now.
    pub fn set(&mut self, time: u64) {
        self.offset = i128::from(time) - wall();
    }

    /// Seconds by which the clock runs ahead of the wall clock (negative: behind).
    pub fn offset(&self) -> i128 {
        self.offset
    }
}

fn wall() -> i128 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i128::from(since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_time_is_used_once_and_runs_on() {
        let mut clock = Clock::default();
        clock.set_next(10_000_000_000);
        assert_eq!(clock.take(5), 10_000_000_000);
        assert!((10_000_000_000..10_000_000_005).contains(&clock.now()));
    }

    #[test]
    fn what_is_sent_later_meets_a_later_time() {
        let mut clock = Clock::starting_at(Some(100));
        assert_eq!((clock.peek(1_000), clock.expect(1_000)), (1_000, 1_001));
        clock.set_next(1_000);
        assert_eq!(clock.expect(1_000), 1_000);
        assert_eq!(Clock::default().expect(u64::MAX), u64::MAX);
    }

    #[test]
    fn time_never_decreases() {
        let mut clock = Clock::starting_at(Some(100));
        assert_eq!(clock.take(1_000), 1_000);
    }
}

//! The price paths. A path says what the oracle reports and what is true.

/// Price of the collateral at the start [loan units].
pub(crate) const START: f64 = 2_000.0;
/// Length of every path [seconds].
pub(crate) const SECONDS: u64 = 7_200;

/// The oracle's price and the true one [loan units]; nothing while nobody can act.
pub(crate) type Path = fn(u64) -> Option<(f64, f64)>;

/// A price that falls by `part` from second 0 to `end` and stays there.
fn fall(t: u64, end: u64, part: f64) -> f64 {
    START * (1.0 - part * t.min(end) as f64 / end as f64)
}

/// An oracle that reports `wrong` of the true price for `seconds` after the first half hour.
fn print(t: u64, truth: f64, seconds: u64, wrong: f64) -> Option<(f64, f64)> {
    let is_wrong = (1_800..1_800 + seconds).contains(&t);
    Some((if is_wrong { truth * wrong } else { truth }, truth))
}

/// An oracle that is right.
fn right(truth: f64) -> Option<(f64, f64)> {
    Some((truth, truth))
}

/// A fall by a fifth within ten minutes that is made good within another ten.
fn dip(t: u64) -> f64 {
    if t < 600 {
        fall(t, 600, 0.2)
    } else {
        fall(1_200_u64.saturating_sub(t), 600, 0.2)
    }
}

/// What is simulated.
pub(crate) const PATHS: [(&str, Path); 10] = [
    ("print −25 %, 1 s", |t| print(t, START, 1, 0.75)),
    ("print −25 %, 10 s", |t| print(t, START, 10, 0.75)),
    ("print −25 %, 30 s", |t| print(t, START, 30, 0.75)),
    ("print −25 %, 59 s", |t| print(t, START, 59, 0.75)),
    (
        "−20 % and back in 20 min, print −25 % for 1 s 10 min later",
        |t| print(t, dip(t), 1, 0.75),
    ),
    ("−20 % in 1 h, in it a print −50 % for 1 s", |t| {
        print(t, fall(t, 3_600, 0.2), 1, 0.5)
    }),
    ("−20 % in 1 h", |t| right(fall(t, 3_600, 0.2))),
    ("−20 % in 5 min", |t| right(fall(t, 300, 0.2))),
    ("−40 % in 5 min", |t| right(fall(t, 300, 0.4))),
    ("−20 % in an outage of 1 h", |t| {
        let is_out = (60..3_660).contains(&t);
        right(fall(t, 3_600, 0.2)).filter(|_| !is_out)
    }),
];

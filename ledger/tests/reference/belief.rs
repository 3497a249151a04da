//! What the market believes of a position's depth (section 4), from lists of what was seen. The crate
//! keeps a running minimum and a running sum; here every look is kept, and belief is read off the list.

use super::{Health, Int, Law};

/// How far the LTV is on its way from the LLTV to `fullLtv`, in 255ths: ⌊255 · min(1, way / span)⌋.
pub(crate) fn depth(law: &Law, health: &Health) -> u8 {
    let span = &law.full_ltv - &law.lltv;
    match &health.ltv {
        Some(ltv) if *ltv < law.full_ltv => {
            let way = (ltv - &law.lltv).max(Int::ZERO);
            u8::try_from(way * 255 / span).unwrap()
        }
        _ => 255,
    }
}

/// What is believed, and the looks since the position is deeper than that: (seconds that the look
/// counts for, depth).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Belief {
    pub(crate) believed: u8,
    pub(crate) looks: Vec<(Int, u8)>,
}

impl Belief {
    /// The belief of a record that keeps only the least depth and the seconds of its looks.
    pub(crate) fn of_record(believed: u8, pending: u8, observed: u32) -> Self {
        let looks = match pending {
            0 => Vec::new(),
            _ => vec![(Int::ZERO, pending), (observed.into(), pending)],
        };
        Self { believed, looks }
    }

    /// What such a record keeps of it: (believed, pending, observed).
    pub(crate) fn as_record(&self) -> (u8, u8, Int) {
        let least = self.looks.iter().map(|look| look.1).min().unwrap_or(0);
        (self.believed, least, self.seconds())
    }

    /// The first look sees the position as deep for no time yet.
    fn seconds(&self) -> Int {
        self.looks.iter().skip(1).map(|look| &look.0).sum()
    }

    /// The belief after a look at `depth`, `step` seconds after the last one.
    pub(crate) fn seen(&self, law: &Law, depth: u8, step: &Int) -> Self {
        let mut after = if *step > law.confirmation {
            Self::default()
        } else {
            self.clone()
        };
        after
            .looks
            .push((step.clone().min(law.observe_step.clone()), depth));
        if depth <= after.believed {
            return Self {
                believed: depth,
                looks: Vec::new(),
            };
        }
        if after.seconds() < law.confirmation {
            return after;
        }
        let believed = after.as_record().1;
        let deeper = depth > believed;
        let looks = if deeper {
            vec![(Int::ZERO, depth)]
        } else {
            Vec::new()
        };
        Self { believed, looks }
    }

    pub(crate) fn is_distress(&self) -> bool {
        self.believed == 255
    }
}

/// What is believed after all of `looks` (timestamp, depth) at one loan that never was healthy: split
/// the list into the stretches that each stand for one belief.
pub(crate) fn of_history(law: &Law, looks: &[(u64, u8)]) -> u8 {
    let gap = |i: usize| Int::from(looks[i].0 - looks[i - 1].0);
    let weight = |i: usize| gap(i).min(law.observe_step.clone());
    let (mut believed, mut first) = (0, 0);
    while first < looks.len() {
        if first > 0 && gap(first) > law.confirmation {
            believed = 0;
        }
        if looks[first].1 <= believed {
            believed = looks[first].1;
            first += 1;
            continue;
        }
        // Deeper from `first` on, without a gap, up to some look before `end`.
        let end = (first + 1..looks.len())
            .find(|&i| looks[i].1 <= believed || gap(i) > law.confirmation)
            .unwrap_or(looks.len());
        let lasted = (first..end)
            .find(|&last| (first + 1..=last).map(weight).sum::<Int>() >= law.confirmation);
        let Some(last) = lasted else {
            first = end;
            continue;
        };
        believed = looks[first..=last].iter().map(|look| look.1).min().unwrap();
        first = if looks[last].1 > believed {
            last
        } else {
            last + 1
        };
    }
    believed
}

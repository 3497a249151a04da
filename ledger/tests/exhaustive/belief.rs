//! All histories of five looks at a loan: healthy, or at one of three depths, each a little, a step, more
//! than the confirmation or more than the life of an auction after the one before it. The belief is what
//! is read off the list of the looks, and the record is the reference's.

use crate::{
    domain::{int, is_record, law, profile::default_terms, record},
    reference::{self, Law, belief::of_history},
};
use ebb_ledger::{
    Auction, Health, Profile, Terms,
    wad::{PRICE_SCALE, WAD},
};

/// LTVs [hundredths] at an LLTV of 80 %: healthy, depth 0, about half way to 92 %, at the end of it.
const LTVS: [u128; 4] = [7_990, 8_001, 8_600, 9_200];
/// Seconds between two looks.
const GAPS: [u64; 4] = [1, 2, 4, 7];
/// Looks of a history.
const LOOKS: usize = 5;

/// Two looks a step apart do not confirm, three do.
fn terms() -> Terms {
    let terms = default_terms(80, 18);
    let profile = Profile {
        block_time: 1,
        clock_step: 3,
        stale_after: 6,
        observe_step: 2,
        confirmation: 3,
        bad_debt_duration: 8,
        ..terms.profile
    };
    Terms { profile, ..terms }
}

/// What a look sees, for the crate and for the reference.
struct Sight {
    health: Health,
    exact: reference::Health,
    depth: u8,
}

fn sights(terms: &Terms, law: &Law) -> [Sight; 4] {
    LTVS.map(|ltv| {
        let debt = WAD / 10_000 * ltv;
        let health = Health {
            debt,
            value: WAD,
            max_borrow: terms.lltv,
        };
        let exact = reference::health(&int(WAD), &int(PRICE_SCALE), &int(debt), &law.lltv);
        let depth = reference::belief::depth(law, &exact);
        Sight {
            health,
            exact,
            depth,
        }
    })
}

struct Watch {
    terms: Terms,
    law: Law,
    sights: [Sight; 4],
    /// How often a look ended with each of the depths believed, and how often with none.
    believed: [u32; 4],
}

impl Watch {
    /// Every look at `now` after those of `seen`, and every history that begins so.
    fn look(&mut self, before: Auction, now: u64, seen: &[(u64, u8)], left: usize) {
        for kind in 0..self.sights.len() {
            let (after, seen) = self.judge(before, now, seen, kind);
            for gap in GAPS.iter().take(GAPS.len() * left.min(1)) {
                self.look(after, now + gap, &seen, left - 1);
            }
        }
    }

    /// The record and the list after one look, both judged.
    fn judge(
        &mut self,
        before: Auction,
        now: u64,
        seen: &[(u64, u8)],
        kind: usize,
    ) -> (Auction, Vec<(u64, u8)>) {
        let Sight {
            health,
            exact,
            depth,
        } = &self.sights[kind];
        let after = before.touched(now, health, &self.terms).unwrap();
        let exact_after = reference::touch(
            &self.law,
            &record(&before),
            &int(health.debt),
            exact,
            &now.into(),
        );
        assert!(is_record(&after, &exact_after), "{before:?} {now} {kind}");
        // Since the loan was last healthy, or nobody looked for too long.
        let is_stale = seen
            .last()
            .is_some_and(|last| now - last.0 > u64::from(self.terms.profile.stale_after));
        let mut seen = if exact.healthy || is_stale {
            Vec::new()
        } else {
            seen.to_vec()
        };
        if !exact.healthy {
            seen.push((now, *depth));
        }
        assert_eq!(after.believed, of_history(&self.law, &seen), "{seen:?}");
        let which = self
            .sights
            .iter()
            .position(|sight| sight.depth == after.believed);
        self.believed[which.unwrap()] += 1;
        (after, seen)
    }
}

#[test]
fn all_histories_of_five_looks_are_believed_as_their_list_says() {
    let terms = terms();
    let law = law(&terms);
    let sights = sights(&terms, &law);
    assert_eq!(sights.each_ref().map(|sight| sight.depth), [0, 0, 127, 255]);
    let mut watch = Watch {
        terms,
        law,
        sights,
        believed: [0; 4],
    };
    watch.look(Auction::default(), 1_700_000_000, &[], LOOKS - 1);
    // 4 looks, and 4 · 4 after each: 4 + 4 · 16 + … + 4 · 16^4.
    assert_eq!(watch.believed.iter().sum::<u32>(), 279_620);
    assert!(
        watch.believed[2] > 5_000 && watch.believed[3] > 500,
        "{:?}",
        watch.believed
    );
}

//! Check values of the pure formulas: pages, data fee, calls, creates, slots, return data.

use alloy_primitives::{B256, U256};
use ebb_stylus::{DataPricer, Pages, Record, RecordError, StylusParams, entry_cost, gas};

#[test]
fn pages_from_nothing() {
    let params = StylusParams::for_arbos(59);
    for (pages, expected) in [
        (1, 0),
        (2, 0),
        (3, 1000),
        (4, 2000),
        (8, 6001),
        (10, 8002),
        (16, 14007),
        (17, 15008),
        (18, 16010),
        (32, 30074),
        (64, 67644),
        (65, 69460),
        (100, 825879),
        (127, 27974407),
        (128, 31999998),
    ] {
        assert_eq!(
            Pages::default().gas(pages, &params),
            expected,
            "{pages} pages"
        );
    }
}

#[test]
fn pages_on_top_of_others() {
    let params = StylusParams::for_arbos(59);
    for (new, open, ever, expected) in [
        (1, 1, 1, 0),
        (1, 2, 2, 1000),
        (4, 2, 10, 4000),
        (100, 1, 1, 932066),
    ] {
        assert_eq!(Pages { open, ever }.gas(new, &params), expected);
    }
}

#[test]
fn growing_costs_the_same_in_any_step() {
    let params = StylusParams::for_arbos(59);
    for step in [1, 2, 4, 8, 16, 32, 64, 128] {
        let mut pages = Pages::default();
        let total: u64 = (0..128 / step).map(|_| pages.grow(step, &params)).sum();
        assert_eq!(total, 31_999_998, "steps of {step}");
    }
}

#[test]
fn the_page_limit_holds_from_arbos_59() {
    let mut pages = Pages {
        open: 100,
        ever: 128,
    };
    assert_eq!(pages.grow(28, &StylusParams::for_arbos(59)), 28_000);
    assert_eq!(pages.grow(1, &StylusParams::for_arbos(59)), u64::MAX);
    let record = Record {
        version: 3,
        footprint: 29,
        ..Record::default()
    };
    let open = Pages {
        open: 100,
        ever: 128,
    };
    assert_eq!(
        entry_cost(&record, &StylusParams::for_arbos(59), &open, false),
        u64::MAX
    );
    let unlimited = StylusParams {
        page_limit: 0,
        ..StylusParams::for_arbos(59)
    };
    assert_ne!(entry_cost(&record, &unlimited, &open, false), u64::MAX);
}

#[test]
fn data_fee_rises_with_demand_and_wears_off() {
    let mut pricer = DataPricer::default();
    let now = 1_800_000_000;
    assert_eq!(pricer.sell(513_838, now), U256::from(43_642_862_901_794u64));
    assert_eq!(pricer.demand, 513_838);
    assert_eq!(
        pricer.sell(513_838, now + 1),
        U256::from(44_631_453_300_486u64)
    );
    assert_eq!(pricer.demand, 992_811);
    assert_eq!(
        pricer.sell(513_838, now + 1_000_000),
        U256::from(43_642_862_901_794u64)
    );
    let mut full = DataPricer {
        demand: 21_360_419,
        last_update: now,
        ..DataPricer::default()
    };
    assert_eq!(full.sell(0, now), U256::ZERO);
    assert_eq!(
        full.sell(1, now),
        U256::from(82_928_201u64 * 27_182 / 10_000)
    );
}

#[test]
fn call_gas() {
    let plain = gas::CallGas::new(100_000, u64::MAX, false, false, false).unwrap();
    assert_eq!((plain.base, plain.forward), (100, 98_339));
    assert_eq!(plain.cost(98_000), 439);
    let asked = gas::CallGas::new(100_000, 5_000, true, true, true).unwrap();
    assert_eq!(
        (asked.base, asked.forward),
        (2_600 + 25_000 + 9_000, 5_000 + 2_300)
    );
    assert_eq!(gas::CallGas::new(2_599, u64::MAX, true, false, false), None);
}

#[test]
fn create_gas() {
    assert_eq!(gas::create_base(1_000, false), 32_000);
    assert_eq!(gas::create_base(33, true), 32_012);
    assert_eq!(gas::create_split(100_000, 32_000), Some((1_062, 66_938)));
    assert_eq!(gas::create_split(31_999, 32_000), None);
}

#[test]
fn return_data_floor() {
    for (len, floor) in [(0, 0), (32, 3), (1024, 98), (1 << 20, 2_195_456)] {
        assert_eq!(gas::return_data_floor(len), floor);
    }
}

/// Every row of EIP-3529's table, by value of the slot: original, current, new.
#[test]
fn slot_costs() {
    for (values, cost, refund) in [
        ([0, 0, 0], 100, 0),
        ([0, 0, 1], 20_000, 0),
        ([0, 1, 0], 100, 19_900),
        ([0, 1, 2], 100, 0),
        ([0, 1, 1], 100, 0),
        ([1, 1, 2], 2_900, 0),
        ([1, 1, 0], 2_900, 4_800),
        ([1, 0, 2], 100, -4_800),
        ([1, 0, 1], 100, -2_000),
        ([1, 2, 0], 100, 4_800),
        ([1, 2, 1], 100, 2_800),
        ([1, 2, 3], 100, 0),
    ] {
        let [original, current, new] = values.map(B256::with_last_byte);
        assert_eq!(
            gas::slot_cost(original, current, new, false),
            (cost, refund),
            "{values:?}"
        );
        assert_eq!(
            gas::slot_cost(original, current, new, true),
            (cost + 2_100, refund)
        );
    }
}

#[test]
fn records_expire_and_need_upgrades() {
    let params = StylusParams::for_arbos(59);
    let start = 1_421_388_000;
    let record = Record {
        version: 3,
        activated_at_hours: 10,
        ..Record::default()
    };
    let limit = start + 36_000 + 365 * 86_400;
    assert_eq!(record.check(&params, limit), Ok(()));
    let age = 365 * 86_400 + 1;
    assert_eq!(
        record.check(&params, limit + 1),
        Err(RecordError::Expired { age })
    );
    assert_eq!(
        Record::default().check(&params, limit),
        Err(RecordError::NotActivated)
    );
    let old = Record {
        version: 2,
        ..record
    };
    let upgrade = RecordError::NeedsUpgrade { have: 2, want: 3 };
    assert_eq!(old.check(&params, limit), Err(upgrade));
    assert!(Record::default().is_expired(&params, start));
    // A record of the first hour is dated like none at all; its age tells that it holds.
    let first = Record {
        activated_at_hours: 0,
        ..record
    };
    assert_eq!(first.check(&params, start), Ok(()));
    assert!(!first.is_too_old(&params, start) && first.is_expired(&params, start));
}

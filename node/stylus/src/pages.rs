//! Cost of WASM memory, in pages of 64 KiB, counted over a whole transaction.
//!
//! Linear in the pages open, exponential in the most pages ever open. The table is Nitro's; it is
//! `floor(31874000^(i/128))`, kept as integers because floats differ between machines.

use crate::params::StylusParams;

/// Pages of one transaction. Both start at 0 and neither is undone by a revert; `open` is put back
/// when a frame ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Pages open now, over all frames.
    pub open: u16,
    /// Most pages that were open at once.
    pub ever: u16,
}

impl Pages {
    /// Gas of opening `new` more pages.
    pub fn gas(&self, new: u16, params: &StylusParams) -> u64 {
        let open = self.open.saturating_add(new);
        let ever = self.ever.max(open);
        if ever <= params.free_pages {
            return 0;
        }
        let above_free = |pages: u16| u64::from(pages.saturating_sub(params.free_pages));
        let added = above_free(open) - above_free(self.open);
        let linear = added.saturating_mul(u64::from(params.page_gas));
        linear.saturating_add(expansion(ever).saturating_sub(expansion(self.ever)))
    }

    /// Opens `new` more pages.
    pub fn add(&mut self, new: u16) {
        self.open = self.open.saturating_add(new);
        self.ever = self.ever.max(self.open);
    }

    /// Opens `new` more pages and answers the gas of it; `u64::MAX` if that passes the page limit
    /// (ArbOS 59 and later).
    pub fn grow(&mut self, new: u16, params: &StylusParams) -> u64 {
        let gas = self.gas(new, params);
        self.add(new);
        if self.over_limit(params) {
            u64::MAX
        } else {
            gas
        }
    }

    /// Whether more pages are open than ArbOS 59 and later allow; a limit of 0 means none.
    pub(crate) fn over_limit(&self, params: &StylusParams) -> bool {
        params.arbos_version >= 59 && params.page_limit > 0 && self.open > params.page_limit
    }
}

fn expansion(pages: u16) -> u64 {
    EXPANSION
        .get(usize::from(pages))
        .map_or(u64::MAX, |&gas| u64::from(gas))
}

#[rustfmt::skip]
const EXPANSION: [u32; 129] = [
    1, 1, 1, 1, 1, 1, 2, 2, 2, 3,
    3, 4, 5, 5, 6, 7, 8, 9, 11, 12,
    14, 17, 19, 22, 25, 29, 33, 38, 43, 50,
    57, 65, 75, 85, 98, 112, 128, 147, 168, 193,
    221, 253, 289, 331, 379, 434, 497, 569, 651, 745,
    853, 976, 1117, 1279, 1463, 1675, 1917, 2194, 2511, 2874,
    3290, 3765, 4309, 4932, 5645, 6461, 7395, 8464, 9687, 11087,
    12689, 14523, 16621, 19024, 21773, 24919, 28521, 32642, 37359, 42758,
    48938, 56010, 64104, 73368, 83971, 96106, 109994, 125890, 144082, 164904,
    188735, 216010, 247226, 282953, 323844, 370643, 424206, 485509, 555672, 635973,
    727880, 833067, 953456, 1091243, 1248941, 1429429, 1636000, 1872423, 2143012, 2452704,
    2807151, 3212820, 3677113, 4208502, 4816684, 5512756, 6309419, 7221210, 8264766, 9459129,
    10826093, 12390601, 14181199, 16230562, 18576084, 21260563, 24332984, 27849408, 31873999,
];

//! Keys in order, each once.
//!
//! The numbers of keys are hashes: spread evenly. So nearly each key gets to its place by the first
//! bits of its number, and few are left to be moved past a neighbour.

use super::view::Key;

/// Shares of the numbers, and the bits that tell which one a number is in.
const SHARES: usize = 64;
const SHIFT: u32 = u64::BITS - SHARES.trailing_zeros();

/// The most keys that are counted by share: counts are bytes.
const MOST: usize = u8::MAX as usize;

const EACH_BYTE: u64 = 0x0101_0101_0101_0101;

/// Room for the keys of the whole name, which come after.
const FURTHER: usize = 3;

/// Fewer keys than this are moved one by one.
const FEW: usize = 12;

/// Sort keys by number, attribute and elements, and leave out those that are there already.
pub(super) fn sort(keys: &mut Vec<Key>) {
    match keys.len() {
        0..FEW => (),
        FEW..=MOST => *keys = by_share(keys),
        _ => keys.sort_unstable(),
    }
    if insert(keys) {
        keys.dedup();
    }
}

/// The keys, those of each share together, the shares in order.
fn by_share(keys: &[Key]) -> Vec<Key> {
    let share = |key: &Key| (key.id >> SHIFT) as usize;
    let mut ends = [0u8; SHARES];
    keys.iter().for_each(|key| ends[share(key)] += 1);
    let mut before = 0;
    for eight in ends.chunks_exact_mut(8) {
        // One multiplication adds to each byte all those before it.
        let counts = eight.iter().rev().fold(0, |counts, count| counts << 8 | u64::from(*count));
        let sums = counts.wrapping_mul(EACH_BYTE).wrapping_add(before * EACH_BYTE);
        eight.copy_from_slice(&sums.to_le_bytes());
        before = sums >> 56;
    }
    let mut out = Vec::with_capacity(keys.len() + FURTHER);
    out.extend_from_slice(keys);
    for key in keys.iter().rev() {
        let end = &mut ends[share(key)];
        *end -= 1;
        out[usize::from(*end)] = *key;
    }
    out
}

/// Sort keys most of which are in their places; tells whether two of them share a number.
fn insert(keys: &mut [Key]) -> bool {
    let mut repeated = false;
    let mut last = 0;
    for at in 0..keys.len() {
        let id = keys[at].id;
        // Nearly always.
        if last < id {
            last = id;
            continue;
        }
        let key = keys[at];
        let mut to = at;
        while to > 0 && keys[to - 1] > key {
            keys[to] = keys[to - 1];
            to -= 1;
        }
        keys[to] = key;
        last = keys[at].id;
        repeated |= to > 0 && keys[to - 1].id == id || to < at && keys[to + 1].id == id;
    }
    repeated
}

#[cfg(test)]
mod tests {
    use super::super::view::{Attribute, Key};
    use super::*;

    #[test]
    fn any_keys_are_put_in_order_once() {
        let attributes = [Attribute::Text, Attribute::Concept, Attribute::Loose];
        for length in 0..300u64 {
            for spread in [0, 40, 58, 60] {
                let number = |at: u64| at.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ length << 13;
                let key = |at: u64| Key {
                    id: number(at) >> spread,
                    attribute: attributes[(number(at) % 3) as usize],
                    mask: number(at) >> 7 & 3,
                };
                let mut keys: Vec<Key> = (0..length).map(|at| key(at % 200)).collect();
                let mut wanted = keys.clone();
                wanted.sort_unstable();
                wanted.dedup();
                sort(&mut keys);
                assert_eq!(keys, wanted);
            }
        }
    }
}

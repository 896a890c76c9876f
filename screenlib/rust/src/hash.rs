//! The hashes that name index keys, stable across runs, machines and versions of the compiler.

/// What a key is about: keys of different spaces never meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u64)]
pub enum Space {
    /// Latin letters: a word, or neighbouring words joined.
    Word = 0x9E37_79B9_7F4A_7C15,
    /// Han characters.
    Han = 0xC2B2_AE3D_27D4_EB4F,
    /// Two syllables, one after the other.
    Sound = 0x1656_67B1_9E37_79F9,
    Concept = 0x27D4_EB2F_1656_67C5,
    Number = 0x8542_6857_8EBC_6AF1,
    Initials = 0xD6E8_FEB8_6659_FD93,
    /// A word in the one spelling that stands for its transliterations.
    Spelling = 0x8EBC_6AF0_9C88_C6E3,
    House = 0xE703_7ED1_A0B4_28DB,
    /// A whole name.
    Whole = 0xA076_1D64_78BD_642F,
    /// The letters of a name, turned to one beginning.
    Turned = 0x2545_F491_4F6C_DD1D,
    /// The words of a name in alphabetical order.
    Words = 0x5895_F12D_85C9_E5A7,
}

/// FNV-1a over characters, finished with a mixer so that low bits are usable.
#[derive(Clone, Copy, Debug)]
pub struct Hasher(u64);

impl Hasher {
    pub fn new(space: Space) -> Self {
        Hasher(0xCBF2_9CE4_8422_2325 ^ space as u64)
    }
    #[inline]
    pub fn push(&mut self, value: u32) {
        self.0 = (self.0 ^ u64::from(value)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    /// The characters of a text.
    #[inline]
    pub fn text(&mut self, text: &str) {
        // Bytes of ASCII need no decoding.
        if text.is_ascii() {
            text.bytes().for_each(|byte| self.push(u32::from(byte)));
        } else {
            text.chars().for_each(|c| self.push(u32::from(c)));
        }
    }
    #[inline]
    pub fn finish(self) -> u64 {
        let mut x = self.0;
        x ^= x >> 32;
        x = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        x ^= x >> 32;
        x
    }
}

pub fn text(space: Space, chars: impl IntoIterator<Item = char>) -> u64 {
    let mut hasher = Hasher::new(space);
    for c in chars {
        hasher.push(c as u32);
    }
    hasher.finish()
}

/// The text that these pieces are, joined.
pub fn joined<'a>(space: Space, pieces: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut hasher = Hasher::new(space);
    pieces.into_iter().for_each(|piece| hasher.text(piece));
    hasher.finish()
}

pub fn numbers(space: Space, values: &[u32]) -> u64 {
    let mut hasher = Hasher::new(space);
    for value in values {
        hasher.push(*value);
    }
    hasher.finish()
}

/// A digest of byte strings, each with its length, for telling versions apart (not for security).
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Digest(0xCBF2_9CE4_8422_2325)
    }
}

impl Digest {
    pub fn add(&mut self, bytes: &[u8]) {
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in length.iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    pub fn value(&self) -> u64 {
        Hasher(self.0).finish()
    }
}

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

fn round(lane: u64, input: u64) -> u64 {
    lane.wrapping_add(input.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1)
}

/// XXH64 (Collet) without a seed: tells damaged bytes at the speed of memory (not for security).
pub fn xxh64(bytes: &[u8]) -> u64 {
    let word = |part: &[u8]| u64::from_le_bytes(part.try_into().expect("eight bytes"));
    let mut stripes = bytes.chunks_exact(32);
    let mut x = if bytes.len() < 32 {
        P5
    } else {
        let mut lanes = [P1.wrapping_add(P2), P2, 0, P1.wrapping_neg()];
        for stripe in &mut stripes {
            for (lane, part) in lanes.iter_mut().zip(stripe.chunks_exact(8)) {
                *lane = round(*lane, word(part));
            }
        }
        let turned = lanes.iter().zip([1, 7, 12, 18]).map(|(lane, by)| lane.rotate_left(by));
        let mixed = turned.fold(0u64, u64::wrapping_add);
        lanes.iter().fold(mixed, |x, lane| (x ^ round(0, *lane)).wrapping_mul(P1).wrapping_add(P4))
    };
    x = x.wrapping_add(bytes.len() as u64);
    let mut words = stripes.remainder().chunks_exact(8);
    for part in &mut words {
        x = (x ^ round(0, word(part))).rotate_left(27).wrapping_mul(P1).wrapping_add(P4);
    }
    let mut rest = words.remainder();
    if let Some((half, last)) = rest.split_first_chunk::<4>() {
        let half = u64::from(u32::from_le_bytes(*half));
        x = (x ^ half.wrapping_mul(P1)).rotate_left(23).wrapping_mul(P2).wrapping_add(P3);
        rest = last;
    }
    for byte in rest {
        x = (x ^ u64::from(*byte).wrapping_mul(P5)).rotate_left(11).wrapping_mul(P1);
    }
    x = (x ^ x >> 33).wrapping_mul(P2);
    x = (x ^ x >> 29).wrapping_mul(P3);
    x ^ x >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xxh64_is_what_others_compute() {
        assert_eq!(xxh64(b""), 0xEF46_DB37_51D8_E999);
        assert_eq!(xxh64(b"a"), 0xD24E_C4F1_A98C_6E5B);
        assert_eq!(xxh64(b"abc"), 0x44BC_2CF5_AD77_0999);
        let long = b"Nobody inspects the spammish repetition";
        assert_eq!(xxh64(long), 0xFBCE_A83C_8A37_8BF1);
    }
}

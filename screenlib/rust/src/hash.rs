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
    /// The words of a name in alphabetical order.
    Words = 0x5895_F12D_85C9_E5A7,
}

/// FNV-1a over characters, finished with a mixer so that low bits are usable.
#[derive(Clone, Copy)]
pub struct Hasher(u64);

impl Hasher {
    pub fn new(space: Space) -> Self {
        Hasher(0xCBF2_9CE4_8422_2325 ^ space as u64)
    }
    #[inline]
    pub fn push(&mut self, value: u32) {
        self.0 = (self.0 ^ u64::from(value)).wrapping_mul(0x0000_0100_0000_01B3);
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

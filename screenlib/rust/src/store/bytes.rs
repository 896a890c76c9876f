//! Numbers, texts and arrays as bytes, and back: what is read is checked for its end and its
//! values, never for its meaning.

/// Why bytes are no index that can be used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    NotAnIndex,
    Damaged(String),
    OtherVersion { found: String, wanted: String },
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StoreError::NotAnIndex => write!(f, "these bytes are no saved index"),
            StoreError::Damaged(what) => write!(f, "the saved index is damaged: {what}"),
            StoreError::OtherVersion { found, wanted } => {
                write!(f, "the saved index was made by {found}, this is {wanted}: build it again")
            }
        }
    }
}

impl std::error::Error for StoreError {}

pub type Read<T> = Result<T, StoreError>;

/// Refuses what does not hold.
pub fn sound(holds: bool, otherwise: &str) -> Read<()> {
    if holds {
        Ok(())
    } else {
        Err(StoreError::Damaged(otherwise.to_string()))
    }
}

#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }
    pub fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }
    pub fn text(&mut self, value: &str) {
        self.u32(value.len() as u32);
        self.0.extend(value.as_bytes());
    }
    pub fn u32s(&mut self, values: &[u32]) {
        self.u32(values.len() as u32);
        values.iter().for_each(|value| self.u32(*value));
    }
    pub fn f32s(&mut self, values: &[f32]) {
        self.u32(values.len() as u32);
        values.iter().for_each(|value| self.u32(value.to_bits()));
    }
    pub fn u64s(&mut self, values: &[u64]) {
        self.u32(values.len() as u32);
        values.iter().for_each(|value| self.u64(*value));
    }
}

pub struct Reader<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Reader<'a> {
    pub fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let Some(end) = end else {
            return Err(StoreError::Damaged(format!("it ends at byte {}", self.bytes.len())));
        };
        let out = &self.bytes[self.at..end];
        self.at = end;
        Ok(out)
    }
    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        Ok(self.take(N)?.try_into().expect("just so many bytes"))
    }
    pub fn u8(&mut self) -> Read<u8> {
        Ok(self.array::<1>()?[0])
    }
    pub fn u32(&mut self) -> Read<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }
    pub fn u64(&mut self) -> Read<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }
    pub fn text(&mut self) -> Read<&'a str> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.take(length)?)
            .map_err(|_| StoreError::Damaged("a text is not UTF-8".to_string()))
    }
    /// A count of things that take at least so many bytes each, so that no lie costs memory.
    pub fn count(&mut self, least: usize) -> Read<usize> {
        let count = self.u32()? as usize;
        if count.saturating_mul(least) > self.bytes.len() - self.at {
            return Err(StoreError::Damaged("a count is too large".to_string()));
        }
        Ok(count)
    }
    /// So many records of so many bytes each.
    pub fn records(&mut self, length: usize) -> Read<impl ExactSizeIterator<Item = &'a [u8]>> {
        let count = self.count(length)?;
        Ok(self.take(count * length)?.chunks_exact(length))
    }
    pub fn u32s(&mut self) -> Read<Vec<u32>> {
        Ok(self.records(4)?.map(u32_of).collect())
    }
    pub fn f32s(&mut self) -> Read<Vec<f32>> {
        Ok(self.records(4)?.map(|bytes| f32::from_bits(u32_of(bytes))).collect())
    }
    pub fn u64s(&mut self) -> Read<Vec<u64>> {
        Ok(self.records(8)?.map(u64_of).collect())
    }
}

/// The number in four bytes.
pub fn u32_of(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(bytes.try_into().expect("four bytes"))
}

/// The number in eight bytes.
pub fn u64_of(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}

/// One of some values, by its place among them.
pub fn one_of<T: Copy>(values: &[T], place: u8) -> Read<T> {
    let value = values.get(usize::from(place)).copied();
    value.ok_or_else(|| StoreError::Damaged("an unknown value".to_string()))
}

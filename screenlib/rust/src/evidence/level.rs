//! How two elements can agree.

use crate::reading::view::Attribute;

/// How two elements agree, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Level {
    Text = 0,
    Concept = 1,
    Sound = 2,
    Near = 3,
    Loose = 4,
    Far = 5,
    Cut = 6,
    Initials = 7,
    /// A place inside the other's.
    Contained = 8,
    /// The sound of a trade name whose Han form is known to be another.
    Echo = 9,
    /// Other characters of the same sound.
    Homophone = 10,
}

pub const LEVELS: [Level; 11] = [
    Level::Text,
    Level::Concept,
    Level::Sound,
    Level::Near,
    Level::Loose,
    Level::Far,
    Level::Cut,
    Level::Initials,
    Level::Contained,
    Level::Echo,
    Level::Homophone,
];

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Text => "text",
            Level::Concept => "concept",
            Level::Sound => "sound",
            Level::Near => "typo",
            Level::Loose => "romanisation",
            Level::Far => "typos",
            Level::Cut => "truncation",
            Level::Initials => "initials",
            Level::Contained => "inside",
            Level::Echo => "echo",
            Level::Homophone => "homophone",
        }
    }

    /// The level at which two keys of the same number agree, if they do.
    pub fn of(a: Attribute, b: Attribute) -> Option<Level> {
        use Attribute as A;
        Some(match (a.min(b), a.max(b)) {
            (A::Text, A::Text | A::CommonText) => Level::Text,
            (A::Concept, A::Concept) | (A::Text | A::CommonText, A::OtherForm) => Level::Concept,
            (A::Concept | A::WeakConcept, A::WeakConcept) => Level::Sound,
            (A::SoundHan, A::SoundHan | A::CommonSound) => Level::Homophone,
            (A::SoundHan | A::CommonSound, A::SoundLatin) | (A::SoundHan, A::PlaceSound) => {
                Level::Sound
            }
            (A::SoundHan | A::CommonSound, A::SoundBranded) => Level::Echo,
            (A::SoundLatin | A::SoundBranded, A::SoundLatin | A::SoundBranded)
            | (A::Spelling, A::Spelling) => Level::Sound,
            (A::Text | A::CommonText, A::Loose) => Level::Loose,
            (A::Text | A::CommonText | A::OtherForm, A::Near) => Level::Near,
            (A::Text | A::CommonText | A::OtherForm, A::Far) => Level::Far,
            (A::Text | A::CommonText | A::OtherForm, A::Cut) => Level::Cut,
            (A::InitialsOf, A::InitialsAs) => Level::Initials,
            (A::Concept, A::Around) => Level::Contained,
            _ => return None,
        })
    }
}

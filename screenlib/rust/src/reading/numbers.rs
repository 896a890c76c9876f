//! Numbers in names: 52, 52nd, fifty-second, 五十二, 七〇一.

/// A number written in digits, alone or as an English ordinal.
pub fn of_word(word: &str) -> Option<u32> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 7 {
        return None;
    }
    match &word[digits..] {
        "" | "st" | "nd" | "rd" | "th" => word[..digits].parse().ok(),
        _ => None,
    }
}

const UNITS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const TENS: [(&str, &str, u32); 8] = [
    ("twenty", "twentieth", 20),
    ("thirty", "thirtieth", 30),
    ("forty", "fortieth", 40),
    ("fifty", "fiftieth", 50),
    ("sixty", "sixtieth", 60),
    ("seventy", "seventieth", 70),
    ("eighty", "eightieth", 80),
    ("ninety", "ninetieth", 90),
];

/// An English ordinal in one or two words; the number and how many words it took.
pub fn ordinal(word: &str, next: Option<&str>) -> Option<(u32, usize)> {
    // Every word is asked about, and few end so.
    if !matches!(
        word.as_bytes(),
        [.., b't', b'h' | b'y'] | [.., b's', b't'] | [.., b'n' | b'r', b'd']
    ) {
        return None;
    }
    if let Some(number) = UNITS.iter().position(|unit| *unit == word) {
        return Some((number as u32, 1));
    }
    for (ten, tenth, value) in TENS {
        if word == tenth {
            return Some((value, 1));
        }
        if word == ten {
            let unit = UNITS[1..10].iter().position(|unit| Some(*unit) == next)?;
            return Some((value + unit as u32 + 1, 2));
        }
        // Joined by the fold: fifty-second keeps its hyphen as a space, so this is a typist's.
        if let Some(unit) = word.strip_prefix(ten) {
            let number = UNITS[1..10].iter().position(|name| *name == unit)?;
            return Some((value + number as u32 + 1, 1));
        }
    }
    None
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// A Chinese digit; ten, a hundred and a thousand are none.
pub fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

fn scale(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// May a Chinese numeral begin with this character?
pub fn begins_numeral(c: char) -> bool {
    digit(c).is_some() || scale(c).is_some()
}

/// The Chinese numeral at the start of these characters; the number and its length.
pub fn chinese(chars: &[char]) -> Option<(u32, usize)> {
    let length = chars.iter().take(9).take_while(|c| begins_numeral(**c)).count();
    if length == 0 {
        return None;
    }
    let numeral = &chars[..length];
    if !numeral.iter().any(|c| scale(*c).is_some()) {
        let number = numeral.iter().fold(0, |sum, c| sum * 10 + digit(*c).unwrap_or(0));
        return Some((number, length));
    }
    let (mut total, mut current) = (0, 0);
    for c in numeral {
        if let Some(value) = digit(*c) {
            current = value;
        } else if let Some(times) = scale(*c) {
            total += current.max(1) * times;
            current = 0;
        }
    }
    Some((total + current, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_many_spellings() {
        let han = |text: &str| chinese(&text.chars().collect::<Vec<_>>());
        assert_eq!(han("五十二所"), Some((52, 3)));
        assert_eq!(han("七〇一"), Some((701, 3)));
        assert_eq!(han("十"), Some((10, 1)));
        assert_eq!(han("一百零三"), Some((103, 4)));
        assert_eq!(of_word("52nd"), Some(52));
        assert_eq!(of_word("4paradigm"), None);
        assert_eq!(ordinal("fifty", Some("second")), Some((52, 2)));
        assert_eq!(ordinal("eleventh", None), Some((11, 1)));
    }
}

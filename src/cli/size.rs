//! Sizes as people write them: `512MiB`, `1.5 GB`, `4096`.

const UNITS: [(&str, u64); 10] = [
    ("", 1),
    ("b", 1),
    ("k", 1 << 10),
    ("kib", 1 << 10),
    ("m", 1 << 20),
    ("mib", 1 << 20),
    ("g", 1 << 30),
    ("gib", 1 << 30),
    ("t", 1 << 40),
    ("tib", 1 << 40),
];
const DECIMAL_UNITS: [(&str, u64); 4] = [
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
];

/// Parses a size in bytes. `K`, `M`, `G`, `T` and `KiB` ... count by 1024, `KB` ... by 1000; fractions are fine.
///
/// # Errors
/// Says what a size looks like.
pub(super) fn parse(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim().to_ascii_lowercase();
    let factor = UNITS
        .iter()
        .chain(&DECIMAL_UNITS)
        .find(|(name, _)| *name == unit)
        .map(|(_, factor)| *factor);
    let bytes = match (number.parse::<u64>(), factor) {
        (Ok(whole), Some(factor)) => whole.checked_mul(factor),
        (Err(_), Some(factor)) => number.parse::<f64>().ok().and_then(|n| fraction_of(n, factor)),
        (_, None) => None,
    };
    bytes.ok_or_else(|| "not a size such as 512MiB, 2GB or 4096 (bytes)".to_owned())
}

/// Exact enough for sizes that have a fraction; none beyond 2^63.
fn fraction_of(number: f64, factor: u64) -> Option<u64> {
    let bytes = number * factor as f64;
    (bytes.is_finite() && bytes < 9.2e18).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sizes() {
        let cases = [
            ("4096", Some(4096)),
            ("512MiB", Some(512 << 20)),
            ("512M", Some(512 << 20)),
            ("2 GB", Some(2_000_000_000)),
            ("1.5g", Some(3 << 29)),
            ("0.5kib", Some(512)),
            ("", None),
            ("MiB", None),
            ("-1", None),
            ("12 apples", None),
            ("1.2.3", None),
            ("99999999999999999999", None),
            ("18446744073709551615k", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
    }
}

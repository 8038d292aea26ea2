//! Dates of a line. Every one is a valid date, so that a reader which guesses types from values guesses alike for every line.
//!
//! DuckDB and Arrow take a column of strings that are all dates for a column of dates, and fail at the first that is none.

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Stands for a day that is not known.
pub(crate) const NO_DAY: &str = "0001-01-01";
/// Stands for a time that is not known.
pub(crate) const NO_TIME: &str = "0001-01-01T00:00:00.000Z";

/// The day that `known` begins with, the first one where only month or year are known.
pub(crate) fn day(known: Option<&str>) -> String {
    known
        .and_then(parse)
        .map_or_else(|| NO_DAY.to_owned(), |day| day.to_string())
}

/// A time of RFC 3339, or the beginning of a day, in UTC and with milliseconds.
pub(crate) fn time(known: Option<&str>) -> String {
    let instant = known.and_then(|known| known.parse::<jiff::Timestamp>().ok());
    let instant = instant.map(|instant| instant.to_zoned(TimeZone::UTC).datetime());
    let start = || known.and_then(parse).map(|day| day.at(0, 0, 0, 0));
    match instant.or_else(start).filter(|time| is_common(time.date())) {
        Some(time) => time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        None => NO_TIME.to_owned(),
    }
}

fn parse(known: &str) -> Option<Date> {
    let day = match known.len() {
        4 => format!("{known}-01-01"),
        7 => format!("{known}-01"),
        _ => known.get(..10)?.to_owned(),
    };
    day.parse().ok().filter(|day| is_common(*day))
}

/// Whether the date is one that Python and its like know as well.
fn is_common(day: Date) -> bool {
    day.year() >= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_is_a_date() {
        for (known, expected_day, expected_time) in [
            (Some("2024-05-03"), "2024-05-03", "2024-05-03T00:00:00.000Z"),
            (Some("2024-05"), "2024-05-01", "2024-05-01T00:00:00.000Z"),
            (Some("2024"), "2024-01-01", "2024-01-01T00:00:00.000Z"),
            (
                Some("2024-05-03T01:30:00+02:00"),
                "2024-05-03",
                "2024-05-02T23:30:00.000Z",
            ),
            (
                Some("2024-05-03T01:30:00.123456Z"),
                "2024-05-03",
                "2024-05-03T01:30:00.123Z",
            ),
            (Some("2024-05-03 noon"), "2024-05-03", "2024-05-03T00:00:00.000Z"),
            (Some("2024-02-30"), NO_DAY, NO_TIME),
            (Some("0000-01-01"), NO_DAY, NO_TIME),
            (Some("Tuesday"), NO_DAY, NO_TIME),
            (Some("Þorgrím"), NO_DAY, NO_TIME),
            (Some(""), NO_DAY, NO_TIME),
            (None, NO_DAY, NO_TIME),
        ] {
            assert_eq!(day(known), expected_day, "{known:?}");
            assert_eq!(time(known), expected_time, "{known:?}");
        }
    }
}

//! Days in text, addresses and attributes, to ISO 8601. Never asks the clock: `yesterday` and `3 hours ago` are no dates.
//!
//! Not for: deciding which of a page's days is the day of publication.

mod months;
mod tokens;

use std::ops::Range;

use tokens::{Kind, Token};

/// Which number comes first where both could be the day (`03/04/2025`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Day, month, year: most of the world.
    #[default]
    DayFirst,
    /// Month, day, year: the United States.
    MonthFirst,
}

/// A day found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// `2026-01-21`.
    pub date: String,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

/// Years outside of this range are not believed to be the year of a document.
const YEARS: Range<u32> = 1800..2200;
/// No more of a text is searched.
const SEARCHED_BYTES: usize = 400;

/// The days that `text` names in full (year, month and day), in order.
pub fn find_all(text: &str, order: Order) -> Vec<Found> {
    let text = text.get(..text.floor_char_boundary(SEARCHED_BYTES)).unwrap_or_default();
    if !may_name_a_day(text) {
        return Vec::new();
    }
    let tokens = merge_names(tokens::tokens(text), text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        match date_at(rest, order) {
            Some((date, used)) if !is_glued(text, rest, used) => {
                let end = rest.get(used - 1).map_or(0, |t| t.span.end);
                found.extend(rest.first().map(|first| Found {
                    date,
                    span: first.span.start..end,
                }));
                at += used;
            }
            _ => at += 1,
        }
    }
    found
}

/// Whether `text` has what every day has: two numbers, of three digits at the least. Digits other than the plain ones, Arabic,
/// Persian, Indic, Thai, full-width, have leading bytes of their own.
fn may_name_a_day(text: &str) -> bool {
    let others = !text.is_ascii() && text.bytes().any(|byte| matches!(byte, 0xd9 | 0xdb | 0xe0 | 0xef));
    let digits = || text.bytes().filter(u8::is_ascii_digit).count();
    let pieces = text.as_bytes().split(|byte| !byte.is_ascii_digit());
    let numbers = || pieces.filter(|digits| !digits.is_empty());
    others || digits() >= 3 && numbers().nth(1).is_some()
}

/// Whether numbers that read as a day are part of something longer: a version, an address, the number of an article.
fn is_glued(text: &str, tokens: &[Token], used: usize) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.get(used - 1)) else {
        return false;
    };
    let short = last.span.end - first.span.start <= 10;
    let mut before = text.get(..first.span.start).unwrap_or_default().chars().rev();
    let (before, earlier) = (before.next(), before.next());
    let letter = before.is_some_and(|c| c.is_ascii_alphabetic()) && earlier.is_none_or(|c| !c.is_alphabetic());
    let after = text.get(last.span.end..).unwrap_or_default();
    let joins = |c: char| matches!(c, '.' | '-' | '/' | '_');
    let goes_on = after.starts_with(joins) && after.chars().nth(1).is_some_and(char::is_alphanumeric);
    short && (letter || before.is_some_and(joins) || goes_on)
}

/// The first day that `text` names.
pub fn find(text: &str, order: Order) -> Option<Found> {
    find_all(text, order).into_iter().next()
}

/// The day in the value of an attribute or field: ISO 8601 first, also without a day (`2026-01`), else as in text.
pub fn parse(value: &str, order: Order) -> Option<String> {
    let value = value.trim();
    let day = compact(value)
        .or_else(|| moment(value))
        .or_else(|| find(value, order).map(|found| found.date))
        .or_else(|| year_month(value));
    day.map(|day| if is_local_midnight(value) { day_after(&day) } else { day })
}

/// The day of a moment that programs tell in seconds or milliseconds since 1970, in universal time.
fn moment(value: &str) -> Option<String> {
    let whole = value.split_once('.').map_or(value, |(whole, _)| whole);
    let number: i64 = whole.parse().ok().filter(|_| is_moment(value))?;
    let seconds = if whole.len() == 13 { number / 1000 } else { number };
    let day = jiff::Timestamp::from_second(seconds).ok()?;
    Some(day.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

/// Whether `value` has the shape of such a moment; nine digits and fewer are numbers of something else.
pub(super) fn is_moment(value: &str) -> bool {
    let (whole, part) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    matches!(whole.len(), 10 | 13) && digits(whole) && digits(part) && compact(whole).is_none()
}

/// Whether a moment is a day of Europe, told as programs tell midnight in universal time: that day is the next.
pub(super) fn is_local_midnight(value: &str) -> bool {
    value.ends_with("T22:00:00.000Z") || value.ends_with("T23:00:00.000Z")
}

fn day_after(day: &str) -> String {
    let next = day.parse::<jiff::civil::Date>().and_then(|day| day.tomorrow());
    next.map_or(day.to_owned(), |next| next.to_string())
}

/// The day in the path of an address: `/2026/01/21/title`, `/2026-01-21-title`, `/20260121/`.
pub fn in_url(url: &str) -> Option<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let triple = parts.windows(3).find_map(|window| match window {
        [year, month, day] if year.len() == 4 && month.len() <= 2 => {
            let (year, day) = (plausible_year(year)?, day.parse().ok()?);
            iso(
                year,
                month.parse().ok().or_else(|| months::month(month).map(u32::from))?,
                day,
            )
        }
        [year, month, day] if year.len() == 4 => {
            iso(plausible_year(year)?, months::month(month)?.into(), day.parse().ok()?)
        }
        _ => None,
    });
    let turned = || {
        parts.windows(3).find_map(|window| match window {
            [day, month, year] if day.len() == 2 && month.len() == 2 && year.len() == 4 => {
                iso(plausible_year(year)?, month.parse().ok()?, day.parse().ok()?)
            }
            _ => None,
        })
    };
    triple
        .or_else(turned)
        .or_else(|| parts.iter().find_map(|part| (part.len() == 8).then(|| compact(part))?))
}

/// Whether two days are the same or neighbours: one moment has two days in two time zones.
pub fn are_near(one: &str, other: &str) -> bool {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    match (day(one), day(other)) {
        (Some(one), Some(other)) => {
            one == other || one.tomorrow().ok() == Some(other) || other.tomorrow().ok() == Some(one)
        }
        _ => false,
    }
}

/// A year as addresses have it: no page is older than the web.
fn plausible_year(text: &str) -> Option<u32> {
    text.parse().ok().filter(|year| (1990..2100).contains(year))
}

/// `20260121`, also with hours, minutes and seconds behind it.
fn compact(value: &str) -> Option<String> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    if !matches!(digits, 8 | 10 | 12 | 14) {
        return None;
    }
    let number = |range: Range<usize>| value.get(range)?.parse().ok();
    iso(
        number(0..4).filter(|year| (1990..2100).contains(year))?,
        number(4..6)?,
        number(6..8)?,
    )
}

/// `2026-01` and `2026`, and nothing else beside them.
fn year_month(value: &str) -> Option<String> {
    let (year, month) = value.split_once(['-', '/']).unwrap_or((value, ""));
    let valid = year.len() == 4 && YEARS.contains(&year.parse().ok()?);
    match month.parse::<u32>() {
        _ if !valid => None,
        Ok(month @ 1..=12) => Some(format!("{year}-{month:02}")),
        _ => month.is_empty().then(|| year.to_owned()),
    }
}

/// Joins the names of months that are two words long, and `tháng 5`.
fn merge_names(tokens: Vec<Token>, text: &str) -> Vec<Token> {
    let mut merged: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let word = |span: &Range<usize>| text.get(span.clone()).unwrap_or_default();
        let month = merged.last().and_then(|last| match (last.kind, token.kind) {
            (Kind::Other, Kind::Other) => months::levantine(word(&last.span), word(&token.span)),
            (
                Kind::Other,
                Kind::Number {
                    value: value @ 1..=12, ..
                },
            ) => (word(&last.span).to_lowercase() == "tháng").then(|| u8::try_from(value).ok())?,
            _ => None,
        });
        match (month, merged.last_mut()) {
            (Some(month), Some(last)) => {
                last.kind = Kind::Month(month);
                last.span.end = token.span.end;
            }
            _ => merged.push(token),
        }
    }
    merged
}

/// The date that begins at the first of `tokens`, and of how many tokens it consists.
fn date_at(tokens: &[Token], order: Order) -> Option<(String, usize)> {
    let mut parts = [(Kind::Other, 0usize); 8];
    let mut count = 0;
    // Signs between the parts are looked at by the all-number forms alone; here they are passed over.
    for (index, token) in tokens.iter().enumerate().take(12) {
        match token.kind {
            Kind::Sign(',' | '.' | '-' | '/' | '\'' | '’' | 'º' | 'ª' | '°' | '،' | '–' | '(') if index > 0 => {
            }
            Kind::Other | Kind::Sign(_) => break,
            kind => {
                if let Some(slot) = parts.get_mut(count) {
                    *slot = (kind, index + 1);
                    count += 1;
                }
            }
        }
    }
    numeric(tokens, order).or_else(|| named(parts.get(..count)?))
}

/// `21. 1. 2026`, `2026-01-21`, `01/21/26`: three numbers with the same sign between them.
fn numeric(tokens: &[Token], order: Order) -> Option<(String, usize)> {
    let [a, s1, b, s2, c, ..] = tokens else { return None };
    let (Kind::Sign(sign @ ('.' | '-' | '/' | '–')), true) = (s1.kind, s1.kind == s2.kind) else {
        return None;
    };
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    let wide = a.span.end + 1 < s1.span.start || b.span.end + 1 < s2.span.start || third.1 > 4;
    let goes_on = tokens
        .get(5)
        .is_some_and(|t| t.kind == Kind::Sign(sign) && t.span.start == c.span.end)
        && tokens.get(6).is_some_and(|t| matches!(t.kind, Kind::Number { .. }));
    if wide || goes_on || second.1 > 2 {
        return None;
    }
    let date = match (first.1, third.1) {
        (4, 1 | 2) => iso(first.0, second.0, third.0)?,
        (1 | 2, 4) => ordered(first.0, second.0, third.0, order)?,
        (1 | 2, 2) if sign != '-' => ordered(first.0, second.0, century(third.0), order)?,
        _ => return None,
    };
    Some((date, 5))
}

fn ordered(first: u32, second: u32, year: u32, order: Order) -> Option<String> {
    let (day, month) = match order {
        Order::MonthFirst if first <= 12 => (second, first),
        Order::DayFirst if second > 12 => (second, first),
        Order::DayFirst | Order::MonthFirst => (first, second),
    };
    iso(year, month, day)
}

/// The year that two digits stand for.
fn century(year: u32) -> u32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Dates with the name of the month or with units. `parts` are the tokens without signs and their distance from the start.
fn named(parts: &[(Kind, usize)]) -> Option<(String, usize)> {
    use Kind::{Month, Number, Time, Unit};
    let (year, month, day, used) = match *parts {
        [
            (Number { value: y, digits: 4 }, _),
            (Unit('年' | '년'), _),
            (Number { value: m, .. }, _),
            (Unit('月' | '월'), _),
            (Number { value: d, .. }, used),
            ..,
        ] => (y, m, d, used),
        [
            (
                Number {
                    value: d,
                    digits: 1..=2,
                },
                _,
            ),
            (Month(m), _),
            (Number { value: y, digits: 4 }, used),
            ..,
        ]
        | [
            (Month(m), _),
            (
                Number {
                    value: d,
                    digits: 1..=2,
                },
                _,
            ),
            (Number { value: y, digits: 4 }, used),
            ..,
        ]
        | [
            (Month(m), _),
            (
                Number {
                    value: d,
                    digits: 1..=2,
                },
                _,
            ),
            (Time, _),
            (Number { value: y, digits: 4 }, used),
            ..,
        ]
        | [
            (Number { value: y, digits: 4 }, _),
            (Month(m), _),
            (
                Number {
                    value: d,
                    digits: 1..=2,
                },
                used,
            ),
            ..,
        ] => (y, m.into(), d, used),
        [
            (Number { value: d, digits: 2 }, _),
            (Month(m), _),
            (Number { value: y, digits: 2 }, used),
            ..,
        ] => (century(y), m.into(), d, used),
        _ => return None,
    };
    iso(year, month, day).map(|date| (date, used))
}

fn number(token: &Token) -> Option<(u32, u8)> {
    match token.kind {
        Kind::Number { value, digits } => Some((value, digits)),
        Kind::Month(_) | Kind::Unit(_) | Kind::Time | Kind::Sign(_) | Kind::Other => None,
    }
}

/// A valid day as ISO 8601; years of the Buddhist era are brought to the common one.
fn iso(year: u32, month: u32, day: u32) -> Option<String> {
    let year = if (2400..2700).contains(&year) { year - 543 } else { year };
    if !YEARS.contains(&year) {
        return None;
    }
    let date = jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_text() {
        let cases = [
            ("January 22, 2026", "2026-01-22"),
            ("Jan. 2nd, 2026", "2026-01-02"),
            ("22 January 2026", "2026-01-22"),
            ("Thu, 22 Jan 2026 08:15:00 +0100", "2026-01-22"),
            ("Thu Jan 22 21:15:02 2026", "2026-01-22"),
            ("1st of May 2024", "2024-05-01"),
            ("AUG 9 2025", "2025-08-09"),
            ("22-Jan-2026", "2026-01-22"),
            ("2026-01-22T23:30:00-05:00", "2026-01-22"),
            ("2026/1/2", "2026-01-02"),
            ("2026.01.22.", "2026-01-22"),
            ("22.01.2026, 9:21", "2026-01-22"),
            ("22. 1. 2026", "2026-01-22"),
            ("22/01/26", "2026-01-22"),
            ("22. Jänner 2026", "2026-01-22"),
            ("3. März 2025", "2025-03-03"),
            ("le 1er août 2025", "2025-08-01"),
            ("5 de mayo de 2024", "2024-05-05"),
            ("30 de setembro de 2024", "2024-09-30"),
            ("12 gennaio 2024", "2024-01-12"),
            ("30 jan 2025 om 06:30", "2025-01-30"),
            ("15 stycznia 2025", "2025-01-15"),
            ("20 ноября 2025, 12:48", "2025-11-20"),
            ("15 січня 2025 р.", "2025-01-15"),
            ("9. května 2024", "2024-05-09"),
            ("15. mája 2024", "2024-05-15"),
            ("2025. január 15.", "2025-01-15"),
            ("den 5 maj 2024", "2024-05-05"),
            ("5. toukokuuta 2024", "2024-05-05"),
            ("2025 m. sausio 15 d.", "2025-01-15"),
            ("5 Ağustos 2025", "2025-08-05"),
            ("15 Ιανουαρίου 2025", "2025-01-15"),
            ("11 مايو 2025", "2025-05-11"),
            ("١١ مايو ٢٠٢٥", "2025-05-11"),
            ("5 كانون الثاني 2025", "2025-01-05"),
            ("15 בינואר 2025", "2025-01-15"),
            ("18 सितंबर 2025", "2025-09-18"),
            ("15 มกราคม 2568", "2025-01-15"),
            ("ngày 5 tháng 6 năm 2025", "2025-06-05"),
            ("2025年4月22日 6時00分", "2025-04-22"),
            ("2025년 1월 15일", "2025-01-15"),
            ("15 Januari 2025", "2025-01-15"),
            ("15 ianuarie 2025", "2025-01-15"),
            ("15 януари 2025 г.", "2025-01-15"),
            ("15. siječnja 2025.", "2025-01-15"),
            ("２０２５年１月５日", "2025-01-05"),
        ];
        for (text, want) in cases {
            assert_eq!(
                find(text, Order::DayFirst).map(|f| f.date).as_deref(),
                Some(want),
                "{text}"
            );
        }
    }

    #[test]
    fn no_days() {
        for text in [
            "",
            "3 hours ago",
            "yesterday",
            "May 2024",
            "31 February 2024",
            "13/13/2024",
            "1.2.3.4",
            "10.20.30.40",
            "call 555-01-2024-33",
            "12:30",
            "May the 4th",
            "page 12 of 2024",
            "192.168.10.2024",
            "5 apples 2024",
            "v2.10.24-3",
        ] {
            assert_eq!(find(text, Order::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn ambiguous_numbers_follow_the_order() {
        assert_eq!(
            find("03/04/2025", Order::DayFirst).map(|f| f.date).as_deref(),
            Some("2025-04-03")
        );
        assert_eq!(
            find("03/04/2025", Order::MonthFirst).map(|f| f.date).as_deref(),
            Some("2025-03-04")
        );
        assert_eq!(
            find("03/24/2025", Order::DayFirst).map(|f| f.date).as_deref(),
            Some("2025-03-24")
        );
        assert_eq!(
            find("24/03/2025", Order::MonthFirst).map(|f| f.date).as_deref(),
            Some("2025-03-24")
        );
    }

    #[test]
    fn several_days_with_their_places() {
        let text = "Publié le 28/10/2025 à 11h05, mis à jour le 29/10/2025";
        let found = find_all(text, Order::DayFirst);
        let texts: Vec<_> = found.iter().map(|f| &text[f.span.clone()]).collect();
        assert_eq!(texts, ["28/10/2025", "29/10/2025"]);
    }

    #[test]
    fn attribute_values() {
        for (value, want) in [
            ("20260121", "2026-01-21"),
            ("2026-01", "2026-01"),
            ("2026", "2026"),
            (" 2026-1-2 ", "2026-01-02"),
            ("20260121083000", "2026-01-21"),
            ("2026012108", "2026-01-21"),
            ("202601210830", "2026-01-21"),
            ("1676551869", "2023-02-16"),
            ("1676551869.0", "2023-02-16"),
            ("1676551869000", "2023-02-16"),
            ("2026-01-31T23:00:00.000Z", "2026-02-01"),
            ("2026-01-31T23:00:01.000Z", "2026-01-31"),
            ("2026-01-31T23:00:00Z", "2026-01-31"),
        ] {
            assert_eq!(parse(value, Order::DayFirst).as_deref(), Some(want), "{value}");
        }
        for value in [
            "",
            "99999999",
            "2026-13",
            "soon",
            "167655186",
            "16765518690",
            "1676551869x",
            "12345.6",
        ] {
            assert_eq!(parse(value, Order::DayFirst), None, "{value}");
        }
    }

    #[test]
    fn days_in_addresses() {
        for (url, want) in [
            ("https://a.example/2026/01/21/title", Some("2026-01-21")),
            ("https://a.example/x/2026-01-21-title.html", Some("2026-01-21")),
            ("https://a.example/2026/jan/21/title", Some("2026-01-21")),
            ("https://a.example/n/20260121/c1.htm", Some("2026-01-21")),
            ("https://a.example/news/29-10-2021", Some("2021-10-29")),
            ("https://a.example/99991231", None),
            ("https://a.example/1234/56/78", None),
            ("https://2026.example/", None),
        ] {
            assert_eq!(in_url(url).as_deref(), want, "{url}");
        }
    }
}

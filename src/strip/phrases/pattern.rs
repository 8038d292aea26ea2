//! The little language of phrases: `">{sign up|subscribe} & {@letter}"`.
//!
//! * `&` separates parts that must all stand in the segment, in any order;
//! * `{a|b|}` is one of several, `{@list}` one of a list of the pack in the same language;
//! * `^` before a part: at the start of the segment; `>`: at the start of a sentence; `$` after it: at the end;
//! * `*` at an end of a word leaves it open (`newsletter*`); between two parts of a phrase, anything may stand there.
//!
//! All is compared folded, so digits are `0`.

use super::super::fold::fold;

/// A part may expand to this many literals; more is a mistake in the pack.
const MAX_LITERALS: usize = 4096;

/// Where a part must stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Anchors {
    /// At the start of the segment, marks and a number aside.
    pub(crate) start: bool,
    /// At the start of a sentence.
    pub(crate) sentence: bool,
    /// At the end of the segment, marks and a number aside.
    pub(crate) end: bool,
}

/// A folded word or words to look for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Literal {
    /// Folded text, never empty.
    pub(crate) text: String,
    /// A word may go on before it.
    pub(crate) open_start: bool,
    /// A word may go on after it.
    pub(crate) open_end: bool,
}

/// One part of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) literals: Vec<Literal>,
    pub(crate) anchors: Anchors,
}

/// Parses a phrase; `list` looks up the words of a list.
pub(crate) fn parse<'a>(source: &str, list: &dyn Fn(&str) -> Option<Vec<&'a str>>) -> Result<Vec<Part>, String> {
    conjuncts(source)
        .into_iter()
        .flat_map(at_gaps)
        .map(|part| parse_part(part, list))
        .collect()
}

/// Splits at ` & ` outside of groups.
fn conjuncts(source: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (at, c) in source.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '&' if depth == 0 && source.get(..at).is_some_and(|s| s.ends_with(' ')) => {
                parts.extend(source.get(start..at).map(str::trim));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(source.get(start..).map(str::trim));
    parts
}

/// Cuts a part at stars in its middle, outside of groups: `{a}*{b}` are two parts with open ends.
fn at_gaps(part: &str) -> Vec<&str> {
    let part = part
        .strip_suffix('$')
        .filter(|open| open.ends_with('*'))
        .unwrap_or(part);
    let mut cuts = vec![0];
    let mut depth = 0usize;
    for (at, c) in part.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '*' if depth == 0
                && at > 0
                && !matches!(part.get(..at), Some("^" | ">"))
                && !part
                    .get(at..)
                    .is_some_and(|rest| rest.trim_start_matches('*').trim().is_empty()) =>
            {
                cuts.push(at + 1)
            }
            _ => {}
        }
    }
    cuts.push(part.len());
    cuts.windows(2)
        .filter_map(|w| part.get(*w.first()?..*w.last()?))
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect()
}

/// Names of the lists that a phrase refers to.
pub(crate) fn lists(source: &str) -> impl Iterator<Item = &str> {
    source.split("{@").skip(1).filter_map(|rest| rest.split('}').next())
}

fn parse_part<'a>(source: &str, list: &dyn Fn(&str) -> Option<Vec<&'a str>>) -> Result<Part, String> {
    let mut anchors = Anchors::default();
    let mut rest = source;
    if let Some(tail) = rest.strip_prefix('^') {
        (anchors.start, rest) = (true, tail);
    } else if let Some(tail) = rest.strip_prefix('>') {
        (anchors.sentence, rest) = (true, tail);
    }
    if let Some(head) = rest.strip_suffix('$') {
        (anchors.end, rest) = (true, head);
    }
    let mut literals: Vec<Literal> = expand(rest, list)?.iter().map(|text| literal(text)).collect();
    literals.sort_unstable();
    literals.dedup();
    if literals.is_empty() || literals.iter().any(|l| l.text.trim().is_empty()) {
        return Err(format!("`{source}` has an empty alternative or none"));
    }
    Ok(Part { literals, anchors })
}

fn literal(text: &str) -> Literal {
    let text = text.trim();
    let inner = text.trim_start_matches('*').trim_end_matches('*');
    Literal {
        open_start: text.starts_with('*'),
        open_end: text.ends_with('*'),
        text: fold(inner),
    }
}

/// All texts that groups and lists give.
fn expand<'a>(source: &str, list: &dyn Fn(&str) -> Option<Vec<&'a str>>) -> Result<Vec<String>, String> {
    let mut done = vec![String::new()];
    let mut rest = source;
    while let Some((before, group)) = rest.split_once('{') {
        let (inner, after) = group
            .split_once('}')
            .ok_or_else(|| format!("`{source}`: `{{` without `}}`"))?;
        let choices: Vec<&str> = match inner.strip_prefix('@') {
            Some(name) => list(name).ok_or_else(|| format!("`{source}`: no list `{name}` for this language"))?,
            None => inner.split('|').collect(),
        };
        done = done
            .iter()
            .flat_map(|head| {
                choices
                    .iter()
                    .map(move |choice| [head.as_str(), before, choice].concat())
            })
            .collect();
        if done.len() > MAX_LITERALS {
            return Err(format!("`{source}` gives more than {MAX_LITERALS} texts"));
        }
        rest = after;
    }
    Ok(done.into_iter().map(|head| head + rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<Vec<String>> {
        let list = |name: &str| (name == "letter").then(|| vec!["newsletter*", "bulletin"]);
        let parts = parse(source, &list).unwrap();
        parts
            .into_iter()
            .map(|p| p.literals.into_iter().map(|l| l.text).collect())
            .collect()
    }

    #[test]
    fn groups_lists_and_parts_expand() {
        assert_eq!(
            texts("^{our|the} {@letter}$"),
            [["our bulletin", "our newsletter", "the bulletin", "the newsletter"]]
        );
        assert_eq!(texts("sign up{ now|} & {@letter}").len(), 2);
    }

    #[test]
    fn mistakes_are_named() {
        let none = |_: &str| None;
        assert!(parse("{a|b", &none).unwrap_err().contains("without"));
        assert!(parse("{@nowhere}", &none).unwrap_err().contains("no list `nowhere`"));
        assert!(parse("{|a}", &none).unwrap_err().contains("empty"));
    }
}

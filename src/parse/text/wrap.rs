//! Which line breaks are there only because the text was wrapped at a width.
//!
//! A break is undone only on evidence: the text as a whole keeps to one width, most breaks had to come where they do, and most of
//! them cut a sentence. Verse, code, logs and tables inside a wrapped text keep their lines, since their breaks were not forced.
//!
//! Not for: putting lines together (the parent module).

use super::lines::{Line, WIDTH_CAP, ends_sentence, is_wide};
use super::marks::Marker;

/// Text wrapped narrower or wider than this is not taken for wrapped.
const COLUMNS: std::ops::RangeInclusive<usize> = 45..=112;
/// Widths that people set mail and terminals to: here a single paragraph can be enough evidence, elsewhere it takes more.
const USUAL_COLUMNS: std::ops::RangeInclusive<usize> = 60..=82;
/// So few breaks that were forced are evidence where all else speaks for it; fewer are none.
const FORCED: usize = 2;
/// Lines that belong to an item are indented by no more columns than this beyond its mark.
pub(super) const HANG_COLUMNS: usize = 12;
/// The width may be less than the widest line by one column in so many.
const SLACK: usize = 12;

/// Where a text was wrapped.
#[derive(Debug, Default)]
pub(super) struct Wrap {
    /// The width; none where a line is a paragraph, or its breaks have a meaning.
    pub(super) columns: Option<usize>,
    /// Of each line, whether it goes on with the line before.
    goes_on: Vec<bool>,
}

impl Wrap {
    /// Looks at all of `lines`.
    pub(super) fn of(lines: &[Line], markers: &[Option<Marker>]) -> Wrap {
        let running: Vec<bool> = lines.iter().map(Line::is_running).collect();
        let text = Text {
            lines,
            markers,
            running: &running,
        };
        let columns = text.columns().and_then(|widest| text.wrapped_at(widest));
        Wrap {
            columns,
            goes_on: columns.map_or_else(Vec::new, |columns| text.continuations(columns)),
        }
    }

    /// Whether the line at `at` goes on with the line before it.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        self.goes_on.get(at).copied().unwrap_or(false)
    }

    /// The same text with all its lines kept.
    pub(super) fn keep(self) -> Wrap {
        Wrap {
            goes_on: Vec::new(),
            ..self
        }
    }
}

/// Whether joining two lines takes a space between them.
pub(in crate::parse) fn needs_space(before: &str, after: &str) -> bool {
    let wide = |c: Option<char>| c.is_some_and(is_wide);
    !(wide(before.chars().next_back()) && wide(after.chars().next()))
}

/// Whether the break after `line` is there only because `next` did not fit into `columns`.
fn is_forced(line: &Line, next: &Line, columns: usize) -> bool {
    line.edge() + usize::from(needs_space(line.text, next.text)) + first_word_columns(next.text) > columns
}

fn first_word_columns(text: &str) -> usize {
    let mut columns = 0;
    for c in text.chars().take(40) {
        match c {
            _ if c.is_whitespace() => break,
            _ if is_wide(c) => return columns + 2,
            _ => columns += 1,
        }
    }
    columns
}

/// The lines with what is asked of them more than once.
struct Text<'a> {
    lines: &'a [Line<'a>],
    markers: &'a [Option<Marker>],
    running: &'a [bool],
}

/// Two neighbouring lines of running text.
struct Pair<'a> {
    at: usize,
    line: &'a Line<'a>,
    next: &'a Line<'a>,
    /// The first line is that of an item, below whose mark the next may hang.
    item: bool,
}

impl Text<'_> {
    fn is_running(&self, at: usize) -> bool {
        self.running.get(at).copied().unwrap_or(false)
    }

    /// The width that all but a few lines keep to (an address may stick out), if it is one that text is wrapped at.
    fn columns(&self) -> Option<usize> {
        let mut counts = [0usize; WIDTH_CAP + 1];
        let breakable = |line: &&Line| line.text.contains(' ') || line.text.chars().any(is_wide);
        let lines = || self.lines.iter().enumerate().filter(|(at, _)| self.is_running(*at));
        for line in lines().map(|(_, line)| line).filter(breakable) {
            if let Some(count) = counts.get_mut(line.edge()) {
                *count += 1;
            }
        }
        let mut allowed = counts.iter().sum::<usize>() / 50;
        let widest = counts.iter().enumerate().rev().find_map(|(width, &count)| {
            if count > allowed {
                return Some(width);
            }
            allowed -= count;
            None
        })?;
        COLUMNS.contains(&widest).then_some(widest)
    }

    /// The neighbours from line `from` to line `to` that could be one paragraph.
    fn pairs(&self, from: usize, to: usize) -> impl Iterator<Item = Pair<'_>> {
        let lines = self.lines.iter().zip(self.lines.iter().skip(1)).enumerate();
        let pairs = lines.skip(from).take(to.saturating_sub(from + 1));
        pairs.filter_map(|(at, (line, next))| {
            let apart = next.gap > 0 || !self.is_running(at) || !self.is_running(at + 1);
            let is_item = |at: usize| self.markers.get(at).is_some_and(Option::is_some);
            let pair = Pair {
                at,
                line,
                next,
                item: is_item(at),
            };
            (!apart && !is_item(at + 1)).then_some(pair)
        })
    }

    /// The width at which the text was wrapped, if it was: that of its widest lines, or somewhat less where single lines stick out.
    fn wrapped_at(&self, widest: usize) -> Option<usize> {
        let narrowest = widest - widest / SLACK;
        // The narrower the width, the more breaks it forces: most texts need no further look.
        if Evidence::of(self.pairs(0, self.lines.len()), narrowest).forced < FORCED {
            return None;
        }
        let mut narrower = (narrowest..=widest).rev();
        narrower.find(|&columns| self.is_wrapped(columns, widest))
    }

    /// Whether most breaks were forced by the width, and cut sentences.
    fn is_wrapped(&self, columns: usize, widest: usize) -> bool {
        let found = Evidence::of(self.pairs(0, self.lines.len()), columns);
        if columns < widest && found.cased * 2 < found.forced {
            return false;
        }
        let enough = found.forced >= if USUAL_COLUMNS.contains(&columns) { 3 } else { 5 }
            || found.forced == FORCED
                && found.lower == FORCED
                && found.open == FORCED
                && USUAL_COLUMNS.contains(&columns);
        // Lines that are sentences of about one length would pass the first test, but not the last two.
        enough
            && found.forced_columns * 10 >= found.columns * 7
            && found.open * 2 > found.forced
            && found.goes_on_in_sentences()
            && found.words * 10 >= found.forced * 7
            && found.alike * 3 <= found.forced
    }

    /// Of each line, whether it goes on with the line before.
    fn continuations(&self, columns: usize) -> Vec<bool> {
        let mut goes_on = vec![false; self.lines.len()];
        let mut from = 0;
        for run in self.lines.chunk_by(|_, next| next.gap == 0) {
            let to = from + run.len();
            if Evidence::of(self.pairs(from, to), columns).is_paragraph() {
                for pair in self.pairs(from, to).filter(|pair| pair.is_one_paragraph(columns)) {
                    if let Some(flag) = goes_on.get_mut(pair.at + 1) {
                        *flag = true;
                    }
                }
            }
            from = to;
        }
        goes_on
    }
}

impl Pair<'_> {
    fn is_one_paragraph(&self, columns: usize) -> bool {
        let Pair { line, next, .. } = *self;
        let label = ends_sentence(line.text) && next.width * 3 < columns && !ends_sentence(next.text);
        !label && !self.is_indented() && is_forced(line, next, columns)
    }

    /// Whether the next line is set in, as the first one of a paragraph is.
    fn is_indented(&self) -> bool {
        self.next.indent > self.line.indent + if self.item { HANG_COLUMNS } else { 1 }
    }
}

/// What the breaks of a text say.
#[derive(Debug, Default)]
struct Evidence {
    /// Columns of the lines before all breaks, and before those that were forced.
    columns: usize,
    forced_columns: usize,
    /// Breaks that were forced, and those of them that do not follow the end of a sentence.
    forced: usize,
    open: usize,
    /// Breaks that were forced before a letter that has two cases, and before a small one.
    cased: usize,
    lower: usize,
    /// Breaks that were forced before a letter, and those before the word that the line above begins with as well.
    words: usize,
    alike: usize,
    /// Breaks in mid-sentence that nothing forced, behind lines that are no labels.
    free: usize,
}

impl Evidence {
    fn of<'a>(pairs: impl Iterator<Item = Pair<'a>>, columns: usize) -> Evidence {
        let mut found = Evidence::default();
        for pair in pairs.filter(|pair| !pair.is_indented()) {
            let Pair { line, next, .. } = pair;
            found.columns += line.width;
            let open = !ends_sentence(line.text);
            if !is_forced(line, next, columns) {
                found.free += usize::from(open && line.width * 3 >= columns);
                continue;
            }
            let first = next.text.chars().find(|c| c.is_alphanumeric());
            let lower = first.is_some_and(char::is_lowercase);
            found.forced_columns += line.width;
            found.forced += 1;
            found.open += usize::from(open);
            found.lower += usize::from(lower);
            found.words += usize::from(first.is_some_and(char::is_alphabetic));
            found.alike += usize::from(begin_alike(line.text, next.text));
            found.cased += usize::from(lower || first.is_some_and(char::is_uppercase));
        }
        found
    }

    /// Whether enough lines go on in small letters. Where nearly every break was forced, few do: German begins nouns with capitals.
    fn goes_on_in_sentences(&self) -> bool {
        let forced = self.forced >= 8 && self.forced_columns * 10 >= self.columns * 9;
        self.lower * 20 >= self.cased * if forced { 3 } else { 6 }
    }

    /// Whether a run of lines in a wrapped text is running text rather than verse, which breaks where it likes and begins its lines
    /// with capitals.
    fn is_paragraph(&self) -> bool {
        let capitals = self.cased >= 4 && self.lower * 5 < self.cased;
        self.forced > 0 && self.free * 3 <= self.forced && self.words * 2 >= self.forced && !capitals
    }
}

/// Whether two lines begin with the same word, as those of logs and lists do.
fn begin_alike(line: &str, next: &str) -> bool {
    let word = line.split_whitespace().next();
    !line.starts_with(is_wide) && word == next.split_whitespace().next()
}

//! What survives of a page without its tags: lengths, marks and repeats of its lines, what stands around them, and what rules found.
//!
//! Not for: judging (`mod`). All features are whole numbers, so that every machine gives the same scores.

use std::ops::Range;

use super::super::chars::{BLANK, LETTER, Sorts, UPPER};
use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::super::phrases::MenuWords;
use super::sink::Sink;
use crate::hashed::{HashedMap, hash_of};
use crate::model::BlockKind;

/// Lengths are counted up to here.
const MAX_CHARS: usize = 1200;
/// In lines longer than this, menu words count only where they cover so much.
const LONG_BYTES: usize = 100;
const FULL_PERCENT: usize = 88;
/// Distances in segments are counted up to here.
const FAR: usize = 60;
/// A label costs the main stretch of text so much.
const LABEL_COST: i64 = 45;
/// Neighbours that are looked at one by one, on either side.
const NEAR: usize = 3;
/// Widths of the stretches before and after that are summed up.
const WINDOWS: [usize; 3] = [4, 10, 25];
/// What stands near posts, below articles and at the foot of pages.
const MILESTONES: [(&str, &[Class]); 4] = [
    ("dated", &[Class::MetaLine]),
    ("comments", &[Class::Comments]),
    ("related", &[Class::Related]),
    (
        "foot",
        &[Class::Copyright, Class::Newsletter, Class::Cookie, Class::Login],
    ),
];

/// A page with the sums that its features need.
#[derive(Debug)]
pub(super) struct Lines<'p, 'a> {
    page: &'p Page<'a>,
    facts: Vec<Facts>,
    /// Sums over the segments before each segment, and over all at the end.
    sums: Vec<Sums>,
    weight: usize,
    prose: Vec<usize>,
    taken: Vec<usize>,
    milestones: [Vec<usize>; MILESTONES.len()],
    main: Range<usize>,
    /// Of each segment: where its text stands first.
    firsts: Vec<usize>,
    /// How often the text of a segment stands, where it stands first.
    copies: Vec<usize>,
}

/// What is asked of a segment more than once.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    weight: usize,
    prose: bool,
    sentence: bool,
    taken: bool,
    weak_vote: bool,
    menu: usize,
    /// The class that rules see in it.
    class: Option<Class>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    prose: usize,
    labels: usize,
    taken: usize,
    weak_vote: usize,
    sentences: usize,
}

impl<'p, 'a> Lines<'p, 'a> {
    /// Measures a page whose rules have judged.
    pub(super) fn of(page: &'p Page<'a>, decisions: &Decisions) -> Self {
        let facts: Vec<Facts> = (0..page.len()).map(|index| facts(page, decisions, index)).collect();
        let mut sums = Vec::with_capacity(facts.len() + 1);
        let mut sum = Sums::default();
        for fact in &facts {
            sums.push(sum);
            sum.prose += if fact.prose { fact.weight } else { 0 };
            sum.labels += usize::from(!fact.prose);
            sum.taken += usize::from(fact.taken);
            sum.weak_vote += usize::from(fact.weak_vote);
            sum.sentences += usize::from(fact.sentence);
        }
        sums.push(sum);
        let mut places: HashedMap<u64, usize> = HashedMap::default();
        let hashes = page.segments.iter().map(|segment| hash_of(&segment.folded)).enumerate();
        let firsts: Vec<usize> = hashes
            .map(|(index, hash)| *places.entry(hash).or_insert(index))
            .collect();
        let mut copies = vec![0; firsts.len()];
        for first in &firsts {
            copies.get_mut(*first).into_iter().for_each(|count| *count += 1);
        }
        let where_ = |is: &dyn Fn(&Facts) -> bool| (0..facts.len()).filter(|i| facts.get(*i).is_some_and(is)).collect();
        Lines {
            weight: facts.iter().map(|fact| fact.weight).sum(),
            prose: where_(&|fact| fact.prose && !fact.taken),
            taken: where_(&|fact| fact.taken),
            milestones: MILESTONES.map(|(_, classes)| where_(&|fact| fact.class.is_some_and(|c| classes.contains(&c)))),
            main: main_stretch(&facts),
            page,
            facts,
            sums,
            firsts,
            copies,
        }
    }

    /// The features of a segment.
    pub(super) fn put(&self, index: usize, out: &mut impl Sink) {
        let Some(segment) = self.page.get(index) else { return };
        self.own(index, segment, out);
        self.found(index, out);
        self.around(index, out);
        self.place(index, out);
    }

    fn own(&self, index: usize, segment: &Segment<'_>, out: &mut impl Sink) {
        let stats = &segment.stats;
        let marks = Marks::of(segment.text);
        let characters = marks.characters.max(1);
        out.put("weight", stats.chars.min(MAX_CHARS));
        out.put("words", stats.words.min(250));
        out.put("letters", stats.letters * 100 / characters);
        out.put("upper", stats.upper * 100 / stats.letters.max(1));
        out.put("digits", stats.digits * 100 / characters);
        out.put("stop", usize::from(segment.ends_with_stop()));
        out.put("kind", kind(segment.kind));
        out.put("commas", marks.commas.min(30));
        out.put("stops", marks.stops.min(30));
        out.put("quotes", marks.quotes.min(10));
        out.put("bars", marks.bars.min(10));
        out.put("odd", marks.odd.min(10));
        out.put("capitals", marks.capitals * 100 / stats.words.max(1));
        out.put("word_length", stats.letters * 10 / stats.words.max(1));
        out.put("first", marks.first);
        out.put("last", marks.last);
        out.put("at", usize::from(segment.text.contains('@')));
        out.put(
            "title",
            usize::from(!self.page.title.is_empty() && segment.folded == self.page.title),
        );
        let first = self.firsts.get(index).copied().unwrap_or(index);
        let count = self.copies.get(first).copied().unwrap_or(1);
        out.put("copies", count.min(9));
        out.put("copy", usize::from(first < index));
    }

    /// What the rules found in it.
    fn found(&self, index: usize, out: &mut impl Sink) {
        let fact = self.facts.get(index).copied().unwrap_or_default();
        out.put("hits", self.page.hits(index).len().min(9));
        out.put("class", fact.class.map_or(0, |class| class as usize + 1));
        let menu_words = menu_words_of(self.page, index);
        out.put("cover", menu_words.map_or(0, |menu_words| menu_words.percent));
        out.put(
            "cover_items",
            menu_words.map_or(0, |menu_words| menu_words.items.min(12)),
        );
        out.put("taken", usize::from(fact.taken));
        out.put("leaning", usize::from(fact.weak_vote));
    }

    fn around(&self, index: usize, out: &mut impl Sink) {
        for distance in 1..=NEAR {
            for (side, at) in [
                ("before", index.checked_sub(distance)),
                ("after", Some(index + distance)),
            ] {
                let near = at.and_then(|at| self.facts.get(at)).copied().unwrap_or_default();
                out.put(format_args!("{side}{distance}.weight"), near.weight.min(MAX_CHARS));
                out.put(format_args!("{side}{distance}.sentence"), usize::from(near.sentence));
                out.put(
                    format_args!("{side}{distance}.taken"),
                    usize::from(near.taken) * 2 + usize::from(near.weak_vote),
                );
                out.put(format_args!("{side}{distance}.menu"), near.menu);
            }
        }
        for width in WINDOWS {
            let before = self.sum(index.saturating_sub(width)..index);
            let after = self.sum(index + 1..(index + 1 + width).min(self.facts.len()));
            for (side, sum) in [("before", before), ("after", after)] {
                out.put(format_args!("{side}_{width}.prose"), sum.prose.min(20_000));
                out.put(format_args!("{side}_{width}.labels"), sum.labels);
                out.put(format_args!("{side}_{width}.taken"), sum.taken);
                out.put(format_args!("{side}_{width}.leaning"), sum.weak_vote);
                out.put(format_args!("{side}_{width}.sentences"), sum.sentences);
            }
        }
    }

    fn place(&self, index: usize, out: &mut impl Sink) {
        let (count, all) = (self.facts.len(), self.sums.last().copied().unwrap_or_default());
        let before = self.sums.get(index).copied().unwrap_or_default();
        out.put("pieces", count.min(2000));
        out.put("index", index.min(500));
        out.put("left", (count - index).min(500));
        out.put("place", index * 1000 / count.max(1));
        out.put("page.prose", all.prose.min(100_000));
        out.put("page.prose_share", all.prose * 100 / self.weight.max(1));
        out.put("page.taken_share", all.taken * 100 / count.max(1));
        out.put("prose_before", before.prose * 1000 / all.prose.max(1));
        let (prose_back, prose_on) = nearest(&self.prose, index);
        let (taken_back, taken_on) = nearest(&self.taken, index);
        out.put("prose_back", prose_back);
        out.put("prose_on", prose_on);
        out.put("taken_back", taken_back);
        out.put("taken_on", taken_on);
        out.put("main.inside", usize::from(self.main.contains(&index)));
        out.put(
            "main.after_start",
            FAR + index.min(self.main.start + FAR) - self.main.start.min(index + FAR),
        );
        out.put(
            "main.before_end",
            FAR + self.main.end.min(index + FAR) - index.min(self.main.end + FAR),
        );
        for ((name, _), places) in MILESTONES.iter().zip(&self.milestones) {
            let (back, on) = nearest(places, index);
            out.put(format_args!("{name}_back"), back);
            out.put(format_args!("{name}_on"), on);
            out.put(format_args!("{name}_near"), around(places, index));
        }
        let main = self.sum(self.main.clone());
        out.put("main.prose_share", main.prose * 100 / all.prose.max(1));
        out.put("main.label_share", main.labels * 100 / self.main.len().max(1));
    }

    fn sum(&self, range: Range<usize>) -> Sums {
        let at = |index: usize| self.sums.get(index).copied().unwrap_or_default();
        let (start, end) = (at(range.start), at(range.end));
        Sums {
            prose: end.prose.saturating_sub(start.prose),
            labels: end.labels.saturating_sub(start.labels),
            taken: end.taken.saturating_sub(start.taken),
            weak_vote: end.weak_vote.saturating_sub(start.weak_vote),
            sentences: end.sentences.saturating_sub(start.sentences),
        }
    }
}

/// The words of menus in a line. Of running text only those that fill it count: to count all takes as long as all rules do.
pub(super) fn menu_words_of<'p>(page: &'p Page<'_>, index: usize) -> Option<&'p MenuWords> {
    let long = page.get(index)?.text.len() > LONG_BYTES;
    page.menu_words(index, if long { FULL_PERCENT } else { 0 })
}

fn facts(page: &Page<'_>, decisions: &Decisions, index: usize) -> Facts {
    let Some(segment) = page.get(index) else {
        return Facts::default();
    };
    Facts {
        weight: segment.stats.chars,
        prose: segment.is_prose(),
        sentence: segment.stats.sentence,
        taken: decisions.is_removed(index),
        weak_vote: decisions.weak_vote(index).is_some(),
        menu: menu_words_of(page, index).map_or(0, |menu_words| menu_words.percent),
        class: decisions
            .verdict(index)
            .or(decisions.weak_vote(index))
            .and_then(|verdict| Class::of_rule(&verdict.rule)),
    }
}

/// The stretch whose running text weighs most when each label and each removed segment costs.
fn main_stretch(facts: &[Facts]) -> Range<usize> {
    let (mut best, mut best_sum, mut start, mut sum) = (0..0, 0i64, 0, 0i64);
    for (index, fact) in facts.iter().enumerate() {
        let worth = if fact.prose && !fact.taken {
            i64::try_from(fact.weight.min(MAX_CHARS)).unwrap_or(0)
        } else {
            -LABEL_COST
        };
        if sum <= 0 {
            (start, sum) = (index, 0);
        }
        sum += worth;
        if sum > best_sum {
            (best, best_sum) = (start..index + 1, sum);
        }
    }
    best
}

/// How many of some sorted places stand within a dozen segments.
fn around(places: &[usize], index: usize) -> usize {
    let before = places.partition_point(|place| place + 12 < index);
    places.partition_point(|place| *place <= index + 12) - before
}

/// How far the nearest of some sorted places is, back and on.
fn nearest(places: &[usize], index: usize) -> (usize, usize) {
    let at = places.partition_point(|place| *place < index);
    let back = at
        .checked_sub(1)
        .and_then(|at| places.get(at))
        .map_or(FAR, |place| index - place);
    let next = places.get(at).filter(|place| **place == index).map_or(at, |_| at + 1);
    let on = places.get(next).map_or(FAR, |place| place - index);
    (back.min(FAR), on.min(FAR))
}

fn kind(kind: &BlockKind) -> usize {
    match kind {
        BlockKind::Paragraph => 0,
        BlockKind::Heading(_) => 1,
        BlockKind::ListItem { .. } => 2,
        BlockKind::Lines => 3,
        BlockKind::TableRow { .. } => 4,
        BlockKind::Code { .. } => 5,
        BlockKind::Quote => 6,
        BlockKind::Caption => 7,
    }
}

/// Counts of marks in a text.
#[derive(Debug, Default)]
struct Marks {
    characters: usize,
    commas: usize,
    stops: usize,
    quotes: usize,
    bars: usize,
    odd: usize,
    capitals: usize,
    first: usize,
    last: usize,
}

impl Marks {
    fn of(text: &str) -> Self {
        let sorts = Sorts::new();
        let mut marks = Marks::default();
        let mut blank = true;
        for c in text.chars() {
            marks.characters += 1;
            let sort = sorts.of(c);
            if sort & (LETTER | BLANK) == 0 {
                marks.count(c);
            }
            marks.capitals += usize::from(blank && sort & UPPER != 0);
            blank = sort & BLANK != 0;
        }
        marks.first = text.chars().next().map_or(0, self::sort);
        marks.last = text.chars().next_back().map_or(0, self::sort);
        marks
    }

    fn count(&mut self, c: char) {
        match c {
            ',' | '，' | '、' | '،' | ';' | '；' => self.commas += 1,
            '.' | '。' | '!' | '?' | '！' | '？' | '।' | '؟' => self.stops += 1,
            '"' | '“' | '”' | '«' | '»' | '„' | '「' | '」' => self.quotes += 1,
            '|' | '·' | '•' | '›' | '>' | '/' => self.bars += 1,
            '©' | '®' | '#' | '+' | '=' | '[' | ']' | '{' | '}' | '*' | '→' | '▶' | '►' | '×' => self.odd += 1,
            _ => {}
        }
    }
}

/// The sort of a character, as a number.
fn sort(c: char) -> usize {
    match c {
        '.' | '。' | '।' => 1,
        '!' | '?' | '！' | '？' | '؟' => 2,
        ':' | '：' => 3,
        ',' | ';' | '，' | '；' => 4,
        '"' | '”' | '“' | '»' | '«' | '\'' | '’' | '「' | '」' => 5,
        ')' | ']' | '(' | '[' => 6,
        '…' => 7,
        _ if c.is_numeric() => 8,
        _ if c.is_lowercase() => 9,
        _ if c.is_uppercase() => 10,
        _ if c.is_alphabetic() => 11,
        _ => 12,
    }
}

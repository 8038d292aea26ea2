//! Structural rules: one file each, whose doc comment is its manual page.
//!
//! Not for wordings: those are data, in `config/rules`.

pub(crate) mod affix;
pub(crate) mod byline;
pub(crate) mod caption;
pub(crate) mod date_line;
pub(crate) mod edges;
pub(crate) mod headline;
pub(crate) mod inline;
pub(crate) mod link_only;
pub(crate) mod main_text;
mod manual;
pub(crate) mod menu;
pub(crate) mod passage;
pub(crate) mod protect;
pub(crate) mod section;
pub(crate) mod shell;
pub(crate) mod table;
pub(crate) mod thread;

use std::fmt;
use std::sync::LazyLock;

use super::Options;
use super::decisions::Decisions;
use super::page::Page;
use super::phrases::{Phrases, Zoned};
use super::{template, text_model};
use crate::model::RuleId;

pub(crate) use caption::ends_with_credit;
pub(crate) use manual::{ALWAYS, DOUBTED, Manual};

/// Looks at a page and writes verdicts on the board; removes nothing.
pub(crate) trait Judge: fmt::Debug + Send + Sync {
    /// Judges the segments that are not taken yet.
    fn judge(&self, page: &Page<'_>, decisions: &mut Decisions);
}

/// The judges in the order in which they look. Later ones see what earlier ones took.
pub(crate) fn judges(options: &Options) -> Vec<Box<dyn Judge>> {
    let mut judges: Vec<Box<dyn Judge>> = vec![
        Box::new(main_text::MainText),
        Box::new(shell::Shell),
        Box::new(protect::Protect),
        Box::new(Phrases),
        Box::new(section::Section),
        Box::new(headline::Headline),
        Box::new(inline::Inline),
        Box::new(link_only::LinkOnly),
        Box::new(menu::Menu),
        Box::new(caption::Caption),
        Box::new(date_line::DateLine),
        Box::new(affix::Affix),
        Box::new(thread::Thread),
        Box::new(Zoned),
        Box::new(byline::Byline),
        Box::new(edges::Edges),
    ];
    if !options.tables {
        judges.insert(2, Box::new(table::Table));
    }
    judges
}

/// Whether a rule goes by place, repetition or neighbours alone.
pub(crate) fn is_placed(rule: &RuleId) -> bool {
    static PLACED: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let placed = manuals().into_iter().filter(|manual| manual.placed);
        placed.map(|manual| manual.id).collect()
    });
    PLACED.contains(&&*rule.0)
}

/// Manual pages of all structural rules.
pub(crate) fn manuals() -> Vec<Manual> {
    let mut all: Vec<Manual> = [
        headline::MANUALS,
        passage::MANUALS,
        inline::MANUALS,
        link_only::MANUALS,
        main_text::MANUALS,
        menu::MANUALS,
        section::MANUALS,
        shell::MANUALS,
        table::MANUALS,
        template::MANUALS,
        caption::MANUALS,
        date_line::MANUALS,
        affix::MANUALS,
        thread::MANUALS,
        byline::MANUALS,
        edges::MANUALS,
        text_model::MANUALS,
    ]
    .concat();
    all.sort_by_key(|manual| (manual.class, manual.id));
    all
}

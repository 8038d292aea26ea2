//! Structural rules: code that looks at the shape of segments and at their neighbours.
//!
//! A file of rules declares itself in a constant `MODULE` (see `module`) and has one line in [`MODULES`]; the compiler reports a file
//! that is not in the list as unused. Not for wordings: those are data, in `config/rules`.

mod affix;
mod byline;
mod caption;
mod captions;
mod cards;
mod comments;
mod date_line;
mod edges;
mod headline;
mod inline;
mod link_only;
mod main_text;
mod menu;
mod notes;
pub(crate) mod passage;
pub(crate) mod phrases;
mod posts;
mod protect;
mod section;
pub(crate) mod shell;
mod table;
mod thread;

use std::sync::LazyLock;

use super::Options;
use crate::model::RuleId;

pub(crate) use super::module::{ALWAYS, Judge, Module, Rule};
pub(crate) use caption::ends_with_credit;

/// The structural rules that run on a page alone, in the order in which their judges run. Later judges see what earlier ones decided.
pub(crate) const MODULES: &[Module] = &[
    main_text::MODULE,
    shell::MODULE,
    table::MODULE,
    captions::MODULE,
    notes::MODULE,
    comments::MODULE,
    cards::MODULE,
    posts::MODULE,
    protect::MODULE,
    phrases::ANYWHERE,
    section::MODULE,
    headline::MODULE,
    inline::MODULE,
    link_only::MODULE,
    menu::MODULE,
    caption::MODULE,
    date_line::MODULE,
    affix::MODULE,
    thread::MODULE,
    phrases::BY_ZONE,
    byline::MODULE,
    edges::MODULE,
    passage::MODULE,
];

/// The judges that run with these settings, in order.
pub(crate) fn judges(options: &Options) -> Vec<Judge> {
    let modules = MODULES.iter().filter(|module| (module.runs)(options));
    modules.filter_map(|module| module.judge).collect()
}

/// Whether a rule goes by place, repetition or neighbours alone.
pub(crate) fn is_placed(rule: &RuleId) -> bool {
    static PLACED: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let rules = MODULES.iter().flat_map(|module| module.rules);
        rules.filter(|rule| rule.placed).map(|rule| rule.name).collect()
    });
    PLACED.contains(&&*rule.0)
}

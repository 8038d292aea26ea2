//! # `other/shell`
//!
//! **What it removes.** All of a page that says nothing but that it is loading, or that scripts must be switched on.
//!
//! **Why.** Scripts build such pages in the browser. What was scraped is a shell without text, and so no document.
//!
//! **What it must keep.** Every page with anything else to say: one line of another kind, and all of it stays.
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::Page;
use super::{ALWAYS, Module, Rule};

pub(crate) const MODULE: Module = Module::new(&[RULE], include_str!("shell.rs"), include_str!("shell.toml"), judge);
pub(crate) const RULE: Rule = Rule::new("other/shell", Class::Other).up_to(ALWAYS);

/// A page with more notices than these has other text, too.
const MOST: usize = 8;
/// A notice is not longer.
const NOTICE_BYTES: usize = 240;
/// What a page says while it loads, folded.
const LOADING: [&str; 40] = [
    "loading",
    "loading please wait",
    "loading page",
    "loading content",
    "loading app",
    "loading application",
    "page is loading",
    "please wait",
    "please wait while the page loads",
    "please wait while the page is loading",
    "just a moment",
    "one moment please",
    "one moment",
    "redirecting",
    "you are being redirected",
    "checking your browser",
    "checking your browser before accessing",
    "initializing",
    "wird geladen",
    "seite wird geladen",
    "laden",
    "lädt",
    "ladevorgang",
    "bitte warten",
    "chargement",
    "chargement en cours",
    "veuillez patienter",
    "cargando",
    "espere por favor",
    "carregando",
    "a carregar",
    "caricamento",
    "caricamento in corso",
    "ładowanie",
    "načítání",
    "yükleniyor",
    "загрузка",
    "加载中",
    "読み込み中",
    "로딩 중",
];
/// Words that a notice about scripts has beside their name.
const SWITCHED: [&str; 24] = [
    "enable",
    "disabled",
    "turn on",
    "turned on",
    "requires",
    "required",
    "aktivier",
    "einschalten",
    "deaktiviert",
    "benötigt",
    "activer",
    "activé",
    "activar",
    "activa ",
    "habilit",
    "attiva",
    "abilit",
    "włącz",
    "povolte",
    "zapn",
    "включ",
    "启用",
    "有効",
    "schakel",
];

/// Removes all of a page that says only that it is not there yet.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let segments = &page.segments;
    let is_shell = page.from_html && segments.len() <= MOST && segments.iter().all(|segment| is_notice(segment.text));
    if is_shell {
        (0..page.len()).for_each(|index| decisions.remove(index, &RULE.id(), "the page says only that it is loading"));
    }
}

/// Whether a text says that the page is loading, or needs scripts.
fn is_notice(text: &str) -> bool {
    if text.len() > NOTICE_BYTES {
        return false;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let said = words.join(" ");
    let scripts = said.contains("javascript") || said.contains("java script");
    words.is_empty() || LOADING.contains(&said.as_str()) || scripts && SWITCHED.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::super::{Options, Stripper};
    use crate::model::{Format, Metadata};
    use crate::parse;

    fn kept(html: &str) -> Vec<String> {
        let parsed = parse::parse(html, Format::Html, Metadata::default(), &parse::Options::default());
        let stripped = Stripper::new(&Options::default()).unwrap().strip(parsed);
        stripped.blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn a_page_that_is_only_loading_has_no_text() {
        for body in [
            "<div id=app><div class=spinner>Loading…</div></div>",
            "<p>Loading...</p><p>You need to enable JavaScript to run this app.</p>",
            "<h1>Please wait</h1>",
            "<div>Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.</div>",
            "<div>Wird geladen …</div><div>•</div>",
            "<main>読み込み中…</main>",
        ] {
            let page = format!("<title>The old mill</title><body>{body}");
            assert_eq!(kept(&page), [] as [&str; 0], "{body}");
        }
    }

    #[test]
    fn a_page_with_one_other_line_keeps_all_of_it() {
        let body = "<p>Loading</p><p>The crane lifts the grain into the ship.</p>";
        assert!(kept(body).iter().any(|text| text.starts_with("The crane")));
        assert_eq!(kept("<p>Loading ramps</p>"), ["Loading ramps"]);
        let course = "<p>This course teaches JavaScript in ten lessons.</p>";
        assert_eq!(kept(course), ["This course teaches JavaScript in ten lessons."]);
    }
}

//! # `other/template`
//!
//! **What it removes.** Blocks that stand word for word, digits aside, in many documents of one site, as a build counted them.
//!
//! **Why.** What a site prints on page after page is its template's, in any wording and language.
//!
//! **What it must keep.** Headings, tables, code and verse; words of one or two; what several sites print: quoted law, lyrics.
//!
//! **Options.** `output.template_documents`.
//!
//! Not for: counting (`corpus::templates`).

use std::collections::HashMap;

use super::class::Class;
use super::decisions::Decisions;
use super::fold::fold;
use super::module::{ALWAYS, Module, Rule};
use super::page::Page;
use crate::model::{Block, BlockKind, Metadata};

pub(crate) const MODULE: Module = Module::late(&[RULE], include_str!("template.rs"), include_str!("template.toml"));
const RULE: Rule = Rule::new("other/template", Class::Other).up_to(ALWAYS);

/// Longer blocks are no template's.
const MAX_BYTES: usize = 4096;
/// Shorter ones recur for other reasons.
const MIN_WORDS: usize = 3;

/// The first half of a BLAKE3, enough to tell blocks apart.
pub(crate) type Key = [u8; 16];

/// The blocks that are templates of their sites, and in how many documents each stands.
#[derive(Clone, Debug, Default)]
pub struct Templates(HashMap<Key, u32>);

impl Templates {
    pub(crate) fn new(counts: impl IntoIterator<Item = (Key, u32)>) -> Self {
        Templates(counts.into_iter().collect())
    }

    /// Names them by what they are.
    pub(crate) fn fingerprint(&self) -> String {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        for (key, count) in all {
            hasher.update(key).update(&count.to_be_bytes());
        }
        hasher.finalize().to_hex().chars().take(32).collect()
    }

    /// Removes what is a template of the page's site.
    pub(super) fn judge(&self, page: &Page<'_>, decisions: &mut Decisions) {
        let Some(site) = site(&page.parsed.metadata).filter(|_| !self.0.is_empty()) else {
            return;
        };
        let site_key = key(site.as_bytes());
        let blocks = page.parsed.blocks.iter();
        let counts: Vec<Option<u32>> = blocks
            .map(|block| self.0.get(&joint(&site_key, &block_key(block)?)).copied())
            .collect();
        for (index, segment) in page.segments.iter().enumerate() {
            if let Some(count) = counts.get(segment.block).copied().flatten().filter(|_| !segment.verse) {
                decisions.remove(index, &RULE.id(), format!("stands in {count} documents of {site}"));
            }
        }
    }
}

/// The host that a document comes from.
pub(crate) fn site(metadata: &Metadata) -> Option<String> {
    let url = url::Url::parse(metadata.url.as_deref()?).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// What a block is compared by, if it may be a template's.
pub(crate) fn block_key(block: &Block) -> Option<Key> {
    let form = matches!(
        block.kind,
        BlockKind::Code { .. } | BlockKind::TableRow { .. } | BlockKind::Heading(_)
    );
    let fits = !form && block.text.len() <= MAX_BYTES;
    let long = |text: &str| text.split_whitespace().nth(MIN_WORDS - 1).is_some() || text.chars().count() >= 12;
    (fits && long(&block.text)).then(|| key(fold(&block.text).as_bytes()))
}

/// The key of some bytes.
pub(crate) fn key(bytes: &[u8]) -> Key {
    let hash = *blake3::hash(bytes).as_bytes();
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

/// The key of a block of a site.
pub(crate) fn joint(site: &Key, block: &Key) -> Key {
    key(&[site.as_slice(), block.as_slice()].concat())
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Stripper};
    use super::*;
    use crate::model::{Format, Parsed};
    use crate::parse;

    const NOTICE: &str = "The Skarra Courier is printed on the island since 1911.";

    fn page(url: &str, notice: &str) -> Parsed {
        let text = format!(
            "The ferry left the quay at seven with forty sheep on board, and came back with thirty-nine.\n\n{notice}\n"
        );
        let metadata = Metadata {
            url: Some(url.to_owned()),
            ..Metadata::default()
        };
        parse::parse(&text, Format::Text, metadata, &parse::Options::default())
    }

    fn removed(parsed: Parsed, templates: &Templates) -> Vec<String> {
        let stripper = Stripper::new(&Options::default()).unwrap();
        let judged = stripper.judge(&parsed, None, templates);
        judged
            .remove(parsed.blocks)
            .removals
            .into_iter()
            .map(|removal| format!("{}: {}", removal.rule, removal.reason))
            .collect()
    }

    #[test]
    fn a_template_goes_on_its_own_site_and_digits_do_not_matter() {
        let site = key(b"skarra.example");
        let block = key(fold(NOTICE).as_bytes());
        let templates = Templates::new([(joint(&site, &block), 40)]);
        let want = ["other/template: stands in 40 documents of skarra.example"];
        assert_eq!(removed(page("https://www.skarra.example/a", NOTICE), &templates), want);
        let other = NOTICE.replace("1911", "1912");
        assert_eq!(removed(page("https://skarra.example/b", &other), &templates), want);
        assert!(removed(page("https://other.example/a", NOTICE), &templates).is_empty());
        assert!(removed(page("https://skarra.example/a", NOTICE), &Templates::default()).is_empty());
    }
}

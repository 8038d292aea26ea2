//! The name of the site at an end of a title line, which other lines show to be one.
//!
//! Not for: titles of HTML pages, whose markup names the site (`metadata::title`).

use crate::model::Block;
use crate::parse::metadata::bare;

/// What parts a title from the name of a site.
const SEPARATORS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", "｜"];
/// Longer parts are no names.
const NAME_CHARS: usize = 40;

/// `title` without the name of the site before or behind it. A name is what stands as a line of its own elsewhere, or in a notice
/// of copyright.
pub(in super::super) fn without_name<'a>(title: &'a str, blocks: &[Block]) -> &'a str {
    let cuts = SEPARATORS
        .iter()
        .filter_map(|sign| title.split_once(sign).zip(title.rsplit_once(sign)));
    for ((first, rest), (front, last)) in cuts {
        if first.len() < rest.len() && is_name(first, blocks) {
            return rest.trim();
        }
        if last.len() < front.len() && is_name(last, blocks) {
            return front.trim();
        }
    }
    title
}

fn is_name(part: &str, blocks: &[Block]) -> bool {
    let name = bare(part);
    let short = name.len() >= 3 && part.chars().count() <= NAME_CHARS;
    let notice = |text: &str| text.contains(['©', 'Ⓒ']) || text.to_lowercase().contains("copyright");
    let lines = || {
        blocks
            .iter()
            .map(|block| block.text.as_str())
            .filter(|text| text.len() <= 160)
    };
    short && lines().any(|text| bare(text) == name || notice(text) && bare(text).contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

    #[test]
    fn a_name_is_cut_where_another_line_shows_that_it_is_one() {
        let page = |line: &str| [Block::new(BlockKind::Paragraph, line)];
        let title = "Ferry toll is scrapped | The Gull";
        for line in ["The Gull", "© 2025 The Gull, all rights reserved", "THE GULL"] {
            assert_eq!(without_name(title, &page(line)), "Ferry toll is scrapped", "{line}");
        }
        assert_eq!(without_name(title, &page("The gull flew away over the sea.")), title);
        assert_eq!(
            without_name("The Gull – Ferry toll is scrapped", &page("The Gull")),
            "Ferry toll is scrapped"
        );
    }
}

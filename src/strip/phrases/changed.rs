//! Which phrases differ between two sets of rules.
//!
//! A page on which none of them is found has the same matches under both sets, in the same order, so all rules decide the same.
//! Not for finding them: see `matcher`.

use std::collections::HashMap;

use super::pack::{Phrase, Rule};

/// What makes a phrase what it is: its rule, as judges and matcher see it, and its parts.
type Key = String;

/// Two rows of packs without those that both begin with and both end with: these hold no difference.
pub(crate) fn middle<'a, 'b>(before: &'a [&'b str], after: &'a [&'b str]) -> [&'a [&'b str]; 2] {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = before.iter().zip(after).take_while(same).count();
    let [before, after] = [before, after].map(|packs| packs.get(start..).unwrap_or_default());
    let end = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
    [before, after].map(|packs| packs.get(..packs.len() - end).unwrap_or_default())
}

/// The rules of both sides with only those phrases that the other side has not, or has in another order.
pub(crate) fn differing(before: Vec<Rule>, after: Vec<Rule>) -> Vec<Rule> {
    let (old, new) = (keys(&before), keys(&after));
    let places: HashMap<&Key, usize> = old.iter().enumerate().map(|(place, key)| (key, place)).collect();
    let found: Vec<Option<usize>> = new.iter().map(|key| places.get(key).copied()).collect();
    let stays = in_order(&found);
    let mut old_stays = vec![false; old.len()];
    for place in stays
        .iter()
        .zip(&found)
        .filter_map(|(stays, place)| place.filter(|_| *stays))
    {
        old_stays.get_mut(place).into_iter().for_each(|stays| *stays = true);
    }
    let mut rules = without(before, &old_stays);
    rules.extend(without(after, &stays));
    rules
}

/// The key of every phrase, in order. Of rules with one name each is another; so is each of equal phrases.
fn keys(rules: &[Rule]) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut equal: HashMap<Key, usize> = HashMap::new();
    for Rule { class, file, phrases } in rules {
        let name = format!("{class}/{}", file.name);
        let nth = names.entry(name.clone()).or_default();
        *nth += 1;
        let (scope, zone, weak) = (file.scope, file.zone, file.weak);
        let sizes = (file.max_chars, file.min_words, file.max_score, file.html);
        for Phrase { parts, .. } in phrases {
            let key = format!("{name} {nth} {scope:?} {zone:?} {weak} {sizes:?} {parts:?}");
            let times = equal.entry(key.clone()).or_default();
            *times += 1;
            keys.push(format!("{times} {key}"));
        }
    }
    keys
}

/// Which of `places` belong to a longest run that grows.
fn in_order(places: &[Option<usize>]) -> Vec<bool> {
    // Of each length, the place that the run ends with; and for each index, the index before it in its run.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; places.len()];
    for (index, place) in places.iter().enumerate() {
        let Some(place) = *place else { continue };
        let length = ends.partition_point(|(end, _)| *end < place);
        let last = length.checked_sub(1).and_then(|length| ends.get(length));
        before
            .get_mut(index)
            .into_iter()
            .for_each(|before| *before = last.map(|(_, index)| *index));
        match ends.get_mut(length) {
            Some(end) => *end = (place, index),
            None => ends.push((place, index)),
        }
    }
    let mut stays = vec![false; places.len()];
    let mut at = ends.last().map(|(_, index)| *index);
    while let Some(index) = at {
        stays.get_mut(index).into_iter().for_each(|stays| *stays = true);
        at = before.get(index).copied().flatten();
    }
    stays
}

/// The rules with the phrases that do not stay.
fn without(rules: Vec<Rule>, stays: &[bool]) -> Vec<Rule> {
    let mut stays = stays.iter().copied();
    let changed = |mut rule: Rule| {
        rule.phrases.retain(|_| !stays.next().unwrap_or(false));
        (!rule.phrases.is_empty()).then_some(rule)
    };
    rules.into_iter().filter_map(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::super::pack;
    use super::*;

    fn rules(phrases: &[&str], more: &str) -> Vec<Rule> {
        let rule = |(nth, phrase): (usize, &&str)| {
            format!("[[rule]]\nname = \"r{nth}\"\nabout = \"x\"\n{more}\nphrases.en = [{phrase:?}]\n")
        };
        let rules: String = phrases.iter().enumerate().map(rule).collect();
        pack::parse(&format!("class = \"share\"\n{rules}")).unwrap()
    }

    fn found(before: Vec<Rule>, after: Vec<Rule>) -> Vec<String> {
        let rules = differing(before, after);
        let phrases = rules.iter().flat_map(|rule| &rule.phrases);
        phrases.map(|phrase| phrase.parts[0].literals[0].text.clone()).collect()
    }

    #[test]
    fn phrases_of_one_side_differ_and_those_of_both_do_not() {
        assert_eq!(
            found(rules(&["a", "b", "c"], ""), rules(&["a", "x", "c"], "")),
            ["b", "x"]
        );
        assert_eq!(found(rules(&["a"], ""), rules(&["a"], "remove = []")), [""; 0]);
        assert_eq!(
            found(rules(&["a", "b"], ""), rules(&["a", "b"], "weak = true")),
            ["a", "b", "a", "b"]
        );
    }

    #[test]
    fn packs_at_both_ends_are_left_out() {
        assert_eq!(
            middle(&["a", "b", "c"], &["a", "x", "y", "c"]),
            [&["b"][..], &["x", "y"]]
        );
        assert_eq!(middle(&["a", "a"], &["a"]), [&["a"][..], &[]]);
        assert_eq!(middle(&["a"], &["a"]), [&[""; 0][..], &[]]);
    }

    #[test]
    fn another_order_differs() {
        let mut turned = rules(&["a", "b", "c"], "");
        turned.rotate_left(1);
        assert_eq!(found(rules(&["a", "b", "c"], ""), turned), ["a", "a"]);
    }
}

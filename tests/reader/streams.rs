//! JSON objects in arrays, over several lines and one behind the other.

use chaffinch::internal::model::{Fault, SkipKind};
use chaffinch::internal::sources::Options;
use serde_json::{Value, json};

use crate::support::*;

/// An object with all that may confuse one who looks for its end.
fn object(number: usize) -> Value {
    json!({"text": body(number), "url": format!("https://example.org/{number}"), "links": [{"text": "a }, {"}, {"text": "]["}],
        "quote\\": "\"}{\\", "deep": {"a": {"b": [[], {}]}}})
}

fn objects(count: usize) -> Vec<Value> {
    (0..count).map(object).collect()
}

type Layout = fn(&[Value]) -> String;

fn each(objects: &[Value], separator: &str, write: fn(&Value) -> String) -> String {
    objects.iter().map(write).collect::<Vec<_>>().join(separator)
}

/// The ways in which objects are laid out.
const LAYOUTS: [(&str, Layout); 12] = [
    ("Scrapy", |objects| {
        format!("[\n{}\n]", each(objects, ",\n", Value::to_string))
    }),
    ("compact", |objects| Value::from(objects.to_vec()).to_string()),
    ("pretty array", |objects| {
        serde_json::to_string_pretty(objects).unwrap() + "\n"
    }),
    ("pretty objects", |objects| {
        each(objects, "\n", |object| serde_json::to_string_pretty(object).unwrap())
    }),
    ("pretty objects with blank lines and commas", |objects| {
        each(objects, ",\n\n", |object| serde_json::to_string_pretty(object).unwrap())
    }),
    ("no indentation", |objects| {
        let pretty = serde_json::to_string_pretty(objects).unwrap();
        pretty.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
    }),
    ("one behind the other", |objects| each(objects, "", Value::to_string)),
    ("spaces between", |objects| each(objects, " ", Value::to_string)),
    ("commas at the ends", |objects| {
        each(objects, ",\n", Value::to_string) + ",\n"
    }),
    ("two runs", |objects| {
        let (first, second) = objects.split_at(objects.len() / 2);
        format!(
            "[\n{}\n][\n{}\n]",
            each(first, ",\n", Value::to_string),
            each(second, ",\n", Value::to_string)
        )
    }),
    ("carriage returns", |objects| each(objects, "\r", Value::to_string)),
    ("CRLF", |objects| {
        format!("\u{feff}[\r\n{}\r\n]\r\n", each(objects, ",\r\n", Value::to_string))
    }),
];

#[test]
fn objects_are_read_however_they_are_laid_out() {
    for (layout, write) in LAYOUTS {
        for count in [1, 2, 40] {
            let text = write(&objects(count));
            for (name, bytes) in [
                ("a.json", text.clone().into_bytes()),
                ("a.json.gz", gz(text.as_bytes())),
                ("a", text.clone().into_bytes()),
            ] {
                let outcome = read(name, &bytes);
                let expected: Vec<String> = (0..count).map(body).collect();
                assert_eq!(
                    outcome.texts(),
                    expected,
                    "{layout}, {count} in {name}: {}",
                    outcome.details()
                );
                assert!(outcome.faults.is_empty(), "{layout}: {}", outcome.details());
                let numbers: Vec<u64> = outcome
                    .records
                    .iter()
                    .map(|record| record.provenance.record.unwrap())
                    .collect();
                assert_eq!(numbers, (1..=count as u64).collect::<Vec<_>>(), "{layout}");
                for record in &outcome.records {
                    let at = usize::try_from(record.provenance.offset_bytes).unwrap();
                    assert!(text[at..].starts_with('{'), "{layout}");
                }
            }
        }
    }
}

type Damage = fn(&str) -> String;

/// What can happen to an object.
const DAMAGES: [(&str, Damage); 9] = [
    ("a quote is gone", |text| text.replacen("\"url\"", "url\"", 1)),
    ("a quote too many", |text| text.replacen("speaks", "sp\"eaks", 1)),
    ("the brace is gone", |text| text[..text.len() - 1].to_owned()),
    ("a bracket is gone", |text| text.replacen("[", "", 1)),
    ("cut in the text", |text| text[..40].to_owned()),
    ("cut in the middle", |text| {
        text[..text.find("links").unwrap()].to_owned()
    }),
    ("raw line break", |text| text.replacen("speaks", "spe\naks", 1)),
    ("not UTF-8", |text| text.replacen("speaks", "\u{1}", 1)),
    ("words instead", |_| "undefined".to_owned()),
];

#[test]
fn a_damaged_object_costs_itself() {
    let mut failures = Vec::new();
    for layout in [
        "Scrapy",
        "compact",
        "pretty array",
        "pretty objects",
        "one behind the other",
        "commas at the ends",
    ] {
        let write = LAYOUTS.iter().find(|(name, _)| *name == layout).unwrap().1;
        for hit in [3, 8] {
            for (name, damage) in DAMAGES {
                let whole = write(&objects(10));
                let marks = format!(
                    "\"text\":{}\"{}",
                    if layout.starts_with("pretty") { " " } else { "" },
                    body(hit)
                );
                let key = whole.find(&marks).unwrap();
                let start = whole[..key].rfind('{').unwrap();
                let end = whole[key..].find("\"b\"").unwrap() + key;
                let end = end + whole[end..].match_indices('}').nth(3).unwrap().0 + 1;
                let text = format!("{}{}{}", &whole[..start], damage(&whole[start..end]), &whole[end..]);
                let outcome = read("a.json", text.as_bytes());
                let expected: Vec<String> = (0..10).filter(|&k| k != hit).map(body).collect();
                let found = outcome.texts();
                // Nested objects that have a text may be taken for others: they do not cost a neighbour.
                let lost: Vec<&String> = expected.iter().filter(|text| !found.contains(text)).collect();
                if !lost.is_empty() || outcome.faults.is_empty() || found.len() > expected.len() + 2 {
                    let (kept, details) = (found.len(), outcome.details());
                    failures.push(format!(
                        "{layout}, {name} at {hit}: {kept} kept, {} lost; {details:.300}",
                        lost.len()
                    ));
                }
            }
        }
    }
    assert_none(&failures);
}

#[test]
fn what_is_cut_off_is_said_once() {
    let text = format!("[\n{}\n]", each(&objects(5), ",\n", Value::to_string));
    for cut in (30..text.len()).step_by(17).filter(|&at| text.is_char_boundary(at)) {
        let outcome = read("a.json", &text.as_bytes()[..cut]);
        let texts = outcome.texts();
        assert_eq!(
            texts[..],
            (0..texts.len()).map(body).collect::<Vec<_>>()[..],
            "cut at {cut}"
        );
        let begun = text[..cut].matches("{\"text\":\"Doc").count();
        let kept_and_lost = texts.len() + outcome.faults.len();
        assert!(
            (begun..=begun + 1).contains(&kept_and_lost),
            "cut at {cut}: {}",
            outcome.details()
        );
    }
    let packed: Vec<u8> = text.as_bytes().chunks(700).flat_map(gz).collect();
    let outcome = read("a.json.gz", &packed[..packed.len() - 40]);
    assert_eq!(
        outcome.fault_list(),
        [(Fault::Truncated, None)],
        "{}",
        outcome.details()
    );
    assert!(outcome.records.len() >= 3);
}

/// A damaged member between sound ones: what stands around it is read.
#[test]
fn damage_below_costs_what_it_hits() {
    let text = format!("[\n{}\n]", each(&objects(60), ",\n", Value::to_string));
    let mut members: Vec<Vec<u8>> = text.as_bytes().chunks(3000).map(gz).collect();
    let at = members[3].len() / 2;
    let end = members[3].len().min(at + 60);
    members[3][at..end].fill(0xff);
    let outcome = read("a.json.gz", &members.concat());
    let all: Vec<String> = (0..60).map(body).collect();
    let sound = outcome.texts().iter().filter(|text| all.contains(text)).count();
    assert!(sound >= 60 - 10, "{sound}: {}", outcome.details());
    assert_eq!(
        outcome
            .faults
            .iter()
            .filter(|item| item.fault == Fault::CorruptMember)
            .count(),
        1
    );
}

#[test]
fn json_that_holds_no_documents_is_named_and_not_damaged() {
    let cases = [
        ("package.json", "{\n  \"name\": \"x\",\n  \"version\": \"1\"\n}\n"),
        ("tags.json", "{\"name\": \"x\"}"),
        ("list.json", "[{\"name\": \"x\"}]"),
    ];
    for (name, text) in cases {
        let outcome = read(name, text.as_bytes());
        assert_eq!(outcome.fault_list(), [], "{name}");
        assert_eq!(outcome.skip_list(), [(SkipKind::Data, Some(1))], "{name}");
        assert!(outcome.reasons().contains("it has `name`"), "{}", outcome.reasons());
    }
}

/// A crawl without hits writes an empty array.
#[test]
fn json_without_objects_is_empty_and_not_damaged() {
    for text in ["[]", "[\n]\n", " [ ] ", "\u{feff}[]\r\n"] {
        let outcome = read("a.json", text.as_bytes());
        assert_eq!(outcome.fault_list(), [], "{text:?}");
        assert_eq!(outcome.skip_list(), [(SkipKind::Empty, None)], "{text:?}");
    }
}

#[test]
fn an_object_over_the_limit_costs_itself() {
    let options = Options {
        max_record_bytes: 20_000,
        ..Options::default()
    };
    let huge = json!({"text": "x".repeat(900_000), "links": []});
    for write in LAYOUTS.map(|(_, write)| write) {
        let text = write(&[object(0), object(1), huge.clone(), object(2), object(3)]);
        let outcome = read_with("a.json", text.as_bytes(), &options);
        assert_eq!(
            outcome.texts(),
            (0..4).map(body).collect::<Vec<_>>(),
            "{}",
            outcome.details()
        );
        assert_eq!(outcome.fault_list(), [(Fault::TooLarge, Some(3))]);
    }
}

/// Each of these takes minutes where the search for an end begins anew at every object.
#[test]
fn floods_of_objects_without_an_end_are_read_in_linear_time() {
    let cases = [
        "{\"text\":\"a\",\n".repeat(30_000),
        "{\"text\":[\n".repeat(30_000),
        "[{\"text\":\"a\n".repeat(30_000),
        "{\"a\":{".repeat(50_000),
        "{\"text\":\"a\"]".repeat(30_000),
        format!("{}{}", "{\"a\":[\n".repeat(30_000), "}".repeat(30_000)),
    ];
    for text in cases {
        let outcome = read("a.json", format!("[\n{text}").as_bytes());
        assert!(outcome.faults.len() + outcome.skipped.len() > 0, "{text:.30}");
        assert!(outcome.records.is_empty(), "{text:.30}");
    }
}

//! Damage in a grid: every action at every place costs what it hits and nothing else, and is counted once.

mod checksums;
mod random;

use chaffinch::internal::model::{Fault, SkipKind};

use crate::support::*;

const MEMBERS: usize = 20;

type Action = fn(&mut Vec<u8>, usize);

/// What can happen to bytes.
const ACTIONS: [(&str, Action); 5] = [
    ("flip", |bytes, at| bytes[at] ^= 0x55),
    ("zero", |bytes, at| {
        let end = (at + 12).min(bytes.len());
        bytes[at..end].fill(0);
    }),
    ("delete", |bytes, at| {
        bytes.remove(at);
    }),
    ("insert", |bytes, at| bytes.insert(at, 0xa7)),
    ("repeat", |bytes, at| {
        let copy = bytes[at..(at + 9).min(bytes.len())].to_vec();
        bytes.splice(at..at, copy);
    }),
];

/// Where in a member: its magic, its header, early and late in its data, its checksum, its length.
fn places(length: usize) -> [(&'static str, usize); 6] {
    [
        ("magic", 0),
        ("method", 2),
        ("early", length / 4),
        ("late", length * 3 / 4),
        ("checksum", length - 7),
        ("length", length - 2),
    ]
}

fn texts_without(hit: usize) -> Vec<String> {
    (0..MEMBERS).filter(|&k| k != hit).map(body).collect()
}

#[test]
fn a_damaged_member_costs_itself() {
    let mut failures = Vec::new();
    for (codec, compress) in [("gz", gz as fn(&[u8]) -> Vec<u8>), ("zst", zst)] {
        let members: Vec<Vec<u8>> = (0..MEMBERS).map(|k| compress(line(k).as_bytes())).collect();
        for hit in [0, 7, MEMBERS - 1] {
            for (place, at) in places(members[hit].len()) {
                for (action, apply) in ACTIONS {
                    let mut damaged = members.clone();
                    apply(&mut damaged[hit], at);
                    let outcome = read(&format!("a.jsonl.{codec}"), &damaged.concat());
                    let first_magic = hit == 0 && ["magic", "method"].contains(&place);
                    let whole = outcome.texts() == (0..MEMBERS).map(body).collect::<Vec<_>>();
                    let lost_one = outcome.texts() == texts_without(hit);
                    // Only the checksum tells that the member is not what it was: what is a line is kept, and the
                    // damage is said.
                    let texts = outcome.texts();
                    let others = texts_without(hit).iter().all(|text| texts.contains(text));
                    let doubted = others && outcome.details().contains("checksum is wrong");
                    // Without the magic at its start the file is none of this kind, and is named as such.
                    let right =
                        (lost_one && outcome.faults.len() == 1) || (whole && outcome.faults.len() <= 1) || doubted;
                    let refused = first_magic && outcome.records.is_empty() && !outcome.faults.is_empty();
                    if !right && !refused {
                        let (kept, faults) = (outcome.records.len(), outcome.details());
                        failures.push(format!("{codec} member {hit} {place} {action}: {kept} kept, {faults}"));
                    }
                }
            }
        }
    }
    assert_none(&failures);
}

#[test]
fn a_cut_file_keeps_what_came_before() {
    let many: Vec<u8> = (0..MEMBERS).flat_map(|k| gz(line(k).as_bytes())).collect();
    let one = gz((0..MEMBERS).map(line).collect::<String>().as_bytes());
    let frame = zst((0..4000).map(line).collect::<String>().as_bytes());
    for (name, bytes) in [("many.jsonl.gz", many), ("one.jsonl.gz", one), ("one.jsonl.zst", frame)] {
        let all = read(name, &bytes).texts();
        for cut in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
            let outcome = read(name, &bytes[..cut]);
            let texts = outcome.texts();
            assert_eq!(texts[..], all[..texts.len()], "{name} cut at {cut}");
            assert_eq!(
                outcome.fault_list(),
                [(Fault::Truncated, None)],
                "{name} cut at {cut}: {}",
                outcome.details()
            );
            assert!(!texts.is_empty(), "{name} cut at {cut}");
        }
    }
}

#[test]
fn a_member_that_outgrows_what_is_held_is_passed_on_and_flagged() {
    let lines: String = (0..3000).map(line).collect();
    let mut bytes = gz(lines.as_bytes());
    let at = bytes.len() - 6;
    bytes[at] ^= 1;
    bytes.extend(gz(line(3000).as_bytes()));
    let options = chaffinch::internal::sources::Options {
        max_held_bytes: 100_000,
        ..Default::default()
    };
    let outcome = read_with("a.jsonl.gz", &bytes, &options);
    assert_eq!(outcome.records.len(), 3001);
    assert_eq!(outcome.fault_list(), [(Fault::CorruptMember, None)]);
    assert!(outcome.details().contains("may be damaged"), "{}", outcome.details());
    let held = read("a.jsonl.gz", &bytes);
    assert_eq!(
        (held.texts(), held.fault_list()),
        (outcome.texts(), outcome.fault_list()),
        "one rule for both sizes"
    );
}

#[test]
fn lines_that_straddle_members_are_whole() {
    let text: String = (0..30).map(line).collect();
    let pieces: Vec<u8> = text.as_bytes().chunks(333).flat_map(gz).collect();
    let outcome = read("a.jsonl.gz", &pieces);
    assert_eq!(outcome.texts(), (0..30).map(body).collect::<Vec<_>>());
    assert!(outcome.faults.is_empty());
}

#[test]
fn what_lies_around_members_is_told_apart() {
    let member = gz(line(0).as_bytes());
    let skippable = [&0x184d_2a53_u32.to_le_bytes()[..], &4u32.to_le_bytes(), b"skip"].concat();
    let cases: [(&str, Vec<u8>, usize, &[Fault]); 8] = [
        ("padding.gz", [&member[..], &[0; 4096]].concat(), 1, &[]),
        ("between.gz", [&member[..], &[0; 512], &member].concat(), 2, &[]),
        ("empty.gz", [gz(b""), member.clone(), gz(b"")].concat(), 1, &[]),
        (
            "garbage.gz",
            [&member[..], b"not a member"].concat(),
            1,
            &[Fault::CorruptMember],
        ),
        (
            "middle.gz",
            [&member[..], b"not a member", &member].concat(),
            2,
            &[Fault::CorruptMember],
        ),
        ("nothing.gz", gz(b""), 0, &[]),
        (
            "frames.zst",
            [zst(line(0).as_bytes()), skippable.clone(), zst(line(1).as_bytes())].concat(),
            2,
            &[],
        ),
        (
            "cut.zst",
            [&zst(line(0).as_bytes())[..], &skippable[..10]].concat(),
            1,
            &[Fault::Truncated],
        ),
    ];
    for (name, bytes, records, faults) in cases {
        let outcome = read(name, &bytes);
        let found: Vec<Fault> = outcome.faults.iter().map(|item| item.fault).collect();
        assert_eq!(
            (outcome.records.len(), &found[..]),
            (records, faults),
            "{name}: {}",
            outcome.details()
        );
    }
}

#[test]
fn a_single_document_is_damaged_as_a_whole() {
    let bytes = gz(page_body(1).as_bytes());
    assert_eq!(read("a.html.gz", &bytes).texts(), [page_body(1)]);
    let cut = read("a.html.gz", &bytes[..bytes.len() - 20]);
    assert_eq!(
        (cut.records.len(), cut.fault_list()),
        (0, vec![(Fault::Truncated, None)])
    );
}

/// The Internet Archive's layout: a dictionary in a frame that others skip, plain or compressed, then a frame per record.
#[test]
fn frames_with_a_dictionary_that_the_file_brings_are_read() {
    let samples: Vec<Vec<u8>> = (0..400).map(page).collect();
    let dictionary = zstd::dict::from_samples(&samples, 4000).unwrap();
    let framed = |content: &[u8]| {
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        [&0x184d_2a5d_u32.to_le_bytes()[..], &size, content].concat()
    };
    let frames = |range: std::ops::Range<usize>| -> Vec<u8> {
        let mut packer = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
        range.flat_map(|k| packer.compress(&page(k)).unwrap()).collect()
    };
    for head in [framed(&dictionary), framed(&zst(&dictionary))] {
        let outcome = read("a.warc.zst", &[head.clone(), frames(0..20)].concat());
        assert_eq!(
            outcome.texts(),
            (0..20).map(page_body).collect::<Vec<_>>(),
            "{}",
            outcome.details()
        );
        assert!(outcome.faults.is_empty());
        // Another dictionary later on, and damage in a frame, which costs itself.
        let mut bad = frames(5..6);
        let middle = bad.len() / 2;
        bad[middle..middle + 9].fill(0xff);
        let bytes = [head.clone(), frames(0..5), bad, head, frames(6..9)].concat();
        let outcome = read("a.warc.zst", &bytes);
        let expected: Vec<String> = (0..9).filter(|&k| k != 5).map(page_body).collect();
        assert_eq!(
            (outcome.texts(), outcome.faults.len()),
            (expected, 1),
            "{}",
            outcome.details()
        );
    }
    let outcome = read("a.warc.zst", &frames(0..3));
    assert!(
        outcome
            .fault_list()
            .iter()
            .all(|fault| *fault == (Fault::Unsupported, None))
    );
    assert!(
        outcome
            .details()
            .contains("needs a dictionary that the file does not hold"),
        "{}",
        outcome.details()
    );
    let cut = read("a.warc.zst", &framed(&dictionary)[..1000]);
    assert_eq!(cut.fault_list(), [(Fault::Truncated, None)]);
}

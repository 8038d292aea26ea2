//! Damage in a grid: every action at every place costs what it hits and nothing else, and is counted once.

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

/// Flips a byte of the last ones of a member: in a gzip trailer the first 4 of 8 are the checksum, the others the length.
fn with_wrong_end(mut member: Vec<u8>, from_end: usize) -> Vec<u8> {
    let at = member.len() - from_end;
    member[at] ^= 0x21;
    member
}

/// What decodes is kept whatever the checksum says, and the damage is reported once, for any size and place.
#[test]
fn a_wrong_checksum_is_reported_and_costs_nothing() {
    let text = |range: std::ops::Range<usize>| range.map(line).collect::<String>().into_bytes();
    let ends = [
        (gz as fn(&[u8]) -> Vec<u8>, 8),
        (gz, 5),
        (gz, 4),
        (gz, 1),
        (zst, 4),
        (zst, 1),
    ];
    for (pack, from_end) in ends {
        for (lines, held) in [(1, 16 << 20), (50, 16 << 20), (400, 16 << 20), (400, 10_000)] {
            let options = chaffinch::internal::sources::Options {
                max_held_bytes: held,
                ..Default::default()
            };
            let bad = with_wrong_end(pack(&text(1..1 + lines)), from_end);
            // Alone, before, behind and between sound members; with the line in the middle split between two members.
            let split = text(1 + lines..2 + lines);
            let (half, rest) = split.split_at(40);
            let joined = with_wrong_end(pack(&[text(1..1 + lines), half.to_vec()].concat()), from_end);
            let files = [
                (bad.clone(), 1..1 + lines),
                ([pack(&text(0..1)), bad.clone()].concat(), 0..1 + lines),
                ([bad.clone(), pack(&text(1 + lines..9 + lines))].concat(), 1..9 + lines),
                ([pack(&text(0..1)), bad, pack(&split)].concat(), 0..2 + lines),
                ([joined, pack(rest)].concat(), 1..2 + lines),
            ];
            for (number, (bytes, expected)) in files.into_iter().enumerate() {
                let outcome = read_with("a.jsonl", &bytes, &options);
                let about = format!("{from_end} from the end, {lines} lines, held {held}, file {number}");
                assert_eq!(
                    outcome.texts(),
                    expected.map(body).collect::<Vec<_>>(),
                    "{about}: {}",
                    outcome.details()
                );
                assert_eq!(outcome.fault_list(), [(Fault::CorruptMember, None)], "{about}");
                assert!(outcome.details().contains("checksum is wrong"), "{}", outcome.details());
            }
        }
    }
}

#[test]
fn a_document_with_a_wrong_checksum_is_kept_and_said() {
    for (name, bytes) in [
        ("a.html.gz", gz(page_body(1).as_bytes())),
        ("a.html.zst", zst(page_body(1).as_bytes())),
    ] {
        let outcome = read(name, &with_wrong_end(bytes, 3));
        assert_eq!(outcome.texts(), [page_body(1)]);
        assert_eq!(outcome.fault_list(), [(Fault::CorruptMember, None)]);
    }
}

/// What was decoded before deflate data that is not valid is kept, in a small file as in a large one.
#[test]
fn lines_before_damage_inside_a_member_are_kept() {
    let lines: String = (0..3000).map(line).collect();
    for pack in [gz as fn(&[u8]) -> Vec<u8>, zst] {
        let mut bytes = pack(lines.as_bytes());
        let at = bytes.len() * 2 / 3;
        for (k, byte) in bytes[at..at + 64].iter_mut().enumerate() {
            *byte = u8::try_from(k * 37 % 251).unwrap();
        }
        bytes.extend(pack(line(3000).as_bytes()));
        for held in [16 << 20, 10_000] {
            let options = chaffinch::internal::sources::Options {
                max_held_bytes: held,
                ..Default::default()
            };
            let outcome = read_with("a.jsonl", &bytes, &options);
            let sound = outcome
                .texts()
                .iter()
                .zip(0..)
                .take_while(|(text, k)| **text == body(*k))
                .count();
            assert!(sound > 1000, "held {held}: {sound} sound lines; {}", outcome.details());
            assert_eq!(
                outcome.texts().last(),
                Some(&body(3000)),
                "held {held}: {}",
                outcome.details()
            );
            assert!(outcome.fault_list().contains(&(Fault::CorruptMember, None)));
        }
    }
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

#[test]
fn hundred_members_one_corrupt() {
    let mut members: Vec<Vec<u8>> = (0..100).map(|k| gz(line(k).as_bytes())).collect();
    let middle = members[50].len() / 2;
    members[50][middle] ^= 0xff;
    let from: usize = members[..50].iter().map(Vec::len).sum();
    let outcome = read("a.jsonl.gz", &members.concat());
    let texts = outcome.texts();
    assert!((0..100).filter(|&k| k != 50).all(|k| texts.contains(&body(k))));
    assert_eq!(outcome.fault_list()[0], (Fault::CorruptMember, None));
    assert!(
        outcome.details().contains(&format!("compressed bytes {from} to")),
        "{}",
        outcome.details()
    );
}

#[test]
fn bombs_stay_within_their_bounds() {
    let options = chaffinch::internal::sources::Options {
        max_record_bytes: 1 << 20,
        max_skip_bytes: 4 << 20,
        max_held_bytes: 1 << 20,
        ..Default::default()
    };
    let line_of = |mib: usize| [b"{\"text\":\"".to_vec(), vec![b'a'; mib << 20], b"\"}\n".to_vec()].concat();
    let skipped = [line(0).into_bytes(), line_of(2), line(1).into_bytes()].concat();
    let outcome = read_with("a.jsonl.gz", &gz(&skipped), &options);
    assert_eq!(
        (outcome.texts().len(), outcome.fault_list()),
        (2, vec![(Fault::TooLarge, Some(2))])
    );
    let endless = [line(0).into_bytes(), line_of(8), line(1).into_bytes()].concat();
    let outcome = read_with("a.jsonl.gz", &gz(&endless), &options);
    assert_eq!(
        (outcome.texts().len(), outcome.fault_list()),
        (1, vec![(Fault::TooLarge, Some(2))])
    );
    assert!(outcome.details().contains("is not read"));
    let document = read_with("a.txt.gz", &gz(&vec![b'a'; 2 << 20]), &options);
    assert_eq!(document.fault_list(), [(Fault::TooLarge, None)]);
    let twice = read("a.txt.gz", &gz(&gz(b"text")));
    assert_eq!(twice.skip_list(), [(SkipKind::Archive, None)]);
}

/// Damages one of many members or records in a random way; all others must come out as they went in.
fn random_damage(seed: u64) -> Result<(), String> {
    let mut random = Random(seed);
    let count = 6 + random.below(6);
    let hit = random.below(count);
    let (name, mut parts): (&str, Vec<Vec<u8>>) = match random.below(4) {
        0 => ("a.warc", (0..count).map(page).collect()),
        1 => ("a.warc.gz", (0..count).map(|k| gz(&page(k))).collect()),
        2 => ("a.warc.zst", (0..count).map(|k| zst(&page(k))).collect()),
        _ => ("a.jsonl.gz", (0..count).map(|k| gz(line(k).as_bytes())).collect()),
    };
    // The first bytes say what the file is; with other ones it is another kind of file.
    let first = if hit == 0 { 12 } else { 0 };
    let actions = random.below(3) + 1;
    for _ in 0..actions {
        let length = parts[hit].len();
        let at = first + random.below(length - first);
        ACTIONS[random.below(ACTIONS.len())].1(&mut parts[hit], at);
    }
    let outcome = read(name, &parts.concat());
    let text = |k: usize| if name.contains("warc") { page_body(k) } else { body(k) };
    let texts = outcome.texts();
    let lost: Vec<usize> = (0..count).filter(|&k| k != hit && !texts.contains(&text(k))).collect();
    // A member with a wrong checksum may hold line breaks that were none: each piece costs itself.
    let is_piece = |item: &&chaffinch::internal::model::Quarantined| item.detail.starts_with("JSON");
    let doubted = outcome.details().contains("checksum is wrong");
    let pieces = outcome.faults.iter().filter(|item| doubted && is_piece(item)).count();
    let counted = texts.len() + outcome.faults.len() - pieces;
    let about = format!("seed {seed}: {name}, {hit} of {count} hit, lost {lost:?}, {counted} counted");
    // What was hit may come out whole with garbage beside it, and two wounds may show as two.
    let right = lost.is_empty() && (count..=count + actions).contains(&counted);
    if right {
        Ok(())
    } else {
        Err(format!("{about}; {}", outcome.details()))
    }
}

#[test]
fn random_damage_costs_what_it_hits() {
    let failures: Vec<String> = (0..600).filter_map(|seed| random_damage(seed).err()).collect();
    assert_none(&failures);
}

/// Each of these takes minutes where a search begins anew at every place that looks like a start.
#[test]
fn floods_of_starts_are_read_in_linear_time() {
    let flood = |bytes: &[u8], times: usize| bytes.repeat(times);
    let header = b"WARC/1.0\r\nWARC-Type: response\r\n";
    let huge = [&header[..], b"Content-Length: 60000000\r\n\r\n"].concat();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("headers without an end", flood(header, 100_000)),
        (
            "headers without an end, then one",
            [flood(header, 30_000), b"\r\n\r\n".to_vec()].concat(),
        ),
        ("blocks that are not there", flood(&huge, 20_000)),
        ("version lines", flood(b"WARC/1.0\r\n", 200_000)),
        (
            "beginnings of version lines",
            [&page(0)[..], &flood(b"WARC/", 300_000)].concat(),
        ),
        (
            "members",
            [
                &gz(line(0).as_bytes())[..],
                &flood(b"\x1f\x8b\x08\0\0\0\0\0\0\0", 50_000),
            ]
            .concat(),
        ),
        (
            "names of members",
            [&gz(line(0).as_bytes())[..], &flood(b"\x1f\x8b\x08\x08x", 50_000)].concat(),
        ),
        (
            "frames",
            [
                &zst(line(0).as_bytes())[..],
                &flood(b"\x28\xb5\x2f\xfd\x24\x80", 50_000),
            ]
            .concat(),
        ),
        ("blank lines", flood(b"\n", 2_000_000)),
    ];
    for (name, bytes) in cases {
        let outcome = read("a", &bytes);
        assert!(!outcome.faults.is_empty() || name == "blank lines", "{name}");
        assert!(outcome.records.len() <= 1, "{name}");
    }
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

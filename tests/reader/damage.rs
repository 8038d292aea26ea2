//! Damage in a grid: every action at every place costs what it hits and nothing else, and is counted once.

use chaffinch::outcome::{Fault, SkipKind};

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
                    // Without the magic at its start the file is none of this kind, and is named as such.
                    let right = (lost_one && outcome.faults.len() == 1) || (whole && outcome.faults.len() <= 1);
                    let refused = first_magic && outcome.records.is_empty() && !outcome.faults.is_empty();
                    if !right && !refused {
                        let (kept, faults) = (outcome.records.len(), outcome.details());
                        failures.push(format!("{codec} member {hit} {place} {action}: {kept} kept, {faults}"));
                    }
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
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
    let options = chaffinch::reader::Options {
        max_held_bytes: 100_000,
        ..Default::default()
    };
    let outcome = read_with("a.jsonl.gz", &bytes, &options);
    assert_eq!(outcome.records.len(), 3001);
    assert_eq!(outcome.fault_list(), [(Fault::CorruptMember, None)]);
    assert!(outcome.details().contains("may be damaged"), "{}", outcome.details());
    let held = read("a.jsonl.gz", &bytes);
    assert_eq!(
        (held.records.len(), held.faults.len()),
        (1, 1),
        "held back: nothing of it is trusted"
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

#[test]
fn hundred_members_one_corrupt() {
    let mut members: Vec<Vec<u8>> = (0..100).map(|k| gz(line(k).as_bytes())).collect();
    let middle = members[50].len() / 2;
    members[50][middle] ^= 0xff;
    let from: usize = members[..50].iter().map(Vec::len).sum();
    let outcome = read("a.jsonl.gz", &members.concat());
    assert_eq!(outcome.records.len(), 99);
    assert_eq!(outcome.fault_list(), [(Fault::CorruptMember, None)]);
    assert!(
        outcome.details().contains(&format!("compressed bytes {from} to")),
        "{}",
        outcome.details()
    );
}

#[test]
fn bombs_stay_within_their_bounds() {
    let options = chaffinch::reader::Options {
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
    let counted = texts.len() + outcome.faults.len();
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
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
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

//! Random damage, floods of starts, and bombs.

use super::*;

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

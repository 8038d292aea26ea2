//! Members whose checksum or length is wrong.

use super::*;

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

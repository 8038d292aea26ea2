//! What recurs across the documents of one site goes, whatever the order, the threads and the memory, and after any edits a
//! build gives byte for byte what a build from nothing gives.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]
#![allow(clippy::disallowed_methods, reason = "the shards are our own")]

mod world;

use std::fs;
use std::path::Path;

use chaffinch::internal::config::Config;
use chaffinch::internal::corpus::{self, Manifest, Options, Source};
use chaffinch::internal::monitor::Silent;
use chaffinch::internal::sources::{self, Input};
use chaffinch::internal::trip::Pipeline;
use world::Dice;

const WORDS: [&str; 16] = [
    "lamp", "wick", "oil", "harbour", "reef", "tide", "mole", "quay", "sheep", "goat", "mayor", "bridge", "mill",
    "river", "rope", "barrel",
];
const QUOTED: &str = "Whoever moves the boundary stone shall give the parish a barrel of herring.";
const LEAST: u64 = 5;

/// Four paragraphs of words in an order of their own.
fn story(dice: &mut Dice) -> Vec<String> {
    let paragraph = |dice: &mut Dice| {
        let words: Vec<&str> = (0..14).map(|_| *dice.of(&WORDS)).collect();
        format!("On that day {}.", words.join(" "))
    };
    (0..4).map(|_| paragraph(dice)).collect()
}

fn notice(site: usize, number: usize) -> String {
    format!(
        "The courier of site {} comes out in {number} copies a week",
        ["one", "two", "three", "four", "five"][site % 5]
    )
}

/// A document of a site as a line of JSON; most have the site's notice, some a law that all sites quote.
fn document(dice: &mut Dice, site: usize) -> String {
    let mut blocks = story(dice);
    let number = dice.roll(9000);
    if dice.roll(6) > 0 {
        blocks.push(notice(site, number));
    }
    if dice.roll(2) > 0 {
        blocks.insert(1, QUOTED.to_owned());
    }
    let url = format!("https://www.site{site}.example/{number}");
    serde_json::json!({"text": blocks.join("\n\n"), "url": url}).to_string() + "\n"
}

fn write(folder: &Path, dice: &mut Dice) {
    let site = dice.roll(5);
    let lines: String = (0..1 + dice.roll(8)).map(|_| document(dice, site)).collect();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(format!("{}.jsonl", dice.roll(20))), lines).unwrap();
}

fn pipeline() -> (Config, Pipeline) {
    let config = Config::default();
    let pipeline = config.pipeline().unwrap();
    (config, pipeline)
}

fn build(inputs: &Path, out: &Path, options: &Options) -> Manifest {
    build_turned(inputs, out, options, 0)
}

/// With the inputs in another order: as if so many came last instead of first.
fn build_turned(inputs: &Path, out: &Path, options: &Options, turn: usize) -> Manifest {
    let (config, pipeline) = pipeline();
    let mut inputs = sources::find(&[Input::Path(inputs.to_owned())], &config.input).unwrap();
    let turn = turn % inputs.units.len().max(1);
    inputs.units.rotate_left(turn);
    corpus::build(&Source::new(&inputs, &config.input, &pipeline), out, options, &Silent).unwrap()
}

fn options(least: u64) -> Options {
    Options {
        template_documents: least,
        frame_size_bytes: 4 << 10,
        shard_size_bytes: 16 << 10,
        ..Options::default()
    }
}

/// What was removed as a template's: reasons and texts.
fn removed(out: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    // Where nothing was removed there is no folder.
    for shard in fs::read_dir(out.join("removals")).into_iter().flatten() {
        let bytes = zstd::decode_all(fs::File::open(shard.unwrap().path()).unwrap()).unwrap();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let row: serde_json::Value = serde_json::from_slice(line).unwrap();
            if row["rule"] == "other/template" {
                let field = |name: &str| row[name].as_str().unwrap().to_owned();
                all.push((field("reason"), field("text")));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn a_notice_of_one_site_goes_and_what_many_sites_quote_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let mut dice = Dice(7);
    fs::create_dir_all(&inputs).unwrap();
    for site in 0..5 {
        let mut lines: String = (0..12).map(|_| document(&mut dice, site)).collect();
        if site == 4 {
            // One page of a site of its own, fetched a dozen times: none of it recurs.
            let once = document(&mut dice, 9);
            lines += &once.repeat(12);
        }
        fs::write(inputs.join(format!("{site}.jsonl")), lines).unwrap();
    }
    build(&inputs, &out, &options(LEAST));
    let removed = removed(&out);
    assert!(removed.len() > 30, "{}", removed.len());
    assert!(
        removed
            .iter()
            .all(|(reason, text)| text.starts_with("The courier of site")
                && reason.starts_with("stands in ")
                && !reason.contains("site9")),
        "{removed:#?}"
    );
    build(&inputs, &out, &options(0));
    assert!(self::removed(&out).is_empty());
}

#[test]
fn neither_edits_nor_order_nor_threads_nor_memory_show_in_the_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let [inputs, out, reference] = ["in", "out", "reference"].map(|name| folder.path().join(name));
    let mut dice = Dice(11 << 32);
    (0..14).for_each(|_| write(&inputs, &mut dice));
    build(&inputs, &out, &options(LEAST));
    for step in 0..6 {
        match dice.roll(4) {
            0 => {
                let mut paths: Vec<_> = fs::read_dir(&inputs)
                    .unwrap()
                    .map(|entry| entry.unwrap().path())
                    .collect();
                paths.sort();
                fs::remove_file(dice.of(&paths)).unwrap();
            }
            _ => write(&inputs, &mut dice),
        }
        let again = Options {
            threads: 1 + dice.roll(3),
            memory_bytes: [1 << 14, 1 << 30][dice.roll(2)],
            ..options(LEAST)
        };
        let manifest = build_turned(&inputs, &out, &again, step);
        let fresh = Options {
            fresh: true,
            ..options(LEAST)
        };
        build_turned(&inputs, &reference, &fresh, 2 * step);
        assert!(
            world::corpus(&out) == world::corpus(&reference),
            "step {step}: {:?}",
            manifest.counts
        );
        assert!(manifest.counts.hold() && !removed(&out).is_empty(), "step {step}");
    }
    let shard = fs::read_dir(out.join("documents"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = fs::read(&shard).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xFF;
    fs::write(&shard, bytes).unwrap();
    let (config, pipeline) = pipeline();
    let inputs = sources::find(&[Input::Path(inputs)], &config.input).unwrap();
    corpus::repair(
        &Source::new(&inputs, &config.input, &pipeline),
        &out,
        &options(LEAST),
        &Silent,
    )
    .unwrap();
    assert!(world::corpus(&out) == world::corpus(&reference), "after repair");
    assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, []);
}

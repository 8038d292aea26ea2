//! With the real readers, stages and rules: after any edits of documents, settings and phrase rules a build gives byte for byte what a
//! build from nothing gives, and documents that a changed rule does not touch are neither read nor cleaned.
//!
//! `INCREMENTS_SEQUENCES` sets how many random sequences are tried, `INCREMENTS_SEED` the first; a failure names its seed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chaffinch::internal::config::Config;
use chaffinch::internal::corpus::{self, Manifest, Source};
use chaffinch::internal::model::{Outcome, Quarantined, Record};
use chaffinch::internal::monitor::Silent;
use chaffinch::internal::sources::{self, Input};
use chaffinch::internal::strip::{Judged, Templates};
use chaffinch::internal::trip::{Cleaner, Extracted, Pipeline, Stations, Touches};
use world::Dice;

/// Packs by name; several are read in the order of a setting.
const PACKS: [(&str, &str); 7] = [
    (
        "block",
        "name = 'lantern'\nphrases.en = ['subscribe to the lantern', 'harbour & light*']",
    ),
    (
        "wide",
        "name = 'lantern'\nmax_chars = 400\nphrases.en = ['subscribe to the lantern', 'harbour & light*']",
    ),
    (
        "weak",
        "name = 'tides'\nweak = true\nphrases.en = ['tides of', '^more']",
    ),
    (
        "words",
        "name = 'words'\nscope = 'vocabulary'\nphrases.en = ['north', 'south', 'east', 'west', 'tickets']",
    ),
    (
        "section",
        "name = 'section'\nscope = 'section'\nphrases.en = ['^more from the harbour']",
    ),
    (
        "protect",
        "name = 'stay'\nscope = 'protect'\nphrases.en = ['share this', 'all rights reserved']",
    ),
    ("inline", "name = 'glued'\nscope = 'inline'\nphrases.en = ['>see too']"),
];
const SETTINGS: [&str; 6] = [
    "",
    "strip.main_content.enabled = false",
    "strip.allow = ['share', 'newsletter/sign-up']",
    "filter.min_chars = 90",
    "render.format = 'markdown'",
    "normalize.nfc = false",
];
const SENTENCES: [&str; 16] = [
    "The harbour was quiet when the last boat came in, and the light on the mole had been out for an hour.",
    "Subscribe to the lantern",
    "Nobody had counted the tides of that year, though three people were paid to do so by the town.",
    "More from the harbour",
    "Share this article",
    "© 2024 The Lantern. All rights reserved.",
    "North",
    "Tickets",
    "Sign up for our newsletter",
    "He wrote it down. See too: Why the mole is dark this winter",
    "By the end of March the committee had met four times, heard nine witnesses and eaten most of the biscuits.",
    "Related articles",
    "More than a hundred people stood on the quay, and none of them had thought to bring a lamp.",
    "Advertisement",
    "Café Zürich – 12 €",
    "We use cookies to improve your experience.",
];

fn blocks(dice: &mut Dice) -> Vec<&'static str> {
    (0..2 + dice.roll(9)).map(|_| *dice.of(&SENTENCES)).collect()
}

fn page(dice: &mut Dice) -> String {
    let tags = ["p", "p", "p", "h2", "li", "div", "td"];
    let mut body = String::new();
    for text in blocks(dice) {
        let tag = dice.of(&tags);
        body += &match dice.roll(4) {
            0 => format!("<{tag}><a href='/x{}'>{text}</a></{tag}>\n", dice.roll(3)),
            _ => format!("<{tag} class='c{}'>{text}</{tag}>\n", dice.roll(3)),
        };
    }
    format!(
        "<html><head><title>Page {}</title></head><body><div id=main>{body}</div></body></html>",
        dice.roll(3)
    )
}

fn lines(dice: &mut Dice) -> String {
    let line = |dice: &mut Dice| match dice.roll(9) {
        0 => "{torn".to_owned(),
        number => serde_json::json!({"text": blocks(dice).join("\n\n"), "rank": number as f64 / 7.0}).to_string(),
    };
    (0..1 + dice.roll(12)).map(|_| line(dice) + "\n").collect()
}

fn write(folder: &Path, dice: &mut Dice) {
    let number = dice.roll(30);
    let (name, bytes) = match dice.roll(5) {
        0 => (format!("{number}.jsonl"), lines(dice).into_bytes()),
        1 => (format!("{number}.txt"), blocks(dice).join("\n\n").into_bytes()),
        2 => (
            format!("{number}.md"),
            format!("---\ntitle: Day {number}\n---\n\n{}", blocks(dice).join("\n\n")).into_bytes(),
        ),
        3 => (
            format!("{number}.html"),
            page(dice)
                .into_bytes()
                .into_iter()
                .filter(u8::is_ascii)
                .chain(*b"caf\xe9")
                .collect(),
        ),
        _ => (format!("sub/{number}.html"), page(dice).into_bytes()),
    };
    fs::create_dir_all(folder.join("sub")).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}

/// A pipeline that notes what it was asked to do.
struct Noting<'a> {
    pipeline: &'a Pipeline,
    extracted: Mutex<Vec<String>>,
    finished: Mutex<Vec<String>>,
}

impl Stations for Noting<'_> {
    fn extract(&self, record: Record) -> Result<Extracted, Quarantined> {
        self.extracted
            .lock()
            .unwrap()
            .push(record.provenance.source.to_string());
        self.pipeline.extract(record)
    }
    fn judge(&self, extracted: &Extracted, templates: &Templates) -> Judged {
        self.pipeline.judge(extracted, templates)
    }
    fn finish(&self, extracted: Extracted, judged: Judged) -> Outcome {
        self.finished
            .lock()
            .unwrap()
            .push(extracted.provenance.source.to_string());
        self.pipeline.finish(extracted, judged)
    }
}

impl Cleaner for Noting<'_> {
    fn phrases(&self) -> String {
        self.pipeline.phrases()
    }
    fn touches(&self, before: &str) -> Option<Touches> {
        self.pipeline.touches(before)
    }
}

/// Pipelines are kept, as compiling all rules takes a while.
#[derive(Default)]
struct Bench {
    pipelines: BTreeMap<(Vec<usize>, usize), (Config, Pipeline)>,
}

impl Bench {
    /// Builds with packs and a setting by their numbers; returns what was decoded and parsed, and what was judged.
    fn build(
        &mut self,
        root: &Path,
        out: &Path,
        how: &(Vec<usize>, usize),
        fresh: bool,
    ) -> (Manifest, [Vec<String>; 2]) {
        let (config, pipeline) = self.pipelines.entry(how.clone()).or_insert_with(|| settings(root, how));
        let (root, input) = (root.join("in"), &config.input);
        let inputs = sources::find(&[Input::Path(root)], input).unwrap();
        let stages = Noting {
            pipeline,
            extracted: Mutex::default(),
            finished: Mutex::default(),
        };
        let source = Source {
            cleaner: &stages,
            fingerprints: BTreeMap::from(pipeline.fingerprints()),
            ..Source::new(&inputs, input, pipeline)
        };
        let options = corpus::Options {
            fresh,
            frame_size_bytes: 4 << 10,
            shard_size_bytes: 16 << 10,
            ..config.output.clone()
        };
        let manifest = corpus::build(&source, out, &options, &Silent).unwrap();
        let done = [stages.extracted, stages.finished].map(|list| {
            let mut names = list.into_inner().unwrap();
            // Threads finish in any order.
            names.sort();
            names
        });
        (manifest, done)
    }
}

fn settings(root: &Path, (packs, setting): &(Vec<usize>, usize)) -> (Config, Pipeline) {
    let path = |number: &usize| -> PathBuf {
        let (name, rule) = PACKS[*number];
        let path = root.join(format!("{name}.toml"));
        let pack = format!("class = 'newsletter'\n[[rule]]\nabout = 'x'\n{rule}\n");
        fs::write(&path, pack).unwrap();
        path
    };
    let packs: Vec<PathBuf> = packs.iter().map(path).collect();
    let mut layers = chaffinch::internal::config::Layers::new();
    layers.add_document("test", SETTINGS[*setting]);
    let mut config = layers.finish().unwrap();
    config.strip.packs = packs;
    config.output.cache_percent = 10_000;
    let pipeline = config.pipeline().unwrap();
    (config, pipeline)
}

/// Some rows of packs, few enough that a run meets the same ones again.
fn packs(dice: &mut Dice) -> Vec<usize> {
    const ROWS: [&[usize]; 9] = [
        &[],
        &[0],
        &[1],
        &[0, 6, 2],
        &[2, 0, 6],
        &[3, 4],
        &[4, 5, 3],
        &[0, 2, 3, 4, 5, 6],
        &[5],
    ];
    dice.of(&ROWS).to_vec()
}

fn sequence(seed: u64, root: &Path, bench: &mut Bench) {
    let mut dice = Dice(seed << 32);
    let (inputs, out, reference) = (root.join("in"), root.join("out"), root.join("reference"));
    for folder in [&inputs, &out, &reference] {
        let _ = fs::remove_dir_all(folder);
    }
    (0..40).for_each(|_| write(&inputs, &mut dice));
    let mut how = (packs(&mut dice), 0);
    bench.build(root, &out, &how, false);
    for step in 0..5 {
        match dice.roll(6) {
            0 => how.1 = dice.roll(SETTINGS.len()),
            1 | 2 => (0..3).for_each(|_| write(&inputs, &mut dice)),
            _ => how.0 = packs(&mut dice),
        }
        let (manifest, _) = bench.build(root, &out, &how, false);
        let (fresh, _) = bench.build(root, &reference, &how, true);
        assert!(
            world::corpus(&out) == world::corpus(&reference),
            "seed {seed}, step {step}, {how:?}: {:?} {:?}",
            manifest.counts,
            fresh.counts
        );
    }
    assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, [], "seed {seed}");
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

#[test]
fn any_rules_and_settings_give_what_a_build_from_nothing_gives() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Bench::default();
    let first = number("INCREMENTS_SEED", 0);
    for seed in first..first + number("INCREMENTS_SEQUENCES", 2) {
        sequence(seed, folder.path(), &mut bench);
    }
}

#[test]
fn a_changed_rule_decodes_and_parses_nothing_and_judges_what_it_touches() {
    let folder = tempfile::tempdir().unwrap();
    let (root, out) = (folder.path(), folder.path().join("out"));
    fs::create_dir_all(root.join("in")).unwrap();
    for (name, text) in [("a", 0), ("b", 1), ("c", 10), ("d", 12)] {
        let page = format!(
            "<body><article><p>{}</p><p>{}</p></article></body>",
            SENTENCES[2], SENTENCES[text]
        );
        fs::write(root.join("in").join(format!("{name}.html")), page).unwrap();
    }
    std::thread::sleep(std::time::Duration::from_millis(20));
    let mut bench = Bench::default();
    let mut done = |packs: &[usize], setting| bench.build(root, &out, &(packs.to_vec(), setting), false).1;
    let none = [""; 0];
    assert_eq!(done(&[], 0)[0].len(), 4);
    let [extracted, finished] = done(&[0], 0);
    assert_eq!(
        (extracted, finished),
        (
            none.map(str::to_owned).to_vec(),
            vec!["a.html".to_owned(), "b.html".to_owned()]
        )
    );
    let [extracted, finished] = done(&[0, 6], 0);
    assert!(
        extracted.is_empty() && finished.is_empty(),
        "{extracted:?} {finished:?}"
    );
    let [extracted, finished] = done(&[0, 6], 3);
    assert!(
        extracted.is_empty() && finished.len() == 4,
        "{extracted:?} {finished:?}"
    );
}

//! A build on an existing corpus gives byte for byte what a build from nothing gives, after any edits.
//!
//! `INCREMENTS_SEQUENCES` sets how many random sequences are tried, `INCREMENTS_SEED` the first; a failure names its seed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod repair;
mod single;

#[path = "../world/mod.rs"]
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use chaffinch::internal::corpus::{self, Error, Manifest, Options, Report, Source};
use chaffinch::internal::driver::Reading;
use chaffinch::internal::monitor::Silent;
use chaffinch::internal::sources::{Input, Inputs, Piece, Stamp, Unit};
use chaffinch::internal::trip::RULES;
use world::{Dice, Stop};

/// What stands between the records of a file.
const BREAK: &str = "\n=====\n";

trait Texts {
    fn text(&mut self) -> String;
    fn texts(&mut self) -> Vec<String>;
}

impl Texts for Dice {
    /// One of few texts, so that many are equal.
    fn text(&mut self) -> String {
        match self.roll(30) {
            0 => "!torn".to_owned(),
            1 => "-only chaff".to_owned(),
            2 => "?bug".to_owned(),
            3 => "~picture".to_owned(),
            _ => {
                let of = self.roll(60);
                format!("-chaff {}\nText {of} {}", self.roll(3), "word ".repeat(of * 3))
            }
        }
    }

    fn texts(&mut self) -> Vec<String> {
        (0..1 + self.roll(6)).map(|_| self.text()).collect()
    }
}

/// What is set beside the inputs.
#[derive(Clone)]
struct Settings {
    options: Options,
    /// A setting of a later stage.
    rule: u64,
    /// A phrase rule.
    phrase: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            options: Options {
                allow_shrink: true,
                ..Options::default()
            },
            rule: 0,
            phrase: 0,
        }
    }
}

impl Settings {
    fn stages(&self) -> world::Lines {
        world::Lines {
            also: ["", "Text 1", "Text 33", "cha"][self.phrase].to_owned(),
        }
    }

    fn fingerprints(&self) -> BTreeMap<String, String> {
        let rule = ("strip".to_owned(), self.rule.to_string());
        BTreeMap::from([rule, (RULES.to_owned(), self.phrase.to_string())])
    }
}

fn units(folder: &Path) -> Inputs {
    let mut units: Vec<Unit> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| Unit {
            input: Input::Path(entry.path().to_owned()),
            source: entry.path().strip_prefix(folder).unwrap().to_str().unwrap().into(),
            size_bytes: entry.metadata().unwrap().len(),
            stamp: Some(Stamp::from(&entry.metadata().unwrap())),
        })
        .collect();
    units.sort_by(|a, b| a.source.cmp(&b.source));
    Inputs {
        units,
        ..Inputs::default()
    }
}

fn read(unit: &Unit) -> Box<dyn Iterator<Item = Piece> + Send> {
    let Input::Path(path) = &unit.input else {
        return Box::new(std::iter::empty());
    };
    let text = fs::read_to_string(path).unwrap();
    let texts = text.split(BREAK).map(str::to_owned).collect();
    Box::new(world::items(unit.source.clone(), texts))
}

fn build(folder: &Path, out: &Path, settings: &Settings, fresh: bool) -> Result<Manifest, Error> {
    build_counting(folder, out, settings, fresh).map(|(manifest, _)| manifest)
}

/// Builds, and says which units were read.
fn build_counting(
    folder: &Path,
    out: &Path,
    settings: &Settings,
    fresh: bool,
) -> Result<(Manifest, Vec<String>), Error> {
    let options = Options {
        fresh,
        ..settings.options.clone()
    };
    counting(folder, settings, |source| corpus::build(source, out, &options, &Silent))
}

/// Builds until so many records are read; says whether it was interrupted.
fn interrupt(folder: &Path, out: &Path, settings: &Settings, records: u64) -> bool {
    let stop = Stop(AtomicU64::new(records));
    let built = counting(folder, settings, |source| {
        corpus::build(source, out, &settings.options, &stop)
    });
    match built {
        Ok(_) => false,
        Err(Error::Interrupted) => true,
        Err(error) => panic!("{error}"),
    }
}

/// Repairs, and says which units were read.
fn repair(folder: &Path, out: &Path, settings: &Settings) -> Result<(Report, Vec<String>), Error> {
    counting(folder, settings, |source| {
        corpus::repair(source, out, &settings.options, &Silent)
    })
}

/// Runs `work` over the files of a folder, and says which of them were read.
fn counting<T>(
    folder: &Path,
    settings: &Settings,
    work: impl FnOnce(&Source<'_>) -> Result<T, Error>,
) -> Result<(T, Vec<String>), Error> {
    let inputs = units(folder);
    let reads = Mutex::new(Vec::new());
    let counted = |unit: &Unit| {
        reads.lock().unwrap().push(unit.source.to_string());
        read(unit)
    };
    let result = work(&Source {
        reading: Reading {
            inputs: &inputs,
            reader: &counted,
        },
        cleaner: &settings.stages(),
        fingerprints: settings.fingerprints(),
    })?;
    Ok((result, reads.into_inner().unwrap()))
}

fn bytes_of(out: &Path) -> BTreeMap<String, Vec<u8>> {
    world::corpus(out)
}

/// The corpus without what only aids the next build.
fn corpus_of(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let files = files.iter().filter(|(path, _)| !world::is_aid(path));
    files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths = a.keys().chain(b.keys());
    let differ = paths.filter(|path| a.get(*path) != b.get(*path));
    differ
        .map(|path| format!("{path} {:?} {:?}", a.get(path).map(Vec::len), b.get(path).map(Vec::len)))
        .collect()
}

fn write(path: &Path, texts: &[String]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, texts.join(BREAK)).unwrap();
}

fn records(path: &Path) -> Vec<String> {
    fs::read_to_string(path)
        .unwrap()
        .split(BREAK)
        .map(str::to_owned)
        .collect()
}

/// Does one random edit and says what it was.
fn edit(folder: &Path, settings: &mut Settings, dice: &mut Dice) -> String {
    let inputs = units(folder);
    let paths: Vec<PathBuf> = inputs
        .units
        .iter()
        .map(|unit| folder.join(unit.source.as_ref()))
        .collect();
    let new = folder
        .join(["", "sub/", "a/b/"][dice.roll(3)])
        .join(format!("{:02}.txt", dice.roll(60)));
    if paths.is_empty() {
        write(&new, &dice.texts());
        return "add to nothing".to_owned();
    }
    let path = &paths[dice.roll(paths.len())];
    let mut texts = records(path);
    match dice.roll(15) {
        0 => write(&new, &dice.texts()),
        1 => write(path, &dice.texts()),
        2 => write(path, &[texts, dice.texts()].concat()),
        3 => write(path, &texts[..texts.len() / 2]),
        4 => fs::remove_file(path).unwrap(),
        5 => {
            fs::create_dir_all(new.parent().unwrap()).unwrap();
            fs::rename(path, &new).unwrap();
        }
        6 => fs::File::open(path)
            .unwrap()
            .set_modified(std::time::UNIX_EPOCH)
            .unwrap(),
        7 => write(&new, &texts),
        8 => settings.options.added = Some(format!("2026-01-0{}T00:00:00Z", 1 + dice.roll(9))),
        9 => settings.rule = dice.roll(2) as u64,
        12 | 13 => settings.phrase = dice.roll(4),
        10 => {
            // A record moves to another file.
            let moved = texts.remove(dice.roll(texts.len()));
            write(path, &texts);
            let other = &paths[dice.roll(paths.len())];
            write(other, &[records(other), vec![moved]].concat());
        }
        11 => {
            let at = dice.roll(texts.len());
            texts[at] = dice.text();
            write(path, &texts);
        }
        _ => (0..5).for_each(|_| write(&folder.join(format!("many/{:02}.txt", dice.roll(40))), &dice.texts())),
    }
    format!("{} or {}", path.display(), new.display())
}

/// Until then the file system's clock cannot tell what is written now from what is written next, and files are read again.
fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(12));
}

fn sequence(seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(seed << 32);
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    for number in 0..dice.roll(50) {
        write(&inputs.join(format!("{number:02}.txt")), &dice.texts());
    }
    fs::create_dir_all(&inputs).unwrap();
    let mut settings = Settings::default();
    settings.options.threads = 2;
    settings.options.frame_size_bytes = 1 << (9 + dice.roll(5));
    settings.options.shard_size_bytes = 1 << (11 + dice.roll(5));
    settings.options.cache_percent = [0, 20, 95, 10_000][dice.roll(4)];
    build(&inputs, &out, &settings, false).unwrap();
    for step in 0..5 {
        if dice.roll(2) == 0 {
            settle();
        }
        let mut what: Vec<_> = (0..1 + dice.roll(3))
            .map(|_| edit(&inputs, &mut settings, &mut dice))
            .collect();
        if dice.roll(3) == 0 {
            settle();
            interrupt(&inputs, &out, &settings, 1 + dice.roll(60) as u64);
            what.push(edit(&inputs, &mut settings, &mut dice));
        }
        let built = build(&inputs, &out, &settings, false);
        let manifest = built.unwrap_or_else(|error| panic!("seed {seed}, step {step}, {what:?}: {error}"));
        let reference = folder.path().join(format!("reference-{step}"));
        build(&inputs, &reference, &settings, true).unwrap();
        let differ = differing(&bytes_of(&out), &bytes_of(&reference));
        assert!(differ.is_empty(), "seed {seed}, step {step}, {what:?}: {differ:?}");
        assert_eq!(
            Manifest::read(&out).unwrap(),
            Some(manifest),
            "seed {seed}, step {step}"
        );
    }
    assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, [], "seed {seed}");
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

#[test]
fn any_edits_give_what_a_build_from_nothing_gives() {
    let first = number("INCREMENTS_SEED", 0);
    for seed in first..first + number("INCREMENTS_SEQUENCES", 8) {
        sequence(seed);
    }
}

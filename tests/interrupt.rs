//! A build that is asked to stop, at any moment and in any phase, says so, and the next one goes on with what it did.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use chaffinch::internal::corpus::{self, Error, Manifest, Options, Source};
use chaffinch::internal::driver::Reading;
use chaffinch::internal::model::{Outcome, Quarantined, Record};
use chaffinch::internal::monitor::{Counter, Monitor, Silent};
use chaffinch::internal::sources::{Input, Inputs, Stamp, Unit};
use chaffinch::internal::strip::{Judged, Templates};
use chaffinch::internal::trip::{Cleaner, Extracted, RULES, Stations, Touches};
use world::Lines;

/// Moments in each build at which it is asked to stop.
const MOMENTS: u64 = 5;

/// Asks to stop from the so-manieth time on that it is asked.
struct StopAt {
    asked: AtomicU64,
    stop_at: u64,
}

impl StopAt {
    fn new(stop_at: u64) -> Self {
        let asked = AtomicU64::new(0);
        StopAt { asked, stop_at }
    }
}

impl Monitor for StopAt {
    fn expect_bytes(&self, _: u64) {}
    fn count(&self, _: Counter, _: u64) {}
    fn quarantined(&self, _: &Quarantined) {}
    fn phase(&self, _: &str, _: Option<&Path>) {}
    fn cancelled(&self) -> bool {
        self.asked.fetch_add(1, Ordering::SeqCst) >= self.stop_at
    }
}

/// Counts how often documents are cleaned, whether from their input or from the cache.
#[derive(Default)]
struct Counted {
    lines: Lines,
    extracted: AtomicU64,
    finished: AtomicU64,
}

impl Stations for Counted {
    fn extract(&self, record: Record) -> Result<Extracted, Quarantined> {
        self.extracted.fetch_add(1, Ordering::SeqCst);
        self.lines.extract(record)
    }

    fn judge(&self, extracted: &Extracted, templates: &Templates) -> Judged {
        self.lines.judge(extracted, templates)
    }

    fn finish(&self, extracted: Extracted, judged: Judged) -> Outcome {
        self.finished.fetch_add(1, Ordering::SeqCst);
        self.lines.finish(extracted, judged)
    }
}

impl Cleaner for Counted {
    fn phrases(&self) -> String {
        self.lines.phrases()
    }

    fn touches(&self, before: &str) -> Option<Touches> {
        self.lines.touches(before)
    }
}

/// A folder of small files, and how it is built.
struct Case {
    inputs: Inputs,
    options: Options,
    /// The value of a setting of a later stage.
    rule: u64,
    also: &'static str,
}

impl Case {
    fn new(folder: &Path, threads: usize) -> Self {
        let options = Options {
            threads,
            memory_bytes: 64 << 10,
            ..Options::default()
        };
        Case {
            inputs: inputs(folder),
            options,
            rule: 0,
            also: "",
        }
    }

    fn build(&self, out: &Path, stages: &Counted, monitor: &dyn Monitor) -> Result<Manifest, Error> {
        let fingerprints = [("strip", self.rule.to_string()), (RULES, self.also.to_owned())];
        let reader = world::reader(|unit| {
            let Input::Path(path) = &unit.input else {
                panic!("only files")
            };
            Box::new(world::items(
                unit.source.clone(),
                vec![fs::read_to_string(path).unwrap()],
            ))
        });
        let source = Source {
            reading: Reading {
                inputs: &self.inputs,
                reader: &reader,
            },
            cleaner: stages,
            fingerprints: fingerprints.map(|(name, value)| (name.to_owned(), value)).into(),
        };
        corpus::build(&source, out, &self.options, monitor)
    }

    fn stages(&self) -> Counted {
        let also = self.also.to_owned();
        Counted {
            lines: Lines { also },
            ..Counted::default()
        }
    }

    /// The corpus that a build from nothing gives.
    fn reference(&self, out: &Path) -> BTreeMap<String, Vec<u8>> {
        self.build(out, &self.stages(), &Silent).unwrap();
        world::corpus(out)
    }

    /// Stops a build of `out`, which `prepare` makes, at many moments, and goes on; `extracts` is how many documents may be read in
    /// all, and every one may be judged but once and a tenth more.
    fn stop_and_go_on(&self, folder: &Path, prepare: &dyn Fn(&Path), extracts: u64) {
        let reference = self.reference(&folder.join("reference"));
        let whole = folder.join("whole");
        prepare(&whole);
        let (never, stages) = (StopAt::new(u64::MAX), self.stages());
        self.build(&whole, &stages, &never).unwrap();
        let (asked, judged) = (never.asked.into_inner(), stages.finished.into_inner());
        let mut interrupted = 0;
        for moment in 0..=MOMENTS {
            let out = folder.join(format!("out-{moment}"));
            prepare(&out);
            let (monitor, stages) = (StopAt::new(asked * moment / MOMENTS), self.stages());
            match self.build(&out, &stages, &monitor) {
                Ok(_) => {}
                Err(Error::Interrupted) => interrupted += 1,
                Err(error) => panic!("moment {moment}: {error}"),
            }
            self.build(&out, &stages, &Silent).unwrap();
            assert!(world::corpus(&out) == reference, "moment {moment}: other bytes");
            let again = stages.finished.into_inner().saturating_sub(judged);
            assert!(again <= judged / 10, "moment {moment}: {again} of {judged} again");
            let extracted = stages.extracted.into_inner();
            assert!(
                extracted <= extracts + extracts / 10,
                "moment {moment}: {extracted} read"
            );
            assert!(!out.join(".work").exists(), "moment {moment}");
        }
        assert!(interrupted > MOMENTS / 2, "{interrupted} builds were interrupted");
    }
}

/// Files of one document each, some of them equal, some with something to strip.
fn write(folder: &Path, numbers: std::ops::Range<u64>) {
    fs::create_dir_all(folder).unwrap();
    for number in numbers {
        let text = format!(
            "-share\nText {}\n{}",
            number / 10 * 9,
            "word ".repeat(number as usize % 50)
        );
        fs::write(folder.join(format!("{number:05}.txt")), text).unwrap();
    }
    // Files that are as young as the build cannot be told from those that change while it runs.
    std::thread::sleep(std::time::Duration::from_millis(12));
}

fn inputs(folder: &Path) -> Inputs {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let unit = |path: std::path::PathBuf| {
        let stamp = Stamp::of(&path).unwrap();
        Unit {
            source: path.file_name().unwrap().to_str().unwrap().into(),
            input: Input::Path(path),
            size_bytes: stamp.size_bytes,
            stamp: Some(stamp),
        }
    };
    Inputs {
        units: paths.into_iter().map(unit).collect(),
        ..Inputs::default()
    }
}

#[test]
fn a_first_build_is_gone_on_with() {
    for threads in [1, 2, 8] {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("in");
        write(&files, 0..1500);
        let case = Case::new(&files, threads);
        case.stop_and_go_on(folder.path(), &|_| {}, 1500);
    }
}

#[test]
fn an_update_is_gone_on_with() {
    for threads in [1, 8] {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("in");
        write(&files, 0..500);
        let before = Case::new(&files, threads);
        write(&files, 400..1500);
        let case = Case::new(&files, threads);
        let prepare = |out: &Path| drop(before.build(out, &before.stages(), &Silent).unwrap());
        case.stop_and_go_on(folder.path(), &prepare, 1100);
    }
}

/// Where later settings or phrase rules change, the documents come from the cache: none is read again for an interruption.
#[test]
fn judging_again_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("in");
    write(&files, 0..3000);
    for (threads, rule, also) in [(1, 1, ""), (8, 1, ""), (2, 0, "Text 9")] {
        let before = Case::new(&files, threads);
        let case = Case {
            rule,
            also,
            ..Case::new(&files, threads)
        };
        let prepare = |out: &Path| drop(before.build(out, &before.stages(), &Silent).unwrap());
        case.stop_and_go_on(&folder.path().join(format!("{threads}")), &prepare, 0);
    }
}

/// While old documents are judged again, files change and go, and the build is interrupted again and again.
#[test]
fn changes_between_interruptions_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (files, out) = (folder.path().join("in"), folder.path().join("out"));
    write(&files, 0..3000);
    let before = Case::new(&files, 2);
    before.build(&out, &before.stages(), &Silent).unwrap();
    let texts: Vec<_> = (0..60)
        .map(|number| files.join(format!("{:05}.txt", number * 50)))
        .collect();
    let kept: Vec<_> = texts.iter().map(|path| fs::read(path).unwrap()).collect();
    let mut interrupted = 0;
    for round in 0..6_usize {
        for (number, path) in texts.iter().enumerate() {
            match (number + round) % 3 {
                0 => drop(fs::remove_file(path)),
                1 => fs::write(path, format!("Text new {number} {round}")).unwrap(),
                _ => fs::write(path, &kept[number]).unwrap(),
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(12));
        let case = Case {
            rule: 1,
            ..Case::new(&files, 2)
        };
        let stop = StopAt::new(3500 * (round as u64 + 1));
        match case.build(&out, &case.stages(), &stop) {
            Ok(_) => {}
            Err(Error::Interrupted) => interrupted += 1,
            Err(error) => panic!("round {round}: {error}"),
        }
    }
    assert!(interrupted > 1, "{interrupted}");
    let case = Case {
        rule: 1,
        ..Case::new(&files, 2)
    };
    case.build(&out, &case.stages(), &Silent).unwrap();
    assert!(world::corpus(&out) == case.reference(&folder.path().join("reference")));
    assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, []);
}

/// Hears warnings.
#[derive(Default)]
struct Warned(std::sync::Mutex<Vec<String>>);

impl Monitor for Warned {
    fn expect_bytes(&self, _: u64) {}
    fn count(&self, _: Counter, _: u64) {}
    fn quarantined(&self, _: &Quarantined) {}
    fn phase(&self, _: &str, _: Option<&Path>) {}
    fn cancelled(&self) -> bool {
        false
    }
    fn warn(&self, path: &Path, message: &str) {
        self.0.lock().unwrap().push(format!("{} {message}", path.display()));
    }
}

fn harm(name: &str, run: &Path) {
    let mut bytes = fs::read(run).unwrap();
    let end = bytes.len();
    match name {
        "first byte" => bytes[0] ^= 0x40,
        "middle byte" => bytes[end / 2] ^= 0x40,
        "last byte" => bytes[end - 1] ^= 0x40,
        "emptied" => bytes.clear(),
        "gone" => return fs::remove_file(run).unwrap(),
        _ => {}
    }
    fs::write(run, bytes).unwrap();
}

/// Whatever befalls the sorted runs of an interrupted build, the next one begins anew with a warning; one that is whole is used.
#[test]
fn a_damaged_run_of_an_interrupted_build_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("in");
    write(&files, 0..300);
    let case = Case::new(&files, 1);
    let reference = case.reference(&folder.path().join("reference"));
    for name in ["first byte", "middle byte", "last byte", "emptied", "gone", "whole"] {
        for fresh in [false, true] {
            let out = folder.path().join(format!("{name} {fresh}"));
            let stopped = case.build(&out, &case.stages(), &StopAt::new(200));
            assert!(matches!(stopped, Err(Error::Interrupted)), "{name}: {stopped:?}");
            harm(name, &out.join(".work/resume/run-0"));
            let (warned, stages) = (Warned::default(), case.stages());
            let mut case = Case::new(&files, 1);
            case.options.fresh = fresh;
            case.build(&out, &stages, &warned).unwrap();
            assert!(world::corpus(&out) == reference, "{name}: other bytes");
            assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, [], "{name}");
            assert!(!out.join(".work").exists(), "{name}");
            let warned = warned.0.into_inner().unwrap();
            let is_used = name == "whole" && !fresh;
            assert_eq!(stages.extracted.into_inner() < 300, is_used, "{name} {fresh}");
            assert_eq!(
                warned.iter().any(|said| said.contains("interrupted build")),
                name != "whole" && !fresh,
                "{warned:?}"
            );
        }
    }
}

/// A segment of the cache that an interrupted build left and that is not as it was written is done without.
#[test]
fn a_damaged_segment_of_an_interrupted_build_is_done_without() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("in");
    write(&files, 0..300);
    let case = Case::new(&files, 1);
    let reference = case.reference(&folder.path().join("reference"));
    for name in ["first byte", "middle byte", "last byte", "emptied", "gone", "whole"] {
        let out = folder.path().join(name);
        case.build(&out, &case.stages(), &StopAt::new(200)).unwrap_err();
        harm(name, &out.join(".work/resume/cache/segment-0000000000000001.jsonl.zst"));
        case.build(&out, &case.stages(), &Silent).unwrap();
        assert!(world::corpus(&out) == reference, "{name}: other bytes");
        assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, [], "{name}");
    }
}

//! What other programs see of the library: the names are listed here, so that none comes or goes unnoticed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};

use chaffinch::rows::Rows;
use chaffinch::types::{CorpusError, Fault};
use chaffinch::{Config, Corpus, Error, Format, Outcome, Pipeline, Record, Silent};
use serde::de::DeserializeOwned;

/// Every name that the crate exports, modules apart.
const NAMES: [&str; 46] = [
    "Config",
    "Corpus",
    "Counter",
    "Digest",
    "Document",
    "Error",
    "Format",
    "Metadata",
    "Monitor",
    "Outcome",
    "Pipeline",
    "PipelineBuilder",
    "Quarantined",
    "Record",
    "Removal",
    "Silent",
    "Skipped",
    "clean_bytes",
    "clean_html",
    "clean_markdown",
    "clean_text",
    "rows::About",
    "rows::Counts",
    "rows::DocumentLine",
    "rows::DroppedLine",
    "rows::DuplicateLine",
    "rows::EncodingLine",
    "rows::MetadataLine",
    "rows::QuarantinedLine",
    "rows::RemovalLine",
    "rows::Rows",
    "rows::SkippedLine",
    "types::ByteSpan",
    "types::Content",
    "types::CorpusError",
    "types::DropReason",
    "types::Encoding",
    "types::Fault",
    "types::InputError",
    "types::Problem",
    "types::Problems",
    "types::Provenance",
    "types::RuleId",
    "types::RulesError",
    "types::SkipKind",
    "types::Stage",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The names that `pub use` in `code` brings, by their last name.
fn used(code: &str, before: &str) -> Vec<String> {
    let uses = code.split("pub use ").skip(1);
    let lists = uses.map(|rest| rest.split(';').next().unwrap());
    let names = lists.flat_map(|list| match list.split_once('{') {
        Some((_, names)) => names.trim_end().trim_end_matches('}').split(',').collect::<Vec<_>>(),
        None => vec![list.rsplit("::").next().unwrap()],
    });
    let named = names.map(|name| name.rsplit(" as ").next().unwrap().trim());
    named
        .filter(|name| !name.is_empty())
        .map(|name| format!("{before}{name}"))
        .collect()
}

#[test]
fn the_public_names_are_those_that_are_listed() {
    let code = read("src/lib.rs");
    let mut found = BTreeSet::new();
    let mut parts = code.split("\npub mod ");
    found.extend(used(parts.next().unwrap(), ""));
    let mut modules = Vec::new();
    for part in parts {
        match part.split_once(" {\n") {
            Some((name, body)) if !part.starts_with("internal;") => {
                let (body, behind) = body.split_once("\n}").unwrap();
                found.extend(used(body, &format!("{name}::")));
                found.extend(used(behind, ""));
                modules.push(name);
            }
            _ => found.extend(used(part, "")),
        }
    }
    assert_eq!(modules, ["rows", "types"]);
    let items = [
        "\npub fn ",
        "\npub struct ",
        "\npub enum ",
        "\npub trait ",
        "\npub type ",
        "\npub const ",
    ];
    assert!(items.iter().all(|item| !code.contains(item)), "define it elsewhere");
    let listed: BTreeSet<String> = NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(found, listed);
}

/// Where the public types are defined.
const PUBLIC: [&str; 18] = [
    "src/api/clean.rs",
    "src/api/corpus.rs",
    "src/api/error.rs",
    "src/api/pipeline.rs",
    "src/api/settings.rs",
    "src/config/mod.rs",
    "src/corpus/error.rs",
    "src/corpus/reader.rs",
    "src/corpus/rows/line.rs",
    "src/model/digest.rs",
    "src/model/document.rs",
    "src/model/metadata.rs",
    "src/model/outcome.rs",
    "src/model/record.rs",
    "src/model/removal.rs",
    "src/model/skip.rs",
    "src/monitor.rs",
    "src/sources/mod.rs",
];
/// Libraries whose new versions must not be breaking changes of this one.
const HIDDEN: [&str; 8] = [
    "blake3::",
    "ego_tree::",
    "encoding_rs::",
    "globset::",
    "html5ever::",
    "rayon::",
    "scraper::",
    "zstd::",
];

#[test]
fn public_items_name_no_type_of_a_library_that_may_change() {
    for path in PUBLIC {
        let code = read(path);
        let code = code.split("#[cfg(test)]").next().unwrap();
        let is_public = |line: &&str| {
            let line = line.trim_start();
            let field_of_error = line.starts_with("cause: ") || line.starts_with("source: ");
            line.starts_with("pub ") || line.starts_with("impl From<") || field_of_error
        };
        for line in code.lines().filter(is_public) {
            assert!(HIDDEN.iter().all(|name| !line.contains(name)), "{path}: {line}");
        }
    }
}

#[test]
fn what_is_shared_between_threads_can_be() {
    fn can_be_shared<T: Send + Sync + 'static>() {}
    can_be_shared::<Pipeline>();
    can_be_shared::<Corpus>();
    can_be_shared::<Config>();
    can_be_shared::<Error>();
    can_be_shared::<Rows<()>>();
}

fn all<T: DeserializeOwned>(rows: Rows<T>) -> Vec<T> {
    rows.map(Result::unwrap).collect()
}

fn samples(folder: &Path) -> Corpus {
    let samples = root().join("data/samples");
    Corpus::build([samples], folder, &Config::default(), &Silent).unwrap()
}

#[test]
fn a_corpus_is_read_as_it_was_counted() {
    let folder = tempfile::tempdir().unwrap();
    let built = samples(&folder.path().join("corpus"));
    let corpus = Corpus::open(built.folder()).unwrap();
    assert_eq!((built.seal(), built.counts()), (corpus.seal(), corpus.counts()));
    let counts = corpus.counts();
    assert!(counts.hold() && counts.kept > 5, "{counts:?}");
    let documents = all(corpus.documents());
    assert_eq!(documents.len() as u64, counts.kept);
    assert_eq!(all(corpus.duplicates()).len() as u64, counts.duplicate);
    assert_eq!(all(corpus.dropped()).len() as u64, counts.dropped);
    assert_eq!(all(corpus.skipped()).len() as u64, counts.skipped);
    let damaged = all(corpus.quarantined());
    assert_eq!(damaged.len() as u64, counts.quarantined);
    assert_eq!(damaged[0].fault, Fault::Malformed);
    let ids: BTreeSet<&str> = documents.iter().map(|document| document.id.as_str()).collect();
    let removals = all(corpus.removals());
    assert!(removals.len() > 20 && removals.iter().all(|row| ids.contains(row.id.as_str())));
}

#[test]
fn an_earlier_state_is_read_under_its_seal() {
    let folder = tempfile::tempdir().unwrap();
    let first = samples(folder.path());
    let config = Config::default().with("render.format=markdown").unwrap();
    let second = Corpus::build([root().join("data/samples")], folder.path(), &config, &Silent).unwrap();
    assert_ne!(first.seal(), second.seal());
    let again = Corpus::open_at(folder.path(), first.seal()).unwrap();
    assert_eq!(all(again.documents()), all(first.documents()));
    assert_ne!(all(second.documents()), all(first.documents()));
    let error = Corpus::open_at(folder.path(), "no such seal").unwrap_err();
    assert!(matches!(error, Error::Corpus(CorpusError::NoState { .. })), "{error}");
}

#[test]
fn a_damaged_file_is_named_and_costs_only_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = samples(folder.path());
    let shards = fs::read_dir(folder.path().join("documents")).unwrap();
    let path = shards.map(|entry| entry.unwrap().path()).next().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[20] ^= 0x40;
    fs::write(&path, &bytes).unwrap();
    let errors: Vec<String> = corpus
        .documents()
        .filter_map(|row| row.err().map(|error| error.to_string()))
        .collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with(path.to_str().unwrap()), "{errors:?}");
    fs::remove_file(&path).unwrap();
    let error = corpus.documents().next().unwrap().unwrap_err();
    assert!(error.to_string().starts_with(path.to_str().unwrap()), "{error}");
    assert!(error.source().unwrap().is::<std::io::Error>());
    assert!(!all(corpus.removals()).is_empty());
}

#[test]
fn causes_are_sources() {
    let config = Config::default().with("input.include=[\"*.html\"]").unwrap();
    let missing = Corpus::build(["no/such/folder"], "unused", &config, &Silent).unwrap_err();
    assert!(missing.to_string().starts_with("no/such/folder: "), "{missing}");
    assert!(missing.source().unwrap().is::<std::io::Error>());
    let settings = Config::open("no/such/settings.toml").unwrap_err();
    assert!(settings.source().unwrap().is::<std::io::Error>(), "{settings}");
    let rules = Pipeline::builder().rules("mine", "class = 1").build().unwrap_err();
    assert!(rules.to_string().starts_with("rule pack mine: "), "{rules}");
}

#[test]
fn settings_are_laid_over_one_another() {
    let config = Config::from_toml("[filter]\nmin_chars = 1000\n").unwrap();
    let clean = |config: &Config| {
        let pipeline = Pipeline::new(config).unwrap();
        pipeline.clean(Record::new("a", Format::Markdown, "# Kilns\n\nThey are warm."))
    };
    assert!(matches!(clean(&config), Outcome::Dropped(..)));
    let config = config
        .with("filter.min_chars=0")
        .unwrap()
        .with("render.format=markdown")
        .unwrap();
    let Outcome::Kept(document) = clean(&config) else {
        panic!()
    };
    assert_eq!(document.text, "# Kilns\n\nThey are warm.");
    let error = Config::from_toml("[filter]\nmin_chras = 1\n[render]\nformat = 3\n").unwrap_err();
    let Error::Config(problems) = error else {
        panic!("{error}")
    };
    let places: Vec<&str> = problems.0.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["configuration:2:1", "configuration:4:10"]);
}

#[test]
fn bytes_are_told_by_their_content() {
    let text = |bytes: &[u8], charset| chaffinch::clean_bytes(bytes, charset).map(|document| document.text);
    assert_eq!(text(b"", None).unwrap(), "");
    assert_eq!(text(b"<!DOCTYPE html><p>a <b>kiln</b></p>", None).unwrap(), "a kiln");
    assert_eq!(text(b"---\ntitle: x\n---\n\na *kiln*\n", None).unwrap(), "a kiln");
    assert_eq!(
        text(b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("windows-1251")).unwrap(),
        "Привет"
    );
    for (bytes, what) in [
        (b"\x1f\x8b\x08\0\0\0\0\0".as_slice(), "compressed data"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n", "WARC"),
        (b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n", "JSON"),
    ] {
        let error = chaffinch::clean_bytes(bytes, None).unwrap_err();
        assert_eq!(error.fault, Fault::Unsupported);
        assert!(error.to_string().contains(what), "{error}");
    }
}

//! The names in an output folder. Every name that is read from a file passes through here before it is used as a path.
//!
//! Not for: what the files hold.

use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::trie::Prefix;

/// The format that this program reads and writes.
pub const FORMAT: u32 = 2;
/// Where unfinished work lies, inside the output folder.
pub(crate) const WORK: &str = ".work";
/// The dataset card.
pub(crate) const CARD: &str = "README.md";
/// The folder of the cache.
pub(crate) const CACHE: &str = "cache";
/// The folder of the ledger.
pub(crate) const LEDGER: &str = "ledger";
/// The lock file.
pub(crate) const LOCK: &str = ".lock";
/// The folder of kept states.
pub(crate) const HISTORY: &str = "history";
/// The marker of an output folder.
pub(crate) const MARKER: &str = ".chaffinch";
/// The manifest.
pub const MANIFEST: &str = "manifest.json";
/// The journal of a publish, in the work folder.
pub(crate) const JOURNAL: &str = "journal";
/// The folder of what an interrupted build leaves, in the work folder.
pub(crate) const RESUME: &str = "resume";
/// Folders that hold the corpus.
pub(crate) const SECTIONS: [&str; 3] = ["documents", "removals", "rejects"];
/// Folders that hold files of a state.
pub(crate) const FOLDERS: [&str; 5] = ["documents", "removals", "rejects", LEDGER, CACHE];
/// The names at the top of an output folder.
pub(crate) const TOP: [&str; 11] = [
    WORK,
    CARD,
    "documents",
    "removals",
    "rejects",
    LEDGER,
    CACHE,
    HISTORY,
    LOCK,
    MARKER,
    MANIFEST,
];
/// How deep an output folder is: `.work/resume/cache/segment-...`.
pub(crate) const DEPTH: usize = 4;
/// How the path of a shard begins, before the bits of its prefix.
const STARTS: [&str; 6] = [
    "documents/",
    "removals/",
    "rejects/duplicates-",
    "rejects/dropped-",
    "rejects/skipped-",
    "rejects/quarantined-",
];
/// How the names of packed files end.
const EXTENSION: &str = ".jsonl.zst";
/// Digits of a hash in a name.
const HASH_DIGITS: usize = 16;
/// Bits of a prefix in a name.
const PREFIX_BITS: usize = 64;

/// The path of a shard relative to the output folder: `documents/0110-0123456789abcdef.jsonl.zst`. Holds nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShardName(String);

/// A text that is no path of a shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the name of a shard")]
pub struct NotAShard(String);

impl ShardName {
    /// The name of the shard with this hash; `start` names the section: `documents/`, `rejects/dropped-`.
    pub(crate) fn new(start: &str, prefix: &Prefix, hash: &str) -> Result<Self, NotAShard> {
        let bits: String = prefix.to_string().chars().take(PREFIX_BITS).collect();
        let hash = hash.get(..HASH_DIGITS).unwrap_or(hash);
        ShardName::try_from(format!("{start}{bits}-{hash}{EXTENSION}"))
    }

    /// The shard at `path` in the output folder `folder`.
    pub(crate) fn at(folder: &Path, path: &Path) -> Option<Self> {
        let relative = path.strip_prefix(folder).ok()?.to_str()?;
        ShardName::try_from(relative.to_owned()).ok()
    }
}

impl TryFrom<String> for ShardName {
    type Error = NotAShard;

    fn try_from(text: String) -> Result<Self, NotAShard> {
        let rest = STARTS.iter().find_map(|start| text.strip_prefix(start));
        let stem = rest.and_then(|rest| rest.strip_suffix(EXTENSION));
        let is_shard = stem
            .and_then(|stem| stem.split_once('-'))
            .is_some_and(|(bits, hash)| is_prefix(bits) && is_hash(hash));
        if is_shard {
            Ok(ShardName(text))
        } else {
            Err(NotAShard(text))
        }
    }
}

impl From<ShardName> for String {
    fn from(name: ShardName) -> Self {
        name.0
    }
}

impl fmt::Display for ShardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Deref for ShardName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<Path> for ShardName {
    fn as_ref(&self) -> &Path {
        Path::new(&self.0)
    }
}

fn is_prefix(bits: &str) -> bool {
    let digits = (1..=PREFIX_BITS).contains(&bits.len()) && bits.bytes().all(|bit| matches!(bit, b'0' | b'1'));
    bits == "all" || digits
}

fn is_hash(hash: &str) -> bool {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    hash.len() == HASH_DIGITS && hash.bytes().all(is_digit)
}

/// The beginning of a seal, which is in the names of side files. All texts that are no seals share one.
pub(crate) fn seal_part(seal: &str) -> &str {
    seal.get(..HASH_DIGITS)
        .filter(|part| is_hash(part))
        .unwrap_or("0000000000000000")
}

/// The path of a side file of the state of this seal: `FOLDER/START0123456789abcdef.jsonl.zst`.
pub(crate) fn side_file(folder: &str, start: &str, seal: &str) -> PathBuf {
    Path::new(folder).join(format!("{start}{}{EXTENSION}", seal_part(seal)))
}

/// Whether `path` ends in the name that [`side_file`] would give for the seal that it names.
pub(crate) fn is_side_file(path: &Path, start: &str) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let hash = name.and_then(|name| name.strip_prefix(start)?.strip_suffix(EXTENSION));
    hash.is_some_and(is_hash)
}

/// Whether a name is that of a sorted run.
pub(crate) fn is_run(name: &str) -> bool {
    let number = name.strip_prefix("run-");
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Names of files that are made in the work folder, besides runs, spools, shards and segments of the cache.
const MADE_FILES: [&str; 7] = [
    "aside",
    "begun.json",
    "cache-index",
    "journal",
    "journal-aside",
    "ledger",
    "shard",
];
/// Names of folders that are made in the work folder.
const MADE_FOLDERS: [&str; 9] = [
    "blocks",
    "cache",
    "documents",
    "rejects",
    "removals",
    "resume",
    "resume-aside",
    "sites",
    "templates",
];

/// Whether a build makes a file or folder of this path in its work folder `work`. Whatever else lies there is the user's.
pub(crate) fn is_made(work: &Path, path: &Path, is_folder: bool) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let mut above = path
        .parent()
        .and_then(|parent| parent.strip_prefix(work).ok())
        .into_iter()
        .flatten();
    if !above.all(|folder| MADE_FOLDERS.iter().any(|made| folder == *made)) {
        return false;
    }
    if is_folder {
        return MADE_FOLDERS.contains(&name);
    }
    let is_spool = STARTS
        .iter()
        .any(|start| name.strip_suffix("spool") == Some(&start.replace('/', "-")));
    let is_segment = is_side_file(path, "segment-");
    MADE_FILES.contains(&name) || is_run(name) || is_spool || is_segment || ShardName::at(work, path).is_some()
}

/// The name of a kept state's manifest: its number, which grows, and the beginning of its seal.
pub(crate) fn kept_state(number: u64, seal: &str) -> String {
    format!("{number:08}-{}.json", seal_part(seal))
}

/// Number and seal of a kept state, by the name of its manifest.
pub(crate) fn parse_kept_state(path: &Path) -> Option<(u64, &str)> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".json")?;
    let (number, seal) = stem.split_once('-')?;
    let is_number = number.len() >= 8 && number.bytes().all(|digit| digit.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_number)?;
    is_hash(seal).then_some((number, seal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_shards_are_names_of_shards() {
        let hash = "0123456789abcdef";
        for start in STARTS {
            for bits in ["all", "0", "1101", &"01".repeat(32)] {
                let name = format!("{start}{bits}-{hash}.jsonl.zst");
                assert_eq!(*ShardName::try_from(name.clone()).unwrap(), *name);
            }
        }
        for name in [
            "",
            ".",
            "..",
            "documents",
            "documents/",
            "documents/..",
            "/etc/passwd",
            "../home/keep.txt",
            "documents/../../home/keep.txt",
            "documents/all-0123456789abcdef.jsonl.zst/../../x",
            "documents/../all-0123456789abcdef.jsonl.zst",
            "../documents/all-0123456789abcdef.jsonl.zst",
            "/documents/all-0123456789abcdef.jsonl.zst",
            "./documents/all-0123456789abcdef.jsonl.zst",
            "documents//all-0123456789abcdef.jsonl.zst",
            "documents\\all-0123456789abcdef.jsonl.zst",
            "documents/all-0123456789abcdeF.jsonl.zst",
            "documents/all-0123456789abcde.jsonl.zst",
            "documents/all-0123456789abcdef0.jsonl.zst",
            "documents/all-0123456789abcdef.jsonl.zst\0",
            "documents/all-0123456789abcdef.jsonl.zst\n",
            " documents/all-0123456789abcdef.jsonl.zst",
            "documents/report-0123456789abcdef.jsonl.zst",
            "documents/-0123456789abcdef.jsonl.zst",
            "documents/012-0123456789abcdef.jsonl.zst",
            "rejects/all-0123456789abcdef.jsonl.zst",
            "rejects/other-all-0123456789abcdef.jsonl.zst",
            "ledger/0123456789abcdef.jsonl.zst",
            "cache/segment-0123456789abcdef.jsonl.zst",
            "manifest.json",
            ".work/all-0123456789abcdef.jsonl.zst",
        ] {
            assert!(ShardName::try_from(name.to_owned()).is_err(), "{name:?}");
        }
        let long = format!("documents/{}-{hash}.jsonl.zst", "0".repeat(65));
        assert!(ShardName::try_from(long).is_err());
    }

    #[test]
    fn what_is_no_seal_names_no_other_file() {
        let path = |seal: &str| side_file("ledger", "", seal);
        let none = path("");
        for seal in [
            "../../../../etc/x",
            "/0123456789abcdef",
            "0123456789ABCDEF",
            "short",
            "ééééééééé",
        ] {
            assert_eq!(path(seal), none, "{seal}");
        }
        assert_eq!(path(&"ab".repeat(32)), Path::new("ledger/abababababababab.jsonl.zst"));
        assert!(is_side_file(&none, "") && !is_side_file(&none, "manifest-"));
    }

    #[test]
    fn kept_states_have_names_of_their_own() {
        let name = kept_state(7, &"ab".repeat(32));
        assert_eq!(parse_kept_state(Path::new(&name)), Some((7, "abababababababab")));
        for name in [
            "notes.json",
            "00000001-notes.json",
            "1-abababababababab.json",
            "+0000001-abababababababab.json",
        ] {
            assert_eq!(parse_kept_state(Path::new(name)), None, "{name}");
        }
    }
}

//! The manifest: what a finished corpus consists of. Written last, it makes a state.
//!
//! Not for: the layout of lines (`line`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::corpus::error::{At, Error, damaged};
use crate::corpus::layout::{self, ShardName};
use crate::corpus::packed::{compress, unpack};
use crate::corpus::storage::{Kind, files};
use crate::corpus::trie::Prefix;
use crate::model::{Fault, RuleId, SkipKind};

pub use crate::corpus::layout::{FORMAT, MANIFEST as FILE_NAME};

/// What a corpus consists of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of the folder.
    pub format: u32,
    /// The program that wrote it.
    pub version: String,
    /// Fingerprint of each stage's settings and of the layout's: equal inputs and fingerprints give equal bytes.
    pub fingerprints: BTreeMap<String, String>,
    /// The settings that differ from the defaults, by table, without those that do not change what is written.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// BLAKE3 of the rule packs that do not come with the program, in order.
    #[serde(default)]
    pub packs: Vec<String>,
    /// Every record that was read, by outcome.
    pub counts: Counts,
    /// What was stripped from kept documents, by rule.
    pub removed: BTreeMap<RuleId, Removed>,
    /// Dropped documents, by filter.
    pub dropped: BTreeMap<RuleId, u64>,
    /// Skipped files and records, by kind.
    pub skipped: BTreeMap<SkipKind, u64>,
    /// Quarantined records, by class of damage.
    pub quarantined: BTreeMap<Fault, u64>,
    /// Every file, by folder, then in the order of the keys that they hold.
    pub files: Vec<FileEntry>,
    /// BLAKE3 of this manifest with this field empty.
    pub seal: String,
}

/// `read == kept + duplicate + dropped + skipped + quarantined`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records that readers delivered, healthy or not.
    pub read: u64,
    /// Documents in the corpus.
    pub kept: u64,
    /// Documents whose text another document has.
    pub duplicate: u64,
    /// Documents that a filter took.
    pub dropped: u64,
    /// Files and records that are not documents by kind.
    pub skipped: u64,
    /// Records that could not be read.
    pub quarantined: u64,
}

/// What a rule took from kept documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Pieces of text.
    pub blocks: u64,
    /// Their bytes in UTF-8.
    pub bytes: u64,
}

/// A file of the corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Relative to the output folder.
    pub path: ShardName,
    /// The keys that it holds.
    pub prefix: Prefix,
    /// Size on disk.
    pub size_bytes: u64,
    /// BLAKE3 of the file.
    pub blake3: String,
    /// Number of frames, those without lines counted.
    pub frames: u64,
    /// Size of the frames on disk; the index of the frames follows.
    pub data_bytes: u64,
    /// Number of lines.
    pub lines: u64,
    /// Size of the lines.
    pub line_bytes: u64,
}

impl FileEntry {
    /// The folder that it lies in.
    pub fn folder(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }
}

impl Counts {
    /// Whether every record that was read became one thing.
    pub fn hold(&self) -> bool {
        let parts = [self.kept, self.duplicate, self.dropped, self.skipped, self.quarantined];
        let sum = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part));
        sum == Some(self.read)
    }
}

impl Manifest {
    /// Reads the manifest of the corpus in `folder`; none where there is no corpus.
    ///
    /// # Errors
    /// A manifest that cannot be read, is damaged, or is of a newer format.
    pub fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(FILE_NAME);
        if files::kind(&path) == Some(Kind::Link) {
            return Err(Error::Link { path });
        }
        let json = files::read_if_there(&path)?;
        json.map(|json| parse(&json, &path).map_err(with_way_forward))
            .transpose()
    }

    /// Whether equal inputs give the same lines and the same cuts as in `other`.
    pub(crate) fn is_like(&self, other: &Manifest) -> bool {
        (self.format, &self.version, &self.fingerprints) == (other.format, &other.version, &other.fingerprints)
    }

    /// With its seal.
    pub(crate) fn sealed(mut self) -> std::io::Result<Self> {
        self.seal = String::new();
        self.seal = blake3::hash(&serde_json::to_vec(&self)?).to_hex().to_string();
        Ok(self)
    }

    /// The bytes of the file.
    pub(crate) fn to_json(&self) -> std::io::Result<Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }

    /// How many lines are in files whose path begins with `start`.
    pub(crate) fn lines_of(&self, start: &str) -> u64 {
        let files = self.files.iter().filter(|file| file.path.starts_with(start));
        files.fold(0, |sum, file| sum.saturating_add(file.lines))
    }
}

/// What to do about a manifest that is damaged.
const WAY_FORWARD: &str = "; `chaffinch repair` restores it from its copy, or makes the corpus again";

fn with_way_forward(error: Error) -> Error {
    match error {
        Error::Damaged { path, detail } => Error::Damaged {
            path,
            detail: detail + WAY_FORWARD,
        },
        error => error,
    }
}

/// What is wrong with a manifest, without what to do about it.
pub(crate) fn without_way_forward(detail: &str) -> String {
    detail.strip_suffix(WAY_FORWARD).unwrap_or(detail).to_owned()
}

/// The name of the copy of the manifest with this seal, from which a damaged one is restored, relative to the output folder.
pub(crate) fn copy_path(seal: &str) -> PathBuf {
    layout::side_file(layout::LEDGER, COPY, seal)
}

/// How the name of a copy begins.
const COPY: &str = "manifest-";

/// Whether `path` is the copy of a manifest, by its name.
pub(crate) fn is_copy(path: &Path) -> bool {
    layout::is_side_file(path, COPY)
}

/// The bytes of the copy.
pub(crate) fn copy(manifest: &Manifest) -> std::io::Result<Vec<u8>> {
    compress(&manifest.to_json()?, 3)
}

/// Reads the copy in `path`.
pub(crate) fn read_copy(path: &Path) -> Result<Manifest, Error> {
    if !is_copy(path) {
        return Err(damaged(path, "it has not the name of a copy"));
    }
    let packed = files::read(path)?;
    let json = unpack(&packed).map_err(|error| damaged(path, &error.to_string()))?;
    let manifest = parse(&json, path)?;
    // A flip that changes no byte of the content is one all the same.
    if copy(&manifest).at(path)? == packed && path.ends_with(copy_path(&manifest.seal)) {
        Ok(manifest)
    } else {
        Err(damaged(path, "the bytes are not those that were written"))
    }
}

/// The manifest that there is a sound copy of; if there are several, one whose shards are there.
pub(crate) fn find_copy(folder: &Path) -> Result<Option<Manifest>, Error> {
    let mut copies: Vec<Manifest> = files::list(&folder.join(layout::LEDGER))?
        .iter()
        .filter_map(|copy| read_copy(copy).ok())
        .collect();
    let whole = |manifest: &Manifest| {
        manifest
            .files
            .iter()
            .all(|file| files::exists(&folder.join(&file.path)))
    };
    copies.sort_by_key(|copy| (!whole(copy), copy.seal.clone()));
    Ok(copies.into_iter().next())
}

/// Reads the manifest in `path`, which holds `json`.
pub(crate) fn parse(json: &[u8], path: &Path) -> Result<Manifest, Error> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let unreadable = |error: serde_json::Error| damaged(path, &error.to_string());
    let head: Head = serde_json::from_slice(json).map_err(unreadable)?;
    if head.format > FORMAT {
        return Err(Error::Newer {
            path: path.to_owned(),
            found: head.format,
            known: FORMAT,
        });
    }
    if head.format < FORMAT {
        return Err(Error::Older {
            path: path.to_owned(),
            found: head.format,
        });
    }
    let manifest: Manifest = serde_json::from_slice(json).map_err(unreadable)?;
    if manifest.clone().sealed().and_then(|sealed| sealed.to_json()).at(path)? != json {
        return Err(damaged(
            path,
            "the seal does not fit, so it was changed after it was written",
        ));
    }
    Ok(manifest)
}

//! What a corpus was built with: its settings, its inputs as they were named, the rule packs.
//!
//! Settings and the hashes of packs are in the manifest, as they decide the bytes. How inputs and packs were named does not: two
//! builds of the same documents by other names give the same corpus. Names are therefore in a side file.
//! Not for: the units themselves (`ledger`).

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::corpus::error::{Error, damaged};
use crate::corpus::layout;
use crate::corpus::ledger;
use crate::corpus::manifest::{Manifest, find_copy};
use crate::corpus::packed::{compress, unpack};
use crate::corpus::storage::{files, links, marker};

/// What a corpus was built with. Set by the command, so that `repair` needs no arguments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// The settings that differ from the defaults and decide what is written, by table.
    pub settings: Map<String, Value>,
    /// Rule packs that do not come with the program, in order.
    pub packs: Vec<Pack>,
    /// Absolute paths of the inputs, in the order in which they were named.
    pub inputs: Vec<String>,
    /// Absolute paths of lists of inputs.
    pub lists: Vec<String>,
}

/// A rule pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Absolute path of the file.
    pub path: String,
    /// BLAKE3 of its bytes.
    pub blake3: String,
}

impl Origin {
    /// What the corpus in `folder` was built with: by its manifest, or the copy of one that is gone or damaged. Where the file of
    /// names is gone, packs have no names and no inputs are known; nothing is known of a corpus that has lost all of these.
    ///
    /// # Errors
    /// A manifest that cannot be read, or no corpus.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        links::refuse_links(folder)?;
        let manifest = match Manifest::read(folder) {
            Ok(Some(manifest)) => manifest,
            Ok(None) | Err(Error::Damaged { .. } | Error::Newer { .. }) => lost(folder)?,
            Err(error) => return Err(error),
        };
        let pack = |blake3: &String| Pack {
            path: String::new(),
            blake3: blake3.clone(),
        };
        let nameless = Origin {
            packs: manifest.packs.iter().map(pack).collect(),
            ..Origin::default()
        };
        let named = read(folder, &manifest.seal).ok().flatten().unwrap_or(nameless);
        Ok(Origin {
            settings: manifest.settings,
            ..named
        })
    }

    /// The hashes of the packs, as the manifest has them.
    pub(crate) fn pack_hashes(&self) -> Vec<String> {
        self.packs.iter().map(|pack| pack.blake3.clone()).collect()
    }

    /// The bytes of the file; none if nothing is known.
    pub(crate) fn to_bytes(&self) -> std::io::Result<Option<Vec<u8>>> {
        if *self == Origin::default() {
            return Ok(None);
        }
        let mut json = serde_json::to_vec(self)?;
        json.push(b'\n');
        compress(&json, 3).map(Some)
    }
}

/// The manifest of a corpus that has lost its own.
fn lost(folder: &Path) -> Result<Manifest, Error> {
    match find_copy(folder)? {
        Some(copy) => Ok(copy),
        None if marker::is_in(folder) => Ok(Manifest::default()),
        None => Err(Error::NoCorpus {
            path: folder.to_owned(),
        }),
    }
}

/// Whether `path` is such a file, by its name.
pub(crate) fn is_origin(path: &Path) -> bool {
    layout::is_side_file(path, START)
}

/// How the name of the file begins.
const START: &str = "origin-";

/// The path of the origin of the state of this seal, relative to the output folder.
pub(crate) fn path_of(seal: &str) -> PathBuf {
    layout::side_file(ledger::FOLDER, START, seal)
}

/// Reads the origin of the state of this seal, if there is one.
///
/// # Errors
/// A file that cannot be read or is damaged.
pub(crate) fn read(folder: &Path, seal: &str) -> Result<Option<Origin>, Error> {
    let path = folder.join(path_of(seal));
    let Some(packed) = files::read_if_there(&path)? else {
        return Ok(None);
    };
    let broken = |error: std::io::Error| damaged(&path, &error.to_string());
    let json = unpack(&packed).map_err(broken)?;
    let origin: Origin = serde_json::from_slice(&json).map_err(|error| broken(error.into()))?;
    // A flip that changes no byte of the content is one all the same.
    if origin.to_bytes().map_err(broken)?.as_ref() == Some(&packed) {
        Ok(Some(origin))
    } else {
        Err(damaged(&path, "the bytes are not those that were written"))
    }
}

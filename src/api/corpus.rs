//! A corpus on disk: building it, and reading what is in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Config, Error};
use crate::corpus::line::{DocumentLine, DroppedLine, DuplicateLine, QuarantinedLine, RemovalLine, SkippedLine};
use crate::corpus::manifest::{Counts, Manifest};
use crate::corpus::{self, Rows, Source, State};
use crate::monitor::Monitor;
use crate::sources::{self, Input};

/// One state of a corpus on disk. Reading it needs no lock: if a build publishes a new state meanwhile, the files of this state stay
/// until the build after that publishes.
///
/// ```
/// use chaffinch::{Config, Corpus, Silent};
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let output = folder.path().join("corpus");
/// let corpus = Corpus::build(["data/samples"], &output, &Config::default(), &Silent)?;
/// assert_eq!(corpus.counts().kept, 10);
///
/// for document in Corpus::open(&output)?.documents() {
///     let document = document?;
///     assert!(!document.text.is_empty());
///     println!("{} {}", document.id, document.about.metadata.title);
/// }
/// for reject in corpus.quarantined() {
///     println!("{}", reject?.detail);
/// }
/// # Ok::<(), chaffinch::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Corpus {
    folder: PathBuf,
    state: Arc<State>,
}

impl Corpus {
    /// Cleans the documents of files and folders, and writes them as a corpus to the folder `output`, which is created if necessary.
    /// An existing corpus is updated; it stays intact until the new state replaces it in one step.
    ///
    /// # Errors
    /// Inputs or rule packs cannot be used, or the output folder cannot be written. Damaged documents are not an error.
    pub fn build<P: Into<PathBuf>>(
        inputs: impl IntoIterator<Item = P>,
        output: impl AsRef<Path>,
        config: &Config,
        monitor: &dyn Monitor,
    ) -> Result<Self, Error> {
        let output = output.as_ref();
        let paths: Vec<PathBuf> = inputs.into_iter().map(Into::into).collect();
        let mut config = config.settings().clone();
        config.output.origin = config.origin(&paths, &[])?;
        config.input.skip_paths.extend(std::path::absolute(output).ok());
        let named: Vec<Input> = paths.into_iter().map(Input::Path).collect();
        let inputs = sources::find(&named, &config.input)?;
        let pipeline = config.pipeline()?;
        let source = Source::new(&inputs, &config.input, &pipeline);
        corpus::build(&source, output, &config.output, monitor)?;
        Corpus::open(output)
    }

    /// Opens the newest state of the corpus in a folder.
    ///
    /// # Errors
    /// A folder that holds no corpus, or a manifest that is damaged or of another format.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        Corpus::find(folder.as_ref(), None)
    }

    /// Opens an earlier state that is still kept, by the beginning of its seal.
    ///
    /// # Errors
    /// Those of [`Corpus::open`], or no such state.
    pub fn open_at(folder: impl AsRef<Path>, seal: &str) -> Result<Self, Error> {
        Corpus::find(folder.as_ref(), Some(seal))
    }

    fn find(folder: &Path, seal: Option<&str>) -> Result<Self, Error> {
        let state = Arc::new(State::open(folder, seal)?);
        let folder = folder.to_owned();
        Ok(Corpus { folder, state })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Identifies the state and its content: a BLAKE3 hash in hexadecimal digits.
    pub fn seal(&self) -> &str {
        &self.manifest().seal
    }

    /// How many records were read, by outcome.
    pub fn counts(&self) -> Counts {
        self.manifest().counts
    }

    fn manifest(&self) -> &Manifest {
        &self.state.manifest
    }

    /// The documents, in the order of their content hashes.
    pub fn documents(&self) -> Rows<DocumentLine> {
        self.rows("documents/")
    }

    /// What was removed from the documents, in the same order.
    pub fn removals(&self) -> Rows<RemovalLine> {
        self.rows("removals/")
    }

    /// Documents whose text another document has.
    pub fn duplicates(&self) -> Rows<DuplicateLine> {
        self.rows("rejects/duplicates-")
    }

    /// Documents that a filter dropped.
    pub fn dropped(&self) -> Rows<DroppedLine> {
        self.rows("rejects/dropped-")
    }

    /// Files and records that are not documents.
    pub fn skipped(&self) -> Rows<SkippedLine> {
        self.rows("rejects/skipped-")
    }

    /// Records that could not be read.
    pub fn quarantined(&self) -> Rows<QuarantinedLine> {
        self.rows("rejects/quarantined-")
    }

    fn rows<T>(&self, start: &str) -> Rows<T> {
        Rows::new(Arc::clone(&self.state), start)
    }
}

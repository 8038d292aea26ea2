//! A section of the old state, read in step with what changes: frames without a change pass as they are, the others row by row.
//!
//! Not for: what changes (`merge`).

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use crate::corpus::error::Error;
use crate::corpus::manifest::FileEntry;
use crate::corpus::shard::file::Place;
use crate::corpus::shard::rows::{self, OldRow};
use crate::corpus::shard::section::{Row, SectionContext, SectionWriter};
use crate::corpus::trie::{Key, Prefix};

/// A section: its old frames, and the writer of its new ones. Keys are visited in order.
pub(crate) struct Section<'a> {
    context: &'a SectionContext,
    writer: SectionWriter<'a>,
    folder: PathBuf,
    files: VecDeque<Vec<Option<FileEntry>>>,
    frames: VecDeque<Vec<Place>>,
    open: Option<Open>,
}

/// An old frame whose rows are being looked at.
struct Open {
    prefix: Prefix,
    places: Vec<Place>,
    rows: VecDeque<OldRow>,
    output: Vec<(Key, Row)>,
    changed: bool,
}

impl<'a> Section<'a> {
    /// The section whose file names begin with `names`, one a track, as `files` of the state in `folder` have it.
    pub(crate) fn open(
        context: &'a SectionContext,
        names: &'static [&'static str],
        folder: &Path,
        files: &[FileEntry],
    ) -> Result<Self, Error> {
        let shards = rows::shards(files, names);
        Ok(Section {
            context,
            writer: SectionWriter::create(context, names)?,
            folder: folder.to_owned(),
            files: shards.into(),
            frames: VecDeque::new(),
            open: None,
        })
    }

    /// Goes on to `key`: all before it is written.
    pub(crate) fn seek(&mut self, key: &Key) -> Result<(), Error> {
        let at = Prefix::full(*key);
        loop {
            if let Some(open) = &mut self.open {
                if open.prefix.contains(&at) {
                    open.pass_until(key);
                    return Ok(());
                }
                self.flush()?;
            }
            match self.next_prefix()? {
                Some(prefix) if prefix.contains(&at) => self.open_next()?,
                Some(prefix) if prefix < at => self.pass_next()?,
                Some(_) | None => return Ok(()),
            }
        }
    }

    /// The next old row of `key`, which was sought; it is gone unless it is put back.
    pub(crate) fn take(&mut self, key: &Key) -> Result<Option<OldRow>, Error> {
        loop {
            let Some(open) = &mut self.open else {
                return Ok(None);
            };
            match open.rows.front() {
                Some(row) if row.key == *key => return Ok(open.rows.pop_front()),
                Some(_) => return Ok(None),
                None => {}
            }
            // Many rows of one key may take several frames.
            match self.next_prefix()? {
                Some(prefix) if prefix.contains(&Prefix::full(*key)) => {
                    self.flush()?;
                    self.open_next()?;
                }
                Some(_) | None => return Ok(None),
            }
        }
    }

    /// Writes a row of the sought key; `fresh` unless the old state has the same row.
    pub(crate) fn put(&mut self, key: Key, row: Row, fresh: bool) -> Result<(), Error> {
        match &mut self.open {
            Some(open) if !open.changed && !fresh => open.output.push((key, row)),
            Some(open) => {
                // Rows have to be written one by one, so none is held back.
                open.changed = true;
                open.output.push((key, row));
                let output = std::mem::take(&mut open.output);
                output
                    .into_iter()
                    .try_for_each(|(key, row)| self.writer.push(key, row))?;
            }
            None => self.writer.push(key, row)?,
        }
        Ok(())
    }

    /// Writes the rest.
    pub(crate) fn finish(mut self) -> Result<Vec<FileEntry>, Error> {
        self.flush()?;
        while self.next_prefix()?.is_some() {
            self.pass_next()?;
        }
        self.writer.finish()
    }

    fn flush(&mut self) -> Result<(), Error> {
        let Some(mut open) = self.open.take() else {
            return Ok(());
        };
        let rows = open.places.first().map_or(0, |place| place.frame.lines);
        let rest = open.rows.drain(..).map(|row| (row.key, row.row));
        open.output.extend(rest);
        if !open.changed && open.output.len() as u64 == rows {
            return self.writer.push_old(open.places);
        }
        open.output
            .into_iter()
            .try_for_each(|(key, row)| self.writer.push(key, row))
    }

    /// The prefix of the next frame that is not open yet.
    fn next_prefix(&mut self) -> Result<Option<Prefix>, Error> {
        while self.frames.is_empty() {
            let Some(tracks) = self.files.pop_front() else {
                return Ok(None);
            };
            let path = |file: &FileEntry| self.folder.join(&file.path);
            self.frames = rows::frames(&tracks, &path, &self.context.suspects)?;
        }
        Ok(self
            .frames
            .front()
            .and_then(|places| places.first())
            .map(|place| place.frame.prefix))
    }

    fn pass_next(&mut self) -> Result<(), Error> {
        match self.frames.pop_front() {
            Some(places) => self.writer.push_old(places),
            None => Ok(()),
        }
    }

    fn open_next(&mut self) -> Result<(), Error> {
        if let Some(places) = self.frames.pop_front() {
            self.open = Some(Open::read(places)?);
        }
        Ok(())
    }
}

impl Open {
    fn read(places: Vec<Place>) -> Result<Self, Error> {
        let prefix = places.first().map_or(Prefix::ROOT, |place| place.frame.prefix);
        let rows = rows::read(&places)?;
        Ok(Open {
            // Frames that share a whole key are cut in sequence, so none of them can stay as it is.
            changed: prefix.is_full(),
            prefix,
            places,
            rows,
            output: Vec::new(),
        })
    }

    fn pass_until(&mut self, key: &Key) {
        while let Some(row) = self.rows.pop_front_if(|row| row.key < *key) {
            self.output.push((row.key, row.row));
        }
    }
}

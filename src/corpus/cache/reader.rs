//! Reading what segments hold, unit by unit.
//!
//! Not for: which units are read (`recheck`).

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::corpus::cache::{Place, segment_path};
use crate::corpus::error::{At, Error, damaged};
use crate::corpus::storage::{Reader, of};

/// Reads records in the order of the ledger, which is that of the segments.
pub(crate) struct CacheReader {
    folder: PathBuf,
    open: Option<Open>,
    left_bytes: u64,
}

struct Open {
    path: PathBuf,
    segment: u64,
    lines: BufReader<zstd::stream::read::Decoder<'static, BufReader<Reader>>>,
    /// Bytes of lines before what is read next.
    at: u64,
}

impl CacheReader {
    /// Of the output folder `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        CacheReader {
            folder: folder.to_owned(),
            open: None,
            left_bytes: 0,
        }
    }

    /// Goes to the records of a unit.
    pub(crate) fn seek(&mut self, place: &Place) -> Result<(), Error> {
        self.left_bytes = place.bytes;
        if place.bytes == 0 {
            return Ok(());
        }
        let near = |open: &Open| open.segment == place.segment && (place.frame_lines..=place.start).contains(&open.at);
        let mut open = match self.open.take().filter(near) {
            Some(open) => open,
            None => Open::at(&self.folder, place)?,
        };
        open.skip(place.start)?;
        self.open = Some(open);
        Ok(())
    }

    /// The next record of the unit: its number and what it gave.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Vec<u8>)>, Error> {
        let Some(open) = self.open.as_mut().filter(|_| self.left_bytes > 0) else {
            return Ok(None);
        };
        let mut line = Vec::new();
        let read = open.lines.read_until(b'\n', &mut line);
        let read = read.map_err(|error| damaged(&open.path, &error.to_string()))? as u64;
        open.at += read;
        line.pop_if(|end| *end == b'\n');
        let number = line
            .split(|byte| *byte == b' ')
            .next()
            .and_then(|n| std::str::from_utf8(n).ok());
        let parsed = number.and_then(|number| Some((number.parse().ok()?, line.get(number.len() + 1..)?.to_vec())));
        let sound = read > 0 && read <= self.left_bytes;
        self.left_bytes = self.left_bytes.saturating_sub(read);
        match parsed.filter(|_| sound) {
            Some(parsed) => Ok(Some(parsed)),
            None => Err(damaged(&open.path, "the lines are not those of the ledger")),
        }
    }
}

impl Open {
    fn at(folder: &Path, place: &Place) -> Result<Self, Error> {
        let path = folder.join(segment_path(place.segment));
        let mut file = of(&path)
            .open(&path)
            .map_err(|error| damaged(&path, &error.to_string()))?;
        file.seek(SeekFrom::Start(place.frame)).at(&path)?;
        let lines = zstd::stream::read::Decoder::new(file).at(&path)?;
        Ok(Open {
            lines: BufReader::with_capacity(64 << 10, lines),
            path,
            segment: place.segment,
            at: place.frame_lines,
        })
    }

    fn skip(&mut self, start: u64) -> Result<(), Error> {
        let mut skipped = self.lines.by_ref().take(start - self.at);
        let copied = std::io::copy(&mut skipped, &mut std::io::sink());
        let copied = copied.map_err(|error| damaged(&self.path, &error.to_string()))?;
        self.at += copied;
        if self.at == start {
            Ok(())
        } else {
            Err(damaged(&self.path, "a segment is cut short"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::cache::check::check_segment;
    use crate::corpus::cache::{CacheWriter, Index};

    #[test]
    fn what_was_written_is_read_in_any_order_of_units() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CacheWriter::create(folder.path(), 7).unwrap();
        let line = |unit: usize, number: u64| format!("{unit} {number} {}", "x".repeat(unit * 30_000)).into_bytes();
        let mut places = Vec::new();
        for unit in 0..40 {
            (0..unit as u64 % 4).for_each(|number| writer.push(number, &line(unit, number)));
            places.push(writer.end_unit());
        }
        let written = writer.finish();
        let mut reader = CacheReader::new(folder.path());
        for unit in (0..40).chain([39, 3, 17, 18, 2]) {
            reader.seek(&places[unit]).unwrap();
            for number in 0..unit as u64 % 4 {
                assert_eq!(reader.next().unwrap(), Some((number, line(unit, number))));
            }
            assert_eq!(reader.next().unwrap(), None);
        }
        let mut index = Index::default();
        index
            .segments
            .insert(7, written.cut(folder.path(), written.segment().size_bytes - 1).unwrap());
        check_segment(&folder.path().join(segment_path(7)), &index.segments[&7]).unwrap();
        assert!(index.has(&places[3]) && !index.has(&places[39]));
    }
}

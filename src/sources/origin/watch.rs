//! A file that is watched while it is read: one that becomes a link after it was found is not read, and one that changes while it
//! is read is read again if it is small, else named.
//!
//! Size and times tell of a change. A change in the very instant in which the file was written before it was opened may leave the
//! same times behind; the next build reads such a file again (`corpus`). Not for: what the bytes mean.

use std::fs::{File, Metadata};
use std::path::Path;

use crate::model::Fault;
use crate::sources::origin::feed::{Damage, Feed, Pulled, Raw};
use crate::sources::{Options, Stamp, Stop, Unit};

/// Files up to this size are read at once, so that they can be read again before anything of them is handed on.
const SMALL_BYTES: u64 = 1 << 20;

/// Opens the file of a unit at `path`.
pub(crate) fn open(path: &Path, unit: &Unit, options: &Options) -> Result<Box<dyn Feed>, Damage> {
    let no_links = (!options.follow_links).then(|| depth(&unit.source));
    let open = || Watched::open(path, no_links, &options.stop);
    let first = open()?;
    if first.before.size_bytes > SMALL_BYTES {
        return Ok(Box::new(first));
    }
    let mut first = Some(first);
    let read = || first.take().map_or_else(open, Ok).map(Whole::read);
    Ok(Box::new(settled(read)?))
}

/// How many components of a unit's path were found below what the user named, by its name.
fn depth(source: &str) -> usize {
    let (relative, _) = source.split_once("//").unwrap_or((source, ""));
    relative.matches('/').count() + 1
}

/// A file, and what it was when it was opened.
struct Watched {
    raw: Raw<File>,
    before: Stamp,
    ended: bool,
}

impl Watched {
    /// Opens a file; the last `no_links` components of its path must be no links.
    fn open(path: &Path, no_links: Option<usize>, stop: &Stop) -> Result<Self, Damage> {
        let raw = Raw::open(path, stop.clone())?;
        let unreadable = |error: std::io::Error| Damage::new(Fault::Unreadable, error.to_string());
        let opened = raw.file().metadata().map_err(unreadable)?;
        if no_links.is_some_and(|depth| is_linked(path, depth, &opened)) {
            let detail = "became a symbolic link after it was found: not read (input.follow_links)";
            return Err(Damage::new(Fault::Unreadable, detail));
        }
        Ok(Watched {
            raw,
            before: Stamp::from(&opened),
            ended: false,
        })
    }

    /// What stands at the end of a file that has changed since it was opened.
    fn change(&self) -> Option<Damage> {
        let after = self.raw.file().metadata().ok()?;
        let changed = Stamp::from(&after) != self.before;
        changed.then(|| {
            Damage::new(
                Fault::Unreadable,
                "changed while it was read: its times are not those of before",
            )
        })
    }
}

impl Feed for Watched {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        let pulled = self.raw.pull(into);
        if pulled != Pulled::End || std::mem::replace(&mut self.ended, true) {
            return pulled;
        }
        self.change().map_or(Pulled::End, Pulled::Break)
    }
}

/// Whether a file was opened through a link: one of the last `depth` components of its path is one, or names another file now.
fn is_linked(path: &Path, depth: usize, opened: &Metadata) -> bool {
    let mut found = path.ancestors().take(depth).map(std::fs::symlink_metadata);
    match found.next() {
        Some(Ok(named)) if !named.is_symlink() && is_same(&named, opened) => {}
        _ => return true,
    }
    found.any(|folder| folder.map_or(true, |folder| folder.is_symlink()))
}

#[cfg(unix)]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// All bytes of a file, and how they end.
#[derive(Debug, Default, PartialEq, Eq)]
struct Whole {
    bytes: Vec<u8>,
    damage: Option<Damage>,
}

impl Whole {
    fn read(mut from: Watched) -> Self {
        let mut whole = Whole::default();
        loop {
            match from.pull(&mut whole.bytes) {
                Pulled::Data => {}
                Pulled::Break(damage) | Pulled::Doubt(damage) => whole.damage = whole.damage.or(Some(damage)),
                Pulled::End => return whole,
            }
        }
    }
}

impl Feed for Whole {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        if !self.bytes.is_empty() {
            into.append(&mut self.bytes);
            return Pulled::Data;
        }
        self.damage.take().map_or(Pulled::End, Pulled::Break)
    }
}

/// Reads once more what was damaged the first time: a file that is being written is mostly whole then.
fn settled(mut read: impl FnMut() -> Result<Whole, Damage>) -> Result<Whole, Damage> {
    let first = read()?;
    if first.damage.is_none() { Ok(first) } else { read() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, damage: Option<&str>) -> Whole {
        Whole {
            bytes: text.into(),
            damage: damage.map(|detail| Damage::new(Fault::Unreadable, detail)),
        }
    }

    #[test]
    fn what_changed_while_it_was_read_is_read_once_more() {
        for (reads, expected, times) in [
            (vec![whole("old", None), whole("new", None)], whole("old", None), 1),
            (vec![whole("mix", Some("x")), whole("new", None)], whole("new", None), 2),
            (
                vec![whole("mix", Some("x")), whole("mix", Some("y"))],
                whole("mix", Some("y")),
                2,
            ),
        ] {
            let (mut reads, mut count) = (reads.into_iter(), 0);
            let found = settled(|| {
                count += 1;
                Ok(reads.next().unwrap())
            });
            assert_eq!((found, count), (Ok(expected), times));
        }
    }

    /// The size stays and the time of change is set back.
    #[test]
    fn a_rewrite_in_place_is_told_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, "x".repeat(100)).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30));
        let before = std::fs::metadata(&path).unwrap().modified().unwrap();
        let mut watched = Watched::open(&path, Some(1), &Stop::default()).unwrap();
        let mut bytes = Vec::new();
        assert_eq!(watched.pull(&mut bytes), Pulled::Data);
        std::fs::write(&path, "y".repeat(100)).unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(before)
            .unwrap();
        let stop = std::iter::repeat_with(|| watched.pull(&mut bytes)).find(|pulled| *pulled != Pulled::Data);
        assert!(matches!(stop, Some(Pulled::Break(_))), "{stop:?}");
        assert_eq!(watched.pull(&mut bytes), Pulled::End);
        let again = Whole::read(Watched::open(&path, Some(1), &Stop::default()).unwrap());
        assert_eq!((again.bytes.len(), again.damage), (100, None));
    }

    #[test]
    fn the_depth_below_what_was_named_follows_from_the_name() {
        assert_eq!([depth("a"), depth("a/b/c"), depth("a/b//2")], [1, 3, 2]);
    }

    #[cfg(unix)]
    #[test]
    fn only_links_below_what_was_named_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("real/deep")).unwrap();
        std::fs::write(root.join("real/deep/a.txt"), "text").unwrap();
        std::os::unix::fs::symlink("real", root.join("link")).unwrap();
        std::os::unix::fs::symlink("deep/a.txt", root.join("real/a.txt")).unwrap();
        let opens = |path: &str, depth| Watched::open(&root.join(path), depth, &Stop::default()).is_ok();
        assert!(opens("real/deep/a.txt", Some(3)) && opens("link/deep/a.txt", Some(2)));
        assert!(!opens("link/deep/a.txt", Some(3)) && !opens("real/a.txt", Some(1)));
        assert!(opens("link/deep/a.txt", None) && opens("real/a.txt", None));
    }
}

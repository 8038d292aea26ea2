//! Refuses symbolic links in an output folder, before any file in it is opened.
//!
//! Not for: links among the inputs (`sources`).

use std::path::{Path, PathBuf};

use crate::corpus::error::Error;
use crate::corpus::layout::{DEPTH, TOP};
use crate::corpus::storage::{Kind, files};

/// Refuses an output folder in which a name of ours is a symbolic link, or anything below such a name.
///
/// # Errors
/// [`Error::Link`], which names the link.
pub(crate) fn refuse_links(folder: &Path) -> Result<(), Error> {
    for name in TOP {
        let path = folder.join(name);
        let link = match files::kind(&path) {
            Some(Kind::Link) => Some(path),
            Some(Kind::Folder) => link_in(&path, DEPTH),
            Some(Kind::File | Kind::Other) | None => None,
        };
        if let Some(path) = link {
            return Err(Error::Link { path });
        }
    }
    Ok(())
}

/// A link in a folder, or so many levels below it.
fn link_in(folder: &Path, depth: usize) -> Option<PathBuf> {
    // What another process removes meanwhile is no link.
    let entries = files::entries(folder).unwrap_or_default();
    entries.into_iter().find_map(|entry| match entry.kind {
        Kind::Link => Some(entry.path),
        Kind::Folder if depth > 1 => link_in(&entry.path, depth - 1),
        Kind::Folder | Kind::File | Kind::Other => None,
    })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn links_under_names_of_ours_are_refused_and_others_are_not_looked_at() {
        for name in TOP
            .into_iter()
            .chain(["documents/x", "ledger/x", "history/documents/x", ".work/resume/cache/x"])
        {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink("anywhere", &path).unwrap();
            let error = refuse_links(folder.path()).unwrap_err();
            assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        }
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("anywhere", folder.path().join("notes")).unwrap();
        refuse_links(folder.path()).unwrap();
    }
}

//! What a build begins with.

use crate::corpus::manifest::Manifest;

/// The manifest that a build begins with, and the state that it changes. Only a build with the same start can resume an
/// interrupted one.
#[derive(Clone, Copy)]
pub(crate) struct Start<'a> {
    /// The new manifest before anything is counted.
    pub(crate) initial: &'a Manifest,
    /// The old state.
    pub(crate) old: &'a Manifest,
}

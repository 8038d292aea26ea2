//! Where features go.
//!
//! Not for: the features themselves.

use std::fmt::Display;

/// Where features go: into a row, or their names into a list.
pub(super) trait Sink {
    /// Takes the next feature.
    fn put(&mut self, name: impl Display, value: impl TryInto<i32>);
}

impl Sink for Vec<i32> {
    fn put(&mut self, _name: impl Display, value: impl TryInto<i32>) {
        self.push(value.try_into().unwrap_or(i32::MAX));
    }
}

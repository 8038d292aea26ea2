//! What bytes are wrapped in: compression, member by member, and the window that readers look through.

pub(crate) mod compression;
pub(crate) mod window;

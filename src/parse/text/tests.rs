//! Plain text and the blocks that it becomes.

#[test]
fn t() {}

//! Blocks and the text that they become.

#[test]
fn t() {}

//! Heads of plain text and what is read from them.

#[test]
fn t() {}

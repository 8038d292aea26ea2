//! Lists that are never empty in a line: a blank element represents an empty list, and is dropped when the line is read.
//!
//! Polars, Arrow and DuckDB guess the type of a list from its elements. A column whose lists are all empty at first gets a type
//! that later elements do not fit into, and Polars loses them without a word.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something of which an empty one is never meant.
pub(crate) trait Blank: Sized {
    /// The empty one.
    fn blank() -> Self;
    /// Whether this is it.
    fn is_blank(&self) -> bool;
}

impl Blank for String {
    fn blank() -> Self {
        String::new()
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

pub(crate) fn serialize<T: Blank + Serialize, S: Serializer>(list: &[T], to: S) -> Result<S::Ok, S::Error> {
    match list {
        [] => [T::blank()].serialize(to),
        list => list.serialize(to),
    }
}

pub(crate) fn deserialize<'de, T: Blank + Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    let mut list = Vec::deserialize(from)?;
    list.retain(|element: &T| !element.is_blank());
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Line {
        #[serde(with = "super")]
        tags: Vec<String>,
    }

    #[test]
    fn an_empty_list_is_written_with_a_blank_element_and_read_without() {
        for (tags, json) in [(vec![], r#"{"tags":[""]}"#), (vec!["a", "b"], r#"{"tags":["a","b"]}"#)] {
            let line = Line {
                tags: tags.into_iter().map(str::to_owned).collect(),
            };
            assert_eq!(serde_json::to_string(&line).unwrap(), json);
            assert_eq!(serde_json::from_str::<Line>(json).unwrap(), line);
        }
    }
}

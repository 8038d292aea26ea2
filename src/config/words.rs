//! What is wrong with a value, in the words of the settings: the library that reads TOML speaks of the types of the program.

/// What a value has to be that is no list where there must be one.
pub(super) const NO_LIST: &str = "a list, in brackets";

/// `message` of the library, as a user understands it.
pub(super) fn plain(message: &str) -> String {
    let Some((given, expected)) = message.split_once(", expected ") else {
        return message.to_owned();
    };
    let given = ["invalid type: ", "invalid value: ", "unknown variant "]
        .iter()
        .find_map(|start| given.strip_prefix(start));
    match given {
        Some(given) => format!("must be {}, not {}", wanted(expected), found(given)),
        None => message.to_owned(),
    }
}

/// The choices in the message about a name that is none of them.
pub(super) fn choices(message: &str) -> Option<String> {
    let (_, choices) = message.strip_prefix("unknown variant ")?.split_once(", expected ")?;
    Some(format!("must be {choices}"))
}

fn wanted(expected: &str) -> &str {
    match expected {
        "usize" | "u64" | "u128" => "a whole number of 0 or more",
        "u32" => "a whole number from 0 to 4294967295",
        "u16" => "a whole number from 0 to 65535",
        "u8" => "a whole number from 0 to 255",
        "isize" | "i64" | "i32" | "i16" | "i8" => "a whole number",
        "f64" | "f32" => "a number",
        "a string" => "text",
        "a boolean" => "true or false",
        "a sequence" => NO_LIST,
        "a map" => "a table",
        other if other.starts_with("struct ") => "a table of settings",
        other => other,
    }
}

fn found(given: &str) -> &str {
    match given {
        "sequence" => "a list",
        "map" => "a table",
        _ => {
            let numbers = ["integer `", "floating point `", "boolean `"];
            let number = numbers
                .iter()
                .find_map(|start| given.strip_prefix(start)?.strip_suffix('`'));
            number.or_else(|| given.strip_prefix("string ")).unwrap_or(given)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_the_program_are_not_shown() {
        let cases = [
            (
                "invalid value: integer `-1`, expected usize",
                "must be a whole number of 0 or more, not -1",
            ),
            (
                "invalid type: string \"high\", expected u8",
                "must be a whole number from 0 to 255, not \"high\"",
            ),
            ("invalid type: integer `7`, expected a string", "must be text, not 7"),
            (
                "invalid type: floating point `1.5`, expected u64",
                "must be a whole number of 0 or more, not 1.5",
            ),
            (
                "invalid type: sequence, expected a boolean",
                "must be true or false, not a list",
            ),
            (
                "invalid type: integer `3`, expected struct Options",
                "must be a table of settings, not 3",
            ),
            (
                "unknown variant `markdow`, expected `text` or `markdown`",
                "must be `text` or `markdown`, not `markdow`",
            ),
            ("no kind is called `fnot`", "no kind is called `fnot`"),
        ];
        for (message, expected) in cases {
            assert_eq!(plain(message), expected);
        }
    }
}

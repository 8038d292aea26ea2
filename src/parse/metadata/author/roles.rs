//! What somebody is, told behind the name: `Senior Editor`, `Head of Marketing`.
//!
//! Not for: academic titles (`names`).

/// Words that no name has.
const WORDS: [&str; 52] = [
    "director",
    "manager",
    "editor",
    "editors",
    "officer",
    "founder",
    "co-founder",
    "cofounder",
    "ceo",
    "cto",
    "cfo",
    "coo",
    "cmo",
    "professor",
    "writer",
    "reporter",
    "correspondent",
    "coordinator",
    "marketing",
    "specialist",
    "expert",
    "analyst",
    "journalist",
    "consultant",
    "president",
    "contributor",
    "reviewer",
    "columnist",
    "strategist",
    "senior",
    "sr.",
    "junior",
    "head",
    "lead",
    "development",
    "engineer",
    "engineering",
    "operations",
    "sales",
    "communications",
    "researcher",
    "redakteur",
    "redakteurin",
    "chefredakteur",
    "korrespondent",
    "korrespondentin",
    "leiter",
    "leiterin",
    "geschäftsführer",
    "rédacteur",
    "journaliste",
    "redactor",
];

/// Whether `text` says what somebody is.
pub(super) fn is_role(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower
        .split([' ', '/'])
        .any(|word| WORDS.contains(&word.trim_matches([',', '(', ')'])))
}

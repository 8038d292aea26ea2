//! The modules of a folder do not import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;

/// Which module imports which, by full path.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// All imports of the crate. Those by a module of its own submodules are left out: it declares them, they may use its types.
fn imports() -> Imports {
    let code: BTreeMap<String, String> = sources().map(|source| (path_of(&source.name), source.code)).collect();
    let paths: BTreeSet<&str> = code.keys().map(String::as_str).collect();
    let of = |(path, code): (&String, &String)| {
        let named = used(code).into_iter();
        let found = named.filter_map(|name| resolve(path, &name, &paths));
        let found = found.filter(|other| other != path && !other.starts_with(&format!("{path}::")));
        (path.clone(), found.collect())
    };
    code.iter().map(of).collect()
}

/// `strip/rules/mod.rs` as `strip::rules`.
fn path_of(name: &str) -> String {
    let name = name.trim_end_matches(".rs").trim_end_matches("/mod");
    name.replace('/', "::")
}

/// The paths that some code names: in `use` declarations, and those that begin with `crate` or `super`.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in code.split("use ").skip(1) {
        let declaration: String = part.split(';').next().unwrap().split_whitespace().collect();
        expand("", &declaration, &mut found);
    }
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            if !code[..at].ends_with(is_path) {
                found.push(code[at..].split(|c| !is_path(c)).next().unwrap().to_owned());
            }
        }
    }
    found
}

/// The paths of a `use` declaration without spaces: `a::{b, c::d}` names `a::b` and `a::c::d`.
fn expand(before: &str, tree: &str, found: &mut Vec<String>) {
    let Some((head, group)) = tree.split_once('{') else {
        return found.push(format!("{before}{tree}"));
    };
    let before = format!("{before}{head}");
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                expand(&before, &group[start..at], found);
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The module that a path in `module` leads to.
fn resolve(module: &str, path: &str, paths: &BTreeSet<&str>) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").collect();
    let mut rest: Vec<&str> = path.split("::").collect();
    match rest[0] {
        "crate" => base.clear(),
        "super" | "self" => {}
        first => drop(paths.get(format!("{module}::{first}").as_str())?),
    }
    let ups = rest.iter().take_while(|part| **part == "super").count();
    base.truncate(base.len().saturating_sub(ups));
    rest.drain(..ups.max(usize::from(matches!(rest[0], "crate" | "self"))));
    base.extend(rest);
    let ends = (1..=base.len()).rev().map(|end| base[..end].join("::"));
    ends.into_iter().find(|found| paths.contains(found.as_str()))
}

/// The modules right inside of `folder` that import each other in a circle, directly or not.
fn circle(folder: &str, imports: &Imports) -> BTreeSet<String> {
    let inside = |path: &str| {
        let rest = if folder.is_empty() {
            Some(path)
        } else {
            path.strip_prefix(folder)?.strip_prefix("::")
        };
        Some(rest?.split("::").next()?.to_owned())
    };
    let mut reach = Imports::new();
    for (module, others) in imports {
        if let Some(module) = inside(module) {
            let others = others
                .iter()
                .filter_map(|other| inside(other))
                .filter(|other| *other != module);
            reach.entry(module.clone()).or_default().extend(others);
        }
    }
    loop {
        let before = reach.clone();
        for others in reach.values_mut() {
            let further: Vec<String> = others
                .iter()
                .flat_map(|other| before.get(other))
                .flatten()
                .cloned()
                .collect();
            others.extend(further);
        }
        if reach == before {
            reach.retain(|module, others| others.contains(module));
            return reach.into_keys().collect();
        }
    }
}

#[test]
fn modules_of_a_folder_do_not_import_each_other_in_a_circle() {
    let imports = imports();
    let above = |path: &String| {
        path.rsplit_once("::")
            .map_or_else(String::new, |(folder, _)| folder.to_owned())
    };
    let folders: BTreeSet<String> = imports.keys().map(above).collect();
    let mut found: BTreeMap<String, BTreeSet<String>> =
        folders.iter().map(|f| (f.clone(), circle(f, &imports))).collect();
    found.retain(|_, modules| !modules.is_empty());
    assert_eq!(found, BTreeMap::new(), "modules that import each other, by folder");
}

#[test]
fn a_circle_is_found_through_any_form_of_import() {
    let files = [
        ("a", "use crate::b::Thing;"),
        ("b", "use std::io;\nuse crate::{model, c::{x, Y}};"),
        ("c", "use super::a;"),
        ("c::x", "fn f() { super::super::a::g() }"),
        ("model", "pub struct Record;"),
    ];
    let paths: BTreeSet<&str> = files.iter().map(|(path, _)| *path).collect();
    let of = |(path, code): &(&str, &str)| {
        let found = used(code).into_iter().filter_map(|name| resolve(path, &name, &paths));
        ((*path).to_owned(), found.collect())
    };
    let mut imports: Imports = files.iter().map(of).collect();
    assert_eq!(imports["b"], ["c", "c::x", "model"].map(str::to_owned).into());
    assert_eq!(circle("", &imports), ["a", "b", "c"].map(str::to_owned).into());
    imports.remove("b");
    assert!(circle("", &imports).is_empty());
}

//! Names of programming languages as pages give them.
//!
//! Not for: where a page gives them (`language`).

/// Names by which highlighters know languages.
const NAMES: &str = "abap abnf actionscript ada agda antlr apache apacheconf apex apl applescript arduino arm armasm asciidoc asm asp \
    aspnet assembly astro autohotkey autoit awk ballerina bash bat batch batchfile bibtex bicep bison blade bnf brainfuck \
    c c# c++ cairo caddyfile capnp ceylon cfm chapel cl clj cljs clojure cmake cmd cobol coffee coffeescript coldfusion \
    common-lisp commonlisp console coq cpp cr crystal cs csharp cshtml css csv cts cuda cue curl cxx cypher cython d dart \
    dax delphi dhall diff django dns docker dockerfile dos dosbatch dot dotenv ebnf edn eex ejs elisp elixir elm \
    emacs-lisp erb erl erlang ex excel exs f# f90 fennel fish flux fortran fs fsharp gawk gcode gd gdscript gherkin git \
    gleam glsl gnuplot go golang gradle graphql graphviz groovy h hack haml handlebars haproxy haskell haxe hbs hcl hlsl \
    hpp hs htm html html5 htmlbars http hy idris ini ipython ipython3 irb j2 java javascript jinja jinja2 jl jq js json \
    json5 jsonc jsonl jsonnet jsp jsx julia julia-repl kotlin kql kt kts ksh latex lean lean4 less liquid lisp livescript \
    llvm log lua makefile markdown mathematica matlab md mdx mermaid mjs mk mm mojo mongodb mts mustache mysql nasm nginx \
    nim nix nu nushell objc objective-c objectivec objectpascal ocaml octave odin openscad pascal patch perl perl6 pgsql \
    php php7 pine pl plantuml plpgsql plsql po postgres postgresql postscript powerquery powershell prisma prolog promql \
    properties proto protobuf ps ps1 psql pug puppet purescript pwsh py py3 pycon pycon3 pytb python python2 python3 \
    python-repl q qml r racket raku rake razor rb rego regex rest rescript rkt robot rs rst ruby rust sas sass sbt scala \
    scheme scilab scm scss sed sh shell shell-session shellscript shellsession sh-session smali smalltalk sml solidity \
    sparql splunk sql sqlite squirrel ssh-config starlark stata stylus sv svelte svg swift systemd systemverilog tcl tcsh \
    tex terraform tf thrift toml ts tsql tsx turtle twig typescript typst v vala vb vba vbnet vbs vbscript velocity \
    verilog vhdl vim viml vimscript vue vue-html wasm wat wgsl wolfram x86asm xaml xhtml xml xquery xsl xslt yaml yara yml \
    zig zsh";
/// Names of these that are also words of other things.
const WORDS: [&str; 14] = [
    "cue", "d", "dot", "git", "h", "less", "log", "q", "rest", "robot", "v", "po", "pine", "flux",
];
/// What highlighters say where there is no language.
const NONE: [&str; 16] = [
    "none",
    "nohighlight",
    "no-highlight",
    "undefined",
    "null",
    "default",
    "auto",
    "plain",
    "unknown",
    "code",
    "notranslate",
    "nocode",
    "false",
    "true",
    "prettyprint",
    "plaintextfile",
];

/// Whether highlighters know a language of this name.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.split(' ').any(|known| known == name)
}

/// Whether a name alone says that something is code.
pub(super) fn is_telling(name: &str) -> bool {
    is_known(name) && !WORDS.contains(&name)
}

/// A name as it is written: in small letters, without what follows it; none where it names no language.
pub(super) fn written(name: &str) -> Option<String> {
    let end = name.find([',', ';', ':', '{', '}', '[', '=', '?', '"', '\'', '(', '!']);
    let name = name
        .get(..end.unwrap_or(name.len()))?
        .trim()
        .trim_start_matches('.')
        .to_ascii_lowercase();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '#' | '_' | '.' | '/' | '*');
    let fits = (1..=30).contains(&name.len()) && name.chars().all(is_name) && !NONE.contains(&&*name);
    fits.then(|| alias(name))
}

/// The language that a label shows to readers: `C#`, `Shell`, `Plain text`.
pub(super) fn labelled(label: &str) -> Option<String> {
    let lower = label.trim().trim_end_matches(':').to_ascii_lowercase();
    let name = lower.replace(' ', "-");
    let name = match &*name {
        "objective-c" => "objectivec",
        "visual-basic" | "vb.net" => "vbnet",
        "plain-text" => "text",
        "terminal" | "command-line" => "console",
        "node" | "node.js" | "nodejs" => "javascript",
        other => other,
    };
    (is_known(name) || name == "text").then(|| alias(name.to_owned()))
}

fn alias(name: String) -> String {
    let same = match &*name {
        "ipython" | "ipython2" | "ipython3" | "python3" | "py3" => "python",
        "c#" => "csharp",
        "f#" => "fsharp",
        "c++" => "cpp",
        _ => return name,
    };
    same.to_owned()
}

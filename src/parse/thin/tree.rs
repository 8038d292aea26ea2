//! The tree builder of html5ever behind caps on depth and on nodes.
//!
//! Not for: finding tokens (`scan`).

use std::cell::RefCell;

use html5ever::interface::create_element;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{Tracer, TreeBuilder, TreeBuilderOpts};
use html5ever::{LocalName, QualName, local_name, ns};
use scraper::{Html, HtmlTreeSink};

use super::{Options, names};

type NodeId = <HtmlTreeSink as html5ever::interface::TreeSink>::Handle;

/// How many nodes beyond one a token the tree may have before emphasis that was left open is closed: each paragraph opens it anew.
const SPARE_NODES: usize = 4096;
/// How many nodes may come between two such closings.
const CLOSING_NODES: usize = 1024;
/// After so many tokens open elements are counted anew.
const COUNTING_TOKENS: usize = 256;

/// What the text behind a start tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// Markup.
    Markup,
    /// Text up to the end tag, with character references.
    Rcdata,
    /// Text up to the end tag.
    Rawtext,
    /// A script.
    Script,
    /// Text to the end of the page.
    Plaintext,
}

/// The state of the tree when open elements were last counted.
#[derive(Default)]
struct Count {
    /// Elements that were open, and emphasis that waited to be opened again.
    open: usize,
    nodes: usize,
    tokens: usize,
}

/// Takes tokens, and leaves out those that would make the tree too deep or too large.
pub(super) struct Builder {
    inner: TreeBuilder<NodeId, HtmlTreeSink>,
    options: Options,
    /// What was open when it was last counted.
    counted: Count,
    /// Tokens that were passed on.
    tokens: usize,
    /// Steps that the tags passed on may have taken.
    steps: usize,
    /// Nodes there were when emphasis was last closed.
    closed: usize,
    /// Start tags of these names were left out; their end tags must be, too.
    left_out: Vec<LocalName>,
}

impl Builder {
    pub(super) fn document(sink: HtmlTreeSink, options: &Options) -> Self {
        Self::new(TreeBuilder::new(sink, TreeBuilderOpts::default()), options)
    }

    pub(super) fn fragment(sink: HtmlTreeSink, options: &Options) -> Self {
        let body = create_element(&sink, QualName::new(None, ns!(html), local_name!("body")), Vec::new());
        let inner = TreeBuilder::new_for_fragment(sink, body, None, TreeBuilderOpts::default());
        Self::new(inner, options)
    }

    fn new(inner: TreeBuilder<NodeId, HtmlTreeSink>, options: &Options) -> Self {
        Builder {
            inner,
            options: options.clone(),
            counted: Count::default(),
            tokens: 0,
            steps: 0,
            closed: 0,
            left_out: Vec::new(),
        }
    }

    /// Whether SVG or MathML is open.
    pub(super) fn in_foreign_content(&self) -> bool {
        self.inner.adjusted_current_node_present_but_not_in_html_namespace()
    }

    /// Whether the tree has all the nodes that it may have, or has cost all that it may cost.
    pub(super) fn is_full(&self) -> bool {
        self.nodes() >= self.options.max_nodes || self.steps >= self.options.max_steps
    }

    pub(super) fn text(&mut self, text: StrTendril) {
        if !text.is_empty() {
            self.pass(Token::CharacterTokens(text));
        }
    }

    pub(super) fn null(&mut self) {
        self.pass(Token::NullCharacterToken);
    }

    pub(super) fn comment(&mut self) {
        self.pass(Token::CommentToken(StrTendril::new()));
    }

    pub(super) fn doctype(&mut self, doctype: Doctype) {
        self.pass(Token::DoctypeToken(doctype));
    }

    /// Takes a start tag and says what follows it.
    pub(super) fn start(&mut self, tag: Tag) -> Follows {
        let leaf = names::is_void(&tag.name) || raw_text_of(&tag.name) != Follows::Markup;
        if self.is_full() || !leaf && (self.is_deep() || self.is_swollen() && names::is_emphasis(&tag.name)) {
            return self.leave_out(tag, leaf);
        }
        if !leaf {
            self.left_out.clear();
        }
        self.pass_tag(tag)
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, name: LocalName) {
        if self.left_out.last() == Some(&name) {
            self.left_out.pop();
        } else if !self.is_full() {
            self.pass_tag(end_tag(name));
            return;
        }
        self.text(StrTendril::from_char(' '));
    }

    pub(super) fn finish(mut self) -> Html {
        self.pass(Token::EOFToken);
        self.inner.end();
        self.inner.sink.0.into_inner()
    }

    fn leave_out(&mut self, tag: Tag, leaf: bool) -> Follows {
        let follows = if self.in_foreign_content() {
            Follows::Markup
        } else {
            raw_text_of(&tag.name)
        };
        if !leaf && !tag.self_closing {
            self.left_out.push(tag.name);
        }
        self.text(StrTendril::from_char(' '));
        follows
    }

    fn pass(&mut self, token: Token) -> Follows {
        self.tokens += 1;
        match self.inner.process_token(token, 1) {
            TokenSinkResult::RawData(RawKind::Rcdata) => Follows::Rcdata,
            TokenSinkResult::RawData(RawKind::Rawtext) => Follows::Rawtext,
            TokenSinkResult::RawData(RawKind::ScriptData | RawKind::ScriptDataEscaped(_)) => Follows::Script,
            TokenSinkResult::Plaintext => Follows::Plaintext,
            TokenSinkResult::Continue | TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => {
                Follows::Markup
            }
        }
    }

    fn nodes(&self) -> usize {
        self.inner.sink.0.borrow().tree.nodes().len()
    }

    /// The elements that are open, and those that wait to be opened again.
    fn open(&self) -> Vec<NodeId> {
        let open = Open::default();
        self.inner.trace_handles(&open);
        open.0.into_inner()
    }

    /// Whether no further element may be opened. Counts anew only when the nodes made since could have reached the cap:
    /// a node is at most one open element and one that waits.
    fn is_deep(&mut self) -> bool {
        if self.counted.open + 2 * (self.nodes() - self.counted.nodes) < self.options.max_depth {
            return false;
        }
        self.count();
        self.counted.open >= self.options.max_depth
    }

    fn count(&mut self) {
        self.counted = Count {
            open: self.open().len(),
            nodes: self.nodes(),
            tokens: self.tokens,
        };
        self.steps += self.counted.open;
    }

    /// Passes on a tag: the tree builder looks through the open elements.
    fn pass_tag(&mut self, tag: Tag) -> Follows {
        if self.tokens > self.counted.tokens + COUNTING_TOKENS {
            self.count();
        }
        self.steps += self.counted.open;
        self.pass(Token::TagToken(tag))
    }

    /// Whether most of the tree is emphasis that was left open; closes it.
    fn is_swollen(&mut self) -> bool {
        let nodes = self.nodes();
        if nodes < self.tokens + SPARE_NODES {
            return false;
        }
        if nodes > self.closed + CLOSING_NODES {
            for name in self.emphasis() {
                self.pass_tag(end_tag(name));
            }
            self.closed = self.nodes();
        }
        true
    }

    fn emphasis(&self) -> Vec<LocalName> {
        let html = self.inner.sink.0.borrow();
        let elements = self.open().into_iter().rev().filter_map(|id| {
            let name = &html.tree.get(id)?.value().as_element()?.name;
            (name.ns == ns!(html)).then(|| name.local.clone())
        });
        elements.filter(names::is_emphasis).collect()
    }
}

/// What follows a start tag in HTML.
fn raw_text_of(name: &LocalName) -> Follows {
    match *name {
        local_name!("title") | local_name!("textarea") => Follows::Rcdata,
        local_name!("style")
        | local_name!("xmp")
        | local_name!("iframe")
        | local_name!("noembed")
        | local_name!("noframes")
        | local_name!("noscript") => Follows::Rawtext,
        local_name!("script") => Follows::Script,
        _ => Follows::Markup,
    }
}

fn end_tag(name: LocalName) -> Tag {
    Tag {
        kind: TagKind::EndTag,
        name,
        self_closing: false,
        attrs: Vec::new(),
        had_duplicate_attributes: false,
    }
}

#[derive(Default)]
struct Open(RefCell<Vec<NodeId>>);

impl Tracer for Open {
    type Handle = NodeId;

    fn trace_handle(&self, node: &NodeId) {
        self.0.borrow_mut().push(*node);
    }
}

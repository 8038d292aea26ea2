//! Listings in the forms in which generators write them.

use super::super::{Options, parse};
use crate::model::BlockKind;

/// The listings of a page with their languages, and its other texts.
fn read(page: &str) -> (Vec<(String, String)>, Vec<String>) {
    let blocks = parse(page, None, &Options::default()).blocks;
    let (mut code, mut rest) = (Vec::new(), Vec::new());
    for block in blocks {
        match block.kind {
            BlockKind::Code { language } => code.push((language.unwrap_or_default(), block.text)),
            _ => rest.push(block.text),
        }
    }
    (code, rest)
}

/// One listing, and nothing beside it.
fn holds(page: &str, language: &str, text: &str) {
    let (code, rest) = read(page);
    assert_eq!(code, [(language.to_owned(), text.to_owned())], "{page}");
    assert_eq!(rest, [""; 0], "{page}");
}

#[test]
fn languages_by_the_element_and_by_those_around_it() {
    let code = "if x:\n  go()";
    for page in [
        "<pre><code class='hljs language-python'>{}</code></pre>",
        "<pre class='lang-py'><code class='language-python'>{}</code></pre>",
        "<pre data-lang=Python>{}</pre>",
        "<pre data-language='python'><code>{}</code></pre>",
        "<pre class='brush: python; gutter: false'>{}</pre>",
        "<pre class='brush:python'>{}</pre>",
        "<pre class=EnlighterJSRAW data-enlighter-language=python>{}</pre>",
        "<pre class=syntaxhighlighter-pre data-syntaxhighlighter-params='brush: python; gutter: false'>{}</pre>",
        "<pre class='devsite-click-to-copy' syntax=Python>{}</pre>",
        "<pre class='code highlight' lang=python>{}</pre>",
        "<pre class='code highlight'><code><span class=line lang=python>{}</span></code></pre>",
        "<pre class='python rust-example-rendered'>{}</pre>",
        "<pre class='sourceCode numberSource python numberLines'>{}</pre>",
        "<pre><code class='python syntaxhl'>{}</code></pre>",
        "<pre class=programlisting><code class='python nohighlight'>{}</code></pre>",
        "<div class='highlight-python3 notranslate'><div class=highlight><pre>{}</pre></div></div>",
        "<div class='highlight highlight-source-python'><pre>{}</pre></div>",
        "<div class='mw-highlight mw-highlight-lang-python'><pre>{}</pre></div>",
        "<div class='highlight hl-ipython3'><pre>{}</pre></div>",
        "<div class='language-python highlighter-rouge'><div class=highlight><pre class=highlight><code>{}</code></pre></div></div>",
        "<div class='language-python highlight'><table class=highlighttable><tr><td class=linenos><pre>1\n2</pre><td class=code><div><pre>{}</pre></div></table></div>",
        "<figure class='highlight python'><table><tr><td class=gutter><pre>1\n2</pre><td class=code><pre>{}</pre></table></figure>",
        "<div class=code-frame data-lang=python><div class=highlight><pre><code>{}</code></pre></div></div>",
        "<div class=org-src-container><pre class='src src-python'>{}</pre></div>",
        "<div class=box><span class=language>Python</span></div><pre>{}</pre>",
    ] {
        holds(&page.replace("{}", code), "python", code);
    }
}

#[test]
fn classes_that_name_no_language() {
    for page in [
        "<pre class='nx ny nz go oa'>a\nb</pre>",
        "<pre class='wp-block-code'><code>a\nb</code></pre>",
        "<pre class=language-none>a\nb</pre>",
        "<div class='lang-en text'><pre>a\nb</pre></div>",
        "<article class='category-python highlight python'><pre>a\nb</pre></article>",
        "<div class='highlight-default notranslate'><pre>a\nb</pre></div>",
        "<div class=python><p class=x></p><div><pre lang=en>a\nb</pre></div></div>",
    ] {
        holds(page, "", "a\nb");
    }
}

#[test]
fn numbers_of_lines_are_no_code() {
    for page in [
        "<pre><span class=line><span class=ln>1</span><span class=cl>a {\n</span></span><span class=line><span class=ln>2</span><span class=cl>\n</span></span><span class=line><span class=ln>3</span><span class=cl>  7</span></span></pre>",
        "<pre><code><span class='linenumber x' style='user-select:none'>1</span><span>a {\n</span><span class=linenumber>2</span>\n<span class=linenumber>3</span>  7</code></pre>",
        "<pre><span style='user-select: none'>1</span>a {\n<span style='user-select: none'>2</span>\n<span style='user-select: none'>3</span>  7</pre>",
        "<pre><a href='#1' data-nosnippet>1</a>a {\n<a href='#2' data-nosnippet>2</a>\n<a href='#3' data-nosnippet>3</a>  7</pre>",
        "<pre><a href='#cb1-1'>1</a>a {\n<a href='#cb1-2'>2</a>\n<a href='#cb1-3'>3</a>  7</pre>",
        "<pre><code><span class=codeLine_x><span class=codeLineNumber_y>1</span><span>a {</span><br></span><span class=codeLine_x><span class=codeLineNumber_y>2</span><span>\n</span><br></span><span class=codeLine_x><span class=codeLineNumber_y>3</span>  7<br></span></code></pre>",
        "<pre><code><div class=ec-line><div class=gutter><div class=ln>1</div></div><div class=code>a {</div></div><div class=ec-line><div class=gutter><div class=ln>2</div></div><div class=code>\n</div></div><div class=ec-line><div class=gutter><div class=ln>3</div></div><div class=code>  7</div></div></code></pre>",
        "<pre><code><table class=hljs-ln><tr><td class=hljs-ln-numbers data-line-number=1><div class=hljs-ln-n></div><td class=hljs-ln-code>a {<tr><td class=hljs-ln-numbers><td class=hljs-ln-code><tr><td class=hljs-ln-numbers><td class=hljs-ln-code>  7</table></code></pre>",
        "<div><table class=lntable><tr><td class=lntd><pre><code><span class=lnt>1\n</span><span class=lnt>2\n</span><span class=lnt>3\n</span></code></pre><td class=lntd><pre><code>a {\n\n  7\n</code></pre></table></div>",
        "<div class=fragment><div class=line><span class=lineno>    1</span>&#160;a {</div>\n<div class=line><span class=lineno>    2</span>&#160;</div>\n<div class=line><span class=lineno>    3</span>&#160;  7</div>\n</div>",
        "<div class=blob><div class=line-numbers><a>1</a>\n<a>2</a>\n<a>3</a></div><pre><code><span class=line>a {</span>\n<span class=line></span>\n<span class=line>  7</span></code></pre></div>",
        "<div><button class=copy></button><span class=lang>x</span><pre><code>a {\n\n  7</code></pre><div class=line-numbers-wrapper aria-hidden=true><span>1</span><br><span>2</span><br></div></div>"
            .replace("<span class=lang>x</span>", "")
            .as_str(),
        "<pre><code><div class=css-r><span class=css-1>1</span><div class=css-2><div>a {\n</div></div></div><div class=css-r><span class=css-1>2</span><div class=css-2><div>\n</div></div></div><div class=css-r><span class=css-1>3</span><div class=css-2>  7</div></div></code></pre>",
        "<div><ul class=select-none><li>1</li><li>2</li><li>3</li></ul><pre>a {\n\n  7</pre></div>",
        "<table><tr><td><pre>1\n2\n3</pre><td><pre>a {\n\n  7</pre></table>",
        "<table class=hljs-ln><tr><td class=js-line-number data-line-number=1>1<td class=blob-code data-line-number=1>a {<tr><td>2<td class=blob-code data-line-number=2><tr><td>3<td class=blob-code data-line-number=3>  7</table>",
    ] {
        holds(page, "", "a {\n\n  7");
    }
}

#[test]
fn numbers_that_are_code_stay() {
    for (page, want) in [
        (
            "<pre><span class=mi>1</span>\n<span class=num2>x</span><span class=m>2</span></pre>",
            "1\nx2",
        ),
        (
            "<pre>f(<a href='#two'>2</a>)\ng(<a href='/4'>4</a>)</pre>",
            "f(2)\ng(4)",
        ),
        ("<pre>1 one\n2 two\n3 three</pre>", "1 one\n2 two\n3 three"),
        (
            "<pre><span class=line-no>first</span>\n<span class=gutter>x = 1</span></pre>",
            "first\nx = 1",
        ),
    ] {
        holds(page, "", want);
    }
    let (code, _) = read("<pre>1\n2\n3</pre><pre>4\n5</pre><ul><li>1<li>2</ul><pre>a\nb\nc\nd</pre>");
    assert_eq!(code.len(), 3);
    let cells = "<table><tr><th class=line-number>Line<th>Town<tr><td>1<td>Calder<tr><td>2<td>Skarra</table>";
    assert_eq!(read(cells).1, ["Line\tTown", "1\tCalder", "2\tSkarra"]);
}

#[test]
fn lines_that_elements_make() {
    for page in [
        "<pre><code><span class=line>a {</span><span class=line></span><span class=line>  b</span></code></pre>",
        "<pre><code><span class=line>a {</span>\n<span class=line></span>\n<span class=line>  b</span></code></pre>",
        "<pre><code style='display: grid'><span data-line>a {</span>\n<span data-line> </span>\n<span data-line>  b</span></code></pre>",
        "<pre>a {<br><br>  b</pre>",
        "<pre>a {<br>\n<br>\n  b</pre>",
        "<pre><span class=line>a {</span><br><span class=line></span><br><span class=line>  b</span><br></pre>",
        "<pre><div>a {</div><div>\n</div><div>  b</div></pre>",
        "<pre class=prettyprint><ol class=linenums><li class=L0><span>a {</span></li><li class=L1></li><li class=L2>  b</li></ol></pre>",
        "<pre><span style='display:block'>a {</span><span style='display:block'></span><span style='display:block'>  b</span></pre>",
        "<pre><div class=btn-box><div class=btn-copy></div></div><code>a {\n\n  b</code></pre>",
    ] {
        let (code, rest) = read(page);
        let lines: Vec<&str> = code[0].1.lines().map(str::trim_end).collect();
        assert_eq!((code.len(), lines), (1, vec!["a {", "", "  b"]), "{page}");
        assert_eq!(rest, [""; 0], "{page}");
    }
    holds(
        "<pre>in a <span class=line>line</span> of text</pre>",
        "",
        "in a line of text",
    );
}

#[test]
fn listings_without_pre() {
    for (page, language) in [
        (
            "<table class='highlight js-file-line-container'><tr>\n<td class=blob-num data-line-number=1></td>\n<td class='blob-code js-file-line'>a {</td>\n</tr>\n<tr>\n<td class=blob-num></td>\n<td class='blob-code js-file-line'>\n</td></tr><tr><td class=blob-num></td><td class=blob-code>  <b>b</b></td></tr></table>",
            "",
        ),
        (
            "<div class=code-view><table><tr><td class=lines-num><span data-line-number=1></span><td class=lines-code><code class=code-inner>a {\n</code><tr><td class=lines-num><span></span><td class=lines-code><code>\n</code><tr><td class=lines-num><td class=lines-code><code>  b</code></table></div>",
            "",
        ),
        (
            "<div class='syntaxhighlighter js'><table><tr><td class=gutter><div class=line>1</div><div class=line>2</div><div class=line>3</div></td><td class=code><div class=container><div class='line number1'><code class='js plain'>a {</code></div><div class=line><code class='js plain'>&nbsp;</code></div><div class=line><code class='js spaces'>&nbsp;&nbsp;</code><code class='js plain'>b</code></div></div></td></tr></table></div>",
            "js",
        ),
        (
            "<div class=crayon-syntax><div class=crayon-toolbar><span class=crayon-title></span><div class=crayon-tools><span class=crayon-language>Go</span></div></div><div class=crayon-plain-wrap></div><div class=crayon-main><table><tr><td class=crayon-nums><div class=crayon-num>1</div><div class=crayon-num>2</div><td class=crayon-code><div class=crayon-pre><div class=crayon-line>a {</div><div class=crayon-line>&nbsp;</div><div class=crayon-line>  b</div></div></table></div></div>",
            "go",
        ),
        (
            "<div class=cm-editor><div class=cm-scroller><div class=cm-gutters><div class=cm-gutterElement>1</div><div class=cm-gutterElement>2</div></div><div class=cm-content data-language=java><div class=cm-line>a {</div><div class=cm-line><br></div><div class=cm-line>  b</div></div></div></div>",
            "java",
        ),
        (
            "<div class=CodeMirror-code><div><div class=CodeMirror-gutter-wrapper><div class=CodeMirror-linenumber>1</div></div><pre class=CodeMirror-line><span>a {</span></pre></div><div><pre class=CodeMirror-line><span>\u{200b}</span></pre></div><div><pre class=CodeMirror-line>  b</pre></div></div>",
            "",
        ),
        (
            "<div class=notion-code-block><div><div role=button>Bash</div></div><div class='line-numbers notion-code-block' style='white-space:pre;font-family:SFMono-Regular, Menlo'><div><span>a {</span>\n\n  b</div></div></div>",
            "bash",
        ),
        (
            "<div class='enlighter-default enlighter-l-php'><div class=enlighter-code><div class=enlighter><div><span>a {</span></div><div></div><div>  <span>b</span></div></div></div></div>",
            "php",
        ),
        ("<div><code class='hljs language-rust'>a {\n\n  b</code></div>", "rust"),
        ("<p><code>a {<br>\n<br>\n&nbsp;&nbsp;b</code></p>", ""),
        ("<p><code>a {</code><br><br><code>&nbsp; b</code></p>", ""),
        ("<div class=code>a {<br><br>&nbsp; b;</div>", ""),
        (
            "<div class=post><div class=codeheader>Code: <a class=codeoperation>[Select]</a></div><code class=bbc_code>a {<br><br>&nbsp; b</code></div>",
            "",
        ),
        (
            "<div class=codeblock><div class=title>Code:</div><div class=body><code>a {<br>\n<br>&nbsp; b</code></div></div>",
            "",
        ),
        (
            "<div class=highlight><code><div>a {</div><div></div><div>  b</div></code></div>",
            "",
        ),
        (
            "<div style='font-family:Consolas, monospace;white-space:pre'><code class=language-js style='white-space:pre'><span style='display:block'><span class=linenumber>1</span>a {\n</span><span style='display:block'><span class=linenumber>2</span>\n</span><span style='display:block'><span class=linenumber>3</span>  b</span></code></div>",
            "js",
        ),
    ] {
        let (code, rest) = read(page);
        let lines: Vec<&str> = code
            .first()
            .map(|(_, text)| text.lines().map(str::trim_end).collect())
            .unwrap_or_default();
        let last = if page.contains("b;") { "  b;" } else { "  b" };
        assert_eq!((code.len(), lines), (1, vec!["a {", "", last]), "{page}");
        assert_eq!((&*code[0].0, rest), (language, vec![]), "{page}");
    }
}

#[test]
fn text_that_is_no_listing() {
    for (page, want) in [
        (
            "<div class=line-block><div class=line>Roses</div><div class=line>violets</div></div>",
            &["Roses", "violets"][..],
        ),
        ("<p>Call <code>a<br>b</code> now</p>", &["Call a\nb now"]),
        (
            "<div class=code>Enter SPRING25<br>for a tenth off</div>",
            &["Enter SPRING25\nfor a tenth off"],
        ),
        (
            "<p data-line=3 class=code-line>One</p><p data-line=5 class=code-line>two</p>",
            &["One", "two"],
        ),
        ("<p style='white-space:pre-wrap'>One\ntwo</p>", &["One two"]),
        ("<p><code>run()</code></p>", &["run()"]),
    ] {
        assert_eq!(
            read(page),
            (vec![], want.iter().map(|&text| text.to_owned()).collect()),
            "{page}"
        );
    }
}

#[test]
fn what_stands_around_a_listing_is_no_text() {
    for page in [
        "<div><span class=language-name>bash</span><button>Copy to Clipboard</button></div><pre>{}</pre>",
        "<div class=codeHeader><span class=language>Bash</span><button><span>Copy</span></button><button>Run</button></div><pre>{}</pre>",
        "<div class=code-toolbar><pre>{}</pre><div class=toolbar><div class=toolbar-item><span>Bash</span></div><div class=toolbar-item><button>Copy</button></div></div></div>",
        "<div class=codeBlock><div class=codeBlockTitle_x>src/run.sh</div><div><pre>{}</pre><div><button>Copy</button></div></div></div>",
        "<div><div>Copy code</div><pre>{}</pre></div>",
        "<div class=CodeTabs><div class=tabs><button>npm</button><button>Yarn</button></div><div><pre>{}</pre></div></div>",
        "<div><button title=Copy class=copy></button><span class=lang>sh</span><pre>{}</pre></div>",
        "<pre><div><div class=flex>bash</div><div><button>Copy code</button></div><div><code class=language-bash>{}</code></div></div></pre>",
        "<div class=codebox><p>Code: <a href='#'>Select all</a></p><pre>{}</pre></div>",
        "<div><div class=bbcode_description>Code:</div><pre class=bbcode_code>{}</pre></div>",
        "<div class=cell><div class='prompt input_prompt'>In&nbsp;[12]:</div><div class=input_area><pre>{}</pre></div></div>",
        "<div class=jp-InputArea><div class=jp-InputPrompt>In [ ]:</div><div><pre>{}</pre></div></div>",
        "<div class=highlight><pre>{}</pre></div><div class=zero><clipboard-copy>Copy</clipboard-copy></div>",
    ] {
        let (code, rest) = read(&page.replace("{}", "cd x\nmake"));
        let texts: Vec<&str> = code.iter().map(|(_, text)| &**text).collect();
        assert_eq!((texts, rest), (vec!["cd x\nmake"], vec![]), "{page}");
    }
}

#[test]
fn text_around_a_listing_stays() {
    for text in [
        "<p>Run</p>",
        "<h4>Python</h4>",
        "<p>Copy this:</p>",
        "<div>The file main.rs:</div>",
        "<div class=title>A first sketch</div>",
        "<figcaption>main.rs</figcaption>",
        "<a href=x>Download</a>",
    ] {
        let rest = read(&format!("<div>{text}<pre>a\nb</pre></div>")).1;
        assert_eq!(rest.len(), 1, "{text}");
    }
}

#[test]
fn a_pre_with_other_blocks_keeps_them() {
    let page = "<pre>one\n<h2>Head</h2>two\n<p>three</p><table><tr><td>4<td>5<tr><td>6<td>7</table></pre>";
    let kinds: Vec<_> = parse(page, None, &Options::default())
        .blocks
        .into_iter()
        .map(|block| (block.kind, block.text))
        .collect();
    assert!(kinds.contains(&(BlockKind::Heading(2), "Head".to_owned())), "{kinds:?}");
    assert!(kinds.len() > 3, "{kinds:?}");
}

#[test]
fn signs_of_changed_lines_and_links_stay() {
    let diff = "<table class=diff-table><tr><td class=blob-num data-line-number=1><td class=blob-code><span data-code-marker='-'>old</span><tr><td class=blob-num><td class=blob-code><span data-code-marker='+'>new</span></table>";
    holds(diff, "", "-old\n+new");
    let page = "<pre>\n\nuse <a href='/x'>std::x</a>;\n</pre>";
    let block = parse(page, None, &Options::default()).blocks.remove(0);
    assert_eq!((&*block.text, block.links), ("use std::x;", vec![(4..10, "/x".into())]));
}

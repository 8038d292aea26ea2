//! Text that a page hides, or shows in a shadow tree or by its scripts.

use super::*;

const STORY: &str = "<p>The crane lifts the grain out of the barge and swings it over the quay, where two men wait with a cart.</p>\
    <p>By noon the hold is empty, and the barge goes back up the river to the mills before the tide turns.</p>";

#[test]
fn style_sheets_hide_and_show() {
    let page = |style: &str, part: &str| texts(&format!("<style>{style}</style>{part}{STORY}")).len();
    assert_eq!(page(".x{display:none}", "<div class='x y'>gone</div>"), 2);
    assert_eq!(page("#x{visibility:hidden}", "<div id=x><p>gone</p></div>"), 2);
    assert_eq!(
        page(".x{display:none}", "<div class=x style='display:block'>seen</div>"),
        3
    );
    assert_eq!(
        page(".x{display:none}.x.on{display:block}", "<div class=x>seen</div>"),
        3
    );
    assert_eq!(
        page(
            ".tab-content{display:none}",
            "<div class=tab-content>a click away</div>"
        ),
        3
    );
    assert_eq!(page("@media print{.x{display:none}}", "<div class=x>seen</div>"), 3);
}

#[test]
fn a_style_sheet_that_hides_most_of_the_text_waits_for_a_script() {
    let page = format!("<style>.text{{display:none}}</style><p>Menu</p><div class=text>{STORY}</div>");
    assert_eq!(texts(&page).len(), 3);
}

#[test]
fn text_that_is_clipped_or_far_away_is_left_out() {
    for style in [
        "clip: rect(0 0 0 0); position: absolute",
        "clip: rect(0px, 0px, 0px, 0px); height: 1px; overflow: hidden; position: absolute; width: 1px;",
        "position:absolute;left:-10000px",
        "clip-path:inset(50%)",
    ] {
        let page = format!("<p>Read the <a href=x>report<span style='{style}'>, opens new tab</span></a> today.</p>");
        assert_eq!(texts(&page), ["Read the report today."], "{style}");
    }
}

#[test]
fn declarative_shadow_trees_are_shown_with_what_fills_their_slots() {
    let shadow = |inside: &str, light: &str| {
        texts(&format!(
            "<p>a</p><x-box><template shadowrootmode=open>{inside}</template>{light}</x-box><p>z</p>"
        ))
    };
    assert_eq!(shadow("<p>b</p>", ""), ["a", "b", "z"]);
    assert_eq!(shadow("<p>b</p>", "<p>not shown</p>"), ["a", "b", "z"]);
    assert_eq!(
        shadow("<p>b</p><slot><p>else</p></slot><p>d</p>", "<p>c</p>"),
        ["a", "b", "c", "d", "z"]
    );
    assert_eq!(shadow("<slot>else</slot>", ""), ["a", "else", "z"]);
    assert_eq!(
        shadow(
            "<h2><slot name=t></slot></h2><slot></slot>",
            "<p>text</p><span slot=t>head</span>"
        ),
        ["a", "head", "text", "z"]
    );
    let nested = "<y-box><template shadowrootmode=closed><p>c</p><slot></slot></template><slot></slot></y-box>";
    assert_eq!(shadow(nested, "<p>d</p>"), ["a", "c", "d", "z"]);
    assert_eq!(
        texts("<p>a</p><template>b</template><ul><template shadowrootmode=open>c</template></ul>"),
        ["a"]
    );
}

#[test]
fn shells_are_read_from_the_state_that_they_carry() {
    let body = STORY.replace('/', "\\/").repeat(2);
    let page = |script: &str| texts(&format!("<title>The grain crane</title><div>Loading…</div>{script}"));
    let json = |state: &str| page(&format!("<script type='application/json'>{state}</script>"));
    let article = format!("{{\"title\":\"The grain crane\",\"content\":{{\"rendered\":\"{body}\"}}}}");
    assert_eq!(json(&format!("{{\"props\":[{article}]}}")).len(), 4);
    assert_eq!(page(&format!("<script>window.state = {article};</script>")).len(), 4);
    let packed = serde_json::to_string(&article).unwrap();
    assert_eq!(
        page(&format!("<script>window._preloads = JSON.parse({packed})</script>")).len(),
        4
    );
    // Without its title it is the page's text only where there is no other.
    let other = format!("{{\"title\":\"Cookies\",\"text\":\"{body}\"}}");
    assert_eq!(json(&other).len(), 4);
    assert_eq!(json(&format!("[{other},{other}]")), ["Loading…"]);
    assert_eq!(json(&format!("[{other},{article}]")).len(), 4);
    assert_eq!(json("{\"title\":\"The grain crane\",\"body\":\"Soon.\"}"), ["Loading…"]);
}

#[test]
fn pages_with_text_keep_it_whatever_state_they_carry() {
    let state = format!(
        "<script type='application/json'>{{\"body\":\"{}\"}}</script>",
        STORY.repeat(3).replace('/', "\\/")
    );
    let page = format!("{}{state}", STORY.repeat(2));
    assert_eq!(texts(&page).len(), 4);
}

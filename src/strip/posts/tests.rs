//! Threads by their form: who wrote the posts, and what is no thread.

use super::super::{Options, Stripper};
use crate::model::{Format, Metadata};
use crate::parse;

/// The authors of the threads on a page.
fn authors(html: &str) -> Vec<Vec<String>> {
    let parsed = parse::parse(html, Format::Html, Metadata::default(), &parse::Options::default());
    let stripper = Stripper::new(&Options::default()).unwrap();
    stripper.with_judged(&parsed, None, |page, _| {
        let name =
            |(at, range): &(usize, std::ops::Range<usize>)| page.get(*at).unwrap().text[range.clone()].to_owned();
        let of_thread = |thread: &super::Thread| {
            thread
                .heads
                .iter()
                .filter_map(|head| head.author.as_ref().map(name))
                .collect()
        };
        super::threads(page).iter().map(of_thread).collect()
    })
}

const SAID: [&str; 3] = [
    "The oars squeak in their locks at every stroke, and oil helps for an hour at most.",
    "Wrap them in leather where they touch the metal.",
    "It helped at once, and nobody on the quay turns round any more.",
];

/// A page of three posts in a form; `{name}`, `{n}` and `{text}` stand for what differs.
fn page(post: &str) -> String {
    let names = ["tern", "old pike", "gull_7"];
    let posts = names.iter().zip(SAID).zip(1..).map(|((name, text), n)| {
        post.replace("{name}", name)
            .replace("{text}", text)
            .replace("{n}", &n.to_string())
    });
    format!(
        "<h1>Oars</h1><div>{}</div><footer>© 2024 The Quay</footer>",
        posts.collect::<String>()
    )
}

#[test]
fn authors_are_found_in_every_form_of_head() {
    for post in [
        "<div><div><a href=/u/{n}>{name}</a> <a href=/p/{n}>{n} hours ago</a> | <a href=/x>next</a></div><p>{text}</p></div>",
        "<div><p><a href='javascript:void(0)'>[–]</a><a href=/u/{n}>{name}</a> <span>{n} points</span> <time>{n} May 2024, 10:34</time></p><p>{text}</p></div>",
        "<li><div>{n} May 2024, 20:10 <a href=/p/{n}>#{n}</a></div><div><b>{name}</b></div><div>Junior Member</div><blockquote>{text}</blockquote></li>",
        "<div><div><b>{name}</b></div><div>posted on 2024-05-0{n}</div><div><p>{text}</p></div></div>",
        "<div><h3><a href=/u/{n}>{name}</a> commented <a href=/c/{n}>{n} May 2024, 12:52</a></h3><p>{text}</p></div>",
        "<p>Posted by {name} on {n} May 2024, 12:52</p><p>{text}</p>",
        "<div><p>{text}</p><div>answered May {n}, 2024 at 10:00</div><div><a href=/u/{n}>{name}</a></div></div>",
        "<div><p>{text}</p><p>- {name}, Skarra, the isles, {n}/1/2024 12:3{n}</p><a href=/r>Report abuse</a></div>",
        "<div><cite>{name}</cite> <span>says:</span><div>{n} May 2024 at 10:3{n}</div><p>{text}</p></div>",
    ] {
        assert_eq!(authors(&page(post)), [["tern", "old pike", "gull_7"]], "{post}");
    }
}

#[test]
fn lists_of_articles_and_timelines_are_no_threads() {
    for post in [
        "<div><h2><a href=/a/{n}>The oars of {name} squeak</a></h2><div>By {name}, {n} May 2024</div><p>{text}</p></div>",
        "<div><h2>{n} May 2024</h2><p>{text}</p></div>",
        "<div><div><a href=/u/{n}>{name}</a> <span>{n} May 2024</span></div></div>",
    ] {
        assert_eq!(authors(&page(post)), [[""; 0]; 0], "{post}");
    }
}

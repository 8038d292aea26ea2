//! The classes of boilerplate: a closed set, so that reports, packs and documentation use the same names.
//!
//! What is known of a class as a whole (whether it shows that a text was a page, whether its wordings are plain) stands in its row of traits.

use std::fmt;

use crate::model::RuleId;

/// A class of boilerplate; the first half of a rule's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Prompts to install an app.
    AppDownload,
    /// Lists and teasers of other articles, outside the article.
    Related,
    /// Comment widgets: counts, forms, reply buttons.
    Comments,
    /// Invitations to subscribe by e-mail.
    Newsletter,
    /// Consent banners and their buttons.
    Cookie,
    /// Share bars, "follow us", print and save buttons.
    Share,
    /// Bylines, dates, reading time, user names and post dates.
    MetaLine,
    /// Captions of pictures and their credits.
    CaptionCredit,
    /// Menus, breadcrumbs, skip links, search boxes.
    Navigation,
    /// Teasers of other articles inside the article.
    InlinePromo,
    /// "This article is for subscribers".
    Paywall,
    /// Labels of advertisements, sponsored blocks, affiliate notes.
    Ad,
    /// Who the author is.
    AuthorBio,
    /// Lists of tags and topics.
    Tags,
    /// Copyright lines and other footers.
    Copyright,
    /// Previous and next, page numbers.
    Pagination,
    /// Chrome of audio and video players.
    Player,
    /// Log in, register.
    Login,
    /// Shop buttons, prices, stars.
    ProductChrome,
    /// Edit links, tables of contents and footers of wikis.
    WikiChrome,
    /// Chrome of documentation sites.
    DocChrome,
    /// Text that stands there twice.
    Duplicate,
    /// What has no class of its own: polls, tickers, ratings, error reports.
    Other,
}

impl Class {
    /// All classes, in the order in which they are listed.
    pub const ALL: &[Class] = &[
        Class::AppDownload,
        Class::Related,
        Class::Comments,
        Class::Newsletter,
        Class::Cookie,
        Class::Share,
        Class::MetaLine,
        Class::CaptionCredit,
        Class::Navigation,
        Class::InlinePromo,
        Class::Paywall,
        Class::Ad,
        Class::AuthorBio,
        Class::Tags,
        Class::Copyright,
        Class::Pagination,
        Class::Player,
        Class::Login,
        Class::ProductChrome,
        Class::WikiChrome,
        Class::DocChrome,
        Class::Duplicate,
        Class::Other,
    ];

    /// What is known of a class. A new class needs this row, an entry in [`Class::ALL`] and a pack of its name.
    const fn traits(self) -> Traits {
        use Evidence::{None, Strong, Weak};
        match self {
            Class::AppDownload => Traits::new("app-download", Strong).plain(),
            Class::Related => Traits::new("related", Strong).of_footer(),
            Class::Comments => Traits::new("comments", Strong).of_footer(),
            Class::Newsletter => Traits::new("newsletter", Strong).plain().of_footer(),
            Class::Cookie => Traits::new("cookie", Strong).plain(),
            Class::Share => Traits::new("share", Strong).plain(),
            Class::MetaLine => Traits::new("meta-line", Weak),
            Class::CaptionCredit => Traits::new("caption-credit", Weak),
            Class::Navigation => Traits::new("navigation", Strong),
            Class::InlinePromo => Traits::new("inline-promo", Strong).plain(),
            Class::Paywall => Traits::new("paywall", Strong).plain(),
            Class::Ad => Traits::new("ad", Strong),
            Class::AuthorBio => Traits::new("author-bio", None),
            Class::Tags => Traits::new("tags", Weak),
            Class::Copyright => Traits::new("copyright", None).of_footer(),
            Class::Pagination => Traits::new("pagination", Weak),
            Class::Player => Traits::new("player", Strong),
            Class::Login => Traits::new("login", Strong).plain(),
            Class::ProductChrome => Traits::new("product-chrome", Weak),
            Class::WikiChrome => Traits::new("wiki-chrome", Weak),
            Class::DocChrome => Traits::new("doc-chrome", Weak),
            Class::Duplicate => Traits::new("duplicate", None),
            Class::Other => Traits::new("other", None),
        }
    }

    /// Name in ids and packs.
    pub fn name(self) -> &'static str {
        self.traits().name
    }

    /// What it says of a text that a line of this class stands in it.
    pub(crate) fn evidence(self) -> Evidence {
        self.traits().evidence
    }

    /// Whether its wordings are plain enough to be boilerplate on a text that shows no other sign of a page.
    pub(crate) fn is_plain(self) -> bool {
        self.traits().plain
    }

    /// Whether only the foot of a page has it.
    pub(crate) fn is_of_footer(self) -> bool {
        self.traits().of_footer
    }

    /// The class that a rule's id begins with.
    pub(crate) fn of_rule(rule: &RuleId) -> Option<Class> {
        Class::from_name(rule.0.split('/').next().unwrap_or_default())
    }

    /// The class of that name.
    pub fn from_name(name: &str) -> Option<Class> {
        Class::ALL.iter().copied().find(|class| class.name() == name)
    }
}

/// What lines of a class say of the text they stand in: that it was a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// They hardly stand anywhere else.
    Strong,
    /// They stand in manuals and licences as well.
    Weak,
    /// Nothing.
    None,
}

/// What is known of a class.
#[derive(Clone, Copy)]
struct Traits {
    name: &'static str,
    evidence: Evidence,
    plain: bool,
    of_footer: bool,
}

impl Traits {
    const fn new(name: &'static str, evidence: Evidence) -> Self {
        Traits {
            name,
            evidence,
            plain: false,
            of_footer: false,
        }
    }

    const fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    const fn of_footer(mut self) -> Self {
        self.of_footer = true;
        self
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

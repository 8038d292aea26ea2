//! The classes of boilerplate: a closed set, so that reports, packs and documentation name the same things.

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
    pub const ALL: [Class; 23] = [
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

    /// Name in ids and packs.
    pub fn name(self) -> &'static str {
        match self {
            Class::AppDownload => "app-download",
            Class::Related => "related",
            Class::Comments => "comments",
            Class::Newsletter => "newsletter",
            Class::Cookie => "cookie",
            Class::Share => "share",
            Class::MetaLine => "meta-line",
            Class::CaptionCredit => "caption-credit",
            Class::Navigation => "navigation",
            Class::InlinePromo => "inline-promo",
            Class::Paywall => "paywall",
            Class::Ad => "ad",
            Class::AuthorBio => "author-bio",
            Class::Tags => "tags",
            Class::Copyright => "copyright",
            Class::Pagination => "pagination",
            Class::Player => "player",
            Class::Login => "login",
            Class::ProductChrome => "product-chrome",
            Class::WikiChrome => "wiki-chrome",
            Class::DocChrome => "doc-chrome",
            Class::Duplicate => "duplicate",
            Class::Other => "other",
        }
    }

    /// The class that a rule's id begins with.
    pub(crate) fn of_rule(rule: &RuleId) -> Option<Class> {
        Class::from_name(rule.0.split('/').next().unwrap_or_default())
    }

    /// The class of that name.
    pub fn from_name(name: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.name() == name)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

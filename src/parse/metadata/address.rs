//! Whether a text is the name of the site, by the address of the page.

use url::Url;

use super::bare;

/// Shorter names are part of too many others.
const NAME_BYTES: usize = 4;

/// The address of a page.
#[derive(Debug, Default)]
pub(super) struct Address {
    /// The longest label of the host before the top-level domain, in bare letters.
    host: String,
    /// It leads to the front page, whose title may be the name of the site.
    pub(super) is_front: bool,
}

impl Address {
    /// Reads an address; of a copy in an archive, the address that it is a copy of.
    pub(super) fn of(address: &str) -> Address {
        let copied = address.rfind("/http").and_then(|at| address.get(at + 1..));
        let Ok(url) = Url::parse(copied.unwrap_or(address)) else {
            return Address::default();
        };
        let labels = url.host_str().unwrap_or_default().split('.').rev().skip(1);
        Address {
            host: labels.max_by_key(|label| label.len()).map(bare).unwrap_or_default(),
            is_front: url.path() == "/" && url.query().is_none(),
        }
    }

    /// Whether the host is called like `text`: each of its words is part of the host's name, or it is that name and little more.
    pub(super) fn names(&self, text: &str) -> bool {
        let name = bare(text);
        let whole = || self.is_in(text);
        let words = || {
            text.split(|c: char| !c.is_alphanumeric())
                .all(|word| self.host.contains(&bare(word)))
        };
        self.host.len() >= NAME_BYTES && name.len() >= NAME_BYTES && (whole() || words())
    }

    /// Whether `name` is the name of the host and a little more. A name that is the same may be that of a person with a site.
    pub(super) fn is_host_of(&self, name: &str) -> bool {
        self.is_in(name) && bare(name) != self.host
    }

    /// Bytes of the name of the host.
    pub(super) fn len(&self) -> usize {
        self.host.len()
    }

    /// Whether `text` is the whole name of the host and little more.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let name = bare(text);
        self.host.len() >= NAME_BYTES && name.len() <= 2 * self.host.len() && name.contains(&self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_called_like_its_site() {
        let names = |address: &str, text: &str| Address::of(address).names(text);
        assert!(names("https://www.goat-herald.example/town/ferry", "The Goat Herald"));
        assert!(names("https://goatherald.example/ferry", "Goat Herald"));
        assert!(names("https://goatherald.example/ferry", "Herald"));
        assert!(names("https://news.goat.co.example/ferry", "Goat News"));
        assert!(names(
            "https://archive.example/web/2011/http://goatherald.example/ferry",
            "GoatHerald Blog"
        ));
        assert!(!names(
            "https://goatherald.example/ferry",
            "The goat that swam behind the ferry"
        ));
        assert!(!names("https://ox.example/ferry", "Ox"));
        assert!(!names("no address", "Goat Herald"));
        assert!(
            Address::of("https://goatherald.example/").is_front
                && !Address::of("https://goatherald.example/?p=1").is_front
        );
    }
}

//! Values that name something which does not exist: languages, rules, files of rules; and globs that are none.
//!
//! They are looked at once all layers are merged, since one layer may name what another brings. Not for: values that make no
//! sense by themselves (`values`).

use super::values::Fault;
use super::{Config, languages};
use crate::{sources, strip};

/// All of them.
pub(super) fn faults(config: &Config) -> Vec<Fault> {
    let mut faults = sources::glob_faults(&config.input);
    faults.extend(hint(config.decode.language.as_deref()));
    faults.extend(strip::faults(&config.strip, &sources::read_pack));
    let unknown = config.filter.languages.iter().filter(|code| !languages::is_known(code));
    faults.extend(unknown.map(|code| ("filter.languages", unknown_language(code))));
    faults
}

/// A hint may have a country (`zh-TW`).
fn hint(language: Option<&str>) -> Option<Fault> {
    let language = language?;
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    (!languages::is_known(&primary.to_lowercase())).then(|| ("decode.language", unknown_language(language)))
}

fn unknown_language(code: &str) -> String {
    match languages::meant(code) {
        Some(meant) => format!("unknown language `{code}`; did you mean `{meant}`?"),
        None => format!("unknown language `{code}`; wanted is a code of ISO 639 such as `en` or `de`"),
    }
}

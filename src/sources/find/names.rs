//! One name for each file, whatever ways lead to it.

use crate::sources::find::Found;

/// Keeps each file once; it is read if any of its ways says so. Of its names the longest wins: it says most, and does not
/// depend on the order of the inputs.
pub(crate) fn keep_once(found: &mut Vec<Found>) {
    let depth = |name: &str| name.matches('/').count();
    let better = |a: &str, b: &str| depth(b).cmp(&depth(a)).then_with(|| a.cmp(b));
    found.sort_by(|a, b| {
        let paths = a.full.as_os_str().cmp(b.full.as_os_str());
        paths.then_with(|| better(&a.unit.source, &b.unit.source))
    });
    found.dedup_by(|next, first| {
        let same = next.full.as_os_str() == first.full.as_os_str();
        if same && first.passed.is_some() && next.passed.is_none() {
            std::mem::swap(next, first);
            std::mem::swap(&mut next.unit.source, &mut first.unit.source);
        }
        same
    });
}

/// Numbers the files of one name, in the order of their full paths; what is passed over comes after what is read.
pub(crate) fn tell_namesakes_apart(found: &mut [Found]) {
    let place = |a: &Found, b: &Found| {
        let names = a.unit.source.cmp(&b.unit.source);
        let ways = a.passed.is_some().cmp(&b.passed.is_some());
        names.then(ways).then_with(|| a.full.cmp(&b.full))
    };
    found.sort_by(place);
    for namesakes in found.chunk_by_mut(|a, b| a.unit.source == b.unit.source) {
        for (number, found) in (2..).zip(namesakes.iter_mut().skip(1)) {
            found.unit.source = format!("{}//{number}", found.unit.source).into();
        }
    }
}

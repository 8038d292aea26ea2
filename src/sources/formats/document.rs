//! A file that is one document.

use crate::model::{Content, Format, Metadata, Record};
use crate::sources::identity::identify;
use crate::sources::layers::window::Window;
use crate::sources::naming::Naming;
use crate::sources::origin::feed::Damage;
use crate::sources::{Item, Options};

/// Reads all of the window: the document, and what there is to say of it beside.
pub(crate) fn read(
    mut window: Window,
    damage: Option<Damage>,
    format: Format,
    naming: &Naming,
    options: &Options,
) -> Vec<Item> {
    let document = whole(&mut window, damage, format, naming, options);
    let mut items = vec![document];
    while let Some((offset_bytes, doubt)) = window.take_doubt() {
        items.push(naming.fault(None, offset_bytes, doubt));
    }
    items
}

/// A document of which bytes are missing is quarantined whole: half a page is no document.
fn whole(window: &mut Window, damage: Option<Damage>, format: Format, naming: &Naming, options: &Options) -> Item {
    let max = options.max_record_bytes;
    while window.bytes().len() <= max && window.more() {}
    if window.bytes().len() > max {
        return naming.fault(None, 0, Damage::too_large(max));
    }
    if let Some(damage) = damage.or_else(|| window.take_break()) {
        return naming.fault(None, 0, damage);
    }
    let record = Record {
        provenance: naming.provenance(None, 0),
        format,
        content: Content::Bytes {
            bytes: window.take_all(),
            charset: None,
        },
        metadata: Metadata::default(),
    };
    Item::Record(Box::new(identify(record, None, options)))
}

//! A panic inside one document costs that document alone: it is caught, named, and quarantined.
//!
//! Not for: faults that a stage reports itself (`outcome`).

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::model::{Fault, Provenance, Quarantined, Stage};

/// What a document that panicked becomes.
pub(crate) fn panicked(provenance: Provenance, stage: Stage, message: String) -> Quarantined {
    Quarantined {
        provenance,
        stage,
        fault: Fault::Panic,
        detail: format!("the program failed on this document, please report it: {message}"),
    }
}

thread_local! {
    /// Whether a panic of this thread will be caught and quarantined.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic becomes its message.
pub(crate) fn caught<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    silence_caught_panics();
    CAUGHT.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(false);
    result.map_err(|payload| match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => (*payload.downcast::<&str>().unwrap_or_else(|_| Box::new("no message"))).to_owned(),
    })
}

/// Keeps the panic hook quiet about panics that [`caught`] turns into quarantined records.
fn silence_caught_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !CAUGHT.get() {
                before(info);
            }
        }));
    });
}

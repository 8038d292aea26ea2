//! The bar on the terminal, and how to write beside it without tearing it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The bar that is on the terminal now. There is one terminal, and the log must know of the bar.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

const WITHOUT_TOTAL: &str = "{prefix} {spinner:.green} {elapsed}\n{msg}";
const WITH_TOTAL: &str = "{prefix} {wide_bar:.green} {percent:>3} %, {eta} left\n{msg}";

/// Puts a bar on standard error.
pub(super) fn show() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    style(&bar, WITHOUT_TOTAL);
    *lock(&BAR) = Some(bar.clone());
    bar
}

/// Moves the bar; a `total` of 0 is one that is not known.
pub(super) fn advance(bar: &ProgressBar, done: u64, total: u64) {
    if total > 0 {
        if bar.length().is_none() {
            style(bar, WITH_TOTAL);
        }
        bar.set_length(total);
    }
    bar.set_position(done);
}

/// The templates are constants; were one wrong, the default style would do.
fn style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

/// Takes the bar off the terminal.
pub(super) fn take_away(bar: &ProgressBar) {
    bar.finish_and_clear();
    *lock(&BAR) = None;
}

/// Writes to standard error without tearing the bar.
pub(super) fn beside_bar<R>(write: impl FnOnce() -> R) -> R {
    let bar = lock(&BAR).clone();
    match bar {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// A panic elsewhere must not take the display down as well.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The bar on the terminal, and how to write beside it without tearing it.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::progress::lock;

/// The bar that is on the terminal now. There is one terminal, and the log must know of the bar.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Puts a bar on standard error.
pub(super) fn show() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    // The template is a constant; were it wrong, the default style would do.
    if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar:.green} {percent:>3} %, {eta} left\n{msg}") {
        bar.set_style(style);
    }
    *lock(&BAR) = Some(bar.clone());
    bar
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

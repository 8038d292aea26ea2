//! The terminal's [`Monitor`]: a bar on a terminal, a line now and then elsewhere, nothing when silent.
//!
//! Not for: the summary at the end (`summary`).

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chaffinch::monitor::{Counter, Monitor};
use chaffinch::outcome::Quarantined;
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::{printable, say};

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A bar if standard error is a terminal, else lines.
    Auto,
    /// Not at all.
    Silent,
}

/// Time between two lines where there is no terminal, and between two states of the bar where there is one.
const LINE_EVERY: Duration = Duration::from_secs(10);
const BAR_EVERY: Duration = Duration::from_millis(100);
/// So many quarantined records are named one by one; all are counted, and listed where the command says.
const NAMED_ONE_BY_ONE: u64 = 20;
const COUNTERS: [Counter; 6] = [
    Counter::Read,
    Counter::Kept,
    Counter::Duplicate,
    Counter::Dropped,
    Counter::Quarantined,
    Counter::InputBytes,
];

/// Counts of a run, and where they are shown.
#[derive(Debug)]
pub(super) struct Progress {
    counts: [AtomicU64; COUNTERS.len()],
    total_bytes: AtomicU64,
    named: AtomicU64,
    phase: Mutex<String>,
    show_at_ms: AtomicU64,
    display: Display,
    stop: Arc<AtomicBool>,
    stop_is_said: AtomicBool,
    started: Instant,
}

#[derive(Debug)]
enum Display {
    Silent,
    Bar(ProgressBar),
    Lines,
}

impl Progress {
    /// Starts the clock; `stop` is set by signals.
    pub(super) fn start(look: Look, stop: Arc<AtomicBool>) -> Self {
        let display = match look {
            Look::Silent => Display::Silent,
            Look::Auto if io::stderr().is_terminal() => Display::Bar(bar()),
            Look::Auto => Display::Lines,
        };
        let first_ms = if let Display::Lines = display {
            LINE_EVERY.as_millis() as u64
        } else {
            0
        };
        Progress {
            counts: Default::default(),
            total_bytes: AtomicU64::new(0),
            named: AtomicU64::new(0),
            phase: Mutex::new(String::new()),
            show_at_ms: AtomicU64::new(first_ms),
            display,
            stop,
            stop_is_said: AtomicBool::new(false),
            started: Instant::now(),
        }
    }

    /// The count of `counter` so far.
    pub(super) fn get(&self, counter: Counter) -> u64 {
        COUNTERS
            .iter()
            .zip(&self.counts)
            .find(|(c, _)| **c == counter)
            .map_or(0, |(_, n)| n.load(Ordering::Relaxed))
    }

    /// Time since the start.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Display::Bar(bar) = &self.display {
            bar.finish_and_clear();
            *lock(&BAR) = None;
        }
    }

    /// Shows the state if it is time to; of several threads that find so, one does.
    fn show(&self) {
        let interval = match &self.display {
            Display::Silent => return,
            Display::Bar(_) => BAR_EVERY,
            Display::Lines => LINE_EVERY,
        };
        let now = self.elapsed().as_millis() as u64;
        let due = self.show_at_ms.load(Ordering::Relaxed);
        let next = now + interval.as_millis() as u64;
        let order = Ordering::Relaxed;
        if now < due || self.show_at_ms.compare_exchange(due, next, order, order).is_err() {
            return;
        }
        match &self.display {
            Display::Silent => {}
            Display::Bar(bar) => {
                bar.set_position(self.get(Counter::InputBytes));
                bar.set_message(self.state());
            }
            Display::Lines => say(&format!("{}: {}{}", lock(&self.phase), self.state(), self.remaining())),
        }
    }

    fn state(&self) -> String {
        let read = self.get(Counter::Read);
        let mut state = format!("{} read", HumanCount(read));
        for (counter, name) in [
            (Counter::Kept, "kept"),
            (Counter::Duplicate, "duplicate"),
            (Counter::Dropped, "dropped"),
            (Counter::Quarantined, "quarantined"),
        ] {
            match self.get(counter) {
                0 => {}
                n => state.push_str(&format!(", {} {name}", HumanCount(n))),
            }
        }
        let per_second = read as f64 / self.elapsed().as_secs_f64().max(0.001);
        state.push_str(&format!(", {}/s", HumanCount(per_second as u64)));
        state
    }

    /// By the bytes of input that are done; nothing where the total is not known.
    fn remaining(&self) -> String {
        let (done, total) = (self.get(Counter::InputBytes), self.total_bytes.load(Ordering::Relaxed));
        if done == 0 || total <= done {
            return String::new();
        }
        let left = self.elapsed().mul_f64((total - done) as f64 / done as f64);
        format!(", {} % of the input, {} left", done * 100 / total, HumanDuration(left))
    }
}

impl Monitor for Progress {
    fn expect_bytes(&self, total_bytes: u64) {
        self.total_bytes.store(total_bytes, Ordering::Relaxed);
        if let Display::Bar(bar) = &self.display {
            bar.set_length(total_bytes);
        }
    }

    fn count(&self, counter: Counter, amount: u64) {
        if let Some((_, count)) = COUNTERS.iter().zip(&self.counts).find(|(c, _)| **c == counter) {
            count.fetch_add(amount, Ordering::Relaxed);
        }
        self.show();
    }

    fn quarantined(&self, item: &Quarantined) {
        match self.named.fetch_add(1, Ordering::Relaxed) {
            n if n < NAMED_ONE_BY_ONE => tracing::warn!("{}", quarantine_line(item)),
            NAMED_ONE_BY_ONE => tracing::warn!("more records are quarantined; --log-level info names each"),
            _ => tracing::info!("{}", quarantine_line(item)),
        }
    }

    fn phase(&self, name: &str, path: Option<&Path>) {
        let shown = path.map_or_else(|| name.to_owned(), |path| format!("{name} {}", path.display()));
        if let Display::Bar(bar) = &self.display {
            bar.set_prefix(printable(&shown).into_owned());
        }
        *lock(&self.phase) = shown;
    }

    fn cancelled(&self) -> bool {
        let stop = self.stop.load(Ordering::Relaxed);
        if stop && !self.stop_is_said.swap(true, Ordering::Relaxed) {
            beside_bar(|| say("chaffinch: stopping at the next safe point; once more stops at once"));
        }
        stop
    }
}

/// `source:record: what is wrong`, as it stands in the log.
pub(super) fn quarantine_line(item: &Quarantined) -> String {
    let place = &item.provenance;
    let record = place.record.map(|n| format!(" record {n}")).unwrap_or_default();
    format!(
        "quarantined: {}{record} at byte {}: {}",
        place.source, place.offset_bytes, item.detail
    )
}

/// The bar that is on the terminal now.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn bar() -> ProgressBar {
    let style = "{prefix} {wide_bar:.green} {percent:>3} %, {eta} left\n{msg}";
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    // The template is a constant; were it wrong, the default style would do.
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    *lock(&BAR) = Some(bar.clone());
    bar
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
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_names_what_has_been_counted() {
        let progress = Progress::start(Look::Silent, Arc::default());
        progress.count(Counter::Read, 1234);
        progress.count(Counter::Kept, 1200);
        progress.count(Counter::Quarantined, 34);
        let state = progress.state();
        assert!(state.starts_with("1,234 read, 1,200 kept, 34 quarantined, "), "{state}");
    }

    #[test]
    fn the_rest_is_told_once_some_is_done() {
        let progress = Progress::start(Look::Silent, Arc::default());
        progress.expect_bytes(1000);
        assert_eq!(progress.remaining(), "");
        progress.count(Counter::InputBytes, 250);
        assert!(
            progress.remaining().starts_with(", 25 % of the input, "),
            "{}",
            progress.remaining()
        );
        progress.count(Counter::InputBytes, 750);
        assert_eq!(progress.remaining(), "");
    }

    #[test]
    fn a_signal_stops_the_run() {
        let stop = Arc::new(AtomicBool::new(false));
        let progress = Progress::start(Look::Silent, Arc::clone(&stop));
        assert!(!progress.cancelled());
        stop.store(true, Ordering::Relaxed);
        assert!(progress.cancelled());
    }
}

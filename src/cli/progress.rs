//! The terminal's [`Monitor`]: a bar on a terminal, a line now and then elsewhere, nothing when silent.
//!
//! Not for: the summary at the end (`summary`).

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chaffinch::internal::model::{Provenance, Quarantined, Skipped};
use chaffinch::internal::monitor::{Counter, Monitor};
use indicatif::{HumanCount, HumanDuration, ProgressBar};
use serde_json::{Value, json};
use tracing::Level;

use super::bar::{self, lock};
use super::logging::{event, is_json, tell};
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
const COUNTERS: [Counter; 12] = [
    Counter::Read,
    Counter::Kept,
    Counter::Duplicate,
    Counter::Dropped,
    Counter::Skipped,
    Counter::Quarantined,
    Counter::InputBytes,
    Counter::Unchanged,
    Counter::Same,
    Counter::Changed,
    Counter::Added,
    Counter::Gone,
];

/// Counts of files that an update has compared with the state before.
const COMPARED: [Counter; 3] = [Counter::Unchanged, Counter::Same, Counter::Changed];

/// Counts of a run, and where they are shown.
#[derive(Debug)]
pub(super) struct Progress {
    counts: [AtomicU64; COUNTERS.len()],
    total_bytes: AtomicU64,
    named: AtomicU64,
    phase: Mutex<Phase>,
    show_at_ms: AtomicU64,
    display: Display,
    stop: Arc<AtomicBool>,
    stop_is_said: AtomicBool,
    started: Instant,
}

/// What the run is at.
#[derive(Debug)]
struct Phase {
    shown: String,
    started: Instant,
    measure: Measure,
}

/// What tells how much of a phase is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// Bytes of input, out of all.
    Input,
    /// Records whose outcome is settled, out of those that were read.
    Outcomes,
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
            Look::Auto if io::stderr().is_terminal() => Display::Bar(bar::show()),
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
            phase: Mutex::new(Phase::new(String::new())),
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

    /// Says that the run was interrupted before it changed `output`: how far it came, and what to run next.
    pub(super) fn interrupted(&self, output: &Path) {
        let path = output.display();
        let message = format!("chaffinch: interrupted; {path} is as it was; run the same command again to go on");
        let command: Vec<String> = std::env::args_os()
            .map(|arg| arg.to_string_lossy().into_owned())
            .collect();
        tell(Level::WARN, &message, || {
            let mut fields = self.fields("interrupted");
            fields["output"] = json!(path.to_string());
            fields["next"] = json!(command);
            fields
        });
    }

    /// How far the run has come.
    fn fields(&self, outcome: &str) -> Value {
        json!({
            "outcome": outcome,
            "phase": lock(&self.phase).shown,
            "read": self.get(Counter::Read),
            "files_compared": COMPARED.map(|counter| self.get(counter)).iter().sum::<u64>(),
            "input_bytes": self.get(Counter::InputBytes),
            "seconds": self.elapsed().as_secs_f64(),
        })
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Display::Bar(bar) = &self.display {
            bar::take_away(bar);
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
                let (done, total) = self.done_of_total();
                bar::advance(bar, done, total);
                bar.set_message(self.state());
            }
            Display::Lines => {
                // The lock must be open again when the rest asks for it.
                let phase = lock(&self.phase).shown.clone();
                say(&format!("{phase}: {}{}", self.state(), self.remaining()));
            }
        }
    }

    fn state(&self) -> String {
        let read = self.get(Counter::Read);
        let mut state = format!("{} read", HumanCount(read));
        for (counter, name) in [
            (Counter::Kept, "kept"),
            (Counter::Duplicate, "duplicate"),
            (Counter::Dropped, "dropped"),
            (Counter::Skipped, "skipped"),
            (Counter::Quarantined, "quarantined"),
        ] {
            let count = match counter {
                // Faults are named as they come, and counted when all records are sorted.
                Counter::Quarantined => self.get(counter).max(self.named.load(Ordering::Relaxed)),
                _ => self.get(counter),
            };
            match count {
                0 => {}
                n => state.push_str(&format!(", {} {name}", HumanCount(n))),
            }
        }
        let per_second = read as f64 / self.elapsed().as_secs_f64().max(0.001);
        state.push_str(&format!(", {}/s", HumanCount(per_second as u64)));
        state
    }

    /// How much of the phase is done, out of how much; 0 of 0 where that is not known.
    fn done_of_total(&self) -> (u64, u64) {
        match lock(&self.phase).measure {
            Measure::Input => (self.get(Counter::InputBytes), self.total_bytes.load(Ordering::Relaxed)),
            Measure::Outcomes => {
                let settled = [
                    Counter::Kept,
                    Counter::Duplicate,
                    Counter::Dropped,
                    Counter::Skipped,
                    Counter::Quarantined,
                ];
                (
                    settled.map(|counter| self.get(counter)).iter().sum(),
                    self.get(Counter::Read),
                )
            }
        }
    }

    /// Share and remaining time of the phase; nothing where the total is not known.
    fn remaining(&self) -> String {
        let (done, total) = self.done_of_total();
        if done == 0 || total <= done {
            return String::new();
        }
        let took = lock(&self.phase).started.elapsed();
        let left = took.mul_f64((total - done) as f64 / done as f64);
        format!(", {} %, {} left", done.saturating_mul(100) / total, HumanDuration(left))
    }
}

impl Phase {
    fn new(shown: String) -> Self {
        let measure = if shown.starts_with("write") {
            Measure::Outcomes
        } else {
            Measure::Input
        };
        Phase {
            shown,
            started: Instant::now(),
            measure,
        }
    }
}

impl Monitor for Progress {
    fn expect_bytes(&self, total_bytes: u64) {
        self.total_bytes.store(total_bytes, Ordering::Relaxed);
    }

    fn count(&self, counter: Counter, amount: u64) {
        if let Some((_, count)) = COUNTERS.iter().zip(&self.counts).find(|(c, _)| **c == counter) {
            count.fetch_add(amount, Ordering::Relaxed);
        }
        self.show();
    }

    fn quarantined(&self, item: &Quarantined) {
        let warn = |level| event(level, &quarantine_line(item), || quarantine_fields(item));
        match self.named.fetch_add(1, Ordering::Relaxed) {
            // A program can read as many as there are.
            n if n < NAMED_ONE_BY_ONE || is_json() => warn(Level::WARN),
            NAMED_ONE_BY_ONE => tracing::warn!("more records are quarantined; --log-level info names each"),
            _ => warn(Level::INFO),
        }
    }

    fn skipped(&self, item: &Skipped) {
        // In JSON the summary is of this level, and the records would drown it.
        let level = if is_json() { Level::DEBUG } else { Level::INFO };
        event(level, &skip_line(item), || skip_fields(item));
    }

    fn warn(&self, path: &Path, detail: &str) {
        let path = path.display().to_string();
        let fields = || json!({ "path": path, "detail": detail });
        event(Level::WARN, &format!("{path} {detail}"), fields);
    }

    fn phase(&self, name: &str, path: Option<&Path>) {
        let shown = path.map_or_else(|| name.to_owned(), |path| format!("{name} {}", path.display()));
        if let Display::Bar(bar) = &self.display {
            bar.set_prefix(printable(&shown).into_owned());
            bar.reset_eta();
        }
        *lock(&self.phase) = Phase::new(shown);
    }

    fn cancelled(&self) -> bool {
        let stop = self.stop.load(Ordering::Relaxed);
        if stop && !self.stop_is_said.swap(true, Ordering::Relaxed) {
            let message = "chaffinch: stopping at the next safe point; once more stops at once";
            tell(Level::WARN, message, || self.fields("stopping"));
        }
        stop
    }
}

/// `source:record: what is wrong`, as it stands in the log.
pub(super) fn quarantine_line(item: &Quarantined) -> String {
    format!("quarantined: {}: {}", place(&item.provenance), item.detail)
}

/// `source:record: what it is`, as it stands in the log.
pub(super) fn skip_line(item: &Skipped) -> String {
    format!("skipped: {}: {} ({})", place(&item.provenance), item.kind, item.reason)
}

fn quarantine_fields(item: &Quarantined) -> Value {
    json!({
        "outcome": "quarantined",
        "path": item.provenance.file_path(),
        "record": item.provenance.record,
        "offset_bytes": item.provenance.offset_bytes,
        "stage": item.stage,
        "fault": item.fault,
        "detail": item.detail,
    })
}

fn skip_fields(item: &Skipped) -> Value {
    json!({
        "outcome": "skipped",
        "path": item.provenance.file_path(),
        "record": item.provenance.record,
        "offset_bytes": item.provenance.offset_bytes,
        "kind": item.kind,
        "reason": item.reason,
        "url": item.url,
    })
}

fn place(place: &Provenance) -> String {
    let record = place.record.map(|n| format!(" record {n}")).unwrap_or_default();
    format!("{}{record} at byte {}", place.source, place.offset_bytes)
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
        assert!(progress.remaining().starts_with(", 25 %, "), "{}", progress.remaining());
        progress.count(Counter::InputBytes, 750);
        assert_eq!(progress.remaining(), "");
    }

    #[test]
    fn a_line_that_is_due_is_shown_and_the_run_goes_on() {
        let mut progress = Progress::start(Look::Silent, Arc::default());
        progress.display = Display::Lines;
        progress.expect_bytes(10);
        let (done, wait) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            progress.count(Counter::InputBytes, 1);
            done.send(progress.get(Counter::InputBytes))
        });
        assert_eq!(wait.recv_timeout(Duration::from_secs(60)), Ok(1));
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

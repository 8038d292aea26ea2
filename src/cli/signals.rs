//! What the user asks for by signals: Ctrl-C, SIGTERM, a closed terminal.
//!
//! Not for: stopping, which the library does at a safe point.

use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::INTERRUPTED;

/// The signals that are watched.
#[derive(Debug)]
pub(super) struct Signals {
    /// Whether the work is to stop; before there is any, a signal ends the process.
    stop: Arc<AtomicBool>,
    /// Whether no command has begun to work.
    idle: Arc<AtomicBool>,
}

impl Signals {
    /// Watches signals from now on. Until a command takes them over, the first one ends the process; there is nothing to save
    /// yet.
    pub(super) fn watch() -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(true));
        let idle = Arc::new(AtomicBool::new(true));
        for signal in [SIGINT, SIGTERM] {
            ends_if(signal, &stop)?;
            flag::register(signal, Arc::clone(&stop))?;
        }
        // A terminal that closes may send it twice, by the shell and by the system: the second one is no demand to end at once.
        if let Some(signal) = hangup() {
            ends_if(signal, &idle)?;
            flag::register(signal, Arc::clone(&stop))?;
        }
        // A file beyond a limit of the system is then an error with a message, as on a full disk, and not the end of the process.
        #[cfg(unix)]
        flag::register(signal_hook::consts::SIGXFSZ, Arc::default())?;
        Ok(Signals { stop, idle })
    }

    /// A command begins to work: the first signal asks it to stop, a second SIGINT or SIGTERM ends the process at once.
    pub(super) fn take_over(&self) -> Arc<AtomicBool> {
        self.idle.store(false, Ordering::SeqCst);
        self.stop.store(false, Ordering::SeqCst);
        self.stop()
    }

    /// Is set once the work is to stop.
    pub(super) fn stop(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }
}

/// Lets `signal` end the process while `condition` is set.
fn ends_if(signal: c_int, condition: &Arc<AtomicBool>) -> std::io::Result<()> {
    flag::register_conditional_shutdown(signal, i32::from(INTERRUPTED), Arc::clone(condition))?;
    Ok(())
}

/// SIGHUP, unless the process was started with it ignored, as `nohup` does: then it stays ignored. Where the system does not tell,
/// the signal is left as it is.
#[cfg(target_os = "linux")]
fn hangup() -> Option<c_int> {
    use signal_hook::consts::SIGHUP;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    let ignored = u64::from_str_radix(ignored.trim(), 16).ok()?;
    (ignored >> (SIGHUP - 1) & 1 == 0).then_some(SIGHUP)
}

#[cfg(not(target_os = "linux"))]
fn hangup() -> Option<c_int> {
    None
}

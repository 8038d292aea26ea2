//! Standard input, read by a thread of its own: a pipe whose writer is silent blocks that thread alone, and a stop is noticed.
//!
//! Not for: files (`feed`).

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use crate::model::Fault;
use crate::sources::Stop;
use crate::sources::origin::feed::{CHUNK, Damage, Feed, Pulled, read_some, stopped};

/// How long nothing may arrive before the flag is looked at.
const PATIENCE: Duration = Duration::from_millis(100);
/// Pieces that wait to be taken.
const WAITING: usize = 2;

/// Bytes that a thread reads.
pub(crate) struct Stdin {
    pieces: Receiver<io::Result<Vec<u8>>>,
    read_bytes: u64,
    ended: bool,
    stop: Stop,
}

impl Stdin {
    /// Begins to read standard input.
    pub(crate) fn open(stop: Stop) -> Result<Self, Damage> {
        Stdin::over(io::stdin(), stop)
    }

    fn over(input: impl io::Read + Send + 'static, stop: Stop) -> Result<Self, Damage> {
        let (give, pieces) = sync_channel(WAITING);
        let reading = std::thread::Builder::new().name("stdin".into());
        reading
            .spawn(move || read(input, &give))
            .map_err(|error| Damage::new(Fault::Unreadable, error.to_string()))?;
        Ok(Stdin {
            pieces,
            read_bytes: 0,
            ended: false,
            stop,
        })
    }
}

/// Hands over what is read until the end, an error, or nobody takes it any more.
fn read(mut input: impl io::Read, give: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; CHUNK];
        let outcome = read_some(&mut input, &mut piece);
        let is_last = matches!(outcome, Ok(0) | Err(_));
        let piece = outcome.map(|got| {
            piece.truncate(got);
            piece
        });
        if give.send(piece).is_err() || is_last {
            return;
        }
    }
}

impl Feed for Stdin {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        while !self.ended {
            if self.stop.is_set() {
                self.ended = true;
                return Pulled::Break(stopped());
            }
            match self.pieces.recv_timeout(PATIENCE) {
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Pulled::End,
                Ok(Ok(piece)) if piece.is_empty() => return Pulled::End,
                Ok(Ok(piece)) => {
                    self.read_bytes += piece.len() as u64;
                    into.extend_from_slice(&piece);
                    return Pulled::Data;
                }
                Ok(Err(error)) => {
                    let detail = format!("reading stopped after {} bytes: {error}", self.read_bytes);
                    self.ended = true;
                    return Pulled::Break(Damage::new(Fault::Unreadable, detail));
                }
            }
        }
        Pulled::End
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn all_arrives_and_a_silent_writer_is_not_waited_for() {
        let (reader, mut writer) = io::pipe().unwrap();
        let flag = Arc::new(AtomicBool::new(false));
        let mut stdin = Stdin::over(reader, Stop::new(flag.clone())).unwrap();
        let mut bytes = Vec::new();
        writer.write_all(b"The ferry").unwrap();
        while bytes.len() < 9 {
            assert_eq!(stdin.pull(&mut bytes), Pulled::Data);
        }
        assert_eq!(bytes, b"The ferry");
        flag.store(true, Ordering::Relaxed);
        assert_eq!(stdin.pull(&mut bytes), Pulled::Break(stopped()));
        assert_eq!(stdin.pull(&mut bytes), Pulled::End);
        drop(writer);
    }

    #[test]
    fn the_end_is_the_end() {
        let mut stdin = Stdin::over(&b"The ferry"[..], Stop::default()).unwrap();
        let mut bytes = Vec::new();
        while stdin.pull(&mut bytes) == Pulled::Data {}
        assert_eq!(bytes, b"The ferry");
        assert_eq!(stdin.pull(&mut bytes), Pulled::End);
    }
}

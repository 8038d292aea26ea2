//! Compressed files as the row of members (gzip) or frames (zstd) that they are: a damaged one costs only itself.
//!
//! A member is held back until its checksum proves it, up to a limit beyond which it is passed on as it comes. Where one
//! fails, the next is looked for by its magic bytes, from just behind the start of the one that failed, and trusted if
//! it decodes whole and what follows it is a member, padding or the end. What the damaged member gave is kept, unless a
//! sound one was found inside it; the damage is reported, as a break where bytes are missing and as a doubt where only
//! the checksum is wrong.
//!
//! Not for: single bodies inside a record (`warc::body`).

mod attempt;
mod codec;
mod gzip;
mod loss;
mod zstd;

use crate::model::Fault;
use crate::sources::origin::feed::{Damage, Feed, Pulled, stopped};
use crate::sources::{Options, Stop};

use attempt::Attempt;
pub(crate) use codec::{Codec, Flaw, Step};
pub(crate) use gzip::Gzip;
use loss::{Loss, Output, at_bytes};
pub(crate) use zstd::Zstd;

/// What it costs at the least, in bytes, to try whether a member starts somewhere.
const TRIAL_BYTES: u64 = 64 << 10;

/// Where the decoder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before a member, padding or the end.
    Between,
    /// In a member that is held back.
    Held,
    /// In a member that outgrew the limit and is passed on as it comes.
    Released,
    /// Behind damage, looking for a member.
    Lost,
    Ended,
}

/// Decodes the members of a feed.
pub(crate) struct Members<C> {
    feed: Box<dyn Feed>,
    codec: C,
    held_bytes: usize,
    /// How many bytes may be decoded in vain behind one damage before the rest of the file is given up.
    waste_bytes: u64,
    /// Compressed bytes from the start of the present member on, or from where the next is looked for.
    input: Vec<u8>,
    start: usize,
    /// Next byte to decode.
    at: usize,
    /// Offset of `input[0]` in the file.
    base: u64,
    state: State,
    loss: Option<Loss>,
    /// Sound output that waits behind a break.
    ready: Vec<u8>,
    /// What is to be said before anything else is delivered.
    pending: Option<Pulled>,
    /// A break of the feed below: the file could not be read on.
    below: Option<Damage>,
    feed_ended: bool,
    stop: Stop,
}

impl<C: Codec> Members<C> {
    pub(crate) fn new(feed: Box<dyn Feed>, codec: C, options: &Options) -> Self {
        Members {
            feed,
            codec,
            held_bytes: options.max_held_bytes,
            waste_bytes: options.max_skip_bytes,
            input: Vec::new(),
            start: 0,
            at: 0,
            base: 0,
            state: State::Between,
            loss: None,
            ready: Vec::new(),
            pending: None,
            below: None,
            feed_ended: false,
            stop: options.stop.clone(),
        }
    }

    /// Gets more compressed bytes, dropping those in front of `start`; false at the end.
    fn refill(&mut self) -> bool {
        if self.feed_ended {
            return false;
        }
        if self.start > self.input.len() / 2 {
            self.input.drain(..self.start);
            self.base += self.start as u64;
            self.at -= self.start.min(self.at);
            self.start = 0;
        }
        match self.feed.pull(&mut self.input) {
            Pulled::Data => return true,
            Pulled::Break(damage) | Pulled::Doubt(damage) => self.below = Some(damage),
            Pulled::End => {}
        }
        self.feed_ended = true;
        false
    }

    fn rest(&self, from: usize) -> &[u8] {
        self.input.get(from..).unwrap_or_default()
    }

    fn offset(&self, at: usize) -> u64 {
        self.base + at as u64
    }

    /// Whether a member stands at `at`, after as many bytes as it takes to see.
    fn member_at_start(&mut self) -> bool {
        while self.rest(self.start).len() < C::MAGIC_BYTES && self.refill() {}
        C::starts(self.rest(self.start))
    }

    fn enter(&mut self) {
        self.at = self.start;
        self.codec.reset();
        self.state = State::Held;
    }

    /// Before a member: passes over padding, enters what follows.
    fn between(&mut self) {
        loop {
            let zeros = self.rest(self.start).iter().take_while(|&&b| b == 0).count();
            self.start += zeros;
            if self.start < self.input.len() || !self.refill() {
                break;
            }
        }
        self.at = self.start;
        if self.rest(self.start).is_empty() {
            self.state = State::Ended;
        } else if self.member_at_start() {
            self.enter();
        } else {
            let detail = format!("data that is not a {}", C::MEMBER);
            self.lose(Damage::new(Fault::CorruptMember, detail), 0);
        }
    }

    /// Notes that the member at `start` is lost and looks for the next one behind it.
    fn lose(&mut self, damage: Damage, decoded_bytes: usize) {
        let from = self.offset(self.start);
        let loss = self.loss.get_or_insert(Loss {
            from,
            damage,
            wasted_bytes: 0,
            output: None,
        });
        loss.wasted_bytes += TRIAL_BYTES.max(decoded_bytes as u64);
        self.start += 1;
        self.state = State::Lost;
    }

    /// Looks for the next place where a member may start.
    fn search(&mut self) {
        let gave_up = self
            .loss
            .as_ref()
            .is_some_and(|loss| loss.wasted_bytes > self.waste_bytes);
        if gave_up {
            self.state = State::Ended;
            return;
        }
        loop {
            let rest = self.rest(self.start);
            let starts = (0..rest.len()).find(|&i| C::starts(rest.get(i..).unwrap_or_default()));
            if let Some(skipped) = starts {
                self.start += skipped;
                return self.enter();
            }
            // The last bytes may be the beginning of a magic number.
            self.start += rest.len().saturating_sub(C::MAGIC_BYTES - 1);
            if !self.refill() {
                self.state = State::Ended;
                return;
            }
        }
    }

    /// Decodes on until the member ends, fails or outgrows what is held back.
    fn attempt(&mut self, into: &mut Vec<u8>) -> Attempt {
        let before = into.len();
        loop {
            let had = into.len();
            let input = self.input.get(self.at..).unwrap_or_default();
            match self.codec.step(input, into) {
                Ok(step) => {
                    self.at += step.used;
                    if step.done {
                        return Attempt::Complete;
                    }
                    if step.used == 0 && into.len() == had && !self.refill() {
                        return Attempt::Cut;
                    }
                }
                Err(flaw) => {
                    let failed = Attempt::failed(flaw, self.at, C::MEMBER);
                    self.at += failed.1;
                    return failed.0;
                }
            }
            let held = (into.len() - before).max(self.at - self.start);
            if held >= self.held_bytes {
                return Attempt::Released;
            }
        }
    }

    /// Whether what stands at `at` may follow a member: another one or the end, perhaps behind padding.
    fn is_followed(&mut self) -> bool {
        let mut padding = 0;
        loop {
            let rest = self.rest(self.at + padding);
            padding += rest.iter().take_while(|&&b| b == 0).count();
            let rest = self.rest(self.at + padding);
            if rest.len() >= C::MAGIC_BYTES || !self.refill() {
                let rest = self.rest(self.at + padding);
                return rest.is_empty() || C::starts(rest);
            }
        }
    }

    /// Whether another member may start inside the present one.
    fn holds_a_start(&self) -> bool {
        (self.start + 1..self.at).any(|at| C::starts(self.rest(at)))
    }

    fn complete(&mut self) {
        self.start = self.at;
        self.state = State::Between;
    }

    /// A member that is held back: nothing of it stays in `into` unless it may be passed on.
    fn held(&mut self, into: &mut Vec<u8>) -> Option<Pulled> {
        let before = into.len();
        let attempt = self.attempt(into);
        let sound = match attempt {
            Attempt::Complete => self.loss.is_none() || self.is_followed(),
            Attempt::Released => true,
            Attempt::Failed(_) | Attempt::Wrong(_) | Attempt::Cut => false,
        };
        if sound {
            let found = self.offset(self.start);
            let released = matches!(attempt, Attempt::Released);
            self.complete();
            if released {
                self.state = State::Released;
            }
            return self.deliver(into, before, found);
        }
        self.unsound(attempt, into, before)
    }

    /// Passes sound output on, behind what is left of the damaged member before it and the break.
    fn deliver(&mut self, into: &mut Vec<u8>, before: usize, found: u64) -> Option<Pulled> {
        let Some(mut loss) = self.loss.take() else {
            return (into.len() > before).then_some(Pulled::Data);
        };
        self.ready = into.split_off(before);
        let output = loss.take_output(Some(found));
        let stop = Pulled::Break(loss.report(Some(found)));
        Some(self.say_behind(output, stop, into))
    }

    /// Delivers what there is of a damaged member, then what there is to say.
    fn say_behind(&mut self, output: Option<Output>, stop: Pulled, into: &mut Vec<u8>) -> Pulled {
        let Some(output) = output else {
            return stop;
        };
        into.extend_from_slice(&output.bytes);
        self.pending = Some(stop);
        Pulled::Data
    }

    /// A member that cannot be passed on as it is. One whose end is sure is kept, with a doubt.
    fn unsound(&mut self, attempt: Attempt, into: &mut Vec<u8>, before: usize) -> Option<Pulled> {
        let bytes = into.split_off(before);
        let (whole, end) = match attempt {
            Attempt::Wrong(end) => (true, end),
            Attempt::Complete | Attempt::Released | Attempt::Failed(_) | Attempt::Cut => (false, self.at),
        };
        let end = self.offset(end);
        let output = Some(Output { bytes, end, whole });
        let damage = attempt.damage(C::MEMBER);
        if whole && self.loss.is_none() && !self.holds_a_start() && self.is_followed() {
            let place = (self.offset(self.start), self.offset(self.at));
            self.complete();
            let doubt = Pulled::Doubt(at_bytes(damage, place.0, Some(place.1)));
            return Some(self.say_behind(output, doubt, into));
        }
        let first = self.loss.is_none();
        self.lose(damage, output.as_ref().map_or(0, |output| output.bytes.len()));
        if let (true, Some(loss)) = (first, &mut self.loss) {
            loss.output = output;
        }
        None
    }

    /// A member that outgrew the limit: what it gives is passed on, and damage is reported where it shows.
    fn released(&mut self, into: &mut Vec<u8>) -> Option<Pulled> {
        let before = into.len();
        let from = self.offset(self.at);
        let held = std::mem::replace(&mut self.held_bytes, crate::sources::origin::feed::CHUNK);
        let attempt = self.attempt(into);
        self.held_bytes = held;
        self.start = self.at;
        let stop = self.after_released(attempt, from);
        match (into.len() > before, stop) {
            (true, stop) => {
                self.pending = stop;
                Some(Pulled::Data)
            }
            (false, stop) => stop,
        }
    }

    /// Where a member stands that is passed on as it comes, and what there is to say of it.
    fn after_released(&mut self, attempt: Attempt, from: u64) -> Option<Pulled> {
        let (state, stop) = match &attempt {
            Attempt::Released => return None,
            Attempt::Failed(_) => {
                self.lose(attempt.damage(C::MEMBER), 0);
                return None;
            }
            Attempt::Complete => (State::Between, None),
            Attempt::Cut => (State::Ended, Some(Pulled::Break as fn(Damage) -> Pulled)),
            Attempt::Wrong(_) => (State::Between, Some(Pulled::Doubt as fn(Damage) -> Pulled)),
        };
        self.state = state;
        stop.map(|stop| stop(at_bytes(attempt.damage(C::MEMBER), from, None)))
    }

    /// The end: what is still to be said, then the feed's own fault.
    fn end(&mut self, into: &mut Vec<u8>) -> Pulled {
        let Some(mut loss) = self.loss.take() else {
            return self.below.take().map_or(Pulled::End, Pulled::Break);
        };
        let output = loss.take_output(None);
        let whole = output.as_ref().is_some_and(|output| output.whole);
        let stop = match self.below.take() {
            Some(damage) => Pulled::Break(damage),
            None if whole => Pulled::Doubt(loss.report(None)),
            None => Pulled::Break(loss.report(None)),
        };
        self.say_behind(output, stop, into)
    }
}

impl<C: Codec> Feed for Members<C> {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        if let Some(stop) = self.pending.take() {
            return stop;
        }
        if !self.ready.is_empty() {
            into.append(&mut self.ready);
            return Pulled::Data;
        }
        loop {
            if self.stop.is_set() && self.state != State::Ended {
                (self.state, self.loss, self.below) = (State::Ended, None, None);
                return Pulled::Break(stopped());
            }
            let pulled = match self.state {
                State::Between => {
                    self.between();
                    None
                }
                State::Held => self.held(into),
                State::Released => self.released(into),
                State::Lost => {
                    self.search();
                    None
                }
                State::Ended => Some(self.end(into)),
            };
            if let Some(pulled) = pulled {
                return pulled;
            }
        }
    }

    fn at_member_edge(&self) -> bool {
        let broken = matches!(self.pending, Some(Pulled::Break(_)));
        !broken && (self.state == State::Between || !self.ready.is_empty())
    }
}

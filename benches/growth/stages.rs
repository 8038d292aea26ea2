//! The stations and stages of the pipeline one by one, each with the CPU time that this thread spent in it.

use std::hint::black_box;
use std::time::Duration;

use chaffinch::internal::model::Record;
use chaffinch::internal::strip::Templates;
use chaffinch::internal::trip::{Extracted, Options, Pipeline, Stations as _};
use chaffinch::internal::{language, normalize, render};
use cpu_time::ThreadTime;

use super::units::Hostile;

/// What is timed, in its order.
pub(super) const NAMES: [&str; 6] = ["extract", "judge", "remove", "render", "normalize", "language"];

/// What the stages need.
pub(super) struct Stages {
    options: Options,
    pipeline: Pipeline,
}

impl Default for Stages {
    fn default() -> Self {
        let options = Options::default();
        let pipeline = Pipeline::new(options.clone()).unwrap();
        Stages { options, pipeline }
    }
}

impl Stages {
    /// What each stage takes for a document of about so many bytes; fewer times where a stage refuses the document.
    pub(super) fn times(&self, unit: &Hostile, bytes: usize) -> Vec<Duration> {
        let mut times = Vec::new();
        let record = Record::new("page", unit.format, unit.document(bytes));
        if let Ok(extracted) = timed(&mut times, || self.pipeline.extract(record)) {
            self.finish(extracted, &mut times);
        }
        times
    }

    fn finish(&self, extracted: Extracted, times: &mut Vec<Duration>) {
        let judged = timed(times, || self.pipeline.judge(&extracted, &Templates::default()));
        let stripped = timed(times, || judged.remove(extracted.parsed.blocks));
        let rendered = timed(times, || render::render(&stripped.blocks, &self.options.render));
        let text = timed(times, || normalize::normalize(&rendered, &self.options.normalize));
        black_box(timed(times, || language::complete(extracted.parsed.metadata, &text)));
    }
}

/// Notes what a stage took.
fn timed<T>(times: &mut Vec<Duration>, stage: impl FnOnce() -> T) -> T {
    let start = ThreadTime::now();
    let result = stage();
    times.push(start.elapsed());
    result
}

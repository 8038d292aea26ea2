//! The corpus is a pure function of its inputs and settings: threads, order and memory leave no trace.

mod world;

use chaffinch::internal::corpus::{Options, verify};
use chaffinch::internal::monitor::Silent;
use world::{build_in_order, corpus, inputs, synthetic};

#[test]
fn threads_order_and_memory_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let world = synthetic(3_000, 23, 7);
    let mut first = None;
    for (run, (threads, memory_bytes)) in [(1, u64::MAX), (2, 0), (8, 1 << 20), (8, 0)].into_iter().enumerate() {
        let out = folder.path().join(run.to_string());
        let options = Options {
            threads,
            memory_bytes,
            frame_size_bytes: 8 << 10,
            shard_size_bytes: 100 << 10,
            ..Options::default()
        };
        let mut names: Vec<_> = world.keys().collect();
        names.sort_by_key(|name| blake3::hash(format!("{run}{name}").as_bytes()).to_hex());
        let manifest = build_in_order(&world, &inputs(names), &out, &options, &Silent).unwrap();
        assert!(manifest.counts.hold() && manifest.counts.duplicate > 300 && manifest.counts.quarantined > 10);
        assert_eq!(verify(&out, &Silent).unwrap().damages, []);
        let bytes = corpus(&out);
        assert!(bytes.len() > 10, "several shards: {:?}", bytes.keys());
        assert!(*first.get_or_insert(bytes.clone()) == bytes, "run {run} differs");
    }
}

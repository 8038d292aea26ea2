//! Ledgers, caches, journals and what interrupted builds leave.

use super::*;

fn unpack(path: &Path) -> String {
    let mut text = String::new();
    let mut decoder = zstd::Decoder::new(fs::File::open(path).unwrap()).unwrap();
    std::io::Read::read_to_string(&mut decoder, &mut text).unwrap();
    text
}

fn ledger(out: &Path) -> PathBuf {
    let seal = manifest(out)["seal"].as_str().unwrap()[..16].to_owned();
    out.join(format!("ledger/{seal}.jsonl.zst"))
}

/// The lines of a ledger, each harmed in one way.
fn harmed_lines(text: &str, harm: &Value) -> String {
    let line = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        if let (true, Some(before)) = (line == "done", harm.get("before done")) {
            return format!("{before}\n{line}\n");
        }
        if let (Some(line), Some(harm)) = (line.as_object_mut(), harm.as_object()) {
            for (kind, fields) in harm {
                match (line.get_mut(kind), fields) {
                    (Some(Value::Object(found)), Value::Object(fields)) => found.extend(fields.clone()),
                    (Some(found), fields) => *found = fields.clone(),
                    (None, _) => {}
                }
            }
        }
        format!("{line}\n")
    };
    text.lines().map(line).collect()
}

fn ledger_harms() -> Vec<Value> {
    let mut harms = Vec::new();
    for name in ["../home/keep.txt", "/etc/passwd", "", "a\0b", "00.txt"] {
        harms.push(json!({"unit": {"source": name}}));
    }
    let hash = "00".repeat(32);
    for (kind, record, hash) in [
        (0, u64::MAX, hash.as_str()),
        (0, 0, "../../home/keep.txt"),
        (0, 1, ""),
        (1, u64::MAX, ""),
        (2, 0, "x"),
        (255, 1, &hash),
    ] {
        harms.push(json!({"records": [[kind, record, hash]]}));
        harms.push(json!({"before done": {"records": [[kind, record, hash]]}}));
    }
    for number in NUMBERS {
        harms.push(json!({"before done": {"skipped": ["../home/keep.txt", number]}}));
        harms.push(
            json!({"unit": {"stamp": {"size_bytes": number, "modified": [i64::MIN, i64::MAX], "changed": [0, 0]}}}),
        );
        for field in ["segment", "frame", "frame_lines", "start", "bytes", "records"] {
            harms.push(json!({"cached": {field: number}}));
        }
    }
    harms.push(json!({"unit": {"blake3": "../x"}}));
    harms.push(json!({"before done": "retry"}));
    harms.push(json!({"before done": "end"}));
    harms.push(json!({"before done": {"unit": {"source": "00.txt", "stamp": null, "blake3": null}}}));
    harms
}

#[test]
fn ledgers() {
    let scene = Scene::new();
    let harms = ledger_harms();
    assert!(harms.len() > 45, "{}", harms.len());
    for harm in harms {
        try_all(&scene, &format!("ledger {harm}"), |out| {
            let path = ledger(out);
            fs::write(&path, packed(harmed_lines(&unpack(&path), &harm).as_bytes())).unwrap();
        });
    }
    for bytes in [
        &b""[..],
        b"x",
        &packed(b""),
        &packed(b"{}\n"),
        &packed(b"\"end\"\n"),
        &packed(&[b'x'; 100_000]),
    ] {
        try_all(&scene, "a ledger of other bytes", |out| {
            fs::write(ledger(out), bytes).unwrap()
        });
    }
}

fn segment(out: &Path) -> PathBuf {
    let mut found = fs::read_dir(out.join("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_segment = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("segment-");
    found.find(is_segment).unwrap()
}

#[test]
fn caches() {
    let scene = Scene::new();
    let index = |out: &Path| {
        let mut found = fs::read_dir(out.join("cache"))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        found
            .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("index-"))
            .unwrap()
    };
    for (key, value) in [
        (
            "/segments",
            json!({"18446744073709551615": {"size_bytes": u64::MAX, "line_bytes": u64::MAX}}),
        ),
        (
            "/segments",
            json!({"1": {"size_bytes": 0, "line_bytes": u64::MAX}, "2": {"size_bytes": u64::MAX, "line_bytes": 0}}),
        ),
        (
            "/segments",
            json!({"../../home/keep.txt": {"size_bytes": 4, "line_bytes": 4}}),
        ),
        ("/segments", json!({"-1": {"size_bytes": 4, "line_bytes": 4}})),
        ("/rules", json!("../../home/keep.txt")),
    ] {
        try_all(&scene, &format!("index {value}"), |out| {
            let path = index(out);
            let mut harmed: Value = serde_json::from_str(&unpack(&path)).unwrap();
            *harmed.pointer_mut(key).unwrap() = value.clone();
            fs::write(&path, packed(harmed.to_string().as_bytes())).unwrap();
        });
    }
    // Lines of as many bytes, in frames of as many: only what they say is another.
    for (from, to) in [
        ("\"source\":\"0", "\"source\":\"/"),
        ("\"record\":1", "\"record\":9"),
        ("\"holders\":[null", "\"holders\":[9999"),
        ("\"offset_bytes\":0", "\"offset_bytes\":9"),
        ("\n1", "\n9"),
        ("0 {", "9 {"),
        ("0 {", "x {"),
        ("\"gaps\":[[2", "\"gaps\":[[9"),
    ] {
        try_all(&scene, &format!("segment {from} {to}"), |out| {
            let path = segment(out);
            let size = fs::metadata(&path).unwrap().len() as usize;
            let mut bytes = packed(unpack(&path).replace(from, to).as_bytes());
            // A frame that is skipped makes up for the size, which the index says.
            if let Some(rest) = size.checked_sub(bytes.len() + 8) {
                bytes.extend(
                    [
                        &0x184D_2A50_u32.to_le_bytes()[..],
                        &(rest as u32).to_le_bytes(),
                        &vec![0; rest],
                    ]
                    .concat(),
                );
            }
            fs::write(&path, bytes).unwrap();
        });
    }
}

#[test]
fn journals_and_what_interrupted_builds_leave() {
    let scene = Scene::new();
    let small = Options {
        memory_bytes: 1,
        ..options()
    };
    for number in 20..400 {
        scene.write(number, &format!("Text {number} that comes later."));
    }
    let stopped = scene.build(&small, 0, &Stop(AtomicU64::new(60)));
    assert!(matches!(stopped, Err(Error::Interrupted)), "{stopped:?}");
    let resume = scene.path("out/.work/resume");
    let begun = fs::read_to_string(resume.join("begun.json")).unwrap();
    for (pointer, value) in [
        (
            "/segments",
            json!([{"number": u64::MAX, "ends": [{"size_bytes": u64::MAX, "line_bytes": u64::MAX}]}]),
        ),
        (
            "/segments",
            json!([{"number": 1, "ends": []}, {"number": 1, "ends": []}]),
        ),
        ("/old_seal", json!("../../home/keep.txt")),
    ] {
        try_all(&scene, &format!("begun {value}"), |out| {
            let mut harmed: Value = serde_json::from_str(&begun).unwrap();
            *harmed.pointer_mut(pointer).unwrap() = value.clone();
            fs::write(out.join(".work/resume/begun.json"), harmed.to_string()).unwrap();
        });
    }
    for harm in ledger_harms().iter().step_by(4) {
        try_all(&scene, &format!("ledger of a resumed build {harm}"), |out| {
            let path = out.join(".work/resume/ledger");
            fs::write(&path, packed(harmed_lines(&unpack(&path), harm).as_bytes())).unwrap();
        });
    }
    let huge = [u64::MAX.to_le_bytes(), u64::MAX.to_le_bytes()].concat();
    let pair = [&1_u64.to_le_bytes()[..], &0_u64.to_le_bytes(), b"x"].concat();
    for run in [&b""[..], b"x", &huge, &pair] {
        try_all(&scene, "a run of a resumed build", |out| {
            fs::write(out.join(".work/resume/run-0"), packed(run)).unwrap();
        });
    }
    for name in NAMES {
        for journal in [
            json!({"shards": [name], "seals": [], "segments": []}),
            json!({"shards": [], "seals": [name], "segments": [u64::MAX]}),
        ] {
            try_all(&scene, &format!("journal {journal}"), |out| {
                fs::write(out.join(".work/journal"), journal.to_string()).unwrap();
            });
        }
    }
}

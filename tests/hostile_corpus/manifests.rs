//! Names and numbers in manifests, their copies and kept states.

use super::*;

/// Puts only a copy in place, as if the manifest were lost.
fn put_copy(out: &Path, harmed: Value) {
    let (bytes, seal) = sealed(harmed);
    put_manifest(out, manifest(out));
    fs::write(
        out.join(format!("ledger/manifest-{}.jsonl.zst", &seal[..16])),
        packed(&bytes),
    )
    .unwrap();
    fs::remove_file(out.join("manifest.json")).unwrap();
}

/// Puts a manifest among the kept states.
fn put_kept(out: &Path, harmed: Value, number: &str) {
    let (bytes, seal) = sealed(harmed);
    fs::create_dir_all(out.join("history")).unwrap();
    fs::write(out.join(format!("history/{number}-{}.json", &seal[..16])), bytes).unwrap();
}

/// Manifests with one more file of this name, and with it as the name of a file that is there.
fn with_name(manifest: &Value, name: &str) -> [Value; 2] {
    let (mut more, mut other) = (manifest.clone(), manifest.clone());
    let mut entry = manifest["files"][0].clone();
    entry["path"] = name.into();
    for field in ["lines", "line_bytes", "frames", "data_bytes"] {
        entry[field] = 0.into();
    }
    more["files"].as_array_mut().unwrap().push(entry);
    other["files"][0]["path"] = name.into();
    [more, other]
}

#[test]
fn names_in_manifests_their_copies_and_kept_states() {
    let scene = Scene::new();
    let sound = manifest(&scene.path("out"));
    for name in NAMES {
        let [more, other] = with_name(&sound, name);
        try_all(&scene, &format!("manifest, more {name:?}"), |out| {
            put_manifest(out, more.clone());
        });
        try_all(&scene, &format!("manifest, other {name:?}"), |out| {
            put_manifest(out, other.clone());
        });
        try_all(&scene, &format!("copy {name:?}"), |out| put_copy(out, more.clone()));
        try_all(&scene, &format!("kept state {name:?}"), |out| {
            put_kept(out, other.clone(), "00000009")
        });
    }
}

/// The index at the end of a shard, with numbers that do not fit, under a right hash and seal.
#[test]
fn indexes_of_shards() {
    let scene = Scene::new();
    let sound = manifest(&scene.path("out"));
    let entry = &sound["files"][0];
    let path = entry["path"].as_str().unwrap();
    let bytes = fs::read(scene.path("out").join(path)).unwrap();
    let (data, index) = bytes.split_at(entry["data_bytes"].as_u64().unwrap() as usize);
    for field in ["lines", "bytes", "size_bytes", "prefix"] {
        for number in NUMBERS {
            let mut frames: Value = serde_json::from_slice(&index[8..]).unwrap();
            for frame in frames.as_array_mut().unwrap() {
                frame[field] = number.into();
                if field == "prefix" {
                    frame[field] = "10".repeat(number as usize % 150).into();
                }
            }
            let frames = frames.to_string();
            let size = (frames.len() as u32).to_le_bytes();
            let harmed = [data, &index[..4], &size, frames.as_bytes()].concat();
            let mut manifest = sound.clone();
            manifest["files"][0]["size_bytes"] = harmed.len().into();
            manifest["files"][0]["blake3"] = blake3::hash(&harmed).to_hex().as_str().into();
            try_all(&scene, &format!("index {field} {number}"), |out| {
                fs::write(out.join(path), &harmed).unwrap();
                put_manifest(out, manifest.clone());
            });
        }
    }
}

#[test]
fn numbers_in_manifests() {
    let scene = Scene::new();
    let sound = manifest(&scene.path("out"));
    for field in ["size_bytes", "frames", "data_bytes", "lines", "line_bytes"] {
        for number in NUMBERS {
            let mut harmed = sound.clone();
            for file in harmed["files"].as_array_mut().unwrap() {
                file[field] = number.into();
            }
            try_all(&scene, &format!("{field} {number}"), |out| {
                drop(put_manifest(out, harmed.clone()))
            });
        }
    }
    for field in ["read", "kept", "duplicate", "skipped", "quarantined"] {
        let mut harmed = sound.clone();
        harmed["counts"][field] = u64::MAX.into();
        try_all(&scene, &format!("counts.{field}"), |out| {
            drop(put_manifest(out, harmed.clone()))
        });
    }
    for (pointer, value) in [
        ("/files/0/prefix", json!("01".repeat(128))),
        ("/files/0/prefix", json!("../x")),
        ("/files/0/blake3", json!("../../home/keep.txt")),
        ("/removed/test~1dash/bytes", json!(u64::MAX)),
        ("/format", json!(0)),
        ("/version", json!("../../home")),
        ("/skipped", json!({"../home/keep.txt": u64::MAX})),
        ("/settings", json!({"input": {"skip_paths": ["../home"]}})),
    ] {
        let mut harmed = sound.clone();
        match pointer.rsplit_once('/').unwrap() {
            // It may not be there: settings that are the defaults are left out.
            ("", key) => harmed[key] = value,
            _ => *harmed.pointer_mut(pointer).unwrap() = value,
        }
        try_all(&scene, pointer, |out| {
            put_manifest(out, harmed.clone());
        });
    }
    for number in [
        "00000000",
        "18446744073709551615",
        "99999999999999999999",
        "../00000001",
    ] {
        let harmed = sound.clone();
        let path = scene
            .path("out/history")
            .join(format!("{number}-0123456789abcdef.json"));
        if path.parent().unwrap().ends_with("history") {
            try_all(&scene, number, |out| put_kept(out, harmed.clone(), number));
        }
    }
}

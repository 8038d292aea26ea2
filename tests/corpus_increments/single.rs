//! Single edits: what is read again, and what takes the place of what.

use super::*;

/// A bound cut a segment of the cache off, the next build gave its number to another one, and the ledger still named the first.
#[test]
fn numbers_of_segments_that_were_cut_off_mislead_nobody() {
    sequence(103);
}

#[test]
fn only_what_changed_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let mut settings = Settings::default();
    settings.options.frame_size_bytes = 2 << 10;
    for number in 0..40 {
        let texts: Vec<_> = (0..5)
            .map(|record| format!("Text {number} {record} {}", "x ".repeat(200)))
            .collect();
        write(&inputs.join(format!("{number:02}.txt")), &texts);
    }
    settle();
    let read = || build_counting(&inputs, &out, &settings, false).unwrap().1;
    assert_eq!(read().len(), 40);
    let first = world::files(&out);
    assert_eq!(read(), [""; 0]);
    assert_eq!(world::files(&out), first, "nothing is written");

    let path = inputs.join("07.txt");
    fs::File::open(&path)
        .unwrap()
        .set_modified(std::time::UNIX_EPOCH)
        .unwrap();
    settle();
    assert_eq!(read(), [""; 0], "other times, the same bytes");
    write(&path, &[records(&path), vec!["New.".to_owned()]].concat());
    settle();
    assert_eq!(read(), ["07.txt"]);
    assert_eq!(read(), [""; 0]);

    // The size stays and the time of change is set back: the system's own time tells.
    let texts = records(&path);
    let times = fs::metadata(&path).unwrap().modified().unwrap();
    write(&path, &[&texts[..5], &["Old.".to_owned()]].concat());
    fs::File::open(&path).unwrap().set_modified(times).unwrap();
    settle();
    assert_eq!(read(), ["07.txt"]);
    fs::rename(&path, inputs.join("7.txt")).unwrap();
    settle();
    assert_eq!(read(), ["7.txt"]);
}

#[test]
fn the_next_of_equal_texts_takes_the_place_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    for name in ["a", "b", "c"] {
        write(&inputs.join(name), &[format!("-of {name}\nOne text.")]);
    }
    let kept = || {
        build(&inputs, &out, &Settings::default(), false).unwrap();
        let [document] = world::lines(&out, "documents/").try_into().unwrap();
        let [removal] = world::lines(&out, "removals/").try_into().unwrap();
        let duplicates = world::lines(&out, "rejects/duplicates-");
        assert!(duplicates.iter().all(|duplicate| duplicate["kept"] == document["id"]));
        assert_eq!(document["text"], "One text.");
        let text = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap().to_owned();
        (text(&document, "source"), text(&removal, "text"), duplicates.len())
    };
    assert_eq!(kept(), ("a".into(), "of a".into(), 2));
    settle();
    fs::remove_file(inputs.join("a")).unwrap();
    assert_eq!(kept(), ("b".into(), "of b".into(), 1));
    settle();
    write(&inputs.join("0"), &["-of 0\nOne text.".to_owned()]);
    assert_eq!(kept(), ("0".into(), "of 0".into(), 2));
}

#[test]
fn an_interrupted_build_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let mut settings = Settings::default();
    settings.options.threads = 1;
    settings.options.memory_bytes = 1;
    for number in 0..1500 {
        write(&inputs.join(format!("{number:04}.txt")), &[format!("Text {number}.")]);
    }
    settle();
    assert!(interrupt(&inputs, &out, &settings, 200));
    assert_eq!(Manifest::read(&out).unwrap(), None);
    let (manifest, read) = build_counting(&inputs, &out, &settings, false).unwrap();
    assert_eq!(manifest.counts.kept, 1500);
    assert!((1..1400).contains(&read.len()), "{}", read.len());
    assert!(!out.join(".work").exists());
}

#[test]
fn times_of_files_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let settings = Settings::default();
    let mut dice = Dice(3);
    for number in 0..9 {
        write(&inputs.join(format!("{number}.txt")), &dice.texts());
    }
    settle();
    build(&inputs, &out, &settings, false).unwrap();
    let first = bytes_of(&out);
    let ten_years = std::time::Duration::from_secs(10 * 365 * 24 * 3600);
    let epoch = std::time::UNIX_EPOCH;
    for (number, time) in [epoch - 6 * ten_years, epoch, epoch + 9 * ten_years]
        .into_iter()
        .enumerate()
    {
        let file = inputs.join(format!("{number}.txt"));
        fs::File::open(&file).unwrap().set_modified(time).unwrap();
        settle();
        let (_, read) = build_counting(&inputs, &out, &settings, false).unwrap();
        assert_eq!(read, [""; 0], "the bytes are the same");
        assert_eq!(bytes_of(&out), first);
        // The size and the time of change stay.
        let texts = fs::read_to_string(&file).unwrap();
        fs::write(&file, texts.replacen(char::is_alphanumeric, "~", 1)).unwrap();
        fs::File::open(&file).unwrap().set_modified(time).unwrap();
        settle();
        assert_eq!(
            build_counting(&inputs, &out, &settings, false).unwrap().1,
            [format!("{number}.txt")]
        );
        fs::write(&file, texts).unwrap();
        build(&inputs, &out, &settings, false).unwrap();
        assert_eq!(bytes_of(&out), first);
    }
}

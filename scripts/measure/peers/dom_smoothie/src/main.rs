//! The side of dom_smoothie: a folder of pages to main text to compressed JSON Lines. Prints the number of documents.

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use dom_smoothie::Readability;

fn pages(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => pages(&path, found)?,
            false => found.push(path),
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: peer-dom-smoothie FOLDER OUT".into());
    };
    let mut found = Vec::new();
    pages(Path::new(&folder), &mut found)?;
    found.sort();
    let mut writer = zstd::Encoder::new(File::create(out)?, 3)?;
    let mut documents = 0;
    for path in found {
        let page = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        // A page without an article is no error of the run.
        let article = Readability::new(page, None, None).and_then(|mut reader| reader.parse());
        if let Ok(article) = article {
            let line = serde_json::json!({"id": path.file_name().map(|name| name.to_string_lossy()), "text": article.text_content.to_string()});
            writeln!(writer, "{line}")?;
            documents += 1;
        }
    }
    writer.finish()?;
    println!("{documents}");
    Ok(())
}

//! Mending a damaged corpus: what is damaged is cleaned again from its inputs, and the bytes are those that were there before.
//!
//! Not for: bringing changed inputs in, which `build` does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::corpus::build::difference::{Before, Build};
use crate::corpus::build::run;
use crate::corpus::build::templates;
use crate::corpus::cache;
use crate::corpus::check::verify::{Damage, Report, verify};
use crate::corpus::error::Error;
use crate::corpus::ledger;
use crate::corpus::manifest::{self, Manifest, is_copy};
use crate::corpus::origin::{self, Origin};
use crate::corpus::output::folder::{self, Folder};
use crate::corpus::shard::section::Suspect;
use crate::corpus::source::Source;
use crate::corpus::storage::files::{self, sync_folder};
use crate::corpus::{Options, layout};
use crate::monitor::Monitor;
use crate::sources::{self, Inputs};
use crate::trip::Trip;

/// Checks the corpus in `output` and makes again what is damaged, from `source` and by the settings that it was built with.
/// Returns what was damaged.
///
/// # Errors
/// See [`Error`]; [`Error::Beyond`] where inputs or settings are not what they were.
pub fn repair(source: &Source<'_>, output: &Path, options: &Options, monitor: &dyn Monitor) -> Result<Report, Error> {
    let lost = restore(output)?;
    let is_blind = source.reading.inputs == &Inputs::default();
    let blind = || Error::Beyond {
        path: output.to_owned(),
        detail: "its inputs are not known; name them".to_owned(),
    };
    if lost.as_ref().is_some_and(|lost| !lost.restored) {
        if is_blind {
            return Err(blind());
        }
        run::build(source, output, options, monitor)?;
        return Ok(Report {
            damages: lost.into_iter().map(|lost| lost.damage).collect(),
            ..Report::default()
        });
    }
    let mut report = verify(output, monitor)?;
    if report
        .damages
        .iter()
        .any(|damage| damage.path.starts_with(output.join(cache::FOLDER)))
    {
        give_up_cache(output)?;
    }
    let named: Vec<&Damage> = report.damages.iter().filter(|damage| damage.prefix.is_some()).collect();
    let of_ledger = |damage: &Damage| {
        damage.path.starts_with(output.join(ledger::FOLDER))
            && !is_copy(&damage.path)
            && !origin::is_origin(&damage.path)
    };
    if report.damages.iter().any(of_ledger) {
        if is_blind {
            return Err(blind());
        }
        let fresh = Options {
            fresh: true,
            ..options.clone()
        };
        run::build(source, output, &fresh, monitor)?;
    } else if !named.is_empty() {
        mend(source, output, options, &named, monitor)?;
    }
    mend_aids(output, &report, &options.origin)?;
    report.damages.extend(lost.map(|lost| lost.damage));
    Ok(report)
}

/// Writes anew what follows from the manifest alone, its copy and the dataset card, and as far as it is known what the corpus was
/// built with.
fn mend_aids(output: &Path, report: &Report, origin: &Origin) -> Result<(), Error> {
    let is_card = |path: &Path| path == output.join(layout::CARD);
    let is_aid = |damage: &Damage| is_copy(&damage.path) || origin::is_origin(&damage.path) || is_card(&damage.path);
    if !report.damages.iter().any(is_aid) {
        return Ok(());
    }
    let folder = Folder::open(output)?;
    if let Some(state) = folder.state() {
        folder.put_copy(state)?;
        folder.put_card(state)?;
        folder.put_origin(state, origin)?;
        sync_folder(&output.join(ledger::FOLDER))?;
        sync_folder(output)?;
    }
    folder.close()
}

/// A manifest that could not be read.
struct Lost {
    damage: Damage,
    /// Whether its copy could.
    restored: bool,
}

/// Restores a manifest that cannot be read; without a copy, only a build from nothing helps.
fn restore(output: &Path) -> Result<Option<Lost>, Error> {
    let path = output.join(manifest::FILE_NAME);
    let detail = match Manifest::read(output) {
        Err(Error::Damaged { detail, .. }) => manifest::without_way_forward(&detail),
        Err(error @ Error::Newer { .. }) if manifest::find_copy(output)?.is_some() => error.to_string(),
        Ok(None) if manifest::find_copy(output)?.is_some() => "is gone".to_owned(),
        manifest => return manifest.map(|_| None),
    };
    let restored = folder::restore_or_give_up(output)?;
    let damage = Damage::of_file(path, detail);
    Ok(Some(Lost { damage, restored }))
}

fn mend(
    source: &Source<'_>,
    output: &Path,
    options: &Options,
    damages: &[&Damage],
    monitor: &dyn Monitor,
) -> Result<(), Error> {
    let beyond = |detail: String| Error::Beyond {
        path: output.to_owned(),
        detail,
    };
    let folder = Folder::open(output)?;
    let templates = templates::survey(source, &folder.work(), options, monitor)?;
    let initial = run::initial(source, templates.as_ref(), options);
    let old = folder.state().cloned().unwrap_or_default();
    if !old.is_like(&initial) {
        return Err(beyond(
            "it was built by another version or with other settings".to_owned(),
        ));
    }
    let hit = hit(output, &old, damages)?;
    let inputs = only(source.reading.inputs, &hit);
    if let Some(gone) = hit.iter().find(|name| !has(&inputs, name)) {
        return Err(beyond(format!("{gone} is not among the inputs")));
    }
    let index = cache::Index::read(output, &old.seal).unwrap_or_default();
    let mut context = run::section_context(folder.work(), output, &old, options)?;
    context.suspects = suspects(damages);
    let build = Build {
        source: &Source {
            reading: source.over(&inputs),
            ..source.clone()
        },
        trip: Trip::new(source.cleaner).with_templates(templates.as_ref()),
        context: &context,
        output,
        options,
        monitor,
        before: &old,
        index: &index,
    };
    let stands = |unit: &ledger::Unit, _: Option<&sources::Unit>| (!hit.contains(&unit.source)).then_some(unit.stamp);
    let from = Before { prior: &old, old: &old };
    let (mut manifest, side_files) = build.difference(from, initial, &stands, None)?;
    // What was counted of damaged rows cannot be counted back; what is made again has to be what was there.
    manifest.removed.clone_from(&old.removed);
    manifest.dropped.clone_from(&old.dropped);
    manifest.skipped.clone_from(&old.skipped);
    manifest.quarantined.clone_from(&old.quarantined);
    manifest.settings.clone_from(&old.settings);
    manifest.packs.clone_from(&old.packs);
    manifest.seal.clone_from(&old.seal);
    if manifest != old {
        return Err(beyond("the inputs have changed".to_owned()));
    }
    let kept = build.side_files(&manifest, side_files);
    let origin = match origin::read(output, &manifest.seal) {
        Ok(Some(origin)) => origin,
        _ => options.origin.clone(),
    };
    folder.publish(manifest, &kept, &origin, 0).map(|_| ())
}

/// The units that have records in what is damaged.
fn hit(output: &Path, old: &Manifest, damages: &[&Damage]) -> Result<BTreeSet<String>, Error> {
    let mut hit = BTreeSet::new();
    ledger::each_record(output, old, |source, _, key| {
        if damages.iter().any(|damage| damage.hits(output, key)) && !hit.contains(source) {
            hit.insert(source.to_owned());
        }
    })?;
    Ok(hit)
}

fn only(inputs: &Inputs, hit: &BTreeSet<String>) -> Inputs {
    let units = inputs.units.iter().filter(|unit| hit.contains(unit.source.as_ref()));
    let faults = inputs
        .faults
        .iter()
        .filter(|fault| hit.contains(fault.provenance.source.as_ref()));
    let skipped = inputs
        .skipped
        .iter()
        .filter(|skipped| hit.contains(skipped.provenance.source.as_ref()));
    Inputs {
        units: units.cloned().collect(),
        faults: faults.cloned().collect(),
        skipped: skipped.cloned().collect(),
    }
}

fn has(inputs: &Inputs, name: &str) -> bool {
    let mut units = inputs.units.iter().map(|unit| unit.source.as_ref());
    let mut faults = inputs.faults.iter().map(|fault| fault.provenance.source.as_ref());
    let mut skipped = inputs.skipped.iter().map(|skipped| skipped.provenance.source.as_ref());
    units.any(|source| source == name) || faults.any(|source| source == name) || skipped.any(|source| source == name)
}

fn suspects(damages: &[&Damage]) -> BTreeMap<std::path::PathBuf, Suspect> {
    let mut suspects = BTreeMap::new();
    for damage in damages {
        let none = || Suspect::Frames(BTreeSet::new());
        let suspect = suspects.entry(damage.path.clone()).or_insert_with(none);
        match (suspect, damage.frame) {
            (Suspect::Frames(frames), Some(frame)) => {
                frames.insert(frame);
            }
            (suspect, None) => *suspect = Suspect::Whole,
            (Suspect::Whole, Some(_)) => {}
        }
    }
    suspects
}

/// Removes the cache of the current state; the next build parses again what it needs.
fn give_up_cache(folder: &Path) -> Result<(), Error> {
    let opened = Folder::open(folder)?;
    if let Some(state) = opened.state() {
        let segments = match cache::Index::read(folder, &state.seal) {
            Some(index) => index.segments.into_keys().collect(),
            None => ledger::segments(folder, state),
        };
        files::remove_file(&folder.join(cache::index_path(&state.seal)))?;
        let paths = segments
            .into_iter()
            .map(|number| folder.join(cache::segment_path(number)));
        paths.into_iter().try_for_each(|path| files::remove_file(&path))?;
        files::remove_if_empty(&folder.join(cache::FOLDER))?;
    }
    opened.close()
}

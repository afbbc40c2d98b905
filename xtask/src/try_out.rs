//! `cargo xtask run --try TIME`: the main job by itself, in a home of its own, and a look at what came of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use crate::build;
use crate::diary::{Counted, Diary, counted};
use crate::display::{VirtualDisplay, own_display_answers};
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::packages::Needs;
use crate::process::{Running, command, output};
use crate::setup::setup;
use crate::span::show;
use crate::stopwatch::Stopwatch;
use crate::typist::{Done, LINES, Typist};

/// How much of the time may be missing from the diary: the start and the end of a session take a moment.
const SLACK: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(20);

/// Tracks for `time` and fails unless the diary then holds it; with `dev` the build of the tests does it.
pub(crate) fn try_out(time: Duration, dev: bool) -> Result<()> {
    let own = own_display_answers();
    setup(if own { Needs::Build } else { Needs::All })?;
    let binary = if dev { build::dev()? } else { build::release()? };
    let home = build::target_folder().join("try").join(date("+%Y%m%dT%H%M%SZ")?);
    make_folder(&home)?;
    let (notes, log) = (home.with_extension("notes.txt"), home.with_extension("host.log"));
    let interrupts = Interrupts::watch()?;
    let screen = if own { None } else { Some(VirtualDisplay::open(&interrupts, &notes)?) };
    tell_what_happens(screen.as_ref(), time, &notes);

    let mut environment = screen.as_ref().map(VirtualDisplay::environment).unwrap_or_default();
    environment.push(("WORKDIARY_HOME", home.display().to_string()));
    let diary = Diary { binary, environment };
    let host = start_host(&diary, &interrupts, &log)?;
    let (days, done) = track(&diary, host, &interrupts, screen.as_ref(), time)
        .map_err(|failure| failure.hint(what_it_said(&log)))?;
    look(&diary, &home, &days, time, done)
}

fn tell_what_happens(screen: Option<&VirtualDisplay>, time: Duration, notes: &Path) {
    let time = show(time);
    match screen {
        None => println!(
            "tracking {time} on your own display: work as you do; what you press is counted, never what it says"
        ),
        Some(screen) => {
            let (name, notes) = (&screen.name, build::typed(notes));
            println!("no display answers here: on the virtual one `{name}`, for {time}, this is typed into");
            println!(
                "`cat > {notes}` in an xterm, over and over, with a click and two notches of the wheel after each line:"
            );
            for line in LINES {
                println!("  {line}");
            }
        }
    }
}

/// Adds the contract and starts the host as a child of this program.
fn start_host(diary: &Diary, interrupts: &Interrupts, log: &Path) -> Result<Running> {
    let file = fs::File::create(log)
        .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", log.display())))?;
    let terms = ["--title", "A try", "--client", "A client", "--rate", "60.00", "--currency", "EUR"];
    diary.run(&[&["contract", "add", "try"], &terms[..]].concat())?;
    let mut serve = diary.command(&["serve"]);
    let mut host = Running::start("the host", serve.stdout(Stdio::piped()).stderr(file))?;
    host.first_line(interrupts, PATIENCE).map_err(|failure| failure.hint(what_it_said(log)))?;
    Ok(host)
}

fn what_it_said(log: &Path) -> String {
    format!("what the host said is in {}", build::typed(log))
}

/// Starts, works, stops and ends the host; answers with the UTC days it took and what was typed.
fn track(
    diary: &Diary,
    mut host: Running,
    interrupts: &Interrupts,
    screen: Option<&VirtualDisplay>,
    time: Duration,
) -> Result<(Vec<String>, Option<Done>)> {
    let mut days = vec![date("+%F")?];
    diary.run(&["start", "try", "-m", "trying the diary out"])?;
    let mut typist = screen.map(Typist::new);
    let watch = Stopwatch::start();
    let mut said = Duration::ZERO;
    while watch.elapsed() < time {
        host.check()?;
        let left = time.saturating_sub(watch.elapsed());
        match &mut typist {
            // A line takes about three seconds; the last ones are let pass, so that the time is kept.
            Some(typist) if left > Duration::from_secs(5) => typist.work()?,
            _ => interrupts.pause(left.min(Duration::from_millis(250)))?,
        }
        interrupts.pause(Duration::ZERO)?;
        if watch.elapsed() >= said + Duration::from_secs(15) {
            said = watch.elapsed();
            println!("{} to go", show(time.saturating_sub(said)));
        }
    }
    diary.run(&["stop"])?;
    host.end(interrupts, PATIENCE)?;
    days.push(date("+%F")?);
    days.dedup();
    Ok((days, typist.map(|typist| typist.done)))
}

/// Shows the diary and its snapshots, and compares it with what was done.
fn look(diary: &Diary, home: &Path, days: &[String], time: Duration, done: Option<Done>) -> Result<()> {
    let mut whole = Counted::default();
    for day in days {
        let words = ["diary", "--contract", "try", "--day", day, "--tz", "utc"];
        println!();
        diary.run(&words)?;
        let Counted { seconds, keystrokes, clicks, scrolls } = counted(&diary.ask(&words)?)?;
        whole.seconds += seconds;
        whole.keystrokes += keystrokes;
        whole.clicks += clicks;
        whole.scrolls += scrolls;
    }
    show_snapshots(&home.join("evidence"))?;
    println!("\ntracked {} of {}; the home is {}", whole.seconds, show(time), build::typed(home));
    if let Some(Done { lines, keys, clicks, notches }) = done {
        println!("typed     {lines} lines: {keys} keys, {clicks} clicks, {notches} notches of the wheel");
        println!(
            "counted   {} keystrokes, {} clicks, {} scroll actions",
            whole.keystrokes, whole.clicks, whole.scrolls
        );
    }
    judge(whole, time, done.is_some())
}

fn judge(whole: Counted, time: Duration, typed: bool) -> Result<()> {
    let least = time.saturating_sub(SLACK).as_secs();
    if whole.seconds < least {
        let seconds = whole.seconds;
        return Err(Failure::new(format!(
            "the diary holds {seconds} tracked seconds, at least {least} were worked"
        )));
    }
    if typed && whole.keystrokes == 0 {
        return Err(Failure::new("the diary counted no keystroke, though keys were pressed all the time")
            .hint("`workdiary doctor` on the same display says what is missing"));
    }
    Ok(())
}

fn show_snapshots(evidence: &Path) -> Result<()> {
    let files = files_under(evidence)?;
    if files.is_empty() {
        println!(
            "\nno snapshot: each ten-minute slot has one, at a moment nobody knows before, drawn from what was left of \
             the slot when tracking began; it did not fall into this time"
        );
        return Ok(());
    }
    println!("\nsnapshots:");
    for (path, bytes) in files {
        println!("  {} ({} kB)", build::typed(&path), bytes.div_ceil(1000));
    }
    Ok(())
}

/// Every file in a folder and the folders in it, with its size; a folder that is not there has none.
fn files_under(folder: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let unreadable = |error| Failure::new(format!("cannot read `{}`: {error}", folder.display()));
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.metadata().map_err(unreadable)?;
        if kind.is_dir() {
            files.extend(files_under(&entry.path())?);
        } else {
            files.push((entry.path(), kind.len()));
        }
    }
    files.sort();
    Ok(files)
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("cannot make the folder `{}`: {error}", folder.display())))
}

/// The time now, UTC, in a form that `date` knows.
fn date(form: &str) -> Result<String> {
    Ok(output(command("date").args(["-u", form]))?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_time_and_no_keystroke_fail() {
        let time = Duration::from_secs(120);
        let whole = |seconds, keystrokes| Counted { seconds, keystrokes, ..Counted::default() };
        assert!(judge(whole(115, 1), time, true).is_ok());
        assert!(judge(whole(114, 1), time, true).is_err());
        assert!(judge(whole(120, 0), time, true).is_err());
        assert!(judge(whole(120, 0), time, false).is_ok());
    }
}

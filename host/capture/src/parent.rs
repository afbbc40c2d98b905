//! The host's end: starts the child, reads it, and starts another when it ends.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use workdiary_diary::counts::Counts;

use crate::notice::Notice;
use crate::picture::{self, PictureFault, PictureOptions, Taken};
use crate::pipe::{self, Ask, Heard, Tell};
use crate::presence::Presence;
use crate::state::SourceState;
use crate::stopwatch::Stopwatch;

/// A picture that takes longer is given up.
const PICTURE: Duration = Duration::from_secs(10);
/// A child that answers nothing for so long is replaced.
const SILENCE: Duration = Duration::from_secs(15);
/// The first and the longest wait before another child is started.
const SHORTEST_DELAY: Duration = Duration::from_secs(1);
const LONGEST_DELAY: Duration = Duration::from_secs(15);
/// A child that lived so long was a good one: the next delay is the shortest again.
const GOOD_LIFE: Duration = Duration::from_secs(60);

/// How glibc is to use memory in the child: what a picture needed goes back to the system at once. By
/// itself it keeps as much for the next one, ten megabytes from one snapshot to the next.
const MEMORY: [(&str, &str); 2] = [("MALLOC_MMAP_THRESHOLD_", "262144"), ("MALLOC_ARENA_MAX", "1")];

/// What the child is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program; its argument is `capture-child`.
    pub program: PathBuf,
    /// Variables to set, such as `DISPLAY`.
    pub environment: Vec<(String, String)>,
    /// Where finished pictures are put.
    pub folder: PathBuf,
    /// How pictures are to be.
    pub pictures: PictureOptions,
}

/// What was counted since the last reading, and how things are.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Counts since the last reading.
    pub counts: Counts,
    /// Time since the last input; none where it cannot be known.
    pub idle: Option<Duration>,
    /// The source of input.
    pub input: SourceState,
    /// The source of pictures.
    pub screen: SourceState,
    /// Whether the session is locked or asleep.
    pub presence: Presence,
}

/// The child could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the capture process `{program}`: {why}")]
pub struct Error {
    program: PathBuf,
    why: std::io::Error,
}

/// Capture, as long as this lives.
#[derive(Debug)]
pub struct Capture {
    options: Options,
    child: Option<Running>,
    delay: Duration,
    /// Since the last child was started or lost: `delay` after that comes another.
    waiting: Stopwatch,
    asked: u64,
    state: Reading,
    /// How long no input had come at `quiet_at`, as far as that could be known.
    quiet: Duration,
    quiet_at: Stopwatch,
    picture: PictureWanted,
    recorders: Option<Vec<u32>>,
    unwanted: Vec<u64>,
}

#[derive(Debug)]
struct Running {
    process: Child,
    stdin: ChildStdin,
    told: Receiver<Result<Tell, String>>,
    /// Cumulative, as last told by this child.
    counted: Counts,
    /// The last `Read` that was answered.
    answered: u64,
    settled: bool,
    proof_ms: Option<u64>,
    heard: Stopwatch,
    born: Stopwatch,
}

#[derive(Debug)]
enum PictureWanted {
    None,
    Asked { id: u64, since: Stopwatch },
    Here(Result<Taken, PictureFault>),
}

impl Capture {
    /// Starts the child.
    ///
    /// # Errors
    /// When the program cannot be run.
    pub fn start(options: Options) -> Result<Self, Error> {
        let child = spawn(&options)?;
        let state = Reading {
            counts: Counts::default(),
            idle: None,
            input: SourceState::Starting,
            screen: SourceState::Starting,
            presence: Presence::Unknown,
        };
        Ok(Self {
            options,
            child: Some(child),
            delay: SHORTEST_DELAY,
            waiting: Stopwatch::start(),
            asked: 0,
            state,
            quiet: Duration::ZERO,
            quiet_at: Stopwatch::start(),
            picture: PictureWanted::None,
            recorders: None,
            unwanted: Vec::new(),
        })
    }

    /// Waits until both sources are found or found missing, at most so long, and reads.
    pub fn settle(&mut self, wait: Duration) -> Reading {
        self.listen(wait, |capture| capture.child.as_ref().is_none_or(|child| child.settled));
        self.read(wait)
    }

    /// What was counted since the last reading. When the child has not answered within `wait`, its
    /// counts come with a later reading.
    pub fn read(&mut self, wait: Duration) -> Reading {
        self.revive();
        self.asked += 1;
        let id = self.asked;
        self.ask(&Ask::Read(id));
        self.listen(wait, |capture| capture.child.as_ref().is_none_or(|child| child.answered >= id));
        if self.child.as_ref().is_some_and(|child| child.heard.left_of(SILENCE).is_zero()) {
            self.lose(Some("the capture process does not answer"));
        }
        let counts = std::mem::take(&mut self.state.counts);
        self.quiet = self.still_quiet();
        let idle = self.state.input.works().then_some(self.quiet);
        Reading { counts, idle, ..self.state.clone() }
    }

    /// Asks for a picture of every wanted monitor, unless one is being taken.
    pub fn snapshot(&mut self) {
        if matches!(self.picture, PictureWanted::Asked { .. }) {
            return;
        }
        self.asked += 1;
        let id = self.asked;
        self.picture = match self.child {
            Some(_) => PictureWanted::Asked { id, since: Stopwatch::start() },
            None => PictureWanted::Here(Err(PictureFault::Source(self.state.screen.clone()))),
        };
        self.ask(&Ask::Pictures(id));
    }

    /// The pictures, once they have come or it is clear that they do not.
    pub fn take_pictures(&mut self) -> Option<Result<Taken, PictureFault>> {
        self.listen(Duration::ZERO, |_| false);
        if let PictureWanted::Asked { since, .. } = self.picture
            && since.left_of(PICTURE).is_zero()
        {
            // What holds it up may hold up the next one too: a new child starts afresh.
            self.lose(Some("a picture took too long"));
            self.picture = PictureWanted::Here(Err(PictureFault::GivenUp { seconds: PICTURE.as_secs() }));
        }
        match std::mem::replace(&mut self.picture, PictureWanted::None) {
            PictureWanted::Here(pictures) => Some(pictures),
            other => {
                self.picture = other;
                None
            }
        }
    }

    /// Waits until the pictures that were asked for have come, at most so long.
    pub fn wait(&mut self, wait: Duration) {
        self.listen(wait, |capture| !matches!(capture.picture, PictureWanted::Asked { .. }));
    }

    /// Tells the person something, where the desktop can.
    pub fn notify(&mut self, notice: Notice) {
        self.ask(&Ask::Notify(notice));
    }

    /// The notices since the last question whose picture the person does not want.
    pub fn take_unwanted(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.unwanted)
    }

    /// How long the child's own test event took to come back as input.
    pub(crate) fn proof(&self) -> Option<Duration> {
        self.child.as_ref()?.proof_ms.map(Duration::from_millis)
    }

    /// The processes of others that record input, as far as they are known within this time.
    pub(crate) fn recorders(&mut self, wait: Duration) -> Vec<u32> {
        self.ask(&Ask::Recorders);
        self.listen(wait, |capture| capture.recorders.is_some());
        self.recorders.take().unwrap_or_default()
    }

    /// Starts another child when the last one is gone or sees no display, and its time has come.
    fn revive(&mut self) {
        let blind = self.state.input.may_come_back();
        if (self.child.is_some() && !blind) || !self.waiting.left_of(self.delay).is_zero() {
            return;
        }
        if matches!(self.picture, PictureWanted::Asked { .. }) {
            return;
        }
        self.end_child();
        (self.waiting, self.delay) = (Stopwatch::start(), (self.delay * 2).min(LONGEST_DELAY));
        match spawn(&self.options) {
            Ok(child) => self.child = Some(child),
            Err(error) => self.fail(&error.to_string()),
        }
    }

    fn ask(&mut self, ask: &Ask) {
        let sent = self.child.as_mut().map(|child| pipe::send(&mut child.stdin, ask));
        if let Some(Err(_)) = sent {
            self.lose(None);
        }
    }

    /// Takes in what the child tells, until it is enough or the time is up.
    fn listen(&mut self, wait: Duration, enough: impl Fn(&Self) -> bool) {
        let begun = Stopwatch::start();
        while !enough(self) {
            let Some(child) = &self.child else { return };
            match child.told.recv_timeout(begun.left_of(wait)) {
                Ok(Ok(Tell::Heard(heard))) => self.hear(heard),
                Ok(Ok(Tell::Pictures(id, pictures))) => self.receive(id, pictures),
                Ok(Ok(Tell::Recorders(processes))) => self.recorders = Some(processes),
                Ok(Ok(Tell::Unwanted(number))) => self.unwanted.push(number),
                Ok(Err(why)) => self.lose(Some(&why)),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => self.lose(None),
            }
        }
    }

    fn hear(&mut self, heard: Heard) {
        let Some(child) = &mut self.child else { return };
        child.heard = Stopwatch::start();
        child.answered = heard.answers.unwrap_or(child.answered);
        child.proof_ms = heard.proof_ms;
        let known = |state: &SourceState| *state != SourceState::Starting;
        child.settled = known(&heard.input) && known(&heard.screen);
        self.state.counts = self.state.counts.plus(since(child.counted, heard.counts));
        child.counted = heard.counts;
        // A new child knows of no input before it: the older age stays.
        if let Some(age) = heard.age_ms.map(Duration::from_millis) {
            self.quiet = self.still_quiet().min(age);
        }
        // What the last child found stays until this one knows better.
        if known(&heard.input) {
            self.state.input = heard.input;
        }
        if known(&heard.screen) {
            self.state.screen = heard.screen;
        }
        self.state.presence = heard.presence;
    }

    /// How long no input has come. Where none can arrive its absence is not idleness, and no end of it.
    fn still_quiet(&mut self) -> Duration {
        let since = std::mem::replace(&mut self.quiet_at, Stopwatch::start()).elapsed();
        if self.state.input.works() { self.quiet + since } else { self.quiet }
    }

    fn receive(&mut self, id: u64, mut taken: Result<Taken, PictureFault>) {
        if let Ok(Taken::Pictures(pictures)) = &mut taken {
            pictures.iter_mut().for_each(|picture| picture.path = self.options.folder.join(&picture.path));
        }
        match (&self.picture, taken) {
            (PictureWanted::Asked { id: wanted, .. }, taken) if *wanted == id => {
                self.picture = PictureWanted::Here(taken);
            }
            (_, Ok(late)) => picture::discard(&late.pictures()),
            (_, Err(_)) => {}
        }
    }

    /// The child is gone, or must go.
    fn lose(&mut self, why: Option<&str>) {
        let Some(ended) = self.end_child() else { return };
        let why = why.map_or_else(|| format!("the capture process ended ({ended})"), str::to_owned);
        self.fail(&why);
    }

    fn fail(&mut self, why: &str) {
        let failed = SourceState::Failed { why: why.to_owned() };
        (self.state.input, self.state.screen) = (failed.clone(), failed);
        self.state.presence = Presence::Unknown;
        if matches!(self.picture, PictureWanted::Asked { .. }) {
            self.picture = PictureWanted::Here(Err(PictureFault::ChildEnded));
        }
    }

    fn end_child(&mut self) -> Option<String> {
        let Running { mut process, stdin, born, .. } = self.child.take()?;
        if born.elapsed() >= GOOD_LIFE {
            self.delay = SHORTEST_DELAY;
        }
        self.waiting = Stopwatch::start();
        let ended = match process.try_wait() {
            Ok(Some(status)) => Ok(status),
            // It ends at once when the pipe closes; one that hangs does not.
            _ => process.kill().and_then(|()| process.wait()),
        };
        drop(stdin);
        Some(ended.map_or_else(|error| error.to_string(), |status: ExitStatus| status.to_string()))
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.end_child();
        if let PictureWanted::Here(Ok(Taken::Pictures(pictures))) = &self.picture {
            picture::discard(pictures);
        }
    }
}

/// What was counted between two readings of counters that wrap.
fn since(before: Counts, now: Counts) -> Counts {
    Counts {
        keystrokes: now.keystrokes.wrapping_sub(before.keystrokes),
        clicks: now.clicks.wrapping_sub(before.clicks),
        scrolls: now.scrolls.wrapping_sub(before.scrolls),
    }
}

fn spawn(options: &Options) -> Result<Running, Error> {
    let Options { program, environment, folder, pictures } = options;
    let failed = |why| Error { program: program.clone(), why };
    let mut command = Command::new(program);
    command.arg("capture-child").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.envs(MEMORY);
    let mut process = command.spawn().map_err(failed)?;
    let (Some(mut stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else {
        return Err(failed(std::io::ErrorKind::BrokenPipe.into()));
    };
    // A child that is gone already is noticed at the first reading.
    drop(pipe::send(&mut stdin, pictures));
    let (tell, told) = mpsc::channel();
    let reader = std::thread::Builder::new().name("capture".to_owned()).spawn(move || {
        for line in BufReader::new(stdout).lines() {
            let message = line.map_err(|error| error.to_string()).and_then(|line| {
                serde_json::from_str(&line)
                    .map_err(|error| format!("the capture process talks nonsense: {error}"))
            });
            if tell.send(message).is_err() {
                return;
            }
        }
    });
    reader.map_err(failed)?;
    Ok(Running {
        process,
        stdin,
        told,
        counted: Counts::default(),
        answered: 0,
        settled: false,
        proof_ms: None,
        heard: Stopwatch::start(),
        born: Stopwatch::start(),
    })
}

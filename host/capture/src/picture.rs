//! Pictures of the monitors: grabbed, scaled, compressed and written for good.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbaImage;
use serde::{Deserialize, Serialize};
use webp::{Encoder, WebPConfig};

use crate::screen::Screen;
use crate::state::SourceState;

/// Which monitors are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Monitors {
    /// All that are there.
    All,
    /// Those of these names.
    Named(Vec<String>),
}

/// How pictures are to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureOptions {
    /// Which monitors are taken.
    pub monitors: Monitors,
    /// Pixels; larger pictures are scaled down.
    pub longest_side: u32,
    /// WebP quality, 0 to 100.
    pub quality: u8,
    /// Whether they are to show no text.
    pub blur: bool,
    /// While a window of one of these applications is active no picture is taken.
    pub exclude: Vec<String>,
}

/// A finished picture of one monitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Which monitor it shows.
    pub monitor: String,
    /// The file, fsynced.
    pub path: PathBuf,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Whether it shows no text.
    pub blurred: bool,
}

/// What came of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    /// A picture of each wanted monitor.
    Pictures(Vec<Picture>),
    /// None, for the sake of what it would have shown.
    Withheld {
        /// The monitors of which there would have been one.
        monitors: Vec<String>,
        /// Why.
        why: Withheld,
    },
}

impl Taken {
    /// The pictures, where there are any.
    #[must_use]
    pub fn pictures(self) -> Vec<Picture> {
        match self {
            Self::Pictures(pictures) => pictures,
            Self::Withheld { .. } => Vec::new(),
        }
    }
}

/// Why no picture was taken, for the sake of what it would have shown. It names no application: that
/// stays in the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// A window of an excluded application was active.
    Excluded,
    /// Whether one was could not be found out: then it counts as one.
    Unknown {
        /// Why not.
        why: String,
    },
}

impl Withheld {
    /// What was so, in words.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Excluded => "an excluded application was active".to_owned(),
            Self::Unknown { why } => format!("it is not known which application was active: {why}"),
        }
    }
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureFault {
    /// The source of pictures does not work.
    #[error("{}", .0.what())]
    Source(SourceState),
    /// The monitor could not be grabbed.
    #[error("the monitor `{monitor}` cannot be grabbed: {why}")]
    Grab {
        /// Which one.
        monitor: String,
        /// The platform's words.
        why: String,
    },
    /// The picture could not be scaled or compressed.
    #[error("the picture of `{monitor}` cannot be made: {why}")]
    Encode {
        /// Of which monitor.
        monitor: String,
        /// The library's words.
        why: String,
    },
    /// The file could not be written.
    #[error("the picture cannot be written: {why}")]
    Write {
        /// The system's words.
        why: String,
    },
    /// It did not come in time.
    #[error("it took over {seconds} s and was given up")]
    GivenUp {
        /// The time it had.
        seconds: u64,
    },
    /// The child ended before it was done.
    #[error("the capture process ended while it was taken")]
    ChildEnded,
}

/// The effort of compression, 0 to 6. At quality 70 a dense 1080p page takes 34 ms and 74 kB with 2;
/// more effort saves a few per cent for twice the time.
const METHOD: i32 = 2;
/// The longest side of a blurred picture, in pixels: windows can be told apart, letters cannot.
const BLURRED_SIDE: u32 = 48;
/// The quality of thumbnails and of blurred pictures.
const SMALL_QUALITY: u8 = 60;

/// Takes the wanted monitors into `folder`: all of them, or none. Nothing is written before it is
/// clear that the pictures may be, and as what.
pub(crate) fn take(
    screen: &dyn Screen,
    options: &PictureOptions,
    folder: &Path,
) -> Result<Taken, PictureFault> {
    let monitors = wanted(screen, options).map_err(PictureFault::Source)?.there;
    if let Some(why) = withheld(screen, options) {
        return Ok(Taken::Withheld { monitors, why });
    }
    let made =
        monitors.iter().map(|monitor| make(screen, options, monitor)).collect::<Result<Vec<_>, _>>()?;
    // The person may have turned to one while the screens were grabbed.
    if let Some(why) = withheld(screen, options) {
        return Ok(Taken::Withheld { monitors, why });
    }
    let mut pictures = Vec::new();
    for (monitor, Made { bytes, width, height }) in monitors.into_iter().zip(made) {
        match write(folder, &bytes) {
            Ok(path) => pictures.push(Picture { monitor, path, width, height, blurred: options.blur }),
            Err(error) => {
                discard(&pictures);
                return Err(PictureFault::Write { why: error.to_string() });
            }
        }
    }
    Ok(Taken::Pictures(pictures))
}

/// Why no picture may be taken now, if so.
fn withheld(screen: &dyn Screen, options: &PictureOptions) -> Option<Withheld> {
    if options.exclude.is_empty() {
        return None;
    }
    match screen.is_active(&options.exclude) {
        Ok(false) => None,
        Ok(true) => Some(Withheld::Excluded),
        Err(why) => Some(Withheld::Unknown { why }),
    }
}

/// Destroys pictures that nobody wants any more.
pub(crate) fn discard(pictures: &[Picture]) {
    for picture in pictures {
        // What cannot be removed now is removed at the next start of the host.
        drop(std::fs::remove_file(&picture.path));
    }
}

/// The monitors to take, as far as they are there.
pub(crate) struct Wanted {
    pub(crate) there: Vec<String>,
    pub(crate) missing: Vec<String>,
}

impl Wanted {
    /// The state of a source that has these.
    pub(crate) fn state(&self) -> SourceState {
        let mut what = format!("monitors `{}`", self.there.join("`, `"));
        if !self.missing.is_empty() {
            what.push_str(&format!("; not there: `{}`", self.missing.join("`, `")));
        }
        SourceState::Working { what }
    }
}

/// Looks which of the wanted monitors are there.
pub(crate) fn wanted(screen: &dyn Screen, options: &PictureOptions) -> Result<Wanted, SourceState> {
    let found = screen.monitors()?;
    let wanted = match &options.monitors {
        Monitors::All => found.clone(),
        Monitors::Named(names) => names.clone(),
    };
    let (there, missing): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|name| found.contains(name));
    if there.is_empty() {
        return Err(SourceState::NoMonitor { wanted: missing, found });
    }
    Ok(Wanted { there, missing })
}

/// A finished picture that is not written yet.
struct Made {
    bytes: Vec<u8>,
    width: u32,
    height: u32,
}

fn make(screen: &dyn Screen, options: &PictureOptions, monitor: &str) -> Result<Made, PictureFault> {
    let grabbed =
        screen.grab(monitor).map_err(|why| PictureFault::Grab { monitor: monitor.to_owned(), why })?;
    let (side, quality) = match options.blur {
        true => (BLURRED_SIDE, SMALL_QUALITY),
        false => (options.longest_side, options.quality),
    };
    let made = scale(&grabbed, side).and_then(|image| {
        let (width, height) = (image.width(), image.height());
        Ok(Made { bytes: compress(image.buffer(), width, height, quality)?, width, height })
    });
    made.map_err(|why| PictureFault::Encode { monitor: monitor.to_owned(), why })
}

/// The picture with its longest side no longer than this.
fn scale(grabbed: &RgbaImage, longest_side: u32) -> Result<Image<'static>, String> {
    let (width, height) = fitted(grabbed.width(), grabbed.height(), longest_side);
    let source = ImageRef::new(grabbed.width(), grabbed.height(), grabbed.as_raw(), PixelType::U8x4)
        .map_err(|error| error.to_string())?;
    let mut scaled = Image::new(width, height, PixelType::U8x4);
    // Screens are opaque: weighing by alpha would cost time for nothing.
    let options =
        ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    Resizer::new().resize(&source, &mut scaled, &options).map_err(|error| error.to_string())?;
    Ok(scaled)
}

/// A finished picture made small, for those who look at many.
///
/// # Errors
/// When it is no picture of this kind.
pub fn thumbnail(picture: &[u8], longest_side: u32) -> Result<Vec<u8>, String> {
    let decoded = webp::Decoder::new(picture).decode().ok_or("it is no WebP picture")?;
    let rgba: Vec<u8> = match decoded.is_alpha() {
        true => decoded.to_vec(),
        false => decoded.chunks_exact(3).flat_map(|rgb| rgb.iter().copied().chain([u8::MAX])).collect(),
    };
    let image =
        RgbaImage::from_raw(decoded.width(), decoded.height(), rgba).ok_or("its size makes no sense")?;
    let small = scale(&image, longest_side)?;
    compress(small.buffer(), small.width(), small.height(), SMALL_QUALITY)
}

/// A picture as WebP, from its pixels: four bytes each, row by row.
///
/// # Errors
/// When libwebp cannot.
pub fn webp(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, String> {
    compress(rgba, width, height, SMALL_QUALITY)
}

/// A finished picture in which windows can be told apart and letters cannot.
///
/// # Errors
/// As [`thumbnail`].
pub fn blurred(picture: &[u8]) -> Result<Vec<u8>, String> {
    thumbnail(picture, BLURRED_SIDE)
}

/// The size that has the same shape and no side longer than this; no side becomes 0.
fn fitted(width: u32, height: u32, longest_side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= longest_side {
        return (width, height);
    }
    let shrunk = |side: u32| {
        let exact = (u64::from(side) * u64::from(longest_side) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(exact).unwrap_or(longest_side).max(1)
    };
    (shrunk(width), shrunk(height))
}

fn compress(rgba: &[u8], width: u32, height: u32, quality: u8) -> Result<Vec<u8>, String> {
    let mut config =
        WebPConfig::new().map_err(|()| "libwebp has another version than its header".to_owned())?;
    config.quality = f32::from(quality);
    config.method = METHOD;
    let encoder = Encoder::from_rgba(rgba, width, height);
    let bytes = encoder.encode_advanced(&config).map_err(|error| format!("{error:?}"))?;
    Ok(bytes.to_vec())
}

/// Writes a new file that only the person can read, and fsyncs it.
fn write(folder: &Path, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let name = std::sync::atomic::AtomicU64::fetch_add(&WRITTEN, 1, std::sync::atomic::Ordering::Relaxed);
    let path = folder.join(format!("{}-{name}.webp", std::process::id()));
    let written =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
    if written.is_err() {
        drop(std::fs::remove_file(&path));
    }
    written.map(|()| path)
}

/// Pictures written by this process: makes their names differ.
static WRITTEN: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::sync::Mutex;

    /// Monitors by name, each with the size of what it shows or why it shows nothing; and what is said of
    /// the active window, one time after the other.
    struct Painted(Vec<(&'static str, Shows)>, Mutex<Vec<Active>>);

    type Shows = Result<(u32, u32), &'static str>;
    type Active = Result<bool, &'static str>;

    impl Screen for Painted {
        fn monitors(&self) -> Result<Vec<String>, SourceState> {
            Ok(self.0.iter().map(|(name, _)| (*name).to_owned()).collect())
        }
        fn grab(&self, monitor: &str) -> Result<RgbaImage, String> {
            let (_, shows) = self.0.iter().find(|(name, _)| *name == monitor).unwrap();
            let (width, height) = (*shows)?;
            Ok(RgbaImage::from_pixel(width, height, image::Rgba([200, 30, 30, 255])))
        }
        fn is_active(&self, applications: &[String]) -> Result<bool, String> {
            assert_eq!(applications, ["KeePassXC"]);
            Ok(self.1.lock().unwrap().remove(0)?)
        }
    }

    fn painted(monitors: &[(&'static str, Shows)]) -> Painted {
        Painted(monitors.to_vec(), Mutex::default())
    }

    fn options(monitors: Monitors) -> PictureOptions {
        PictureOptions { monitors, longest_side: 1280, quality: 70, blur: false, exclude: Vec::new() }
    }

    fn files(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn every_monitor_is_a_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let screen = painted(&[("left", Ok((1920, 1080))), ("right", Ok((600, 800)))]);
        let pictures = take(&screen, &options(Monitors::All), folder.path()).unwrap().pictures();
        let sizes: Vec<_> = pictures.iter().map(|p| (p.monitor.as_str(), p.width, p.height)).collect();
        assert_eq!(sizes, [("left", 1280, 720), ("right", 600, 800)]);
        for picture in &pictures {
            let bytes = std::fs::read(&picture.path).unwrap();
            let decoded = webp::Decoder::new(&bytes).decode().unwrap();
            assert_eq!((decoded.width(), decoded.height()), (picture.width, picture.height));
            let pixel = &decoded[..3];
            assert!(pixel[0] > 190 && pixel[1] < 45 && pixel[2] < 45, "the colours are others: {pixel:?}");
        }
    }

    #[test]
    fn only_the_chosen_ones_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let screen = painted(&[("left", Ok((640, 480))), ("right", Ok((640, 480)))]);
        let chosen = options(Monitors::Named(vec!["right".to_owned(), "gone".to_owned()]));
        let pictures = take(&screen, &chosen, folder.path()).unwrap().pictures();
        assert_eq!(pictures.iter().map(|p| p.monitor.as_str()).collect::<Vec<_>>(), ["right"]);
        assert_eq!(files(folder.path()), 1);
        let state = wanted(&screen, &chosen).unwrap().state();
        assert_eq!(state.what(), "monitors `right`; not there: `gone`");
    }

    #[test]
    fn a_monitor_that_fails_leaves_no_half() {
        let folder = tempfile::tempdir().unwrap();
        let screen = painted(&[("left", Ok((640, 480))), ("right", Err("it is off"))]);
        let fault = take(&screen, &options(Monitors::All), folder.path()).unwrap_err();
        assert_eq!(fault.to_string(), "the monitor `right` cannot be grabbed: it is off");
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn a_blurred_picture_is_small_from_the_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let screen = painted(&[("left", Ok((1920, 1080)))]);
        let blur = PictureOptions { blur: true, ..options(Monitors::All) };
        let pictures = take(&screen, &blur, folder.path()).unwrap().pictures();
        assert_eq!((pictures[0].width, pictures[0].height, pictures[0].blurred), (48, 27, true));
        let bytes = std::fs::read(&pictures[0].path).unwrap();
        let decoded = webp::Decoder::new(&bytes).decode().unwrap();
        assert_eq!((decoded.width(), decoded.height()), (48, 27));
        assert_eq!(files(folder.path()), 1);
    }

    /// The active window is asked for before the screens are grabbed and again before they are written.
    #[rstest]
    #[case::another(&[Ok(false), Ok(false)], None)]
    #[case::excluded(&[Ok(true)], Some(Withheld::Excluded))]
    #[case::turned_to(&[Ok(false), Ok(true)], Some(Withheld::Excluded))]
    #[case::unknown(&[Err("it is dark")], Some(Withheld::Unknown { why: "it is dark".to_owned() }))]
    #[case::unknown_then(&[Ok(false), Err("x")], Some(Withheld::Unknown { why: "x".to_owned() }))]
    fn an_excluded_application_is_not_taken(#[case] active: &[Active], #[case] wanted: Option<Withheld>) {
        let folder = tempfile::tempdir().unwrap();
        let screen =
            Painted(vec![("left", Ok((64, 48))), ("right", Ok((64, 48)))], Mutex::new(active.to_vec()));
        let exclude = PictureOptions { exclude: vec!["KeePassXC".to_owned()], ..options(Monitors::All) };
        let taken = take(&screen, &exclude, folder.path()).unwrap();
        assert_eq!(screen.1.lock().unwrap().len(), 0, "it was not asked");
        let monitors = vec!["left".to_owned(), "right".to_owned()];
        match wanted {
            Some(why) => assert_eq!(taken, Taken::Withheld { monitors, why }),
            None => assert_eq!(taken.pictures().len(), 2),
        }
        assert_eq!(files(folder.path()), if active.last() == Some(&Ok(false)) { 2 } else { 0 });
    }

    #[test]
    fn none_of_the_chosen_is_said_with_what_is_there() {
        let screen = painted(&[("left", Ok((640, 480)))]);
        let state = wanted(&screen, &options(Monitors::Named(vec!["gone".to_owned()]))).err().unwrap();
        assert_eq!(state.what(), "no monitor `gone`; there is `left`");
    }

    #[test]
    fn sizes_keep_their_shape() {
        assert_eq!(fitted(1920, 1080, 1280), (1280, 720));
        assert_eq!(fitted(1080, 1920, 1280), (720, 1280));
        assert_eq!(fitted(800, 600, 1280), (800, 600));
        assert_eq!(fitted(10_000, 2, 320), (320, 1));
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let screen = painted(&[("left", Ok((64, 48)))]);
        let fault = take(&screen, &options(Monitors::All), Path::new("/nowhere")).unwrap_err();
        assert!(matches!(fault, PictureFault::Write { .. }), "{fault}");
    }
}

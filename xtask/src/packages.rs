//! What building and testing need of the machine: Debian's names, and how to look for the same elsewhere.

/// What is about to be done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Build,
    All,
}

/// How a thing is found where Debian's packages are not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// `pkg-config --exists NAME`
    Library(&'static str),
    /// A program on the path.
    Program(&'static str),
    /// A module that the system's Python imports.
    Python(&'static str),
    /// The library of clang, which pkg-config does not know.
    Libclang,
}

use Found::{Libclang, Library, Program, Python};

/// A Debian package, how to find what it brings on other systems, and what needs it.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) found: Found,
    pub(crate) reason: &'static str,
}

const fn package(name: &'static str, found: Found, reason: &'static str) -> Package {
    Package { name, found, reason }
}

/// To build. The libraries are those that the crates `rdev` and `xcap` link: input counts and screens.
const BUILD: &[Package] = &[
    package("gcc", Program("cc"), "links, and compiles SQLite and libwebp"),
    package("libc6-dev", Program("cc"), "the C headers"),
    package("pkg-config", Program("pkg-config"), "finds the libraries below"),
    package("libx11-dev", Library("x11"), "rdev: the X display"),
    package("libxtst-dev", Library("xtst"), "rdev: the RECORD extension, which counts input"),
    package("libxi-dev", Library("xi"), "rdev: the input extension"),
    package("libxcb1-dev", Library("xcb"), "xcap: the X display"),
    package("libwayland-dev", Library("wayland-client"), "xcap: Wayland screens"),
    package("libpipewire-0.3-dev", Library("libpipewire-0.3"), "xcap: Wayland screens"),
    package("libegl-dev", Library("egl"), "xcap: Wayland screens"),
    package("libgbm-dev", Library("gbm"), "xcap: Wayland screens"),
    package("libclang-dev", Libclang, "reads the headers of PipeWire"),
];

/// To try and to test.
const TEST: &[Package] = &[
    package("xvfb", Program("Xvfb"), "a display without a screen"),
    package("xserver-xorg-core", Program("Xorg"), "a display of several monitors"),
    package("xserver-xorg-video-dummy", Program("Xorg"), "its monitors, without hardware"),
    package("openbox", Program("openbox"), "its window manager"),
    package("xterm", Program("xterm"), "a window to work in"),
    package("xdotool", Program("xdotool"), "types and clicks for real"),
    package("x11-utils", Program("xprop"), "asks a display what it has"),
    package("x11-xserver-utils", Program("xrandr"), "gives a display several monitors"),
    package("xauth", Program("xauth"), "displays that refuse"),
    package("dbus", Program("dbus-daemon"), "private buses"),
    package("python3-dbusmock", Python("dbusmock"), "screen lock and suspend"),
    package("python3-venv", Python("venv"), "an environment for what reads reports"),
    package("strace", Program("strace"), "sees what is fsynced"),
    package("gdb", Program("gdb"), "sees what a process holds"),
    package("faketime", Program("faketime"), "clocks that jump"),
    package("libreoffice-calc-nogui", Program("soffice"), "computes the formulas of a workbook"),
    package("timewarrior", Program("timew"), "reads the report for it"),
    package("qpdf", Program("qpdf"), "whether a PDF is sound"),
    package("poppler-utils", Program("pdftotext"), "the text, fonts and pages of a PDF"),
    package("zbar-tools", Program("zbarimg"), "reads the code on an invoice"),
    package("chromium", Program("chromium"), "opens the pages of the diary for real"),
];

/// To fetch axe-core, and only where no `npm` is there yet: many have it from elsewhere than Debian.
pub(crate) const NPM: Package = package("npm", Program("npm"), "fetches axe-core");

/// Every package that is needed, in a fixed order.
pub(crate) fn needed(needs: Needs) -> Vec<&'static Package> {
    match needs {
        Needs::Build => BUILD.iter().collect(),
        Needs::All => BUILD.iter().chain(TEST).collect(),
    }
}

/// What of the needed is not in the answer of `dpkg-query`: lines of a name, a tab and a state.
pub(crate) fn missing(needed: &[&'static Package], dpkg_says: &str) -> Vec<&'static Package> {
    let installed: Vec<&str> =
        dpkg_says.lines().filter_map(|line| line.strip_suffix("\tinstalled")).collect();
    needed.iter().copied().filter(|package| !installed.contains(&package.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_fully_installed_counts() {
        let says = "gcc\tinstalled\nlibx11-dev\tinstalled\nlibx11-dev\tinstalled\nlibxtst-dev\tconfig-files\n\
                    libxi-dev\tunpacked\n";
        let names: Vec<&str> =
            missing(&needed(Needs::Build), says).iter().map(|package| package.name).collect();
        assert!(!names.contains(&"gcc") && !names.contains(&"libx11-dev"), "{names:?}");
        assert!(names.contains(&"libxtst-dev") && names.contains(&"libxi-dev"), "{names:?}");
        assert_eq!(names.len(), BUILD.len() - 2);
    }

    #[test]
    fn nothing_is_missing_where_all_is_installed() {
        let says: String =
            needed(Needs::All).iter().map(|package| format!("{}\tinstalled\n", package.name)).collect();
        assert!(missing(&needed(Needs::All), &says).is_empty());
    }

    #[test]
    fn no_package_is_named_twice() {
        let mut names: Vec<&str> = needed(Needs::All).iter().map(|package| package.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}

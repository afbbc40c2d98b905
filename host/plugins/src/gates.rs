//! The gates that a file passes before anything of it is compiled.

use wasmparser::{Encoding, Parser, Payload};

use crate::error::{Found, Gate};
use crate::limits;
use crate::manifest::{Kind, Scanned};

/// The package of the contract, and the track of versions that this host speaks.
const PACKAGE: &str = "workdiary:plugin/";
const VERSION: semver::Version = semver::Version::new(0, 1, 1);

/// Looks through a file.
pub(crate) fn scan(bytes: &[u8]) -> Result<Scanned, Found> {
    size(bytes)?;
    form(bytes)?;
    let outline = Outline::of(bytes)?;
    let kind = outline.kind()?;
    outline.check_imports(kind)?;
    Ok(Scanned { kind, imports: outline.imports })
}

fn size(bytes: &[u8]) -> Result<(), Found> {
    if bytes.len() <= limits::COMPONENT_BYTES {
        return Ok(());
    }
    let found = format!("it has {} bytes, {} at most", bytes.len(), limits::COMPONENT_BYTES);
    Err(Found::new(Gate::Size, found, "build it with optimisation and without debug information"))
}

fn form(bytes: &[u8]) -> Result<(), Found> {
    let bad = |found: &str, hint: &str| Err(Found::new(Gate::Form, found, hint));
    match bytes {
        [0, b'a', b's', b'm', 0x0d, 0, 1, 0, ..] => Ok(()),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => bad(
            "it is a core module, not a component",
            "`workdiary plugin build` makes a component of what cargo builds",
        ),
        [0, b'a', b's', b'm', ..] => {
            bad("it is WebAssembly of an unknown version", "build it with `workdiary plugin build`")
        }
        [0x7f, b'E', b'L', b'F', ..] => bad(
            "it is precompiled code",
            "code that somebody else compiled is never run: hand in the component it was made from",
        ),
        [] => bad("it is empty", "build it with `workdiary plugin build`"),
        _ if bytes.trim_ascii_start().starts_with(b"(") => {
            bad("it is WebAssembly as text", "hand in the component in its binary form")
        }
        _ => bad("it is no WebAssembly", "hand in a component, a file that ends in `.wasm`"),
    }
}

/// What a component shows to whoever looks at it from outside, and what it declares inside.
#[derive(Default)]
struct Outline {
    imports: Vec<String>,
    exports: Vec<String>,
    modules: usize,
    functions: usize,
}

impl Outline {
    fn of(bytes: &[u8]) -> Result<Self, Found> {
        let cut = |error: wasmparser::BinaryReaderError| {
            Found::new(
                Gate::Form,
                format!("it is damaged or cut off: {error}"),
                "get the file again, or build it with `workdiary plugin build`",
            )
        };
        let mut outline = Self::default();
        // Only what stands at the outermost level reaches the host; parts inside are wired there.
        let mut depth = 0usize;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(cut)? {
                Payload::Version { encoding: Encoding::Module, .. } => {
                    depth += 1;
                    outline.count_module()?;
                }
                Payload::Version { encoding: Encoding::Component, .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 1 => {
                    for import in section {
                        outline.imports.push(import.map_err(cut)?.name.name.to_owned());
                    }
                }
                Payload::ComponentExportSection(section) if depth == 1 => {
                    for export in section {
                        outline.exports.push(export.map_err(cut)?.name.name.to_owned());
                    }
                }
                Payload::MemorySection(section) => {
                    for memory in section {
                        let memory = memory.map_err(cut)?;
                        check_memory(memory.initial, memory.page_size_log2)?;
                    }
                }
                Payload::TableSection(section) => {
                    for table in section {
                        check_table(table.map_err(cut)?.ty.initial)?;
                    }
                }
                Payload::CodeSectionEntry(body) => outline.count_function(body.range().len())?,
                _ => {}
            }
        }
        Ok(outline)
    }

    fn count_module(&mut self) -> Result<(), Found> {
        self.modules += 1;
        at_most(self.modules, limits::CORE_MODULES, "core modules")
    }

    fn count_function(&mut self, bytes: usize) -> Result<(), Found> {
        self.functions += 1;
        at_most(self.functions, limits::FUNCTIONS, "functions")?;
        at_most(bytes, limits::FUNCTION_BYTES, "bytes in one function")
    }

    /// Of which world it is, by what it exports.
    fn kind(&self) -> Result<Kind, Found> {
        let interface = |name: &'_ str| -> Option<(String, String)> {
            let (interface, version) = name.strip_prefix(PACKAGE)?.split_once('@').unwrap_or((name, ""));
            Some((interface.to_owned(), version.to_owned()))
        };
        let exported: Vec<(String, String)> =
            self.exports.iter().filter_map(|name| interface(name)).collect();
        let mut kinds = Kind::ALL.into_iter().flat_map(|kind| {
            exported.iter().filter(move |(name, _)| name == kind.export()).map(move |e| (kind, e))
        });
        match (kinds.next(), kinds.next()) {
            (Some((kind, (_, version))), None) if speaks(version) => Ok(kind),
            (Some((_, (_, version))), None) => Err(Found::new(
                Gate::World,
                format!("it speaks version `{version}` of the plugin contract"),
                format!(
                    "this host speaks {VERSION} and later 0.1 versions: build it against the kit of this host"
                ),
            )),
            (None, _) => Err(Found::new(
                Gate::World,
                match self.exports.as_slice() {
                    [] => "it exports nothing".to_owned(),
                    exports => format!("it exports `{}`, not what a plugin does", exports.join("`, `")),
                },
                "a plugin exports `billing`, `labelling` or `reporting` of `workdiary:plugin`",
            )),
            (Some(_), Some(_)) => Err(Found::new(
                Gate::World,
                "it exports the interfaces of several kinds",
                "a plugin is of one kind: make one component for each",
            )),
        }
    }

    fn check_imports(&self, kind: Kind) -> Result<(), Found> {
        let allowed = |name: &str| {
            let parts = name.strip_prefix(PACKAGE).and_then(|rest| rest.split_once('@'));
            parts.is_some_and(|(interface, version)| kind.imports().contains(&interface) && speaks(version))
        };
        let Some(foreign) = self.imports.iter().find(|name| !allowed(name)) else { return Ok(()) };
        let hint = if foreign.starts_with("wasi:") {
            "plugins have no files, network, clock or randomness: build for `wasm32-unknown-unknown`, as \
             `workdiary plugin build` does"
                .to_owned()
        } else {
            let may: Vec<_> = kind.imports().iter().map(|name| format!("`{name}`")).collect();
            format!("a {kind} may import {} of `workdiary:plugin` {VERSION} and nothing else", may.join(", "))
        };
        Err(Found::new(Gate::Imports, format!("it imports `{foreign}`"), hint))
    }
}

/// Versions 0.1.x are one track: a host serves guests of any of them that import no more than it gives.
fn speaks(version: &str) -> bool {
    semver::Version::parse(version)
        .is_ok_and(|version| (version.major, version.minor) == (VERSION.major, VERSION.minor))
}

fn check_memory(pages: u64, page_size_log2: Option<u32>) -> Result<(), Found> {
    let page = 1u64.checked_shl(page_size_log2.unwrap_or(16)).unwrap_or(u64::MAX);
    let bytes = pages.saturating_mul(page);
    at_most(
        usize::try_from(bytes).unwrap_or(usize::MAX),
        limits::MEMORY_BYTES,
        "bytes of memory at its start",
    )
}

fn check_table(elements: u64) -> Result<(), Found> {
    let elements = usize::try_from(elements).unwrap_or(usize::MAX);
    at_most(elements, limits::TABLE_ELEMENTS, "elements in a table")
}

fn at_most(found: usize, most: usize, what: &str) -> Result<(), Found> {
    if found <= most {
        return Ok(());
    }
    Err(Found::new(
        Gate::Limits,
        format!("it has {found} {what}, {most} at most"),
        "make it smaller; docs/plugins.md lists the limits",
    ))
}

//! What a call may use, each limit with its reason, and who watches memory.

use wasmtime::{ResourceLimiter, Result, bail};

/// The runtime whose fuel figures these are: they may differ between its versions.
pub const WASMTIME: &str = "48";

/// Larger files are no plugins: a script engine with its libraries stays below.
pub(crate) const COMPONENT_BYTES: usize = 10 * 1024 * 1024;
/// Compiling takes time that grows faster than a function: this one takes a second. The largest
/// function of a script engine, its interpreter loop, has a third of that.
pub(crate) const FUNCTION_BYTES: usize = 256 * 1024;
/// The largest script engines take a third on a slow machine; what takes longer is written for it.
pub(crate) const COMPILE_SECONDS: u64 = 60;
/// Six times what the largest built-in takes, the invoice with its fonts.
pub(crate) const COMPILE_BYTES: u64 = 1024 * 1024 * 1024;
/// Each is compiled by itself and has a cost of its own.
pub(crate) const FUNCTIONS: usize = 100_000;
/// A component made by wit-component has three or four; script guests some more.
pub(crate) const CORE_MODULES: usize = 32;
/// Memory of all of an instance together: three times what the largest built-in uses, an invoice over ten years.
pub(crate) const MEMORY_BYTES: usize = 64 * 1024 * 1024;
/// Script guests need three.
pub(crate) const MEMORIES: u32 = 4;
/// Script guests need three.
pub(crate) const TABLES: u32 = 8;
/// Function pointers of the largest guests stay below a tenth.
pub(crate) const TABLE_ELEMENTS: usize = 100_000;
/// Calls at once, of one memory each: a thread of the host has one, and a report's rule runs inside
/// the report's.
pub(crate) const CALLS: u32 = 64;
/// Of each memory in the pool so much stays: a year of segments takes a third.
pub(crate) const RESIDENT_BYTES: usize = 4 * 1024 * 1024;
/// One core instance for each core module of the component, and those that wit-component adds.
pub(crate) const INSTANCES: u32 = 64;
/// What one call between host and guest may carry; a file is written in pieces. The host sets so
/// much memory aside for a guest that claims to hand over a list.
pub(crate) const HOSTCALL_BYTES: usize = 16 * 1024 * 1024;
/// Deep recursion ends here, long before the thread's own stack.
pub(crate) const STACK_BYTES: usize = 512 * 1024;
/// Handles of a guest: pages and files that it has not dropped.
pub(crate) const HANDLES: usize = 1_000;
/// A line of the log is for reading.
pub(crate) const LOG_LINE_BYTES: usize = 1024;
/// All that is kept of a call's log.
pub(crate) const LOG_BYTES: usize = 500 * 1024;
/// A guest that says more is in a loop: each line costs the host what fuel does not count.
pub(crate) const LOG_LINES: usize = 10_000;
/// Ten years as a page with every segment are 60 MB.
pub(crate) const OUTPUT_BYTES: u64 = 256 * 1024 * 1024;
/// A file for each week of ten years.
pub(crate) const OUTPUT_FILES: usize = 600;
/// Texts that a plugin gives of itself: schema and examples.
pub(crate) const EXAMPLES: usize = 100;

/// What one call may use of processor and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Deterministic: about one for each operation. Running out of it is the verdict.
    pub fuel: u64,
    /// The backstop for what fuel does not count, in tenths of a second.
    pub ticks: u64,
}

impl Budget {
    /// To say what a plugin is takes a few thousand operations.
    pub(crate) const DESCRIBE: Self = Self { fuel: 20_000_000, ticks: 20 };
    /// Reading a config of a thousand labels takes some millions.
    pub(crate) const CONFIG: Self = Self { fuel: 100_000_000, ticks: 50 };

    /// A rule in Rust takes under a hundred for each segment, a script engine a thousand times that
    /// to start.
    pub(crate) fn rule(segments: usize) -> Self {
        Self { fuel: 200_000_000 + 50_000 * segments as u64, ticks: 100 }
    }

    /// A label scheme reads its config and compares texts.
    pub(crate) fn labels(texts: usize) -> Self {
        Self { fuel: 200_000_000 + 1_000_000 * texts as u64, ticks: 100 }
    }

    /// A report writes a few hundred bytes for each segment. A snapshot of 640 pixels takes 200 million to unpack
    /// and pack anew.
    pub(crate) fn report(segments: u64, pictures: bool) -> Self {
        let each = if pictures { 250_000_000 } else { 500_000 };
        Self { fuel: 2_000_000_000 + each * segments, ticks: 6_000 }
    }
}

/// Watches what an instance takes, and remembers what it was refused.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    memory: usize,
    pub refused: Option<usize>,
}

impl Limiter {
    /// The memory of the instance; it never shrinks.
    pub(crate) fn memory(&self) -> usize {
        self.memory
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let wanted = self.memory + desired.saturating_sub(current);
        if wanted > MEMORY_BYTES {
            // A refusal that the guest sees looks like a panic of its allocator: better end it here.
            self.refused = Some(wanted);
            bail!("the instance wants {wanted} bytes of memory, {MEMORY_BYTES} at most");
        }
        self.memory = wanted;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        if desired > TABLE_ELEMENTS {
            bail!("a table of {desired} elements is wanted, {TABLE_ELEMENTS} at most");
        }
        Ok(true)
    }

    fn instances(&self) -> usize {
        INSTANCES as usize
    }

    fn tables(&self) -> usize {
        TABLES as usize
    }

    fn memories(&self) -> usize {
        MEMORIES as usize
    }
}

//! Whatever happens to the machine: kills, power cuts, suspend, clocks that jump, disks that are full.

mod full_disk;
mod jumps;
mod kills;
mod order;
mod suspend;

//! The main job on a real display: On, work in real windows, Off, and all of it in the diary.

mod counts;
mod desk;
mod displays;
mod ends;
mod hosts;
mod private;
mod secrets;
mod snapshots;

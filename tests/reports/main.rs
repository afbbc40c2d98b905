//! Reports that people are paid by, and ways in: checked by what others wrote, and by what comes back.

mod import;

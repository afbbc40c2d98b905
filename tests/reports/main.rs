//! Reports that people are paid by, checked by programs that others wrote.

mod einvoice;

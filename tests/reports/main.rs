//! Reports, held against programs of others.

mod invoice;

//! Samples of exports in the columns of each service, read whole.

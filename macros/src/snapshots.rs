//! What `network!` writes.

//! The macro's language: what a declaration may look like and what may stand around it.

mod hygiene;
mod macro_forms;

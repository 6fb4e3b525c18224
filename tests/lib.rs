//! Tests of typenet as its users see it. See the files beside this one.

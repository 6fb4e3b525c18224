use crate::message::Message;

/// Refuses a layer whose sizes and options do not go together, at compile time.
#[track_caller]
pub const fn fits(layer: &str, misfit: &Option<Message>) {
    if let Some(misfit) = misfit {
        panic!("{}", Message::new("`").text(layer).text("`: ").text(misfit.as_str()).as_str());
    }
}

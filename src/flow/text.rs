//! A flow in sentences: for screen readers, and for whoever would rather read.

use super::{Flow, Kind};

pub fn to_text(flow: &Flow) -> String {
    let mut out = format!("{}\n{}\n", flow.title, flow.lead);
    for index in 0..flow.messages.len() {
        for section in flow.sections.iter().filter(|section| section.first == index) {
            out.push_str(&format!("\n{}\n", section.title));
        }
        out.push_str(&format!("{}. {}\n", index + 1, sentence(flow, index)));
        for note in flow.notes.iter().filter(|note| note.after == index) {
            out.push_str(&format!("Note: {}\n", note.text));
        }
    }
    out
}

/// One message; empty when there is none of this number.
pub fn sentence(flow: &Flow, index: usize) -> String {
    let Some(message) = flow.messages.get(index) else { return String::new() };
    let (from, to) = (flow.actor(message.from), flow.actor(message.to));
    let said = ended(&message.label);
    let mut sentence = match message.kind {
        Kind::Call => format!("{from} to {to}: {said}"),
        Kind::Answer => format!("{from} answers {to}: {said}"),
        Kind::Inner => format!("{from}: {said}"),
    };
    if message.failed && message.kind != Kind::Inner {
        sentence.push_str(" This is a refusal.");
    }
    match message.tally() {
        (0, 0) => {}
        (passed, 0) => sentence.push_str(&format!(" Checks passed: {passed}.")),
        (passed, failed) => sentence.push_str(&format!(" Checks passed: {passed}, failed: {failed}.")),
    }
    if !message.why.is_empty() {
        sentence.push(' ');
        sentence.push_str(&message.why);
    }
    sentence
}

fn ended(label: &str) -> String {
    if label.ends_with(['.', '?', '…']) { label.to_owned() } else { format!("{label}.") }
}

//! A flow as a Mermaid sequence diagram, for documents that are kept elsewhere.
//!
//! ```text
//! diagram = "sequenceDiagram" NL "autonumber" NL *participant *( message | note )
//! message = id arrow id ":" text NL          ; text ends at a line break or ";", "#…;" is a character
//! ```

use super::{Flow, Kind, Message};

pub fn to_mermaid(flow: &Flow) -> String {
    let mut out = String::from("sequenceDiagram\n    autonumber\n");
    for actor in &flow.actors {
        let word = if actor.role == super::Role::Person { "actor" } else { "participant" };
        let detail =
            if actor.detail.is_empty() { String::new() } else { format!("<br/>{}", escape(&actor.detail)) };
        out.push_str(&format!("    {word} {} as {}{detail}\n", actor.role.id(), escape(&actor.name)));
    }
    let ends = flow.actors.first().zip(flow.actors.last());
    let across = ends.map_or(String::new(), |(first, last)| {
        if first == last {
            first.role.id().to_owned()
        } else {
            format!("{},{}", first.role.id(), last.role.id())
        }
    });
    for (index, message) in flow.messages.iter().enumerate() {
        for section in flow.sections.iter().filter(|section| section.first == index) {
            out.push_str(&format!("    Note over {across}: {}\n", escape(&section.title)));
        }
        out.push_str(&format!(
            "    {}{}{}: {}\n",
            message.from.id(),
            arrow(message),
            message.to.id(),
            escape(&message.label)
        ));
        for note in flow.notes.iter().filter(|note| note.after == index) {
            out.push_str(&format!("    Note over {}: {}\n", note.over.id(), escape(&note.text)));
        }
    }
    out
}

fn arrow(message: &Message) -> &'static str {
    match (message.kind, message.failed) {
        (Kind::Answer, false) => "-->>",
        (Kind::Answer, true) => "--x",
        (_, false) => "->>",
        (_, true) => "-x",
    }
}

/// Text that nothing in Mermaid reads as anything else. An empty one would be no message.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '#' | ';' | '<' | '>' | '&' | '"' | '%' | '{' | '}' | '\\' => {
                out.push_str(&format!("#{};", c as u32))
            }
            // "wrap:" in front would be an instruction.
            ':' if matches!(out.trim(), "wrap" | "nowrap") => out.push_str("#58;"),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    let out = out.trim();
    if out.is_empty() { "–".to_owned() } else { out.to_owned() }
}

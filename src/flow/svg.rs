//! A flow as a picture that stands alone: what the page draws, with its colours written in.

use super::layout::{Frame, LABEL, LINE, Layout, Shape, layout};
use super::{Flow, Kind, Message};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    /// The colours of the page that the picture stands in.
    Page,
}

struct Colors {
    ground: &'static str,
    surface: &'static str,
    sunken: &'static str,
    line: &'static str,
    text: &'static str,
    muted: &'static str,
    accent: &'static str,
    ok: &'static str,
    bad: &'static str,
    note: &'static str,
}

const LIGHT: Colors = Colors {
    ground: "#ffffff",
    surface: "#ffffff",
    sunken: "#f0f3f7",
    line: "#c3ccd8",
    text: "#17202c",
    muted: "#566275",
    accent: "#2b5fd9",
    ok: "#12704a",
    bad: "#b3261e",
    note: "#fdf3dc",
};

const DARK: Colors = Colors {
    ground: "#151c26",
    surface: "#151c26",
    sunken: "#10161f",
    line: "#38465a",
    text: "#e7ecf3",
    muted: "#a3afc0",
    accent: "#86a8ff",
    ok: "#58cf98",
    bad: "#ff8a80",
    note: "#2c230f",
};

const PAGE: Colors = Colors {
    ground: "var(--surface)",
    surface: "var(--surface)",
    sunken: "var(--sunken)",
    line: "var(--line-strong)",
    text: "var(--text)",
    muted: "var(--muted)",
    accent: "var(--accent)",
    ok: "var(--ok)",
    bad: "var(--bad)",
    note: "var(--warn-soft)",
};

const MARGIN: i32 = 16;
const TITLE: i32 = 34;

/// The picture, as wide as it needs to be to stand alone.
pub fn to_svg(flow: &Flow, theme: Theme) -> String {
    picture(flow, theme, flow.actors.len() as i32 * 200 + 2 * MARGIN)
}

/// The picture in a width; one that is too small is put right.
pub fn picture(flow: &Flow, theme: Theme, room: i32) -> String {
    let page = layout(flow, room - 2 * MARGIN);
    let colors = match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
        Theme::Page => &PAGE,
    };
    // In a page, a heading is near.
    let title = if theme == Theme::Page { 0 } else { TITLE };
    let (width, height) = (page.width + 2 * MARGIN, page.height + 2 * MARGIN + title);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"{LABEL}\" role=\"img\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        escape(&flow.title),
        colors.ground,
    );
    if title > 0 {
        text(MARGIN, 30, "start", 17, colors.text, &flow.title, " font-weight=\"600\"", &mut out);
    }
    out.push_str(&format!("<g transform=\"translate({MARGIN} {})\">\n", MARGIN + title));
    lanes(&page, colors, &mut out);
    for shape in &page.shapes {
        draw(shape, flow, &page, colors, &mut out);
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn lanes(page: &Layout, colors: &Colors, out: &mut String) {
    for lane in &page.lanes {
        let x = lane.x;
        out.push_str(&format!(
            "<line x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>\n",
            page.head, page.height, colors.line
        ));
        rect(
            &Frame { x: x - lane.width / 2, y: 1, width: lane.width, height: page.head - 2 },
            colors.sunken,
            colors.line,
            out,
        );
        let y = if lane.detail.is_empty() { 32 } else { 24 };
        text(x, y, "middle", LABEL + 1, colors.text, &lane.name, " font-weight=\"600\"", out);
        text(x, 42, "middle", 12, colors.muted, &lane.detail, "", out);
    }
}

fn draw(shape: &Shape, flow: &Flow, page: &Layout, colors: &Colors, out: &mut String) {
    match shape {
        Shape::Section { title, real, y } => {
            let color = if *real { colors.accent } else { colors.muted };
            let frame = Frame { x: 0, y: y + 4, width: page.width, height: 26 };
            rect(&frame, colors.sunken, colors.line, out);
            text(10, y + 22, "start", LABEL, color, title, " font-weight=\"600\"", out);
        }
        Shape::Note { lines, frame } => {
            rect(frame, colors.note, colors.line, out);
            for (row, line) in lines.iter().enumerate() {
                text(frame.x + 12, frame.y + 19 + 16 * row as i32, "start", 12, colors.text, line, "", out);
            }
        }
        Shape::Inner(inner) => {
            let message = &flow.messages[inner.index];
            let color = color_of(message, colors);
            rect(&inner.frame, colors.surface, color, out);
            let (x, y) = (inner.frame.x + 34, inner.frame.y + 21);
            number(
                inner.frame.x + 17,
                inner.frame.y + inner.frame.height / 2,
                inner.index,
                color,
                colors,
                out,
            );
            for (row, line) in inner.lines.iter().enumerate() {
                text(x, y + LINE * row as i32, "start", LABEL, colors.text, line, "", out);
            }
            text(x, y + LINE * inner.lines.len() as i32, "start", 12, colors.muted, &inner.tally, "", out);
        }
        Shape::Arrow(arrow) => {
            let message = &flow.messages[arrow.index];
            let color = color_of(message, colors);
            let dashes = if message.kind == Kind::Answer { " stroke-dasharray=\"5 4\"" } else { "" };
            let ahead = if arrow.to > arrow.from { 1 } else { -1 };
            let tip = arrow.to - ahead;
            out.push_str(&format!(
                "<line x1=\"{}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"{color}\" stroke-width=\"1.6\"{dashes}/>\n\
                 <path d=\"M{tip} {y}l{} -5v10z\" fill=\"{color}\"/>\n",
                arrow.from,
                tip - 6 * ahead,
                -9 * ahead,
                y = arrow.y,
            ));
            number(arrow.from, arrow.y, arrow.index, color, colors, out);
            for (row, line) in arrow.lines.iter().enumerate() {
                let color = if message.failed { colors.bad } else { colors.text };
                text(arrow.text_x, arrow.text_y + LINE * row as i32, "middle", LABEL, color, line, "", out);
            }
        }
    }
}

fn color_of(message: &Message, colors: &Colors) -> &'static str {
    match (message.failed, message.succeeded()) {
        (true, _) => colors.bad,
        (false, true) => colors.ok,
        (false, false) => colors.accent,
    }
}

fn number(x: i32, y: i32, index: usize, color: &str, colors: &Colors, out: &mut String) {
    out.push_str(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"10\" fill=\"{color}\"/>\n"));
    text(x, y + 4, "middle", 11, colors.ground, &(index + 1).to_string(), " font-weight=\"600\"", out);
}

fn rect(frame: &Frame, fill: &str, stroke: &str, out: &mut String) {
    let Frame { x, y, width, height } = frame;
    out.push_str(&format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"7\" fill=\"{fill}\" stroke=\"{stroke}\"/>\n"
    ));
}

#[allow(clippy::too_many_arguments)]
fn text(x: i32, y: i32, anchor: &str, size: i32, fill: &str, text: &str, more: &str, out: &mut String) {
    if !text.is_empty() {
        out.push_str(&format!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{fill}\"{more}>{}</text>\n",
            escape(text)
        ));
    }
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

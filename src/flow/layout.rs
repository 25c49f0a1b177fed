//! Where everything of a sequence diagram stands, in pixels: for the page, which draws it in the width it has, and for
//! the picture that is saved.

use super::measure::{width, wrap};
use super::{Flow, Kind, Role};

pub const LABEL: i32 = 13;
pub const LINE: i32 = 17;
const SMALL: i32 = 12;
const NARROWEST_LANE: i32 = 112;
const WIDEST_LANE: i32 = 240;
const EDGE: i32 = 4;
const HEAD: i32 = 54;
const PADDING: i32 = 8;
const MOST_LINES: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    pub role: Role,
    pub x: i32,
    /// Of the box with the name.
    pub width: i32,
    pub name: String,
    pub detail: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrow {
    pub index: usize,
    pub from: i32,
    pub to: i32,
    pub y: i32,
    pub lines: Vec<String>,
    /// Baseline of the first line.
    pub text_y: i32,
    pub text_x: i32,
    pub frame: Frame,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inner {
    pub index: usize,
    pub lines: Vec<String>,
    /// How many checks passed and failed.
    pub tally: String,
    pub frame: Frame,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Section { title: String, real: bool, y: i32 },
    Arrow(Arrow),
    Inner(Inner),
    Note { lines: Vec<String>, frame: Frame },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub width: i32,
    pub height: i32,
    pub head: i32,
    pub lanes: Vec<Lane>,
    pub shapes: Vec<Shape>,
}

/// The least width in which a flow can be drawn and read.
pub fn narrowest(flow: &Flow) -> i32 {
    flow.actors.len() as i32 * NARROWEST_LANE + 2 * EDGE
}

/// Lays a flow out in a width; one that is too small or needlessly great is put right.
pub fn layout(flow: &Flow, room: i32) -> Layout {
    let count = flow.actors.len().max(1) as i32;
    let room = room.max(narrowest(flow)).min(count * WIDEST_LANE + 2 * EDGE);
    let lane = (room - 2 * EDGE) / count;
    let mut page = Page { flow, lane, room, y: HEAD + 14, shapes: Vec::new() };
    for index in 0..flow.messages.len() {
        page.section(index);
        if flow.messages[index].kind == Kind::Inner {
            page.inner(index);
        } else {
            page.arrow(index);
        }
        page.notes(index);
    }
    let Page { y, shapes, .. } = page;
    let lanes = flow
        .actors
        .iter()
        .enumerate()
        .map(|(at, actor)| {
            let wide = lane - 10;
            let one = |text: &str, size| wrap(text, wide - 12, size, 1).pop().unwrap_or_default();
            Lane {
                role: actor.role,
                x: center(at as i32, lane),
                width: wide,
                name: one(&actor.name, LABEL + 1),
                detail: one(&actor.detail, SMALL),
            }
        })
        .collect();
    Layout { width: room, height: y + 10, head: HEAD, lanes, shapes }
}

fn center(at: i32, lane: i32) -> i32 {
    EDGE + at * lane + lane / 2
}

struct Page<'f> {
    flow: &'f Flow,
    lane: i32,
    room: i32,
    y: i32,
    shapes: Vec<Shape>,
}

impl Page<'_> {
    fn x(&self, role: Role) -> i32 {
        let at = self.flow.actors.iter().position(|actor| actor.role == role).unwrap_or_default();
        center(at as i32, self.lane)
    }

    fn section(&mut self, index: usize) {
        let Some(section) = self.flow.sections.iter().find(|section| section.first == index) else { return };
        self.shapes.push(Shape::Section { title: section.title.clone(), real: section.real, y: self.y });
        self.y += 40;
    }

    fn arrow(&mut self, index: usize) {
        let message = &self.flow.messages[index];
        let (from, to) = (self.x(message.from), self.x(message.to));
        let (left, right) = (from.min(to), from.max(to));
        let lines = wrap(&message.label, right - left - 34, LABEL, MOST_LINES);
        let top = self.y;
        let text_y = top + 16;
        let y = text_y + LINE * (lines.len() as i32 - 1) + 9;
        let frame = Frame { x: left - 13, y: top, width: right - left + 26, height: y - top + 14 };
        self.shapes.push(Shape::Arrow(Arrow {
            index,
            from,
            to,
            y,
            lines,
            text_y,
            text_x: (left + right) / 2,
            frame,
        }));
        self.y = y + 18;
    }

    /// A box over a lane, moved inside where the lane is at the edge.
    fn over(&self, role: Role, lines: &[String], least: i32) -> (i32, i32) {
        let widest = lines.iter().map(|line| width(line, LABEL)).max().unwrap_or_default().max(least);
        let wide = (widest + 2 * PADDING + 26).min(self.room - 2 * EDGE);
        let x = (self.x(role) - wide / 2).clamp(EDGE, (self.room - EDGE - wide).max(EDGE));
        (x, wide)
    }

    fn inner(&mut self, index: usize) {
        let message = &self.flow.messages[index];
        let lines = wrap(&message.label, (self.lane * 2).min(300) - 2 * PADDING - 26, LABEL, MOST_LINES);
        let tally = match message.tally() {
            (0, 0) => String::new(),
            (passed, 0) => format!("{passed} {} passed", checks(passed)),
            (0, failed) => format!("{failed} {} failed", checks(failed)),
            (passed, failed) => format!("{passed} {} passed, {failed} failed", checks(passed)),
        };
        let (x, wide) = self.over(message.from, &lines, width(&tally, SMALL));
        let rows = lines.len() as i32 + i32::from(!tally.is_empty());
        let frame = Frame { x, y: self.y + 2, width: wide, height: LINE * rows + 2 * PADDING - 3 };
        self.y = frame.y + frame.height + 12;
        self.shapes.push(Shape::Inner(Inner { index, lines, tally, frame }));
    }

    fn notes(&mut self, index: usize) {
        for note in self.flow.notes.iter().filter(|note| note.after == index) {
            let lines = wrap(&note.text, (self.room - 60).min(380), SMALL, 6);
            let (x, wide) = self.over(note.over, &lines, 0);
            let frame =
                Frame { x, y: self.y + 2, width: wide, height: 16 * lines.len() as i32 + 2 * PADDING - 2 };
            self.y = frame.y + frame.height + 14;
            self.shapes.push(Shape::Note { lines, frame });
        }
    }
}

fn checks(count: usize) -> &'static str {
    if count == 1 { "check" } else { "checks" }
}

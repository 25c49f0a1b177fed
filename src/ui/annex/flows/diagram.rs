//! The sequence diagram as inline SVG. Positions are attributes, all else is the style sheet's.

use yew::{Html, KeyboardEvent, MouseEvent, classes, html};

use super::Msg;
use super::message;
use super::model::tone;
use super::page::Drawn;
use crate::flow::{Arrow, Frame, Inner, Kind, Lane, Layout, Shape, sentence};

const LINE: i32 = 17;

pub fn view(drawn: &Drawn, page: &Layout) -> Html {
    let flow = &drawn.view.flow;
    html! {
        <svg class="diagram" width={page.width.to_string()} height={page.height.to_string()}
            viewBox={format!("0 0 {} {}", page.width, page.height)} role="group" aria-label={format!("Sequence diagram: {}", flow.title)}>
            <g aria-hidden="true">
                { for page.shapes.iter().filter_map(|shape| section(shape, page)) }
                { for page.lanes.iter().map(|lane| view_lane(lane, page)) }
                { for page.shapes.iter().filter_map(section_title) }
            </g>
            { for page.shapes.iter().filter_map(|shape| match shape {
                Shape::Arrow(arrow) => Some(view_message(drawn, arrow.index, arrow.frame, view_arrow(drawn, arrow))),
                Shape::Inner(inner) => Some(view_message(drawn, inner.index, inner.frame, view_inner(inner))),
                Shape::Note { lines, frame } => Some(note(lines, *frame)),
                Shape::Section { .. } => None,
            }) }
        </svg>
    }
}

fn view_lane(lane: &Lane, page: &Layout) -> Html {
    let x = lane.x.to_string();
    let name_y = if lane.detail.is_empty() { "32" } else { "25" };
    html! {
        <>
            <line class="life" x1={x.clone()} x2={x.clone()} y1={page.head.to_string()} y2={page.height.to_string()} />
            <rect class="actor" x={(lane.x - lane.width / 2).to_string()} y="1" width={lane.width.to_string()} height={(page.head - 2).to_string()} rx="9" />
            <text class="name" x={x.clone()} y={name_y}>{ &lane.name }</text>
            if !lane.detail.is_empty() { <text class="detail" {x} y="43">{ &lane.detail }</text> }
        </>
    }
}

fn section(shape: &Shape, page: &Layout) -> Option<Html> {
    let Shape::Section { y, real, .. } = shape else { return None };
    Some(html! {
        <rect class={classes!("band", real.then_some("real"))} x="0" y={(y + 4).to_string()} width={page.width.to_string()} height="26" rx="6" />
    })
}

/// Over the lifelines.
fn section_title(shape: &Shape) -> Option<Html> {
    let Shape::Section { title, y, real } = shape else { return None };
    Some(
        html! { <text class={classes!("band-title", real.then_some("real"))} x="10" y={(y + 22).to_string()}>{ title }</text> },
    )
}

fn view_message(drawn: &Drawn, index: usize, frame: Frame, inside: Html) -> Html {
    let message = &drawn.view.flow.messages[index];
    let chosen = drawn.chosen == Some(index);
    let first = drawn.chosen.unwrap_or(0) == index;
    let class = classes!(
        "msg",
        tone(message).class(),
        chosen.then_some("on"),
        drawn.view.lit(index).then_some("lit"),
        (message.kind == Kind::Answer).then_some("answer"),
        (!message.real).then_some("usual"),
    );
    let say = drawn.say.clone();
    let onkeydown = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            say.emit(Msg::Choose(index));
        }
    };
    let onclick = drawn.say.reform(move |_: MouseEvent| Msg::Choose(index));
    html! {
        <g id={message::id(index)} {class} role="button" tabindex={if first { "0" } else { "-1" }} aria-pressed={chosen.to_string()}
            aria-label={format!("{}. {}", index + 1, sentence(&drawn.view.flow, index))} {onclick} {onkeydown}>
            <rect class="hit" x={frame.x.to_string()} y={frame.y.to_string()} width={frame.width.to_string()} height={frame.height.to_string()} rx="7" />
            { inside }
        </g>
    }
}

fn view_arrow(drawn: &Drawn, arrow: &Arrow) -> Html {
    let Arrow { from, to, y, .. } = *arrow;
    let ahead = if to > from { 1 } else { -1 };
    let tip = to - ahead;
    let failed = drawn.view.flow.messages[arrow.index].failed;
    let end = (tip - 10 * ahead, y);
    html! {
        <>
            <line class="shaft" x1={from.to_string()} y1={y.to_string()} x2={(tip - 7 * ahead).to_string()} y2={y.to_string()} />
            <path class="tip" d={format!("M{tip} {y}l{} -5v10z", -9 * ahead)} />
            if failed {
                <path class="cross" d={format!("M{} {}l8 8m0 -8l-8 8", end.0 - 4 - 9 * ahead, end.1 - 4)} />
            }
            { number(from, y, arrow.index) }
            { text(&arrow.lines, "label middle", arrow.text_x, arrow.text_y) }
        </>
    }
}

fn view_inner(inner: &Inner) -> Html {
    let Frame { x, y, width, height } = inner.frame;
    let below = y + 21 + LINE * inner.lines.len() as i32;
    html! {
        <>
            <rect class="inner" x={x.to_string()} y={y.to_string()} width={width.to_string()} height={height.to_string()} rx="7" />
            { number(x + 17, y + height / 2, inner.index) }
            { text(&inner.lines, "label", x + 34, y + 21) }
            if !inner.tally.is_empty() { { text(std::slice::from_ref(&inner.tally), "tally", x + 34, below) } }
        </>
    }
}

fn note(lines: &[String], frame: Frame) -> Html {
    html! {
        <g class="note">
            <rect x={frame.x.to_string()} y={frame.y.to_string()} width={frame.width.to_string()} height={frame.height.to_string()} rx="7" />
            { for lines.iter().enumerate().map(|(row, line)| html! {
                <text x={(frame.x + 12).to_string()} y={(frame.y + 19 + 16 * row as i32).to_string()}>{ line }</text>
            }) }
        </g>
    }
}

fn number(x: i32, y: i32, index: usize) -> Html {
    html! {
        <>
            <circle class="disc" cx={x.to_string()} cy={y.to_string()} r="10" />
            <text class="number" x={x.to_string()} y={(y + 4).to_string()}>{ index + 1 }</text>
        </>
    }
}

fn text(lines: &[String], class: &'static str, x: i32, y: i32) -> Html {
    lines
        .iter()
        .enumerate()
        .map(|(row, line)| html! { <text {class} x={x.to_string()} y={(y + LINE * row as i32).to_string()}>{ line }</text> })
        .collect()
}
